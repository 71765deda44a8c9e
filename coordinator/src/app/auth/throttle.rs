//! Slows down guessing of passwords: some failures a minute per account and per address.
//!
//! A place is taken before the password is looked at, so that many calls at once cannot exceed the limit, and given back
//! when it was right. Accounts that do not exist count like those that do: the throttle tells nobody which is which.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a failure counts.
pub const WINDOW: Duration = Duration::from_mins(1);
/// Accounts and addresses remembered. Beyond it unknown ones wait: a flood of them must not make room for itself.
const MAX_KEYS: usize = 20_000;

/// Counts failures. Times are arguments.
#[derive(Default)]
pub struct Throttle {
    failures: Mutex<BTreeMap<Key, Vec<Instant>>>,
}

/// Whose failures are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// SHA-256 of the lower-case user name: names may be long.
    Account([u8; 32]),
    /// An IPv4 address or an IPv6 network of 64 bits, which one host can use up freely.
    Address([u8; 16]),
}

/// A place that was taken. Counts as a failure until it is given back.
#[derive(Debug)]
pub struct Attempt {
    keys: Vec<Key>,
    at: Instant,
}

impl Throttle {
    /// Takes a place for one attempt; `most` failures are let through within [`WINDOW`].
    ///
    /// # Errors
    ///
    /// How long to wait until a place is free.
    pub fn take(
        &self,
        username: &str,
        address: Option<IpAddr>,
        most: usize,
        now: Instant,
    ) -> Result<Attempt, Duration> {
        let account = super::secret::sha256(username.to_lowercase().as_bytes());
        let mut keys = vec![Key::Account(account)];
        keys.extend(address.map(|address| Key::Address(network(address))));

        let mut failures = self.lock();
        if failures.len() + keys.len() > MAX_KEYS {
            failures.retain(|_, at| at.iter().any(|at| now.duration_since(*at) < WINDOW));
        }
        let is_full = failures.len() + keys.len() > MAX_KEYS;
        let wait = |key: &Key| match failures.get(key) {
            None if is_full => Some(WINDOW),
            None => None,
            Some(at) => {
                let counting: Vec<&Instant> =
                    at.iter().filter(|at| now.duration_since(**at) < WINDOW).collect();
                let oldest = counting.first().filter(|_| counting.len() >= most)?;
                Some(WINDOW.saturating_sub(now.duration_since(**oldest)))
            }
        };
        if let Some(wait) = keys.iter().filter_map(wait).max() {
            return Err(wait);
        }
        for key in &keys {
            let at = failures.entry(key.clone()).or_default();
            at.retain(|at| now.duration_since(*at) < WINDOW);
            at.push(now);
        }
        Ok(Attempt { keys, at: now })
    }

    /// Gives the place back: the password was right.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut failures = self.lock();
        for key in &attempt.keys {
            if let Some(at) = failures.get_mut(key)
                && let Some(index) = at.iter().position(|at| *at == attempt.at)
            {
                at.remove(index);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Vec<Instant>>> {
        // Entries are independent of each other: a panic in between leaves nothing half done.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An IPv4 address, or the IPv6 network of 64 bits that one host can use up freely.
pub(crate) fn network(address: IpAddr) -> [u8; 16] {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => (u128::from(v6) >> 64 << 64).to_be_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn the_sixth_failure_in_a_minute_waits_until_the_first_is_a_minute_old() {
        let throttle = Throttle::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);

        for second in 0..5 {
            throttle.take("Alice", None, 5, at(second)).unwrap();
        }

        assert_eq!(throttle.take("alice", None, 5, at(10)).unwrap_err(), Duration::from_secs(50));
        assert!(throttle.take("bob", None, 5, at(10)).is_ok());
        assert!(throttle.take("alice", None, 5, at(60)).is_ok());
        assert!(throttle.take("alice", None, 5, at(60)).is_err());
    }

    #[test]
    fn an_address_is_counted_over_all_accounts_and_a_v6_network_as_one() {
        let throttle = Throttle::default();
        let now = Instant::now();

        for n in 0..5 {
            throttle.take(&format!("user-{n}"), address(&format!("2001:db8::{n}")), 5, now).unwrap();
        }

        assert!(throttle.take("another", address("2001:db8::ffff"), 5, now).is_err());
        assert!(throttle.take("another", address("2001:db8:0:1::1"), 5, now).is_ok());
        assert!(throttle.take("mapped", address("::ffff:192.0.2.1"), 5, now).is_ok());
    }

    #[test]
    fn a_right_password_does_not_count() {
        let throttle = Throttle::default();
        let now = Instant::now();

        for _ in 0..20 {
            let attempt = throttle.take("alice", address("192.0.2.1"), 5, now).unwrap();
            throttle.succeeded(&attempt);
        }
    }

    #[test]
    fn a_flood_of_names_does_not_make_room_for_itself() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for n in 0..MAX_KEYS {
            throttle.take(&format!("user-{n}"), None, 5, now).unwrap();
        }

        assert!(throttle.take("one-more", None, 5, now).is_err());
        assert!(throttle.take("user-7", None, 5, now).is_ok());
        assert!(throttle.take("one-more", None, 5, now + WINDOW).is_ok());
    }
}
