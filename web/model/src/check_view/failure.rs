//! What failed last at a target: from which agents it was seen, when it began and ended, and why.
//!
//! ```text
//! ams-1  ───────▓▓▓▓▓▓──────────      spans in which an agent saw it fail,
//! fra-1  ─────────▓▓▓▓▓▓▓▓──────      the latest and all that overlap it are one episode
//! lon-1  ──▓▓───────────────────
//! ```

use std::collections::BTreeMap;

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, CheckState, check_state::Status};

use crate::{format::timestamp, status::StatusKind};

/// How a failure ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It did not.
    Lasts,
    /// At that time, agent's clock.
    At(Timestamp),
    /// The agent does not look any more.
    NotKnown,
}

/// One agent's view of a failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Agent.
    pub agent: String,
    /// The worst it was.
    pub status: StatusKind,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// Begin; `None` when it began before the first event that is known.
    pub began: Option<Timestamp>,
    /// End.
    pub ended: Ending,
}

/// A failure as all agents saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// The worst it was.
    pub status: StatusKind,
    /// The most frequent reason.
    pub reason: String,
    /// What was seen by the first that saw it for that reason.
    pub evidence: String,
    /// When the first saw it; `None` when that is not known.
    pub began: Option<Timestamp>,
    /// When the last saw it end.
    pub ended: Ending,
    /// By agent.
    pub spans: Vec<Span>,
}

/// One agent's part of a failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// Agent.
    pub agent: String,
    /// The worst it was.
    pub status: StatusKind,
    /// How often it began.
    pub n_times: usize,
    /// The time that began last.
    pub latest: Span,
}

impl Episode {
    /// Who saw it, the worst first.
    #[must_use]
    pub fn witnesses(&self) -> Vec<Witness> {
        let mut by_agent: BTreeMap<&str, Witness> = BTreeMap::new();
        for span in &self.spans {
            let witness = by_agent.entry(&span.agent).or_insert_with(|| Witness {
                agent: span.agent.clone(),
                status: span.status,
                n_times: 0,
                latest: span.clone(),
            });
            witness.n_times += 1;
            witness.status = witness.status.worse(span.status);
            if span.began >= witness.latest.began {
                witness.latest = span.clone();
            }
        }
        let mut witnesses: Vec<Witness> = by_agent.into_values().collect();
        crate::order::sort_by_key(&mut witnesses, |witness| {
            (witness.latest.ended != Ending::Lasts, witness.status.rank())
        });
        witnesses
    }
}

/// The latest failure at a target; `None` when no agent is known to have seen one.
#[must_use]
pub fn last_failure(target: &str, events: &[CheckEvent], states: &[CheckState]) -> Option<Episode> {
    let mut by_agent: BTreeMap<&str, Vec<&CheckEvent>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.target == target) {
        by_agent.entry(&event.agent).or_default().push(event);
    }
    let of_target = states.iter().filter(|state| state.target == target);
    let now = crate::order::map(of_target.map(|state| (state.agent.as_str(), state)));
    for agent in now.keys() {
        by_agent.entry(agent).or_default();
    }
    let mut spans: Vec<Span> = by_agent
        .into_iter()
        .flat_map(|(agent, events)| spans(agent, events, now.get(agent).copied()))
        .collect();
    let latest = spans.iter().enumerate().max_by_key(|(_, span)| recency(span)).map(|(index, _)| index)?;
    let mut episode = vec![spans.swap_remove(latest)];
    // Whatever overlaps what is in it already belongs to it, also through another one.
    while let Some(index) = spans.iter().position(|span| episode.iter().any(|held| overlap(held, span))) {
        episode.push(spans.swap_remove(index));
    }
    Some(told(episode))
}

const fn fails(status: Status) -> bool {
    matches!(status, Status::Down | Status::Degraded)
}

