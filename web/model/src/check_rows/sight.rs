//! What one agent says of one check, over all of its targets.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, Check, CheckEvent, CheckState, agent::Presence};
use nocturne_shared::selector::Selector;

use super::is_newer;
use crate::{
    format::{age, timestamp},
    reason::reason_title,
    status::StatusKind,
    table::natural_compare,
};

/// An agent's place in every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentSlot {
    /// Id.
    pub agent_id: String,
    /// Name.
    pub name: String,
    /// Site.
    pub site: String,
    /// What selectors see; `None` when it is not known which checks it runs.
    labels: Option<BTreeMap<String, String>>,
}

/// All places, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slots {
    all: Vec<AgentSlot>,
    by_id: HashMap<String, usize>,
}

/// What an agent says of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sight {
    /// It is not among the agents that run it.
    #[default]
    NotAsked,
    /// It runs it and has not said anything yet.
    Silent,
    /// Its worst target.
    Says {
        /// Status.
        status: StatusKind,
        /// From the closed list; empty is none.
        reason: String,
        /// Since when.
        since: Option<Timestamp>,
        /// Confirmed too long ago to be believed.
        stale: bool,
        /// Targets that are like this.
        n_like: usize,
        /// Targets it has said something about.
        n_targets: usize,
    },
}

impl Sight {
    /// What to draw; `None` for an agent that is not asked.
    #[must_use]
    pub const fn status(&self) -> Option<StatusKind> {
        match self {
            Self::NotAsked => None,
            Self::Silent => Some(StatusKind::Pending),
            Self::Says { status, .. } => Some(*status),
        }
    }

    /// True when it was so as last heard.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        matches!(self, Self::Says { stale: true, .. })
    }

    /// In words: `fra-1: down, Connection refused, 3 min`.
    #[must_use]
    pub fn text(&self, agent: &str, now: Timestamp) -> String {
        match self {
            Self::NotAsked => format!("{agent}: does not run it"),
            Self::Silent => format!("{agent}: nothing heard yet"),
            Self::Says { status, reason, since, stale, n_like, n_targets } => {
                let mut text = format!("{agent}: {}", status.label().to_lowercase());
                if *n_targets > 1 {
                    text.push_str(&format!(" at {n_like} of {n_targets} targets"));
                }
                if !reason.is_empty() {
                    text.push_str(&format!(", {}", reason_title(reason)));
                }
                if let Some(lasts) = since.and_then(|since| now.duration_since(since).try_into().ok()) {
                    text.push_str(&format!(", {}", age(lasts)));
                }
                if *stale {
                    text.push_str(", as last known");
                }
                text
            }
        }
    }
}

impl Slots {
    pub(super) fn new(agents: &[Agent], states: &[CheckState]) -> Self {
        let mut by_id: HashMap<&str, AgentSlot> = HashMap::new();
        for agent in agents.iter().filter(|agent| agent.presence() != Presence::Revoked) {
            let slot = AgentSlot {
                agent_id: agent.agent_id.clone(),
                name: agent.slug.clone(),
                site: agent.site.clone(),
                labels: Some(agent.labels.clone().into_iter().collect()),
            };
            by_id.insert(&agent.agent_id, slot);
        }
        // Who may not list agents still sees those that said something.
        for state in states {
            by_id.entry(&state.agent_id).or_insert_with(|| AgentSlot {
                agent_id: state.agent_id.clone(),
                name: state.agent.clone(),
                site: state.site.clone(),
                labels: None,
            });
        }
        let mut all: Vec<AgentSlot> = by_id.into_values().collect();
        crate::order::sort_by(&mut all, |a, b| {
            natural_compare(&a.site, &b.site).then_with(|| natural_compare(&a.name, &b.name))
        });
        let by_id = all.iter().enumerate().map(|(index, slot)| (slot.agent_id.clone(), index)).collect();
        Self { all, by_id }
    }

    /// The places.
    #[must_use]
    pub fn all(&self) -> &[AgentSlot] {
        &self.all
    }

