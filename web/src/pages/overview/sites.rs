//! What can be seen from where.

use std::collections::BTreeMap;

use nocturne_proto::api::v1::{Agent, CheckState};
use nocturne_web_model::{
    format,
    situation::{Sight, SiteView, site_views},
    status::StatusKind,
};
use yew::prelude::*;

use super::{
    data::Read,
    lasting::Lasting,
    problems::{count, plural},
};
use crate::{
    api::Listing,
    app::Route,
    router::Link,
    ui::{ErrorState, Panel, Skeleton, StatusShape},
};

/// Sites that are shown; the list of agents shows all.
const MAX_SITES: usize = 12;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct SitesProps {
    /// The fleet.
    pub agents: Read<Listing<Agent>>,
    /// What each agent says.
    pub states: Read<Listing<CheckState>>,
}

/// One card for each site, the one that needs somebody most first.
#[component]
pub(super) fn Sites(props: &SitesProps) -> Html {
    let views = use_memo((props.agents.clone(), props.states.clone()), |(agents, states)| {
        let states = states.data.as_ref().map(|listing| listing.items.as_slice()).unwrap_or_default();
        agents.data.as_ref().map(|listing| site_views(&listing.items, states))
    });
    let Some(views) = views.as_ref() else {
        let body = match &props.agents.failure {
            Some(failure) => html! {
                <ErrorState failure={failure.clone()} on_retry={props.agents.reload.clone()} small=true />
            },
            None => html! { <Skeleton /> },
        };
        return html! { <Panel title="Sites" flush=true>{ body }</Panel> };
    };
    let known = props.states.data.is_some();
    let hidden = views.len().saturating_sub(MAX_SITES);
    html! {
        <Panel title="Sites" hint={plural(views.len(), "site")} flush=true class="overview-sites">
            <ul class="overview-sites__grid">
                { for views.iter().take(MAX_SITES).map(|view| card(view, known)) }
            </ul>
            if hidden > 0 {
                <footer class="overview-sites__foot">
                    { format!("and {} more · ", plural(hidden, "site")) }
                    <Link to={Route::Agents} classes="link">{ "All agents" }</Link>
                </footer>
            }
            if let (true, Some(failure)) = (!known, &props.states.failure) {
                <ErrorState failure={failure.clone()} on_retry={props.states.reload.clone()} small=true />
            }
        </Panel>
    }
}

fn card(view: &SiteView, known: bool) -> Html {
    let query: BTreeMap<String, String> = [("q".to_owned(), format!("site:{}", view.site))].into();
    html! {
        <li class={classes!("overview-site", format!("overview-site--{}", view.kind().slug()))} key={view.site.clone()}>
            <div class="overview-site__head">
                <Link to={Route::Agents} query={query} classes="overview-site__name">
                    { &view.site }
                </Link>
                <span class="overview-site__agents">{ agents(view) }</span>
            </div>
            { strip(view) }
            <p class="overview-site__says">{ says(view, known) }</p>
        </li>
    }
}

fn agents(view: &SiteView) -> String {
    let online = format::count(count(view.agents.n_online));
    format!("{online} of {} online", plural(view.agents.n_all(), "agent"))
}

fn says(view: &SiteView, known: bool) -> Html {
    match view.sight {
        Sight::Blind { since } => html! {
            <>
                <StatusShape kind={StatusKind::Offline} />
                <span>{ "Blind for " }<Lasting {since} />{ ": what happens there is not known" }</span>
            </>
        },
        Sight::NotYet => html! {
            <><StatusShape kind={StatusKind::Pending} /><span>{ "No agent was connected yet" }</span></>
        },
        Sight::Sees(_) if !known => html! { <span class="muted">{ "…" }</span> },
        Sight::Sees(None) if view.n_stale == 0 => html! {
            <><StatusShape kind={StatusKind::Unknown} /><span>{ "No result yet" }</span></>
        },
        Sight::Sees(_) => html! {
            <>
                { for view.seen.iter().map(|(kind, n)| html! {
                    <span class="overview-site__count" key={kind.slug()}>
                        <StatusShape kind={*kind} size={12} />
                        { format!("{} {}", format::count(count(*n)), kind.label().to_lowercase()) }
                    </span>
                }) }
                if view.n_stale > 0 {
                    <span class="overview-site__count">
                        <StatusShape kind={StatusKind::Unknown} size={12} />
                        { format!("{} not fresh", format::count(count(view.n_stale))) }
                    </span>
                }
            </>
        },
    }
}

/// Targets by what is seen of them, side by side. The words below say the same.
fn strip(view: &SiteView) -> Html {
    let all = view.n_seen() + view.n_stale;
    let mut parts: Vec<(&'static str, usize)> = Vec::new();
    if let Sight::Sees(_) = view.sight {
        parts.extend(view.seen.iter().map(|(kind, n)| (kind.slug(), *n)));
        parts.push(("unknown", view.n_stale));
    }
    let mut from = 0;
    html! {
        <svg class="overview-site__strip" width="100%" height="6" aria-hidden="true" focusable="false">
            <rect class="overview-site__ground" width="100%" height="6" />
            { for parts.into_iter().filter(|(_, n)| *n > 0).map(|(slug, n)| {
                let (x, width) = (share(from, all), share(n, all));
                from += n;
                html! { <rect class={classes!("overview-site__part", format!("overview-site__part--{slug}"))} {x} {width} height="6" /> }
            }) }
        </svg>
    }
}

fn share(n: usize, all: usize) -> String {
    #[allow(clippy::cast_precision_loss, reason = "targets of a fleet are far below 2^52")]
    let share = if all == 0 { 0.0 } else { n as f64 / all as f64 };
    format!("{:.2}%", share * 100.0)
}
