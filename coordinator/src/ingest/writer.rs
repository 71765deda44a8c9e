//! Writers: each collects batches of many agents for a moment and commits them together.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use nocturne_core::cursor::{Cursor, Refusal};
use nocturne_runtime::supervisor::Supervisor;
use nocturne_shared::{id::AgentId, kind::ErrorKind, outcome::Lane, time::Timestamp};
use nocturne_store::{StoreError, SystemStore, error::damaged, ingest as store};
use tokio::{sync::mpsc, time::Instant};

use super::{
    live::{tell, tell_values},
    plan::{LockedCursor, Plan, plan},
    stage::{Reply, Staged},
};
use crate::{
    live::Live,
    telemetry::{Committed, Telemetry},
};

/// Batches waiting per writer. Full means the database is behind: after [`QUEUE_FULL_WAIT`] the agent is told BUSY and
/// keeps its records.
const QUEUE: usize = 256;
/// How long a batch waits for room before the agent is told to come back later.
pub const QUEUE_FULL_WAIT: Duration = Duration::from_secs(2);
/// Attempts of one commit; only lost races are tried again.
const ATTEMPTS: u32 = 5;

/// Part of the flush time after which nobody is on the way any more: agents that wait for their acknowledgements send
/// nothing, and waiting on would only delay them.
const QUIET: u32 = 8;

/// How commits are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IngestOptions {
    /// Longest time a batch waits for company.
    pub flush: Duration,
    /// Samples after which a commit does not wait any longer.
    pub flush_samples: usize,
    /// Writer tasks.
    pub n_writers: usize,
}

/// The entrance to the writers. Cheap to clone.
#[derive(Clone)]
pub struct Ingest {
    queues: Arc<[mpsc::Sender<Staged>]>,
}

impl Ingest {
    /// Starts the writers as tasks of the supervisor. What they commit is in `telemetry` and told to `live` right after.
    pub fn start(
        supervisor: &mut Supervisor,
        system: &SystemStore,
        telemetry: &Arc<Telemetry>,
        live: &Live,
        options: IngestOptions,
    ) -> Self {
        let queue = |_index: usize| {
            let (sender, batches) = mpsc::channel(QUEUE);
            let writer = Writer {
                planner: plan,
                batches,
                system: system.clone(),
                telemetry: Arc::clone(telemetry),
                live: live.clone(),
                options,
            };
            let shutdown = supervisor.shutdown();
            supervisor.spawn("ingest writer", async move {
                // Streams end before the writers do: whoever holds a sender keeps its writer alive until then.
                writer.run().await;
                shutdown.cancelled().await;
                Ok(())
            });
            sender
        };
        Self { queues: (0..options.n_writers.max(1)).map(queue).collect() }
    }

    /// Hands over a batch; gives it back when there is no room for [`QUEUE_FULL_WAIT`].
    ///
    /// # Errors
    ///
    /// The batch, unchanged.
    pub async fn submit(&self, staged: Staged) -> Result<(), Box<Staged>> {
        let spread = staged.agent_id.uuid().as_u128() % self.queues.len().max(1) as u128;
        let Some(queue) = usize::try_from(spread).ok().and_then(|index| self.queues.get(index)) else {
            return Err(Box::new(staged));
        };
        match queue.send_timeout(staged, QUEUE_FULL_WAIT).await {
            Ok(()) => Ok(()),
            Err(
                mpsc::error::SendTimeoutError::Timeout(staged)
                | mpsc::error::SendTimeoutError::Closed(staged),
            ) => Err(Box::new(staged)),
        }
    }
}

/// Decides what a commit writes. Held by the writer so that a test can put a mistake in its place.
type Planner = fn(&[Staged], &mut BTreeMap<(AgentId, Lane), LockedCursor>, Timestamp) -> Plan;

struct Writer {
    planner: Planner,
    batches: mpsc::Receiver<Staged>,
    system: SystemStore,
    telemetry: Arc<Telemetry>,
    live: Live,
    options: IngestOptions,
}

impl Writer {
    async fn run(mut self) {
        while let Some(first) = self.batches.recv().await {
            let group = self.collect(first).await;
            let n_waiting = u64::try_from(self.batches.len()).unwrap_or(u64::MAX);
            self.telemetry.queue_changed(n_waiting);
            self.commit(group).await;
        }
    }

    async fn collect(&mut self, first: Staged) -> Vec<Staged> {
        let until = Instant::now() + self.options.flush;
        let mut n_samples = first.samples.len();
        let mut group = vec![first];
        while n_samples < self.options.flush_samples {
            let quiet = Instant::now() + self.options.flush / QUIET;
            // Cancel safe: a batch is either still in the channel or in our hands.
            match tokio::time::timeout_at(quiet.min(until), self.batches.recv()).await {
                Ok(Some(staged)) => {
                    n_samples += staged.samples.len();
                    group.push(staged);
                }
                Ok(None) | Err(_) => break,
            }
        }
        group
    }

