//! The hot block: samples of one agent and one commit, packed.
//!
//! ```text
//! u8      version, 1
//! varint  number of series n
//! zigzag  base time, microseconds since 1970
//! n ×     varint  series id as difference to the series before (ids ascend)
//!         varint  number of samples k, 1 or more
//! then for each series in that order, k × time:   zigzag difference to the time before it (first: to the base)
//! then for each series in that order, k × value:  see below
//! ```
//!
//! Columns of a kind stand together, so that a later general compressor finds likeness next to likeness. A value is
//! `varint(zigzag(m) << 2 | s)` where value = m · 10^(−3s) for s = 0, 1, 2 (whole numbers, milli, micro: what probes
//! measure) when that is exact to the bit; otherwise a byte 3 and the 8 bytes of the double.

use std::collections::BTreeMap;

/// One measured number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Series it belongs to, 1 or more.
    pub series_id: i64,
    /// Agent's clock, microseconds since 1970.
    pub at_us: i64,
    /// Value.
    pub value: f64,
}

/// A packed block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// The bytes.
    pub data: Vec<u8>,
    /// Samples in it.
    pub n_samples: u32,
    /// Earliest time in it.
    pub ts_min_us: i64,
    /// Latest time in it.
    pub ts_max_us: i64,
}

/// The bytes are no block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// Made by a later program.
    #[error("block has version {0}, known is 1")]
    Version(u8),
    /// Ends early, or numbers in it are out of range.
    #[error("block is damaged")]
    Damaged,
}

const VERSION: u8 = 1;
/// Scale code of a value that is stored as a double.
const RAW: u64 = 3;
/// Factors of scale codes 0, 1, 2.
const SCALES: [f64; 3] = [1.0, 1e3, 1e6];
/// Ids per sample up to which counting is cheaper than comparing.
const SPARSE: usize = 8;
/// Largest scaled value that a double still counts exactly and that leaves room for the scale code.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Packs samples; sorts them by series and time.
///
/// Two samples of one series at one time stay two samples: the compactor, not this, keeps one of them.
#[must_use]
pub fn pack(samples: &mut [Sample]) -> Block {
    sort(samples);
    let n_samples = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let ts_min_us = samples.iter().map(|sample| sample.at_us).min().unwrap_or(0);
    let ts_max_us = samples.iter().map(|sample| sample.at_us).max().unwrap_or(0);

    let mut data = Vec::with_capacity(16 + samples.len() * 8);
    data.push(VERSION);
    let runs = || samples.chunk_by(|a, b| a.series_id == b.series_id);
    put(&mut data, u64::try_from(runs().count()).unwrap_or(u64::MAX));
    put(&mut data, zigzag(ts_min_us));

    let mut previous_id = 0;
    for run in runs() {
        let id = run.first().map_or(0, |sample| sample.series_id);
        put(&mut data, id.wrapping_sub(previous_id).cast_unsigned());
        put(&mut data, u64::try_from(run.len()).unwrap_or(u64::MAX));
        previous_id = id;
    }
    for run in runs() {
        let mut previous_us = ts_min_us;
        for sample in run {
            put(&mut data, zigzag(sample.at_us.wrapping_sub(previous_us)));
            previous_us = sample.at_us;
        }
    }
    for sample in samples.iter() {
        put_value(&mut data, sample.value);
    }
    Block { data, n_samples, ts_min_us, ts_max_us }
}

/// Sorts by series and time; what is equal in both stays in its order.
fn sort(samples: &mut [Sample]) {
    if !group(samples) {
        samples.sort_by_key(|sample| sample.series_id);
    }
    for run in samples.chunk_by_mut(|a, b| a.series_id == b.series_id) {
        // An agent sends in order of time, so there is rarely something left to do.
        if !run.is_sorted_by_key(|sample| sample.at_us) {
            run.sort_by_key(|sample| sample.at_us);
        }
    }
}

/// Sorts by series through counting, in order of arrival within a series; false, and nothing done, when ids lie too far
/// apart. Series of an agent are made together, so their ids mostly lie close.
fn group(samples: &mut [Sample]) -> bool {
    let ids = || samples.iter().map(|sample| sample.series_id);
    let (Some(lowest), Some(highest)) = (ids().min(), ids().max()) else { return true };
    let index =
        |sample: &Sample| usize::try_from(sample.series_id.wrapping_sub(lowest)).unwrap_or(usize::MAX);
    let n_ids = usize::try_from(highest.wrapping_sub(lowest)).unwrap_or(usize::MAX).saturating_add(1);
    if n_ids > samples.len().saturating_mul(SPARSE) {
        return false;
    }
    // Next free place of each series, counted first and then summed up.
    let mut places = vec![0_usize; n_ids];
    for sample in samples.iter() {
        if let Some(count) = places.get_mut(index(sample)) {
            *count += 1;
        }
    }
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    let arrived = samples.to_vec();
    for sample in arrived {
        if let Some(place) = places.get_mut(index(&sample))
            && let Some(slot) = samples.get_mut(*place)
        {
            *slot = sample;
            *place += 1;
        }
    }
    true
}

