//! Points in time, in UTC and in the offset of whoever looks.

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use nocturne_proto::convert::time::{timestamp_from_wire, timestamp_to_wire};

/// A time of a message; `None` when it is absent.
#[must_use]
pub fn timestamp(at: Option<&prost_types::Timestamp>) -> Option<Timestamp> {
    at.map(timestamp_from_wire)
}

/// A time for a message.
#[must_use]
pub fn timestamp_to_proto(at: Timestamp) -> prost_types::Timestamp {
    timestamp_to_wire(at)
}

/// Milliseconds since 1970, as browsers count.
#[must_use]
pub fn to_millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A time from milliseconds since 1970; clamped to the range that one has.
#[must_use]
pub fn from_millis(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Offset from minutes east of UTC. Browsers count west: negate `getTimezoneOffset()`.
#[must_use]
pub fn offset_from_minutes(minutes_east: i32) -> Offset {
    Offset::from_seconds(minutes_east.saturating_mul(60)).unwrap_or(Offset::UTC)
}

/// `2025-01-31 08:00:05 +01:00`; `UTC` for none.
#[must_use]
pub fn stamp(at: Timestamp, offset: Offset) -> String {
    let local = offset.to_datetime(at);
    let zone = if offset == Offset::UTC { "UTC".to_owned() } else { zone(offset) };
    format!("{} {} {zone}", date(local), time(local))
}

/// `2025-01-31 08:00:05 UTC`.
#[must_use]
pub fn stamp_utc(at: Timestamp) -> String {
    stamp(at, Offset::UTC)
}

/// `08:00:05`.
#[must_use]
pub fn clock(at: Timestamp, offset: Offset) -> String {
    time(offset.to_datetime(at))
}

/// `08:00:05` when it is the day of `now`, `31 Jan 08:00` in its year, `31 Jan 2024` otherwise.
#[must_use]
pub fn day_and_clock(at: Timestamp, now: Timestamp, offset: Offset) -> String {
    let (local, today) = (offset.to_datetime(at), offset.to_datetime(now));
    if local.date() == today.date() {
        time(local)
    } else if local.year() == today.year() {
        format!("{} {} {:02}:{:02}", local.day(), month(local), local.hour(), local.minute())
    } else {
        format!("{} {} {}", local.day(), month(local), local.year())
    }
}

/// `2025-01-31T08:00:05.123Z`, for the `datetime` of a page and for exports.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    at.to_string()
}

fn date(at: DateTime) -> String {
    format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
}

fn time(at: DateTime) -> String {
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// `Jan`.
pub(crate) fn month(at: DateTime) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let index = usize::try_from(at.month() - 1).unwrap_or(0);
    MONTHS.get(index).copied().unwrap_or("")
}

fn zone(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_say_their_zone() {
        let time = at("2025-01-31T23:00:05.9Z");

        assert_eq!(stamp_utc(time), "2025-01-31 23:00:05 UTC");
        assert_eq!(stamp(time, offset_from_minutes(330)), "2025-02-01 04:30:05 +05:30");
        assert_eq!(stamp(time, offset_from_minutes(-90)), "2025-01-31 21:30:05 -01:30");
        assert_eq!(rfc3339(time), "2025-01-31T23:00:05.9Z");
    }

    #[test]
    fn short_times_leave_out_what_is_the_same_as_now() {
        let now = at("2025-02-01T12:00:00Z");
        let cases = [
            ("2025-02-01T08:00:05Z", "08:00:05"),
            ("2025-01-31T08:00:05Z", "31 Jan 08:00"),
            ("2024-12-31T08:00:05Z", "31 Dec 2024"),
        ];
        for (time, want) in cases {
            assert_eq!(day_and_clock(at(time), now, Offset::UTC), want);
        }
        assert_eq!(day_and_clock(at("2025-01-31T23:30:00Z"), now, offset_from_minutes(60)), "00:30:00");
        assert_eq!(clock(now, offset_from_minutes(60)), "13:00:00");
    }

    #[test]
    fn absurd_input_does_not_panic() {
        assert_eq!(offset_from_minutes(i32::MAX), Offset::UTC);
        assert_eq!(from_millis(i64::MAX), Timestamp::MAX);
        assert_eq!(from_millis(i64::MIN), Timestamp::MIN);
        for time in [Timestamp::MIN, Timestamp::MAX] {
            assert!(!stamp(time, offset_from_minutes(14 * 60)).is_empty());
            assert!(!day_and_clock(time, Timestamp::UNIX_EPOCH, Offset::UTC).is_empty());
        }
        assert_eq!(timestamp(None), None);
    }

    #[test]
    fn times_of_messages_round_trip() {
        let time = at("2025-01-31T08:00:05.123456Z");

        assert_eq!(timestamp(Some(&timestamp_to_proto(time))), Some(time));
        assert_eq!(from_millis(to_millis(time)), at("2025-01-31T08:00:05.123Z"));
    }
}
