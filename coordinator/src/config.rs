//! Configuration of the coordinator: text in, checked values out.

mod raw;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use nocturne_runtime::{
    config::{self, Finding, Findings},
    fs,
    telemetry::LogFormat,
    tls,
};
use nocturne_store::{
    bootstrap::{APP, OWNER, SYSTEM},
    endpoint::Endpoint,
    pool::{StoreConfig, Tls},
};
use secrecy::{ExposeSecret as _, SecretString};

use self::raw::{RawAgents, RawApi, RawConfig, RawDatabase, RawIngest, RawRetention};
use crate::{
    http::console::Console, ingest::IngestOptions, reconcile::retention::Retention, telemetry::RecentLimits,
};

/// The documented file, with every default.
pub const DEFAULTS: &str = include_str!("../defaults.yaml");
/// Variables `NOCTURNE_SECTION__KEY` win over the file.
pub const ENV_PREFIX: &str = "NOCTURNE";

/// Values the rest of the coordinator can trust without looking again.
pub struct Config {
    /// Pools.
    pub store: StoreConfig,
    /// The database as its owner, for migrations.
    pub owner: Endpoint,
    /// File with the key-encryption key.
    pub kek_file: PathBuf,
    /// API port.
    pub api_listen: SocketAddr,
    /// Certificate chain and key of the API port.
    pub api_tls: Option<(PathBuf, PathBuf)>,
    /// Folder to serve the console from instead of the one in the program.
    pub console_dir: Option<PathBuf>,
    /// Agent port.
    pub agents_listen: SocketAddr,
    /// Agent port as agents see it; `None` is the address it listens on.
    pub agents_advertise: Option<String>,
    /// Name of this installation in every certificate.
    pub trust_domain: String,
    /// How long an agent's certificate works.
    pub certificate_life: Duration,
    /// How often agents send a heartbeat.
    pub heartbeat: Duration,
    /// Agents at once.
    pub max_connections: usize,
    /// Health port.
    pub health_listen: SocketAddr,
    /// How commits are cut.
    pub ingest: IngestOptions,
    /// What is kept in memory.
    pub recent: RecentLimits,
    /// What is kept on disk.
    pub retention: Retention,
    /// Form of logs.
    pub log_format: LogFormat,
    /// Which logs.
    pub log_filter: String,
}

impl Config {
    /// Reads defaults, file and environment, and looks at every value.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once: an operator should need one edit, not four.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Findings> {
        config::load(file, DEFAULTS, environment, ENV_PREFIX, Self::check)
    }

    /// The console to serve, where `built_in` is the program's own.
    #[must_use]
    pub fn console(&self, built_in: Console) -> Console {
        self.console_dir.clone().map_or(built_in, Console::folder)
    }

    fn check(mut raw: RawConfig) -> Result<Self, Findings> {
        let mut look = Look { found: Vec::new() };
        let api_listen = look.address("api.listen", &raw.api.listen);
        let agents_listen = look.address("agents.listen", &raw.agents.listen);
        let health_listen = look.address("health.listen", &raw.health.listen);
        let (store, owner) = look.database(&raw.database);
        let console_dir = look.console_dir(raw.api.console_dir.take());
        let api_tls = look.api_tls(raw.api, api_listen);
        look.numbers(&raw.agents, &raw.ingest, &raw.retention);
        let log_format = raw.log.format.parse().unwrap_or_else(|_| {
            look.finding("log.format", format!("{:?} is neither human nor json", raw.log.format));
            LogFormat::Human
        });
        if let Err(error) = fs::read_secret(&raw.keys.kek_file) {
            look.finding("keys.kek_file", chain(&error));
        }

        match (store, owner, api_listen, agents_listen, health_listen) {
            (Some(store), Some(owner), Some(api_listen), Some(agents_listen), Some(health_listen))
                if look.found.is_empty() =>
            {
                Ok(Self {
                    store,
                    owner,
                    kek_file: raw.keys.kek_file,
                    api_listen,
                    api_tls,
                    console_dir,
                    agents_listen,
                    agents_advertise: raw.agents.advertise,
                    trust_domain: raw.agents.trust_domain,
                    certificate_life: Duration::from_secs(raw.agents.certificate_life_s),
                    heartbeat: Duration::from_secs(raw.agents.heartbeat_s),
                    max_connections: raw.agents.max_connections,
                    health_listen,
                    ingest: IngestOptions {
                        flush: Duration::from_millis(raw.ingest.flush_ms),
                        flush_samples: raw.ingest.flush_samples,
                        n_writers: raw.ingest.writers,
                    },
                    recent: RecentLimits {
                        window: Duration::from_secs(raw.telemetry.recent_window_s),
                        max_bytes: raw.telemetry.recent_max_mib << 20,
                    },
                    retention: Retention {
                        samples_days: raw.retention.samples_days,
                        events_days: raw.retention.events_days,
                    },
                    log_format,
                    log_filter: raw.log.filter,
                })
            }
            _ => Err(Findings(look.found)),
        }
    }
}

/// Collects findings.
struct Look {
    found: Vec<Finding>,
}

impl Look {
    fn finding(&mut self, key: &str, reason: String) {
        self.found.push(Finding::new(key, reason));
    }

    fn address(&mut self, key: &str, text: &str) -> Option<SocketAddr> {
        let address = text.parse();
        if address.is_err() {
            self.finding(key, format!("{text:?} is no ADDRESS:PORT, e.g. 127.0.0.1:8080 or [::]:8443"));
        }
        address.ok()
    }

