//! The Data stream of one session: the spool drains here.
//!
//! Critical records go first. Several batches are in flight, as many as the coordinator's credit allows; a record is
//! freed only by an acknowledgement. One batch at a time is handed to the connection, so that beats on Control get
//! through between them.

use std::time::{Duration, Instant};

use nocturne_proto::{
    agent::v1::{self as wire, data_down, data_up, rejected},
    convert::time::{duration_from_wire, timestamp_to_wire},
};
use nocturne_shared::{
    outcome::{GapCause, Lane},
    time::from_micros,
};
use nocturne_spool::{Chunk, Hole, HoleCause};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use crate::{
    connect::{Connection, Fault},
    link::{
        session::{Ended, client, ended_by},
        window::{Credit, Window},
    },
    runner::RunnerHandle,
    spool::{SpoolHandle, gap::held_back},
};

/// Bytes of records in one batch: a batch is at most 512 KiB with everything around them.
const MAX_BATCH_BYTES: u64 = 448 << 10;
/// Records in one batch.
const MAX_BATCH_RECORDS: u64 = 1_000;
/// Batches between us and the connection.
const UP_QUEUE: usize = 1;
/// Credit before Welcome or an Ack gave any.
const FIRST_CREDIT: Credit = Credit { records: 1_000, bytes: 512 << 10 };
/// Pause of a lane whose records cannot be read at the moment.
const UNREADABLE_PAUSE: Duration = Duration::from_secs(1);
/// Busy is believed up to this long.
const MAX_BUSY: Duration = Duration::from_mins(5);

/// What the uplink needs.
pub struct UplinkSetup {
    /// What is sent.
    pub spool: SpoolHandle,
    /// What the session was accepted with.
    pub welcome: wire::Welcome,
    /// What measures.
    pub runner: RunnerHandle,
}

struct Uplink {
    spool: SpoolHandle,
    epoch: u64,
    window: Window,
    up: mpsc::Sender<wire::DataUp>,
    fault: Fault,
    runner: RunnerHandle,
}

/// Drains the spool until the session ends.
pub async fn run(connection: Connection, setup: UplinkSetup) -> Ended {
    match try_run(connection, setup).await {
        Ok(never) => match never {},
        Err(ended) => ended,
    }
}

async fn try_run(connection: Connection, setup: UplinkSetup) -> Result<std::convert::Infallible, Ended> {
    let UplinkSetup { spool, welcome, runner } = setup;
    let [critical, telemetry] = settle(&spool, &welcome).await?;
    let credit = welcome.credit.map_or(FIRST_CREDIT, credit_of);
    let (up, messages) = mpsc::channel(UP_QUEUE);
    let hello = wire::DataHello { fence: welcome.fence };
    let lost = || Ended::Lost("the Data stream could not be opened".to_owned());
    up.send(data_up_of(data_up::Kind::Hello(hello))).await.map_err(|_| lost())?;
    let down = client(&connection)
        .data(ReceiverStream::new(messages))
        .await
        .map_err(|status| ended_by(&status, &connection.fault))?
        .into_inner();
    let window = Window::new(credit, critical, telemetry);
    Uplink { spool, epoch: welcome.epoch, window, up, fault: connection.fault, runner }.drain(down).await
}

/// Brings the spool to where the coordinator is; returns both cursors.
async fn settle(spool: &SpoolHandle, welcome: &wire::Welcome) -> Result<[u64; 2], Ended> {
    if spool.view().stat.epoch != welcome.epoch {
        spool.adopt_epoch(welcome.epoch).await.map_err(|error| {
            Ended::Lost(format!("the spool cannot go over to epoch {}: {error}", welcome.epoch))
        })?;
    }
    let cursor = |lane: Lane| {
        let mut cursors = welcome.cursors.iter();
        cursors.find(|cursor| cursor.lane == lane.number()).map_or(0, |cursor| cursor.acked_seq)
    };
    let cursors = Lane::ALL.map(cursor);
    for (lane, acked_seq) in Lane::ALL.into_iter().zip(cursors) {
        spool.ack(lane, acked_seq).await;
    }
    Ok(cursors)
}

