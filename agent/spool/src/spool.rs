//! The spool: both lanes of one directory, for one process.

use std::{path::Path, sync::Arc};

use crate::{
    AckError, AppendError, Chain, Chunk, HoleCause, Lane, Recovery, SpoolError,
    disk::{Disk, OsDisk},
    error::DiskError,
    folder::Folder,
    lane::{LaneLog, Limits},
    recovery,
    segment::HEADER,
    state::{self, Clean, End},
};

/// A segment that is larger would make recovery read it all for one damaged byte.
const MAX_SEGMENT_BYTES: u64 = 64 * 1024 * 1024;
/// A segment holds its header and something.
const MIN_SEGMENT_BYTES: u64 = 2 * HEADER as u64;
/// A lane is divided into at least so many segments, so that dropping one does not drop nearly all.
const SEGMENTS_PER_LANE: u64 = 8;

/// Limits of a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Bytes on disk of both lanes. A change of epoch needs up to as much again for a moment.
    pub max_bytes: u64,
    /// Part of `max_bytes` that is kept for the critical lane.
    pub lane0_max_bytes: u64,
    /// Age at which telemetry is dropped, microseconds; 0 is never.
    pub max_age_us: u64,
    /// Room the file system must keep; below it telemetry is dropped.
    pub min_free_bytes: u64,
    /// Size of a segment file; smaller where a lane is small.
    pub segment_bytes: u64,
}

impl Default for Options {
    /// 1 GiB, of which 16 MiB are critical, 7 days, 256 MiB free, 8 MiB segments.
    fn default() -> Self {
        Self {
            max_bytes: 1 << 30,
            lane0_max_bytes: 16 << 20,
            max_age_us: 7 * 24 * 3600 * 1_000_000,
            min_free_bytes: 256 << 20,
            segment_bytes: 8 << 20,
        }
    }
}

/// Numbers of one lane. `produced == acked + pending + dropped`, all counted within the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneStat {
    /// Epoch of the records; 0 before one was assigned.
    pub epoch: u64,
    /// First sequence number that is on disk or comes next.
    pub first_seq: u64,
    /// Last sequence number given out; 0 is none.
    pub last_seq: u64,
    /// Chain value at `last_seq`.
    pub last_chain: Chain,
    /// Last sequence number that survives a power cut. Only records up to here are read.
    pub durable_seq: u64,
    /// Last acknowledged sequence number, as far as this spool knows.
    pub acked_seq: u64,
    /// Chain value there, if still known.
    pub acked_chain: Option<Chain>,
    /// Records given a sequence number.
    pub produced_records: u64,
    /// Records acknowledged.
    pub acked_records: u64,
    /// Records waiting for an acknowledgement.
    pub pending_records: u64,
    /// Records dropped without an acknowledgement of their own.
    pub dropped_records: u64,
    /// Bytes on disk of the pending records.
    pub pending_bytes: u64,
    /// Bytes on disk of all segment files.
    pub disk_bytes: u64,
    /// Segment files.
    pub segments: usize,
    /// About when the oldest pending record was appended; exact to a segment.
    pub oldest_at_us: Option<u64>,
}

/// Numbers of a spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// Id of the spool.
    pub spool_id: [u8; 16],
    /// Epoch that records are stamped with; 0 before one was assigned.
    pub epoch: u64,
    /// Lane 0.
    pub critical: LaneStat,
    /// Lane 1.
    pub telemetry: LaneStat,
}

/// What [`Spool::enforce`] gave up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Enforced {
    /// Records dropped.
    pub dropped_records: u64,
    /// Bytes on disk that were freed.
    pub freed_bytes: u64,
}

/// An open spool. Dropping it without [`Spool::close`] is an unclean stop.
pub struct Spool {
    pub(crate) folder: Folder,
    pub(crate) options: Options,
    pub(crate) spool_id: [u8; 16],
    pub(crate) epoch: u64,
    pub(crate) critical: LaneLog,
    pub(crate) telemetry: LaneLog,
    /// Set when the disk's and the memory's idea of the epoch may differ; only a restart settles it.
    pub(crate) wedged: Option<String>,
    pub(crate) _lock: Box<dyn Send>,
}

impl Options {
    pub(crate) fn check(&self) -> Result<(), SpoolError> {
        if !(MIN_SEGMENT_BYTES..=MAX_SEGMENT_BYTES).contains(&self.segment_bytes) {
            return Err(SpoolError::Options("segment_bytes must be between 152 bytes and 64 MiB"));
        }
        if self.lane0_max_bytes == 0 || self.lane0_max_bytes >= self.max_bytes {
            return Err(SpoolError::Options("lane0_max_bytes must be above 0 and below max_bytes"));
        }
        Ok(())
    }

