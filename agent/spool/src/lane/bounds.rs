//! How a lane shrinks: acknowledged, dropped for room, dropped for age.

use super::LaneLog;
use crate::{
    AckError, AppendError, HoleCause,
    error::DiskError,
    hole::Span,
    segment::{HEADER, Segment},
};

/// A segment is ended when its first record reaches this part of the greatest age, so that age is enforced in steps
/// and not by whole slow-filling files.
const AGE_STEPS: u64 = 8;

impl LaneLog {
    /// Frees what the coordinator has.
    pub(crate) fn ack(&mut self, through_seq: u64) -> Result<(), AckError> {
        let durable_seq = self.durable.seq;
        if through_seq > durable_seq {
            return Err(AckError { lane: self.stamp.lane, through_seq, durable_seq });
        }
        if through_seq <= self.acked.seq {
            return Ok(());
        }
        let chain = self.chain_at(through_seq);
        self.acked.dropped_before += self.spans.forget_through(through_seq);
        self.acked.seq = through_seq;
        self.acked.chain = chain;
        self.hint_is_stale = true;
        self.free_acked();
        self.place_acked();
        Ok(())
    }

    /// Gives up the oldest segment; returns how many bytes that freed, 0 when there is nothing to give up.
    pub(crate) fn drop_oldest(&mut self, cause: HoleCause, at_us: u64) -> Result<u64, DiskError> {
        if self.segments.len() == 1 {
            self.roll(at_us)?;
        }
        if self.segments.len() < 2 {
            return Ok(0);
        }
        let Some(segment) = self.segments.pop_front() else { return Ok(0) };
        self.reader = None;
        self.note_missing(segment.run.first_seq, segment.run.last_seq, cause, &segment);
        tracing::info!(lane = %self.stamp.lane, file = segment.name, ?cause, "spool gave up its oldest segment");
        self.remove_files(std::slice::from_ref(&segment.name));
        self.place_acked();
        Ok(segment.bytes())
    }

    /// Gives up segments whose youngest record is older than `max_age_us`.
    pub(crate) fn expire(&mut self, now_us: u64, max_age_us: u64) -> Result<(), DiskError> {
        let limit = now_us.saturating_sub(max_age_us);
        let step = now_us.saturating_sub(max_age_us / AGE_STEPS);
        let last = self.segments.back().filter(|it| !it.run.is_empty());
        if last.is_some_and(|it| it.oldest_at_us() < step) {
            self.roll(now_us)?;
        }
        while self.segments.len() > 1 && self.segments.front().is_some_and(|it| it.youngest_at_us() < limit) {
            self.drop_oldest(HoleCause::Expired, now_us)?;
        }
        Ok(())
    }

    /// Remembers that records are gone, as far as they were not acknowledged.
    pub(super) fn note_missing(&mut self, first_seq: u64, last_seq: u64, cause: HoleCause, from: &Segment) {
        let first_seq = first_seq.max(self.acked.seq + 1);
        if first_seq > last_seq {
            return;
        }
        let (from_us, to_us) = (Some(from.oldest_at_us()), Some(from.youngest_at_us()));
        self.spans.add(Span { first_seq, last_seq, cause, from_us, to_us });
        self.hint_is_stale = true;
    }

    /// Removes segments that are acknowledged to their end. The last stays: it carries the chain on.
    pub(super) fn free_acked(&mut self) {
        let mut freed = Vec::new();
        while self.segments.len() > 1
            && self.segments.front().is_some_and(|it| it.run.last_seq <= self.acked.seq)
        {
            freed.extend(self.segments.pop_front().map(|it| it.name));
        }
        if !freed.is_empty() {
            self.reader = None;
            self.remove_files(&freed);
        }
    }

    /// Makes sure that `size` bytes more stay within the limits.
    pub(super) fn make_room(&mut self, size: u64, at_us: u64) -> Result<(), AppendError> {
        let end = self.segments.back().map_or(0, Segment::bytes);
        if end > HEADER as u64 && end + size > self.limits.segment_bytes {
            self.roll(at_us)?;
            self.free_acked();
        }
        while self.bytes() + size > self.limits.lane_bytes {
            let everything_acked = self.segments.len() == 1 && self.acked.seq == self.last_seq();
            if everything_acked {
                self.roll(at_us)?;
                self.free_acked();
            }
            if self.bytes() + size <= self.limits.lane_bytes {
                break;
            }
            if !self.limits.may_drop || self.drop_oldest(HoleCause::SpoolFull, at_us)? == 0 {
                return Err(AppendError::LaneFull { lane: self.stamp.lane, bytes: self.bytes() });
            }
        }
        Ok(())
    }

    /// Removes files. What is known of them is saved first: otherwise, after a crash, acknowledged records would look
    /// lost and lost ones nameless. A failure of either is only a nuisance: removal is what makes room.
    fn remove_files(&mut self, names: &[String]) {
        if let Err(failed) = self.save_hint() {
            tracing::debug!(lane = %self.stamp.lane, error = %failed, "spool hint not saved");
        }
        for name in names {
            if let Err(failed) = self.folder.remove(name) {
                tracing::warn!(file = name, error = %failed, "spool file not removed");
            }
        }
        // On a full disk there may be room for it only by now; the next chance is `enforce`.
        self.save_hint().ok();
    }
}
