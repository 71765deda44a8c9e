//! Points in time and durations.

use std::time::Duration;

use nocturne_shared::time::{Timestamp, from_micros};

/// A point in time as protobuf says it.
#[must_use]
pub fn timestamp_to_wire(at: Timestamp) -> prost_types::Timestamp {
    let micros = at.as_microsecond();
    let nanos = i32::try_from(micros.rem_euclid(1_000_000)).unwrap_or(0) * 1_000;
    prost_types::Timestamp { seconds: micros.div_euclid(1_000_000), nanos }
}

/// A point in time, cut to the microsecond and clamped to the range that one has.
#[must_use]
pub fn timestamp_from_wire(at: &prost_types::Timestamp) -> Timestamp {
    let micros = at.seconds.saturating_mul(1_000_000).saturating_add(i64::from(at.nanos) / 1_000);
    from_micros(micros)
}

/// A duration as protobuf says it, cut to its range.
#[must_use]
pub fn duration_to_wire(span: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(span.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(span.subsec_nanos()).unwrap_or(0),
    }
}

/// A duration; `None` when it is negative or malformed.
#[must_use]
pub fn duration_from_wire(span: &prost_types::Duration) -> Option<Duration> {
    let seconds = u64::try_from(span.seconds).ok()?;
    let nanos = u32::try_from(span.nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    Some(Duration::new(seconds, nanos))
}

/// A signed difference of clocks in microseconds as protobuf says it.
#[must_use]
pub fn signed_micros_to_wire(micros: i64) -> prost_types::Duration {
    let nanos = i32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
    prost_types::Duration { seconds: micros / 1_000_000, nanos }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_trip_before_and_after_1970() {
        for micros in [0, 1, -1, 1_700_000_000_123_456, -5_000_001] {
            let at = from_micros(micros);
            assert_eq!(timestamp_from_wire(&timestamp_to_wire(at)), at, "{micros}");
        }
    }

    #[test]
    fn absurd_times_are_clamped_and_negative_durations_refused() {
        let absurd = prost_types::Timestamp { seconds: i64::MAX, nanos: 5 };
        assert_eq!(timestamp_from_wire(&absurd), Timestamp::MAX);
        assert_eq!(duration_from_wire(&prost_types::Duration { seconds: -1, nanos: 0 }), None);
        assert_eq!(
            signed_micros_to_wire(-1_500_000),
            prost_types::Duration { seconds: -1, nanos: -500_000_000 }
        );
    }
}
