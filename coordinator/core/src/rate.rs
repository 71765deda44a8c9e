//! How often somebody may call: a token bucket per caller, as the generic cell rate algorithm (ITU-T I.371, annex A),
//! which keeps one time for each of them.
//!
//! ```text
//!  tokens                     the same, as a time
//!  burst ──┐                  full_at <= now           the bucket is full
//!          │ rate per second  full_at = now + n/rate   n tokens are missing
//!      0 ──┘                  full_at > now + (burst - 1)/rate   no token: wait
//! ```
//!
//! Times are what has passed since any fixed moment.

use std::{collections::BTreeMap, time::Duration};

/// Between two looks for buckets that can be forgotten, when there is no room.
const SWEEP_PERIOD: Duration = Duration::from_secs(1);

/// How many calls are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// In the long run; at least 1.
    pub per_second: u32,
    /// At once; at least 1.
    pub burst: u32,
}

/// Buckets of many callers, at most as many as it has room for.
///
/// A full bucket is as good as none and is forgotten first. When all are in use, callers without one wait: a flood of them
/// must not make room for itself.
#[derive(Debug)]
pub struct Limiter<K> {
    full_at: BTreeMap<K, Duration>,
    room: usize,
    swept_at: Option<Duration>,
}

impl Rate {
    fn interval(self) -> Duration {
        Duration::from_secs(1) / self.per_second.max(1)
    }

    /// When the bucket is full after one more call at `now`; `full_at` says when it would have been before.
    ///
    /// # Errors
    ///
    /// How long to wait for a token.
    fn take(self, full_at: Duration, now: Duration) -> Result<Duration, Duration> {
        let interval = self.interval();
        let most = now + interval.saturating_mul(self.burst.max(1));
        let next = full_at.max(now) + interval;
        if next <= most { Ok(next) } else { Err(next.saturating_sub(most)) }
    }
}

impl<K: Ord> Limiter<K> {
    /// Remembers at most `room` callers.
    #[must_use]
    pub const fn new(room: usize) -> Self {
        Self { full_at: BTreeMap::new(), room, swept_at: None }
    }

    /// Lets one call of `key` through.
    ///
    /// # Errors
    ///
    /// How long to wait until it would be.
    pub fn take(&mut self, key: K, rate: Rate, now: Duration) -> Result<(), Duration> {
        let held = self.full_at.get_mut(&key);
        if let Some(full_at) = held {
            *full_at = rate.take(*full_at, now)?;
            return Ok(());
        }
        if self.full_at.len() >= self.room {
            self.sweep(now);
            if self.full_at.len() >= self.room {
                return Err(SWEEP_PERIOD);
            }
        }
        self.full_at.insert(key, rate.take(Duration::ZERO, now)?);
        Ok(())
    }

    /// Takes one call back: it turned out not to count.
    pub fn give_back(&mut self, key: &K, rate: Rate) {
        if let Some(full_at) = self.full_at.get_mut(key) {
            *full_at = full_at.saturating_sub(rate.interval());
        }
    }

    fn sweep(&mut self, now: Duration) {
        if self.swept_at.is_none_or(|at| now.saturating_sub(at) >= SWEEP_PERIOD) {
            self.swept_at = Some(now);
            self.full_at.retain(|_, full_at| *full_at > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate { per_second: 10, burst: 3 };

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_burst_is_let_through_and_then_one_call_each_interval() {
        let mut limiter = Limiter::new(10);
        let start = 5_000;

        let cases = [
            (0, Ok(())),
            (0, Ok(())),
            (0, Ok(())),
            (0, Err(at(100))),
            (40, Err(at(60))),
            (99, Err(at(1))),
            (100, Ok(())),
            (100, Err(at(100))),
            (250, Ok(())),
            (300, Ok(())),
            (300, Err(at(100))),
            // Rested: full again, and not more than full.
            (10_000, Ok(())),
            (10_000, Ok(())),
            (10_000, Ok(())),
            (10_000, Err(at(100))),
        ];
        for (millis, want) in cases {
            assert_eq!(limiter.take("alice", RATE, at(start + millis)), want, "{millis}");
        }
        assert_eq!(limiter.take("bob", RATE, at(start)), Ok(()));
    }

    #[test]
    fn a_call_that_is_given_back_did_not_count() {
        let mut limiter = Limiter::new(10);

        for _ in 0..1_000 {
            limiter.take("alice", RATE, at(5)).unwrap();
            limiter.give_back(&"alice", RATE);
        }
        limiter.give_back(&"nobody", RATE);

        for want in [true, true, true, false] {
            assert_eq!(limiter.take("alice", RATE, at(5)).is_ok(), want);
        }
    }

    #[test]
    fn memory_is_bounded_and_a_flood_of_strangers_cannot_push_anybody_out() {
        let mut limiter = Limiter::new(3);
        for name in 0..3 {
            limiter.take(name, RATE, at(0)).unwrap();
            limiter.take(name, RATE, at(0)).unwrap();
        }

        assert_eq!(limiter.take(9, RATE, at(10)), Err(SWEEP_PERIOD));
        assert_eq!(limiter.take(0, RATE, at(10)), Ok(()));
        assert!(limiter.take(0, RATE, at(20)).is_err(), "its bucket was kept");
        // Looked for at most once in a while, and then the full ones make room.
        assert_eq!(limiter.take(9, RATE, at(999)), Err(SWEEP_PERIOD));
        assert_eq!(limiter.take(9, RATE, at(1_010)), Ok(()));
        assert_eq!(limiter.full_at.len(), 1);
    }

    #[test]
    fn a_rate_that_is_changed_holds_from_the_next_call() {
        let mut limiter = Limiter::new(10);
        for _ in 0..3 {
            limiter.take((), RATE, at(0)).unwrap();
        }
        assert!(limiter.take((), RATE, at(0)).is_err());

        assert_eq!(limiter.take((), Rate { per_second: 1_000, burst: 1_000 }, at(0)), Ok(()));
        assert!(limiter.take((), Rate { per_second: 1, burst: 1 }, at(0)).is_err());
        assert_eq!(limiter.take((), Rate { per_second: 0, burst: 0 }, at(60_000)), Ok(()));
    }

    proptest! {
        #[test]
        fn no_span_of_time_sees_more_than_the_burst_and_the_rate(
            steps in proptest::collection::vec(0_u64..400, 1..200),
            per_second in 1_u32..50,
            burst in 1_u32..20,
        ) {
            let rate = Rate { per_second, burst };
            let mut limiter = Limiter::new(1);
            let (mut now, mut passed) = (0, Vec::new());
            for step in steps {
                now += step;
                match limiter.take((), rate, at(now)) {
                    Ok(()) => passed.push(now),
                    // Whoever waits as long as they are told is let in.
                    Err(wait) => {
                        let mut copy = Limiter { full_at: limiter.full_at.clone(), room: 1, swept_at: None };
                        prop_assert_eq!(copy.take((), rate, at(now) + wait), Ok(()));
                    }
                }
            }
            for (first, from) in passed.iter().enumerate() {
                for (n_more, to) in passed.iter().skip(first).enumerate() {
                    let span = u128::from(to - from);
                    let most = u128::from(burst) + span * u128::from(per_second) / 1_000 + 1;
                    prop_assert!((n_more as u128) < most, "{} calls in {span} ms", n_more + 1);
                }
            }
        }
    }
}
