//! From what a record names (check, target, metric) to series ids.
//!
//! Labels come from the check revision as the coordinator stored it, never from the agent, except the few dynamic ones
//! of a metric. Series rows are committed before the transaction that uses them: a rolled-back row must not stay in a
//! cache.

use std::collections::HashMap;

use nocturne_core::{block::Sample, metric, series::SeriesKey};
use nocturne_shared::{
    check::CheckSpec,
    id::{AgentId, CheckId, OrgId},
    label::Labels,
    outcome::{Metric, Outcome},
};
use nocturne_store::{StoreError, SystemStore, desired_state, series};

use super::decode::{Column, Results};
use crate::telemetry::{SeriesInfo, Telemetry};

/// Who measured.
#[derive(Debug, Clone)]
pub struct Observer {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// The `agent` label.
    pub agent: String,
    /// The `site` label.
    pub site: String,
}

/// Knows the series of one agent. Lives as long as its Data stream.
pub struct Resolver {
    observer: Observer,
    checks: HashMap<(CheckId, u32), Option<KnownCheck>>,
}

struct KnownCheck {
    slug: String,
    spec: CheckSpec,
    /// Metric and dynamic labels; the position is the slot.
    slots: Vec<(Metric, Vec<String>)>,
    /// Series id by target index and slot; 0 is not known yet.
    series: Vec<Vec<i64>>,
}

