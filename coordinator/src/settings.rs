//! Settings in force: what the layers of the start say, with what administrators stored between them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use nocturne_core::{
    rate::Rate,
    setting::{Definition, REGISTRY, Said, Value, definition, in_force},
};
use nocturne_shared::id::OrgId;
use nocturne_store::setting::SettingRow;
use tokio::sync::{Notify, watch};

use crate::{
    config::layers::Layers, ingest::IngestOptions, reconcile::retention::Retention, telemetry::RecentLimits,
};

/// The settings that can be stored, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    /// Whether strangers may make an organization.
    pub sign_up: bool,
    /// Pages of other origins that may call.
    pub cors_origins: Vec<String>,
    /// How long browsers shall insist on TLS; zero is not said.
    pub hsts: Duration,
    /// Calls of one user or API token.
    pub principal_rate: Rate,
    /// Calls without a valid credential from one address.
    pub address_rate: Rate,
    /// Failed logins in a minute.
    pub login_failures: usize,
    /// How long an agent's certificate works.
    pub certificate_life: Duration,
    /// How often agents send a heartbeat.
    pub heartbeat: Duration,
    /// Agents at once.
    pub max_connections: usize,
    /// How commits are cut.
    pub ingest: IngestOptions,
    /// What is kept in memory.
    pub recent: RecentLimits,
    /// What is kept on disk.
    pub retention: Retention,
}

/// What is in force on this coordinator.
pub struct Settings {
    layers: Layers,
    now: ArcSwap<Snapshot>,
    /// What this coordinator was started with.
    running: BTreeMap<&'static str, Value>,
    changed: watch::Sender<()>,
    look_again: Notify,
}

#[derive(Debug)]
struct Snapshot {
    owner: Option<OrgId>,
    rows: Vec<SettingRow>,
    values: Arc<Values>,
}

/// One setting with everything that is known of it.
#[derive(Debug, Clone)]
pub struct SettingView {
    /// Its entry in the registry.
    pub definition: &'static Definition,
    /// What the layers say, the weakest first.
    pub layers: Vec<Said>,
    /// The layer that decides.
    pub decides: Said,
    /// What this coordinator works with.
    pub running: Value,
    /// What is stored, if it is a value of the setting.
    pub stored: Option<SettingRow>,
}

impl SettingView {
    /// Whether this coordinator works with another value until it is started again.
    #[must_use]
    pub fn pending_restart(&self) -> bool {
        self.running != self.decides.value
    }
}

impl Settings {
    /// Lays what is stored between the layers; `stored` is what [`nocturne_store::setting::setting_load`] returned.
    #[must_use]
    pub fn new(layers: Layers, stored: Option<(OrgId, Vec<SettingRow>)>) -> Self {
        let (owner, rows) = parts(stored);
        let resolved = resolve(&layers, &rows);
        let values = Arc::new(Values::of(&resolved));
        Self {
            layers,
            now: ArcSwap::from_pointee(Snapshot { owner, rows, values }),
            running: resolved,
            changed: watch::Sender::new(()),
            look_again: Notify::new(),
        }
    }

    /// What is in force.
    #[must_use]
    pub fn current(&self) -> Arc<Values> {
        Arc::clone(&self.now.load().values)
    }

    /// The organization whose administrators change settings; `None` before there is one.
    #[must_use]
    pub fn owner(&self) -> Option<OrgId> {
        self.now.load().owner
    }

    /// Puts what is stored in force.
    pub fn install(&self, stored: Option<(OrgId, Vec<SettingRow>)>) {
        let (owner, rows) = parts(stored);
        let held = self.now.load();
        if held.owner == owner && held.rows == rows {
            return;
        }
        let values = Arc::new(Values::of(&resolve(&self.layers, &rows)));
        let before = self.now.swap(Arc::new(Snapshot { owner, rows, values: Arc::clone(&values) }));
        if before.values != values {
            tracing::info!("settings were changed");
            self.changed.send_replace(());
        }
    }

    /// Tells of every change from now on.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Asks whoever follows the database to look soon.
    pub fn look_again(&self) {
        self.look_again.notify_one();
    }

