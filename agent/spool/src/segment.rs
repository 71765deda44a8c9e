//! One segment file: a header, then records with contiguous sequence numbers.
//!
//! ```text
//! offset  size  field
//!      0     8  magic         "NOCTSEG1"
//!      8     4  version       u32 little-endian, 1
//!     12     1  lane          0 critical, 1 telemetry
//!     13     3  zero
//!     16    16  spool_id
//!     32     8  epoch         u64 little-endian
//!     40     8  first_seq     u64 little-endian, sequence number of the first record
//!     48    16  chain_before  chain value of record first_seq − 1
//!     64     8  opened_at_us  u64 little-endian, when the file was begun
//!     72     4  crc           CRC-32C of the 72 bytes before
//!     76        records
//! ```
//!
//! A hole lies only between files: the header behind it carries the chain across.

use crate::{
    Lane,
    cursor::Cursor,
    record::{Chain, Record},
};

/// Bytes before the first record.
pub(crate) const HEADER: usize = 76;
const MAGIC: [u8; 8] = *b"NOCTSEG1";
const VERSION: u32 = 1;
/// A reader starts at most this far before the record it wants.
const MARK_EVERY: u64 = 64 * 1024;
/// Far beyond any real sequence number, and far enough from the end for arithmetic.
pub(crate) const MAX_SEQ: u64 = u64::MAX / 4;

/// Whose records a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) spool_id: [u8; 16],
    pub(crate) epoch: u64,
    pub(crate) lane: Lane,
}

/// First bytes of a segment file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) stamp: Stamp,
    pub(crate) first_seq: u64,
    pub(crate) chain_before: Chain,
    pub(crate) opened_at_us: u64,
}

/// Contiguous records in a file.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) first_seq: u64,
    pub(crate) chain_before: Chain,
    /// `first_seq - 1` when empty.
    pub(crate) last_seq: u64,
    pub(crate) last_chain: Chain,
    /// Offset of the first record.
    pub(crate) start: u64,
    /// Offset behind the last record.
    pub(crate) end: u64,
    pub(crate) first_at_us: Option<u64>,
    pub(crate) last_at_us: Option<u64>,
    marks: Vec<Mark>,
    tip: Option<Mark>,
}

/// Where a record begins.
#[derive(Debug, Clone, Copy)]
struct Mark {
    seq: u64,
    offset: u64,
    chain_before: Chain,
}

/// A segment file and what it holds.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) name: String,
    pub(crate) opened_at_us: u64,
    pub(crate) run: Run,
}

/// What a file name says. Only believed where the header cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameParts {
    pub(crate) lane: Lane,
    pub(crate) epoch: u64,
    pub(crate) first_seq: u64,
}

impl Header {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&[self.stamp.lane.to_byte(), 0, 0, 0]);
        out.extend_from_slice(&self.stamp.spool_id);
        out.extend_from_slice(&self.stamp.epoch.to_le_bytes());
        out.extend_from_slice(&self.first_seq.to_le_bytes());
        out.extend_from_slice(&self.chain_before);
        out.extend_from_slice(&self.opened_at_us.to_le_bytes());
        let crc = crc32c::crc32c(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    /// The header at the start of a file, if it is whole.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let covered = bytes.get(..HEADER - 4)?;
        let mut fields = Cursor::new(bytes);
        let magic = fields.take::<8>()?;
        let version = fields.u32()?;
        let [lane, ..] = fields.take::<4>()?;
        let stamp_id = fields.take()?;
        let epoch = fields.u64()?;
        let first_seq = fields.u64()?;
        let chain_before = fields.take()?;
        let opened_at_us = fields.u64()?;
        let crc = fields.u32()?;
        let whole = magic == MAGIC
            && version == VERSION
            && crc == crc32c::crc32c(covered)
            && (1..=MAX_SEQ).contains(&first_seq);
        let lane = Lane::from_number(u32::from(lane))?;
        whole.then_some(Self {
            stamp: Stamp { spool_id: stamp_id, epoch, lane },
            first_seq,
            chain_before,
            opened_at_us,
        })
    }
}

