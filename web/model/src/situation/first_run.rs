//! The way from nothing to the first result.

use super::AgentTally;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind.
    Done,
    /// The one to do.
    Current,
    /// It only has to be waited for.
    Waiting,
    /// After the others.
    Later,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A first agent.
    Agent,
    /// A first check.
    Check,
    /// A first result.
    Result,
}

/// The steps with how far each is; `None` when all are done.
///
/// `n_checks` are defined checks; `has_results` is true when any agent ever said anything of one.
#[must_use]
pub fn first_steps(agents: AgentTally, n_checks: u64, has_results: bool) -> Option<[(Step, StepState); 3]> {
    let connected = agents.n_online + agents.n_offline > 0;
    let checked = n_checks > 0;
    if connected && checked && has_results {
        return None;
    }
    let agent = match (connected, agents.n_pending > 0) {
        (true, _) => StepState::Done,
        (false, true) => StepState::Waiting,
        (false, false) => StepState::Current,
    };
    let check = match (checked, agent) {
        (true, _) => StepState::Done,
        (false, StepState::Current) => StepState::Later,
        (false, _) => StepState::Current,
    };
    let result = if agent == StepState::Done && checked { StepState::Waiting } else { StepState::Later };
    Some([(Step::Agent, agent), (Step::Check, check), (Step::Result, result)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: AgentTally = AgentTally { n_online: 0, n_offline: 0, n_pending: 0 };
    const ONLINE: AgentTally = AgentTally { n_online: 1, ..NONE };
    const PENDING: AgentTally = AgentTally { n_pending: 1, ..NONE };
    const OFFLINE: AgentTally = AgentTally { n_offline: 1, ..NONE };

    fn states(agents: AgentTally, n_checks: u64, has_results: bool) -> Option<[StepState; 3]> {
        first_steps(agents, n_checks, has_results).map(|steps| steps.map(|(_, state)| state))
    }

    #[test]
    fn one_step_after_the_other() {
        use StepState::{Current, Done, Later, Waiting};

        assert_eq!(states(NONE, 0, false), Some([Current, Later, Later]));
        assert_eq!(states(PENDING, 0, false), Some([Waiting, Current, Later]));
        assert_eq!(states(ONLINE, 0, false), Some([Done, Current, Later]));
        assert_eq!(states(ONLINE, 1, false), Some([Done, Done, Waiting]));
        assert_eq!(states(NONE, 1, false), Some([Current, Done, Later]));
        assert_eq!(states(ONLINE, 1, true), None);
    }

    #[test]
    fn an_agent_that_went_away_is_no_first_run() {
        assert_eq!(states(OFFLINE, 3, true), None);
    }
}
