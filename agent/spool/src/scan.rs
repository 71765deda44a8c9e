//! Finds every record in the bytes of a segment file, also behind damage.
//!
//! Behind damage the chain value of the record before is not known, so the first whole record there is given up as
//! well: its own chain field is where the chain resumes. That costs one record and keeps every later chain value as
//! it was, so that nothing else has to be rewritten and a coordinator that is further ahead still agrees.

use crate::{
    record::{self, MAX_PAYLOAD, OVERHEAD, Record},
    segment::{HEADER, Header, Run},
};

/// Checksums computed while looking for a record, as a multiple of the file: damage that imitates records must not
/// make recovery slow.
const EFFORT: usize = 16;
const SMALLEST: usize = OVERHEAD + 1;

/// What a file holds.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// Records right behind a whole header; `None` without one.
    pub(crate) head: Option<Run>,
    /// Records behind damage, each in one piece.
    pub(crate) later: Vec<Run>,
    /// Bytes behind the last whole record that are no record.
    pub(crate) leftover: u64,
}

impl Scan {
    pub(crate) fn records(&self) -> u64 {
        self.runs().map(Run::records).sum()
    }

    pub(crate) fn runs(&self) -> impl Iterator<Item = &Run> {
        self.head.iter().chain(&self.later)
    }

    /// Sequence number the file is known to reach.
    pub(crate) fn last_seq(&self) -> Option<u64> {
        self.runs().last().map(|it| it.last_seq)
    }

    /// True when something is wrong before the end.
    pub(crate) fn is_broken(&self) -> bool {
        self.head.is_none() || !self.later.is_empty()
    }
}

/// Scans a file that should begin with record `first_seq`. Records from `upper` on belong to the next file.
pub(crate) fn scan(bytes: &[u8], header: Option<&Header>, first_seq: u64, upper: u64) -> Scan {
    let head = header.map(|it| Run::begin(it.first_seq, it.chain_before, HEADER as u64));
    let mut scan = Scan { head, later: Vec::new(), leftover: 0 };
    let mut in_place = header.is_some();
    let mut last_seq = first_seq - 1;
    let mut effort = bytes.len().saturating_mul(EFFORT);
    let mut at = HEADER.min(bytes.len());
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        if in_place && let Ok((record, _)) = record::decode(rest) {
            if record.seq >= upper {
                break;
            }
            if record.seq == last_seq + 1 {
                if let Some(run) = scan.later.last_mut().or(scan.head.as_mut()) {
                    run.push(&record);
                }
                last_seq = record.seq;
                at += OVERHEAD + record.payload.len();
                continue;
            }
        }

        let Some((offset, record)) = resume(bytes, at, last_seq, upper, &mut effort) else {
            scan.leftover = (bytes.len() - at) as u64;
            break;
        };
        in_place = true;
        last_seq = record.seq;
        at = offset + OVERHEAD + record.payload.len();
        scan.later.push(Run::begin(record.seq + 1, record.chain, at as u64));
    }
    scan
}

/// The next whole record from `at` on that can follow `last_seq`: damage of so many bytes cannot have hidden more
/// records than fit in there.
fn resume<'b>(
    bytes: &'b [u8],
    at: usize,
    last_seq: u64,
    upper: u64,
    effort: &mut usize,
) -> Option<(usize, Record<'b>)> {
    for offset in at..bytes.len().saturating_sub(SMALLEST - 1) {
        let rest = bytes.get(offset..)?;
        let (length, seq) = record::peek(rest)?;
        let hidden = ((offset - at) / SMALLEST) as u64;
        let plausible = (1..=MAX_PAYLOAD).contains(&length)
            && OVERHEAD + length <= rest.len()
            && seq > last_seq
            && seq - last_seq <= hidden + 1
            && seq < upper;
        if !plausible {
            continue;
        }
        *effort = effort.checked_sub(length)?;
        if let Ok((record, _)) = record::decode(rest) {
            return Some((offset, record));
        }
    }
    None
}
