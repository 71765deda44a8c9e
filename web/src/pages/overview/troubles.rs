//! Agents that are away, late or not well, and times without data that go on.

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, ListGapsResponse};
use nocturne_web_model::{
    format,
    situation::{Trouble, troubles},
    status::StatusKind,
};
use yew::prelude::*;

use super::{
    as_of::{as_of, use_as_of},
    data::Read,
    lasting::Lasting,
    problems::count,
};
use crate::{
    api::Listing,
    app::Route,
    router::Link,
    ui::{ErrorState, Panel, Skeleton, Status, StatusShape},
};

/// Agents that are shown; the list of agents shows all.
const MAX_AGENTS: usize = 8;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct TroublesProps {
    /// The fleet.
    pub agents: Read<Listing<Agent>>,
    /// Times without data.
    pub gaps: Read<ListGapsResponse>,
}

/// One line for each such agent; one line in all when there is none.
#[component]
pub(super) fn Troubles(props: &TroublesProps) -> Html {
    let found = use_memo((props.agents.clone(), props.gaps.clone()), |(agents, gaps)| {
        let listing = agents.data.as_ref()?;
        let ongoing = gaps.data.as_ref().map(|gaps| gaps.ongoing.as_slice()).unwrap_or_default();
        Some(troubles(&listing.items, ongoing, agents.at.unwrap_or_else(Timestamp::now)))
    });
    let at = use_as_of();
    let Some(found) = found.as_ref() else {
        let body = match &props.agents.failure {
            Some(failure) => html! {
                <ErrorState failure={failure.clone()} on_retry={props.agents.reload.clone()} small=true />
            },
            None => html! { <Skeleton count={2} /> },
        };
        return html! { <Panel title="Agents and gaps" flush=true>{ body }</Panel> };
    };
    let hidden = found.len().saturating_sub(MAX_AGENTS);
    html! {
        <Panel title="Agents and gaps" flush=true class="overview-troubles">
            if found.is_empty() {
                <p class="overview-troubles__none">
                    <StatusShape kind={StatusKind::Online} />
                    if at.is_none() {
                        { "Every agent reports, and no gap goes on." }
                    } else {
                        <span>{ "Every agent reported, and no gap went on" }{ as_of(at, ", as of ") }{ "." }</span>
                    }
                </p>
            } else {
                <ul class="overview-troubles__list">{ for found.iter().take(MAX_AGENTS).map(line) }</ul>
            }
            if hidden > 0 {
                <footer class="overview-troubles__foot">
                    { format!("and {} more · ", format::count(count(hidden))) }
                    <Link to={Route::Agents} classes="link">{ "All agents" }</Link>
                </footer>
            }
            if props.gaps.data.is_none() && props.gaps.failure.is_some() {
                <p class="overview-troubles__none">{ "Gaps could not be read." }</p>
            }
        </Panel>
    }
}

fn line(trouble: &Trouble) -> Html {
    let label = (trouble.kind == StatusKind::Degraded).then_some("Not well");
    html! {
        <li class="overview-trouble" key={trouble.agent_id.clone()}>
            <span class="overview-trouble__status"><Status kind={trouble.kind} {label} /></span>
            <span class="overview-trouble__who">
                <Link to={Route::Agent { agent: trouble.agent.clone() }} classes="overview-trouble__agent">
                    { &trouble.agent }
                </Link>
                <span class="muted">{ &trouble.site }</span>
            </span>
            if trouble.since.is_some() {
                <span class="overview-trouble__since"><Lasting since={trouble.since} /></span>
            }
            <ul class="overview-trouble__findings">{ for trouble.findings.iter().map(|finding| html! { <li>{ finding }</li> }) }</ul>
        </li>
    }
}
