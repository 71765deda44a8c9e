//! Whether an agent does what it was told.

use nocturne_proto::api::v1::{Agent, agent::Presence};

use crate::status::Tone;

/// The desired state of an agent against the one it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesiredState {
    /// None was made for it yet.
    None,
    /// It runs what it should.
    Applied {
        /// Generation.
        generation: u64,
        /// It is not there: it ran this when it was last heard of.
        away: bool,
    },
    /// It runs an older one.
    Behind {
        /// Generation it runs; 0 is none.
        applied: u64,
        /// Generation it should run.
        desired: u64,
        /// It is not there to be told.
        away: bool,
    },
    /// It refused the latest one.
    Failed {
        /// Generation it runs; 0 is none.
        applied: u64,
        /// Generation it refused.
        desired: u64,
    },
}

/// Decides it.
#[must_use]
pub fn desired_state(agent: &Agent) -> DesiredState {
    let (desired, applied) = (agent.desired_generation, agent.applied_generation);
    let away = agent.presence() != Presence::Online;
    if !agent.config_error.is_empty() {
        DesiredState::Failed { applied, desired }
    } else if applied != desired {
        DesiredState::Behind { applied, desired, away }
    } else if desired == 0 {
        DesiredState::None
    } else {
        DesiredState::Applied { generation: applied, away }
    }
}

impl DesiredState {
    /// Few words for a table: `applied 12`, `behind 11 → 12`, `failed at 12`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::None => "none yet".to_owned(),
            Self::Applied { generation, .. } => format!("applied {generation}"),
            Self::Behind { applied: 0, desired, .. } => format!("waiting for {desired}"),
            Self::Behind { applied, desired, .. } => format!("behind {applied} → {desired}"),
            Self::Failed { desired, .. } => format!("failed at {desired}"),
        }
    }

    /// What it means and what follows.
    #[must_use]
    pub fn meaning(self) -> String {
        match self {
            Self::None => "No check reaches this agent and it was not connected yet.".to_owned(),
            Self::Applied { away: true, .. } => {
                "It ran exactly what it should when it was last heard of.".to_owned()
            }
            Self::Applied { .. } => "It confirmed that it runs exactly what it should.".to_owned(),
            Self::Behind { away: true, desired, .. } => {
                format!("It is not connected. Generation {desired} reaches it when it is back.")
            }
            Self::Behind { desired, .. } => {
                format!("Generation {desired} is on its way; it is usually confirmed within seconds.")
            }
            Self::Failed { applied: 0, desired } => {
                format!("It refused generation {desired} and runs no checks until a later one works.")
            }
            Self::Failed { applied, desired } => format!(
                "It refused generation {desired} and goes on with {applied}. The next change of a check makes another \
                 generation and is tried again."
            ),
        }
    }

    /// What its colour says.
    #[must_use]
    pub const fn tone(self) -> Tone {
        match self {
            Self::None => Tone::Muted,
            Self::Applied { .. } => Tone::Good,
            Self::Behind { away: false, .. } => Tone::Info,
            Self::Behind { away: true, .. } => Tone::Warning,
            Self::Failed { .. } => Tone::Bad,
        }
    }

    /// Place in a list, 0 needs a person most.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Failed { .. } => 0,
            Self::Behind { away: true, .. } => 1,
            Self::Behind { away: false, .. } => 2,
            Self::None => 3,
            Self::Applied { .. } => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(applied: u64, desired: u64, error: &str, presence: Presence) -> Agent {
        Agent {
            applied_generation: applied,
            desired_generation: desired,
            config_error: error.to_owned(),
            presence: presence.into(),
            ..Agent::default()
        }
    }

    #[test]
    fn a_failure_hides_that_the_agent_is_also_behind() {
        let state = desired_state(&agent(11, 12, "check web: no", Presence::Online));

        assert_eq!(state, DesiredState::Failed { applied: 11, desired: 12 });
        assert_eq!((state.text().as_str(), state.tone()), ("failed at 12", Tone::Bad));
    }

    #[test]
    fn an_agent_that_is_away_is_behind_longer_than_one_that_is_there() {
        let here = desired_state(&agent(11, 12, "", Presence::Online));
        let away = desired_state(&agent(11, 12, "", Presence::Offline));

        assert_eq!(here.text(), "behind 11 → 12");
        assert_eq!((here.tone(), away.tone()), (Tone::Info, Tone::Warning));
        assert!(away.rank() < here.rank());
    }

    #[test]
    fn generation_0_is_none_and_not_a_generation() {
        assert_eq!(desired_state(&agent(0, 0, "", Presence::Pending)), DesiredState::None);
        assert_eq!(desired_state(&agent(0, 3, "", Presence::Pending)).text(), "waiting for 3");
        assert_eq!(desired_state(&agent(3, 3, "", Presence::Online)).text(), "applied 3");
    }
}
