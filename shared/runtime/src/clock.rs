//! The one place that reads the wall clock.
//!
//! Deciding code takes time as an argument; whoever calls it reads the time here.

use jiff::Timestamp;

/// The time of this host. A claim, not a truth: it may jump in either direction.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The time of this host in microseconds since the Unix epoch, negative before it.
#[must_use]
pub fn now_micros() -> i64 {
    now().as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_tell_the_same_time() {
        let before = now().as_microsecond();

        let micros = now_micros();

        assert!((before..=now().as_microsecond()).contains(&micros));
    }
}
