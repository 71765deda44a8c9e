//! Times without measurements, said out loud.

use std::time::Duration;

use nocturne_proto::{agent::v1 as wire, convert::time::timestamp_to_wire};
use nocturne_shared::{outcome::GapCause, time::from_micros};
use nocturne_spool::Recovery;

use crate::runner::FLUSH_EVERY;

/// Executions that take longer than this may begin before the gap that is declared for them.
const MAX_EXECUTION: Duration = Duration::from_secs(10);

/// How long before its record was spooled a measurement may have begun: it ran, and then waited for others.
#[must_use]
pub fn held_back(longest_timeout: Duration) -> Duration {
    FLUSH_EVERY + longest_timeout.min(MAX_EXECUTION)
}

/// A gap as a record; times in microseconds since 1970.
#[must_use]
pub fn gap(cause: GapCause, from_us: u64, to_us: u64, records: u64, detail: &str) -> wire::Gap {
    let time = |micros: u64| Some(timestamp_to_wire(from_micros(i64::try_from(micros).unwrap_or(i64::MAX))));
    wire::Gap {
        cause: cause.code(),
        from_time: time(from_us),
        to_time: time(to_us.max(from_us)),
        records,
        detail: detail.to_owned(),
    }
}

/// What was going on before this start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Before {
    /// Whether checks were assigned.
    pub had_checks: bool,
    /// Longest timeout among them.
    pub longest_timeout: Duration,
    /// Until when measuring went on before an orderly stop, microseconds since 1970, if that is known.
    pub stopped_at_us: Option<u64>,
}

/// The gap between the last run of this agent and its start at `now_us`; `None` when nothing is missing.
///
/// After an unclean stop it begins before the last durable record: what was measured with that record and waited for
/// its batch, or still ran, is gone as well.
#[must_use]
pub fn gap_at_start(recovery: &Recovery, before: Before, now_us: u64) -> Option<wire::Gap> {
    if recovery.created || !before.had_checks {
        return None;
    }
    let last_us = recovery.last_durable_at_us?;
    if recovery.clean_stop {
        let stopped_us = before.stopped_at_us.unwrap_or(last_us).min(now_us);
        return Some(gap(GapCause::Restart, stopped_us, now_us, 0, "the agent was stopped and started"));
    }
    let held_back = held_back(before.longest_timeout);
    let from_us = last_us.saturating_sub(u64::try_from(held_back.as_micros()).unwrap_or(u64::MAX));
    let detail = "the agent ended without a clean stop; what it had measured and not yet written is lost";
    Some(gap(GapCause::UncleanStop, from_us.min(now_us), now_us, 0, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: Before =
        Before { had_checks: true, longest_timeout: Duration::from_secs(2), stopped_at_us: Some(4_000_000) };

    fn recovery(clean_stop: bool) -> Recovery {
        Recovery { clean_stop, last_durable_at_us: Some(5_000_000), ..Recovery::default() }
    }

    fn seconds(at: Option<prost_types::Timestamp>) -> f64 {
        let at = at.unwrap_or_default();
        f64::from(i32::try_from(at.seconds).unwrap_or(0)) + f64::from(at.nanos) / 1e9
    }

    #[test]
    fn an_unclean_stop_admits_what_was_still_in_memory() {
        let gap = gap_at_start(&recovery(false), BEFORE, 9_000_000).unwrap_or_default();

        assert_eq!(gap.cause, GapCause::UncleanStop.code());
        assert!((seconds(gap.from_time) - 2.8).abs() < 1e-6);
        assert!((seconds(gap.to_time) - 9.0).abs() < 1e-6);
    }

    #[test]
    fn a_clean_stop_is_a_gap_from_stop_to_start() {
        let gap = gap_at_start(&recovery(true), BEFORE, 9_000_000).unwrap_or_default();

        assert_eq!(gap.cause, GapCause::Restart.code());
        assert!((seconds(gap.from_time) - 4.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_missing_where_nothing_was_measured() {
        let idle = Before { had_checks: false, ..BEFORE };
        let created = Recovery { created: true, ..recovery(true) };

        assert_eq!(gap_at_start(&recovery(false), idle, 9), None);
        assert_eq!(gap_at_start(&created, BEFORE, 9), None);
    }

    #[test]
    fn a_clock_that_went_back_makes_an_empty_gap_and_no_negative_one() {
        let gap = gap_at_start(&recovery(false), BEFORE, 1_000_000).unwrap_or_default();

        assert_eq!(gap.from_time, gap.to_time);
    }
}
