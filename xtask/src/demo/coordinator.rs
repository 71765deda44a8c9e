//! The coordinator in its zero-configuration mode.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::bail;
use nocturne_database::cluster::Cluster;
use serde::Deserialize;

use super::{
    folder::{self, Folder},
    interrupt, path_text,
    process::{DATABASE, Running, Stage},
};

/// How long the first start may take: it makes a database cluster, keys and an administrator.
const READY: Duration = Duration::from_secs(180);

/// What the coordinator says about itself when it is ready.
#[derive(Debug, Clone, Deserialize)]
pub struct Announced {
    /// Where people and programs ask.
    pub api_url: String,
    /// The same for gRPC, `HOST:PORT`.
    pub grpc_addr: String,
    /// Where agents connect, `HOST:PORT`.
    pub agent_addr: String,
    /// Health and metrics, `HOST:PORT`.
    pub health_addr: String,
    /// The console, when there is one.
    pub console_url: Option<String>,
    /// The administrator.
    pub username: String,
    /// Its password; only at the first start.
    pub password: Option<String>,
    /// The database.
    pub database_url: Option<String>,
}

/// Starts it and waits until it is ready.
///
/// # Errors
///
/// It ended or is not ready in time: the end of its log.
pub fn start(folder: &Folder, programs: &Path, running: &mut Running) -> anyhow::Result<Announced> {
    const NAME: &str = "coordinator";
    fs::remove_file(folder.announced()).ok();
    let state = folder.coordinator();
    let announced = folder.announced();
    let args = ["dev", "--state", path_text(&state)?, "--announce", path_text(&announced)?];
    running.start(Stage::Coordinator, NAME, &programs.join("nocturne-coordinator"), &args)?;

    let begun = Instant::now();
    while !announced.exists() {
        running.all_alive()?;
        if begun.elapsed() > READY {
            bail!("the coordinator is not ready after {} s\n{}", READY.as_secs(), running.log_tail(NAME));
        }
        interrupt::pause(Duration::from_millis(50))?;
    }
    adopt_database(folder, running)?;
    folder::read(&announced)
}

/// Takes the coordinator's private PostgreSQL into account, if it keeps one and it runs: it stops with the coordinator,
/// unless that was killed.
///
/// # Errors
///
/// It cannot be recorded.
pub fn adopt_database(folder: &Folder, running: &mut Running) -> anyhow::Result<()> {
    let state = folder.coordinator();
    let Some(record) = [state.join("cluster.json"), state.join("postgres/cluster.json")]
        .into_iter()
        .find(|path| path.is_file())
    else {
        return Ok(());
    };
    match Cluster::open(&record)?.postmaster_pid().map(i32::try_from) {
        Some(Ok(pid)) if !running.processes().iter().any(|process| process.pid == pid) => {
            running.adopt(Stage::Database, DATABASE, pid)
        }
        _ => Ok(()),
    }
}
