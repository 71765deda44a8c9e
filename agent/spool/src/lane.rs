//! One lane: its segment files, what of them is durable and what is acknowledged.
//!
//! ```text
//!   acked_seq            durable.seq      last seq
//!      |                      |              |
//! ─────┼──────────────────────┼──────────────┤
//!  freed, or waiting in a     │ tail: in the │
//!  segment that is not        │ file and in  │
//!  acknowledged to its end    │ memory       │
//! ```
//!
//! Only the last segment takes records, and only it may hold some that are not durable: a segment is synced before
//! the next one begins. The tail stays in memory until it is durable, so that a failed fsync costs nothing: the
//! system may have dropped the pages it could not write, and the tail goes into another file.

mod bounds;
mod read;

use std::collections::VecDeque;

use crate::{
    AppendError, LaneStat,
    disk::DiskFile,
    error::DiskError,
    folder::{Folder, read_range},
    hole::Spans,
    record::{self, Chain, MAX_PAYLOAD, OVERHEAD, Record},
    repair::Site,
    segment::{HEADER, Run, Segment, Stamp},
    state::{self, Hint},
};

pub use read::{Chunk, SpooledRecord};

/// 1 MiB, four times what the agent lets pile up between two syncs; an append beyond it syncs first.
const MAX_TAIL: usize = 1 << 20;

/// Bounds of one lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) lane_bytes: u64,
    pub(crate) segment_bytes: u64,
    /// Whether the oldest records may be given up for younger ones.
    pub(crate) may_drop: bool,
}

/// What of a lane is acknowledged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Acked {
    pub(crate) seq: u64,
    pub(crate) chain: Option<Chain>,
    pub(crate) dropped_before: u64,
}

/// Last durable record of the last segment, or the header's place before the first.
#[derive(Debug, Clone, Copy)]
struct Durable {
    seq: u64,
    chain: Chain,
    end: u64,
    at_us: Option<u64>,
}

/// Everything a lane needs to come to life.
pub(crate) struct LaneStart {
    pub(crate) folder: Folder,
    pub(crate) stamp: Stamp,
    pub(crate) limits: Limits,
    /// Never empty; the last one takes records.
    pub(crate) segments: Vec<Segment>,
    pub(crate) acked: Acked,
    pub(crate) spans: Spans,
}

/// One lane of an open spool.
pub(crate) struct LaneLog {
    folder: Folder,
    stamp: Stamp,
    limits: Limits,
    segments: VecDeque<Segment>,
    /// `None`: the last file must not be written any more.
    active: Option<Box<dyn DiskFile>>,
    tail: Vec<u8>,
    durable: Durable,
    acked: Acked,
    /// Segment (by first sequence number) that `acked.seq` lies in, and where its next record begins.
    acked_place: Option<(u64, u64)>,
    spans: Spans,
    reader: Option<read::Position>,
    read_failures: u32,
    hint_is_stale: bool,
    fsync_failures: u64,
    write_failure: Option<String>,
}

impl LaneLog {
    /// Opens the last segment for writing. Its records count as durable only after a sync that succeeds here.
    pub(crate) fn start(start: LaneStart) -> Result<Self, DiskError> {
        let LaneStart { folder, stamp, limits, segments, acked, spans } = start;
        let segments = VecDeque::from(segments);
        let Some(last) = segments.back() else {
            let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(folder.error("find a segment in", "", missing));
        };
        let file = folder.open(&last.name, true)?;
        let tail = read_range(file.as_ref(), HEADER as u64, last.run.end.saturating_sub(HEADER as u64))
            .map_err(|it| folder.error("read", &last.name, it))?;
        let durable = Durable {
            seq: last.run.first_seq - 1,
            chain: last.run.chain_before,
            end: HEADER as u64,
            at_us: None,
        };
        let mut lane = Self {
            folder,
            stamp,
            limits,
            segments,
            active: Some(file),
            tail,
            durable,
            acked,
            acked_place: None,
            spans,
            reader: None,
            read_failures: 0,
            hint_is_stale: true,
            fsync_failures: 0,
            write_failure: None,
        };
        if let Err(failed) = lane.sync() {
            tracing::warn!(lane = %lane.stamp.lane, error = %failed, "spool cannot be written yet");
        }
        lane.free_acked();
        lane.place_acked();
        Ok(lane)
    }

