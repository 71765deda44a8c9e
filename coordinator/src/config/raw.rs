//! The configuration file as it is written.

use std::path::PathBuf;

use serde::Deserialize;

/// The file exactly as written. Lives only inside [`super::Config::load`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    pub(super) database: RawDatabase,
    pub(super) keys: RawKeys,
    pub(super) api: RawApi,
    pub(super) agents: RawAgents,
    pub(super) health: RawHealth,
    pub(super) ingest: RawIngest,
    pub(super) telemetry: RawTelemetry,
    pub(super) retention: RawRetention,
    pub(super) log: RawLog,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDatabase {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) name: String,
    pub(super) tls: String,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) owner_password_file: PathBuf,
    pub(super) app_password_file: PathBuf,
    pub(super) system_password_file: PathBuf,
    pub(super) app_connections: usize,
    pub(super) system_connections: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKeys {
    pub(super) kek_file: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawApi {
    pub(super) listen: String,
    pub(super) certificate_file: Option<PathBuf>,
    pub(super) key_file: Option<PathBuf>,
    pub(super) console_dir: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAgents {
    pub(super) listen: String,
    pub(super) advertise: Option<String>,
    pub(super) trust_domain: String,
    pub(super) certificate_life_s: u64,
    pub(super) heartbeat_s: u64,
    pub(super) max_connections: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHealth {
    pub(super) listen: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIngest {
    pub(super) flush_ms: u64,
    pub(super) flush_samples: usize,
    pub(super) writers: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTelemetry {
    pub(super) recent_window_s: u64,
    pub(super) recent_max_mib: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRetention {
    pub(super) samples_days: u32,
    pub(super) events_days: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLog {
    pub(super) format: String,
    pub(super) filter: String,
}
