//! The spool and the one thread that owns it.
//!
//! Everything else asks through a bounded queue. While it is full the runner waits: executions start late, slots are
//! missed and counted, and memory does not grow. Records are made durable in groups; what reads for the coordinator sees
//! only what is.
//!
//! A record that the disk refuses is not silently gone: how many and since when is remembered, and the first record
//! that is taken again is preceded by a gap that says so.

use std::sync::Arc;

use nocturne_proto::agent::v1 as wire;
use nocturne_runtime::clock;
use nocturne_shared::outcome::{Lane, RecordKind};
use nocturne_spool::{AppendError, Chunk, Spool, Stat};
use tokio::sync::{mpsc, oneshot, watch};

pub use self::task::SpoolTask;

pub mod gap;
mod task;

/// Requests that may wait for the disk.
const QUEUE: usize = 256;

/// What everybody may see of the spool at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Numbers of both lanes.
    pub stat: Arc<Stat>,
    /// What is not well, for people.
    pub health: Vec<String>,
}

impl View {
    /// Last sequence number of a lane that may leave.
    #[must_use]
    pub fn durable_seq(&self, lane: Lane) -> u64 {
        self.stat.lane(lane_of(lane)).durable_seq
    }

    /// Records that are not acknowledged yet.
    #[must_use]
    pub fn pending_records(&self) -> u64 {
        self.stat.critical.pending_records.saturating_add(self.stat.telemetry.pending_records)
    }

    /// Bytes of those records.
    #[must_use]
    pub fn pending_bytes(&self) -> u64 {
        self.stat.critical.pending_bytes.saturating_add(self.stat.telemetry.pending_bytes)
    }

    /// Records dropped without an acknowledgement.
    #[must_use]
    pub fn dropped_records(&self) -> u64 {
        self.stat.critical.dropped_records.saturating_add(self.stat.telemetry.dropped_records)
    }
}

/// What can be asked of the spool. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SpoolHandle {
    requests: mpsc::Sender<Request>,
    view: watch::Receiver<View>,
}

#[derive(Debug)]
enum Request {
    Append { record: NewRecord, durable: Option<oneshot::Sender<Result<(), SpoolRefused>>> },
    Read { lane: Lane, after_seq: u64, max_records: usize, max_bytes: usize, answer: oneshot::Sender<Chunk> },
    Ack { lane: Lane, through_seq: u64 },
    AdoptEpoch { epoch: u64, answer: oneshot::Sender<Result<(), SpoolRefused>> },
    Sync { answer: oneshot::Sender<Arc<Stat>> },
}

#[derive(Debug)]
struct NewRecord {
    lane: Lane,
    kind: RecordKind,
    payload: Vec<u8>,
    at_us: u64,
    /// When the oldest of what it holds began.
    since_us: u64,
}

/// The spool did not do what was asked, or is gone because the process ends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the spool refused: {reason}")]
pub struct SpoolRefused {
    reason: String,
}

impl SpoolRefused {
    fn gone() -> Self {
        Self { reason: "it is closed".to_owned() }
    }

    fn because(error: &dyn std::error::Error) -> Self {
        Self { reason: chain_of(error) }
    }
}

impl SpoolHandle {
    /// Hands over one record of what began at `since_us` (microseconds since 1970) or later; waits while the queue is
    /// full. What becomes of it is the spool's business.
    pub async fn append(&self, lane: Lane, kind: RecordKind, payload: Vec<u8>, since_us: u64) {
        let record = NewRecord { lane, kind, payload, at_us: now_us(), since_us };
        self.requests.send(Request::Append { record, durable: None }).await.ok();
    }

    /// Hands over one record and waits until it is durable.
    ///
    /// # Errors
    ///
    /// The lane is full or the disk refuses; the record is not in the spool then, or not for good.
    pub async fn append_durable(
        &self,
        lane: Lane,
        kind: RecordKind,
        payload: Vec<u8>,
    ) -> Result<(), SpoolRefused> {
        let at_us = now_us();
        let record = NewRecord { lane, kind, payload, at_us, since_us: at_us };
        self.ask(|answer| Request::Append { record, durable: Some(answer) }).await?
    }

