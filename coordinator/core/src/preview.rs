//! What a change of a check would do, before it is done.

use std::collections::BTreeSet;

use nocturne_shared::{check::CheckSpec, id::AgentId, label::Labels, selector::Selector, target::Target};

/// An agent that is not revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Id.
    pub agent_id: AgentId,
    /// Name.
    pub agent: String,
    /// Site.
    pub site: String,
    /// Labels that selectors see.
    pub labels: Labels,
}

/// A check as far as who runs it and how is concerned.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// A check that is not enabled is run by nobody.
    pub enabled: bool,
    /// Agents it is meant for.
    pub selector: Selector,
    /// What they do.
    pub spec: CheckSpec,
}

/// What happens to one agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Starts to run the check.
    Added,
    /// Stops to run it.
    Removed,
    /// Runs it differently.
    Changed,
    /// Runs it as before.
    Unchanged,
}

/// What the change would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Agents that run the check before or after, by name.
    pub agents: Vec<(Member, Change)>,
    /// Targets that come, in their order.
    pub added_targets: Vec<String>,
    /// Targets that go, in their order.
    pub removed_targets: Vec<String>,
    /// Targets that stay.
    pub n_kept_targets: usize,
    /// Check and target pairs that all agents together would run.
    pub n_executions: u64,
    /// Executions a second that all agents together would start.
    pub executions_per_second: f64,
    /// True when the specification becomes a revision: the first one, or one that differs.
    pub next_revision: bool,
}

impl Definition {
    /// True when an agent with these labels runs the check.
    #[must_use]
    pub fn is_run_by(&self, labels: &Labels) -> bool {
        self.enabled && self.selector.matches(labels)
    }
}

impl Preview {
    /// Agents with which this happens.
    #[must_use]
    pub fn count(&self, wanted: Change) -> usize {
        self.agents.iter().filter(|(_, change)| *change == wanted).count()
    }
}

/// Compares what is in force, `None` for a check that is not defined yet, with what is wanted.
#[must_use]
pub fn preview(members: Vec<Member>, current: Option<&Definition>, wanted: &Definition) -> Preview {
    let next_revision = current.is_none_or(|current| current.spec != wanted.spec);
    let mut agents: Vec<(Member, Change)> = members
        .into_iter()
        .filter_map(|member| {
            let before = current.is_some_and(|current| current.is_run_by(&member.labels));
            let after = wanted.is_run_by(&member.labels);
            let change = match (before, after) {
                (false, false) => return None,
                (false, true) => Change::Added,
                (true, false) => Change::Removed,
                (true, true) if next_revision => Change::Changed,
                (true, true) => Change::Unchanged,
            };
            Some((member, change))
        })
        .collect();
    agents.sort_by(|(a, _), (b, _)| a.agent.cmp(&b.agent));

    let n_running = agents.iter().filter(|(_, change)| *change != Change::Removed).count();
    let n_executions = product(n_running, wanted.spec.targets.len());
    let held: &[Target] = current.map_or(&[], |current| &current.spec.targets);
    let added_targets = missing_in(&wanted.spec.targets, held);
    Preview {
        agents,
        n_kept_targets: wanted.spec.targets.len() - added_targets.len(),
        added_targets,
        removed_targets: missing_in(held, &wanted.spec.targets),
        n_executions,
        executions_per_second: rate(n_executions, wanted.spec.interval.as_secs_f64()),
        next_revision,
    }
}

/// Targets of `these` that are not among `those`.
fn missing_in(these: &[Target], those: &[Target]) -> Vec<String> {
    let those: BTreeSet<String> = those.iter().map(ToString::to_string).collect();
    these.iter().map(ToString::to_string).filter(|target| !those.contains(target)).collect()
}

fn product(n_agents: usize, n_targets: usize) -> u64 {
    u64::try_from(n_agents.saturating_mul(n_targets)).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "agents times targets are far below 2^53")]
