//! The numbers by which an agent is judged.

use std::rc::Rc;

use nocturne_proto::api::v1::{Agent, CheckState};
use nocturne_web_model::{
    agent::{certificate_life, clock_offset, desired_state, work_summary},
    format,
    status::{StatusKind, Tone},
};
use yew::prelude::*;

use crate::{hooks::use_now, ui::Stat};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct VitalsProps {
    pub agent: Rc<Agent>,
    /// `None` while they are not known.
    pub states: Option<Rc<Vec<CheckState>>>,
    /// What is seen may not be what is.
    pub lost: bool,
}

/// Six of them in a row.
#[component]
pub(super) fn Vitals(props: &VitalsProps) -> Html {
    let agent = &*props.agent;
    let stale = props.lost || StatusKind::from(agent) != StatusKind::Online;
    html! {
        <div class="stat-row">
            { checks(agent, props.states.as_deref(), stale) }
            { desired(agent) }
            { pending(agent, stale) }
            { dropped(agent) }
            { clock(agent, stale) }
            <Certificate agent={Rc::clone(&props.agent)} />
        </div>
    }
}

/// A number that the agent tells with every heartbeat; none before the first one.
fn told(
    agent: &Agent,
    label: &'static str,
    n: u64,
    (tone, hint): (Option<Tone>, String),
    stale: bool,
) -> Html {
    if agent.last_seen_time.is_none() {
        return untold(label);
    }
    html! { <Stat {label} value={format::count(n)} {tone} hint={html! { { hint } }} {stale} /> }
}

fn untold(label: &'static str) -> Html {
    html! { <Stat {label} value="–" hint={html! { { "not told yet" } }} stale=true /> }
}

fn checks(agent: &Agent, states: Option<&Vec<CheckState>>, stale: bool) -> Html {
    const LABEL: &str = "Checks it runs";
    if agent.last_seen_time.is_none() {
        return untold(LABEL);
    }
    let summary = states.map(|states| work_summary(states)).filter(|summary| summary.total > 0);
    let Some(summary) = summary else {
        let value = format::counted(agent.scheduled_checks, "targets");
        return html! { <Stat label={LABEL} {value} hint={html! { { "no status reported yet" } }} {stale} /> };
    };
    let scope = summary.scope();
    let mut words = scope.splitn(3, ' ').map(str::to_owned);
    let (value, unit) = (words.next().unwrap_or_default(), words.next().map(AttrValue::from));
    let hint = format!("{}: {}", words.next().unwrap_or_default(), summary.text());
    html! { <Stat label={LABEL} {value} {unit} hint={html! { { hint } }} {stale} /> }
}

fn desired(agent: &Agent) -> Html {
    let state = desired_state(agent);
    let tone = match state.tone() {
        Tone::Good | Tone::Muted => None,
        tone => Some(tone),
    };
    let value =
        if agent.applied_generation == 0 { "–".to_owned() } else { agent.applied_generation.to_string() };
    html! { <Stat label="Desired state" {value} {tone} hint={html! { { state.text() } }} /> }
}

fn pending(agent: &Agent, stale: bool) -> Html {
    let hint = if stale { "when it was last heard of" } else { "not stored here yet" };
    told(agent, "Waiting in the spool", agent.spool_pending_records, (None, hint.to_owned()), stale)
}

fn dropped(agent: &Agent) -> Html {
    let n = agent.spool_dropped_records;
    let said = if n == 0 {
        (None, "nothing was ever lost")
    } else {
        (Some(Tone::Warning), "each one declared as a gap")
    };
    told(agent, "Dropped", n, (said.0, said.1.to_owned()), false)
}

fn clock(agent: &Agent, stale: bool) -> Html {
    let Some(offset) = clock_offset(agent).filter(|_| agent.last_seen_time.is_some()) else {
        return untold("Clock offset");
    };
    let (tone, hint) = if offset.is_far {
        (Some(Tone::Warning), "times of its measurements are off")
    } else {
        (None, "against the coordinator")
    };
    let (value, unit) = split_unit(&offset.text);
    html! { <Stat label="Clock offset" {value} {unit} {tone} hint={html! { { hint } }} {stale} /> }
}

/// The number and what stands behind its thin space.
fn split_unit(text: &str) -> (String, Option<AttrValue>) {
    match text.split_once(format::UNIT_SPACE) {
        Some((value, unit)) if !unit.contains(format::UNIT_SPACE) => {
            (value.to_owned(), Some(AttrValue::from(unit.to_owned())))
        }
        _ => (text.to_owned(), None),
    }
}

/// Props.
#[derive(Properties, PartialEq)]
struct CertificateProps {
    agent: Rc<Agent>,
}

#[component]
fn Certificate(props: &CertificateProps) -> Html {
    let now = use_now();
    let Some(life) = certificate_life(&props.agent, now) else { return untold("Certificate") };
    let tone = matches!(life.tone, Tone::Warning | Tone::Bad).then_some(life.tone);
    let hint = match StatusKind::from(&*props.agent) {
        StatusKind::Revoked => "refused since it was revoked",
        _ if life.left.is_none() => "it has to enrol again",
        StatusKind::Online => "left, then renewed",
        _ => "left to come back in",
    };
    let (value, unit) = split_unit(&life.short);
    html! {
        <Stat label="Certificate" {value} {unit} {tone} hint={html! { { hint } }} stale={life.tone == Tone::Muted} />
    }
}
