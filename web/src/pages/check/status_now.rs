//! What each agent says of the target, and what it saw.

use jiff::Timestamp;
use nocturne_web_model::{
    check_view::{Place, Watch, places},
    format::plural,
    reason::evidence_parts,
    status::StatusKind,
};
use yew::prelude::*;

use super::known::Known;
use crate::{
    app::Route,
    pages::checks::{Elapsed, Reason},
    router::Link,
    ui::{
        Age, Button, ButtonLink, EmptyState, ErrorState, Icon, IconName, Panel, Skeleton, Status, Time,
        TimeStyle,
    },
};

/// Agents that are drawn before somebody asks for all of them.
const FIRST: usize = 24;

#[derive(Properties, PartialEq)]
pub(super) struct StatusNowProps {
    pub known: Known,
    pub target: AttrValue,
}

/// A line for each agent that runs the check, the worst first.
#[component]
pub(super) fn StatusNow(props: &StatusNowProps) -> Html {
    let known = &props.known;
    let all = use_state_eq(|| false);
    let show_all = {
        let all = all.setter();
        move |_: MouseEvent| all.set(true)
    };
    let places = places(&known.check, &props.target, &known.slots, known.states.items(), &known.overlay);
    let content = match (known.states.unread(), &known.states.data) {
        (Some(failure), _) => html! {
            <ErrorState failure={failure.clone()} on_retry={known.states.reload.clone()} busy={known.states.loading} small=true />
        },
        (None, None) => html! { <Skeleton count={3} label="Loading what agents say" /> },
        (None, Some(_)) if places.is_empty() => nobody(known),
        (None, Some(_)) => {
            let shown = if *all { places.len() } else { FIRST };
            html! {
                <>
                    <ul class="places">{ for places.iter().take(shown).map(|place| line(place, known.lost)) }</ul>
                    if places.len() > shown {
                        <div class="places__more">
                            <Button small=true onclick={show_all}>{ format!("Show all {} agents", places.len()) }</Button>
                        </div>
                    }
                </>
            }
        }
    };
    let n = u64::try_from(places.len()).unwrap_or(u64::MAX);
    let hint = (n > 0).then(|| format!("from {}", plural(n, "agent")));
    html! { <Panel title="Status now" {hint} flush=true class="check-now">{ content }</Panel> }
}

fn nobody(known: &Known) -> Html {
    let (title, text) = if known.gone {
        ("The check is deleted", "Nobody runs it any more.")
    } else if known.enabled() {
        (
            "No agent runs this check",
            "Its selector matches no agent that is in service. Look at the agents' labels, or change the selector.",
        )
    } else {
        ("The check is disabled", "No agent runs it. Enable it to know how its targets are.")
    };
    let edit = Route::EditCheck { check: known.check.slug.clone() };
    let action = if known.watch() == Watch::Unmatched {
        html! { <ButtonLink to={edit} small=true icon={IconName::Edit}>{ "Change the selector" }</ButtonLink> }
    } else {
        Html::default()
    };
    html! { <EmptyState icon={IconName::Agents} {title} {text} {action} small=true /> }
}

fn line(place: &Place, lost: bool) -> Html {
    let stale = place.stale || lost;
    let parts = evidence_parts(&place.evidence);
    html! {
        <li key={place.agent_id.clone()} class={classes!("place", stale.then_some("place--stale"))}>
            <details class="place__more">
                <summary class="place__line">
                    <span class="place__status"><Status kind={place.status} {stale} /></span>
                    <span class="place__agent">
                        <span class="place__name">{ &place.agent }</span>
                        if place.site != place.agent {
                            <span class="muted">{ &place.site }</span>
                        }
                    </span>
                    <span class="place__why">
                        <Reason code={place.reason.clone()} />
                        <span class="place__evidence">{ parts.first().copied().unwrap_or_else(|| waiting(place)) }</span>
                    </span>
                    <span class="place__since">
                        <Elapsed since={place.since} {stale} />
                        <Icon name={IconName::ChevronDown} size={14} class="place__chevron" />
                    </span>
                </summary>
                <div class="place__detail">
                    { evidence(&parts) }
                    { times(place) }
                    <Link to={Route::Agent { agent: place.agent.clone() }} classes="link">
                        { format!("Agent {}", place.agent) }
                    </Link>
                </div>
            </details>
        </li>
    }
}

fn waiting(place: &Place) -> &'static str {
    if place.status == StatusKind::Pending { "Runs it, nothing heard yet" } else { "" }
}

/// What was seen, the decisive part first.
pub(super) fn evidence(parts: &[&str]) -> Html {
    if parts.is_empty() {
        return html! { <p class="muted">{ "Nothing was noted." }</p> };
    }
    html! {
        <ul class="evidence">{ for parts.iter().map(|part| html! { <li class="evidence__part">{ *part }</li> }) }</ul>
    }
}

fn times(place: &Place) -> Html {
    let confirmed = |at: Timestamp| {
        let text = if place.stale {
            "Last confirmed long ago: older than three intervals and the timeout. It may be different by now."
        } else {
            "Each execution confirms it."
        };
        html! { <>{ "Confirmed " }<Age time={at} stale={place.stale} />{ ". " }{ text }</> }
    };
    html! {
        <p class="muted small">
            if let Some(since) = place.since {
                { "What was seen is from the change of status at " }<Time at={since} style={TimeStyle::Full} />{ ". " }
            }
            if let Some(at) = place.confirmed { { confirmed(at) } }
        </p>
    }
}
