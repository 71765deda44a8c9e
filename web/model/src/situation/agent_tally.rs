//! Agents by presence.

use nocturne_proto::api::v1::{Agent, agent::Presence};

/// How many agents are there, and how many are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AgentTally {
    /// Heard from lately.
    pub n_online: usize,
    /// Not heard from.
    pub n_offline: usize,
    /// Never connected.
    pub n_pending: usize,
}

impl AgentTally {
    /// Counts; revoked agents are over and not counted.
    pub fn of<'a>(agents: impl IntoIterator<Item = &'a Agent>) -> Self {
        let mut tally = Self::default();
        for agent in agents {
            tally.add(agent.presence());
        }
        tally
    }

    /// Counts one more.
    pub const fn add(&mut self, presence: Presence) {
        match presence {
            Presence::Online => self.n_online += 1,
            Presence::Offline => self.n_offline += 1,
            Presence::Pending => self.n_pending += 1,
            Presence::Revoked | Presence::Unspecified => {}
        }
    }

    /// All that may measure.
    #[must_use]
    pub const fn n_all(self) -> usize {
        self.n_online + self.n_offline + self.n_pending
    }

    /// There are agents, and none of those that were ever connected is there.
    #[must_use]
    pub const fn is_blind(self) -> bool {
        self.n_online == 0 && self.n_offline > 0
    }
}
