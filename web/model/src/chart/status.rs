//! Status over time.

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, CheckState, check_state::Status};

use super::track::seconds;
use crate::{format::timestamp, status::StatusKind};

/// A time with one status.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusSegment {
    /// Begin, seconds since 1970.
    pub from: f64,
    /// End, seconds since 1970.
    pub to: f64,
    /// Status.
    pub kind: StatusKind,
    /// Why; empty is none.
    pub reason: String,
}

/// What one agent said of one target over the axis, without holes, oldest first.
///
/// `events` are those of this agent and target, in any order; `state` is what it says at present. What was before the first
/// event that is known is what that event says it was.
#[must_use]
pub fn status_segments<'a>(
    events: impl IntoIterator<Item = &'a CheckEvent>,
    state: Option<&CheckState>,
    range: (f64, f64),
) -> Vec<StatusSegment> {
    let (from, to) = range;
    let mut events: Vec<(f64, &CheckEvent)> = events
        .into_iter()
        .filter_map(|event| Some((seconds(event.time.as_ref())?, event)))
        .filter(|(at, _)| *at < to)
        .collect();
    events.sort_by(|(a, _), (b, _)| a.total_cmp(b));

    let mut segments: Vec<StatusSegment> = Vec::new();
    let mut begin = |at: f64, kind: StatusKind, reason: &str| {
        if let Some(last) = segments.last_mut() {
            last.to = at;
            if last.kind == kind {
                return;
            }
        }
        segments.push(StatusSegment { from: at, to, kind, reason: reason.to_owned() });
    };
    match (events.first(), state) {
        (Some((_, first)), _) => begin(from, first.from_status().into(), ""),
        (None, Some(state)) => {
            let since = seconds(state.since_time.as_ref()).unwrap_or(from);
            if since > from {
                begin(from, StatusKind::Unknown, "");
            }
            if since < to {
                begin(since.max(from), state.into(), &state.reason);
            }
        }
        (None, None) => begin(from, StatusKind::from(Status::Unspecified), ""),
    }
    for (at, event) in events {
        begin(at.max(from), event.to_status().into(), &event.reason);
    }
    if let Some(last) = segments.last_mut() {
        last.to = to;
    }
    segments.retain(|segment| segment.from < segment.to);
    // Of several events at one time the last counts, and what was before may be the same again.
    let mut whole: Vec<StatusSegment> = Vec::new();
    for segment in segments {
        match whole.last_mut() {
            Some(last) if last.kind == segment.kind => last.to = segment.to,
            _ => whole.push(segment),
        }
    }
    whole
}

/// The event nearest to a time, at most `within` seconds away.
#[must_use]
pub fn event_near(events: &[CheckEvent], at: f64, within: f64) -> Option<(&CheckEvent, Timestamp)> {
    events
        .iter()
        .filter_map(|event| Some(((seconds(event.time.as_ref())? - at).abs(), event)))
        .filter(|(distance, _)| *distance <= within)
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .and_then(|(_, event)| Some((event, timestamp(event.time.as_ref())?)))
}

/// How long it was what, seconds, worst first.
#[must_use]
pub fn status_share(segments: &[StatusSegment]) -> Vec<(StatusKind, f64)> {
    let mut shares: Vec<(StatusKind, f64)> = Vec::new();
    for segment in segments {
        let length = segment.to - segment.from;
        match shares.iter_mut().find(|(kind, _)| *kind == segment.kind) {
            Some((_, sum)) => *sum += length,
            None => shares.push((segment.kind, length)),
        }
    }
    shares.sort_by_key(|(kind, _)| *kind);
    shares
}

/// A strip as one sentence, for those who do not see it: `Up 98.6 %, down 1.4 %; 2 changes.`
#[must_use]
pub fn status_text(segments: &[StatusSegment]) -> String {
    let shares = status_share(segments);
    let whole: f64 = shares.iter().map(|(_, length)| length).sum();
    if whole <= 0.0 {
        return "No status.".to_owned();
    }
    let mut parts: Vec<(StatusKind, f64)> = shares;
    parts.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let words: Vec<String> = parts
        .iter()
        .map(|(kind, length)| {
            format!("{} {}", kind.label().to_lowercase(), crate::format::percent(length / whole))
        })
        .collect();
    let n_changes = u64::try_from(segments.len().saturating_sub(1)).unwrap_or(0);
    let text = format!("{}; {}.", words.join(", "), crate::format::plural(n_changes, "change"));
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}
