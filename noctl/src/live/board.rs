//! What a live view knows: rows by key, changed ones marked for a while.
//!
//! Events go in, rows come out; the moment is an argument. While lists are read, events are applied and kept: when the
//! lists are there they replace what was known, and the kept events are applied on top of them.

use std::{collections::BTreeMap, str::FromStr as _, time::Duration};

use nocturne_shared::{
    selector::Selector,
    time::{Timestamp, since},
};

use super::event::What;
use crate::view::{agent::Agent, event::CheckEvent, gap::Gap, state::CheckState, telemetry::LatestValue};

/// How long a changed row stands out.
pub(crate) const HIGHLIGHT: Duration = Duration::from_secs(5);
/// Gaps that are kept; older ones are in `noctl gaps`.
pub(crate) const MAX_GAPS: usize = 200;

/// A thing and when it last changed here; `None` is not since the watch began.
#[derive(Debug, Clone)]
pub(crate) struct Row<T> {
    /// The thing.
    pub thing: T,
    changed_at: Option<Timestamp>,
}

impl<T> Row<T> {
    /// True for a while after a change.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        self.changed_at.is_some_and(|at| since(at, now) < HIGHLIGHT)
    }
}

/// Lists that were read; `None` is one that is not shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    /// Statuses.
    pub states: Option<Vec<CheckState>>,
    /// Values.
    pub values: Option<Vec<LatestValue>>,
    /// Agents.
    pub agents: Option<Vec<Agent>>,
    /// Gaps.
    pub gaps: Option<Vec<Gap>>,
}

/// What to show of what happens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Name or id of a check; empty is all.
    pub check: String,
    /// Over `check`, `target`, `agent` and `site` of statuses.
    pub selector: Selector,
}

impl Filter {
    /// A filter from what was given.
    pub(crate) fn new(check: &str, selector: &str) -> Self {
        Self { check: check.to_owned(), selector: Selector::from_str(selector).unwrap_or_default() }
    }

    fn takes_check(&self, check_id: &str, slug: &str) -> bool {
        self.check.is_empty() || self.check == slug || self.check == check_id
    }

    fn takes_state(&self, state: &CheckState) -> bool {
        self.takes_check(&state.check_id, &state.check) && self.selector.matches(&state.labels())
    }
}

/// What is known.
#[derive(Debug, Default)]
pub(crate) struct Board {
    filter: Filter,
    states: BTreeMap<(String, String, String), Row<CheckState>>,
    values: BTreeMap<(String, String, String, String), Row<LatestValue>>,
    agents: BTreeMap<String, Row<Agent>>,
    gaps: BTreeMap<String, Row<Gap>>,
    /// Site of each agent by id, which events do not carry.
    sites: BTreeMap<String, String>,
    /// Events since lists began to be read; `None` when none are.
    journal: Option<Vec<What>>,
    is_listed: bool,
}

