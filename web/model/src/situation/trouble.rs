//! Agents that somebody should look at.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, Gap, agent::Presence};

use crate::{
    agent::{DesiredState, clock_offset, desired_state},
    chart::gap_cause_label,
    format,
    status::StatusKind,
    table::natural_compare,
};

/// Records that wait in an agent's spool are on their way within seconds; so many mean that it is behind.
const LATE_RECORDS: u64 = 100;
/// An agent connects within seconds of its enrolment.
const CONNECTS_WITHIN: Duration = Duration::from_mins(5);

/// An agent with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Id.
    pub agent_id: String,
    /// Name.
    pub agent: String,
    /// Its site.
    pub site: String,
    /// Offline, degraded or pending.
    pub kind: StatusKind,
    /// What is wrong, the worst first; at least one.
    pub findings: Vec<String>,
    /// Since when nothing comes from it; `None` when it is there.
    pub since: Option<Timestamp>,
}

/// Agents that are away, late or not well, and times without data that go on, worst first, then longest.
#[must_use]
pub fn troubles(agents: &[Agent], ongoing: &[Gap], now: Timestamp) -> Vec<Trouble> {
    let mut all: Vec<Trouble> = agents
        .iter()
        .filter_map(|agent| {
            let gap = ongoing.iter().find(|gap| gap.agent_id == agent.agent_id);
            trouble(agent, gap, now)
        })
        .collect();
    let since = |trouble: &Trouble| trouble.since.unwrap_or(Timestamp::MAX);
    crate::order::sort_by(&mut all, |a, b| {
        (a.kind, since(a)).cmp(&(b.kind, since(b))).then_with(|| natural_compare(&a.agent, &b.agent))
    });
    all
}

fn trouble(agent: &Agent, gap: Option<&Gap>, now: Timestamp) -> Option<Trouble> {
    let (kind, findings, since) = match agent.presence() {
        Presence::Revoked => return None,
        Presence::Pending => (StatusKind::Pending, never_connected(agent, now), None),
        Presence::Offline => {
            let cause = gap.map_or_else(|| "Not connected".to_owned(), |gap| gap_cause_label(&gap.cause));
            (StatusKind::Offline, vec![cause], away_since(agent, gap))
        }
        Presence::Online | Presence::Unspecified => {
            let mut findings: Vec<String> = gap.iter().map(|gap| gap_cause_label(&gap.cause)).collect();
            findings.extend(unwell(agent));
            (StatusKind::Degraded, findings, gap.and_then(|gap| away_since(agent, Some(gap))))
        }
    };
    (!findings.is_empty()).then(|| Trouble {
        agent_id: agent.agent_id.clone(),
        agent: agent.slug.clone(),
        site: agent.site.clone(),
        kind,
        findings,
        since,
    })
}

fn away_since(agent: &Agent, gap: Option<&Gap>) -> Option<Timestamp> {
    gap.and_then(|gap| format::timestamp(gap.from_time.as_ref()))
        .or_else(|| format::timestamp(agent.last_seen_time.as_ref()))
}

fn never_connected(agent: &Agent, now: Timestamp) -> Vec<String> {
    let enrolled = format::timestamp(agent.create_time.as_ref());
    let overdue =
        enrolled.is_some_and(|at| now.duration_since(at).as_secs_f64() > CONNECTS_WITHIN.as_secs_f64());
    if overdue { vec!["Enrolled, never connected".to_owned()] } else { Vec::new() }
}

fn unwell(agent: &Agent) -> Vec<String> {
    let mut findings = Vec::new();
    if let DesiredState::Failed { desired, .. } = desired_state(agent) {
        findings.push(format!("Refused generation {desired}: {}", agent.config_error));
    }
    findings.extend(agent.degraded.iter().cloned());
    if agent.spool_pending_records >= LATE_RECORDS {
        let waiting = format::plural(agent.spool_pending_records, "record");
        findings.push(format!("Late: {waiting} wait in its spool"));
    }
    if let Some(offset) = clock_offset(agent).filter(|offset| offset.is_far) {
        findings.push(format!("Clock is off by {}", offset.text));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn at(second: i64) -> Option<prost_types::Timestamp> {
        Some(prost_types::Timestamp { seconds: second, nanos: 0 })
    }

    fn agent(slug: &str, presence: Presence) -> Agent {
        Agent {
            agent_id: format!("id-{slug}"),
            slug: slug.to_owned(),
            presence: presence.into(),
            last_seen_time: at(NOW - 60),
            create_time: at(NOW - 3_600),
            ..Agent::default()
        }
    }

    fn found(agents: &[Agent], ongoing: &[Gap]) -> Vec<Trouble> {
        troubles(agents, ongoing, Timestamp::from_second(NOW).expect("in range"))
    }

    #[test]
    fn an_agent_that_is_well_is_no_trouble_nor_one_that_is_over() {
        assert_eq!(found(&[agent("a", Presence::Online), agent("b", Presence::Revoked)], &[]), []);
    }

    #[test]
    fn an_agent_that_is_away_is_one_line_with_the_cause_of_its_gap() {
        let gap = Gap {
            agent_id: "id-a".to_owned(),
            cause: "disconnected".to_owned(),
            from_time: at(NOW - 90),
            ..Gap::default()
        };

        let troubles = found(&[agent("a", Presence::Offline)], std::slice::from_ref(&gap));

        let one = troubles.first().expect("there is one");
        assert_eq!(
            (one.kind, one.findings.as_slice()),
            (StatusKind::Offline, ["Not connected".to_owned()].as_slice())
        );
        assert_eq!(one.since.map(Timestamp::as_second), Some(NOW - 90));
        assert_eq!(troubles.len(), 1);
        let without = found(&[agent("a", Presence::Offline)], &[]);
        assert_eq!(without.first().and_then(|one| one.since).map(Timestamp::as_second), Some(NOW - 60));
        let cut = found(&[agent("a", Presence::Online)], &[gap]);
        assert_eq!(cut.first().map(|one| one.kind), Some(StatusKind::Degraded));
    }

    #[test]
    fn an_agent_that_is_late_or_not_well_says_all_of_it() {
        let unwell = Agent {
            spool_pending_records: 1_834,
            degraded: vec!["spool: disk nearly full".to_owned()],
            config_error: "no".to_owned(),
            desired_generation: 4,
            ..agent("a", Presence::Online)
        };

        let troubles = found(&[unwell], &[]);

        let findings = troubles.first().map(|one| one.findings.clone()).unwrap_or_default();
        assert_eq!(findings.len(), 3);
        assert!(findings.iter().any(|finding| finding.contains("834 records wait")));
    }

    #[test]
    fn an_agent_that_enrolled_a_moment_ago_gets_its_time() {
        let fresh = Agent { create_time: at(NOW - 20), ..agent("a", Presence::Pending) };

        assert_eq!(found(&[fresh], &[]), []);
        assert_eq!(found(&[agent("a", Presence::Pending)], &[]).len(), 1);
    }

    #[test]
    fn who_is_away_longest_comes_first() {
        let long = Agent { last_seen_time: at(NOW - 9_000), ..agent("z", Presence::Offline) };
        let late = Agent { spool_pending_records: 500, ..agent("a", Presence::Online) };

        let order: Vec<String> = found(&[late, agent("b", Presence::Offline), long], &[])
            .into_iter()
            .map(|trouble| trouble.agent)
            .collect();

        assert_eq!(order, ["z", "b", "a"]);
    }
}