/// Reads a whole block.
///
/// # Errors
///
/// [`BlockError`] when the bytes were not written by [`pack`].
pub fn unpack(data: &[u8]) -> Result<Vec<Sample>, BlockError> {
    let (mut reader, runs, base_us) = head(data)?;
    let n_samples = runs.iter().map(|(_, n)| n).sum();
    let mut samples = Vec::with_capacity(n_samples);
    for (series_id, n) in runs {
        let mut at_us = base_us;
        for _ in 0..n {
            at_us = at_us.wrapping_add(unzigzag(reader.varint()?));
            samples.push(Sample { series_id, at_us, value: 0.0 });
        }
    }
    for sample in &mut samples {
        sample.value = reader.value()?;
    }
    if reader.rest.is_empty() { Ok(samples) } else { Err(BlockError::Damaged) }
}

/// Reads the samples of one series, oldest first; empty when the block has none.
///
/// # Errors
///
/// As [`unpack`].
pub fn unpack_series(data: &[u8], wanted: i64) -> Result<Vec<(i64, f64)>, BlockError> {
    let (mut reader, runs, base_us) = head(data)?;
    if !runs.iter().any(|(series_id, _)| *series_id == wanted) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for (series_id, n) in &runs {
        let mut at_us = base_us;
        for _ in 0..*n {
            at_us = at_us.wrapping_add(unzigzag(reader.varint()?));
            if *series_id == wanted {
                found.push((at_us, 0.0));
            }
        }
    }
    let mut values = found.iter_mut();
    for (series_id, n) in &runs {
        for _ in 0..*n {
            let value = reader.value()?;
            if *series_id == wanted
                && let Some((_, slot)) = values.next()
            {
                *slot = value;
            }
        }
    }
    Ok(found)
}

/// The latest sample of each series.
///
/// # Errors
///
/// As [`unpack`].
pub fn latest(data: &[u8]) -> Result<BTreeMap<i64, (i64, f64)>, BlockError> {
    let samples = unpack(data)?;
    Ok(samples.into_iter().map(|sample| (sample.series_id, (sample.at_us, sample.value))).collect())
}

type Runs = Vec<(i64, usize)>;

fn head(data: &[u8]) -> Result<(Reader<'_>, Runs, i64), BlockError> {
    let (version, rest) = data.split_first().ok_or(BlockError::Damaged)?;
    if *version != VERSION {
        return Err(BlockError::Version(*version));
    }
    let mut reader = Reader { rest };
    // Every run takes two bytes and every sample two more: a count beyond that is a lie, and is not allocated for.
    let n_series = reader.count(2)?;
    let base_us = unzigzag(reader.varint()?);
    let mut runs = Vec::with_capacity(n_series);
    let mut series_id = 0_i64;
    let mut n_left = data.len() / 2;
    for _ in 0..n_series {
        series_id = series_id.wrapping_add(reader.varint()?.cast_signed());
        let n = reader.count(2)?;
        n_left = n_left.checked_sub(n).ok_or(BlockError::Damaged)?;
        runs.push((series_id, n));
    }
    Ok((reader, runs, base_us))
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    fn varint(&mut self) -> Result<u64, BlockError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(BlockError::Damaged)?;
            self.rest = rest;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                return Err(BlockError::Damaged);
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(BlockError::Damaged)
    }

    fn count(&mut self, bytes_each: usize) -> Result<usize, BlockError> {
        let n = usize::try_from(self.varint()?).map_err(|_| BlockError::Damaged)?;
        if n <= self.rest.len() / bytes_each { Ok(n) } else { Err(BlockError::Damaged) }
    }

    fn value(&mut self) -> Result<f64, BlockError> {
        let packed = self.varint()?;
        let scale = match packed & 3 {
            0 => 1.0,
            1 => 1e3,
            2 => 1e6,
            _ => {
                let (bytes, rest) = self.rest.split_first_chunk::<8>().ok_or(BlockError::Damaged)?;
                self.rest = rest;
                return Ok(f64::from_le_bytes(*bytes));
            }
        };
        Ok(whole(unzigzag(packed >> 2)) / scale)
    }
}

fn put(data: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        data.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    data.push((value & 0x7f) as u8);
}

fn put_value(data: &mut Vec<u8>, value: f64) {
    for (code, scale) in (0_u64..).zip(SCALES) {
        let scaled = (value * scale).round_ties_even();
        if scaled.abs() < EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
            let mantissa = scaled as i64;
            if (whole(mantissa) / scale).to_bits() == value.to_bits() {
                put(data, (zigzag(mantissa) << 2) | code);
                return;
            }
        }
    }
    put(data, RAW);
    data.extend_from_slice(&value.to_le_bytes());
}

/// A whole number below 2^53 as a double, exactly.
#[expect(
    clippy::cast_precision_loss,
    reason = "mantissas are below 2^53; others only occur in damaged blocks"
)]
const fn whole(mantissa: i64) -> f64 {
    mantissa as f64
}

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

#[cfg(test)]
mod tests;
