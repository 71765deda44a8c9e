//! Agents that came or went.

use std::collections::BTreeMap;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, Gap, agent::Presence};

use super::{Change, What};
use crate::format;

/// What became of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceChange {
    /// It enrolled.
    Joined,
    /// It is there.
    Came,
    /// It is not heard from any more.
    Went,
    /// It was revoked.
    Revoked,
}

impl PresenceChange {
    const fn slug(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Came => "came",
            Self::Went => "went",
            Self::Revoked => "revoked",
        }
    }
}

/// An agent's presence as it was last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known(pub Presence);

/// What is different from what was known, noticed at `now`. Agents that were not known are not told of: that they
/// enrolled is told by their own time.
#[must_use]
pub fn presence_changes(known: &BTreeMap<String, Known>, agents: &[Agent], now: Timestamp) -> Vec<Change> {
    let change = |agent: &Agent| {
        let Known(before) = *known.get(&agent.agent_id)?;
        let change = match (before, agent.presence()) {
            (before, after) if before == after => return None,
            (_, Presence::Online) => PresenceChange::Came,
            (_, Presence::Offline) => PresenceChange::Went,
            (_, Presence::Revoked) => PresenceChange::Revoked,
            (_, Presence::Pending | Presence::Unspecified) => return None,
        };
        Some(line(agent, change, now))
    };
    agents.iter().filter_map(change).collect()
}

/// What lists say without anybody having watched: when agents enrolled, and since when those that are away are.
pub(super) fn known_of<'a>(agents: &'a [Agent], ongoing: &'a [Gap]) -> impl Iterator<Item = Change> + 'a {
    let joined = agents.iter().filter_map(|agent| {
        let at = format::timestamp(agent.create_time.as_ref())?;
        Some(line(agent, PresenceChange::Joined, at))
    });
    let went = ongoing.iter().filter_map(|gap| {
        let at = format::timestamp(gap.from_time.as_ref())?;
        let agent = agents.iter().find(|agent| agent.agent_id == gap.agent_id)?;
        Some(line(agent, PresenceChange::Went, at))
    });
    joined.chain(went)
}

/// True for an agent that went and is away since: the gap that goes on knows better since when.
pub(super) fn is_known(change: &Change, ongoing: &[Gap]) -> bool {
    let What::Presence { agent, change: PresenceChange::Went, .. } = &change.what else { return false };
    ongoing.iter().any(|gap| {
        gap.agent == *agent && format::timestamp(gap.from_time.as_ref()).is_some_and(|from| from <= change.at)
    })
}

fn line(agent: &Agent, change: PresenceChange, at: Timestamp) -> Change {
    Change {
        key: format!("{} {} {at}", agent.agent_id, change.slug()),
        at,
        late: None,
        what: What::Presence { agent: agent.slug.clone(), site: agent.site.clone(), change },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(slug: &str, presence: Presence) -> Agent {
        Agent {
            agent_id: slug.to_owned(),
            slug: slug.to_owned(),
            presence: presence.into(),
            ..Agent::default()
        }
    }

    #[test]
    fn only_what_is_different_from_what_was_known_is_told() {
        let known: BTreeMap<String, Known> = [
            ("back".to_owned(), Known(Presence::Offline)),
            ("gone".to_owned(), Known(Presence::Online)),
            ("same".to_owned(), Known(Presence::Online)),
            ("over".to_owned(), Known(Presence::Offline)),
            ("begun".to_owned(), Known(Presence::Pending)),
        ]
        .into();
        let agents = [
            agent("back", Presence::Online),
            agent("gone", Presence::Offline),
            agent("same", Presence::Online),
            agent("over", Presence::Revoked),
            agent("begun", Presence::Online),
            agent("new", Presence::Online),
        ];

        let told: Vec<(String, PresenceChange)> = presence_changes(&known, &agents, Timestamp::UNIX_EPOCH)
            .into_iter()
            .filter_map(|change| match change.what {
                What::Presence { agent, change, .. } => Some((agent, change)),
                What::Status(_) | What::Gap { .. } => None,
            })
            .collect();

        let want = [
            ("back", PresenceChange::Came),
            ("gone", PresenceChange::Went),
            ("over", PresenceChange::Revoked),
            ("begun", PresenceChange::Came),
        ];
        assert_eq!(told, want.map(|(name, change)| (name.to_owned(), change)));
    }
}
