//! What a handful of round trips says.

#[cfg(test)]
mod tests;

/// Statistics of samples, in the samples' unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Smallest.
    pub min: f64,
    /// Arithmetic mean.
    pub avg: f64,
    /// Largest.
    pub max: f64,
    /// Standard deviation of these samples (divided by their number, as `ping` does for `mdev`).
    pub stddev: f64,
    /// See [`jitter`].
    pub jitter: f64,
}

impl Summary {
    /// Summarizes samples in the order they were taken; `None` when there are none.
    #[must_use]
    pub fn of(samples: &[f64]) -> Option<Self> {
        Some(Self {
            min: samples.iter().copied().reduce(f64::min)?,
            avg: mean(samples)?,
            max: samples.iter().copied().reduce(f64::max)?,
            stddev: stddev(samples)?,
            jitter: jitter(samples)?,
        })
    }
}

/// Arithmetic mean; `None` without samples.
#[must_use]
pub fn mean(samples: &[f64]) -> Option<f64> {
    let first = *samples.first()?;
    // Around the first sample: the mean of equal samples is then exactly that sample.
    let offset: f64 = samples.iter().map(|sample| sample - first).sum();
    Some(first + offset / count(samples))
}

/// Standard deviation, divided by the number of samples; `None` without samples.
#[must_use]
pub fn stddev(samples: &[f64]) -> Option<f64> {
    let mean = mean(samples)?;
    // Two passes: the difference of sums of squares loses all digits when the spread is small.
    let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
    Some((squares / count(samples)).sqrt())
}

/// Mean of the absolute differences between consecutive samples; 0 for one sample, `None` without.
///
/// RFC 3550 §6.4.1 smooths the same differences with a gain of 1/16, which needs a long stream to settle. One execution
/// has at most 20 samples, so each difference counts alike.
#[must_use]
pub fn jitter(samples: &[f64]) -> Option<f64> {
    samples.first()?;
    let differences: Vec<f64> =
        samples.iter().zip(samples.iter().skip(1)).map(|(earlier, later)| (later - earlier).abs()).collect();
    Some(mean(&differences).unwrap_or(0.0))
}

fn count(samples: &[f64]) -> f64 {
    u32::try_from(samples.len()).map_or(f64::from(u32::MAX), f64::from)
}