impl Board {
    /// Knows nothing yet.
    pub(crate) fn new(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// True when lists were read at least once.
    pub(crate) const fn is_listed(&self) -> bool {
        self.is_listed
    }

    /// Events that wait for lists.
    pub(crate) fn n_waiting(&self) -> usize {
        self.journal.as_ref().map_or(0, Vec::len)
    }

    /// Lists begin to be read.
    pub(crate) fn list_begin(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// Lists are there. What differs from what was known before is marked, except the first time.
    pub(crate) fn list_end(&mut self, lists: Lists, now: Timestamp) {
        let changed_at = self.is_listed.then_some(now);
        if let Some(states) = lists.states {
            let site = |state: &CheckState| (state.agent_id.clone(), state.site.clone());
            self.sites.extend(states.iter().map(site));
            let shown = states.into_iter().filter(|state| self.filter.takes_state(state));
            let is_same = |a: &CheckState, b: &CheckState| {
                (a.status, a.stale, a.since_time) == (b.status, b.stale, b.since_time)
            };
            replace(&mut self.states, shown.map(|state| (state_key(&state), state)), is_same, changed_at);
        }
        if let Some(values) = lists.values {
            let rows = values.into_iter().map(|value| (value.series.order(), value));
            replace(&mut self.values, rows, |_, _| true, changed_at);
        }
        if let Some(agents) = lists.agents {
            let rows = agents.into_iter().map(|agent| (agent.slug.clone(), agent));
            replace(&mut self.agents, rows, Agent::is_like, changed_at);
        }
        if let Some(gaps) = lists.gaps {
            replace(&mut self.gaps, gaps.into_iter().map(|gap| (gap.key(), gap)), |a, b| a == b, changed_at);
        }
        self.is_listed = true;
        for what in self.journal.take().unwrap_or_default() {
            self.put(what, now);
        }
    }

    /// Lists could not be read; what was known stays.
    pub(crate) fn list_failed(&mut self) {
        self.journal = None;
    }

    /// True for something that is to be shown.
    pub(crate) fn takes(&self, what: &What) -> bool {
        match what {
            What::CheckState(state) => self.filter.takes_state(state),
            What::CheckEvent(event) => match self.sites.get(&event.agent_id) {
                Some(site) => self.filter.takes_state(&state_of(event, site)),
                // Of an agent that nobody knew: lists tell more.
                None => self.filter.takes_check(&event.check_id, &event.check),
            },
            What::Check(check) => self.filter.takes_check(&check.check_id, &check.slug),
            What::DeletedCheckId(id) => {
                self.filter.check.is_empty() || self.states.values().any(|row| row.thing.check_id == *id)
            }
            What::Agent(_) | What::Gap(_) => true,
            What::Value(value) => {
                self.filter.check.is_empty() || value.series.label("check") == self.filter.check
            }
        }
    }

    /// Something happened that is to be shown. True when lists should be read again to know what it means.
    pub(crate) fn apply(&mut self, what: What, now: Timestamp) -> bool {
        if let Some(journal) = &mut self.journal {
            journal.push(what.clone());
        }
        let must_list = match &what {
            // It may have other targets or agents; a gap that was open may be over.
            What::Check(_) | What::Gap(_) => true,
            // An agent that goes or comes opens or ends a gap.
            What::Agent(agent) => {
                self.agents.get(&agent.slug).is_none_or(|row| row.thing.presence != agent.presence)
            }
            // Of an agent that nobody knew.
            What::CheckEvent(event) => !self.sites.contains_key(&event.agent_id),
            What::CheckState(_) | What::DeletedCheckId(_) | What::Value(_) => false,
        };
        self.put(what, now);
        must_list
    }

    fn put(&mut self, what: What, now: Timestamp) {
        let changed_at = Some(now);
        match what {
            What::CheckState(thing) => {
                self.states.insert(state_key(&thing), Row { thing, changed_at });
            }
            What::CheckEvent(event) => {
                let site = self.sites.get(&event.agent_id).cloned().unwrap_or_default();
                let thing = state_of(&event, &site);
                let key = state_key(&thing);
                // Delivered late, or twice: what is known is later.
                let is_old = self.states.get(&key).is_some_and(|row| row.thing.since_time > thing.since_time);
                if !is_old {
                    self.states.insert(key, Row { thing, changed_at });
                }
            }
            What::Check(_) => {}
            What::DeletedCheckId(id) => self.states.retain(|_, row| row.thing.check_id != id),
            What::Agent(thing) => {
                put(&mut self.agents, thing.slug.clone(), *thing, Agent::is_like, now);
            }
            What::Value(thing) => {
                let is_same = |a: &LatestValue, b: &LatestValue| a.number() == b.number();
                put(&mut self.values, thing.series.order(), thing, is_same, now);
            }
            What::Gap(thing) => {
                self.gaps.insert(thing.key(), Row { thing, changed_at });
                while self.gaps.len() > MAX_GAPS {
                    let oldest = self.gaps.iter().min_by_key(|(_, row)| row.thing.from_time);
                    let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
                    self.gaps.remove(&key);
                }
            }
        }
    }

    /// Statuses by check, target and agent.
    pub(crate) fn states(&self) -> impl Iterator<Item = &Row<CheckState>> {
        self.states.values()
    }

    /// Values by check, target, agent and metric.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Row<LatestValue>> {
        self.values.values()
    }

    /// Agents by name.
    pub(crate) fn agents(&self) -> impl Iterator<Item = &Row<Agent>> {
        self.agents.values()
    }

    /// Gaps: those that are open, then the latest.
    pub(crate) fn gaps(&self) -> Vec<&Row<Gap>> {
        let mut gaps: Vec<&Row<Gap>> = self.gaps.values().collect();
        gaps.sort_by_key(|row| (!row.thing.ongoing, std::cmp::Reverse(row.thing.from_time)));
        gaps
    }
}

/// A heartbeat or the same value again is no change.
fn put<K: Ord, T>(
    rows: &mut BTreeMap<K, Row<T>>,
    key: K,
    thing: T,
    is_same: impl Fn(&T, &T) -> bool,
    now: Timestamp,
) {
    let before = rows.get(&key).filter(|row| is_same(&row.thing, &thing));
    let changed_at = before.map_or(Some(now), |row| row.changed_at);
    rows.insert(key, Row { thing, changed_at });
}

fn replace<K: Ord, T>(
    rows: &mut BTreeMap<K, Row<T>>,
    listed: impl Iterator<Item = (K, T)>,
    is_same: impl Fn(&T, &T) -> bool,
    changed_at: Option<Timestamp>,
) {
    let mut before = std::mem::take(rows);
    for (key, thing) in listed {
        let changed_at = match before.remove(&key) {
            Some(row) if is_same(&row.thing, &thing) => row.changed_at,
            _ => changed_at,
        };
        rows.insert(key, Row { thing, changed_at });
    }
}

fn state_key(state: &CheckState) -> (String, String, String) {
    (state.check.clone(), state.target.clone(), state.agent.clone())
}

fn state_of(event: &CheckEvent, site: &str) -> CheckState {
    CheckState {
        check_id: event.check_id.clone(),
        check: event.check.clone(),
        target: event.target.clone(),
        agent_id: event.agent_id.clone(),
        agent: event.agent.clone(),
        site: site.to_owned(),
        status: event.to_status,
        reason: event.reason.clone(),
        evidence: event.evidence.clone(),
        since_time: event.time,
        update_time: event.receive_time.or(event.time),
        stale: false,
    }
}

#[cfg(test)]
mod tests;
