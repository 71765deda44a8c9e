//! Is an agent there?

use std::time::Duration;

use nocturne_shared::time::{self, Timestamp};

/// Three missed beats of the 10 s interval.
pub const OFFLINE_AFTER: Duration = Duration::from_secs(30);

/// Presence as people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Enrolled, never connected.
    Pending,
    /// Heard from lately.
    Online,
    /// Not heard from for [`OFFLINE_AFTER`].
    Offline,
    /// Revoked by an administrator.
    Revoked,
}

/// Decides from the latest sign of life; all times are the database clock.
///
/// A sign of life that is later than `now` counts as now: the two were read one after the other.
#[must_use]
pub fn presence(revoked: bool, last_seen_at: Option<Timestamp>, now: Timestamp) -> Presence {
    match last_seen_at {
        _ if revoked => Presence::Revoked,
        None => Presence::Pending,
        Some(seen) if time::since(seen, now) < OFFLINE_AFTER => Presence::Online,
        Some(_) => Presence::Offline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_offline_exactly_thirty_seconds_after_its_last_beat() {
        let at = |seconds: i64| time::from_micros(seconds * 1_000_000);

        let cases = [
            (false, None, Presence::Pending),
            (false, Some(at(100)), Presence::Online),
            (false, Some(at(71)), Presence::Online),
            (false, Some(at(70)), Presence::Offline),
            (false, Some(at(101)), Presence::Online),
            (true, Some(at(100)), Presence::Revoked),
            (true, None, Presence::Revoked),
        ];
        for (revoked, seen, want) in cases {
            assert_eq!(presence(revoked, seen, at(100)), want, "{revoked} {seen:?}");
        }
    }
}