impl Uplink {
    async fn drain(mut self, mut down: Streaming<wire::DataDown>) -> Result<std::convert::Infallible, Ended> {
        let mut view = self.spool.watch();
        loop {
            let now = Instant::now();
            let next = {
                let view = view.borrow_and_update();
                Lane::ALL.into_iter().find_map(|lane| {
                    let is_waiting = self.window.next_seq(lane) <= view.durable_seq(lane);
                    Some((lane, is_waiting.then(|| self.window.room(lane, now)).flatten()?))
                })
            };
            let held_until = self.window.held_until(now);
            let up = self.up.clone();
            tokio::select! {
                message = down.message() => match message {
                    Ok(Some(message)) => self.take(message).await?,
                    Ok(None) => return Err(Ended::Lost("the coordinator ended the Data stream".to_owned())),
                    Err(status) => return Err(ended_by(&status, &self.fault)),
                },
                permit = up.reserve(), if next.is_some() => {
                    let permit = permit.map_err(|_| Ended::Lost("the Data stream is closed".to_owned()))?;
                    if let Some((lane, room)) = next
                        && let Some(batch) = self.batch(lane, room).await?
                    {
                        permit.send(data_up_of(data_up::Kind::Batch(batch)));
                    }
                }
                changed = view.changed(), if next.is_none() => {
                    changed.map_err(|_| Ended::Lost("the spool is closed".to_owned()))?;
                }
                () = tokio::time::sleep_until(held_until.unwrap_or(now).into()), if held_until.is_some() => {}
            }
        }
    }

    async fn batch(&mut self, lane: Lane, room: Credit) -> Result<Option<wire::Batch>, Ended> {
        let after_seq = self.window.next_seq(lane).saturating_sub(1);
        let max_records = usize::try_from(room.records.min(MAX_BATCH_RECORDS)).unwrap_or(usize::MAX);
        let max_bytes = usize::try_from(room.bytes.min(MAX_BATCH_BYTES)).unwrap_or(usize::MAX);
        let chunk = self
            .spool
            .read(lane, after_seq, max_records, max_bytes)
            .await
            .map_err(|error| Ended::Lost(error.to_string()))?;
        let Some(last) = chunk.records.last() else {
            self.window.hold(lane, Instant::now() + UNREADABLE_PAUSE);
            return Ok(None);
        };
        let n_records = u64::try_from(chunk.records.len()).unwrap_or(u64::MAX);
        let n_bytes =
            chunk.records.iter().map(|record| u64::try_from(record.payload.len()).unwrap_or(0)).sum();
        self.window.sent(lane, last.seq, n_records, n_bytes);
        metrics::counter!("nocturne_agent_uplink_batches_total").increment(1);
        Ok(Some(batch_of(lane, self.epoch, chunk, held_back(self.runner.longest_timeout()))))
    }

    async fn take(&mut self, message: wire::DataDown) -> Result<(), Ended> {
        let lane_of = |number: u32| {
            Lane::from_number(number)
                .ok_or_else(|| Ended::Lost(format!("the coordinator speaks of lane {number}")))
        };
        match message.kind {
            Some(data_down::Kind::Ack(ack)) => {
                let lane = lane_of(ack.lane)?;
                if self.window.acked(lane, ack.through_seq, ack.credit.map(credit_of)) {
                    self.spool.ack(lane, ack.through_seq).await;
                }
                Ok(())
            }
            Some(data_down::Kind::Busy(busy)) => {
                let lane = lane_of(busy.lane)?;
                let asked = busy.retry_after.as_ref().and_then(duration_from_wire).unwrap_or_default();
                let wait = asked.min(MAX_BUSY).mul_f64(1.0 + fastrand::f64() / 4.0);
                tracing::debug!(lane = lane.number(), ?wait, "the coordinator is busy");
                metrics::counter!("nocturne_agent_uplink_busy_total").increment(1);
                self.window.busy(lane, wait, Instant::now());
                Ok(())
            }
            Some(data_down::Kind::Rejected(rejected)) => self.rejected(lane_of(rejected.lane)?, &rejected),
            // From a later version; agents ignore what they do not know.
            None => Ok(()),
        }
    }

