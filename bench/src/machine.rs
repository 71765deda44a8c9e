//! What the numbers were measured on.

use anyhow::Context as _;
use serde::Serialize;
use tokio_postgres::Client;

/// Settings that decide what a commit promises and costs.
const SETTINGS: [&str; 9] = [
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "wal_sync_method",
    "shared_buffers",
    "max_wal_size",
    "wal_compression",
    "checkpoint_timeout",
];

/// The machine and its PostgreSQL.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    /// Cores this process may use; PostgreSQL, coordinator and load share them.
    pub(crate) n_cores: usize,
    /// Model of the first one.
    pub(crate) cpu_model: String,
    /// Kernel.
    pub(crate) kernel: String,
    /// Main memory, MiB.
    pub(crate) memory_mib: u64,
    /// Version of the server.
    pub(crate) postgresql: String,
    /// Its settings.
    pub(crate) settings: std::collections::BTreeMap<String, String>,
    /// Commit of this program.
    pub(crate) commit: String,
}

/// Looks around.
///
/// # Errors
///
/// The server does not say how it is set up, or would not keep what it commits.
pub(crate) async fn look(database: &Client) -> anyhow::Result<Machine> {
    let version =
        database.query_one("SHOW server_version", &[]).await.context("could not ask for the version")?;
    let names: Vec<&str> = SETTINGS.to_vec();
    let rows = database
        .query("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY($1)", &[&names])
        .await
        .context("could not ask for settings")?;
    let settings: std::collections::BTreeMap<String, String> =
        rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for durable in ["fsync", "synchronous_commit", "full_page_writes"] {
        anyhow::ensure!(
            settings.get(durable).is_some_and(|value| value == "on"),
            "{durable} is not on: what is measured would not be durable"
        );
    }
    let uname = rustix::system::uname();
    Ok(Machine {
        n_cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        cpu_model: field("/proc/cpuinfo", "model name"),
        kernel: format!("{} {}", uname.sysname().to_string_lossy(), uname.release().to_string_lossy()),
        memory_mib: field("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse::<u64>().unwrap_or(0)
            / 1_024,
        postgresql: version.get(0),
        settings,
        commit: nocturne_runtime::version::commit().to_owned(),
    })
}

/// `name : value` out of a file of /proc; empty when it is not there.
fn field(path: &str, name: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim_start_matches([' ', '\t', ':']).trim().to_owned()
}