    /// Commits a group. When the database refuses it for what is in it, each batch is tried alone, and the one that is
    /// refused goes to the dead letters: one agent never holds up the others, nor itself for ever.
    async fn commit(&self, group: Vec<Staged>) {
        let begun = std::time::Instant::now();
        let outcome = self.attempt(&group).await;
        metrics::histogram!("nocturne_ingest_commit_seconds").record(begun.elapsed().as_secs_f64());
        match outcome {
            Ok((plan, received_at)) => self.publish(group, plan, received_at),
            Err(error) if error.kind() == ErrorKind::Internal => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    n_batches = group.len(),
                    "a group of batches is refused; each is tried alone"
                );
                for staged in group {
                    self.commit_alone(staged).await;
                }
            }
            Err(error) => unknown(&error, group.len()),
        }
    }

    async fn commit_alone(&self, staged: Staged) {
        let group = vec![staged];
        let error = match self.attempt(&group).await {
            Ok((plan, received_at)) => return self.publish(group, plan, received_at),
            Err(error) if error.kind() != ErrorKind::Internal => return unknown(&error, 1),
            Err(error) => error,
        };
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a batch cannot be stored; it goes to the dead letters"
        );
        let group: Vec<Staged> =
            group.into_iter().map(|staged| staged.into_dead(&error.to_string())).collect();
        match self.attempt(&group).await {
            Ok((plan, received_at)) => self.publish(group, plan, received_at),
            Err(error) => unknown(&error, 1),
        }
    }

    /// One transaction, run again when it lost a race.
    async fn attempt(&self, group: &[Staged]) -> Result<(Plan, Timestamp), StoreError> {
        for attempt in 2..=ATTEMPTS {
            match self.transaction(group).await {
                Err(error) if error.is_retryable() => {
                    tracing::debug!(attempt, "the ingest transaction lost a race");
                }
                done => return done,
            }
        }
        self.transaction(group).await
    }

    async fn transaction(&self, group: &[Staged]) -> Result<(Plan, Timestamp), StoreError> {
        let tx = self.system.begin("ingest").await?;
        let mut keys: Vec<_> = group.iter().map(|staged| (staged.agent_id, staged.lane)).collect();
        keys.sort_unstable();
        keys.dedup();
        let locked = store::cursors_lock(&tx, &keys).await?;
        let now = locked.database_now;
        let mut cursors: BTreeMap<_, _> =
            locked.rows.into_iter().map(|row| ((row.agent_id, row.lane), opened(&row))).collect();

        // What a peer sent must not end the process, whatever a mistake in here makes of it.
        let plan = catch_unwind(AssertUnwindSafe(|| (self.planner)(group, &mut cursors, now)))
            .map_err(|_| damaged("batch")("planning its commit panicked"))?;
        store::rows_save(&tx, &plan.rows).await?;
        tx.commit().await?;
        Ok((plan, now))
    }

    fn publish(&self, group: Vec<Staged>, plan: Plan, received_at: Timestamp) {
        let Plan { mut rows, replies, blocks } = plan;
        for ((org_id, agent_id, samples), row) in blocks.into_iter().zip(std::mem::take(&mut rows.blocks)) {
            let committed = Committed { org_id, agent_id, received_at, data: row.data.into() };
            self.telemetry.commit(committed, &samples);
            tell_values(&self.live, &self.telemetry, org_id, &samples);
        }
        tell(&self.live, &group, &rows, received_at);
        for dead in &rows.dead_letters {
            metrics::counter!("nocturne_ingest_dead_letters_total").increment(1);
            tracing::warn!(agent.id = %dead.agent_id, seq = dead.seq, reason = %dead.reason, "a record of agent {} went to the dead letters", dead.agent_id);
        }
        for (staged, reply) in group.into_iter().zip(replies) {
            if let Reply::Refused(refusal) = reply {
                note_refusal(&staged, refusal);
            }
            // A stream that is gone does not want to know; its agent asks the cursor at the next Hello.
            staged.reply.send(reply).ok();
        }
    }
}

/// Dropping the replies tells each stream that the outcome is not known; it ends and the agent asks the cursor at its
/// next Hello.
fn unknown(error: &StoreError, n_batches: usize) {
    metrics::counter!("nocturne_ingest_failures_total").increment(1);
    let error = error as &dyn std::error::Error;
    tracing::error!(error, n_batches, "an ingest transaction failed; nothing of it is acknowledged");
}

fn note_refusal(staged: &Staged, refusal: Refusal) {
    metrics::counter!("nocturne_ingest_refusals_total").increment(1);
    tracing::info!(agent.id = %staged.agent_id, lane = staged.lane.number(), %refusal, "a batch of agent {} was refused", staged.agent_id);
}

fn opened(row: &store::LockedRow) -> LockedCursor {
    let cursor = Cursor {
        epoch: u64::try_from(row.epoch).unwrap_or(0),
        seq: u64::try_from(row.seq).unwrap_or(0),
        chain: row.chain,
        fence: row.fence,
    };
    LockedCursor { cursor, last_at: row.last_at, moved: false }
}

#[cfg(test)]
mod tests;
