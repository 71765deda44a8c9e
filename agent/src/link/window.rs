//! What is in flight on one Data stream, and what may be sent next. Pure.
//!
//! Each lane has a place to read on from. Batches in flight are remembered until an Ack covers them; Busy and a hole
//! without explanation put the lane back to where the coordinator stands. Sending a record twice is harmless, the
//! coordinator skips what it has; leaving one out is not.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use nocturne_shared::outcome::Lane;

/// Times the coordinator may ask for the same place without any progress before the session is given up.
const MAX_REWINDS: u32 = 8;
/// Pause before sending again from a place the coordinator asked for: answers to what was in flight arrive meanwhile.
const REWIND_PAUSE: Duration = Duration::from_millis(50);

/// Largest record, bytes: with less credit left nothing more is sent, so that credit is never exceeded.
const LARGEST_RECORD: u64 = 256 << 10;

/// How much may be sent and not yet acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// Records.
    pub records: u64,
    /// Bytes of payload.
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    lane: Lane,
    last_seq: u64,
    records: u64,
    bytes: u64,
}

#[derive(Debug, Clone, Copy)]
struct LaneState {
    /// Everything up to here is committed.
    acked_seq: u64,
    /// First record that was not sent.
    next_seq: u64,
    held_until: Option<Instant>,
    n_rewinds: u32,
}

/// The window of one Data stream.
#[derive(Debug)]
pub struct Window {
    credit: Credit,
    in_flight: VecDeque<Flight>,
    critical: LaneState,
    telemetry: LaneState,
}

impl Window {
    /// A window that reads on behind the coordinator's cursors.
    #[must_use]
    pub const fn new(credit: Credit, critical_acked: u64, telemetry_acked: u64) -> Self {
        const fn lane(acked_seq: u64) -> LaneState {
            LaneState { acked_seq, next_seq: acked_seq.saturating_add(1), held_until: None, n_rewinds: 0 }
        }
        Self {
            credit,
            in_flight: VecDeque::new(),
            critical: lane(critical_acked),
            telemetry: lane(telemetry_acked),
        }
    }

    /// Where to read on in a lane.
    #[must_use]
    pub const fn next_seq(&self, lane: Lane) -> u64 {
        self.lane(lane).next_seq
    }

    /// Everything up to here is committed.
    #[must_use]
    pub const fn acked_seq(&self, lane: Lane) -> u64 {
        self.lane(lane).acked_seq
    }

    /// Whether nothing is in flight.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// What may be sent at `now` in a lane: `None` when nothing.
    ///
    /// While nothing is in flight one record may exceed the bytes: a record larger than the credit must not stand in
    /// the way for ever.
    #[must_use]
    pub fn room(&self, lane: Lane, now: Instant) -> Option<Credit> {
        if self.lane(lane).held_until.is_some_and(|until| now < until) {
            return None;
        }
        let sent_records: u64 = self.in_flight.iter().map(|flight| flight.records).sum();
        let sent_bytes: u64 = self.in_flight.iter().map(|flight| flight.bytes).sum();
        let records = self.credit.records.saturating_sub(sent_records);
        let bytes = self.credit.bytes.saturating_sub(sent_bytes);
        (records > 0 && (LARGEST_RECORD <= bytes || self.is_idle()))
            .then_some(Credit { records, bytes: bytes.max(1) })
    }

    /// The next moment at which a held lane may send.
    #[must_use]
    pub fn held_until(&self, now: Instant) -> Option<Instant> {
        [&self.critical, &self.telemetry]
            .into_iter()
            .filter_map(|lane| lane.held_until.filter(|until| now < *until))
            .min()
    }

    /// Records that a batch was sent.
    pub fn sent(&mut self, lane: Lane, last_seq: u64, records: u64, bytes: u64) {
        self.in_flight.push_back(Flight { lane, last_seq, records, bytes });
        self.lane_mut(lane).next_seq = last_seq.saturating_add(1);
    }

    /// Takes an Ack. Returns true when it moved the cursor.
    pub fn acked(&mut self, lane: Lane, through_seq: u64, credit: Option<Credit>) -> bool {
        if let Some(credit) = credit {
            self.credit = credit;
        }
        self.in_flight.retain(|flight| flight.lane != lane || through_seq < flight.last_seq);
        let state = self.lane_mut(lane);
        let moved = state.acked_seq < through_seq;
        if moved {
            state.acked_seq = through_seq;
            state.next_seq = state.next_seq.max(through_seq.saturating_add(1));
            state.n_rewinds = 0;
        }
        moved
    }

    /// Takes a Busy: the lane pauses and goes on from the last acknowledged record.
    pub fn busy(&mut self, lane: Lane, retry_after: Duration, now: Instant) {
        self.in_flight.retain(|flight| flight.lane != lane);
        let state = self.lane_mut(lane);
        state.next_seq = state.acked_seq.saturating_add(1);
        state.held_until = Some(now + retry_after);
    }

    /// Sends nothing of a lane until then.
    pub const fn hold(&mut self, lane: Lane, until: Instant) {
        self.lane_mut(lane).held_until = Some(until);
    }

    /// Takes a refusal for a hole: the lane goes on from `expected_seq`.
    ///
    /// # Errors
    ///
    /// The coordinator keeps asking for the same place: sending once more will not help.
    pub fn rewind(&mut self, lane: Lane, expected_seq: u64, now: Instant) -> Result<(), Stuck> {
        self.in_flight.retain(|flight| flight.lane != lane);
        let state = self.lane_mut(lane);
        state.n_rewinds += 1;
        if MAX_REWINDS < state.n_rewinds {
            return Err(Stuck { lane, expected_seq });
        }
        state.next_seq = expected_seq.max(1);
        state.acked_seq = state.acked_seq.max(expected_seq.saturating_sub(1));
        let held = now + REWIND_PAUSE;
        state.held_until = Some(state.held_until.map_or(held, |until| until.max(held)));
        Ok(())
    }

    const fn lane(&self, lane: Lane) -> &LaneState {
        match lane {
            Lane::Critical => &self.critical,
            Lane::Telemetry => &self.telemetry,
        }
    }

    const fn lane_mut(&mut self, lane: Lane) -> &mut LaneState {
        match lane {
            Lane::Critical => &mut self.critical,
            Lane::Telemetry => &mut self.telemetry,
        }
    }
}

/// The coordinator asks for a place in the lane again and again and takes nothing from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the coordinator asks for record {expected_seq} of lane {} and does not take what is sent", .lane.number())]
pub struct Stuck {
    lane: Lane,
    expected_seq: u64,
}

#[cfg(test)]
mod tests;
