//! Samples of one series, and where they belong together.

use std::{collections::BTreeMap, time::Duration};

use nocturne_proto::api::v1::{GetSeriesRangeResponse, Series};

use crate::format::{series_part, timestamp};

/// Further apart than so many intervals, two samples are not joined: one was missed.
pub(super) const BREAK_AFTER: f64 = 1.75;
/// Differences on each side that say what the interval was at that time.
const NEIGHBOURS: usize = 5;
/// A check whose samples come so much slower than its interval says had another interval then.
const OTHER_INTERVAL: f64 = 3.0;

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Seconds since 1970.
    pub at: f64,
    /// In the metric's unit.
    pub value: f64,
}

/// Samples of one series, oldest first, each time once.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Id of the series.
    pub key: String,
    /// What tells it from the other lines, e.g. `ams-1` or `ams-1 · Connect`.
    pub label: String,
    /// Agent that measured it; empty when the series has none.
    pub agent: String,
    /// Metric.
    pub metric: String,
    /// Samples.
    pub points: Vec<Point>,
    /// Times without data: begin and end in seconds since 1970.
    pub holes: Vec<(f64, f64)>,
}

impl Track {
    /// The same line without samples.
    pub(super) fn without_points(&self) -> Self {
        Self {
            key: self.key.clone(),
            label: self.label.clone(),
            agent: self.agent.clone(),
            metric: self.metric.clone(),
            points: Vec::new(),
            holes: self.holes.clone(),
        }
    }
}

/// Tracks in the order of their labels. Answers for the same series, as pages of one, are put together.
#[must_use]
pub fn tracks(responses: &[GetSeriesRangeResponse]) -> Vec<Track> {
    let parts: Vec<Option<String>> =
        responses.iter().map(|response| part_of(response.series.as_ref())).collect();
    let many_parts = parts.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    let mut by_series: BTreeMap<String, Track> = BTreeMap::new();
    for (response, part) in responses.iter().zip(parts) {
        let series = response.series.clone().unwrap_or_default();
        let agent = series.labels.get("agent").cloned().unwrap_or_default();
        let name = if agent.is_empty() { series.metric.clone() } else { agent.clone() };
        let label = match part.filter(|_| many_parts) {
            Some(part) => format!("{name} · {part}"),
            None => name,
        };
        let track = by_series.entry(series.series_id.clone()).or_insert_with(|| Track {
            key: series.series_id,
            label,
            agent,
            metric: series.metric,
            points: Vec::new(),
            holes: Vec::new(),
        });
        track.points.extend(response.samples.iter().filter_map(|sample| {
            let at = seconds(sample.time.as_ref())?;
            Some(Point { at, value: sample.value })
        }));
        track.holes.extend(response.gaps.iter().filter_map(|gap| {
            Some((seconds(gap.from_time.as_ref())?, seconds(gap.to_time.as_ref()).unwrap_or(f64::INFINITY)))
        }));
    }
    let mut tracks: Vec<Track> = by_series.into_values().collect();
    for track in &mut tracks {
        track.points.retain(|point| point.value.is_finite());
        crate::order::sort_by(&mut track.points, |a, b| a.at.total_cmp(&b.at));
        track.points.dedup_by(|a, b| a.at == b.at);
    }
    crate::order::sort_by(&mut tracks, |a, b| crate::table::natural_compare(&a.label, &b.label));
    tracks
}

fn part_of(series: Option<&Series>) -> Option<String> {
    series.and_then(|series| series_part(&series.labels))
}

/// Seconds since 1970 of a time in a message.
#[expect(clippy::cast_precision_loss, reason = "microseconds of centuries fit")]
pub(super) fn seconds(at: Option<&prost_types::Timestamp>) -> Option<f64> {
    timestamp(at).map(|at| at.as_microsecond() as f64 / 1e6)
}

/// Runs of points that may be joined by a line: between two runs at least one measurement is missing.
///
/// `interval` is the check's; where samples come in another rhythm, because it was changed since, the rhythm counts.
#[must_use]
pub fn segments(points: &[Point], interval: Option<Duration>, holes: &[(f64, f64)]) -> Vec<Vec<Point>> {
    let steps: Vec<f64> =
        points.windows(2).map(|pair| if let [a, b] = pair { b.at - a.at } else { 0.0 }).collect();
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut before: Option<(usize, Point)> = None;
    for (index, point) in points.iter().copied().enumerate() {
        let joined = before.is_some_and(|(at, last)| {
            let rhythm = rhythm(&steps, at, interval.map(|interval| interval.as_secs_f64()));
            let close = rhythm.is_none_or(|rhythm| point.at - last.at <= rhythm * BREAK_AFTER);
            close && !holes.iter().any(|hole| covers(*hole, last.at, point.at))
        });
        match runs.last_mut() {
            Some(run) if joined => run.push(point),
            _ => runs.push(vec![point]),
        }
        before = Some((index, point));
    }
    runs
}

/// True when at least half of the time between two samples is a hole. Less than that is an agent that was back before the
/// next sample was due.
fn covers((from, to): (f64, f64), begin: f64, end: f64) -> bool {
    (to.min(end) - from.max(begin)) * 2.0 >= end - begin
}

/// Time between samples around a step; `None` when nothing says it.
pub(super) fn rhythm(steps: &[f64], at: usize, interval: Option<f64>) -> Option<f64> {
    let around = steps.get(at.saturating_sub(NEIGHBOURS)..steps.len().min(at + NEIGHBOURS + 1))?;
    let mut around: Vec<f64> = around.to_vec();
    crate::order::sort_by(&mut around, f64::total_cmp);
    let median = around.get((around.len().max(1) - 1) / 2).copied();
    match (median, interval) {
        // Too few to say anything.
        (_, Some(interval)) if around.len() < 3 => Some(interval),
        (Some(median), Some(interval)) if (interval / 1.5..=interval * OTHER_INTERVAL).contains(&median) => {
            Some(interval)
        }
        (Some(median), Some(_)) => Some(median),
        (Some(median), None) if around.len() >= 3 => Some(median),
        (None, interval) => interval,
        (Some(_), None) => None,
    }
}
