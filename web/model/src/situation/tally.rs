//! Checks by what is said of them.

use std::collections::BTreeMap;

use nocturne_proto::api::v1::CheckVerdict;

use crate::status::StatusKind;

/// Checks, each counted once by the worst of its targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckTally {
    /// More than half of the sites see it down.
    pub n_down: usize,
    /// Some sites see it down.
    pub n_partial: usize,
    /// Some sites see it degraded.
    pub n_degraded: usize,
    /// Nobody has said anything fresh.
    pub n_unknown: usize,
    /// As it should be.
    pub n_up: usize,
}

impl CheckTally {
    /// Counts.
    #[must_use]
    pub fn of(verdicts: &[CheckVerdict]) -> Self {
        let mut worst: BTreeMap<&str, StatusKind> = BTreeMap::new();
        for verdict in verdicts {
            let kind = StatusKind::from(verdict);
            worst.entry(&verdict.check_id).and_modify(|known| *known = known.worse(kind)).or_insert(kind);
        }
        let count = |wanted: StatusKind| worst.values().filter(|kind| **kind == wanted).count();
        Self {
            n_down: count(StatusKind::Down),
            n_partial: count(StatusKind::Partial),
            n_degraded: count(StatusKind::Degraded),
            n_unknown: count(StatusKind::Unknown),
            n_up: count(StatusKind::Up),
        }
    }

    /// All of them.
    #[must_use]
    pub const fn n_all(self) -> usize {
        self.n_broken() + self.n_unknown + self.n_up
    }

    /// Those that need somebody.
    #[must_use]
    pub const fn n_broken(self) -> usize {
        self.n_down + self.n_partial + self.n_degraded
    }

    /// Kinds with their numbers, worst first.
    #[must_use]
    pub const fn by_kind(self) -> [(StatusKind, usize); 5] {
        [
            (StatusKind::Down, self.n_down),
            (StatusKind::Partial, self.n_partial),
            (StatusKind::Degraded, self.n_degraded),
            (StatusKind::Unknown, self.n_unknown),
            (StatusKind::Up, self.n_up),
        ]
    }
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::check_verdict::Verdict;

    use super::*;

    fn verdict(check: &str, target: &str, verdict: Verdict) -> CheckVerdict {
        CheckVerdict {
            check_id: check.to_owned(),
            target: target.to_owned(),
            verdict: verdict.into(),
            ..CheckVerdict::default()
        }
    }

    #[test]
    fn a_check_counts_once_by_the_worst_of_its_targets() {
        let tally = CheckTally::of(&[
            verdict("a", "1", Verdict::Up),
            verdict("a", "2", Verdict::Down),
            verdict("b", "1", Verdict::Unknown),
            verdict("b", "2", Verdict::Up),
            verdict("c", "1", Verdict::Up),
        ]);

        assert_eq!(tally, CheckTally { n_down: 1, n_unknown: 1, n_up: 1, ..CheckTally::default() });
        assert_eq!((tally.n_all(), tally.n_broken()), (3, 1));
    }

    #[test]
    fn the_kinds_are_the_whole() {
        let tally = CheckTally { n_down: 1, n_partial: 2, n_degraded: 3, n_unknown: 4, n_up: 5 };

        assert_eq!(tally.by_kind().iter().map(|(_, n)| n).sum::<usize>(), tally.n_all());
        assert!(tally.by_kind().is_sorted_by_key(|(kind, _)| kind.rank()));
    }
}