    /// Takes one record. It is in the file but not durable yet.
    pub(crate) fn append(&mut self, kind: u8, payload: &[u8], at_us: u64) -> Result<u64, AppendError> {
        if !(1..=MAX_PAYLOAD).contains(&payload.len()) {
            return Err(AppendError::PayloadSize { size: payload.len() });
        }
        match self.try_append(kind, payload, at_us) {
            Err(AppendError::Disk(full)) if full.is_full() && self.limits.may_drop => {
                if self.drop_oldest(crate::HoleCause::DiskFull, at_us)? == 0 {
                    return Err(AppendError::Disk(full));
                }
                self.try_append(kind, payload, at_us)
            }
            other => other,
        }
    }

    /// Makes every record durable.
    pub(crate) fn sync(&mut self) -> Result<(), DiskError> {
        if self.tail.is_empty() && self.active.is_some() {
            return Ok(());
        }
        if let Some(mut file) = self.active.take() {
            match file.sync() {
                Ok(()) => {
                    self.active = Some(file);
                    self.tail_is_durable();
                    return Ok(());
                }
                Err(failed) => {
                    self.fsync_failures += 1;
                    tracing::warn!(lane = %self.stamp.lane, error = %failed, "fsync failed; rewriting the tail into another file");
                    // Recovery copes with the tail being in both files.
                    file.set_size(self.durable.end).ok();
                }
            }
        }
        self.rescue().inspect_err(|it| self.write_failure = Some(describe(it)))
    }

    pub(crate) fn unsynced_bytes(&self) -> u64 {
        self.tail.len() as u64
    }

    pub(crate) fn durable_seq(&self) -> u64 {
        self.durable.seq
    }

    pub(crate) fn last_seq(&self) -> u64 {
        self.segments.back().map_or(0, |it| it.run.last_seq)
    }

    pub(crate) fn last_chain(&self) -> Chain {
        self.segments.back().map_or(record::CHAIN_START, |it| it.run.last_chain)
    }

    pub(crate) fn acked_seq(&self) -> u64 {
        self.acked.seq
    }

