//! The current status of every check at every target, and what decided it.

use std::{collections::BTreeMap, time::Duration};

use nocturne_probe::probe::Measurement;
use nocturne_proto::{
    agent::v1 as wire,
    convert::{agent::Assignment, time::timestamp_to_wire},
};
use nocturne_shared::{
    check::StatusPolicy,
    id::CheckId,
    outcome::{CheckStatus, Outcome, Reason},
    status::StatusTracker,
    time::{Timestamp, add, from_micros},
};

use crate::runner::batch::{Site, check_ref};

/// Statuses by check, revision and target.
#[derive(Debug, Default)]
pub struct Board {
    policies: BTreeMap<(CheckId, u32), (StatusPolicy, u32)>,
    tracked: BTreeMap<Site, Tracked>,
}

#[derive(Debug, Default)]
struct Tracked {
    tracker: StatusTracker,
    /// The latest execution that did not succeed.
    trouble: Option<(Reason, String)>,
    /// The latest change.
    change: Option<wire::StatusChange>,
}

impl Board {
    /// Keeps the statuses of what is still assigned and forgets the others.
    pub fn replace(&mut self, assignments: &[Assignment]) {
        self.policies = assignments
            .iter()
            .map(|assignment| {
                let n_targets = u32::try_from(assignment.spec.targets.len()).unwrap_or(u32::MAX);
                let key = (assignment.check_id, assignment.revision);
                (key, (assignment.spec.status_policy, n_targets))
            })
            .collect();
        let policies = &self.policies;
        self.tracked.retain(|site, _| {
            policies
                .get(&(site.check_id, site.revision))
                .is_some_and(|(_, n_targets)| site.target_index < *n_targets)
        });
    }

    /// Takes one execution; returns what to report when it changed the status. An execution of what is no longer
    /// assigned changes nothing.
    pub fn observe(&mut self, site: Site, measurement: &Measurement) -> Option<wire::StatusChange> {
        let (policy, _) = *self.policies.get(&(site.check_id, site.revision))?;
        let tracked = self.tracked.entry(site).or_default();
        if measurement.outcome != Outcome::Success {
            tracked.trouble = Some((measurement.reason, measurement.evidence.clone()));
        }
        let before = tracked.tracker.status();
        let status = tracked.tracker.observe(measurement.outcome, policy)?;
        if before == Some(status) {
            return None;
        }
        let (reason, evidence) = match status {
            CheckStatus::Up => (Reason::None, measurement.evidence.clone()),
            CheckStatus::Degraded | CheckStatus::Down | CheckStatus::Inconclusive => {
                tracked.trouble.clone().unwrap_or((Reason::None, String::new()))
            }
        };
        let change = wire::StatusChange {
            check: Some(check_ref(site.check_id, site.revision)),
            target_index: site.target_index,
            before: before.map_or(0, CheckStatus::code),
            status: status.code(),
            reason: reason.code(),
            evidence,
            at: Some(timestamp_to_wire(end_of(measurement.started_at_us, measurement.duration))),
            repeated: false,
        };
        tracked.change = Some(change.clone());
        Some(change)
    }

    /// Every current status, marked as repeated.
    #[must_use]
    pub fn repeat(&self) -> Vec<wire::StatusChange> {
        let changes = self.tracked.values().filter_map(|tracked| tracked.change.as_ref());
        changes.map(|change| wire::StatusChange { repeated: true, ..change.clone() }).collect()
    }
}

fn end_of(started_at_us: i64, duration: Duration) -> Timestamp {
    add(from_micros(started_at_us), duration)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use nocturne_shared::check::{CheckKind, CheckSpec, TcpSpec};

    use super::*;

    fn assignment(revision: u32, n_targets: u8) -> Assignment {
        Assignment {
            check_id: CheckId::from_bytes(&[1; 16]).unwrap(),
            revision,
            slug: "web".parse().unwrap(),
            spec: CheckSpec {
                kind: CheckKind::Tcp(TcpSpec { port: 1, read_number: false }),
                targets: (0..n_targets).map(|n| format!("10.0.0.{n}").parse().unwrap()).collect(),
                interval: Duration::from_secs(1),
                timeout: Duration::from_secs(1),
                status_policy: StatusPolicy::DEFAULT,
            },
        }
    }

    fn site(revision: u32, target_index: u32) -> Site {
        Site { check_id: CheckId::from_bytes(&[1; 16]).unwrap(), revision, target_index }
    }

    fn measured(outcome: Outcome, evidence: &str) -> Measurement {
        let reason = if outcome == Outcome::Success { Reason::None } else { Reason::TcpRefused };
        Measurement {
            started_at_us: 1_000_000,
            duration: Duration::from_millis(1),
            outcome,
            reason,
            evidence: evidence.to_owned(),
            values: Vec::new(),
        }
    }

    #[test]
    fn only_changes_are_reported_and_with_what_decided_them() {
        let mut board = Board::default();
        board.replace(&[assignment(1, 1)]);

        let first = board.observe(site(1, 0), &measured(Outcome::Success, "ok")).unwrap();
        assert_eq!((first.before, first.status), (0, CheckStatus::Up.code()));
        assert_eq!(board.observe(site(1, 0), &measured(Outcome::Success, "ok")), None);

        let degraded = board.observe(site(1, 0), &measured(Outcome::Failure, "reset 1")).unwrap();
        assert_eq!(degraded.status, CheckStatus::Degraded.code());
        let down = board.observe(site(1, 0), &measured(Outcome::Failure, "reset 2")).unwrap();
        assert_eq!((down.before, down.status), (CheckStatus::Degraded.code(), CheckStatus::Down.code()));
        assert_eq!((down.reason, down.evidence.as_str()), (Reason::TcpRefused.code(), "reset 2"));
        assert_eq!(down.at.unwrap(), prost_types::Timestamp { seconds: 1, nanos: 1_000_000 });
    }

    #[test]
    fn current_statuses_are_repeated_as_such() {
        let mut board = Board::default();
        board.replace(&[assignment(1, 2)]);
        let up = board.observe(site(1, 0), &measured(Outcome::Success, "ok")).unwrap();
        assert_eq!(board.observe(site(1, 1), &measured(Outcome::Failure, "once")), None);

        assert_eq!(board.repeat(), [wire::StatusChange { repeated: true, ..up }]);
    }

    #[test]
    fn another_revision_starts_without_a_status() {
        let mut board = Board::default();
        board.replace(&[assignment(1, 1)]);
        assert!(board.observe(site(1, 0), &measured(Outcome::Success, "ok")).is_some());

        board.replace(&[assignment(2, 1)]);

        assert_eq!(board.repeat(), []);
        assert_eq!(board.observe(site(1, 0), &measured(Outcome::Success, "late")), None);
        assert!(board.observe(site(2, 0), &measured(Outcome::Success, "ok")).is_some());
    }
}
