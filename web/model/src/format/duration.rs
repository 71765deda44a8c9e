//! Durations as people type them (`500ms`, `1m30s`, `14d`) and as they read them.

use std::{fmt::Write as _, time::Duration};

use nocturne_proto::convert::time::{duration_from_wire, duration_to_wire};

use super::UNIT_SPACE;

/// Units with their length in nanoseconds, longest first; the first name of each length is the one that is printed.
const UNITS: [(&str, u64); 13] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("min", 60_000_000_000),
    ("s", 1_000_000_000),
    ("sec", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ns", 1),
    ("day", 86_400_000_000_000),
    ("days", 86_400_000_000_000),
];
/// Digits after the point that are still whole nanoseconds of a second.
const MAX_DECIMALS: usize = 9;

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DurationError {
    /// A number without its unit.
    NoUnit(String),
    /// Anything else.
    Malformed(String),
}

impl std::fmt::Display for DurationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoUnit(number) => {
                write!(f, "{number} of what? Add a unit: {number}s, {number}ms or {number}m")
            }
            Self::Malformed(text) => write!(f, "\"{text}\" is no duration; write 10s, 500ms, 5m or 1h30m"),
        }
    }
}

impl std::error::Error for DurationError {}

/// Reads numbers, each with its unit (`d h m s ms us ns`), which are added up. Spaces are allowed anywhere.
///
/// # Errors
///
/// Says what is missing and how a duration is written.
pub fn duration_parse(text: &str) -> Result<Duration, DurationError> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let malformed = || DurationError::Malformed(text.trim().to_owned());
    let mut rest = bare.as_str();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return Err(malformed());
    }
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at_checked(number_end).ok_or_else(malformed)?;
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(unit_end).ok_or_else(malformed)?;
        if unit.is_empty() && number == bare && number.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(DurationError::NoUnit(number.to_owned()));
        }
        let nanos = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(malformed)?.1;
        total = scaled(number, nanos).and_then(|part| total.checked_add(part)).ok_or_else(malformed)?;
        rest = tail;
    }
    Ok(Duration::from_nanos(total))
}

/// A decimal number times a unit, exactly; `None` when it is none or too large.
fn scaled(number: &str, nanos: u64) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let legal = !(whole.is_empty() && decimals.is_empty())
        && decimals.len() <= MAX_DECIMALS
        && whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
    if !legal {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok()? };
    let divisor = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let fraction = if decimals.is_empty() { 0 } else { decimals.parse::<u64>().ok()? };
    let part = u128::from(fraction) * u128::from(nanos) / u128::from(divisor);
    whole.checked_mul(nanos)?.checked_add(u64::try_from(part).ok()?)
}

/// Writes a duration exactly, as [`duration_parse`] reads it: `1m30s`, `500ms`, `0s`.
#[must_use]
pub fn duration_print(span: Duration) -> String {
    written(span, |out, n, unit| write!(out, "{n}{unit}").unwrap_or_default())
}

/// The same for reading: `1 min 30 s`, `500 ms`.
#[must_use]
pub fn duration_human(span: Duration) -> String {
    written(span, |out, n, unit| {
        let unit = match unit {
            "m" => "min",
            "us" => "µs",
            other => other,
        };
        let gap = if out.is_empty() { "" } else { " " };
        write!(out, "{gap}{n}{UNIT_SPACE}{unit}").unwrap_or_default();
    })
}

/// A duration in the JSON of the API: seconds, `1.5s`.
#[must_use]
pub fn duration_json(span: Duration) -> String {
    let fraction = format!("{:09}", span.subsec_nanos());
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}s", span.as_secs())
}

fn written(span: Duration, put: impl Fn(&mut String, u64, &str)) -> String {
    let mut left = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
    let mut out = String::new();
    let mut last = u64::MAX;
    for (unit, nanos) in UNITS {
        if nanos >= last {
            continue;
        }
        last = nanos;
        let n = left / nanos;
        left %= nanos;
        if n > 0 {
            put(&mut out, n, unit);
        }
    }
    if out.is_empty() {
        put(&mut out, 0, "s");
    }
    out
}

/// A duration of a message; `None` when it is absent, negative or malformed.
#[must_use]
pub fn duration_from_proto(span: Option<&prost_types::Duration>) -> Option<Duration> {
    span.and_then(duration_from_wire)
}

/// A duration for a message.
#[must_use]
pub fn duration_to_proto(span: Duration) -> prost_types::Duration {
    duration_to_wire(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        let cases = [
            ("500ms", 500_000_000),
            ("1m30s", 90_000_000_000),
            ("1 min 30 s", 90_000_000_000),
            ("1.5h", 5_400_000_000_000),
            (".5s", 500_000_000),
            (" 14D ", 1_209_600_000_000_000),
            ("3µs", 3_000),
            ("0s", 0),
        ];
        for (text, nanos) in cases {
            assert_eq!(duration_parse(text), Ok(Duration::from_nanos(nanos)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_how_to_write_one() {
        assert_eq!(duration_parse(" 30 "), Err(DurationError::NoUnit("30".to_owned())));
        for bad in
            ["", " ", "s", "1x", "-1s", "1s-", "1..5s", ".", "..s", "1.0000000001s", "99999999999d", "1m30"]
        {
            assert!(matches!(duration_parse(bad), Err(DurationError::Malformed(_))), "{bad:?}");
        }
        assert!(DurationError::NoUnit("30".to_owned()).to_string().contains("30s"));
    }

    #[test]
    fn printed_forms_are_short() {
        let cases = [(0, "0s"), (90_000, "1m30s"), (500, "500ms"), (1_209_600_000, "14d"), (3_600_000, "1h")];
        for (millis, want) in cases {
            assert_eq!(duration_print(Duration::from_millis(millis)), want);
        }
        assert_eq!(duration_human(Duration::from_secs(90)).replace(UNIT_SPACE, " "), "1 min 30 s");
        assert_eq!(duration_human(Duration::from_micros(7)).replace(UNIT_SPACE, " "), "7 µs");
    }

    #[test]
    fn json_has_seconds_only() {
        for (millis, want) in [(0, "0s"), (1_500, "1.5s"), (20, "0.02s"), (86_400_000, "86400s")] {
            assert_eq!(duration_json(Duration::from_millis(millis)), want);
        }
        assert_eq!(duration_json(Duration::from_nanos(1)), "0.000000001s");
    }

    #[test]
    fn negative_and_malformed_durations_of_messages_are_absent() {
        let wire = |seconds, nanos| prost_types::Duration { seconds, nanos };
        assert_eq!(duration_from_proto(Some(&wire(1, 500_000_000))), Some(Duration::from_millis(1_500)));
        assert_eq!(duration_from_proto(Some(&wire(-1, 0))), None);
        assert_eq!(duration_from_proto(Some(&wire(0, 1_000_000_000))), None);
        assert_eq!(duration_from_proto(None), None);
        assert_eq!(duration_to_proto(Duration::from_millis(1_500)), wire(1, 500_000_000));
    }

    proptest! {
        #[test]
        fn printing_and_parsing_round_trip(nanos in 0_u64..u64::MAX) {
            let span = Duration::from_nanos(nanos);
            prop_assert_eq!(duration_parse(&duration_print(span)), Ok(span));
            prop_assert_eq!(duration_parse(&duration_human(span)), Ok(span));
            prop_assert_eq!(duration_parse(&duration_json(span)), Ok(span));
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            duration_parse(&text).ok();
        }
    }
}
