//! Changes the epoch: every record that is not acknowledged is written again with a sequence number from 1.
//!
//! The files of the coming epoch are written under names that do not count (`.new`), made durable, and become real
//! all at once when the `epoch` file is replaced; then the old ones go. A crash before that moment leaves the old
//! epoch, one after it the next, each whole.
//!
//! Holes are carried over: sequence numbers keep their distances, so what was dropped and not yet declared is
//! declared in the next epoch.

use crate::{
    Chain, HoleCause, Lane, Spool, SpoolError,
    error::DiskError,
    folder::Folder,
    lane::{Acked, LaneLog, LaneStart},
    record::{self, CHAIN_START, Record},
    segment::{HEADER, Header, MAX_SEQ, Run, Segment, Stamp},
    state::{self, Manifest},
    survey,
};

/// Records read at a time.
const CHUNK_RECORDS: usize = 4096;
const CHUNK_BYTES: usize = 1 << 20;

/// Writes the segments of the coming epoch of one lane.
struct Stager<'s> {
    folder: &'s Folder,
    stamp: Stamp,
    segment_bytes: u64,
    now_us: u64,
    run: Run,
    bytes: Vec<u8>,
    segments: Vec<Segment>,
}

impl Spool {
    /// Goes over to another epoch: records not yet acknowledged are stamped anew from sequence number 1 with a chain
    /// of their own, both cursors start at 0. The current epoch again changes nothing.
    ///
    /// A disk too full for the copy makes telemetry give up its older half, again and again if need be.
    ///
    /// # Errors
    ///
    /// [`SpoolError::EpochZero`]; [`SpoolError::Disk`] when the disk refuses: the spool stays in its epoch, with every
    /// record.
    pub fn adopt_epoch(&mut self, epoch: u64, now_us: u64) -> Result<(), SpoolError> {
        if epoch == 0 {
            return Err(SpoolError::EpochZero);
        }
        if epoch == self.epoch {
            return Ok(());
        }
        if let Some(reason) = &self.wedged {
            let source = std::io::Error::other(reason.clone());
            return Err(self.folder.error("change the epoch of", "", source).into());
        }
        self.sync_all()?;
        self.remove_epoch(epoch)?;
        let (critical, telemetry) = self.stage(epoch, now_us)?;
        self.switch(epoch)?;
        let old = self.segment_names();
        let before = (self.epoch, self.critical.acked_seq(), self.telemetry.acked_seq());
        if let Err(failed) = self.install(epoch, critical, telemetry) {
            self.wedged = Some(format!("the files of epoch {epoch} cannot be opened"));
            return Err(failed.into());
        }
        self.tidy(&old);
        tracing::info!(from = before.0, to = epoch, "spool epoch changed");
        Ok(())
    }

    fn stage(&mut self, epoch: u64, now_us: u64) -> Result<(Vec<Segment>, Vec<Segment>), DiskError> {
        loop {
            let staged = self.stage_lane(Lane::Critical, epoch, now_us).and_then(|critical| {
                let telemetry = self.stage_lane(Lane::Telemetry, epoch, now_us)?;
                self.folder.sync()?;
                Ok((critical, telemetry))
            });
            let failed = match staged {
                Ok(staged) => return Ok(staged),
                Err(failed) => failed,
            };
            self.remove_epoch(epoch).ok();
            if !failed.is_full() || !self.drop_older_half(now_us) {
                return Err(failed);
            }
        }
    }

    fn stage_lane(&mut self, lane: Lane, epoch: u64, now_us: u64) -> Result<Vec<Segment>, DiskError> {
        let folder = self.folder.clone();
        let stamp = survey::stamp(self.spool_id, epoch, lane);
        let segment_bytes = self.options.limits(lane).segment_bytes;
        let log = self.lane_mut(lane);
        let shift = log.acked_seq();
        let last_seq = log.last_seq();
        let mut stager = Stager {
            folder: &folder,
            stamp,
            segment_bytes,
            now_us,
            run: Run::begin(1, CHAIN_START, HEADER as u64),
            bytes: Vec::new(),
            segments: Vec::new(),
        };
        let mut after_seq = shift;
        while after_seq < last_seq {
            let chunk = log.read(after_seq, CHUNK_RECORDS, CHUNK_BYTES)?;
            if chunk.records.is_empty() {
                break;
            }
            for record in &chunk.records {
                stager.append(record.seq - shift, record.at_us, record.kind, &record.payload)?;
                after_seq = record.seq;
            }
        }
        // A hole at the very end is carried by an empty segment behind it.
        stager.skip_to(last_seq - shift + 1)?;
        stager.finish()
    }

