//! Words and numbers for people.

use std::time::Duration;

use nocturne_shared::time::{Timestamp, since};

/// `12s ago`, `now`, `in 59m`; at most two units, for a reader who wants the order of magnitude. What is less than a
/// second ahead is now: two clocks are never quite the same.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> String {
    if at <= now {
        return format!("{} ago", rough(since(at, now)));
    }
    let ahead = since(now, at);
    if ahead < Duration::from_secs(1) { "now".to_owned() } else { format!("in {}", rough(ahead)) }
}

/// `12s`, `3m 5s`, `2h 10m`, `4d 3h`.
pub(crate) fn rough(span: Duration) -> String {
    let s = span.as_secs();
    let two = |big: u64, unit: &str, small: u64, small_unit: &str| match small {
        0 => format!("{big}{unit}"),
        _ => format!("{big}{unit} {small}{small_unit}"),
    };
    match s {
        0..60 => format!("{s}s"),
        60..3_600 => two(s / 60, "m", s % 60, "s"),
        3_600..86_400 => two(s / 3_600, "h", s % 3_600 / 60, "m"),
        _ => two(s / 86_400, "d", s % 86_400 / 3_600, "h"),
    }
}

/// Unit of a metric by the suffix of its name; empty when it has none.
pub(crate) fn unit(metric: &str) -> &'static str {
    match metric.rsplit('_').next() {
        Some("seconds") => "s",
        Some("bytes") => "B",
        _ => "",
    }
}

/// A value of a metric with its unit: `12.3 ms`, `25 %`, `yes`.
pub(crate) fn measure(metric: &str, value: f64) -> String {
    if !value.is_finite() {
        return "no value".to_owned();
    }
    match metric.rsplit('_').next() {
        Some("seconds") => seconds(value),
        Some("ratio") => format!("{} %", digits(value * 100.0)),
        Some("bytes") => format!("{} B", digits(value)),
        Some("success") if value == 1.0 => "yes".to_owned(),
        Some("success") if value == 0.0 => "no".to_owned(),
        _ => digits(value),
    }
}

fn seconds(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0 s".to_owned()
    } else if size < 1e-6 {
        format!("{} ns", digits(value * 1e9))
    } else if size < 1e-3 {
        format!("{} µs", digits(value * 1e6))
    } else if size < 1.0 {
        format!("{} ms", digits(value * 1e3))
    } else {
        format!("{} s", digits(value))
    }
}

/// Three significant digits, or all digits before the point: whole numbers (counters, answers) are never rounded.
fn digits(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e15 {
        return format!("{value:.0}");
    }
    let decimals = match size {
        _ if size < 0.1 => 4,
        _ if size < 1.0 => 3,
        _ if size < 10.0 => 2,
        _ if size < 100.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Text that came from elsewhere, made safe for a terminal: control characters and those that turn or hide text are
/// shown as escapes. Line breaks are escaped too, so that one value stays one line.
pub(crate) fn clean(text: &str) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hides(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Text whose words have at most `most` characters: of longer ones the middle is left out.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let word = |word: &str| {
        let n_chars = word.chars().count();
        if n_chars <= most {
            return word.to_owned();
        }
        let n_end = most / 3;
        let start = word.chars().take(most.saturating_sub(n_end + 1));
        start.chain(['…']).chain(word.chars().skip(n_chars - n_end)).collect()
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use nocturne_shared::time::from_micros;

    use super::*;

    #[test]
    fn ages_have_at_most_two_units_and_know_the_future() {
        let now = from_micros(1_000_000_000_000);
        let before = |s: i64| from_micros(1_000_000_000_000 - s * 1_000_000);

        let cases = [
            (0, "0s ago"),
            (12, "12s ago"),
            (185, "3m 5s ago"),
            (7_800, "2h 10m ago"),
            (86_400, "1d ago"),
            (-3_540, "in 59m"),
        ];
        for (seconds, want) in cases {
            assert_eq!(age(before(seconds), now), want);
        }
        assert_eq!(age(from_micros(1_000_000_000_000 + 900_000), now), "now");
    }

    #[test]
    fn values_carry_the_unit_of_their_metric() {
        let cases = [
            ("probe_duration_seconds", 0.012_345, "12.3 ms"),
            ("probe_duration_seconds", 0.000_25, "250 µs"),
            ("probe_duration_seconds", 1.5, "1.5 s"),
            ("probe_duration_seconds", 0.0, "0 s"),
            ("probe_icmp_loss_ratio", 0.25, "25 %"),
            ("probe_success", 1.0, "yes"),
            ("probe_success", 0.0, "no"),
            ("probe_tcp_answer_number", 123_456_789.0, "123456789"),
            ("probe_tcp_answer_number", f64::NAN, "no value"),
        ];
        for (metric, value, want) in cases {
            assert_eq!(measure(metric, value), want);
        }
    }

    #[test]
    fn of_a_word_that_is_too_long_both_ends_are_shown() {
        assert_eq!(shortened("https://example.org/a/long/way.html", 20), "https://examp…y.html");
        assert_eq!(shortened("at https://example.org", 19), "at https://example.org");
        assert_eq!(shortened("é".repeat(9).as_str(), 8).chars().count(), 8);
    }

    #[test]
    fn foreign_text_cannot_drive_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\r\nc"), "a\\u{1b}[2Jb\\r\\nc");
        assert_eq!(clean("\u{202e}exe"), "\\u{202e}exe");
        assert_eq!(clean("Zürich ✓"), "Zürich ✓");
    }
}
