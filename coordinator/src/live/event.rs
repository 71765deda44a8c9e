//! What can happen.

use std::{collections::BTreeSet, sync::Arc};

use nocturne_core::block::Sample;
use nocturne_shared::{
    id::{AgentId, CheckId},
    outcome::{CheckStatus, Reason},
    selector::Selector,
    time::Timestamp,
};
use nocturne_store::check::CheckRow;

use crate::{
    app::{agent::AgentView, gap::GapView},
    telemetry::SeriesInfo,
};

/// Values in one event. A message of that many stays well below the 4 MiB that clients take by default.
const MAX_VALUES: usize = 500;
/// What an event takes beside its texts, about: rows are some hundred bytes of ids, times and pointers.
const BASE_BYTES: usize = 512;

/// What can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Agents that enrol, come, go, are revoked or confirm a desired state.
    Agents,
    /// Checks that are defined, changed or deleted.
    Checks,
    /// Statuses that change.
    CheckEvents,
    /// Values as they are committed.
    Values,
    /// Gaps as they are declared.
    Gaps,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [Self::Agents, Self::Checks, Self::CheckEvents, Self::Values, Self::Gaps];

    /// Spelling in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agents => "agents",
            Self::Checks => "checks",
            Self::CheckEvents => "check_events",
            Self::Values => "values",
            Self::Gaps => "gaps",
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// An agent as it is at this moment.
    Agent(Box<AgentView>),
    /// A check as it is at this moment.
    Check(Box<CheckRow>),
    /// A check that is gone.
    CheckDeleted(CheckId),
    /// A status that changed.
    StatusChanged(Box<StatusChange>),
    /// Samples of one commit with the names of their series; at most 500.
    Values(Vec<(Sample, Arc<SeriesInfo>)>),
    /// A time without data.
    Gap(Box<GapView>),
}

/// A status that changed, as it was committed.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusChange {
    /// Check.
    pub check_id: CheckId,
    /// Its name.
    pub check: String,
    /// Target as defined then.
    pub target: String,
    /// Agent that saw it.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Before, if there was one.
    pub before: Option<CheckStatus>,
    /// From `at` on.
    pub status: CheckStatus,
    /// Why.
    pub reason: Reason,
    /// What was seen.
    pub evidence: String,
    /// Agent's clock.
    pub at: Timestamp,
    /// Database clock at the commit.
    pub received_at: Timestamp,
}

impl Event {
    /// Values of one commit as events of at most 500 each.
    pub fn values(values: Vec<(Sample, Arc<SeriesInfo>)>) -> impl Iterator<Item = Self> {
        let mut values = values.into_iter();
        std::iter::from_fn(move || {
            let some: Vec<_> = values.by_ref().take(MAX_VALUES).collect();
            (!some.is_empty()).then_some(Self::Values(some))
        })
    }

    /// What it belongs to.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        match self {
            Self::Agent(_) => Topic::Agents,
            Self::Check(_) | Self::CheckDeleted(_) => Topic::Checks,
            Self::StatusChanged(_) => Topic::CheckEvents,
            Self::Values(_) => Topic::Values,
            Self::Gap(_) => Topic::Gaps,
        }
    }

    /// Bytes it holds in memory, about; names of series are shared and not counted.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        BASE_BYTES
            + match self {
                Self::Agent(view) => {
                    let texts = view.row.capabilities.iter().chain(&view.row.degraded);
                    let labels = view.labels.iter().map(|(name, value)| name.len() + value.len());
                    texts.map(String::len).sum::<usize>() + 2 * labels.sum::<usize>()
                }
                Self::Check(row) => {
                    // Headers, bodies and certificates of an HTTP check can be large; checks change rarely.
                    let spec = format!("{:?}", row.spec).len();
                    row.description.len() + row.agent_selector.len() + spec
                }
                Self::CheckDeleted(_) => 0,
                Self::StatusChanged(change) => change.target.len() + change.evidence.len(),
                Self::Values(values) => size_of_val(values.as_slice()),
                Self::Gap(gap) => gap.detail.len(),
            }
    }
}

/// What a watch wants to hear of.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Topics.
    pub topics: BTreeSet<Topic>,
    /// Labels of values.
    pub selector: Selector,
}

impl Filter {
    /// The event as far as it is wanted.
    #[must_use]
    pub fn pass(&self, event: &Event) -> Option<Event> {
        if !self.topics.contains(&event.topic()) {
            return None;
        }
        let Event::Values(values) = event else { return Some(event.clone()) };
        // Samples come sorted by series: one look at the labels for each run of a series.
        let wanted = values
            .chunk_by(|(a, _), (b, _)| a.series_id == b.series_id)
            .filter(|run| run.first().is_some_and(|(_, info)| self.selector.matches(&info.labels)));
        let values: Vec<_> = wanted.flatten().cloned().collect();
        (!values.is_empty()).then_some(Event::Values(values))
    }
}

#[cfg(test)]
mod tests {
    use nocturne_shared::id::OrgId;

    use super::*;

    fn value(series_id: i64, check: &str) -> (Sample, Arc<SeriesInfo>) {
        let info = SeriesInfo {
            org_id: OrgId::from_parts(1, &[1; 10]),
            metric: "probe_success".to_owned(),
            labels: [("check".to_owned(), check.to_owned())].into(),
        };
        (Sample { series_id, at_us: 0, value: 1.0 }, Arc::new(info))
    }

    #[test]
    fn values_pass_as_far_as_the_selector_matches_their_labels() {
        let event = Event::Values(vec![value(1, "web"), value(1, "web"), value(2, "dns"), value(3, "web")]);
        let passed = |topics: &[Topic], selector: &str| {
            let filter =
                Filter { topics: topics.iter().copied().collect(), selector: selector.parse().unwrap() };
            match filter.pass(&event) {
                Some(Event::Values(values)) => values.iter().map(|(sample, _)| sample.series_id).collect(),
                _ => Vec::new(),
            }
        };

        assert_eq!(passed(&[Topic::Values], ""), [1, 1, 2, 3]);
        assert_eq!(passed(&[Topic::Values], "check=web"), [1, 1, 3]);
        assert_eq!(passed(&[Topic::Values, Topic::Gaps], "check=icmp"), [0_i64; 0]);
        assert_eq!(passed(&[Topic::Gaps], ""), [0_i64; 0]);
    }

    #[test]
    fn many_values_are_several_events() {
        let values: Vec<_> = (0..1_001).map(|series_id| value(series_id, "web")).collect();

        let events: Vec<Event> = Event::values(values).collect();

        assert_eq!(events.len(), 3);
        assert!(events.iter().all(|event| event.size_bytes() < 64 * 1024));
    }
}
