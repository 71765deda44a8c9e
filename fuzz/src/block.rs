//! Packed samples: `nocturne_core::block`.

use std::collections::{BTreeMap, BTreeSet};

use nocturne_core::block::{Sample, latest, pack, unpack, unpack_series};

use crate::Limits;

/// A sample takes two bytes and becomes 24, and a run as well.
pub const LIMITS: Limits = Limits { bytes_per_byte: 128, ..Limits::USUAL };

/// Samples that are read can be packed again, and every way of reading tells the same.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Ok(mut samples) = unpack(bytes) else {
        assert!(latest(bytes).is_err(), "the latest samples of what cannot be read");
        return false;
    };
    assert!(samples.len() <= bytes.len() / 2, "{} samples of {} bytes", samples.len(), bytes.len());

    let ids: BTreeSet<i64> = samples.iter().map(|sample| sample.series_id).collect();
    for id in ids.iter().copied().take(4) {
        let of_series: Vec<(i64, u64)> = samples
            .iter()
            .filter(|sample| sample.series_id == id)
            .map(|sample| (sample.at_us, sample.value.to_bits()))
            .collect();
        let alone = unpack_series(bytes, id).expect("a block that can be read has series that can be read");
        let alone: Vec<(i64, u64)> =
            alone.into_iter().map(|(at_us, value)| (at_us, value.to_bits())).collect();
        assert_eq!(alone, of_series, "series {id}");
    }
    let last: BTreeMap<i64, i64> = samples.iter().map(|sample| (sample.series_id, sample.at_us)).collect();
    let told: BTreeMap<i64, i64> =
        latest(bytes).expect("it can be read").into_iter().map(|(id, (at_us, _))| (id, at_us)).collect();
    assert_eq!(told, last);

    let block = pack(&mut samples);
    let again = unpack(&block.data).expect("what was packed can be read");
    assert_eq!(bits(&again), bits(&samples));
    assert_eq!(usize::try_from(block.n_samples).ok(), Some(samples.len()));
    true
}

fn bits(samples: &[Sample]) -> Vec<(i64, i64, u64)> {
    samples.iter().map(|sample| (sample.series_id, sample.at_us, sample.value.to_bits())).collect()
}
