//! Whose presence is another than the one that was told?

use std::{collections::BTreeMap, time::Duration};

use nocturne_core::presence::{Presence, presence};
use nocturne_shared::{id::AgentId, time};
use nocturne_store::agent::AgentSign;

/// Presences of an organization's agents as they were last told.
pub(super) struct Presences(BTreeMap<AgentId, Presence>);

impl Presences {
    /// As they were a while ago: whoever fell silent since then has changed.
    pub(super) fn as_of(signs: &[AgentSign], ago: Duration) -> Self {
        let then = |sign: &AgentSign| {
            let at = time::sub(sign.database_now, ago);
            (sign.agent_id, presence(sign.revoked, sign.last_seen_at, at))
        };
        Self(signs.iter().map(then).collect())
    }

    /// Notes what was told of an agent.
    pub(super) fn told(&mut self, agent_id: AgentId, presence: Presence) {
        self.0.insert(agent_id, presence);
    }

    /// Agents of whom something else was told than what these signs say. They count as told.
    pub(super) fn changed(&mut self, signs: &[AgentSign]) -> Vec<AgentId> {
        let mut changed = Vec::new();
        for sign in signs {
            let current = presence(sign.revoked, sign.last_seen_at, sign.database_now);
            if self.0.insert(sign.agent_id, current) != Some(current) {
                changed.push(sign.agent_id);
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use nocturne_shared::time::{Timestamp, from_micros};

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        from_micros(seconds * 1_000_000)
    }

    fn sign(n: u64, seen: i64, now: i64) -> AgentSign {
        let agent_id = AgentId::from_parts(n, &[0; 10]);
        AgentSign {
            agent_id,
            slug: format!("a{n}"),
            revoked: false,
            last_seen_at: Some(at(seen)),
            database_now: at(now),
        }
    }

    #[test]
    fn an_agent_that_falls_silent_changes_once() {
        let mut presences = Presences::as_of(&[sign(1, 100, 100)], Duration::ZERO);

        assert_eq!(presences.changed(&[sign(1, 100, 129)]), []);
        assert_eq!(presences.changed(&[sign(1, 100, 130)]), [sign(1, 0, 0).agent_id]);
        assert_eq!(presences.changed(&[sign(1, 100, 132)]), []);
        assert_eq!(presences.changed(&[sign(1, 131, 133)]), [sign(1, 0, 0).agent_id]);
    }

    #[test]
    fn the_first_look_finds_who_fell_silent_since_the_log_began_and_nobody_else() {
        let signs = [sign(1, 100, 131), sign(2, 90, 131), sign(3, 131, 131)];
        let mut presences = Presences::as_of(&signs, Duration::from_secs(2));

        assert_eq!(presences.changed(&signs), [signs[0].agent_id]);
    }

    #[test]
    fn what_was_told_already_is_not_told_again_and_a_fresh_agent_is() {
        let mut presences = Presences::as_of(&[sign(1, 0, 100)], Duration::ZERO);
        presences.told(sign(1, 0, 0).agent_id, Presence::Online);

        let changed = presences.changed(&[sign(1, 101, 102), sign(2, 101, 102)]);

        assert_eq!(changed, [sign(2, 0, 0).agent_id]);
    }
}
