//! What this agent should run: taken from the coordinator, checked, kept, applied.
//!
//! ```text
//! parts ─▶ document (hash) ─▶ checks (all looked at) ─▶ staged on disk ─▶ runner ─▶ current ─▶ APPLIED in lane 0
//!    └──────────┴──────────────────┴─ anything wrong ─▶ FAILED with every finding; what runs goes on
//! ```
//!
//! `current` on disk is the last that was applied: at a start without the coordinator the checks run from there.

use std::sync::Arc;

use nocturne_proto::{
    agent::v1::{self as wire, config_status::State},
    convert::{
        agent::{Assignment, try_desired_state_from_wire},
        time::timestamp_to_wire,
    },
};
use nocturne_runtime::clock;
use nocturne_shared::{
    field::FieldErrors,
    outcome::{Lane, RecordKind},
};
use prost::Message as _;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    assignments::{
        parts::{Digest, Document, Parts, PartsError},
        shelf::{Shelf, ShelfError},
    },
    degraded::Degraded,
    runner::RunnerHandle,
    spool::{SpoolHandle, chain_of},
};

pub mod parts;
pub mod shelf;

/// Parts that may wait; the stream they come on waits when there are more.
const QUEUE: usize = 16;
/// Longest explanation of a failure, bytes.
const MAX_DETAIL: usize = 4 << 10;

/// Name of this part among those that are not well.
pub const PART: &str = "assignments";

/// What runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Running {
    /// Its generation; 0 is none.
    pub generation: u64,
    /// Its hash.
    pub sha256: Option<Digest>,
}

/// What arrives from the coordinator.
#[derive(Debug)]
pub enum Arrival {
    /// A session begins: what was collected on the one before is worth nothing.
    Session,
    /// One part.
    Part(wire::DesiredStatePart),
}

/// What can be asked. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AssignmentsHandle {
    arrivals: mpsc::Sender<Arrival>,
    running: watch::Receiver<Running>,
}

impl AssignmentsHandle {
    /// Hands over what arrived; waits while the one before is applied.
    pub async fn take(&self, arrival: Arrival) {
        self.arrivals.send(arrival).await.ok();
    }

    /// What runs.
    #[must_use]
    pub fn running(&self) -> Running {
        *self.running.borrow()
    }
}

/// Why a desired state does not run.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The parts make no document.
    #[error(transparent)]
    Parts(#[from] PartsError),
    /// The document is no desired state.
    #[error("the desired state cannot be decoded")]
    Decode(#[source] prost::DecodeError),
    /// Something in it is wrong.
    #[error("{}", lines(.0))]
    Findings(FieldErrors),
    /// It cannot be kept.
    #[error("the desired state cannot be kept on this agent's disk")]
    Shelf(#[from] ShelfError),
    /// Looking at it did not end.
    #[error("looking at the desired state failed")]
    Lost,
}

/// Reads a document and looks at everything in it.
///
/// # Errors
///
/// [`ApplyError::Decode`] or [`ApplyError::Findings`].
pub fn read(document: &Document) -> Result<Vec<Assignment>, ApplyError> {
    let state = wire::DesiredState::decode(document.bytes.as_slice()).map_err(ApplyError::Decode)?;
    try_desired_state_from_wire(&state).map_err(ApplyError::Findings)
}

/// Owns what runs.
pub struct AssignmentsTask {
    arrivals: mpsc::Receiver<Arrival>,
    running: watch::Sender<Running>,
    parts: Parts,
    shelf: Arc<Shelf>,
    spool: SpoolHandle,
    runner: RunnerHandle,
    degraded: Degraded,
}

/// Makes the pair; `running` is what the runner was given from the shelf.
#[must_use]
pub fn assignments(
    shelf: Shelf,
    running: Running,
    spool: SpoolHandle,
    runner: RunnerHandle,
    degraded: Degraded,
) -> (AssignmentsHandle, AssignmentsTask) {
    let (sender, arrivals) = mpsc::channel(QUEUE);
    let (running, watch) = watch::channel(running);
    let task = AssignmentsTask {
        arrivals,
        running,
        parts: Parts::default(),
        shelf: Arc::new(shelf),
        spool,
        runner,
        degraded,
    };
    (AssignmentsHandle { arrivals: sender, running: watch }, task)
}

impl AssignmentsTask {
    /// Serves until `stop`. What is being applied then is finished first.
    pub async fn run(mut self, stop: CancellationToken) {
        while let Some(Some(arrival)) = stop.run_until_cancelled(self.arrivals.recv()).await {
            match arrival {
                Arrival::Session => self.parts.reset(),
                Arrival::Part(part) => self.take(part).await,
            }
        }
    }

    async fn take(&mut self, part: wire::DesiredStatePart) {
        let generation = part.generation;
        let outcome = match self.parts.take(part) {
            Ok(None) => return,
            Ok(Some(document)) => self.apply(document).await,
            Err(error) => Err(ApplyError::Parts(error)),
        };
        match outcome {
            Ok(()) => {
                tracing::info!(generation, "the desired state runs");
                self.degraded.clear(PART);
                self.promote().await;
                self.report(generation, State::Applied, String::new()).await;
            }
            Err(error) => {
                let detail = chain_of(&error);
                let running = self.running.borrow().generation;
                tracing::error!(
                    generation,
                    running,
                    detail,
                    "the desired state was refused; the one before goes on"
                );
                self.report(generation, State::Failed, detail).await;
            }
        }
        metrics::gauge!("nocturne_agent_running_generation").set(gauge(self.running.borrow().generation));
    }

    async fn apply(&mut self, document: Document) -> Result<(), ApplyError> {
        let next = Running { generation: document.generation, sha256: Some(document.sha256) };
        let is_same = self.running.borrow().sha256 == next.sha256;
        let shelf = Arc::clone(&self.shelf);
        // A large one takes longer than other tasks of this thread should wait.
        let looked_at = tokio::task::spawn_blocking(move || {
            let assignments = read(&document)?;
            shelf.stage(&document)?;
            Ok::<_, ApplyError>(assignments)
        });
        let assignments = looked_at.await.unwrap_or(Err(ApplyError::Lost))?;
        if !is_same {
            self.runner.apply(assignments).await;
        }
        self.running.send_replace(next);
        Ok(())
    }

    async fn promote(&self) {
        let shelf = Arc::clone(&self.shelf);
        let promoted = tokio::task::spawn_blocking(move || shelf.promote()).await;
        if let Ok(Err(error)) = promoted {
            // It runs; only a restart without the coordinator would go back to the one before.
            let error = chain_of(&error);
            tracing::error!(error, "the desired state that runs could not be kept");
            self.degraded.set(PART, format!("the desired state that runs is not on disk: {error}"));
        }
    }

    async fn report(&self, generation: u64, state: State, mut detail: String) {
        detail.truncate(detail.floor_char_boundary(MAX_DETAIL));
        let status = wire::ConfigStatus {
            generation,
            state: state.into(),
            detail,
            running_generation: self.running.borrow().generation,
            at: Some(timestamp_to_wire(clock::now())),
        };
        let payload = status.encode_to_vec();
        let stored = self.spool.append_durable(Lane::Critical, RecordKind::ConfigStatus, payload).await;
        if let Err(error) = stored {
            tracing::error!(%error, "could not report what became of a desired state");
        }
    }
}

fn lines(findings: &FieldErrors) -> String {
    findings.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floats; generations stay far below 2^53")]
const fn gauge(generation: u64) -> f64 {
    generation as f64
}

#[cfg(test)]
mod tests;