    pub(crate) fn limits(&self, lane: Lane) -> Limits {
        let lane_bytes = match lane {
            Lane::Critical => self.lane0_max_bytes,
            Lane::Telemetry => self.max_bytes.saturating_sub(self.lane0_max_bytes),
        };
        let segment_bytes = self.segment_bytes.min(lane_bytes / SEGMENTS_PER_LANE).max(MIN_SEGMENT_BYTES);
        Limits { lane_bytes, segment_bytes, may_drop: lane == Lane::Telemetry }
    }
}

impl Stat {
    /// Numbers of one lane.
    #[must_use]
    pub fn lane(&self, lane: Lane) -> &LaneStat {
        match lane {
            Lane::Critical => &self.critical,
            Lane::Telemetry => &self.telemetry,
        }
    }
}

impl Spool {
    /// Opens the spool in `dir`, creating it if need be, and brings it into order.
    ///
    /// Damaged content never prevents this: what can be read is kept, the rest becomes a hole.
    ///
    /// # Errors
    ///
    /// [`SpoolError::Locked`] if another process has it; [`SpoolError::Options`] if the limits make no sense;
    /// [`SpoolError::Disk`] if the disk refuses to read or write; [`SpoolError::Random`] without randomness.
    pub fn open(dir: &Path, options: Options, now_us: u64) -> Result<(Self, Recovery), SpoolError> {
        Self::open_on(Arc::new(OsDisk), dir, options, now_us)
    }

    /// Like [`Spool::open`], on another disk.
    ///
    /// # Errors
    ///
    /// Those of [`Spool::open`].
    pub fn open_on(
        disk: Arc<dyn Disk>,
        dir: &Path,
        options: Options,
        now_us: u64,
    ) -> Result<(Self, Recovery), SpoolError> {
        options.check()?;
        recovery::open(&Folder::new(disk, dir), options, now_us)
    }

    /// 16 random bytes made when the directory was created.
    #[must_use]
    pub fn spool_id(&self) -> [u8; 16] {
        self.spool_id
    }

    /// Epoch that records are stamped with; 0 before one was assigned.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Takes a record and returns its sequence number. It leaves, and survives a power cut, only after a sync.
    ///
    /// A full telemetry lane, and a full disk, make room by giving up the lane's oldest segment. May sync by itself.
    ///
    /// # Errors
    ///
    /// [`AppendError::PayloadSize`] for an empty or too large payload; [`AppendError::LaneFull`] when nothing may be
    /// dropped; [`AppendError::Disk`] when the disk refuses. The record is not in the spool then.
    pub fn append(&mut self, lane: Lane, kind: u8, payload: &[u8], at_us: u64) -> Result<u64, AppendError> {
        if let Some(reason) = &self.wedged {
            let source = std::io::Error::other(reason.clone());
            return Err(AppendError::Disk(self.folder.error("append to", "", source)));
        }
        self.lane_mut(lane).append(kind, payload, at_us)
    }

    /// Bytes appended to a lane that a power cut would take.
    #[must_use]
    pub fn unsynced_bytes(&self, lane: Lane) -> u64 {
        self.lane(lane).unsynced_bytes()
    }

    /// Makes everything appended to a lane durable.
    ///
    /// # Errors
    ///
    /// [`DiskError`] when neither the file nor a replacement could be written. Nothing is lost while the process
    /// lives: the next sync or append tries again.
    pub fn sync(&mut self, lane: Lane) -> Result<(), DiskError> {
        self.lane_mut(lane).sync()
    }

    /// Makes everything durable.
    ///
    /// # Errors
    ///
    /// The first of [`Spool::sync`]; the other lane is tried all the same.
    pub fn sync_all(&mut self) -> Result<(), DiskError> {
        let critical = self.critical.sync();
        self.telemetry.sync()?;
        critical
    }

    /// Last sequence number of a lane that survives a power cut.
    #[must_use]
    pub fn durable_seq(&self, lane: Lane) -> u64 {
        self.lane(lane).durable_seq()
    }

    /// Durable records with sequence numbers above `after_seq`, consecutive, at least one if there is any.
    ///
    /// At most `max_records`, and at most `max_bytes` unless the first record alone is larger; each counts with its
    /// payload and [`crate::OVERHEAD`], which is no less than what a protobuf envelope adds. Stops at the end of a
    /// segment. Reading on where the last call ended costs no search.
    ///
    /// # Errors
    ///
    /// [`DiskError`] when the disk refuses; after the third time in a row the segment is declared lost.
    pub fn read(
        &mut self,
        lane: Lane,
        after_seq: u64,
        max_records: usize,
        max_bytes: usize,
    ) -> Result<Chunk, DiskError> {
        self.lane_mut(lane).read(after_seq, max_records, max_bytes)
    }

