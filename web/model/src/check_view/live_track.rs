//! Samples that arrive while somebody looks.

use nocturne_proto::api::v1::LatestValue;

use crate::{
    chart::{Point, Track},
    format::timestamp,
};

/// Puts values to the lines they belong to and forgets what is before `from`; true when a line is another.
pub fn append<'a>(
    tracks: &mut [Track],
    values: impl IntoIterator<Item = &'a LatestValue>,
    from: f64,
) -> bool {
    let mut changed = false;
    for value in values {
        let (Some(series), Some(sample)) = (&value.series, &value.sample) else { continue };
        let Some(track) = tracks.iter_mut().find(|track| track.key == series.series_id) else { continue };
        let Some(at) = timestamp(sample.time.as_ref()) else { continue };
        if !sample.value.is_finite() {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "microseconds of centuries fit")]
        let point = Point { at: at.as_microsecond() as f64 / 1e6, value: sample.value };
        // What an agent sends late, after it was cut off, belongs between what is there.
        let place = track.points.partition_point(|held| held.at < point.at);
        if track.points.get(place).is_none_or(|held| held.at > point.at) {
            track.points.insert(place, point);
            changed = true;
        }
    }
    for track in tracks {
        let n_old = track.points.partition_point(|point| point.at < from);
        if n_old > 0 {
            track.points.drain(..n_old);
            changed = true;
        }
    }
    changed
}
