//! Owns every long task of a process.
//!
//! A task that ends before anyone asked it to is a defect, whatever it returned: the supervisor
//! stops the others and the process exits non-zero for whoever started it to start it again.
//! There is no restart inside; half-dead processes are harder to see than dead ones.

#[cfg(test)]
mod tests;

use std::{collections::HashMap, future::Future, time::Duration};

use anyhow::{Context, anyhow};
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

type Ended = Result<(Id, anyhow::Result<()>), JoinError>;

/// The tasks of one process and the token that ends them.
#[derive(Debug, Default)]
pub struct Supervisor {
    shutdown: CancellationToken,
    tasks: JoinSet<anyhow::Result<()>>,
    names: HashMap<Id, &'static str>,
}

impl Supervisor {
    /// A supervisor without tasks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The token every task must watch. Cancelled once, never reset.
    #[must_use]
    pub fn shutdown(&self) -> CancellationToken {
        self.shutdown.clone()
    }

    /// Starts `task`, which runs until [`Supervisor::shutdown`] is cancelled.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    pub fn spawn<F>(&mut self, name: &'static str, task: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let handle = self.tasks.spawn(task);
        self.names.insert(handle.id(), name);
    }

    /// Waits for `signal` or the first early exit, then gives the rest `grace` to finish.
    ///
    /// Tasks that outlive `grace` are logged by name and aborted at their next await.
    ///
    /// # Errors
    ///
    /// Names the first task that ended before `signal`, with its error or panic as source.
    pub async fn run(mut self, signal: impl Future<Output = ()>, grace: Duration) -> anyhow::Result<()> {
        let outcome = tokio::select! {
            () = signal => Ok(()),
            Some(ended) = self.tasks.join_next_with_id() => Err(self.early_exit(ended)),
        };
        self.shutdown.cancel();

        if tokio::time::timeout(grace, self.drain()).await.is_err() {
            let mut stragglers: Vec<&str> = self.names.values().copied().collect();
            stragglers.sort_unstable();
            tracing::warn!(?stragglers, ?grace, "tasks outlived the grace period");
            self.tasks.abort_all();
        }
        outcome
    }

    fn early_exit(&mut self, ended: Ended) -> anyhow::Error {
        let (name, result) = self.outcome(ended);
        match result {
            Ok(()) => anyhow!("task {name} ended before it was asked to"),
            Err(error) => error.context(format!("task {name} failed")),
        }
    }

    /// Cancel-safe: `join_next_with_id` is, and a name is removed with its task.
    async fn drain(&mut self) {
        while let Some(ended) = self.tasks.join_next_with_id().await {
            let (name, result) = self.outcome(ended);
            match result {
                Ok(()) => tracing::debug!(task = name, "task ended"),
                Err(error) => tracing::warn!("task {name} failed while stopping: {error:#}"),
            }
        }
    }

    fn outcome(&mut self, ended: Ended) -> (&'static str, anyhow::Result<()>) {
        let (id, result) = match ended {
            Ok((id, result)) => (id, result),
            Err(error) => (error.id(), Err(error).context("task did not end by itself")),
        };
        (self.names.remove(&id).unwrap_or("unknown"), result)
    }
}
