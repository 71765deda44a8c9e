//! What is known about one time of a chart.

use jiff::Timestamp;
use nocturne_proto::api::v1::CheckEvent;

use super::{ChartData, GapBand, Point, StatusSegment, axis::instant, event_near};
use crate::status::StatusKind;

/// What the tooltip says.
#[derive(Debug, Clone, PartialEq)]
pub struct Hover {
    /// Time under the cursor.
    pub time: Timestamp,
    /// By line: the sample nearest to it, if one is near.
    pub values: Vec<Option<Point>>,
    /// Times without data that hold it: agent and cause.
    pub gaps: Vec<(String, String)>,
    /// Status then, and why.
    pub status: Option<(StatusKind, String)>,
    /// The nearest change of status, if one is near.
    pub event: Option<(CheckEvent, Timestamp)>,
}

/// What is drawn over or under the lines.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Times without data.
    pub gaps: &'a [GapBand],
    /// Status over time.
    pub status: &'a [StatusSegment],
    /// Changes of status.
    pub events: &'a [CheckEvent],
}

/// What is known about a time; samples count as near within `reach` seconds, and so do events.
#[must_use]
pub fn hover(data: &ChartData, around: Surroundings<'_>, at: f64, reach: f64) -> Hover {
    let inside = |from: f64, to: f64| from <= at && at <= to;
    let gaps = around.gaps.iter().filter(|gap| inside(gap.from, gap.to));
    let status = around.status.iter().find(|segment| segment.from <= at && at < segment.to);
    Hover {
        time: instant(at),
        values: data.values_near(at, reach),
        gaps: gaps.map(|gap| (gap.agent.clone(), gap.label.clone())).collect(),
        status: status.map(|segment| (segment.kind, segment.reason.clone())),
        event: event_near(around.events, at, reach).map(|(event, time)| (event.clone(), time)),
    }
}

impl ChartData {
    /// How far from something the cursor may be to mean it: some pixels, in seconds.
    #[must_use]
    pub fn reach(&self) -> f64 {
        (self.range.1 - self.range.0) / 200.0
    }

    /// The place with a sample that a step of the keyboard leads to: `steps` samples on from `at`, or back. Without `at`
    /// the latest.
    #[must_use]
    pub fn step_from(&self, at: Option<f64>, steps: isize) -> Option<f64> {
        let is_sample = |index: &usize| {
            self.columns.iter().any(|column| matches!(column.get(*index), Some(super::Cell::Value(_))))
        };
        let samples: Vec<f64> = (0..self.xs.len())
            .filter(is_sample)
            .filter_map(|index| self.xs.get(index).copied())
            .filter(|x| (self.range.0..=self.range.1).contains(x))
            .collect();
        let Some(at) = at else { return samples.last().copied() };
        let before = samples.partition_point(|x| *x < at);
        let here = samples.get(before).is_some_and(|x| (x - at).abs() < 1e-6);
        let from = isize::try_from(before).ok()?;
        // Between two samples the first step forward is the one behind.
        let forward = if here || steps < 0 { steps } else { steps - 1 };
        let last = isize::try_from(samples.len()).ok()? - 1;
        let to = from.saturating_add(forward).clamp(0, last.max(0));
        samples.get(usize::try_from(to).ok()?).copied()
    }

    /// By line: indexes of samples that no line leads to, so that they have to be drawn as points.
    #[must_use]
    pub fn isolated(&self) -> Vec<Vec<usize>> {
        use super::Cell;
        let alone = |column: &Vec<Cell>| {
            let places: Vec<(usize, Cell)> =
                column.iter().copied().enumerate().filter(|(_, cell)| *cell != Cell::Skip).collect();
            let is_value = |index: Option<usize>| {
                index
                    .and_then(|index| places.get(index))
                    .is_some_and(|(_, cell)| matches!(cell, Cell::Value(_)))
            };
            (0..places.len())
                .filter(|at| is_value(Some(*at)) && !is_value(at.checked_sub(1)) && !is_value(Some(at + 1)))
                .filter_map(|at| places.get(at).map(|(index, _)| *index))
                .collect()
        };
        self.columns.iter().map(alone).collect()
    }
}
