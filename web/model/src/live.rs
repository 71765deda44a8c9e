//! When a lost connection is tried again.

use std::time::Duration;

/// First pause after a failure, doubled after each further one.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// Longest pause: who looks at a console does not wait longer for it to come back.
const LAST_RETRY: Duration = Duration::from_secs(30);

/// Pause before the next try after so many failures in a row, from 1.
#[must_use]
pub fn backoff(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    FIRST_RETRY.saturating_mul(1 << doublings).min(LAST_RETRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_half_a_minute() {
        let seconds = [0, 1, 2, 3, 5, 6, 40, u32::MAX].map(|n| backoff(n).as_secs());

        assert_eq!(seconds, [1, 1, 2, 4, 16, 30, 30, 30]);
    }
}
