//! Is a status still believed?

use std::time::Duration;

use nocturne_shared::time::{self, Timestamp};

/// Executions that may fail to arrive: one is jitter of the network, two are a commit that was tried again, three are
/// silence.
pub const MISSED_INTERVALS: u32 = 3;
/// No status is doubted before this time: agents send in batches and commit in groups, so a check that runs ten times a
/// second would flicker. The same time after which a silent agent counts as offline.
pub const LEAST_AGE: Duration = Duration::from_secs(30);
/// Sample times further ahead than this were set back by the agent's clock offset when they were stored.
pub const MAX_AHEAD: Duration = Duration::from_mins(10);

/// Age up to which a status is believed: three intervals and the timeout of the last execution, at least 30 s.
#[must_use]
pub fn believed_for(interval: Duration, timeout: Duration) -> Duration {
    interval.saturating_mul(MISSED_INTERVALS).saturating_add(timeout).max(LEAST_AGE)
}

/// Until when a status is believed.
#[must_use]
pub fn believed_until(confirmed_at: Timestamp, interval: Duration, timeout: Duration) -> Timestamp {
    time::add(confirmed_at, believed_for(interval, timeout))
}

/// True when a status was confirmed too long ago to be believed; all times are the coordinator's clock.
///
/// A confirmation that is later than `now` counts as now: the two were read one after the other.
#[must_use]
pub fn is_stale(confirmed_at: Timestamp, interval: Duration, timeout: Duration, now: Timestamp) -> bool {
    time::since(confirmed_at, now) > believed_for(interval, timeout)
}

/// When an execution that began at `run_at` of the agent's clock was, by the coordinator's clock, and never in the future.
///
/// `clock_offset_us` is the agent's clock minus the coordinator's. Without it the status of an agent whose clock is late
/// would always be stale, and one whose clock is early would stay fresh after its end.
#[must_use]
pub fn confirmed_at(run_at: Timestamp, clock_offset_us: i64, now: Timestamp) -> Timestamp {
    let was_set_back = clock_offset_us > time::micros(MAX_AHEAD);
    let offset_us = if was_set_back { 0 } else { clock_offset_us };
    time::from_micros(run_at.as_microsecond().saturating_sub(offset_us)).min(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        time::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_status_is_stale_right_after_three_intervals_and_the_timeout_and_never_before_thirty_seconds() {
        let cases = [
            // interval, timeout, last age that is believed
            (60, 5, 185),
            (10, 5, 35),
            (10, 0, 30),
            (1, 1, 30),
            (86_400, 5, 259_205),
        ];
        for (interval, timeout, believed) in cases {
            let (interval, timeout) = (Duration::from_secs(interval), Duration::from_secs(timeout));
            let now = at(1_000_000);
            let confirmed = at(1_000_000 - believed);
            assert!(!is_stale(confirmed, interval, timeout, now), "{interval:?} {believed}");
            let earlier = time::from_micros(confirmed.as_microsecond() - 1);
            assert!(is_stale(earlier, interval, timeout, now), "{interval:?} {believed}");
        }
        assert!(!is_stale(at(9), Duration::from_secs(10), Duration::ZERO, at(5)));
        assert_eq!(believed_for(Duration::MAX, Duration::MAX), Duration::MAX);
    }

    #[test]
    fn an_execution_is_placed_by_the_coordinators_clock() {
        let second = 1_000_000;
        let cases = [
            // run at, offset in seconds, placed at; it is 1000
            (990, 0, 990),
            (930, -60, 990),
            (1_050, 60, 990),
            (1_300, 600, 700),
            // Set back already when it was stored.
            (990, 601, 990),
            // Never in the future.
            (1_010, 0, 1_000),
            (1_000, -60, 1_000),
        ];
        for (run, offset, want) in cases {
            assert_eq!(confirmed_at(at(run), offset * second, at(1_000)), at(want), "{run} {offset}");
        }
        assert_eq!(confirmed_at(at(0), i64::MIN, at(1_000)), at(1_000));
    }
}
