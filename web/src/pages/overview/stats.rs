//! The numbers.

use std::{collections::VecDeque, rc::Rc};

use nocturne_proto::api::v1::SystemStatus;
use nocturne_web_model::{
    format,
    overview::VerdictCounts,
    situation::{AgentTally, CheckTally, Counted, Rate, sample_rate},
    status::{StatusKind, Tone},
};
use yew::prelude::*;

use super::data::Read;
use crate::{
    app::Route,
    ui::{Age, Skeleton, SkeletonKind, Stat},
};

/// Readings between which the rate is taken: half a minute.
const READINGS: usize = 7;
/// A writer's queue holds 256 batches; with so many the database is behind.
const QUEUE_IS_LONG: u64 = 64;
/// Measurements come every few seconds; so long without one is worth a look.
const COMMIT_IS_OLD_SECS: i64 = 60;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct StatsProps {
    /// Checks by the worst of their targets.
    pub checks: Option<CheckTally>,
    /// Targets by verdict.
    pub targets: Option<VerdictCounts>,
    /// The fleet.
    pub agents: Option<AgentTally>,
    /// The coordinator.
    pub status: Read<SystemStatus>,
}

/// Checks by verdict, agents by presence, and how the coordinator itself is.
#[component]
pub(super) fn Stats(props: &StatsProps) -> Html {
    let rate = use_rate(props.status.data.as_ref());
    if props.checks.is_none() && props.agents.is_none() && props.status.data.is_none() {
        return html! { <Skeleton kind={SkeletonKind::Stat} count={8} /> };
    }
    html! {
        <section class="stat-row overview__stats" aria-label="In numbers">
            if let (Some(checks), Some(targets)) = (props.checks, props.targets) {
                { for checks.by_kind().into_iter().map(|(kind, n)| of_checks(kind, n, targets.of(kind))) }
            } else {
                { for CheckTally::default().by_kind().into_iter().map(|(kind, _)| not_known(kind.label())) }
            }
            { props.agents.map_or_else(|| not_known("Agents online"), of_agents) }
            { match props.status.data.as_deref() {
                Some(status) => of_coordinator(status, rate),
                None => html! { <>{ not_known("Samples stored") }{ not_known("Ingest queue") }</> },
            } }
        </section>
    }
}

fn of_checks(kind: StatusKind, n: usize, n_targets: u64) -> Html {
    let tone = match n {
        0 => Some(Tone::Muted),
        _ => (kind != StatusKind::Up).then(|| kind.tone()),
    };
    let hint = format::plural(n_targets, "target");
    html! {
        <Stat
            label={kind.label()}
            value={format::count(count(n))}
            unit={if n == 1 { "check" } else { "checks" }}
            {tone}
            hint={if n == 0 { Html::default() } else { html! { { hint } } }}
            to={Route::Checks}
            query={vec![("verdict".into(), kind.slug().into())]}
        />
    }
}

fn of_agents(agents: AgentTally) -> Html {
    let tone = (agents.n_offline > 0).then_some(Tone::Warning);
    let hint = match (agents.n_offline, agents.n_pending) {
        (0, 0) if agents.n_all() == 0 => "none yet".to_owned(),
        (0, 0) => "all online".to_owned(),
        (0, pending) => format!("{} never connected", format::count(count(pending))),
        (offline, _) => format!("{} offline", format::count(count(offline))),
    };
    let query = if agents.n_offline > 0 { vec![("presence".into(), "offline".into())] } else { Vec::new() };
    html! {
        <Stat
            label="Agents online"
            value={format::count(count(agents.n_online))}
            unit={format!("of {}", format::count(count(agents.n_all())))}
            {tone}
            hint={html! { { hint } }}
            to={Route::Agents}
            {query}
        />
    }
}

/// Being read, or it could not be.
fn not_known(label: &'static str) -> Html {
    html! { <Stat {label} value="–" tone={Tone::Muted} hint={html! { { "not known" } }} /> }
}

fn of_coordinator(status: &SystemStatus, rate: Option<Rate>) -> Html {
    let committed = format::timestamp(status.last_commit_time.as_ref());
    let server = format::timestamp(status.server_time.as_ref());
    let is_old = match (committed, server) {
        (Some(committed), Some(server)) => server.as_second() - committed.as_second() > COMMIT_IS_OLD_SECS,
        _ => false,
    };
    let is_long = status.ingest_queue >= QUEUE_IS_LONG;
    html! {
        <>
            <Stat
                label="Samples stored"
                value={rate.map_or_else(|| "–".to_owned(), |rate| format::number(rate.per_second().round()))}
                unit={rate.map(|_| AttrValue::from("/s"))}
                tone={is_old.then_some(Tone::Warning)}
                hint={match committed {
                    Some(_) if matches!(rate, Some(Rate::SinceBegin(_))) => html! { { "mean since start" } },
                    Some(_) => html! { <>{ "last " }<Age time={committed} /></> },
                    None => html! { { "none since it started" } },
                }}
            />
            <Stat
                label="Ingest queue"
                value={format::count(status.ingest_queue)}
                tone={is_long.then_some(Tone::Warning)}
                hint={html! { { if is_long { "the database is behind" } else { "batches waiting" } } }}
            />
        </>
    }
}

/// Samples a second over the last readings of the same run of the coordinator; after the first one over the whole run.
#[hook]
fn use_rate(status: Option<&Rc<SystemStatus>>) -> Option<Rate> {
    let readings = use_mut_ref(VecDeque::<Counted>::new);
    let reading = status.and_then(|status| Counted::samples(status))?;
    let mut readings = readings.borrow_mut();
    if readings.back().is_some_and(|last| last.begun != reading.begun) {
        readings.clear();
    }
    if readings.back() != Some(&reading) {
        readings.push_back(reading);
    }
    while readings.len() > READINGS {
        readings.pop_front();
    }
    sample_rate(*readings.front()?, reading)
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
