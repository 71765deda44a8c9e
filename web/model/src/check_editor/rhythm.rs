//! What interval, timeout and policy mean in time.

use std::time::Duration;

use crate::{check_form::CheckForm, format::duration_parse};

/// How soon a change of a target shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Between two executions.
    pub interval: Duration,
    /// An execution gives up after this.
    pub timeout: Duration,
    /// At most this long after a target stops to answer it is DOWN.
    pub down_within: Duration,
    /// At most this long after it answers again it is UP.
    pub up_within: Duration,
}

/// Longest timeout that nobody asked for.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// The rhythm of a form; `None` while one of its fields cannot be read.
#[must_use]
pub fn rhythm(form: &CheckForm) -> Option<Rhythm> {
    let span = |text: &str, default: Duration| {
        if text.trim().is_empty() { Some(default) } else { duration_parse(text).ok() }
    };
    let count = |text: &str| {
        if text.trim().is_empty() {
            Some(2)
        } else {
            text.trim().parse::<u32>().ok().filter(|n| (1..=32).contains(n))
        }
    };
    let interval = span(&form.interval, Duration::from_mins(1))?;
    let timeout = span(&form.timeout, DEFAULT_TIMEOUT.min(interval))?;
    // It may break right after an execution; the last one that counts may take its whole timeout.
    let within = |executions: u32| interval.checked_mul(executions)?.checked_add(timeout);
    Some(Rhythm {
        interval,
        timeout,
        down_within: within(count(&form.down_after)?)?,
        up_within: within(count(&form.up_after)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_form::CheckKind;

    #[test]
    fn a_failure_shows_after_as_many_intervals_as_it_takes_failures() {
        let mut form = CheckForm::new(CheckKind::Http);
        form.interval = "30s".to_owned();
        form.up_after = "1".to_owned();

        let found = rhythm(&form).unwrap();

        assert_eq!(found.timeout, Duration::from_secs(5));
        assert_eq!((found.down_within, found.up_within), (Duration::from_secs(65), Duration::from_secs(35)));
        form.interval = "500ms".to_owned();
        assert_eq!(rhythm(&form).unwrap().timeout, Duration::from_millis(500));
    }

    #[test]
    fn what_cannot_be_read_has_no_rhythm() {
        for text in ["x", "30", "99999999999999h"] {
            let form = CheckForm { interval: text.to_owned(), ..CheckForm::new(CheckKind::Http) };
            assert_eq!(rhythm(&form), None, "{text}");
        }
        for text in ["0", "33", "two"] {
            let form = CheckForm { down_after: text.to_owned(), ..CheckForm::new(CheckKind::Http) };
            assert_eq!(rhythm(&form), None, "{text}");
        }
    }
}
