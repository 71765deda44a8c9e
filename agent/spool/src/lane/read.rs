//! Reading a lane: durable records in order, and what is missing before them.

use super::LaneLog;
use crate::{
    disk::DiskFile,
    error::DiskError,
    folder::read_range,
    hole::{Hole, HoleCause, Span},
    record::{self, CHAIN_START, Chain, MAX_PAYLOAD, OVERHEAD},
    repair::Repairs,
    segment::Segment,
    survey,
};

/// 1 MiB: more is not read at once, whatever the caller asks for.
const MAX_READ: u64 = 1 << 20;
/// Reads of one place that may fail before its segment is given up.
const MAX_READ_FAILURES: u32 = 3;
/// Damage can surface this often in one call; each time a file is repaired.
const MAX_REPAIRS: u32 = 4;

/// One record as it was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpooledRecord {
    /// Sequence number.
    pub seq: u64,
    /// When it was appended, microseconds since 1970.
    pub at_us: u64,
    /// What the payload is; the spool does not care.
    pub kind: u8,
    /// Running hash through this record.
    pub chain: Chain,
    /// The bytes appended.
    pub payload: Vec<u8>,
}

/// Consecutive records, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// What is missing right before `first_seq`.
    pub hole: Option<Hole>,
    /// Sequence number of the first record; where the next one will be looked for when there is none.
    pub first_seq: u64,
    /// Records `first_seq`, `first_seq + 1`, …; empty when nothing more is durable.
    pub records: Vec<SpooledRecord>,
}

/// Where the next read most likely goes on.
pub(super) struct Position {
    segment_first_seq: u64,
    next_seq: u64,
    offset: u64,
    file: Box<dyn DiskFile>,
}

enum Failure {
    Disk(DiskError),
    Damaged,
}

impl LaneLog {
    /// Durable records behind `after_seq`; at least one if there is any.
    pub(crate) fn read(
        &mut self,
        after_seq: u64,
        max_records: usize,
        max_bytes: usize,
    ) -> Result<Chunk, DiskError> {
        for _ in 0..MAX_REPAIRS {
            let empty = Chunk { hole: None, first_seq: after_seq.saturating_add(1), records: Vec::new() };
            let Some(index) = self.segment_behind(after_seq) else { return Ok(empty) };
            match self.read_segment(index, after_seq, max_records, max_bytes as u64) {
                Ok(chunk) => {
                    self.read_failures = 0;
                    return Ok(chunk);
                }
                Err(Failure::Damaged) => self.repair(index)?,
                Err(Failure::Disk(failed)) => {
                    self.reader = None;
                    self.read_failures += 1;
                    if self.read_failures < MAX_READ_FAILURES {
                        return Err(failed);
                    }
                    self.read_failures = 0;
                    self.give_up(index)?;
                }
            }
        }
        Ok(Chunk { hole: None, first_seq: after_seq.saturating_add(1), records: Vec::new() })
    }

    /// Chain value at `seq`, if the spool still knows it.
    pub(crate) fn chain_at(&self, seq: u64) -> Option<Chain> {
        if seq == 0 {
            return Some(CHAIN_START);
        }
        if seq == self.acked.seq && self.acked.chain.is_some() {
            return self.acked.chain;
        }
        let segment = self.segments.iter().find(|it| seq < it.run.first_seq || seq <= it.run.last_seq)?;
        if seq + 1 == segment.run.first_seq {
            return Some(segment.run.chain_before);
        }
        if seq == segment.run.last_seq {
            return Some(segment.run.last_chain);
        }
        self.find(segment, seq).map(|(_, chain)| chain)
    }

    /// The hole in front of a segment, seen from `after_seq`.
    pub(crate) fn hole_before(&self, segment: &Segment, after_seq: u64) -> Option<Hole> {
        let first_seq = after_seq + 1;
        let last_seq = segment.run.first_seq - 1;
        if first_seq > last_seq {
            return None;
        }
        let unknown = Span { first_seq, last_seq, cause: HoleCause::Unknown, from_us: None, to_us: None };
        let Span { cause, from_us, to_us, .. } = self.spans.describe(first_seq, last_seq).unwrap_or(unknown);
        let chain_after = segment.run.chain_before;
        Some(Hole { lane: self.stamp.lane, first_seq, last_seq, chain_after, cause, from_us, to_us })
    }