/// Why samples of a record cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// For the dead letter: the record asks for something it may not have.
    #[error("{0}")]
    Refused(String),
    /// The store; the batch is not stored and not acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Resolver {
    /// Knows nothing yet.
    #[must_use]
    pub fn new(observer: Observer) -> Self {
        Self { observer, checks: HashMap::new() }
    }

    /// Who measured.
    #[must_use]
    pub const fn observer(&self) -> &Observer {
        &self.observer
    }

    /// Name and target's text of a check that was assigned to this agent.
    ///
    /// # Errors
    ///
    /// [`ResolveError::Refused`] when the check was never assigned or has no such target.
    pub async fn target(
        &mut self,
        system: &SystemStore,
        check: (CheckId, u32),
        target_index: u32,
    ) -> Result<(String, String), ResolveError> {
        let known = self.check(system, check).await?;
        let index = usize::try_from(target_index).unwrap_or(usize::MAX);
        let target = known.spec.targets.get(index).ok_or_else(|| no_target(check.0, target_index))?;
        Ok((known.slug.clone(), target.to_string()))
    }

    /// Appends the samples of a record to `samples`, making series that do not exist yet.
    ///
    /// # Errors
    ///
    /// Nothing was appended then.
    pub async fn samples(
        &mut self,
        system: &SystemStore,
        telemetry: &Telemetry,
        results: &Results,
        samples: &mut Vec<Sample>,
    ) -> Result<(), ResolveError> {
        self.prepare(system, results).await?;
        if self.append(results, samples) {
            return Ok(());
        }
        let missing = self.missing(results)?;
        self.make(system, telemetry, missing).await?;
        if self.append(results, samples) {
            Ok(())
        } else {
            Err(ResolveError::Refused("a series of this record could not be made".to_owned()))
        }
    }

    async fn check(
        &mut self,
        system: &SystemStore,
        check: (CheckId, u32),
    ) -> Result<&mut KnownCheck, ResolveError> {
        if !self.checks.contains_key(&check) {
            let Observer { org_id, agent_id, .. } = self.observer;
            let row = desired_state::assignment_find(system, org_id, agent_id, check.0, check.1).await?;
            let known = row.map(|row| KnownCheck {
                slug: row.slug,
                series: vec![Vec::new(); row.spec.targets.len()],
                spec: row.spec,
                slots: vec![(Metric::ProbeSuccess, Vec::new()), (Metric::ProbeDuration, Vec::new())],
            });
            self.checks.insert(check, known);
        }
        let known = self.checks.get_mut(&check).and_then(Option::as_mut);
        known.ok_or_else(|| {
            ResolveError::Refused(format!(
                "check {} revision {} was never assigned to this agent",
                check.0, check.1
            ))
        })
    }

    async fn prepare(&mut self, system: &SystemStore, results: &Results) -> Result<(), ResolveError> {
        for (check_index, check) in results.checks.iter().enumerate() {
            let known = self.check(system, *check).await?;
            let of_check =
                |row: &usize| results.rows.get(*row).is_some_and(|row| row.check_index == check_index);
            for column in &results.columns {
                if column.values.iter().any(|(row, _)| of_check(row)) {
                    known.slot_or_add(column)?;
                }
            }
            let n_slots = known.slots.len();
            known.series.iter_mut().for_each(|of_target| of_target.resize(n_slots, 0));
        }
        Ok(())
    }

    /// Series that this record needs and nobody asked for before: check, target, slot.
    fn missing(&self, results: &Results) -> Result<Vec<Place>, ResolveError> {
        let mut missing = Vec::new();
        let mut need = |check: (CheckId, u32), target_index: u32, slot: usize| {
            let known = self.checks.get(&check).and_then(Option::as_ref);
            let of_target = known.and_then(|known| known.series.get(as_index(target_index)));
            let series_id = of_target.and_then(|slots| slots.get(slot)).copied();
            match series_id {
                None => Err(no_target(check.0, target_index)),
                Some(0) => {
                    missing.push(Place { check, target_index, slot });
                    Ok(())
                }
                Some(_) => Ok(()),
            }
        };
        for row in &results.rows {
            let Some(check) = results.checks.get(row.check_index) else { continue };
            need(*check, row.target_index, 0)?;
            need(*check, row.target_index, 1)?;
        }
        for column in &results.columns {
            for (row_index, _) in &column.values {
                let Some(row) = results.rows.get(*row_index) else { continue };
                let Some(check) = results.checks.get(row.check_index) else { continue };
                let slot = self.slot(*check, column);
                need(*check, row.target_index, slot)?;
            }
        }
        missing.sort_unstable();
        missing.dedup();
        Ok(missing)
    }

    async fn make(
        &mut self,
        system: &SystemStore,
        telemetry: &Telemetry,
        places: Vec<Place>,
    ) -> Result<(), ResolveError> {
        let Observer { org_id, agent_id, .. } = self.observer;
        let keys: Vec<SeriesKey> = places.iter().filter_map(|place| self.key(*place)).collect();
        let ids = series::series_find_or_insert(system, org_id, agent_id, &keys).await?;
        for (place, key) in places.into_iter().zip(keys) {
            let Some(series_id) = ids.get(&key).copied() else { continue };
            telemetry.know(series_id, SeriesInfo { org_id, metric: key.metric, labels: key.labels });
            let known = self.checks.get_mut(&place.check).and_then(Option::as_mut);
            let of_target = known.and_then(|known| known.series.get_mut(as_index(place.target_index)));
            if let Some(slot) = of_target.and_then(|slots| slots.get_mut(place.slot)) {
                *slot = series_id;
            }
        }
        Ok(())
    }

    fn key(&self, place: Place) -> Option<SeriesKey> {
        let known = self.checks.get(&place.check)?.as_ref()?;
        let target = known.spec.targets.get(as_index(place.target_index))?;
        let (metric, dynamic) = known.slots.get(place.slot)?;
        let mut labels: Labels = dynamic
            .chunks_exact(2)
            .filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())))
            .collect();
        let own = [
            ("agent", self.observer.agent.clone()),
            ("site", self.observer.site.clone()),
            ("check", known.slug.clone()),
            ("target", target.to_string()),
        ];
        labels.extend(own.map(|(name, value)| (name.to_owned(), value)));
        Some(SeriesKey { metric: metric.as_str().to_owned(), labels })
    }

    fn slot(&self, check: (CheckId, u32), column: &Column) -> usize {
        let known = self.checks.get(&check).and_then(Option::as_ref);
        known.and_then(|known| known.slot(column)).unwrap_or(usize::MAX)
    }

    /// Appends all samples of a record, or nothing when a series of it is not known yet.
    fn append(&self, results: &Results, samples: &mut Vec<Sample>) -> bool {
        let before = samples.len();
        let n_values: usize = results.columns.iter().map(|column| column.values.len()).sum();
        samples.reserve(2 * results.rows.len() + n_values);
        let whole = self.append_each(results, samples).is_some();
        if !whole {
            samples.truncate(before);
        }
        whole
    }

    /// As [`Self::append`], but stops at the first unknown series with what came before it appended.
    fn append_each(&self, results: &Results, samples: &mut Vec<Sample>) -> Option<()> {
        let known: Vec<&KnownCheck> = results
            .checks
            .iter()
            .map(|check| self.checks.get(check).and_then(Option::as_ref))
            .collect::<Option<_>>()?;
        let of_row: Vec<&[i64]> = results
            .rows
            .iter()
            .map(|row| {
                let series = &known.get(row.check_index)?.series;
                series.get(as_index(row.target_index)).map(Vec::as_slice)
            })
            .collect::<Option<_>>()?;

        let mut push = |series_id: Option<&i64>, at_us: i64, value: f64| {
            let series_id = *series_id.filter(|series_id| **series_id != 0)?;
            samples.push(Sample { series_id, at_us, value });
            Some(())
        };
        for (row, series) in results.rows.iter().zip(&of_row) {
            let success = f64::from(u8::from(row.outcome == Outcome::Success));
            // An execution that could not ask says nothing about the target: it has no success value.
            if row.outcome != Outcome::Inconclusive {
                push(series.first(), row.start_us, success)?;
            }
            push(series.get(1), row.start_us, seconds(row.duration_us))?;
        }
        for column in &results.columns {
            // A column has one slot in each check; most records hold one check.
            let slots: Vec<Option<usize>> = known.iter().map(|known| known.slot(column)).collect();
            for (row_index, value) in &column.values {
                let (row, series) = (results.rows.get(*row_index)?, of_row.get(*row_index)?);
                let slot = slots.get(row.check_index).copied().flatten()?;
                push(series.get(slot), row.start_us, *value)?;
            }
        }
        Some(())
    }
}

impl KnownCheck {
    fn slot(&self, column: &Column) -> Option<usize> {
        self.slots.iter().position(|(metric, labels)| *metric == column.metric && *labels == column.labels)
    }

    fn slot_or_add(&mut self, column: &Column) -> Result<usize, ResolveError> {
        if let Some(slot) = self.slot(column) {
            return Ok(slot);
        }
        if !metric::belongs(&self.spec.kind, column.metric, &column.labels) {
            return Err(ResolveError::Refused(format!(
                "{} with labels {:?} is not a metric of check {}",
                column.metric, column.labels, self.slug
            )));
        }
        self.slots.push((column.metric, column.labels.clone()));
        Ok(self.slots.len() - 1)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    check: (CheckId, u32),
    target_index: u32,
    slot: usize,
}

fn no_target(check_id: CheckId, target_index: u32) -> ResolveError {
    ResolveError::Refused(format!("check {check_id} has no target with index {target_index}"))
}

fn as_index(target_index: u32) -> usize {
    usize::try_from(target_index).unwrap_or(usize::MAX)
}

/// Whole microseconds as seconds: exact to the bit for the packed form, which stores micro-units.
#[expect(clippy::cast_precision_loss, reason = "durations are far below 2^53 microseconds")]
fn seconds(duration_us: u64) -> f64 {
    duration_us as f64 / 1e6
}
