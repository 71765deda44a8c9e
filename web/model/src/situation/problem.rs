//! What is broken, under the check that says so.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckState, CheckVerdict};

use crate::{format, status::StatusKind, table::natural_compare};

/// So many checks that fail from one site only are a hint at the site.
const LONE_SITE_CHECKS: usize = 3;

/// A target that does not do what its check expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Id of the check.
    pub check_id: String,
    /// Target as defined.
    pub target: String,
    /// Down, partial or degraded.
    pub kind: StatusKind,
    /// From the closed list; empty is none.
    pub reason: String,
    /// E.g. `down from 3 of 4 sites`.
    pub summary: String,
    /// Sites that see it down, by name.
    pub down_sites: Vec<String>,
    /// Sites that say anything.
    pub n_sites: u32,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When that was last confirmed.
    pub confirmed: Option<Timestamp>,
}

/// Problems of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemGroup {
    /// Id of the check.
    pub check_id: String,
    /// Its name.
    pub check: String,
    /// The worst of its problems.
    pub kind: StatusKind,
    /// Since when the oldest of its worst problems lasts.
    pub since: Option<Timestamp>,
    /// Worst first, then longest; at least one.
    pub problems: Vec<Problem>,
    /// Targets the check has.
    pub n_targets: usize,
}

/// What an agent saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// As the agent wrote it.
    pub text: String,
    /// Agent.
    pub agent: String,
    /// Its site.
    pub site: String,
}

/// Checks that fail from one site while other sites see them well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoneSite {
    /// Name.
    pub site: String,
    /// How many checks.
    pub n_checks: usize,
}

impl Problem {
    /// What the summary begins with, and the sites that see it down, at most `most` of them by name. What else it says
    /// is about agents that are away, and the same for every problem.
    #[must_use]
    pub fn seen_from(&self, most: usize) -> String {
        let from = self.summary.split(", ").next().unwrap_or_default();
        let named: Vec<&str> = self.down_sites.iter().take(most).map(String::as_str).collect();
        match (named.is_empty(), self.down_sites.len() - named.len()) {
            (true, _) => from.to_owned(),
            (false, 0) => format!("{from}: {}", named.join(", ")),
            (false, more) => format!("{from}: {} and {more} more", named.join(", ")),
        }
    }
}

/// Down, partial and degraded, worst first, then longest.
#[must_use]
pub fn problem_groups(verdicts: &[CheckVerdict]) -> Vec<ProblemGroup> {
    let mut groups: BTreeMap<&str, ProblemGroup> = BTreeMap::new();
    let mut n_targets: BTreeMap<&str, usize> = BTreeMap::new();
    for verdict in verdicts {
        *n_targets.entry(&verdict.check_id).or_default() += 1;
        let Some(problem) = problem(verdict) else { continue };
        let group = groups.entry(&verdict.check_id).or_insert_with(|| ProblemGroup {
            check_id: verdict.check_id.clone(),
            check: verdict.check.clone(),
            kind: problem.kind,
            since: None,
            problems: Vec::new(),
            n_targets: 0,
        });
        group.problems.push(problem);
    }
    let mut groups: Vec<ProblemGroup> = groups
        .into_iter()
        .map(|(check_id, mut group)| {
            crate::order::sort_by(&mut group.problems, |a, b| {
                worst_then_longest((a.kind, a.since), (b.kind, b.since))
                    .then_with(|| natural_compare(&a.target, &b.target))
            });
            if let Some(first) = group.problems.first() {
                (group.kind, group.since) = (first.kind, first.since);
            }
            group.n_targets = n_targets.get(check_id).copied().unwrap_or_default();
            group
        })
        .collect();
    crate::order::sort_by(&mut groups, |a, b| {
        worst_then_longest((a.kind, a.since), (b.kind, b.since))
            .then_with(|| natural_compare(&a.check, &b.check))
    });
    groups
}

fn problem(verdict: &CheckVerdict) -> Option<Problem> {
    let kind = StatusKind::from(verdict);
    kind.is_problem().then(|| Problem {
        check_id: verdict.check_id.clone(),
        target: verdict.target.clone(),
        kind,
        reason: verdict.reason.clone(),
        summary: verdict.summary.clone(),
        down_sites: verdict.down_sites.clone(),
        n_sites: verdict.conclusive_sites,
        since: format::timestamp(verdict.since_time.as_ref()),
        confirmed: format::timestamp(verdict.update_time.as_ref()),
    })
}

fn worst_then_longest(a: (StatusKind, Option<Timestamp>), b: (StatusKind, Option<Timestamp>)) -> Ordering {
    let since = |at: Option<Timestamp>| at.unwrap_or(Timestamp::MAX);
    a.0.cmp(&b.0).then_with(|| since(a.1).cmp(&since(b.1)))
}

/// What an agent saw that complains of this target: one whose reason is the problem's, the worst, the latest.
#[must_use]
pub fn evidence_of(problem: &Problem, states: &[CheckState]) -> Option<Evidence> {
    let confirmed = |state: &CheckState| format::timestamp(state.update_time.as_ref());
    let best = states
        .iter()
        .filter(|state| state.check_id == problem.check_id && state.target == problem.target)
        .filter(|state| !state.stale && !state.evidence.is_empty())
        .filter(|state| matches!(StatusKind::from(*state), StatusKind::Down | StatusKind::Degraded))
        .min_by(|a, b| {
            let other_reason = |state: &CheckState| state.reason != problem.reason;
            (other_reason(a), StatusKind::from(*a))
                .cmp(&(other_reason(b), StatusKind::from(*b)))
                .then_with(|| confirmed(b).cmp(&confirmed(a)))
        })?;
    Some(Evidence { text: best.evidence.clone(), agent: best.agent.clone(), site: best.site.clone() })
}