    /// Durable records behind `after_seq`; none when the disk refuses to read them at the moment.
    ///
    /// # Errors
    ///
    /// The spool is closed.
    pub async fn read(
        &self,
        lane: Lane,
        after_seq: u64,
        max_records: usize,
        max_bytes: usize,
    ) -> Result<Chunk, SpoolRefused> {
        self.ask(|answer| Request::Read { lane, after_seq, max_records, max_bytes, answer }).await
    }

    /// Frees what the coordinator has.
    pub async fn ack(&self, lane: Lane, through_seq: u64) {
        self.requests.send(Request::Ack { lane, through_seq }).await.ok();
    }

    /// Stamps what is not acknowledged anew. May take as long as writing all of it.
    ///
    /// # Errors
    ///
    /// The disk refuses; the spool is in its epoch then.
    pub async fn adopt_epoch(&self, epoch: u64) -> Result<(), SpoolRefused> {
        self.ask(|answer| Request::AdoptEpoch { epoch, answer }).await?
    }

    /// Makes everything durable that was handed over before, as far as the disk allows, and returns the numbers.
    ///
    /// # Errors
    ///
    /// The spool is closed.
    pub async fn sync(&self) -> Result<Arc<Stat>, SpoolRefused> {
        self.ask(|answer| Request::Sync { answer }).await
    }

    /// The numbers as of the last change.
    #[must_use]
    pub fn view(&self) -> View {
        self.view.borrow().clone()
    }

    /// Follows the numbers.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<View> {
        self.view.clone()
    }

    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<T, SpoolRefused> {
        let (answer, answered) = oneshot::channel();
        self.requests.send(request(answer)).await.map_err(|_| SpoolRefused::gone())?;
        answered.await.map_err(|_| SpoolRefused::gone())
    }
}

/// Makes the pair around an open spool.
#[must_use]
pub fn spool(spool: Spool) -> (SpoolHandle, SpoolTask) {
    let (sender, requests) = mpsc::channel(QUEUE);
    let (view, watch) = watch::channel(View { stat: Arc::new(spool.stat()), health: spool.health() });
    (SpoolHandle { requests: sender, view: watch }, SpoolTask::new(spool, requests, view))
}

/// Appends a gap to the telemetry lane.
///
/// # Errors
///
/// Those of the spool.
pub fn append_gap(spool: &mut Spool, payload: &[u8], at_us: u64) -> Result<u64, AppendError> {
    let kind = u8::try_from(RecordKind::Gap.code()).unwrap_or(0);
    spool.append(nocturne_spool::Lane::Telemetry, kind, payload, at_us)
}

/// The spool's own name of a lane.
#[must_use]
pub const fn lane_of(lane: Lane) -> nocturne_spool::Lane {
    match lane {
        Lane::Critical => nocturne_spool::Lane::Critical,
        Lane::Telemetry => nocturne_spool::Lane::Telemetry,
    }
}

/// The state of a lane as Hello tells it.
#[must_use]
pub fn lane_state(stat: &Stat, lane: Lane) -> wire::LaneState {
    let numbers = stat.lane(lane_of(lane));
    wire::LaneState {
        lane: lane.number(),
        last_seq: numbers.last_seq,
        last_chain: numbers.last_chain.to_vec(),
        acked_seq: numbers.acked_seq,
        acked_chain: numbers.acked_chain.map(|chain| chain.to_vec()).unwrap_or_default(),
    }
}

/// Microseconds since 1970, never negative.
#[must_use]
pub fn now_us() -> u64 {
    u64::try_from(clock::now_micros()).unwrap_or(0)
}

/// An error with everything below it, for one log line.
pub(crate) fn chain_of(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
