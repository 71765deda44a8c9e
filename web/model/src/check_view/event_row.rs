//! Changes of status as lines of a list.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, check_state::Status};

use crate::{format::timestamp, status::StatusKind};

/// Agents send in batches and clocks differ a little: what was stored later than this after it happened came late.
const LATE: Duration = Duration::from_secs(30);

/// One change of status.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// Its place among the others.
    pub key: String,
    /// Before; `None` when it was the first.
    pub from: Option<StatusKind>,
    /// After.
    pub to: StatusKind,
    /// Agent.
    pub agent: String,
    /// Target.
    pub target: String,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// When, agent's clock.
    pub at: Option<Timestamp>,
    /// How long after that it was stored, when it came late.
    pub late: Option<Duration>,
}

/// Events, the latest first; each once, though one that was heard live may be in the list that was read too.
#[must_use]
pub fn event_rows<'a>(events: impl IntoIterator<Item = &'a CheckEvent>) -> Vec<EventRow> {
    let mut rows: Vec<EventRow> = events.into_iter().map(row).collect();
    crate::order::sort_by(&mut rows, |a, b| b.at.cmp(&a.at).then_with(|| a.key.cmp(&b.key)));
    rows.dedup_by(|a, b| a.key == b.key);
    rows
}

/// How many there are, for a badge: of a list that is cut at `at_most`, or was, no more than that is known.
#[must_use]
pub fn event_count(n: usize, is_whole: bool, at_most: usize) -> Option<String> {
    let is_whole = is_whole && n <= at_most;
    (n > 0).then(|| if is_whole { n.to_string() } else { format!("{at_most}+") })
}

fn row(event: &CheckEvent) -> EventRow {
    let (at, stored) = (timestamp(event.time.as_ref()), timestamp(event.receive_time.as_ref()));
    let delay = at.zip(stored).and_then(|(at, stored)| Duration::try_from(stored.duration_since(at)).ok());
    let micros = at.map_or(0, Timestamp::as_microsecond);
    EventRow {
        key: format!("{micros} {} {} {}", event.agent_id, event.to_status, event.target),
        from: (event.from_status() != Status::Unspecified).then(|| event.from_status().into()),
        to: event.to_status().into(),
        agent: event.agent.clone(),
        target: event.target.clone(),
        reason: event.reason.clone(),
        evidence: event.evidence.clone(),
        at,
        late: delay.filter(|delay| *delay > LATE),
    }
}
