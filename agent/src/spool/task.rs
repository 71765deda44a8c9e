//! The thread that owns the spool.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use nocturne_shared::outcome::{GapCause, Lane};
use nocturne_spool::{AppendError, Chunk, DiskError, Spool, Stat};
use prost::Message as _;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::{NewRecord, QUEUE, Request, SpoolRefused, View, append_gap, chain_of, gap::gap, lane_of, now_us};

/// Longest time a record waits for its fsync to be joined by others.
const SYNC_EVERY: Duration = Duration::from_millis(200);
/// Bytes that are synced at once, however young.
const SYNC_BYTES: u64 = 256 << 10;
/// How often age and room are looked at. Each time costs two small files when something was acknowledged.
const ENFORCE_EVERY: Duration = Duration::from_secs(5);

/// Owns the spool.
pub struct SpoolTask {
    spool: Spool,
    requests: mpsc::Receiver<Request>,
    view: watch::Sender<View>,
    sync_at: Option<Instant>,
    enforce_at: Instant,
    /// Telemetry that the disk refused and that no gap tells of yet.
    refused: Option<Refused>,
    /// Waits for the next fsync.
    unsynced: Vec<oneshot::Sender<Result<(), SpoolRefused>>>,
}

#[derive(Debug, Clone, Copy)]
struct Refused {
    cause: GapCause,
    from_us: u64,
    to_us: u64,
    records: u64,
}

impl SpoolTask {
    pub(super) fn new(spool: Spool, requests: mpsc::Receiver<Request>, view: watch::Sender<View>) -> Self {
        Self {
            spool,
            requests,
            view,
            sync_at: None,
            enforce_at: Instant::now() + ENFORCE_EVERY,
            refused: None,
            unsynced: Vec::new(),
        }
    }

