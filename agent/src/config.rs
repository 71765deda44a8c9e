//! Agent configuration: text in, checked values out.
//!
//! The file is optional; `defaults.yaml` is what holds without one, and says why. The environment lies over the file:
//! each key has a variable, e.g. `NOCTURNE_AGENT_SPOOL__MAX_BYTES` for `spool.max_bytes`.

use std::{net::SocketAddr, path::Path, time::Duration};

use nocturne_probe::probe::{Egress, Network};
use nocturne_runtime::{
    config::{Finding, Findings, load},
    telemetry::LogFormat,
};
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use crate::{
    address::Address,
    units::{parse_bytes, parse_duration},
};

/// Prefix of the variables that lie over the file.
pub const ENV_PREFIX: &str = "NOCTURNE_AGENT";
/// The documented file with every default.
pub const DEFAULTS: &str = include_str!("../defaults.yaml");

/// Values the rest of the agent can trust without looking again.
#[derive(Debug, Clone)]
pub struct Config {
    /// Overrides the address stored at enrolment.
    pub coordinator: Option<Address>,
    /// Bounds of the spool.
    pub spool: SpoolConfig,
    /// Bounds of the checks.
    pub runner: RunnerConfig,
    /// Where checks may go.
    pub egress: Egress,
    /// Pace of reconnecting.
    pub link: LinkConfig,
    /// What is logged and how.
    pub log: LogConfig,
    /// Where health and metrics are served; `None` is nowhere.
    pub health_listen: Option<SocketAddr>,
}

/// Bounds of the spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpoolConfig {
    /// Most bytes of the telemetry lane on disk.
    pub max_bytes: u64,
    /// Oldest record that is kept.
    pub max_age: Duration,
    /// Bytes of the disk that are left to others.
    pub min_free: u64,
    /// Size of a segment file, bytes.
    pub segment_bytes: u64,
}

/// Bounds of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnerConfig {
    /// Executions that run at the same time.
    pub max_concurrency: usize,
}

/// Pace of reconnecting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkConfig {
    /// Longest wait after the first failure.
    pub backoff_base: Duration,
    /// Longest wait after many failures.
    pub backoff_max: Duration,
}

/// What is logged and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// How a line looks.
    pub format: LogFormat,
    /// `tracing` filter, e.g. `info` or `info,nocturne_agent=debug`.
    pub filter: String,
}

