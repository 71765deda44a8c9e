//! Durations as people write them: `10s`, `1m30s`, `100ms`, `1.5h`.

use std::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

/// Units with their length in nanoseconds; the first that fits is used for printing.
const UNITS: [(&str, u64); 9] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ns", 1),
];
/// Digits after the point that are still whole nanoseconds of a second.
const MAX_DECIMALS: usize = 9;

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SpanError {
    /// A number stands alone.
    #[error("{0:?} has no unit; write e.g. 10s, 100ms, 5m or 1h30m")]
    NoUnit(String),
    /// Anything else.
    #[error("{0:?} is no duration; write e.g. 10s, 100ms, 5m or 1h30m")]
    Malformed(String),
    /// Zero where time has to pass.
    #[error("must be longer than 0")]
    Zero,
}

/// Reads a duration: numbers, each with its unit (`d h m s ms us ns`), which are added up.
///
/// # Errors
///
/// Says what is missing and how a duration is written.
pub(crate) fn parse(text: &str) -> Result<Duration, SpanError> {
    let malformed = || SpanError::Malformed(text.to_owned());
    let mut rest = text.trim();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return Err(malformed());
    }
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(number_end);
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c.is_whitespace()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        if unit.is_empty() && !number.is_empty() {
            return Err(SpanError::NoUnit(text.to_owned()));
        }
        let nanos = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(malformed)?.1;
        total = scaled(number, nanos).and_then(|part| total.checked_add(part)).ok_or_else(malformed)?;
        rest = tail.trim_start();
    }
    Ok(Duration::from_nanos(total))
}

/// Reads a duration that must not be zero.
///
/// # Errors
///
/// As [`parse`], and [`SpanError::Zero`].
pub(crate) fn parse_positive(text: &str) -> Result<Duration, SpanError> {
    parse(text).and_then(|span| if span.is_zero() { Err(SpanError::Zero) } else { Ok(span) })
}

/// Writes a duration exactly, in a form that [`parse`] reads: `1m30s`, `100ms`, `0s`.
pub(crate) fn text(span: Duration) -> String {
    let mut left = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
    let mut out = String::new();
    for (unit, nanos) in UNITS.iter().filter(|(unit, _)| unit.is_ascii()) {
        let n = left / nanos;
        left %= nanos;
        if n > 0 {
            out.push_str(&format!("{n}{unit}"));
        }
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

/// `number` units in nanoseconds, cut below one; `None` when it is no number or too large.
fn scaled(number: &str, unit_nanos: u64) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && decimals.is_empty()) || decimals.len() > MAX_DECIMALS || decimals.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut nanos = whole.checked_mul(unit_nanos)?;
    if !decimals.is_empty() {
        let scale = 10_u128.pow(u32::try_from(decimals.len()).ok()?);
        let part = u128::from(decimals.parse::<u64>().ok()?) * u128::from(unit_nanos) / scale;
        nanos = nanos.checked_add(u64::try_from(part).ok()?)?;
    }
    Some(nanos)
}

/// A duration in files and in output. It is read as [`parse`] does and written as protobuf's JSON: `10s`, `0.100s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.as_secs(), self.0.subsec_nanos());
        match nanos {
            0 => write!(f, "{seconds}s"),
            _ if nanos % 1_000_000 == 0 => write!(f, "{seconds}.{:03}s", nanos / 1_000_000),
            _ if nanos % 1_000 == 0 => write!(f, "{seconds}.{:06}s", nanos / 1_000),
            _ => write!(f, "{seconds}.{nanos:09}s"),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SpanVisitor)
    }
}

struct SpanVisitor;

impl Visitor<'_> for SpanVisitor {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as 10s")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Span, E> {
        parse(text).map(Span).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Span, E> {
        Err(E::custom(SpanError::NoUnit(number.to_string())))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Span, E> {
        Err(E::custom(SpanError::Malformed(number.to_string())))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Span, E> {
        Err(E::custom(SpanError::NoUnit(number.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_sums_of_numbers_with_units() {
        let cases = [
            ("10s", Duration::from_secs(10)),
            ("100ms", Duration::from_millis(100)),
            ("1m30s", Duration::from_secs(90)),
            ("1h 5m", Duration::from_mins(65)),
            ("1.5h", Duration::from_mins(90)),
            ("0.020s", Duration::from_millis(20)),
            (".5s", Duration::from_millis(500)),
            ("2d", Duration::from_hours(48)),
            ("0s", Duration::ZERO),
            ("5µs", Duration::from_micros(5)),
        ];
        for (text, want) in cases {
            assert_eq!(parse(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused_with_the_way_to_write_one() {
        for bad in ["", " ", "s", "-1s", "1x", "1.2.3s", "1e3s", "99999999999d", ".s", "1s2"] {
            let error = parse(bad).unwrap_err();
            assert!(error.to_string().contains("10s"), "{bad}: {error}");
        }
        assert_eq!(parse("10"), Err(SpanError::NoUnit("10".to_owned())));
        assert_eq!(parse_positive("0s"), Err(SpanError::Zero));
    }

    #[test]
    fn text_is_read_back() {
        for span in [Duration::ZERO, Duration::from_millis(90_061_001), Duration::from_nanos(1_001)] {
            assert_eq!(parse(&text(span)), Ok(span));
            assert_eq!(parse(&Span(span).to_string()), Ok(span));
        }
        assert_eq!(text(Duration::from_secs(90)), "1m30s");
        assert_eq!(Span(Duration::from_millis(100)).to_string(), "0.100s");
    }
}