    /// Frees the records up to `through_seq`, file by file. Less than already acknowledged changes nothing.
    ///
    /// # Errors
    ///
    /// [`AckError`] if there are not that many durable records: this directory is older than what the coordinator
    /// saw. Nothing has changed then.
    pub fn ack(&mut self, lane: Lane, through_seq: u64) -> Result<(), AckError> {
        self.lane_mut(lane).ack(through_seq)
    }

    /// Chain value at `seq`; `None` when the record is gone and no neighbour tells, or the disk cannot read it.
    #[must_use]
    pub fn chain_at(&self, lane: Lane, seq: u64) -> Option<Chain> {
        self.lane(lane).chain_at(seq)
    }

    /// Drops telemetry that is too old, or for which the disk has no room: `free_bytes` is what it has now, see
    /// [`Spool::free_bytes`]. Call it about once a minute; it also saves the hints.
    ///
    /// # Errors
    ///
    /// [`DiskError`] when the disk refuses to begin another segment.
    pub fn enforce(&mut self, now_us: u64, free_bytes: u64) -> Result<Enforced, DiskError> {
        let before = self.telemetry.stat();
        let (max_age_us, min_free) = (self.options.max_age_us, self.options.min_free_bytes);
        let aged = if max_age_us > 0 { self.telemetry.expire(now_us, max_age_us) } else { Ok(()) };
        let mut free = free_bytes;
        while free < min_free && self.telemetry.stat().pending_records > 0 {
            match self.telemetry.drop_oldest(HoleCause::DiskFull, now_us)? {
                0 => break,
                freed => free += freed,
            }
        }
        for lane in [&mut self.critical, &mut self.telemetry] {
            if let Err(failed) = lane.save_hint() {
                tracing::debug!(error = %failed, "spool hint not saved");
            }
        }
        aged?;
        let after = self.telemetry.stat();
        Ok(Enforced {
            dropped_records: after.dropped_records - before.dropped_records,
            freed_bytes: before.disk_bytes.saturating_sub(after.disk_bytes),
        })
    }

    /// Room on the spool's file system, for [`Spool::enforce`].
    ///
    /// # Errors
    ///
    /// [`DiskError`] when the system does not say.
    pub fn free_bytes(&self) -> Result<u64, DiskError> {
        let free = self.folder.disk().free_bytes(self.folder.path());
        free.map_err(|it| self.folder.error("measure free room of", "", it))
    }

    /// Numbers of both lanes.
    #[must_use]
    pub fn stat(&self) -> Stat {
        Stat {
            spool_id: self.spool_id,
            epoch: self.epoch,
            critical: self.critical.stat(),
            telemetry: self.telemetry.stat(),
        }
    }

    /// What is not well, for people; empty is healthy. A failed fsync is remembered until the next open.
    #[must_use]
    pub fn health(&self) -> Vec<String> {
        let mut notes = self.critical.health();
        notes.extend(self.telemetry.health());
        notes.extend(self.wedged.iter().map(|it| format!("spool: needs a restart: {it}")));
        notes
    }

    /// Makes everything durable and marks the stop as orderly.
    ///
    /// # Errors
    ///
    /// [`DiskError`] when something is not durable. The next open reports an unclean stop then.
    pub fn close(mut self) -> Result<(), DiskError> {
        self.sync_all()?;
        self.critical.save_hint()?;
        self.telemetry.save_hint()?;
        if self.wedged.is_some() {
            return Ok(());
        }
        let end = |lane: &LaneLog| End { seq: lane.last_seq(), chain: lane.last_chain() };
        let (critical, telemetry) = (end(&self.critical), end(&self.telemetry));
        let clean = Clean { epoch: self.epoch, critical, telemetry };
        self.folder.replace(state::CLEAN_FILE, &clean.encode())?;
        Ok(())
    }

    pub(crate) fn lane(&self, lane: Lane) -> &LaneLog {
        match lane {
            Lane::Critical => &self.critical,
            Lane::Telemetry => &self.telemetry,
        }
    }

    pub(crate) fn lane_mut(&mut self, lane: Lane) -> &mut LaneLog {
        match lane {
            Lane::Critical => &mut self.critical,
            Lane::Telemetry => &mut self.telemetry,
        }
    }
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").field("path", &self.folder.path()).field("stat", &self.stat()).finish()
    }
}
