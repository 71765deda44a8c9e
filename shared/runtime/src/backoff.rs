//! How long to wait before trying again.
//!
//! Full jitter: each wait is drawn evenly from zero to a ceiling that doubles. A thousand agents
//! that lost the same coordinator spread over the whole span and do not return in waves.

use std::time::Duration;

/// Draws the waits of one caller. One instance per thing that is tried.
#[derive(Debug, Clone)]
pub struct Backoff {
    base: Duration,
    max: Duration,
    /// Waits drawn since the last success.
    attempt: u32,
    random: fastrand::Rng,
}

impl Backoff {
    /// The first wait is at most `base`; no wait exceeds `max`.
    #[must_use]
    pub fn new(base: Duration, max: Duration) -> Self {
        Self::with_rng(base, max, fastrand::Rng::new())
    }

    /// As [`Backoff::new`], with waits that are the same for the same `seed`.
    #[must_use]
    pub fn seeded(base: Duration, max: Duration, seed: u64) -> Self {
        Self::with_rng(base, max, fastrand::Rng::with_seed(seed))
    }

    fn with_rng(base: Duration, max: Duration, random: fastrand::Rng) -> Self {
        Self { base, max, attempt: 0, random }
    }

    /// How long to wait before the next attempt; may be zero.
    #[expect(clippy::should_implement_trait, reason = "never ends, so an Option would be noise")]
    pub fn next(&mut self) -> Duration {
        let ceiling = self.ceiling();
        self.attempt = self.attempt.saturating_add(1);
        ceiling.mul_f64(self.random.f64())
    }

    /// Starts over after a success.
    pub fn reset(&mut self) {
        self.attempt = 0;
    }

    fn ceiling(&self) -> Duration {
        let factor = 2_u32.checked_pow(self.attempt).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Duration = Duration::from_secs(1);
    const MAX: Duration = Duration::from_secs(300);

    #[test]
    fn the_ceiling_doubles_up_to_the_maximum() {
        for seed in 0..200 {
            let mut backoff = Backoff::seeded(BASE, MAX, seed);
            for ceiling_s in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
                assert!(backoff.next() <= Duration::from_secs(ceiling_s));
            }
        }
    }

    #[test]
    fn waits_spread_over_the_whole_span() {
        let mut backoff = Backoff::seeded(MAX, MAX, 7);

        let waits: Vec<Duration> = (0..1_000).map(|_| backoff.next()).collect();

        let early = waits.iter().filter(|wait| **wait < MAX / 2).count();
        assert!((400..600).contains(&early), "{early} of 1000 in the first half");
    }

    #[test]
    fn a_success_starts_over() {
        let mut backoff = Backoff::seeded(BASE, MAX, 1);
        for _ in 0..20 {
            backoff.next();
        }

        backoff.reset();

        assert!(backoff.next() <= BASE);
    }

    #[test]
    fn the_same_seed_draws_the_same_waits() {
        let mut left = Backoff::seeded(BASE, MAX, 3);
        let mut right = Backoff::seeded(BASE, MAX, 3);

        assert!((0..50).all(|_| left.next() == right.next()));
    }

    #[test]
    fn many_attempts_never_overflow() {
        let mut backoff = Backoff::seeded(Duration::MAX, Duration::MAX, 1);

        backoff.attempt = u32::MAX;

        backoff.next();
    }
}
