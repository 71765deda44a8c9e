//! What an agent measures, and how that is.

use nocturne_proto::api::v1::CheckState;

use crate::{format::count, status::StatusKind, table::natural_compare};

/// How many states of each kind an agent has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkSummary {
    /// Checks.
    pub n_checks: usize,
    /// All: a check has one for each of its targets.
    pub total: usize,
    /// Confirmed too long ago to be believed, whatever they say.
    pub stale: usize,
    /// Those that are fresh by what they say, worst first, none that is zero.
    pub fresh: Vec<(StatusKind, usize)>,
}

/// What this agent says, worst first, then by check and target.
#[must_use]
pub fn states_of(agent_id: &str, states: &[CheckState]) -> Vec<CheckState> {
    let mut own: Vec<CheckState> =
        states.iter().filter(|state| state.agent_id == agent_id).cloned().collect();
    crate::order::sort_by(&mut own, |a, b| {
        (StatusKind::from(a).rank().cmp(&StatusKind::from(b).rank()))
            .then_with(|| natural_compare(&a.check, &b.check))
            .then_with(|| natural_compare(&a.target, &b.target))
    });
    own
}

/// Counts them.
#[must_use]
pub fn work_summary(states: &[CheckState]) -> WorkSummary {
    let is = |kind: StatusKind| {
        states.iter().filter(|state| !state.stale && StatusKind::from(*state) == kind).count()
    };
    WorkSummary {
        n_checks: crate::order::set(states.iter().map(|state| state.check.as_str())).len(),
        total: states.len(),
        stale: states.iter().filter(|state| state.stale).count(),
        fresh: StatusKind::ALL.into_iter().map(|kind| (kind, is(kind))).filter(|(_, n)| *n > 0).collect(),
    }
}

impl WorkSummary {
    /// `27 checks at 427 targets`, wherever it is said how much an agent measures.
    #[must_use]
    pub fn scope(&self) -> String {
        let plural = |n: usize, noun: &str| crate::format::plural(u64::try_from(n).unwrap_or(u64::MAX), noun);
        format!("{} at {}", plural(self.n_checks, "check"), plural(self.total, "target"))
    }

    /// `3 down, 17 up, 2 stale`; empty of none.
    #[must_use]
    pub fn text(&self) -> String {
        let number = |n: usize| count(u64::try_from(n).unwrap_or(u64::MAX));
        let fresh =
            self.fresh.iter().map(|(kind, n)| format!("{} {}", number(*n), kind.label().to_lowercase()));
        let stale = (self.stale > 0).then(|| format!("{} stale", number(self.stale)));
        fresh.chain(stale).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::check_state::Status;

    use super::*;

    fn state(check: &str, agent_id: &str, status: Status, stale: bool) -> CheckState {
        CheckState {
            check: check.to_owned(),
            agent_id: agent_id.to_owned(),
            status: status.into(),
            stale,
            ..CheckState::default()
        }
    }

    #[test]
    fn an_agents_own_states_stand_worst_first() {
        let all = [
            state("web-10", "a", Status::Up, false),
            state("web-2", "a", Status::Up, false),
            state("other", "b", Status::Down, false),
            state("zone", "a", Status::Down, false),
        ];

        let own: Vec<String> = states_of("a", &all).into_iter().map(|state| state.check).collect();

        assert_eq!(own, ["zone", "web-2", "web-10"]);
    }

    #[test]
    fn what_is_stale_is_counted_apart() {
        let all = [
            state("a", "x", Status::Up, false),
            state("b", "x", Status::Up, true),
            state("c", "x", Status::Down, false),
        ];

        let summary = work_summary(&all);

        assert_eq!((summary.total, summary.text().as_str()), (3, "1 down, 1 up, 1 stale"));
        assert_eq!(work_summary(&[]).text(), "");
        assert_eq!(summary.scope(), "3 checks at 3 targets");
        let both = [state("a", "x", Status::Up, false), state("a", "x", Status::Up, false)];
        assert_eq!(work_summary(&both).scope(), "1 check at 2 targets");
    }
}
