//! Executions, gathered into one columnar record.
//!
//! A record holds executions of many checks. Values that every row has, or few have, become columns of their own, so
//! that a fleet of TCP checks does not pay for what ICMP measures.

use std::collections::BTreeMap;

use nocturne_proto::agent::v1 as wire;
use nocturne_shared::{
    id::CheckId,
    outcome::{Metric, Outcome, Reason},
    time::Timestamp,
};

/// Most executions in a record.
pub const MAX_ROWS: usize = 512;

/// Names and values of dynamic labels, in the order in which they were given.
pub type DynamicLabels = Vec<(&'static str, &'static str)>;

/// Which check at which of its targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// The check.
    pub check_id: CheckId,
    /// Its revision.
    pub revision: u32,
    /// Index of the target in that revision.
    pub target_index: u32,
}

/// One execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was executed.
    pub site: Site,
    /// When it began, agent's clock.
    pub start: Timestamp,
    /// How long it took, microseconds.
    pub duration_us: u64,
    /// What it came to.
    pub outcome: Outcome,
    /// Why it did not succeed.
    pub reason: Reason,
    /// What it measured beyond success and duration.
    pub values: Vec<(Metric, DynamicLabels, f64)>,
}

/// Rows that wait for being written.
#[derive(Debug, Default)]
pub struct Batch {
    rows: Vec<Row>,
}

impl Batch {
    /// Adds one execution.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Number of executions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether the next one belongs into another record.
    #[must_use]
    pub fn is_full(&self) -> bool {
        MAX_ROWS <= self.rows.len()
    }

    /// When the oldest of them began, microseconds since 1970; `None` without any.
    #[must_use]
    pub fn since_us(&self) -> Option<u64> {
        self.rows.iter().map(|row| u64::try_from(row.start.as_microsecond()).unwrap_or(0)).min()
    }

    /// Everything gathered as a record, oldest start first; the batch is empty after it. `None` when it was before.
    pub fn take(&mut self) -> Option<wire::Results> {
        if self.rows.is_empty() {
            return None;
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by_key(|row| row.start);
        Some(encode(&rows))
    }
}

/// Rows that have a value, and the values.
#[derive(Default)]
struct Column {
    rows: Vec<u32>,
    values: Vec<f64>,
}

fn encode(rows: &[Row]) -> wire::Results {
    let mut results = wire::Results::default();
    let mut check_index = BTreeMap::new();
    let mut columns: BTreeMap<(Metric, &DynamicLabels), Column> = BTreeMap::new();
    let mut last_us = 0;
    for (row, number) in rows.iter().zip(0_u32..) {
        let site = row.site;
        let index = *check_index.entry((site.check_id, site.revision)).or_insert_with(|| {
            let index = u32::try_from(results.checks.len()).unwrap_or(u32::MAX);
            results.checks.push(check_ref(site.check_id, site.revision));
            index
        });
        let start_us = row.start.as_microsecond();
        results.check_index.push(index);
        results.target_index.push(site.target_index);
        results.start_us.push(start_us.saturating_sub(last_us));
        results.duration_us.push(row.duration_us);
        results.outcome.push(row.outcome.code());
        results.reason.push(row.reason.code());
        last_us = start_us;
        for (metric, labels, value) in &row.values {
            let column = columns.entry((*metric, labels)).or_default();
            column.rows.push(number);
            column.values.push(*value);
        }
    }
    let every_row = rows.len();
    results.columns = columns
        .into_iter()
        .map(|((metric, labels), Column { rows, values })| wire::MetricColumn {
            metric: metric.code(),
            labels: labels
                .iter()
                .flat_map(|(name, value)| [(*name).to_owned(), (*value).to_owned()])
                .collect(),
            rows: if rows.len() == every_row { Vec::new() } else { rows },
            values,
        })
        .collect();
    results
}

/// A check as records name it.
#[must_use]
pub fn check_ref(check_id: CheckId, revision: u32) -> wire::CheckRevisionRef {
    wire::CheckRevisionRef { check_id: check_id.uuid().as_bytes().to_vec(), revision }
}

#[cfg(test)]
mod tests;
