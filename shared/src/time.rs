//! Points in time that are stored or sent.
//!
//! They are [`jiff::Timestamp`]s, cut to the microsecond that PostgreSQL's `timestamptz` keeps. For timeouts inside one
//! process use `std::time::Instant`; the two never mix.

use std::time::Duration;

pub use jiff::Timestamp;

/// 0001-01-01T00:00:00Z. PostgreSQL's `timestamptz` begins in 4713 BC and Prometheus never had a sample before 1970: what
/// is earlier than this is a damaged clock, and it must not be an error anywhere.
const EARLIEST_MICROS: i64 = -62_135_596_800_000_000;

/// Builds a point in time from microseconds since 1970, clamped to the years 1 to 9999, which every part can store.
#[must_use]
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros.max(EARLIEST_MICROS)).unwrap_or(Timestamp::MAX)
}

/// Adds and stays inside the range.
#[must_use]
pub fn add(at: Timestamp, step: Duration) -> Timestamp {
    from_micros(at.as_microsecond().saturating_add(micros(step)))
}

/// Subtracts and stays inside the range.
#[must_use]
pub fn sub(at: Timestamp, step: Duration) -> Timestamp {
    from_micros(at.as_microsecond().saturating_sub(micros(step)))
}

/// Time from `earlier` to `later`; zero when they are the other way round.
#[must_use]
pub fn since(earlier: Timestamp, later: Timestamp) -> Duration {
    let span = later.as_microsecond().saturating_sub(earlier.as_microsecond());
    Duration::from_micros(u64::try_from(span).unwrap_or(0))
}

/// Whole microseconds of a duration, saturating.
#[must_use]
pub fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_clock_stays_within_what_can_be_stored() {
        assert_eq!(from_micros(i64::MIN).to_string(), "0001-01-01T00:00:00Z");
        assert_eq!(from_micros(i64::MAX), Timestamp::MAX);
        assert_eq!(sub(Timestamp::MIN, Duration::MAX).to_string(), "0001-01-01T00:00:00Z");
        assert_eq!(add(Timestamp::UNIX_EPOCH, Duration::from_secs(1)).as_second(), 1);
        assert_eq!(since(from_micros(5), from_micros(2)), Duration::ZERO);
    }
}
