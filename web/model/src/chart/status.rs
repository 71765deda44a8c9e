//! Status over time.

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, CheckState, check_state::Status};

use super::{Hole, track::seconds};
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
    /// In a time without measurements: that it is one, and why.
    pub missing: Option<String>,
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
    crate::order::sort_by(&mut events, |(a, _), (b, _)| a.total_cmp(b));

    let mut segments: Vec<StatusSegment> = Vec::new();
    let mut begin = |at: f64, kind: StatusKind, reason: &str| {
        if let Some(last) = segments.last_mut() {
            last.to = at;
            if last.kind == kind {
                return;
            }
        }
        segments.push(StatusSegment { from: at, to, kind, reason: reason.to_owned(), missing: None });
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

/// With what is not known: a status that was decided before a hole is not what was in it.
///
/// `holes` are in the order of time and do not overlap. What was not known anyway, because it is before the first status,
/// stays as it is.
#[must_use]
pub fn with_holes(segments: Vec<StatusSegment>, holes: &[Hole]) -> Vec<StatusSegment> {
    let mut whole: Vec<StatusSegment> = Vec::new();
    for segment in segments {
        if matches!(segment.kind, StatusKind::Unknown | StatusKind::Pending) {
            whole.push(segment);
            continue;
        }
        let mut at = segment.from;
        for hole in holes.iter().filter(|hole| hole.from < segment.to && hole.to > segment.from) {
            let (from, to) = (hole.from.max(segment.from), hole.to.min(segment.to));
            if at < from {
                whole.push(StatusSegment { from: at, to: from, ..segment.clone() });
            }
            whole.push(StatusSegment {
                from,
                to,
                kind: StatusKind::Unknown,
                reason: String::new(),
                missing: Some(missing_text(hole)),
            });
            at = to;
        }
        if at < segment.to {
            whole.push(StatusSegment { from: at, ..segment });
        }
    }
    whole
}

/// The holes in which a status was known before: what is before an agent's first status is no hole, it began later.
#[must_use]
pub fn holes_in(segments: &[StatusSegment], mut holes: Vec<Hole>) -> Vec<Hole> {
    holes.retain(|hole| {
        segments.iter().any(|segment| {
            let known = !matches!(segment.kind, StatusKind::Unknown | StatusKind::Pending);
            known && segment.from < hole.to && segment.to > hole.from
        })
    });
    holes
}

fn missing_text(hole: &Hole) -> String {
    match &hole.cause {
        Some(cause) => format!("no measurements: {}", cause.to_lowercase()),
        None => "no measurements and no declared cause".to_owned(),
    }
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
    crate::order::sort_by_key(&mut shares, |(kind, _)| *kind);
    shares
}

/// A strip as one sentence, for those who do not see it: `Up 98.6 %, down 1.4 %, no measurements 2 %; 2 changes.`
#[must_use]
pub fn status_text(segments: &[StatusSegment]) -> String {
    let (measured, missing): (Vec<_>, Vec<_>) =
        segments.iter().cloned().partition(|segment| segment.missing.is_none());
    let length =
        |segments: &[StatusSegment]| segments.iter().map(|segment| segment.to - segment.from).sum::<f64>();
    let (whole, lacking) = (length(segments), length(&missing));
    if whole <= 0.0 {
        return "No status.".to_owned();
    }
    let mut parts: Vec<(StatusKind, f64)> = status_share(&measured);
    crate::order::sort_by(&mut parts, |(_, a), (_, b)| b.total_cmp(a));
    let mut words: Vec<String> = parts
        .iter()
        .map(|(kind, length)| {
            format!("{} {}", kind.label().to_lowercase(), crate::format::percent(length / whole))
        })
        .collect();
    if lacking > 0.0 {
        words.push(format!("no measurements {}", crate::format::percent(lacking / whole)));
    }
    let n_changes = measured.windows(2).filter(|pair| matches!(pair, [a, b] if a.kind != b.kind)).count();
    let changes = crate::format::plural(u64::try_from(n_changes).unwrap_or(0), "change");
    let text = format!("{}; {changes}.", words.join(", "));
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}
