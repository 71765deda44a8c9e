//! An agent in a process of its own.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

use crate::{
    coordinator::write_secret,
    eventually::PATIENCE,
    process::{self, AGENT, Finished, Process},
};

/// Targets are on loopback, and a test does not wait for minutes.
const CONFIG: &str = "\
egress:
  allow: [127.0.0.0/8]
link:
  backoff_base: 100ms
  backoff_max: 1s
";
/// For a link that is cut all the time.
const HASTY: &str = "\
egress:
  allow: [127.0.0.0/8]
link:
  backoff_base: 10ms
  backoff_max: 50ms
";

/// `nocturne-agent` with its directory.
#[derive(Debug)]
pub struct Agent {
    /// Its name at the coordinator.
    pub name: String,
    /// Its directory.
    pub state: PathBuf,
    /// Its configuration.
    pub config: PathBuf,
    log: PathBuf,
    via: Option<SocketAddr>,
    process: Option<Process>,
}

impl Agent {
    /// Files below `folder`; nothing is enrolled.
    ///
    /// # Panics
    ///
    /// The configuration cannot be written.
    #[must_use]
    pub fn new(folder: &Path, name: &str) -> Self {
        let config = folder.join(format!("agent-{name}.yaml"));
        write_secret(&config, CONFIG);
        Self {
            name: name.to_owned(),
            state: folder.join(name),
            config,
            log: folder.join(format!("agent-{name}.log")),
            via: None,
            process: None,
        }
    }

    /// Connects again almost at once from the next start on.
    pub fn hurry(&self) {
        write_secret(&self.config, HASTY);
    }

    /// Has a spool that leaves so much of the disk free, e.g. `1TiB`, from the next start on: more than there is means that
    /// nothing can be kept.
    pub fn leave_free(&self, min_free: &str) {
        write_secret(&self.config, &format!("{HASTY}spool:\n  min_free: {min_free}\n"));
    }

    /// Reaches the coordinator through another address from the next start on.
    pub const fn go_through(&mut self, address: SocketAddr) {
        self.via = Some(address);
    }

    /// `enrol`.
    pub async fn enrol(&self, coordinator: &str, token: &str) -> Finished {
        let state = self.state.display().to_string();
        let args = ["enrol", "--coordinator", coordinator, "--token", token, "--state", &state];
        process::run(AGENT, &args, "").await
    }

    /// `run`.
    pub fn start(&mut self) {
        let (state, config) = (self.state.display().to_string(), self.config.display().to_string());
        let mut args = vec!["run".to_owned(), "--state".to_owned(), state, "--config".to_owned(), config];
        if let Some(via) = self.via {
            args.extend(["--coordinator".to_owned(), via.to_string()]);
        }
        self.process = Some(Process::start(AGENT, &args, &self.log));
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        drop(self.process.take());
    }

    /// Stops it for a time, as a host that sleeps does.
    ///
    /// # Panics
    ///
    /// It does not run.
    pub async fn pause(&self, span: Duration) {
        let process = self.process.as_ref().expect("the agent runs");
        process.pause();
        tokio::time::sleep(span).await;
        process.resume();
    }

    /// SIGTERM; returns how it ended and how long that took.
    ///
    /// # Panics
    ///
    /// It does not run, or does not end.
    pub async fn stop(&mut self) -> (ExitStatus, Duration) {
        let mut process = self.process.take().expect("the agent runs");
        process.terminate(PATIENCE).await
    }

    /// How it ended, if it did by itself.
    pub fn exited(&mut self) -> Option<ExitStatus> {
        self.process.as_mut()?.exited()
    }

    /// What it printed.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}