    fn database(&mut self, raw: &RawDatabase) -> (Option<StoreConfig>, Option<Endpoint>) {
        let mut endpoint = |key: &str, user: &str, file: &Path| {
            let password = match fs::read_secret(file) {
                Ok(bytes) => String::from_utf8_lossy(bytes.expose_secret()).trim().to_owned(),
                Err(error) => {
                    self.finding(key, chain(&error));
                    return None;
                }
            };
            Some(Endpoint {
                host: raw.host.clone(),
                port: raw.port,
                dbname: raw.name.clone(),
                user: user.to_owned(),
                password: SecretString::from(password),
            })
        };
        let owner = endpoint("database.owner_password_file", OWNER, &raw.owner_password_file);
        let app = endpoint("database.app_password_file", APP, &raw.app_password_file);
        let system = endpoint("database.system_password_file", SYSTEM, &raw.system_password_file);
        let tls = self.database_tls(raw);
        if !(2..=200).contains(&raw.app_connections) {
            self.finding("database.app_connections", format!("{} is outside 2 to 200", raw.app_connections));
        }
        if !(4..=200).contains(&raw.system_connections) {
            self.finding(
                "database.system_connections",
                format!("{} is outside 4 to 200", raw.system_connections),
            );
        }
        let store = app.zip(system).zip(tls).map(|((app, system), tls)| StoreConfig {
            app,
            system,
            app_connections: raw.app_connections,
            system_connections: raw.system_connections,
            tls,
        });
        (store, owner)
    }

    fn database_tls(&mut self, raw: &RawDatabase) -> Option<Tls> {
        match raw.tls.as_str() {
            "off" if is_local(&raw.host) => Some(Tls::Off),
            "off" => {
                self.finding(
                    "database.tls",
                    format!(
                        "off would send passwords and data to {} in the clear; set verify-full and ca_file",
                        raw.host
                    ),
                );
                None
            }
            "verify-full" => {
                let Some(ca_file) = &raw.ca_file else {
                    self.finding("database.ca_file", "verify-full needs the roots to verify with".to_owned());
                    return None;
                };
                match tls::load_chain(ca_file)
                    .map_err(|error| chain(&error))
                    .and_then(|roots| verified(&roots))
                {
                    Ok(tls) => Some(Tls::Verified(Box::new(tls))),
                    Err(reason) => {
                        self.finding("database.ca_file", reason);
                        None
                    }
                }
            }
            other => {
                self.finding("database.tls", format!("{other:?} is neither off nor verify-full"));
                None
            }
        }
    }

    fn api_tls(&mut self, raw: RawApi, listen: Option<SocketAddr>) -> Option<(PathBuf, PathBuf)> {
        match (raw.certificate_file, raw.key_file) {
            (Some(certificate), Some(key)) => {
                if let Err(error) = tls::load_chain(&certificate) {
                    self.finding("api.certificate_file", chain(&error));
                }
                if let Err(error) = tls::load_key(&key) {
                    self.finding("api.key_file", chain(&error));
                }
                Some((certificate, key))
            }
            (None, None) => {
                if listen.is_some_and(|address| !address.ip().is_loopback()) {
                    self.finding(
                        "api.listen",
                        format!(
                            "{} is open to others and needs api.certificate_file and api.key_file",
                            raw.listen
                        ),
                    );
                }
                None
            }
            (Some(_), None) => {
                self.finding("api.key_file", "certificate_file is given without it".to_owned());
                None
            }
            (None, Some(_)) => {
                self.finding("api.certificate_file", "key_file is given without it".to_owned());
                None
            }
        }
    }

    fn console_dir(&mut self, folder: Option<PathBuf>) -> Option<PathBuf> {
        if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
            self.finding("api.console_dir", format!("{} is no folder", folder.display()));
        }
        folder
    }

    fn numbers(&mut self, agents: &RawAgents, ingest: &RawIngest, retention: &RawRetention) {
        let domain_legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if agents.trust_domain.is_empty() || !agents.trust_domain.chars().all(domain_legal) {
            self.finding(
                "agents.trust_domain",
                format!("{:?} must be lower case letters, digits, '-' and '.'", agents.trust_domain),
            );
        }
        let ranges: [(&str, u64, std::ops::RangeInclusive<u64>); 7] = [
            ("agents.certificate_life_s", agents.certificate_life_s, 10..=31_536_000),
            ("agents.heartbeat_s", agents.heartbeat_s, 1..=60),
            ("ingest.flush_ms", ingest.flush_ms, 1..=1_000),
            ("ingest.flush_samples", ingest.flush_samples as u64, 100..=1_000_000),
            ("ingest.writers", ingest.writers as u64, 1..=16),
            ("retention.samples_days", u64::from(retention.samples_days), 1..=3_650),
            ("retention.events_days", u64::from(retention.events_days), 1..=3_650),
        ];
        for (key, value, range) in ranges {
            if !range.contains(&value) {
                self.finding(key, format!("{value} is outside {} to {}", range.start(), range.end()));
            }
        }
    }
}

fn is_local(host: &str) -> bool {
    let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    host.starts_with('/') || host == "localhost" || loopback
}

fn verified(roots: &[rustls_pki_types::CertificateDer<'static>]) -> Result<rustls::ClientConfig, String> {
    let mut store = rustls::RootCertStore::empty();
    for root in roots {
        store.add(root.clone()).map_err(|error| format!("a root cannot be used: {error}"))?;
    }
    Ok(rustls::ClientConfig::builder().with_root_certificates(store).with_no_client_auth())
}

/// An error with its causes, on a line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests;
