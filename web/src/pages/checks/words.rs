//! Small pieces of text that both pages about checks show.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_web_model::{
    format,
    reason::{reason_title, reason_words},
    status::{StatusKind, Tone},
};
use yew::prelude::*;

use crate::{
    hooks::use_now,
    ui::{Badge, IconName, Status, local_offset},
};

/// Needed to define, change and delete.
pub(in crate::pages) const WRITE_PERMISSION: &str = "checks.write";

/// Why an action is not offered.
pub(in crate::pages) fn lacks() -> String {
    format!("Your role lacks the permission {WRITE_PERMISSION}")
}

#[derive(Properties, PartialEq)]
pub(in crate::pages) struct ReasonProps {
    /// From the closed list; empty draws nothing.
    pub code: AttrValue,
    /// With the code behind the words.
    #[prop_or_default]
    pub coded: bool,
}

/// A reason in words, with its code and meaning as a hint.
#[component]
pub(in crate::pages) fn Reason(props: &ReasonProps) -> Html {
    if props.code.is_empty() {
        return Html::default();
    }
    let hint = reason_words(&props.code).map_or("", |words| words.meaning);
    html! {
        <span class="check-reason" title={format!("{}\n{hint}", props.code)}>
            { reason_title(&props.code).to_owned() }
            if props.coded {
                <code class="check-reason__code">{ &props.code }</code>
            }
        </span>
    }
}

#[derive(Properties, PartialEq)]
pub(in crate::pages) struct ElapsedProps {
    pub since: Option<Timestamp>,
    /// Older than it should be.
    #[prop_or_default]
    pub stale: bool,
}

/// How long something lasts already, without a word around it. It ticks.
#[component]
pub(in crate::pages) fn Elapsed(props: &ElapsedProps) -> Html {
    let now = use_now();
    let Some(since) = props.since else {
        return html! { <span class="muted">{ "–" }</span> };
    };
    let elapsed = Duration::try_from(now.duration_since(since)).unwrap_or_default();
    html! {
        <time
            class={classes!("age", props.stale.then_some("age--stale"))}
            datetime={format::rfc3339(since)}
            title={format!("since {}", format::stamp(since, local_offset(since)))}
        >
            { format::lasting(elapsed) }
        </time>
    }
}

#[derive(Properties, PartialEq)]
pub(in crate::pages) struct RunStateProps {
    pub kind: StatusKind,
    pub enabled: bool,
    #[prop_or_default]
    pub stale: bool,
    #[prop_or_default]
    pub pill: bool,
}

/// Status of a check, or that it is not run.
#[component]
pub(in crate::pages) fn RunState(props: &RunStateProps) -> Html {
    if props.enabled {
        html! { <Status kind={props.kind} stale={props.stale} pill={props.pill} /> }
    } else {
        html! {
            <Badge tone={Tone::Muted} icon={IconName::Pause} title="No agent runs it until it is enabled again">
                { "Disabled" }
            </Badge>
        }
    }
}