    /// Replaces the `epoch` file: the moment of the change.
    fn switch(&mut self, epoch: u64) -> Result<(), DiskError> {
        let next = Manifest { epoch, previous: self.epoch };
        let Err(failed) = self.folder.replace(state::EPOCH_FILE, &next.encode()) else { return Ok(()) };
        // The rename may have happened.
        let current = Manifest { epoch: self.epoch, previous: self.epoch };
        if self.folder.replace(state::EPOCH_FILE, &current.encode()).is_ok() {
            self.remove_epoch(epoch).ok();
        } else {
            self.wedged = Some("the change of epoch was interrupted by the disk".to_owned());
        }
        Err(failed)
    }

    fn install(
        &mut self,
        epoch: u64,
        critical: Vec<Segment>,
        telemetry: Vec<Segment>,
    ) -> Result<(), DiskError> {
        let critical = self.start_lane(Lane::Critical, epoch, critical)?;
        self.telemetry = self.start_lane(Lane::Telemetry, epoch, telemetry)?;
        self.critical = critical;
        self.epoch = epoch;
        Ok(())
    }

    fn start_lane(&self, lane: Lane, epoch: u64, segments: Vec<Segment>) -> Result<LaneLog, DiskError> {
        let old = self.lane(lane);
        LaneLog::start(LaneStart {
            folder: self.folder.clone(),
            stamp: survey::stamp(self.spool_id, epoch, lane),
            limits: self.options.limits(lane),
            segments,
            acked: Acked { seq: 0, chain: Some(CHAIN_START), dropped_before: 0 },
            spans: old.spans().shifted_down(old.acked_seq()),
        })
    }

    /// Gives the files their usual names and removes the old ones. What fails here, the next open does.
    fn tidy(&mut self, old: &[String]) {
        let folder = self.folder.clone();
        for lane in [&mut self.critical, &mut self.telemetry] {
            for segment in lane.segments_mut() {
                let name = segment.name.replace(".new", ".seg");
                if !folder.exists(&name) && folder.rename(&segment.name, &name).is_ok() {
                    segment.name = name;
                }
            }
            if let Err(failed) = lane.save_hint() {
                tracing::debug!(error = %failed, "spool hint not saved");
            }
        }
        // Old files may go only when the names above are durable: the highest epoch found counts if `epoch` is lost.
        if folder.sync().is_ok() {
            for name in old {
                folder.remove(name).ok();
            }
        }
    }

    fn segment_names(&self) -> Vec<String> {
        let lanes = [&self.critical, &self.telemetry];
        lanes.iter().flat_map(|it| it.segments()).map(|it| it.name.clone()).collect()
    }

    /// Removes files that an earlier, interrupted change to the same epoch left.
    fn remove_epoch(&self, epoch: u64) -> Result<(), DiskError> {
        for name in self.folder.list()? {
            if crate::segment::NameParts::parse(&name).is_some_and(|it| it.epoch == epoch) {
                self.folder.remove(&name)?;
            }
        }
        Ok(())
    }

    fn drop_older_half(&mut self, now_us: u64) -> bool {
        let half = self.telemetry.segments().count().div_ceil(2);
        let before = self.telemetry.stat().pending_records;
        for _ in 0..half {
            if self.telemetry.drop_oldest(HoleCause::DiskFull, now_us).is_err() {
                break;
            }
        }
        self.telemetry.stat().pending_records < before
    }
}

impl Stager<'_> {
    fn append(&mut self, seq: u64, at_us: u64, kind: u8, payload: &[u8]) -> Result<(), DiskError> {
        self.skip_to(seq)?;
        let size = (record::OVERHEAD + payload.len()) as u64;
        if !self.run.is_empty() && self.run.end + size > self.segment_bytes {
            self.end_segment(seq)?;
        }
        let chain: Chain = record::chain_next(&self.run.last_chain, seq, kind, payload);
        let record = Record { seq, at_us, kind, chain, payload };
        record.encode(&mut self.bytes);
        self.run.push(&record);
        Ok(())
    }

    /// Leaves a hole, if there is one, before `seq`.
    fn skip_to(&mut self, seq: u64) -> Result<(), DiskError> {
        if self.run.last_seq + 1 == seq {
            return Ok(());
        }
        if self.run.is_empty() {
            self.run = Run::begin(seq, self.run.last_chain, HEADER as u64);
            return Ok(());
        }
        self.end_segment(seq)
    }

    fn finish(mut self) -> Result<Vec<Segment>, DiskError> {
        self.end_segment(MAX_SEQ)?;
        Ok(self.segments)
    }

    fn end_segment(&mut self, next_seq: u64) -> Result<(), DiskError> {
        let next = Run::begin(next_seq, self.run.last_chain, HEADER as u64);
        let run = std::mem::replace(&mut self.run, next);
        let header = Header {
            stamp: self.stamp,
            first_seq: run.first_seq,
            chain_before: run.chain_before,
            opened_at_us: self.now_us,
        };
        let mut bytes = header.encode();
        bytes.append(&mut self.bytes);
        let name = self.stamp.file_name(run.first_seq).replace(".seg", ".new");
        self.folder.write(&name, &bytes)?;
        self.segments.push(Segment { name, opened_at_us: self.now_us, run });
        Ok(())
    }
}