    /// Serves until `close`, then makes everything durable and marks the stop as orderly.
    ///
    /// Blocks on the disk: runs on a thread of its own, never on one that others need.
    ///
    /// # Errors
    ///
    /// The disk refused the last sync; the next start declares the gap.
    pub async fn run(mut self, close: CancellationToken) -> Result<(), DiskError> {
        loop {
            let wake_at = self.sync_at.map_or(self.enforce_at, |at| at.min(self.enforce_at));
            tokio::select! {
                () = close.cancelled() => break,
                request = self.requests.recv() => match request {
                    Some(request) => self.take(request),
                    None => break,
                },
                () = tokio::time::sleep_until(wake_at.into()) => {}
            }
            // Whatever came together is served before the disk is asked.
            for _ in 0..QUEUE {
                match self.requests.try_recv() {
                    Ok(request) => self.take(request),
                    Err(_) => break,
                }
            }
            self.keep_up();
        }
        self.requests.close();
        while let Ok(request) = self.requests.try_recv() {
            self.take(request);
        }
        self.sync();
        self.spool.close()
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Append { record, durable } => {
                let taken = self.append(&record);
                match (taken, durable) {
                    (Ok(()), Some(answer)) => self.unsynced.push(answer),
                    (Err(refused), Some(answer)) => drop(answer.send(Err(refused))),
                    (Ok(()) | Err(_), None) => {}
                }
            }
            Request::Read { lane, after_seq, max_records, max_bytes, answer } => {
                let chunk = self.spool.read(lane_of(lane), after_seq, max_records, max_bytes);
                answer
                    .send(chunk.unwrap_or_else(|error| {
                        tracing::warn!(error = chain_of(&error), "could not read the spool");
                        Chunk { first_seq: after_seq.saturating_add(1), ..Chunk::default() }
                    }))
                    .ok();
            }
            Request::Ack { lane, through_seq } => {
                if let Err(error) = self.spool.ack(lane_of(lane), through_seq) {
                    tracing::error!(error = chain_of(&error), "an acknowledgement is not believed");
                }
            }
            Request::AdoptEpoch { epoch, answer } => {
                let before = self.spool.epoch();
                let adopted = self.spool.adopt_epoch(epoch, now_us());
                if adopted.is_ok() {
                    tracing::info!(before, epoch, "the spool goes over to another epoch");
                }
                // Whoever asked reads on at once and must not see the numbers of the epoch before.
                self.publish();
                answer.send(adopted.map_err(|error| SpoolRefused::because(&error))).ok();
            }
            Request::Sync { answer } => {
                self.sync();
                answer.send(Arc::new(self.spool.stat())).ok();
            }
        }
    }

    fn append(&mut self, record: &NewRecord) -> Result<(), SpoolRefused> {
        let NewRecord { lane, kind, payload, at_us, since_us } = record;
        if *lane == Lane::Telemetry {
            self.declare_refused(*at_us);
        }
        // Kinds fit in a byte by their definition.
        let kind = u8::try_from(kind.code()).unwrap_or(0);
        match self.spool.append(lane_of(*lane), kind, payload, *at_us) {
            Ok(_seq) => {
                self.sync_at.get_or_insert_with(|| Instant::now() + SYNC_EVERY);
                Ok(())
            }
            Err(error) => {
                self.note_refused(*lane, [*since_us, *at_us], &error);
                Err(SpoolRefused::because(&error))
            }
        }
    }

    /// Says how much was refused as soon as the disk takes something again.
    fn declare_refused(&mut self, at_us: u64) {
        let Some(Refused { cause, from_us, to_us, records }) = self.refused else { return };
        let payload = gap(cause, from_us, to_us, records, "the disk refused them").encode_to_vec();
        if append_gap(&mut self.spool, &payload, at_us).is_ok() {
            self.refused = None;
        }
    }

    fn note_refused(&mut self, lane: Lane, [from_us, to_us]: [u64; 2], error: &AppendError) {
        let cause = match error {
            AppendError::Disk(disk) if disk.is_full() => GapCause::DiskFull,
            AppendError::Disk(_) => GapCause::DiskError,
            AppendError::LaneFull { .. } => GapCause::SpoolFull,
            AppendError::PayloadSize { .. } => GapCause::Unknown,
        };
        metrics::counter!("nocturne_agent_spool_refused_records_total", "lane" => lane.number().to_string())
            .increment(1);
        if lane == Lane::Critical {
            tracing::error!(error = chain_of(error), "the critical lane took no record");
            return;
        }
        if self.refused.is_none() {
            tracing::error!(error = chain_of(error), "the spool takes no measurements; a gap will say so");
        }
        let refused = self.refused.get_or_insert(Refused { cause, from_us, to_us, records: 0 });
        refused.records = refused.records.saturating_add(1);
        refused.from_us = refused.from_us.min(from_us);
        refused.to_us = refused.to_us.max(to_us);
    }

    /// Syncs, enforces and publishes what is due.
    fn keep_up(&mut self) {
        let now = Instant::now();
        let n_unsynced: u64 =
            nocturne_spool::Lane::ALL.iter().map(|lane| self.spool.unsynced_bytes(*lane)).sum();
        let is_due = self.sync_at.is_some_and(|at| at <= now);
        if is_due || SYNC_BYTES <= n_unsynced || !self.unsynced.is_empty() {
            self.sync();
        }
        if self.enforce_at <= now {
            self.enforce_at = now + ENFORCE_EVERY;
            self.enforce();
        }
        self.publish();
    }

    /// Both lanes together: what the telemetry lane reaches is then never behind what the critical lane tells.
    fn sync(&mut self) {
        self.sync_at = None;
        let synced = self.spool.sync_all().map_err(|error| {
            tracing::error!(error = chain_of(&error), "could not make measurements durable");
            // The next append or sync tries again.
            self.sync_at = Some(Instant::now() + ENFORCE_EVERY);
            SpoolRefused::because(&error)
        });
        for answer in self.unsynced.drain(..) {
            answer.send(synced.clone()).ok();
        }
    }

    fn enforce(&mut self) {
        let enforced = self.spool.free_bytes().and_then(|free| self.spool.enforce(now_us(), free));
        match enforced {
            Ok(done) if done.dropped_records > 0 => {
                tracing::warn!(records = done.dropped_records, "measurements were given up for room or age");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(error = chain_of(&error), "could not look after the spool's bounds"),
        }
    }

    fn publish(&self) {
        let view = View { stat: Arc::new(self.spool.stat()), health: self.health() };
        self.view.send_if_modified(|current| {
            let changed = *current != view;
            if changed {
                export(&view.stat);
                *current = view;
            }
            changed
        });
    }

    fn health(&self) -> Vec<String> {
        let mut notes = self.spool.health();
        if let Some(refused) = self.refused {
            notes.push(format!("spool: {} records refused by the disk ({})", refused.records, refused.cause));
        }
        notes
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floats; 2^53 records are never reached")]
fn export(stat: &Stat) {
    for lane in Lane::ALL {
        let numbers = stat.lane(lane_of(lane));
        let label = lane.number().to_string();
        for (name, value) in [
            ("nocturne_agent_spool_produced_records", numbers.produced_records),
            ("nocturne_agent_spool_acked_records", numbers.acked_records),
            ("nocturne_agent_spool_pending_records", numbers.pending_records),
            ("nocturne_agent_spool_dropped_records", numbers.dropped_records),
            ("nocturne_agent_spool_pending_bytes", numbers.pending_bytes),
            ("nocturne_agent_spool_disk_bytes", numbers.disk_bytes),
        ] {
            metrics::gauge!(name, "lane" => label.clone()).set(value as f64);
        }
    }
}