impl Stamp {
    /// Usual name of the file that begins with `first_seq`.
    pub(crate) fn file_name(&self, first_seq: u64) -> String {
        format!("lane{}-{:016x}-{first_seq:016x}.seg", self.lane.to_byte(), self.epoch)
    }
}

impl NameParts {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".seg").or_else(|| name.strip_suffix(".new"))?;
        let mut parts = stem.strip_prefix("lane")?.split('-');
        let lane = Lane::from_number(parts.next()?.parse().ok()?)?;
        let epoch = u64::from_str_radix(parts.next()?, 16).ok()?;
        let first_seq = u64::from_str_radix(parts.next()?, 16).ok()?;
        (1..=MAX_SEQ).contains(&first_seq).then_some(Self { lane, epoch, first_seq })
    }
}

impl Run {
    pub(crate) fn begin(first_seq: u64, chain_before: Chain, start: u64) -> Self {
        Self {
            first_seq,
            chain_before,
            last_seq: first_seq - 1,
            last_chain: chain_before,
            start,
            end: start,
            first_at_us: None,
            last_at_us: None,
            marks: Vec::new(),
            tip: None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.last_seq < self.first_seq
    }

    pub(crate) fn records(&self) -> u64 {
        self.last_seq + 1 - self.first_seq
    }

    /// Notes a record that lies at the end.
    pub(crate) fn push(&mut self, record: &Record<'_>) {
        let mark = Mark { seq: record.seq, offset: self.end, chain_before: self.last_chain };
        if self.marks.last().is_none_or(|it| mark.offset - it.offset >= MARK_EVERY) {
            self.marks.push(mark);
        }
        self.tip = Some(mark);
        self.last_seq = record.seq;
        self.last_chain = record.chain;
        self.end += record.encoded_len();
        self.first_at_us = self.first_at_us.or(Some(record.at_us));
        self.last_at_us = Some(record.at_us);
    }

    /// Forgets the last record. Possible once after a [`Run::push`].
    pub(crate) fn cut_last(&mut self) {
        if let Some(tip) = self.tip.take() {
            self.rewind(tip.seq - 1, tip.chain_before, tip.offset, self.last_at_us);
        }
    }

    /// Forgets every record after `seq`, which ends at `end`.
    pub(crate) fn rewind(&mut self, seq: u64, chain: Chain, end: u64, at_us: Option<u64>) {
        self.last_seq = seq;
        self.last_chain = chain;
        self.end = end;
        self.last_at_us = at_us;
        self.marks.retain(|it| it.seq <= seq);
        self.tip = None;
        if self.is_empty() {
            self.first_at_us = None;
            self.last_at_us = None;
        }
    }

    /// The same records in a file of their own, right behind its header.
    pub(crate) fn rebased(mut self) -> Self {
        let by = self.start - HEADER as u64;
        self.start -= by;
        self.end -= by;
        for mark in self.marks.iter_mut().chain(&mut self.tip) {
            mark.offset -= by;
        }
        self
    }

    /// A stretch of the file that begins with a record and contains the beginning of record `seq`.
    pub(crate) fn stretch(&self, seq: u64) -> (u64, u64) {
        let next = self.marks.partition_point(|it| it.seq <= seq);
        let from = next.checked_sub(1).and_then(|it| self.marks.get(it)).map_or(self.start, |it| it.offset);
        let to = self.marks.get(next).map_or(self.end, |it| it.offset);
        (from, to)
    }
}

impl Segment {
    /// Bytes of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.run.end
    }

    /// Time of the oldest record, or of the file when it has none.
    pub(crate) fn oldest_at_us(&self) -> u64 {
        self.run.first_at_us.unwrap_or(self.opened_at_us)
    }

    /// Time of the youngest record, or of the file when it has none.
    pub(crate) fn youngest_at_us(&self) -> u64 {
        self.run.last_at_us.unwrap_or(self.opened_at_us)
    }
}
