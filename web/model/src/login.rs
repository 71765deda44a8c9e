//! How long a login has to wait after too many failures.

use std::time::Duration;

use jiff::Timestamp;

/// Waits that the coordinator has asked for. It counts failures of a name and of an address, and does not say which of
/// them there were too many of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Halts(Vec<(String, Timestamp)>);

/// A wait that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Halt {
    /// Seconds that are left, at least 1.
    pub secs: i64,
    /// It is for every name.
    pub is_for_all: bool,
}

impl Halts {
    /// The same, after a login of `user` was told at `now` to wait.
    #[must_use]
    pub fn with(&self, user: &str, wait: Duration, now: Timestamp) -> Self {
        let others = self.0.iter().filter(|(name, until)| name != user && *until > now).cloned();
        let until = now.checked_add(wait).unwrap_or(Timestamp::MAX);
        Self(others.chain([(user.to_owned(), until)]).collect())
    }

    /// What a login of `user` has to wait for. Who is told for two names to wait is told so because of the address: no
    /// other name would be let through before the first of them.
    #[must_use]
    pub fn of(&self, user: &str, now: Timestamp) -> Option<Halt> {
        let running = || self.0.iter().filter(|(_, until)| *until > now);
        let is_for_all = running().nth(1).is_some();
        let own = running().find(|(name, _)| name == user).map(|(_, until)| *until);
        let until = own.or_else(|| running().map(|(_, until)| *until).min().filter(|_| is_for_all))?;
        Some(Halt { secs: until.as_second().saturating_sub(now.as_second()).max(1), is_for_all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_wait_belongs_to_the_name_that_was_refused_and_ends() {
        let halts = Halts::default().with("alice", Duration::from_secs(40), at(100));

        assert_eq!(halts.of("alice", at(110)), Some(Halt { secs: 30, is_for_all: false }));
        assert_eq!(halts.of("bob", at(110)), None);
        assert_eq!(halts.of("alice", at(140)), None);
        assert_eq!(Halts::default().of("", at(0)), None);
    }

    #[test]
    fn two_names_that_have_to_wait_mean_the_address() {
        let halts = Halts::default().with("alice", Duration::from_secs(40), at(100));
        let halts = halts.with("bob", Duration::from_secs(20), at(105));

        assert_eq!(halts.of("alice", at(110)), Some(Halt { secs: 30, is_for_all: true }));
        assert_eq!(halts.of("bob", at(110)), Some(Halt { secs: 15, is_for_all: true }));
        assert_eq!(halts.of("carol", at(110)), Some(Halt { secs: 15, is_for_all: true }));
        assert_eq!(halts.of("carol", at(125)), None, "the first of them is over");
        assert_eq!(halts.of("alice", at(125)), Some(Halt { secs: 15, is_for_all: false }));
    }

    #[test]
    fn the_same_name_again_has_its_latest_wait_only() {
        let halts = Halts::default().with("alice", Duration::from_secs(40), at(100));
        let halts = halts.with("alice", Duration::from_secs(50), at(110));

        assert_eq!(halts.of("alice", at(110)), Some(Halt { secs: 50, is_for_all: false }));
        assert_eq!(halts.of("bob", at(110)), None);
    }
}