/// Times in which one agent saw it fail.
fn spans(agent: &str, mut events: Vec<&CheckEvent>, now: Option<&CheckState>) -> Vec<Span> {
    crate::order::sort_by_key(&mut events, |event| timestamp(event.time.as_ref()));
    let mut found: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    for (nth, event) in events.iter().enumerate() {
        let at = timestamp(event.time.as_ref());
        if nth == 0 && fails(event.from_status()) {
            open = Some(Span { began: None, ..span(agent, event.from_status(), "", "", None) });
        }
        if fails(event.to_status()) {
            let seen = span(agent, event.to_status(), &event.reason, &event.evidence, at);
            open = Some(match open.take() {
                Some(before) => worse(before, seen),
                None => seen,
            });
        } else if let Some(over) = open.take() {
            found.push(Span { ended: at.map_or(Ending::NotKnown, Ending::At), ..over });
        }
    }
    match (open, now) {
        (Some(open), Some(state)) if fails(state.status()) => found.push(open),
        // An event that ended it is not among those that were read.
        (Some(open), Some(state)) => {
            let ended = timestamp(state.since_time.as_ref()).map_or(Ending::NotKnown, Ending::At);
            found.push(Span { ended, ..open });
        }
        (Some(open), None) => found.push(Span { ended: Ending::NotKnown, ..open }),
        (None, Some(state)) if fails(state.status()) => {
            let since = timestamp(state.since_time.as_ref());
            found.push(span(agent, state.status(), &state.reason, &state.evidence, since));
        }
        (None, _) => (),
    }
    found
}

fn span(agent: &str, status: Status, reason: &str, evidence: &str, began: Option<Timestamp>) -> Span {
    Span {
        agent: agent.to_owned(),
        status: status.into(),
        reason: reason.to_owned(),
        evidence: evidence.to_owned(),
        began,
        ended: Ending::Lasts,
    }
}

/// One span of two that follow each other: the reason is that of the worse status, of equal ones the later.
fn worse(before: Span, after: Span) -> Span {
    let began = before.began;
    let keep = before.status.rank() < after.status.rank() && !before.reason.is_empty();
    Span { began, ..if keep { before } else { after } }
}

fn recency(span: &Span) -> (u8, Option<Timestamp>) {
    match span.ended {
        Ending::Lasts => (1, span.began),
        Ending::At(at) => (0, Some(at)),
        Ending::NotKnown => (0, span.began),
    }
}

fn overlap(a: &Span, b: &Span) -> bool {
    let begin = |span: &Span| span.began.unwrap_or(Timestamp::MIN);
    let end = |span: &Span| match span.ended {
        Ending::Lasts => Timestamp::MAX,
        Ending::At(at) => at,
        Ending::NotKnown => begin(span),
    };
    begin(a) <= end(b) && begin(b) <= end(a)
}

fn told(mut spans: Vec<Span>) -> Episode {
    crate::order::sort_by(&mut spans, |a, b| a.began.cmp(&b.began).then_with(|| a.agent.cmp(&b.agent)));
    let status = StatusKind::worst(spans.iter().map(|span| span.status)).unwrap_or(StatusKind::Down);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for span in spans.iter().filter(|span| span.status == status && !span.reason.is_empty()) {
        *counts.entry(&span.reason).or_default() += 1;
    }
    // The last maximum wins: from the end of the names it is the first of equally frequent ones.
    let reason = counts.iter().rev().max_by_key(|(_, n)| **n).map_or("", |(reason, _)| *reason).to_owned();
    let evidence = spans.iter().find(|span| span.reason == reason && !span.evidence.is_empty());
    let evidence = evidence.map(|span| span.evidence.clone()).unwrap_or_default();
    let lasts = spans.iter().any(|span| span.ended == Ending::Lasts);
    let ends = spans.iter().filter_map(|span| match span.ended {
        Ending::At(at) => Some(at),
        Ending::Lasts | Ending::NotKnown => None,
    });
    let ended = if lasts { Ending::Lasts } else { ends.max().map_or(Ending::NotKnown, Ending::At) };
    let began = if spans.iter().any(|span| span.began.is_none()) {
        None
    } else {
        spans.iter().filter_map(|span| span.began).min()
    };
    Episode { status, reason, evidence, began, ended, spans }
}