    /// Notes where the acknowledged part of its segment ends.
    pub(super) fn place_acked(&mut self) {
        let acked = self.acked.seq;
        let segment = self.segments.iter().find(|it| (it.run.first_seq..it.run.last_seq).contains(&acked));
        self.acked_place = segment.and_then(|it| Some((it.run.first_seq, self.find(it, acked)?.0)));
    }

    /// Offset in `segment` up to which everything is acknowledged.
    pub(super) fn acked_end(&self, segment: &Segment) -> u64 {
        match self.acked_place {
            Some((first_seq, offset)) if first_seq == segment.run.first_seq => offset,
            Some(_) | None => segment.run.start,
        }
    }

    fn segment_behind(&self, after_seq: u64) -> Option<usize> {
        let index = self.segments.partition_point(|it| it.run.last_seq <= after_seq);
        let segment = self.segments.get(index)?;
        (self.durable.seq >= segment.run.first_seq.max(after_seq + 1)).then_some(index)
    }

    fn read_segment(
        &mut self,
        index: usize,
        after_seq: u64,
        max_records: usize,
        max_bytes: u64,
    ) -> Result<Chunk, Failure> {
        let Some(segment) = self.segments.get(index) else { return Ok(Chunk::default()) };
        let first_seq = segment.run.first_seq.max(after_seq + 1);
        let hole = self.hole_before(segment, after_seq);
        let last_seq = segment.run.last_seq.min(self.durable.seq);
        let end = if index + 1 == self.segments.len() { self.durable.end } else { segment.run.end };
        let segment_first_seq = segment.run.first_seq;
        let name = segment.name.clone();
        let Position { mut offset, file, .. } = self.position(index, first_seq)?;

        let mut records: Vec<SpooledRecord> = Vec::new();
        let mut next_seq = first_seq;
        let mut spent = 0;
        let mut want = max_bytes.clamp(OVERHEAD as u64 + 1, MAX_READ);
        while next_seq <= last_seq && records.len() < max_records.max(1) {
            let bytes = read_range(file.as_ref(), offset, want.min(end.saturating_sub(offset)))
                .map_err(|it| Failure::Disk(self.folder.error("read", &name, it)))?;
            let (taken, used) = take_records(&bytes, next_seq, last_seq, |so_far, size| {
                let count = records.len() + so_far;
                let fits = count == 0 || spent + size <= max_bytes;
                let wanted = count < max_records.max(1) && fits;
                spent += if wanted { size } else { 0 };
                wanted
            });
            next_seq += taken.len() as u64;
            offset += used;
            let stuck = taken.is_empty();
            records.extend(taken);
            if records.is_empty() && stuck {
                // The first record alone may be larger than what was asked for.
                let whole = (OVERHEAD + MAX_PAYLOAD) as u64;
                if want >= whole || want >= end.saturating_sub(offset) {
                    return Err(Failure::Damaged);
                }
                want = whole;
                continue;
            }
            break;
        }
        self.reader = Some(Position { segment_first_seq, next_seq, offset, file });
        Ok(Chunk { hole, first_seq, records })
    }

    fn position(&mut self, index: usize, seq: u64) -> Result<Position, Failure> {
        let Some(segment) = self.segments.get(index) else { return Err(Failure::Damaged) };
        let cached = self.reader.take();
        if let Some(position) = cached
            && position.segment_first_seq == segment.run.first_seq
            && position.next_seq == seq
        {
            return Ok(position);
        }
        let file = self.folder.open(&segment.name, false).map_err(Failure::Disk)?;
        let offset = if seq == segment.run.first_seq {
            segment.run.start
        } else {
            self.find(segment, seq - 1).ok_or(Failure::Damaged)?.0
        };
        Ok(Position { segment_first_seq: segment.run.first_seq, next_seq: seq, offset, file })
    }

