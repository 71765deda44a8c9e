//! Cells that other pages about agents draw too.

use nocturne_proto::api::v1::Agent;
use nocturne_web_model::{
    agent::{CertificateLife, DesiredState, certificate_life, clock_offset, desired_state},
    format,
    status::Tone,
};
use yew::prelude::*;

use crate::{
    hooks::use_now,
    ui::{Badge, IconName},
};

/// What stands where an agent has not said anything.
pub(in crate::pages) fn nothing() -> Html {
    html! { <span class="muted" title="Not told yet">{ "–" }</span> }
}

/// A word that is quiet when all is well.
fn word(tone: Tone, text: String, title: String) -> Html {
    match tone {
        Tone::Good | Tone::Neutral => html! { <span class="secondary" {title}>{ text }</span> },
        Tone::Muted => html! { <span class="muted" {title}>{ text }</span> },
        Tone::Info | Tone::Warning | Tone::Bad => {
            let icon = (tone == Tone::Bad).then_some(IconName::Alert);
            html! { <Badge {tone} {icon} {title}>{ text }</Badge> }
        }
    }
}

/// Text that may be longer than its column.
pub(super) fn long(text: &str) -> Html {
    if text.is_empty() {
        return nothing();
    }
    html! { <span title={text.to_owned()}>{ text }</span> }
}

/// Whether it runs what it should.
pub(in crate::pages) fn desired(agent: &Agent) -> Html {
    let state = desired_state(agent);
    let title = match state {
        DesiredState::Failed { .. } => format!("{}\n\n{}", agent.config_error, state.meaning()),
        _ => state.meaning(),
    };
    word(state.tone(), state.text(), title)
}

/// The same as a text; a failure with the first line of why.
pub(in crate::pages) fn desired_text(agent: &Agent) -> String {
    let state = desired_state(agent);
    match (state, agent.config_error.lines().next()) {
        (DesiredState::Failed { .. }, Some(why)) => format!("{}: {why}", state.text()),
        _ => state.text(),
    }
}

/// How far its clock is from the coordinator's.
pub(in crate::pages) fn clock(agent: &Agent) -> Html {
    match clock_offset(agent) {
        None => nothing(),
        Some(offset) => {
            let tone = if offset.is_far { Tone::Warning } else { Tone::Good };
            word(tone, offset.text, offset.meaning)
        }
    }
}

/// What waits in its spool, and what was given up.
pub(in crate::pages) fn spool(agent: &Agent) -> Html {
    let dropped = agent.spool_dropped_records;
    let title = format!(
        "{} dropped since the spool was made, each declared in a gap",
        format::plural(dropped, "record")
    );
    html! {
        <span class="spool-cell">
            <span class={if agent.spool_pending_records == 0 { "muted" } else { "secondary" }}
                title="Records that the coordinator has not committed yet">
                { format::count(agent.spool_pending_records) }
            </span>
            if dropped > 0 {
                <Badge tone={Tone::Warning} {title}>{ format!("−{}", format::count(dropped)) }</Badge>
            }
        </span>
    }
}

/// Parts that are not well.
pub(super) fn degraded(agent: &Agent) -> Html {
    let Some(first) = agent.degraded.first() else {
        return if agent.last_seen_time.is_some() {
            html! { <span class="muted">{ "none" }</span> }
        } else {
            nothing()
        };
    };
    let text = match agent.degraded.len() {
        1 => first.split(':').next().unwrap_or(first).to_owned(),
        n => format!("{n} parts"),
    };
    word(Tone::Warning, text, agent.degraded.join("\n"))
}

/// Props.
#[derive(Properties, PartialEq)]
pub(in crate::pages) struct CertificateCellProps {
    /// Whose.
    pub agent: Agent,
}

/// How long its certificate works still; it ticks.
#[component]
pub(in crate::pages) fn CertificateCell(props: &CertificateCellProps) -> Html {
    let now = use_now();
    match certificate_life(&props.agent, now) {
        None => nothing(),
        Some(CertificateLife { tone, short, text, meaning, ends, .. }) => {
            let stamp = format::stamp(ends, crate::ui::local_offset(ends));
            word(tone, short, format!("{text}, until {stamp}\n{meaning}"))
        }
    }
}
