//! One x axis for all lines.

use std::{collections::BTreeMap, time::Duration};

use super::{
    MAX_POINTS, Point, Track,
    legend::{TrackStats, stats},
    segments, thin,
};

/// What a line has at one place of the x axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A sample.
    Value(f64),
    /// Nothing: this place belongs to another line, and the line goes on behind it.
    Skip,
    /// The line ends here, because something was not measured.
    Break,
}

/// Lines over one x axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChartData {
    /// Seconds since 1970, increasing.
    pub xs: Vec<f64>,
    /// A cell for each place of the axis, by line.
    pub columns: Vec<Vec<Cell>>,
    /// Names of the lines.
    pub labels: Vec<String>,
    /// Metric of all lines: their unit.
    pub metric: String,
    /// Numbers about each line, from all its samples on the axis, not from the thinned ones.
    pub stats: Vec<TrackStats>,
    /// Begin and end of the axis, seconds since 1970.
    pub range: (f64, f64),
    /// True when points were thinned.
    pub thinned: bool,
}

impl ChartData {
    /// True when there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stats.iter().all(|stats| stats.n_samples == 0)
    }

    /// Greatest value of all lines, by size; 0 of none.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.stats.iter().fold(0.0, |most: f64, stats| {
            let values = [stats.min, stats.max].into_iter().flatten();
            values.fold(most, |most, value| most.max(value.abs()))
        })
    }

    /// What each line has where the cursor is: the nearer one of the two samples it goes between. Where it is broken, and
    /// before its begin and after its end, only a sample that is at most `within` seconds away.
    #[must_use]
    pub fn values_near(&self, at: f64, within: f64) -> Vec<Option<Point>> {
        let middle = self.xs.partition_point(|x| *x <= at);
        let near = |column: &Vec<Cell>| {
            let (before, broken_before) = self.sample(column, (0..middle).rev());
            let (after, broken_after) = self.sample(column, middle..self.xs.len());
            let joined = before.is_some() && after.is_some() && !broken_before && !broken_after;
            let distance = |point: &Point| (point.at - at).abs();
            before
                .into_iter()
                .chain(after)
                .filter(|point| joined || distance(point) <= within)
                .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        };
        self.columns.iter().map(near).collect()
    }

    /// The first sample on a way along a line, and whether the line is broken before it.
    fn sample(&self, column: &[Cell], way: impl Iterator<Item = usize>) -> (Option<Point>, bool) {
        let mut broken = false;
        for index in way {
            match (self.xs.get(index), column.get(index)) {
                (Some(at), Some(Cell::Value(value))) => {
                    return (Some(Point { at: *at, value: *value }), broken);
                }
                (_, Some(Cell::Break)) => broken = true,
                _ => (),
            }
        }
        (None, broken)
    }
}

/// Puts lines on one axis. `n_pixels` is the width they are drawn at.
#[must_use]
pub fn chart_data(
    tracks: &[Track],
    interval: Option<Duration>,
    range: (f64, f64),
    n_pixels: usize,
) -> ChartData {
    let (from, to) = range;
    let thinned = tracks.iter().any(|track| track.points.len() > MAX_POINTS);
    let mut places: BTreeMap<Place, Vec<Cell>> = BTreeMap::new();
    for (line, track) in tracks.iter().enumerate() {
        let mut put = |at: f64, cell: Cell| {
            let cells = places.entry(Place(at)).or_insert_with(|| vec![Cell::Skip; tracks.len()]);
            if let Some(slot) = cells.get_mut(line)
                && !matches!(slot, Cell::Value(_))
            {
                *slot = cell;
            }
        };
        let mut end: Option<f64> = None;
        for run in segments(&track.points, interval, &track.holes) {
            if let (Some(end), Some(begin)) = (end, run.first()) {
                put(f64::midpoint(end, begin.at), Cell::Break);
            }
            end = run.last().map(|point| point.at);
            let run = if track.points.len() > MAX_POINTS { thin(&run, from, to, n_pixels) } else { run };
            for point in run {
                put(point.at, Cell::Value(point.value));
            }
        }
    }
    let column = |line: usize| -> Vec<Cell> {
        places.values().map(|cells| cells.get(line).copied().unwrap_or(Cell::Skip)).collect()
    };
    ChartData {
        xs: places.keys().map(|place| place.0).collect(),
        columns: (0..tracks.len()).map(|line| widened(column(line))).collect(),
        labels: tracks.iter().map(|track| track.label.clone()).collect(),
        metric: tracks.first().map(|track| track.metric.clone()).unwrap_or_default(),
        stats: tracks.iter().map(|track| stats(&inside(&track.points, range))).collect(),
        range,
        thinned,
    }
}

fn inside(points: &[Point], (from, to): (f64, f64)) -> Vec<Point> {
    points.iter().copied().filter(|point| (from..=to).contains(&point.at)).collect()
}

/// A break reaches from sample to sample, over the places of other lines between them: the whole of it is not drawn.
fn widened(mut cells: Vec<Cell>) -> Vec<Cell> {
    for empty in cells.chunk_by_mut(|a, b| is_value(*a) == is_value(*b)) {
        if empty.contains(&Cell::Break) {
            empty.fill(Cell::Break);
        }
    }
    cells
}

const fn is_value(cell: Cell) -> bool {
    matches!(cell, Cell::Value(_))
}

/// A time as a place in an order.
#[derive(Debug, Clone, Copy)]
struct Place(f64);

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place {}
