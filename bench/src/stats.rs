//! Medians, and how sure a ratio of two of them is.

/// Resamples of the bootstrap: the ends of a 95 % interval are steady to the second digit.
const N_RESAMPLES: usize = 4_000;
/// The same rounds give the same interval.
const SEED: u64 = 0x6e6f_6374;

/// A ratio of medians with its 95 % interval. The bad end is what counts.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub(crate) struct Ratio {
    /// Ratio of the medians.
    pub(crate) value: f64,
    /// Lower end.
    pub(crate) low: f64,
    /// Upper end.
    pub(crate) high: f64,
}

/// Middle value; 0 of none.
#[must_use]
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or_default();
    f64::midpoint(lower, upper)
}

/// The value that `share` of all values (0 to 1) do not exceed; 0 of none.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an index into values that are in memory"
)]
pub(crate) fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let index = (sorted.len().saturating_sub(1) as f64 * share).ceil() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

/// Median of `ours` over median of `theirs`, with the percentile interval of resampled rounds.
///
/// Both were measured in the same rounds; rounds are drawn as a whole, so that a slow moment of the machine hits both.
#[must_use]
pub(crate) fn ratio_of_medians(ours: &[f64], theirs: &[f64]) -> Ratio {
    let n = ours.len().min(theirs.len());
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut ratios: Vec<f64> = (0..N_RESAMPLES)
        .map(|_| {
            let drawn: Vec<usize> = (0..n).map(|_| random.usize(0..n.max(1))).collect();
            let of = |values: &[f64]| {
                let drawn: Vec<f64> = drawn.iter().filter_map(|index| values.get(*index).copied()).collect();
                median(&drawn)
            };
            of(ours) / of(theirs)
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let at = |per_mille: usize| ratios.get(ratios.len() * per_mille / 1_000).copied().unwrap_or_default();
    Ratio { value: median(ours) / median(theirs), low: at(25), high: at(975) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median(&[4.0, 1.0, 3.0]).to_bits(), 3.0_f64.to_bits());
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]).to_bits(), 2.5_f64.to_bits());
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&values, 0.99).to_bits(), 100.0_f64.to_bits());
        assert_eq!(percentile(&values, 0.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(percentile(&[], 0.5).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn the_interval_holds_the_ratio_and_is_the_same_each_time() {
        let ours = [2.0, 2.2, 1.9, 2.1, 2.05];
        let theirs = [1.0, 1.1, 0.9, 1.0, 1.0];

        let ratio = ratio_of_medians(&ours, &theirs);

        assert!(ratio.low <= ratio.value && ratio.value <= ratio.high, "{ratio:?}");
        assert_eq!(ratio, ratio_of_medians(&ours, &theirs));
    }
}