fn rate(n_executions: u64, interval_s: f64) -> f64 {
    // An interval of zero does not pass the check of a specification.
    if interval_s > 0.0 { n_executions as f64 / interval_s } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use nocturne_shared::check::{RawCheckSpec, RawKind};

    use super::*;

    fn members() -> Vec<Member> {
        let member = |n: u64, agent: &str, site: &str| Member {
            agent_id: AgentId::from_parts(n, &[0; 10]),
            agent: agent.to_owned(),
            site: site.to_owned(),
            labels: Labels::from([("site".to_owned(), site.to_owned())]),
        };
        vec![member(1, "c", "ams"), member(2, "a", "ams"), member(3, "b", "fra"), member(4, "d", "lon")]
    }

    fn definition(selector: &str, targets: &[&str], port: u32) -> Definition {
        let raw = RawCheckSpec {
            kind: Some(RawKind::Tcp { port, read_number: false }),
            targets: targets.iter().map(|target| (*target).to_owned()).collect(),
            agent_selector: selector.to_owned(),
            interval: Some(Duration::from_secs(10)),
            timeout: None,
            status_policy: None,
        };
        let (spec, selector) = raw.check().unwrap();
        Definition { enabled: true, selector, spec }
    }

    fn told(preview: &Preview) -> String {
        let agents = preview.agents.iter().map(|(member, change)| format!("{} {change:?}", member.agent));
        agents.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_fresh_check_adds_every_agent_and_target() {
        let wanted = definition("site in (ams,fra)", &["192.0.2.1", "192.0.2.2"], 80);

        let found = preview(members(), None, &wanted);

        assert_eq!(told(&found), "a Added, b Added, c Added");
        assert_eq!(found.added_targets, ["192.0.2.1", "192.0.2.2"]);
        assert_eq!((found.n_kept_targets, found.removed_targets.len()), (0, 0));
        assert_eq!((found.n_executions, found.next_revision), (6, true));
        assert!((found.executions_per_second - 0.6).abs() < 1e-12);
    }

    #[test]
    fn a_changed_selector_moves_agents_and_makes_no_revision() {
        let current = definition("site in (ams,fra)", &["192.0.2.1"], 80);
        let wanted = definition("site in (ams,lon)", &["192.0.2.1"], 80);

        let found = preview(members(), Some(&current), &wanted);

        assert_eq!(told(&found), "a Unchanged, b Removed, c Unchanged, d Added");
        assert_eq!((found.n_kept_targets, found.next_revision, found.n_executions), (1, false, 3));
        let counts = [Change::Added, Change::Removed, Change::Changed, Change::Unchanged];
        assert_eq!(counts.map(|change| found.count(change)), [1, 1, 0, 2]);
    }

    #[test]
    fn a_changed_specification_changes_who_stays_and_names_targets_that_come_and_go() {
        let current = definition("site=ams", &["192.0.2.1", "192.0.2.2"], 80);
        let wanted = definition("", &["192.0.2.2", "192.0.2.3"], 80);

        let found = preview(members(), Some(&current), &wanted);

        assert_eq!(told(&found), "a Changed, b Added, c Changed, d Added");
        assert_eq!(
            (found.added_targets, found.removed_targets),
            (vec!["192.0.2.3".to_owned()], vec!["192.0.2.1".to_owned()])
        );
        assert_eq!((found.n_kept_targets, found.next_revision), (1, true));
    }

    #[test]
    fn a_check_that_is_not_enabled_is_run_by_nobody() {
        let on = definition("site=ams", &["192.0.2.1"], 80);
        let off = Definition { enabled: false, ..on.clone() };

        let stopped = preview(members(), Some(&on), &off);
        assert_eq!(told(&stopped), "a Removed, c Removed");
        assert_eq!((stopped.n_executions, stopped.n_kept_targets, stopped.next_revision), (0, 1, false));

        assert_eq!(told(&preview(members(), Some(&off), &on)), "a Added, c Added");
        assert_eq!(told(&preview(members(), Some(&off), &off)), "");
        assert_eq!(told(&preview(members(), None, &off)), "");
        assert_eq!(told(&preview(members(), Some(&on), &on)), "a Unchanged, c Unchanged");
    }
}
