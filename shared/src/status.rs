//! From single outcomes to a status: N of M with hysteresis.
//!
//! ```text
//!             a failure in the window              `down_after` failures in the window
//!      UP ────────────────────────────▶ DEGRADED ────────────────────────────────────▶ DOWN
//!       ▲                                  │                                            │
//!       └────── `up_after` successes in a row ◀─────────────────────────────────────────┘
//! ```
//!
//! The first decided outcome decides alone when it succeeds. Inconclusive executions say nothing about the target: a
//! whole window of them makes the status INCONCLUSIVE, and the next conclusive ones decide from an empty window.

use crate::{
    check::StatusPolicy,
    outcome::{CheckStatus, Outcome},
};

/// What is remembered of one check at one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusTracker {
    /// The latest conclusive outcomes, newest in bit 0; a set bit is a failure.
    failures: u32,
    /// How many bits of `failures` are outcomes, up to the policy's window.
    n_seen: u8,
    /// Successes in a row, up to the policy's window.
    n_good: u8,
    /// Inconclusive executions in a row, up to the policy's window.
    n_inconclusive: u8,
    status: Option<CheckStatus>,
}

impl StatusTracker {
    /// Current status; `None` before anything was decided.
    #[must_use]
    pub const fn status(&self) -> Option<CheckStatus> {
        self.status
    }

    /// Takes one outcome and returns the status after it.
    ///
    /// `None` only while too little was seen to decide: fewer than `down_after` failures and never a success.
    #[must_use = "a changed status must be reported"]
    pub fn observe(&mut self, outcome: Outcome, policy: StatusPolicy) -> Option<CheckStatus> {
        let window = policy.window();
        match outcome {
            Outcome::Inconclusive => self.inconclusive(window),
            Outcome::Success => self.conclusive(false, policy),
            Outcome::Failure => self.conclusive(true, policy),
        }
        self.status
    }

    fn inconclusive(&mut self, window: u8) {
        self.n_inconclusive = self.n_inconclusive.saturating_add(1).min(window);
        if self.n_inconclusive == window {
            *self =
                Self { n_inconclusive: window, status: Some(CheckStatus::Inconclusive), ..Self::default() };
        }
    }

    fn conclusive(&mut self, failed: bool, policy: StatusPolicy) {
        let window = policy.window();
        let kept = u32::MAX >> (32 - u32::from(window));
        self.failures = ((self.failures << 1) | u32::from(failed)) & kept;
        self.n_seen = self.n_seen.saturating_add(1).min(window);
        self.n_good = if failed { 0 } else { self.n_good.saturating_add(1).min(window) };
        self.n_inconclusive = 0;
        self.status = self.decide(policy);
    }

    fn decide(&self, policy: StatusPolicy) -> Option<CheckStatus> {
        let n_failed = self.failures.count_ones();
        let is_down = n_failed >= u32::from(policy.down_after());
        let is_back = self.n_good >= policy.up_after();

        match self.status {
            None | Some(CheckStatus::Inconclusive) if n_failed == 0 => Some(CheckStatus::Up),
            None if !is_down => None,
            Some(CheckStatus::Inconclusive) if !is_down => Some(CheckStatus::Inconclusive),
            Some(CheckStatus::Down) if is_back => Some(CheckStatus::Up),
            Some(CheckStatus::Down) => Some(CheckStatus::Down),
            None | Some(CheckStatus::Inconclusive) => Some(CheckStatus::Down),
            Some(CheckStatus::Up | CheckStatus::Degraded) if is_down => Some(CheckStatus::Down),
            Some(CheckStatus::Up | CheckStatus::Degraded) if n_failed == 0 => Some(CheckStatus::Up),
            Some(CheckStatus::Degraded) if is_back => Some(CheckStatus::Up),
            Some(CheckStatus::Up | CheckStatus::Degraded) => Some(CheckStatus::Degraded),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn run(policy: StatusPolicy, outcomes: &str) -> Vec<Option<CheckStatus>> {
        let mut tracker = StatusTracker::default();
        let outcome = |c| match c {
            '+' => Outcome::Success,
            '-' => Outcome::Failure,
            _ => Outcome::Inconclusive,
        };
        outcomes.chars().map(|c| tracker.observe(outcome(c), policy)).collect()
    }

    fn last(policy: StatusPolicy, outcomes: &str) -> Option<CheckStatus> {
        run(policy, outcomes).last().copied().flatten()
    }

    #[test]
    fn two_of_three_failures_make_it_down_and_two_successes_make_it_up() {
        let policy = StatusPolicy::new(3, 2, 2).unwrap();

        let cases = [
            ("+", Some(CheckStatus::Up)),
            ("-", None),
            ("--", Some(CheckStatus::Down)),
            ("+-", Some(CheckStatus::Degraded)),
            ("+-+", Some(CheckStatus::Degraded)),
            ("+-++", Some(CheckStatus::Up)),
            ("+-+-", Some(CheckStatus::Down)),
            ("+--+", Some(CheckStatus::Down)),
            ("+--++", Some(CheckStatus::Up)),
            ("+--+-", Some(CheckStatus::Down)),
        ];
        for (outcomes, want) in cases {
            assert_eq!(last(policy, outcomes), want, "{outcomes}");
        }
    }

    #[test]
    fn an_observer_that_cannot_ask_says_inconclusive_and_not_down() {
        let policy = StatusPolicy::new(3, 2, 2).unwrap();

        assert_eq!(last(policy, "+??"), Some(CheckStatus::Up));
        assert_eq!(last(policy, "+???"), Some(CheckStatus::Inconclusive));
        assert_eq!(last(policy, "+???-"), Some(CheckStatus::Inconclusive));
        assert_eq!(last(policy, "+???--"), Some(CheckStatus::Down));
        assert_eq!(last(policy, "---???+"), Some(CheckStatus::Up));
    }

    proptest! {
        #[test]
        fn a_window_of_equal_outcomes_always_decides(
            (window, down_after, up_after) in (1_u32..=32).prop_flat_map(|m| (Just(m), 1..=m, 1..=m)),
            history in "[+?-]{0,80}",
        ) {
            let policy = StatusPolicy::new(window, down_after, up_after).unwrap();
            let width = usize::try_from(window).unwrap();

            prop_assert_eq!(last(policy, &format!("{history}{}", "+".repeat(width))), Some(CheckStatus::Up));
            prop_assert_eq!(last(policy, &format!("{history}{}", "-".repeat(width))), Some(CheckStatus::Down));
            prop_assert_eq!(
                last(policy, &format!("{history}{}", "?".repeat(width))),
                Some(CheckStatus::Inconclusive)
            );
        }
    }
}
