//! Configuration of the coordinator: text in, checked values out.

pub mod layers;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
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

use self::layers::Layers;
use crate::http::console::Console;

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
    /// Health port.
    pub health_listen: SocketAddr,
    /// What can be set, and what the layers of the start say of it.
    pub settings: Layers,
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
        let mut found = Vec::new();
        let layered = config::layers(file, DEFAULTS, environment, ENV_PREFIX, &mut found)
            .map_err(|finding| Findings(vec![finding]))?;
        let layers = Layers::read(&layered, file, &[], &mut found);
        Self::check(layers, found)
    }

    /// The console to serve, where `built_in` is the program's own.
    #[must_use]
    pub fn console(&self, built_in: Console) -> Console {
        self.console_dir.clone().map_or(built_in, Console::folder)
    }

    /// Looks at what the values mean; `found` is what is wrong already.
    fn check(layers: Layers, found: Vec<Finding>) -> Result<Self, Findings> {
        let mut look = Look { layers: &layers, found };
        let api_listen = look.address("api.listen");
        let agents_listen = look.address("agents.listen");
        let health_listen = look.address("health.listen");
        let (store, owner) = look.database();
        let console_dir = look.console_dir();
        let api_tls = look.api_tls(api_listen);
        look.trust_domain();
        let log_format = layers.text("log.format").parse().unwrap_or(LogFormat::Human);
        let kek_file = PathBuf::from(layers.text("keys.kek_file"));
        if let Err(error) = fs::read_secret(&kek_file) {
            look.finding("keys.kek_file", chain(&error));
        }

        match (store, owner, api_listen, agents_listen, health_listen) {
            (Some(store), Some(owner), Some(api_listen), Some(agents_listen), Some(health_listen))
                if look.found.is_empty() =>
            {
                let advertised = layers.text("agents.advertise");
                Ok(Self {
                    store,
                    owner,
                    kek_file,
                    api_listen,
                    api_tls,
                    console_dir,
                    agents_listen,
                    agents_advertise: (!advertised.is_empty()).then_some(advertised),
                    trust_domain: layers.text("agents.trust_domain"),
                    health_listen,
                    log_format,
                    log_filter: layers.text("log.filter"),
                    settings: layers,
                })
            }
            _ => Err(Findings(look.found)),
        }
    }
}

/// Collects findings.
struct Look<'a> {
    layers: &'a Layers,
    found: Vec<Finding>,
}

impl Look<'_> {
    /// Notes what is wrong with a key, unless something is already: a value that cannot be read was left out, and what is
    /// said of the default in its place is no news.
    fn finding(&mut self, key: &str, reason: String) {
        if !self.found.iter().any(|found| found.key == key) {
            self.found.push(Finding::new(key, reason));
        }
    }

    fn address(&mut self, key: &str) -> Option<SocketAddr> {
        let text = self.layers.text(key);
        let address = text.parse();
        if address.is_err() {
            self.finding(key, format!("{text:?} is no ADDRESS:PORT, e.g. 127.0.0.1:8080 or [::]:8443"));
        }
        address.ok()
    }

    fn database(&mut self) -> (Option<StoreConfig>, Option<Endpoint>) {
        let layers = self.layers;
        let mut endpoint = |key: &str, user: &str| {
            let password = match fs::read_secret(Path::new(&layers.text(key))) {
                Ok(bytes) => String::from_utf8_lossy(bytes.expose_secret()).trim().to_owned(),
                Err(error) => {
                    self.finding(key, chain(&error));
                    return None;
                }
            };
            Some(Endpoint {
                host: layers.text("database.host"),
                port: u16::try_from(layers.number("database.port")).ok()?,
                dbname: layers.text("database.name"),
                user: user.to_owned(),
                password: SecretString::from(password),
            })
        };
        let owner = endpoint("database.owner_password_file", OWNER);
        let app = endpoint("database.app_password_file", APP);
        let system = endpoint("database.system_password_file", SYSTEM);
        let tls = self.database_tls();
        let connections = |key| usize::try_from(layers.number(key)).unwrap_or(usize::MAX);
        let store = app.zip(system).zip(tls).map(|((app, system), tls)| StoreConfig {
            app,
            system,
            app_connections: connections("database.app_connections"),
            system_connections: connections("database.system_connections"),
            tls,
        });
        (store, owner)
    }

    fn database_tls(&mut self) -> Option<Tls> {
        let host = self.layers.text("database.host");
        if self.layers.text("database.tls") == "off" {
            if is_local(&host) {
                return Some(Tls::Off);
            }
            let reason = format!(
                "off would send passwords and data to {host} in the clear; set verify-full and ca_file"
            );
            self.finding("database.tls", reason);
            return None;
        }
        let Some(ca_file) = self.layers.path("database.ca_file") else {
            self.finding("database.ca_file", "verify-full needs the roots to verify with".to_owned());
            return None;
        };
        match tls::load_chain(&ca_file).map_err(|error| chain(&error)).and_then(|roots| verified(&roots)) {
            Ok(tls) => Some(Tls::Verified(Box::new(tls))),
            Err(reason) => {
                self.finding("database.ca_file", reason);
                None
            }
        }
    }

    fn api_tls(&mut self, listen: Option<SocketAddr>) -> Option<(PathBuf, PathBuf)> {
        match (self.layers.path("api.certificate_file"), self.layers.path("api.key_file")) {
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
                if let Some(open) = listen.filter(|address| !address.ip().is_loopback()) {
                    let reason =
                        format!("{open} is open to others and needs api.certificate_file and api.key_file");
                    self.finding("api.listen", reason);
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

    fn console_dir(&mut self) -> Option<PathBuf> {
        let folder = self.layers.path("api.console_dir");
        if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
            self.finding("api.console_dir", format!("{} is no folder", folder.display()));
        }
        folder
    }

    fn trust_domain(&mut self) {
        let domain = self.layers.text("agents.trust_domain");
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if domain.is_empty() || !domain.chars().all(legal) {
            let reason = format!("{domain:?} must be lower case letters, digits, '-' and '.'");
            self.finding("agents.trust_domain", reason);
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
