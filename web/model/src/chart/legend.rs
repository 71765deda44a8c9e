//! Numbers about a line.

use super::Point;

/// What the legend says of one line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TrackStats {
    /// Samples.
    pub n_samples: usize,
    /// Latest value.
    pub last: Option<f64>,
    /// Least.
    pub min: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Greatest.
    pub max: Option<f64>,
    /// Half are at most this.
    pub p50: Option<f64>,
    /// 95 of 100 are at most this.
    pub p95: Option<f64>,
    /// 99 of 100 are at most this.
    pub p99: Option<f64>,
}

/// Numbers about samples that are in the order of time. Percentiles are values that were measured (nearest rank).
#[must_use]
pub fn stats(points: &[Point]) -> TrackStats {
    let mut values: Vec<f64> =
        points.iter().map(|point| point.value).filter(|value| value.is_finite()).collect();
    crate::order::sort_by(&mut values, f64::total_cmp);
    let rank = |percent: usize| {
        let place = (values.len() * percent).div_ceil(100).max(1) - 1;
        values.get(place).copied()
    };
    #[expect(clippy::cast_precision_loss, reason = "at most some hundred thousand")]
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    TrackStats {
        n_samples: values.len(),
        last: points.iter().rev().map(|point| point.value).find(|value| value.is_finite()),
        min: values.first().copied(),
        mean,
        max: values.last().copied(),
        p50: rank(50),
        p95: rank(95),
        p99: rank(99),
    }
}