    fn rejected(&mut self, lane: Lane, rejected: &wire::Rejected) -> Result<(), Ended> {
        let detail = &rejected.detail;
        let reason = match rejected.reason() {
            rejected::Reason::Gap => {
                tracing::info!(
                    lane = lane.number(),
                    expected = rejected.expected_seq,
                    detail,
                    "sending again"
                );
                return self
                    .window
                    .rewind(lane, rejected.expected_seq, Instant::now())
                    .map_err(|stuck| Ended::Lost(format!("{stuck}: {detail}")));
            }
            rejected::Reason::Fenced => "another session of this agent began; does it run on two hosts?",
            rejected::Reason::StaleEpoch => "the spool's epoch is over",
            rejected::Reason::Chain => "the spool does not continue what the coordinator has",
            rejected::Reason::Malformed => "the coordinator cannot read what the spool holds",
            rejected::Reason::Unspecified => "the coordinator refuses what the spool holds",
        };
        Err(Ended::Lost(format!("{reason} ({detail})")))
    }
}

fn data_up_of(kind: data_up::Kind) -> wire::DataUp {
    wire::DataUp { kind: Some(kind) }
}

fn credit_of(credit: wire::Credit) -> Credit {
    Credit { records: u64::from(credit.records), bytes: u64::from(credit.bytes) }
}

fn batch_of(lane: Lane, epoch: u64, chunk: Chunk, held_back: Duration) -> wire::Batch {
    let records = chunk.records.into_iter().map(|record| wire::Record {
        kind: i32::from(record.kind),
        chain: record.chain.to_vec().into(),
        payload: record.payload.into(),
        at_us: record.at_us,
    });
    wire::Batch {
        lane: lane.number(),
        epoch,
        first_seq: chunk.first_seq,
        records: records.collect(),
        hole: chunk.hole.map(|hole| hole_of(hole, held_back)),
    }
}

/// The records of a hole were spooled from its begin on; what they held is up to `held_back` older.
fn hole_of(hole: Hole, held_back: Duration) -> wire::Hole {
    let cause = match hole.cause {
        HoleCause::SpoolFull => GapCause::SpoolFull,
        HoleCause::Expired => GapCause::SpoolExpired,
        HoleCause::DiskFull => GapCause::DiskFull,
        HoleCause::Corruption => GapCause::Corruption,
        HoleCause::DiskError => GapCause::DiskError,
        HoleCause::Unknown => GapCause::SpoolLoss,
    };
    let held_back_us = u64::try_from(held_back.as_micros()).unwrap_or(u64::MAX);
    let time = |micros: Option<u64>| {
        micros.map(|micros| timestamp_to_wire(from_micros(i64::try_from(micros).unwrap_or(i64::MAX))))
    };
    wire::Hole {
        first_seq: hole.first_seq,
        last_seq: hole.last_seq,
        chain_after: hole.chain_after.to_vec(),
        cause: cause.code(),
        from_time: time(hole.from_us.map(|from_us| from_us.saturating_sub(held_back_us))),
        to_time: time(hole.to_us),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use nocturne_spool::SpooledRecord;
    use prost::Message as _;

    use super::*;

    #[test]
    fn the_largest_batch_fits_into_the_limit() {
        let record = |seq| SpooledRecord {
            seq,
            at_us: u64::MAX,
            kind: 1,
            chain: [255; 16],
            payload: vec![0; usize::try_from(MAX_BATCH_BYTES / MAX_BATCH_RECORDS).unwrap()],
        };
        let chunk =
            Chunk { hole: None, first_seq: 1, records: (1..=MAX_BATCH_RECORDS).map(record).collect() };

        let n_bytes = batch_of(Lane::Telemetry, u64::MAX, chunk, Duration::ZERO).encoded_len();

        assert!(n_bytes <= 512 << 10, "{n_bytes}");
    }

    #[test]
    fn a_hole_says_what_is_missing_and_why() {
        let hole = Hole {
            lane: nocturne_spool::Lane::Telemetry,
            first_seq: 4,
            last_seq: 9,
            chain_after: [3; 16],
            cause: HoleCause::Unknown,
            from_us: Some(3_000_000),
            to_us: None,
        };

        let wire = hole_of(hole, Duration::from_secs(2));

        assert_eq!((wire.first_seq, wire.last_seq, wire.cause), (4, 9, GapCause::SpoolLoss.code()));
        assert_eq!(wire.from_time, Some(prost_types::Timestamp { seconds: 1, nanos: 0 }));
        assert_eq!(wire.to_time, None);
    }
}
