//! What failed last: why, what that means, where to look next, who saw it and when.

use jiff::Timestamp;
use nocturne_web_model::{
    check_view::{Ending, Episode, Span, Watch, Witness, last_failure},
    format::lasting,
    reason::{evidence_parts, is_local, reason_title, reason_words},
};
use yew::prelude::*;

use super::{known::Known, status_now::evidence};
use crate::{
    hooks::use_now,
    ui::{ErrorState, Icon, IconName, Panel, Skeleton, SkeletonKind, Status, Time},
};

/// Lines of agents that are drawn; the rest is counted.
const MOST_WITNESSES: usize = 12;

#[derive(Properties, PartialEq)]
pub(super) struct LastFailureProps {
    pub known: Known,
    pub target: AttrValue,
}

/// The latest failure at the target.
#[component]
pub(super) fn LastFailure(props: &LastFailureProps) -> Html {
    let known = &props.known;
    let ready =
        known.events.data.is_some() && (known.states.data.is_some() || known.states.failure.is_some());
    let states = known.overlay.over(&known.check.check_id, known.states.items());
    let content = match known.events.unread() {
        Some(failure) => html! {
            <ErrorState failure={failure.clone()} on_retry={known.events.reload.clone()} busy={known.events.loading} small=true />
        },
        None if !ready => html! { <Skeleton kind={SkeletonKind::Text} count={5} label="Loading events" /> },
        None => match last_failure(&props.target, &known.all_events, &states) {
            Some(episode) => html! { <Told {episode} /> },
            None => none(known.watch()),
        },
    };
    html! { <Panel title="Last failure" class="check-failure">{ content }</Panel> }
}

fn none(watch: Watch) -> Html {
    let watched = watch == Watch::Measured;
    let (class, icon) = if watched {
        ("failure__none", IconName::Check)
    } else {
        ("failure__none failure__none--blind", IconName::Info)
    };
    html! { <p {class}><Icon name={icon} />{ watch.without_failure() }</p> }
}

#[derive(Properties, PartialEq)]
struct ToldProps {
    episode: Episode,
}

#[component]
fn Told(props: &ToldProps) -> Html {
    let episode = &props.episode;
    let words = reason_words(&episode.reason);
    let parts = evidence_parts(&episode.evidence);
    html! {
        <div class="failure">
            <div class="failure__head">
                <h3 class="failure__title">{ reason_title(&episode.reason).to_owned() }</h3>
                if !episode.reason.is_empty() { <code>{ &episode.reason }</code> }
                <Status kind={episode.status} />
            </div>
            <p class="secondary"><When began={episode.began} ended={episode.ended} /></p>
            if let Some(words) = words {
                <p class="failure__meaning">{ words.meaning }</p>
                <div>
                    <h4 class="failure__label">
                        { if is_local(&episode.reason) { "Look at the agent's host" } else { "Look at next" } }
                    </h4>
                    <ul class="failure__next">{ for words.next.iter().map(|line| html! { <li>{ *line }</li> }) }</ul>
                </div>
            }
            <div>
                <h4 class="failure__label">{ "What was seen" }</h4>
                { evidence(&parts) }
            </div>
            <div>
                <h4 class="failure__label">{ "Who saw it" }</h4>
                { witnesses(episode) }
            </div>
        </div>
    }
}

fn witnesses(episode: &Episode) -> Html {
    let all = episode.witnesses();
    let left = all.len().saturating_sub(MOST_WITNESSES);
    html! {
        <ul class="witnesses">
            { for all.iter().take(MOST_WITNESSES).map(|witness| one(witness, &episode.reason)) }
            if left > 0 {
                <li class="muted">{ format!("and {left} more agents") }</li>
            }
        </ul>
    }
}

fn one(witness: &Witness, usual: &str) -> Html {
    let Span { began, ended, reason, .. } = &witness.latest;
    html! {
        <li class="witnesses__item" key={witness.agent.clone()}>
            <Status kind={witness.status} compact=true />
            <span class="witnesses__agent">{ &witness.agent }</span>
            <span class="secondary">
                if witness.n_times > 1 { { format!("{} times, the last ", witness.n_times) } }
                <When began={*began} ended={*ended} />
                if reason != usual && !reason.is_empty() {
                    { format!(": {}", reason_title(reason)) }
                }
            </span>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct WhenProps {
    began: Option<Timestamp>,
    ended: Ending,
}

/// From when to when, and how long.
#[component]
fn When(props: &WhenProps) -> Html {
    let now = use_now();
    let length = |to: Timestamp| {
        let span = props.began.and_then(|began| std::time::Duration::try_from(to.duration_since(began)).ok());
        span.map(|span| format!(", {}", lasting(span))).unwrap_or_default()
    };
    let began = match props.began {
        Some(at) => html! { <Time {at} /> },
        None => html! { { "before the events that are kept" } },
    };
    match props.ended {
        Ending::Lasts => html! { <>{ "Since " }{ began }{ length(now) }{ " already" }</> },
        Ending::At(at) => html! { <>{ began }{ " to " }<Time {at} />{ length(at) }</> },
        Ending::NotKnown => html! { <>{ "Began " }{ began }{ "; the agent does not look any more" }</> },
    }
}
