//! Durations in findings.

use std::time::Duration;

/// Units with their length in nanoseconds, longest first.
const UNITS: [(&str, u128); 6] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("µs", 1_000),
    ("ns", 1),
];

/// A duration as people type it: `100h`, `1m30s`, `0s`.
pub(super) fn typed(span: Duration) -> String {
    let mut left = span.as_nanos();
    let mut text = String::new();
    for (unit, nanos) in UNITS {
        let n = left / nanos;
        left %= nanos;
        if n > 0 {
            text.push_str(&n.to_string());
            text.push_str(unit);
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_as_people_type_it() {
        let cases = [
            (Duration::ZERO, "0s"),
            (Duration::from_secs(360_000), "100h"),
            (Duration::from_secs(90), "1m30s"),
            (Duration::from_millis(1_500), "1s500ms"),
            (Duration::from_micros(5), "5µs"),
            (Duration::from_nanos(1_001), "1µs1ns"),
        ];
        for (span, want) in cases {
            assert_eq!(typed(span), want);
        }
    }
}
