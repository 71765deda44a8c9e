//! What the simulated agents measure: numbers that follow from their place, so that the store can be held against them.
//!
//! An agent runs one ICMP check at [`N_TARGETS`] targets. Each record holds the next executions in turn; each execution
//! makes five samples: success and duration, which the coordinator derives, and three columns.

use nocturne_proto::agent::v1 as wire;
use nocturne_shared::outcome::{Metric, Outcome};

/// Targets of the check; a series each per metric.
pub(crate) const N_TARGETS: u32 = 100;
/// Success, duration, round trip, loss, longest round trip.
pub(crate) const SAMPLES_PER_ROW: u32 = 5;
/// Between two records, agent's clock.
const STEP_US: i64 = 1_000_000;

/// The check as it was assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// UUID, 16 bytes.
    pub(crate) check_id: Vec<u8>,
    /// Revision.
    pub(crate) revision: u32,
}

/// How records of a round look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Agent's clock at sequence number 0, microseconds.
    pub(crate) base_us: i64,
    /// Executions in a record.
    pub(crate) n_rows: u32,
}

/// Where in its agent's records a sample comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Record.
    pub(crate) seq: u64,
    /// Execution in it.
    pub(crate) row: u32,
    /// Sample of that execution: 0 success, 1 duration, then the columns in their order.
    pub(crate) kind: u32,
}

impl Shape {
    /// Records of so many samples.
    #[must_use]
    pub(crate) const fn new(base_us: i64, samples_per_message: u32) -> Self {
        Self { base_us, n_rows: samples_per_message / SAMPLES_PER_ROW }
    }

    /// The record with this number.
    #[must_use]
    pub(crate) fn results(&self, check: &Check, seq: u64) -> wire::Results {
        let rows = 0..self.n_rows;
        let micros = |kind: u32| rows.clone().map(move |row| micros(Place { seq, row, kind }));
        let column = |kind: u32, metric: Metric, labels: [&str; 2]| wire::MetricColumn {
            metric: metric.code(),
            labels: labels
                .iter()
                .filter(|label| !label.is_empty())
                .map(|label| (*label).to_owned())
                .collect(),
            rows: Vec::new(),
            values: rows.clone().map(|row| value(Place { seq, row, kind })).collect(),
        };
        let n_rows = usize::try_from(self.n_rows).unwrap_or(0);
        let mut start_us = vec![self.row_us(); n_rows];
        if let Some(first) = start_us.first_mut() {
            *first = self.at_us(seq, 0);
        }
        wire::Results {
            checks: vec![wire::CheckRevisionRef {
                check_id: check.check_id.clone(),
                revision: check.revision,
            }],
            check_index: vec![0; n_rows],
            target_index: rows.clone().map(|row| self.target_index(seq, row)).collect(),
            start_us,
            duration_us: micros(1).collect(),
            outcome: vec![Outcome::Success.code(); n_rows],
            reason: vec![0; n_rows],
            columns: vec![
                column(2, Metric::IcmpDuration, ["phase", "rtt"]),
                column(3, Metric::IcmpLossRatio, ["", ""]),
                column(4, Metric::IcmpRtt, ["stat", "max"]),
            ],
        }
    }

    /// Place of a sample that was stored; `None` when no record of this shape has one at that time.
    #[must_use]
    pub(crate) fn place(&self, at_us: i64, kind: u32) -> Option<Place> {
        let since_us = at_us.checked_sub(self.base_us)?;
        let seq = u64::try_from(since_us.div_euclid(STEP_US)).ok()?;
        let in_record_us = since_us.rem_euclid(STEP_US);
        let row = u32::try_from(in_record_us / self.row_us()).ok()?;
        let is_exact = in_record_us % self.row_us() == 0 && row < self.n_rows;
        is_exact.then_some(Place { seq, row, kind })
    }

    /// Target of an execution: all of them in turn.
    #[must_use]
    pub(crate) fn target_index(&self, seq: u64, row: u32) -> u32 {
        let turn = (seq * u64::from(self.n_rows) + u64::from(row)) % u64::from(N_TARGETS);
        u32::try_from(turn).unwrap_or(0)
    }

    fn at_us(&self, seq: u64, row: u32) -> i64 {
        self.base_us + i64::try_from(seq).unwrap_or(0) * STEP_US + i64::from(row) * self.row_us()
    }

    /// Between two executions of a record.
    fn row_us(&self) -> i64 {
        STEP_US / i64::from(self.n_rows.max(1))
    }
}

/// Target with this index.
#[must_use]
pub(crate) fn target(index: u32) -> String {
    format!("127.1.{}.{}", index / 250, index % 250 + 1)
}

/// Which sample of an execution a series holds; `None` for one that no record has.
#[must_use]
pub(crate) fn kind(metric: &str) -> Option<u32> {
    let metrics = [
        Metric::ProbeSuccess,
        Metric::ProbeDuration,
        Metric::IcmpDuration,
        Metric::IcmpLossRatio,
        Metric::IcmpRtt,
    ];
    (0..).zip(metrics).find_map(|(kind, candidate)| (candidate.as_str() == metric).then_some(kind))
}

/// The number that must be stored at a place.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "microseconds below a minute")]
pub(crate) fn value(place: Place) -> f64 {
    match place.kind {
        0 => 1.0,
        3 if micros(place).is_multiple_of(64) => 1.0 / 3.0,
        3 => 0.0,
        _ => micros(place) as f64 / 1e6,
    }
}

/// Microseconds that look random and follow from the place (`SplitMix64`).
fn micros(place: Place) -> u64 {
    let mut bits = (place.seq << 16 | u64::from(place.row) << 4 | u64::from(place.kind))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    200 + (bits ^ (bits >> 31)) % 60_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_of_a_record_is_found_again_by_its_time() {
        let shape = Shape::new(1_700_000_000_000_000, 100);
        let check = Check { check_id: vec![0; 16], revision: 1 };

        let results = shape.results(&check, 77);

        let mut at_us = 0;
        for (row, step) in (0..).zip(&results.start_us) {
            at_us += step;
            assert_eq!(shape.place(at_us, 2), Some(Place { seq: 77, row, kind: 2 }));
        }
        assert_eq!(results.check_index.len(), 20);
        assert_eq!(shape.place(at_us + 1, 2), None);
    }
}