    /// Whether a selector reaches any agent; `None` when not all agents are known with their labels.
    #[must_use]
    pub fn reached(&self, selector: &str) -> Option<bool> {
        if self.asked(selector).contains(&true) {
            return Some(true);
        }
        let all_known = !self.all.is_empty() && self.all.iter().all(|slot| slot.labels.is_some());
        (all_known && selector.parse::<Selector>().is_ok()).then_some(false)
    }

    /// Which agents a selector reaches, by place.
    pub(crate) fn asked(&self, selector: &str) -> Vec<bool> {
        let selector = selector.parse::<Selector>().ok();
        let reaches = |slot: &AgentSlot| match (&selector, &slot.labels) {
            (Some(selector), Some(labels)) => selector.matches(labels),
            _ => false,
        };
        self.all.iter().map(reaches).collect()
    }
}

/// What each agent says of a check, by place. `newer` are events that may be newer than the states.
pub(crate) fn sights(
    check: &Check,
    slots: &Slots,
    asked: &[bool],
    states: &[&CheckState],
    newer: &[CheckEvent],
) -> Vec<Sight> {
    let mut sights: Vec<Sight> =
        asked.iter().map(|asked| if *asked { Sight::Silent } else { Sight::NotAsked }).collect();
    let mut hear = |agent_id: &str, said: Sight| {
        let slot = slots.by_id.get(agent_id).and_then(|index| sights.get_mut(*index));
        if let Some(slot) = slot {
            let before = std::mem::take(slot);
            *slot = worse(before, said);
        }
    };
    for state in states {
        let event = newer.iter().find(|event| {
            event.agent_id == state.agent_id && event.target == state.target && is_newer(event, state)
        });
        let said = event.map_or_else(|| of_state(state), of_event);
        hear(&state.agent_id, said);
    }
    for event in newer {
        let known =
            states.iter().any(|state| event.agent_id == state.agent_id && event.target == state.target);
        if !known && check.targets.contains(&event.target) {
            hear(&event.agent_id, of_event(event));
        }
    }
    sights
}

fn of_state(state: &CheckState) -> Sight {
    Sight::Says {
        status: state.into(),
        reason: state.reason.clone(),
        since: timestamp(state.since_time.as_ref()),
        stale: state.stale,
        n_like: 1,
        n_targets: 1,
    }
}

fn of_event(event: &CheckEvent) -> Sight {
    Sight::Says {
        status: event.to_status().into(),
        reason: event.reason.clone(),
        since: timestamp(event.time.as_ref()),
        stale: false,
        n_like: 1,
        n_targets: 1,
    }
}

/// Both as one: the worse status speaks, equal ones count together. What is fresh goes before what is stale.
fn worse(before: Sight, said: Sight) -> Sight {
    let (a, b) = match (before, said) {
        (Sight::NotAsked | Sight::Silent, said) => return said,
        (before, Sight::NotAsked | Sight::Silent) => return before,
        both => both,
    };
    let key = |sight: &Sight| (sight.is_stale(), sight.status().map_or(u8::MAX, StatusKind::rank));
    let (n_a, n_b) = (targets(&a), targets(&b));
    let order = key(&a).cmp(&key(&b));
    let (mut worst, other) = if order.is_gt() { (b, a) } else { (a, b) };
    if let (
        Sight::Says { since, n_like, n_targets, .. },
        Sight::Says { since: other_since, n_like: other_like, .. },
    ) = (&mut worst, &other)
    {
        *n_targets = n_a + n_b;
        if order.is_eq() {
            *n_like += other_like;
            *since = [*since, *other_since].into_iter().flatten().min();
        }
    }
    worst
}

const fn targets(sight: &Sight) -> usize {
    match sight {
        Sight::NotAsked | Sight::Silent => 0,
        Sight::Says { n_targets, .. } => *n_targets,
    }
}

/// How many agents say what, worst first: for fleets too large for one shape each.
#[must_use]
pub fn tally(sights: &[Sight]) -> Vec<(StatusKind, usize)> {
    let mut counts: BTreeMap<u8, (StatusKind, usize)> = BTreeMap::new();
    for status in sights.iter().filter_map(Sight::status) {
        counts.entry(status.rank()).or_insert((status, 0)).1 += 1;
    }
    counts.into_values().collect()
}