/// The file exactly as written. Lives only until [`RawConfig::check`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    coordinator: String,
    spool: RawSpool,
    runner: RawRunner,
    egress: RawEgress,
    link: RawLink,
    log: RawLog,
    health: RawHealth,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSpool {
    max_bytes: String,
    max_age: String,
    min_free: String,
    segment_bytes: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRunner {
    max_concurrency: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEgress {
    allow: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLink {
    backoff_base: String,
    backoff_max: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLog {
    format: LogFormat,
    filter: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHealth {
    listen: String,
}

impl Config {
    /// Reads the file at `path`, if one is given, and the variables of `env` over it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn load(path: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Result<Self, Findings> {
        load(path, DEFAULTS, env, ENV_PREFIX, |raw: RawConfig| raw.check())
    }

    /// What holds without a file and without variables.
    ///
    /// # Errors
    ///
    /// Never; a test sees to it.
    pub fn defaults() -> Result<Self, Findings> {
        Self::load(None, std::iter::empty())
    }
}

impl RawConfig {
    /// Looks at every value.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn check(&self) -> Result<Config, Findings> {
        let mut look = Look::default();
        let config = Config {
            coordinator: look.optional("coordinator", &self.coordinator, |text| {
                text.parse::<Address>().map_err(|error| error.to_string())
            }),
            spool: self.spool.check(&mut look),
            runner: RunnerConfig {
                max_concurrency: usize::try_from(look.range(
                    "runner.max_concurrency",
                    self.runner.max_concurrency,
                    1,
                    10_000,
                ))
                .unwrap_or(usize::MAX),
            },
            egress: look.networks("egress.allow", &self.egress.allow),
            link: self.link.check(&mut look),
            log: LogConfig { format: self.log.format, filter: self.log.filter.clone() },
            health_listen: look.optional("health.listen", &self.health.listen, |text| {
                text.parse().map_err(|_| {
                    format!("{text:?} is no address with a port; give e.g. 127.0.0.1:9464 or nothing")
                })
            }),
        };
        if let Err(error) = EnvFilter::builder().parse(&config.log.filter) {
            look.add("log.filter", format!("{error}; give e.g. info or info,nocturne_agent=debug"));
        }
        if look.found.is_empty() { Ok(config) } else { Err(Findings(look.found)) }
    }
}

impl RawSpool {
    fn check(&self, look: &mut Look) -> SpoolConfig {
        let max_bytes = look.bytes("spool.max_bytes", &self.max_bytes, 16 << 20, 1 << 40);
        let segment_bytes = look.bytes("spool.segment_bytes", &self.segment_bytes, 1 << 20, 64 << 20);
        if max_bytes < segment_bytes.saturating_mul(2) {
            look.add(
                "spool.max_bytes",
                "must hold at least two segments (spool.segment_bytes): whole segments are dropped"
                    .to_owned(),
            );
        }
        SpoolConfig {
            max_bytes,
            max_age: look.duration(
                "spool.max_age",
                &self.max_age,
                Duration::from_mins(1),
                Duration::from_hours(24 * 365),
            ),
            min_free: look.bytes("spool.min_free", &self.min_free, 0, 1 << 40),
            segment_bytes,
        }
    }
}

impl RawLink {
    fn check(&self, look: &mut Look) -> LinkConfig {
        let (least, most) = (Duration::from_millis(10), Duration::from_hours(1));
        let backoff_base = look.duration("link.backoff_base", &self.backoff_base, least, most);
        let backoff_max = look.duration("link.backoff_max", &self.backoff_max, least, most);
        if backoff_max < backoff_base {
            look.add("link.backoff_max", "is shorter than link.backoff_base".to_owned());
        }
        LinkConfig { backoff_base, backoff_max }
    }
}

/// Collects findings; a value with a finding is replaced by one inside its range, which nobody gets to see.
#[derive(Default)]
struct Look {
    found: Vec<Finding>,
}

impl Look {
    fn add(&mut self, field: &str, reason: String) {
        self.found.push(Finding::new(field, reason));
    }

    fn range(&mut self, field: &str, value: u64, least: u64, most: u64) -> u64 {
        if !(least..=most).contains(&value) {
            self.add(field, format!("{value} is outside {least} to {most}"));
        }
        value.clamp(least, most)
    }

    fn bytes(&mut self, field: &str, text: &str, least: u64, most: u64) -> u64 {
        match parse_bytes(text) {
            Ok(value) if (least..=most).contains(&value) => value,
            Ok(_) => {
                self.add(field, format!("{text} is outside {} to {} MiB", least >> 20, most >> 20));
                most
            }
            Err(reason) => {
                self.add(field, reason);
                most
            }
        }
    }

    fn duration(&mut self, field: &str, text: &str, least: Duration, most: Duration) -> Duration {
        match parse_duration(text) {
            Ok(value) if (least..=most).contains(&value) => value,
            Ok(_) => {
                self.add(field, format!("{text} is outside {least:?} to {most:?}"));
                most
            }
            Err(reason) => {
                self.add(field, reason);
                most
            }
        }
    }

    fn networks(&mut self, field: &str, texts: &[String]) -> Egress {
        let mut allow: Vec<Network> = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            match text.parse() {
                Ok(network) => allow.push(network),
                Err(error) => self.add(&format!("{field}[{index}]"), format!("{error}")),
            }
        }
        Egress::new(allow)
    }

    fn optional<T>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        parse(text).map_err(|reason| self.add(field, reason)).ok()
    }
}

#[cfg(test)]
mod tests;
