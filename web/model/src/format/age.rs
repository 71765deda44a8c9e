//! How long ago, how long already.

use std::time::Duration;

use jiff::Timestamp;

use super::UNIT_SPACE;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// From here on hours say nothing more.
const WEEK: u64 = 7 * DAY;
const YEAR: u64 = 365 * DAY;
/// Clocks of browsers and servers differ by so much without anybody noticing; what is that far in the future is now.
const TOLERANCE: Duration = Duration::from_secs(5);

/// How long something lasts already: `12 s`, `4 min`, `2 h 5 min`, `3 d 4 h`, `12 d`, `2 y`; `now` below a second.
#[must_use]
pub fn age(elapsed: Duration) -> String {
    if elapsed < Duration::from_secs(1) { "now".to_owned() } else { lasting(elapsed) }
}

/// The same as a length: `0 s` below a second.
#[must_use]
pub fn lasting(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    let two = |whole: u64, unit: &str, rest: u64, rest_unit: &str| {
        if rest == 0 {
            format!("{whole}{UNIT_SPACE}{unit}")
        } else {
            format!("{whole}{UNIT_SPACE}{unit} {rest}{UNIT_SPACE}{rest_unit}")
        }
    };
    match seconds {
        0..MINUTE => two(seconds, "s", 0, ""),
        MINUTE..HOUR => two(seconds / MINUTE, "min", 0, ""),
        HOUR..DAY => two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min"),
        DAY..WEEK => two(seconds / DAY, "d", seconds % DAY / HOUR, "h"),
        WEEK..YEAR => two(seconds / DAY, "d", 0, ""),
        _ => two(seconds / YEAR, "y", 0, ""),
    }
}

/// The age of a point in time, as a sentence fragment: `now`, `12 s ago`, `in 4 min`.
#[must_use]
pub fn age_since(then: Timestamp, now: Timestamp) -> String {
    match Duration::try_from(now.duration_since(then)) {
        Ok(elapsed) if elapsed < Duration::from_secs(1) => "now".to_owned(),
        Ok(elapsed) => format!("{} ago", lasting(elapsed)),
        Err(_) => match then.duration_since(now).unsigned_abs() {
            ahead if ahead < TOLERANCE => "now".to_owned(),
            ahead => format!("in {}", lasting(ahead)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(UNIT_SPACE, " ")
    }

    #[test]
    fn ages_use_at_most_two_units() {
        let cases = [
            (0, "now"),
            (1, "1 s"),
            (59, "59 s"),
            (60, "1 min"),
            (4 * 60 + 59, "4 min"),
            (3_600, "1 h"),
            (2 * 3_600 + 5 * 60, "2 h 5 min"),
            (86_400, "1 d"),
            (3 * 86_400, "3 d"),
            (3 * 86_400 + 4 * 3_600 + 59, "3 d 4 h"),
            (12 * 86_400 + 5 * 3_600, "12 d"),
            (800 * 86_400, "2 y"),
        ];
        for (seconds, want) in cases {
            assert_eq!(plain(&age(Duration::from_secs(seconds))), want, "{seconds}");
        }
        assert_eq!(age(Duration::from_millis(999)), "now");
        assert_eq!(plain(&lasting(Duration::from_millis(999))), "0 s");
    }

    #[test]
    fn clocks_that_differ_a_little_do_not_make_a_future() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let at = |seconds: i64| Timestamp::from_second(1_700_000_000 + seconds).unwrap();

        assert_eq!(age_since(at(4), now), "now");
        assert_eq!(plain(&age_since(at(300), now)), "in 5 min");
        assert_eq!(plain(&age_since(at(-12), now)), "12 s ago");
        assert_eq!(age_since(now, now), "now");
        assert!(age_since(Timestamp::MIN, Timestamp::MAX).ends_with("ago"));
    }
}
