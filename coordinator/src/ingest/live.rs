//! Tells those who watch what a commit stored. Runs after the commit and only then; where nobody watches it costs a look
//! at a number.

use std::collections::BTreeMap;

use nocturne_core::block::Sample;
use nocturne_shared::{
    id::{AgentId, CheckId, OrgId},
    time::Timestamp,
};
use nocturne_store::ingest::{GapRow, Rows, StateRow};

use super::stage::{Content, Staged};
use crate::{
    app::gap::GapView,
    live::{
        Live,
        event::{Event, StatusChange},
    },
    telemetry::Telemetry,
};

/// Tells of samples. The memory of measurements has them already, so whoever hears of them finds them there.
pub(super) fn tell_values(live: &Live, telemetry: &Telemetry, org_id: OrgId, samples: &[Sample]) {
    if live.values_are_watched(org_id) {
        live.publish(org_id, Event::values(telemetry.named(samples)));
    }
}

/// Tells of statuses, gaps and confirmed desired states. `group` is what `rows` were made of.
pub(super) fn tell(live: &Live, group: &[Staged], rows: &Rows, received_at: Timestamp) {
    for row in &rows.configs {
        live.agent_changed(row.org_id, row.agent_id);
    }
    let watched: Vec<&Staged> = group.iter().filter(|staged| live.is_watched(staged.org_id)).collect();
    if watched.is_empty() {
        return;
    }
    let names = Names::of(&watched);
    let gaps = rows.gaps.iter().filter_map(|row| Some((row.org_id, names.gap(row)?)));
    let changes = rows.changes.iter().filter_map(|row| Some((row.org_id, names.change(row, received_at)?)));
    let mut by_org: BTreeMap<OrgId, Vec<Event>> = BTreeMap::new();
    for (org_id, event) in gaps.chain(changes) {
        by_org.entry(org_id).or_default().push(event);
    }
    for (org_id, events) in by_org {
        live.publish(org_id, events);
    }
}

/// What ids are called, from the batches that named them.
struct Names<'g> {
    agents: BTreeMap<AgentId, &'g str>,
    checks: BTreeMap<CheckId, &'g str>,
}

impl<'g> Names<'g> {
    fn of(group: &[&'g Staged]) -> Self {
        let status = |content: &'g Content| match content {
            Content::Status(row) => Some((row.check.0, row.check_slug.as_str())),
            Content::Samples | Content::Gap(_) | Content::Config(_) | Content::Dead(_) => None,
        };
        let records = group.iter().flat_map(|staged| &staged.records);
        Self {
            agents: group.iter().map(|staged| (staged.agent_id, staged.agent.as_str())).collect(),
            checks: records.filter_map(|record| status(&record.content)).collect(),
        }
    }

    /// `None` when its organization is not watched.
    fn change(&self, row: &StateRow, received_at: Timestamp) -> Option<Event> {
        Some(Event::StatusChanged(Box::new(StatusChange {
            check_id: row.check_id,
            check: (*self.checks.get(&row.check_id)?).to_owned(),
            target: row.target.clone(),
            agent_id: row.agent_id,
            agent: (*self.agents.get(&row.agent_id)?).to_owned(),
            before: row.before,
            status: row.status,
            reason: row.reason,
            evidence: row.evidence.clone(),
            at: row.at,
            received_at,
        })))
    }

    /// `None` when its organization is not watched.
    fn gap(&self, row: &GapRow) -> Option<Event> {
        Some(Event::Gap(Box::new(GapView {
            gap_id: Some(row.gap_id),
            agent_id: row.agent_id,
            agent: (*self.agents.get(&row.agent_id)?).to_owned(),
            cause: row.cause.as_str().to_owned(),
            from_at: row.from_at,
            to_at: Some(row.to_at),
            records: u64::try_from(row.records).unwrap_or(0),
            detail: row.detail.clone(),
        })))
    }
}
