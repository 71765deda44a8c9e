//! Revisions of a check.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{
    Column, Value, View,
    change::{Change, changes},
    check::Check,
    detail, listed, time_of,
};

/// One revision of a specification.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Revision {
    revision: u32,
    create_time: Option<Timestamp>,
    /// What differs from the revision before it; null when that one is not known.
    changes: Option<Vec<Change>>,
    check: Option<Check>,
}

/// Revisions, newest first, each with what changed since its neighbour. `shown` of them are wanted; one more is only there
/// to be compared with.
pub(crate) fn revisions(wire: Vec<wire::CheckRevision>, shown: usize) -> Vec<Revision> {
    let older = |index: usize| wire.get(index + 1).and_then(|revision| revision.check.as_ref());
    let one = |(index, revision): (usize, &wire::CheckRevision)| Revision {
        revision: revision.revision,
        create_time: time_of(revision.create_time),
        changes: revision.check.as_ref().and_then(|check| match older(index) {
            Some(before) => Some(changes(Some(before), check)),
            None if revision.revision == 1 => Some(Vec::new()),
            None => None,
        }),
        check: revision.check.clone().map(Check::from),
    };
    wire.iter().enumerate().take(shown).map(one).collect()
}

impl Revision {
    fn what(&self) -> String {
        match &self.changes {
            None => "(the one before is not known)".to_owned(),
            Some(_) if self.revision == 1 => "(first)".to_owned(),
            Some(changes) if changes.is_empty() => "(nothing that this noctl knows)".to_owned(),
            Some(changes) => changes.iter().map(Change::text).collect::<Vec<_>>().join("; "),
        }
    }
}

impl View for Revision {
    const COLUMNS: &'static [Column] = &[
        listed("revision", "REVISION"),
        listed("age", "MADE"),
        detail("create_time", "AT"),
        listed("changes", "WHAT CHANGED"),
    ];
    const EMPTY: &'static str = "No revisions.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Number(self.revision.into()),
            Value::Age(self.create_time),
            Value::Time(self.create_time),
            Value::Text(self.what()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(revision: u32, seconds: i64) -> wire::CheckRevision {
        let check = wire::Check {
            targets: vec!["a".to_owned()],
            interval: Some(prost_types::Duration { seconds, nanos: 0 }),
            spec: Some(wire::check::Spec::Icmp(wire::IcmpCheck::default())),
            ..wire::Check::default()
        };
        wire::CheckRevision { revision, create_time: None, check: Some(check) }
    }

    #[test]
    fn each_says_what_changed_since_the_one_before() {
        let all = revisions(vec![revision(3, 30), revision(2, 20), revision(1, 20)], 3);
        let cut = revisions(vec![revision(3, 30), revision(2, 20)], 1);
        let unknown = revisions(vec![revision(3, 30)], 1);

        let said: Vec<String> = all.iter().map(Revision::what).collect();
        assert_eq!(said, ["interval 20s → 30s", "(nothing that this noctl knows)", "(first)"]);
        assert_eq!(cut.iter().map(Revision::what).collect::<Vec<_>>(), ["interval 20s → 30s"]);
        assert_eq!(unknown[0].what(), "(the one before is not known)");
    }
}