    /// Where record `seq` ends and its chain value.
    fn find(&self, segment: &Segment, seq: u64) -> Option<(u64, Chain)> {
        let (from, to) = segment.run.stretch(seq);
        let file = self.folder.open(&segment.name, false).ok()?;
        let bytes = read_range(file.as_ref(), from, to.saturating_sub(from)).ok()?;
        let mut rest = bytes.as_slice();
        loop {
            let (record, behind) = record::decode(rest).ok()?;
            rest = behind;
            if record.seq == seq {
                return Some((from + (bytes.len() - rest.len()) as u64, record.chain));
            }
        }
    }

    /// Cleans a file whose bytes went bad after it was opened.
    fn repair(&mut self, index: usize) -> Result<(), DiskError> {
        let Some(segment) = self.seal(index)? else { return Ok(()) };
        let run = &segment.run;
        tracing::warn!(file = segment.name, "spool file is damaged; keeping what can be read");
        let header = crate::segment::Header {
            stamp: self.stamp,
            first_seq: run.first_seq,
            chain_before: run.chain_before,
            opened_at_us: segment.opened_at_us,
        };
        let upper = run.last_seq + 1;
        let found = survey::look(&self.folder, &segment.name, Some(header), run.first_seq, upper)?;
        let now_us = segment.youngest_at_us();
        let mut parts = Vec::new();
        if let Some(found) = found {
            parts = self.site(now_us).repair(&found, false, &mut Repairs::default())?;
        }
        // What the memory holds is right even where the file's own header went bad meanwhile.
        self.reader = None;
        self.segments.remove(index);
        let mut next = run.first_seq;
        for part in &parts {
            self.note_missing(next, part.run.first_seq - 1, HoleCause::Corruption, &segment);
            next = part.run.last_seq + 1;
        }
        self.note_missing(next, run.last_seq, HoleCause::Corruption, &segment);
        for (place, part) in parts.into_iter().enumerate() {
            self.segments.insert(index + place, part);
        }
        self.hint_is_stale = true;
        self.place_acked();
        Ok(())
    }

    /// Drops a segment that the disk does not give back.
    fn give_up(&mut self, index: usize) -> Result<(), DiskError> {
        let Some(segment) = self.seal(index)? else { return Ok(()) };
        tracing::warn!(file = segment.name, "spool file cannot be read; declaring its records lost");
        self.segments.remove(index);
        self.note_missing(segment.run.first_seq, segment.run.last_seq, HoleCause::DiskError, &segment);
        self.folder.quarantine_move(&segment.name, segment.youngest_at_us()).ok();
        Ok(())
    }

    /// Makes sure that the segment is not the last, which carries the chain on.
    fn seal(&mut self, index: usize) -> Result<Option<Segment>, DiskError> {
        if index + 1 == self.segments.len() {
            let at_us = self.segments.back().map_or(0, Segment::youngest_at_us);
            self.roll(at_us)?;
        }
        Ok(self.segments.get(index).cloned())
    }
}

/// Decodes records from `next_seq` on while `accept(taken so far, size)` agrees; returns them and the bytes used.
fn take_records(
    bytes: &[u8],
    mut next_seq: u64,
    last_seq: u64,
    mut accept: impl FnMut(usize, u64) -> bool,
) -> (Vec<SpooledRecord>, u64) {
    let mut records = Vec::new();
    let mut rest = bytes;
    while next_seq <= last_seq
        && let Ok((record, behind)) = record::decode(rest)
        && record.seq == next_seq
        && accept(records.len(), record.encoded_len())
    {
        records.push(SpooledRecord {
            seq: record.seq,
            at_us: record.at_us,
            kind: record.kind,
            chain: record.chain,
            payload: record.payload.to_vec(),
        });
        rest = behind;
        next_seq += 1;
    }
    (records, (bytes.len() - rest.len()) as u64)
}
