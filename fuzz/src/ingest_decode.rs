//! What the coordinator makes of an agent's records: `nocturne_coordinator::ingest::decode`.
//!
//! The first byte of an input is the kind of the record, the rest its payload.

use bytes::Bytes;
use nocturne_coordinator::ingest::decode::{Decoded, MAX_ROWS, Results, decode};

use crate::Limits;

/// An empty message in a list takes two bytes and becomes a struct of some hundred.
pub const LIMITS: Limits = Limits { base_bytes: 256 << 10, bytes_per_byte: 512, ..Limits::USUAL };

/// Longest text taken from an agent, bytes; a zero byte that is replaced has three.
const MAX_TEXT: usize = 3 * 4_096;

/// Every index of what is read points to something, and every text fits into the database. What cannot be read is told in
/// a line.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Some((kind, payload)) = bytes.split_first() else { return false };
    match decode(i32::from(*kind), &Bytes::copy_from_slice(payload)) {
        Ok(Decoded::Results(results)) => rows(&results),
        Ok(Decoded::Status(status)) => stored(&status.evidence),
        Ok(Decoded::Config(config)) => {
            assert!(config.generation >= 0);
            stored(&config.detail);
        }
        Ok(Decoded::Gap(gap)) => {
            assert!(gap.from <= gap.to && gap.records >= 0);
            stored(&gap.detail);
        }
        Err(why) => {
            assert!(!why.is_empty() && why.len() <= 500, "{} bytes are told", why.len());
            return false;
        }
    }
    true
}

fn rows(results: &Results) {
    let n = results.rows.len();
    assert!((1..=MAX_ROWS).contains(&n), "{n} rows");
    assert!(results.rows.iter().all(|row| row.check_index < results.checks.len()));
    assert!(results.checks.iter().all(|(_, revision)| i32::try_from(*revision).is_ok_and(|it| 0 < it)));
    for column in &results.columns {
        assert!(column.values.is_sorted_by(|a, b| a.0 < b.0), "{:?}", column.values);
        assert!(column.values.iter().all(|(row, _)| *row < n));
        assert!(column.labels.len().is_multiple_of(2));
        assert!(column.labels.iter().all(|label| !label.is_empty() && !label.contains('\0')));
    }
}

fn stored(text: &str) {
    assert!(text.len() <= MAX_TEXT, "{} bytes", text.len());
    assert!(!text.contains('\0'), "a zero byte");
}
