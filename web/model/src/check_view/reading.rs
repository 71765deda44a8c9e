//! How much of a time range is read: the coordinator has every sample, and a browser must not swallow all of them.

use std::time::Duration;

use jiff::Timestamp;

use crate::chart::TimeRange;

/// Samples of all lines of a chart together, and of the executions they come from: some 16 MB on the wire.
const MOST_SAMPLES: usize = 600_000;
/// Most samples that one answer has.
const MOST_OF_SERIES: usize = 100_000;
/// Executions of one check may come this much faster than its interval says, because of jitter and of revisions before.
const RESERVE: f64 = 1.25;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// First time.
    pub from: Timestamp,
    /// Last time; `None` is now.
    pub to: Option<Timestamp>,
    /// Samples of each series.
    pub limit: i32,
    /// The range began earlier, but that would be more samples than a chart takes.
    pub clipped: bool,
}

/// What to read of `n_series` lines that have a sample every `interval`.
#[must_use]
pub fn reading(range: TimeRange, now: Timestamp, interval: Duration, n_series: usize) -> Reading {
    let (from, to) = range.resolve(now);
    let limit = (MOST_SAMPLES / n_series.max(1)).clamp(1, MOST_OF_SERIES);
    let n_limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let room = interval.max(Duration::from_millis(1)).mul_f64(f64::from(n_limit) / RESERVE);
    let earliest = to.checked_sub(room).unwrap_or(Timestamp::MIN);
    let clipped = from < earliest;
    Reading {
        from: from.max(earliest),
        to: (!range.is_live()).then_some(to),
        limit: i32::try_from(limit).unwrap_or(i32::MAX),
        clipped,
    }
}
