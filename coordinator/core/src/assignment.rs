//! Which checks an agent should run.

use nocturne_shared::{id::CheckId, label::Labels, selector::Selector};

/// A check as far as its assignment is concerned.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Which check.
    pub check_id: CheckId,
    /// Revision in force.
    pub revision: u32,
    /// Agents it is meant for.
    pub selector: Selector,
}

/// The labels selectors see: those given by the coordinator, with `agent` and `site` on top.
///
/// Nothing an agent claims is among them: a compromised agent must not pull itself into a check.
#[must_use]
pub fn agent_labels(given: &Labels, agent: &str, site: &str) -> Labels {
    let mut labels = given.clone();
    labels.insert("agent".to_owned(), agent.to_owned());
    labels.insert("site".to_owned(), site.to_owned());
    labels
}

/// Checks whose selector matches, by id, so that equal inputs give equal documents.
#[must_use]
pub fn assigned(candidates: &[Candidate], labels: &Labels) -> Vec<(CheckId, u32)> {
    let mut assigned: Vec<(CheckId, u32)> = candidates
        .iter()
        .filter(|candidate| candidate.selector.matches(labels))
        .map(|candidate| (candidate.check_id, candidate.revision))
        .collect();
    assigned.sort_unstable();
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_see_the_given_labels_and_the_agents_place() {
        let check = |n: u64, selector: &str| Candidate {
            check_id: CheckId::from_parts(n, &[0; 10]),
            revision: 1,
            selector: selector.parse().unwrap(),
        };
        let checks =
            [check(3, ""), check(2, "site=ams"), check(1, "role=edge,agent!=edge-2"), check(4, "role=core")];
        let given =
            Labels::from([("role".to_owned(), "edge".to_owned()), ("site".to_owned(), "lie".to_owned())]);

        let labels = agent_labels(&given, "edge-1", "ams");
        let ids: Vec<CheckId> =
            assigned(&checks, &labels).into_iter().map(|(check_id, _)| check_id).collect();

        assert_eq!(ids, [checks[2].check_id, checks[1].check_id, checks[0].check_id]);
    }
}