/// Sites from which several checks fail that no other site complains of: one cause for many symptoms.
#[must_use]
pub fn lone_sites(groups: &[ProblemGroup]) -> Vec<LoneSite> {
    let mut checks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for problem in groups.iter().flat_map(|group| &group.problems) {
        if let ([site], true) = (problem.down_sites.as_slice(), problem.n_sites > 1) {
            checks.entry(site).or_default().insert(&problem.check_id);
        }
    }
    let mut lone: Vec<LoneSite> = checks
        .into_iter()
        .map(|(site, checks)| LoneSite { site: site.to_owned(), n_checks: checks.len() })
        .filter(|lone| lone.n_checks >= LONE_SITE_CHECKS)
        .collect();
    crate::order::sort_by_key(&mut lone, |lone| std::cmp::Reverse(lone.n_checks));
    lone
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::{check_state::Status, check_verdict::Verdict};

    use super::*;

    fn verdict(check: &str, target: &str, verdict: Verdict, since: i64) -> CheckVerdict {
        CheckVerdict {
            check_id: format!("id-{check}"),
            check: check.to_owned(),
            target: target.to_owned(),
            verdict: verdict.into(),
            since_time: Some(prost_types::Timestamp { seconds: since, nanos: 0 }),
            reason: "timeout".to_owned(),
            ..CheckVerdict::default()
        }
    }

    fn state(target: &str, agent: &str, status: Status, reason: &str, update: i64) -> CheckState {
        CheckState {
            check_id: "id-web".to_owned(),
            target: target.to_owned(),
            agent: agent.to_owned(),
            status: status.into(),
            reason: reason.to_owned(),
            evidence: format!("{agent} saw {reason}"),
            update_time: Some(prost_types::Timestamp { seconds: update, nanos: 0 }),
            ..CheckState::default()
        }
    }

    #[test]
    fn groups_are_worst_first_then_longest_and_so_are_their_targets() {
        let groups = problem_groups(&[
            verdict("late", "a", Verdict::Down, 200),
            verdict("many", "a", Verdict::Degraded, 10),
            verdict("many", "b", Verdict::Down, 300),
            verdict("many", "c", Verdict::Down, 100),
            verdict("many", "d", Verdict::Up, 0),
            verdict("part", "a", Verdict::Partial, 1),
            verdict("fine", "a", Verdict::Up, 0),
            verdict("mute", "a", Verdict::Unknown, 0),
        ]);

        let names: Vec<&str> = groups.iter().map(|group| group.check.as_str()).collect();
        assert_eq!(names, ["many", "late", "part"]);
        let many = groups.first().expect("there are three");
        let targets: Vec<&str> = many.problems.iter().map(|problem| problem.target.as_str()).collect();
        assert_eq!((targets.as_slice(), many.n_targets), (["c", "b", "a"].as_slice(), 4));
        assert_eq!((many.kind, many.since.map(Timestamp::as_second)), (StatusKind::Down, Some(100)));
    }

    #[test]
    fn the_sites_that_fail_are_named_as_far_as_there_is_room() {
        let problem = |summary: &str, sites: &[&str]| Problem {
            check_id: String::new(),
            target: String::new(),
            kind: StatusKind::Down,
            reason: String::new(),
            summary: summary.to_owned(),
            down_sites: sites.iter().map(|site| (*site).to_owned()).collect(),
            n_sites: 3,
            since: None,
            confirmed: None,
        };

        let down = problem("down from 3 of 3 sites, no fresh status from 1 agent", &["a", "b", "c"]);

        assert_eq!(down.seen_from(2), "down from 3 of 3 sites: a, b and 1 more");
        assert_eq!(down.seen_from(3), "down from 3 of 3 sites: a, b, c");
        assert_eq!(problem("degraded from 1 of 3 sites", &[]).seen_from(3), "degraded from 1 of 3 sites");
    }

    #[test]
    fn evidence_speaks_for_the_reason_that_is_shown() {
        let groups = problem_groups(&[verdict("web", "a", Verdict::Down, 1)]);
        let problem = groups.first().and_then(|group| group.problems.first()).expect("there is one");

        let states = [
            state("b", "elsewhere", Status::Down, "timeout", 99),
            state("a", "other-reason", Status::Down, "tcp.refused", 90),
            state("a", "degraded", Status::Degraded, "timeout", 80),
            state("a", "older", Status::Down, "timeout", 50),
            state("a", "newer", Status::Down, "timeout", 60),
            CheckState { stale: true, ..state("a", "stale", Status::Down, "timeout", 70) },
            state("a", "fine", Status::Up, "timeout", 95),
        ];

        assert_eq!(evidence_of(problem, &states).map(|evidence| evidence.agent).as_deref(), Some("newer"));
        assert_eq!(evidence_of(problem, &[]), None);
    }

    #[test]
    fn a_site_that_stands_alone_with_several_checks_is_named() {
        let from = |check: &str, sites: &[&str], n: u32| CheckVerdict {
            down_sites: sites.iter().map(|site| (*site).to_owned()).collect(),
            conclusive_sites: n,
            ..verdict(check, "a", Verdict::Partial, 1)
        };
        let mut verdicts =
            vec![from("a", &["fra"], 3), from("b", &["fra"], 3), from("c", &["ams", "fra"], 3)];
        verdicts.push(from("only", &["fra"], 1));

        assert_eq!(lone_sites(&problem_groups(&verdicts)), []);

        verdicts.push(from("d", &["fra"], 3));
        assert_eq!(
            lone_sites(&problem_groups(&verdicts)),
            [LoneSite { site: "fra".to_owned(), n_checks: 3 }]
        );
    }
}