    pub(crate) fn spans(&self) -> &Spans {
        &self.spans
    }

    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter()
    }

    pub(crate) fn segments_mut(&mut self) -> impl Iterator<Item = &mut Segment> {
        // Names change: a cached file would be looked up under the old one.
        self.reader = None;
        self.segments.iter_mut()
    }

    /// Sequence numbers and payload sizes of this lane at this moment.
    pub(crate) fn stat(&self) -> LaneStat {
        let unacked = self.segments.iter().filter(|it| it.run.last_seq > self.acked.seq);
        let records = unacked.clone().map(|it| it.run.last_seq - self.acked.seq.max(it.run.first_seq - 1));
        let bytes = unacked.clone().map(|it| it.run.end - self.acked_end(it));
        let dropped_records = self.acked.dropped_before + self.spans.records();
        LaneStat {
            epoch: self.stamp.epoch,
            first_seq: self.segments.front().map_or(1, |it| it.run.first_seq),
            last_seq: self.last_seq(),
            last_chain: self.last_chain(),
            durable_seq: self.durable.seq,
            acked_seq: self.acked.seq,
            acked_chain: self.acked.chain,
            produced_records: self.last_seq(),
            acked_records: self.acked.seq - self.acked.dropped_before,
            pending_records: records.sum(),
            dropped_records,
            pending_bytes: bytes.sum(),
            disk_bytes: self.bytes(),
            segments: self.segments.len(),
            oldest_at_us: unacked.clone().next().map(Segment::oldest_at_us),
        }
    }

    /// What is not well, for people.
    pub(crate) fn health(&self) -> Vec<String> {
        let lane = self.stamp.lane;
        let mut notes = Vec::new();
        if self.fsync_failures > 0 {
            notes.push(format!("spool: fsync failed {} times on the {lane} lane", self.fsync_failures));
        }
        if let Some(failure) = &self.write_failure {
            notes.push(format!("spool: {lane} lane cannot be written: {failure}"));
        }
        notes
    }

    /// Writes the hint file if it is out of date.
    pub(crate) fn save_hint(&mut self) -> Result<(), DiskError> {
        if !self.hint_is_stale {
            return Ok(());
        }
        let hint = Hint {
            epoch: self.stamp.epoch,
            acked_seq: self.acked.seq,
            acked_chain: self.acked.chain,
            dropped_before: self.acked.dropped_before,
            spans: self.spans.clone(),
        };
        self.folder.replace(&state::hint_file(self.stamp.lane), &hint.encode())?;
        self.hint_is_stale = false;
        Ok(())
    }

    fn try_append(&mut self, kind: u8, payload: &[u8], at_us: u64) -> Result<u64, AppendError> {
        let size = OVERHEAD + payload.len();
        if self.active.is_none() || self.tail.len() + size > MAX_TAIL {
            self.sync()?;
        }
        self.make_room(size as u64, at_us)?;

        let seq = self.last_seq() + 1;
        let chain = record::chain_next(&self.last_chain(), seq, kind, payload);
        let record = Record { seq, at_us, kind, chain, payload };
        let mut bytes = Vec::with_capacity(size);
        record.encode(&mut bytes);
        self.write(&bytes)?;
        if let Some(last) = self.segments.back_mut() {
            last.run.push(&record);
        }
        self.tail.extend_from_slice(&bytes);
        Ok(seq)
    }

    /// Writes at the end of the last file, all or nothing.
    fn write(&mut self, bytes: &[u8]) -> Result<(), DiskError> {
        let end = self.segments.back().map_or(0, Segment::bytes);
        let name = self.segments.back().map_or("", |it| &it.name);
        let Some(file) = &mut self.active else {
            return Err(self.folder.error("write", name, std::io::ErrorKind::BrokenPipe.into()));
        };
        let Err(refused) = file.write_all_at(bytes, end) else {
            self.write_failure = None;
            return Ok(());
        };
        let refused = self.folder.error("write", name, refused);
        if file.set_size(end).is_err() {
            // Garbage may stay behind: nothing may follow it in this file.
            self.active = None;
        }
        self.write_failure = Some(describe(&refused));
        Err(refused)
    }

    /// Ends the last segment and begins the next.
    fn roll(&mut self, at_us: u64) -> Result<(), DiskError> {
        self.sync()?;
        let Some(last) = self.segments.back().filter(|it| !it.run.is_empty()) else { return Ok(()) };
        let (seq, chain) = (last.run.last_seq, last.run.last_chain);
        let (name, file) = self.site(at_us).create(seq + 1, chain, &[])?;
        let run = Run::begin(seq + 1, chain, HEADER as u64);
        self.segments.push_back(Segment { name, opened_at_us: at_us, run });
        self.active = Some(file);
        self.durable = Durable { seq, chain, end: HEADER as u64, at_us: None };
        Ok(())
    }

    /// Moves the tail into a file of its own, because the last one cannot be trusted with it.
    fn rescue(&mut self) -> Result<(), DiskError> {
        let Durable { seq, chain, end, at_us } = self.durable;
        let Some(last) = self.segments.back() else { return Ok(()) };
        let now_us = last.youngest_at_us();
        let replaces = last.run.first_seq == seq + 1;
        let site = self.site(now_us);
        let (name, file) = if replaces {
            let name = last.name.clone();
            let file = site.create_named(&name, seq + 1, chain, &self.tail)?;
            (name, file)
        } else {
            site.create(seq + 1, chain, &self.tail)?
        };

        if replaces {
            self.segments.pop_back();
        } else if let Some(last) = self.segments.back_mut() {
            last.run.rewind(seq, chain, end, at_us);
        }
        let mut run = Run::begin(seq + 1, chain, HEADER as u64);
        let mut rest = self.tail.as_slice();
        while let Ok((record, behind)) = record::decode(rest) {
            run.push(&record);
            rest = behind;
        }
        self.segments.push_back(Segment { name, opened_at_us: now_us, run });
        self.active = Some(file);
        self.reader = None;
        self.tail_is_durable();
        Ok(())
    }

    fn tail_is_durable(&mut self) {
        self.tail.clear();
        self.write_failure = None;
        if let Some(Segment { run, .. }) = self.segments.back() {
            self.durable =
                Durable { seq: run.last_seq, chain: run.last_chain, end: run.end, at_us: run.last_at_us };
        }
    }

    fn site(&self, now_us: u64) -> Site<'_> {
        Site { folder: &self.folder, stamp: self.stamp, now_us }
    }

    fn bytes(&self) -> u64 {
        self.segments.iter().map(Segment::bytes).sum()
    }
}

fn describe(failed: &DiskError) -> String {
    format!("{failed}: {}", failed.source)
}