    /// Waits until somebody asks for a look.
    pub async fn asked_to_look(&self) {
        self.look_again.notified().await;
    }

    /// A setting, given what is stored; `None` when nothing of this name exists.
    #[must_use]
    pub fn view(&self, name: &str, rows: &[SettingRow]) -> Option<SettingView> {
        let definition = definition(name)?;
        let row = rows.iter().find(|row| row.name == name);
        let value = row.and_then(|row| usable(definition, row).ok());
        let stored = row.filter(|_| value.is_some()).cloned();
        let layers = self.layers.said(name, value.as_ref());
        let decides = in_force(&layers)?.clone();
        let running = match self.running.get(name) {
            Some(running) if definition.change.needs_restart() => running.clone(),
            _ => decides.value.clone(),
        };
        Some(SettingView { definition, layers, decides, running, stored })
    }
}

impl Values {
    fn of(resolved: &BTreeMap<&'static str, Value>) -> Self {
        let number = |name: &str| match resolved.get(name) {
            Some(Value::Number(number)) => *number,
            Some(Value::Boolean(_) | Value::Text(_) | Value::List(_)) | None => 0,
        };
        let small = |name: &str| u32::try_from(number(name)).unwrap_or(u32::MAX);
        let size = |name: &str| usize::try_from(number(name)).unwrap_or(usize::MAX);
        let list = |name: &str| match resolved.get(name) {
            Some(Value::List(entries)) => entries.clone(),
            Some(Value::Boolean(_) | Value::Number(_) | Value::Text(_)) | None => Vec::new(),
        };
        Self {
            sign_up: resolved.get("api.sign_up") == Some(&Value::Boolean(true)),
            cors_origins: list("api.cors_origins"),
            hsts: Duration::from_secs(number("api.hsts_s")),
            principal_rate: Rate {
                per_second: small("limits.requests_per_second"),
                burst: small("limits.request_burst"),
            },
            address_rate: Rate {
                per_second: small("limits.address_requests_per_second"),
                burst: small("limits.address_request_burst"),
            },
            login_failures: size("limits.login_failures_per_minute"),
            certificate_life: Duration::from_secs(number("agents.certificate_life_s")),
            heartbeat: Duration::from_secs(number("agents.heartbeat_s")),
            max_connections: size("agents.max_connections"),
            ingest: IngestOptions {
                flush: Duration::from_millis(number("ingest.flush_ms")),
                flush_samples: size("ingest.flush_samples"),
                n_writers: size("ingest.writers"),
            },
            recent: RecentLimits {
                window: Duration::from_secs(number("telemetry.recent_window_s")),
                max_bytes: size("telemetry.recent_max_mib").saturating_mul(1 << 20),
            },
            retention: Retention {
                samples_days: small("retention.samples_days"),
                events_days: small("retention.events_days"),
            },
        }
    }
}

fn parts(stored: Option<(OrgId, Vec<SettingRow>)>) -> (Option<OrgId>, Vec<SettingRow>) {
    stored.map_or((None, Vec::new()), |(owner, rows)| (Some(owner), rows))
}

/// The value of every setting.
fn resolve(layers: &Layers, rows: &[SettingRow]) -> BTreeMap<&'static str, Value> {
    let stored = |definition: &Definition| {
        let row = rows.iter().find(|row| row.name == definition.name)?;
        let value = usable(definition, row);
        if let Err(reason) = &value {
            tracing::warn!(setting.name = %row.name, reason, "the stored value of {} is left alone", row.name);
        }
        value.ok()
    };
    REGISTRY
        .iter()
        .filter_map(|definition| {
            let said = layers.said(definition.name, stored(definition).as_ref());
            Some((definition.name, in_force(&said)?.value.clone()))
        })
        .collect()
}

/// What a row says, unless the program takes no such value or none from the database.
fn usable(definition: &Definition, row: &SettingRow) -> Result<Value, String> {
    if definition.change.is_stored() {
        definition.kind.read(&row.value)
    } else {
        Err("it is set in the file or the environment only".to_owned())
    }
}

#[cfg(test)]
mod tests;
