//! Times in which nobody ran.
//!
//! A process that was stopped, a host that slept and a machine that was starved have one thing in common: whoever wakes
//! up every second finds that more time passed. What was due meanwhile was not measured, and a gap says so.
//!
//! The time is that since the host's boot: it goes on while the host sleeps, and a wall clock that is set is no stall.

use std::time::Duration;

use nocturne_proto::agent::v1 as wire;
use nocturne_shared::outcome::GapCause;
use rustix::time::{ClockId, clock_gettime};

use crate::spool::gap::gap;

/// How often the runner wakes up when nothing else wakes it.
pub const WAKE_EVERY: Duration = Duration::from_secs(1);
/// Time without a turn that is a stall. A busy machine keeps a turn waiting for a second or two.
const STALLED_AFTER: Duration = Duration::from_secs(5);

/// The last turn of the runner.
#[derive(Debug, Default)]
pub struct Pulse {
    last: Option<Duration>,
}

impl Pulse {
    /// Notes a turn at `now`, counted from the boot; returns how long nobody ran before it if that was too long.
    /// `is_needed` is false while nothing is scheduled: nothing can be missed from there on.
    pub fn turn(&mut self, now: Duration, is_needed: bool) -> Option<Duration> {
        let last = std::mem::replace(&mut self.last, is_needed.then_some(now));
        let passed = now.saturating_sub(last?);
        (passed > STALLED_AFTER).then_some(passed)
    }
}

/// Time since the host's boot, sleep included.
#[must_use]
pub fn since_boot() -> Duration {
    Duration::try_from(clock_gettime(ClockId::Boottime)).unwrap_or_default()
}

/// The gap of a stall that ended at `now_us`, microseconds since 1970.
#[must_use]
pub fn stall_gap(passed: Duration, now_us: u64) -> wire::Gap {
    let from_us = now_us.saturating_sub(u64::try_from(passed.as_micros()).unwrap_or(u64::MAX));
    let detail = format!(
        "the agent did not run for {} s: its process or its host was stopped, asleep or starved",
        passed.as_secs()
    );
    gap(GapCause::Stalled, from_us, now_us, 0, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn more_than_five_seconds_without_a_turn_are_a_stall() {
        let mut pulse = Pulse::default();

        assert_eq!(pulse.turn(SECOND * 100, true), None, "the first turn has none before it");
        assert_eq!(pulse.turn(SECOND * 105, true), None);
        assert_eq!(pulse.turn(SECOND * 165, true), Some(SECOND * 60));
        assert_eq!(pulse.turn(SECOND * 166, true), None);
    }

    #[test]
    fn nothing_is_missed_while_nothing_is_scheduled() {
        let mut pulse = Pulse::default();

        assert_eq!(pulse.turn(SECOND, false), None);
        assert_eq!(pulse.turn(SECOND * 60, true), None);
        assert_eq!(pulse.turn(SECOND * 61, false), None);
        assert_eq!(pulse.turn(SECOND * 120, true), None);
    }

    #[test]
    fn the_check_that_goes_leaves_a_stall_before_it() {
        let mut pulse = Pulse::default();

        pulse.turn(SECOND, true);

        assert_eq!(pulse.turn(SECOND * 60, false), Some(SECOND * 59));
    }

    #[test]
    fn the_gap_is_as_long_as_the_stall_by_the_present_clock() {
        let gap = stall_gap(SECOND * 60, 90_000_000);

        let seconds = |at: Option<prost_types::Timestamp>| at.map(|at| at.seconds);
        assert_eq!((seconds(gap.from_time), seconds(gap.to_time)), (Some(30), Some(90)));
        assert_eq!((gap.cause, gap.records), (GapCause::Stalled.code(), 0));
    }
}
