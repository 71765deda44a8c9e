//! When a certificate is renewed. Pure.

use std::time::Duration;

use nocturne_shared::time::{Timestamp, add, from_micros, since};

/// The part of its life after which a certificate is renewed.
const USED: f64 = 2.0 / 3.0;
/// How far agents are spread around that, so that a fleet enrolled together does not renew together.
const SPREAD: f64 = 0.1;

/// When to renew a certificate that was issued at `issued` and ends at `not_after`; `random` is uniform in 0 to 1.
///
/// `issued` is the coordinator's clock at the time and not the certificate's begin, which lies in the past to allow for
/// clocks that are slow.
#[must_use]
pub fn renew_at(issued: Timestamp, not_after: Timestamp, random: f64) -> Timestamp {
    let jitter = 1.0 + SPREAD * (random.clamp(0.0, 1.0) * 2.0 - 1.0);
    add(issued, since(issued, not_after).mul_f64(USED * jitter))
}

/// How long to wait after the `n_failures`th failed renewal, with `left` of the certificate's life to go.
///
/// Doubles from `base` and stays below a tenth of what is left, so that a certificate of a minute gets its retries too.
#[must_use]
pub fn retry_after(n_failures: u32, left: Duration, base: Duration, most: Duration) -> Duration {
    let doubled = base.saturating_mul(2_u32.saturating_pow(n_failures.saturating_sub(1)));
    doubled.min(most).min((left / 10).max(Duration::from_millis(100)))
}

/// The coordinator's clock, as far as this agent knows it.
#[must_use]
pub fn server_now(local_now: Timestamp, offset_us: i64) -> Timestamp {
    from_micros(local_now.as_microsecond().saturating_add(offset_us))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        from_micros(seconds * 1_000_000)
    }

    #[test]
    fn renewal_is_at_two_thirds_give_or_take_a_tenth() {
        let day = 86_400;
        assert_eq!(renew_at(at(0), at(day), 0.5), at(day * 2 / 3));
        assert_eq!(renew_at(at(0), at(60), 0.0), at(36));
        assert_eq!(renew_at(at(0), at(60), 1.0), at(44));
        for random in [0.0, 0.3, 1.0] {
            assert!(renew_at(at(0), at(day), random) < at(day));
        }
    }

    #[test]
    fn a_certificate_that_is_over_is_due_at_once() {
        assert_eq!(renew_at(at(100), at(50), 0.5), at(100));
    }

    #[test]
    fn retries_double_and_fit_into_what_is_left() {
        let (base, most) = (Duration::from_secs(1), Duration::from_mins(5));
        let hour = Duration::from_hours(1);
        assert_eq!(retry_after(1, hour, base, most), base);
        assert_eq!(retry_after(4, hour, base, most), Duration::from_secs(8));
        assert_eq!(retry_after(60, hour, base, most), most);
        assert_eq!(retry_after(9, Duration::from_secs(20), base, most), Duration::from_secs(2));
        assert_eq!(retry_after(9, Duration::ZERO, base, most), Duration::from_millis(100));
    }
}
