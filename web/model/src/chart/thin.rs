//! Fewer points that look the same.

use super::Point;

/// Points of one line that are drawn as they are; of more, each pixel's least and greatest are.
pub const MAX_POINTS: usize = 4_000;

/// At most `2 × n_buckets` points between `from` and `to`: of each bucket of time the least and the greatest, at their own
/// times, so that no peak is lost. Every run keeps its first and its last point.
#[must_use]
pub fn thin(run: &[Point], from: f64, to: f64, n_buckets: usize) -> Vec<Point> {
    let width = (to - from) / bucket_count(n_buckets);
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Vec::new() };
    if width <= 0.0 || !width.is_finite() {
        return run.to_vec();
    }
    let bucket_of = |point: &Point| ((point.at - from) / width).floor();
    let mut out = vec![*first];
    for bucket in run.chunk_by(|a, b| bucket_of(a) == bucket_of(b)) {
        let least = bucket.iter().min_by(|a, b| a.value.total_cmp(&b.value));
        let greatest = bucket.iter().max_by(|a, b| a.value.total_cmp(&b.value));
        let mut pair: Vec<Point> = least.into_iter().chain(greatest).copied().collect();
        crate::order::sort_by(&mut pair, |a, b| a.at.total_cmp(&b.at));
        out.extend(pair);
    }
    out.push(*last);
    out.dedup_by(|a, b| a.at == b.at);
    out
}

#[expect(clippy::cast_precision_loss, reason = "as many as a screen has pixels")]
fn bucket_count(n: usize) -> f64 {
    n.max(1) as f64
}
