//! Agents.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::{label::Labels, time::Timestamp};
use serde::Serialize;

use super::{Column, Value, View, detail, labels_of, listed, serialize_offset, signed_micros_of, time_of};
use crate::output::Tone;

/// One agent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Agent {
    /// Id.
    pub agent_id: String,
    /// Name.
    pub slug: String,
    site: String,
    labels: Labels,
    /// Presence word.
    pub presence: &'static str,
    last_seen_time: Option<Timestamp>,
    version: String,
    hostname: String,
    capabilities: Vec<String>,
    #[serde(serialize_with = "serialize_offset")]
    clock_offset: Option<i64>,
    spool_pending_records: u64,
    spool_dropped_records: u64,
    desired_generation: u64,
    applied_generation: u64,
    config_error: String,
    certificate_expire_time: Option<Timestamp>,
    create_time: Option<Timestamp>,
    degraded: Vec<String>,
    remote_address: String,
    scheduled_checks: u64,
}

impl From<wire::Agent> for Agent {
    fn from(agent: wire::Agent) -> Self {
        Self {
            presence: presence_word(agent.presence()),
            agent_id: agent.agent_id,
            slug: agent.slug,
            site: agent.site,
            labels: labels_of(agent.labels),
            last_seen_time: time_of(agent.last_seen_time),
            version: agent.version,
            hostname: agent.hostname,
            capabilities: agent.capabilities,
            clock_offset: signed_micros_of(agent.clock_offset),
            spool_pending_records: agent.spool_pending_records,
            spool_dropped_records: agent.spool_dropped_records,
            desired_generation: agent.desired_generation,
            applied_generation: agent.applied_generation,
            config_error: agent.config_error,
            certificate_expire_time: time_of(agent.certificate_expire_time),
            create_time: time_of(agent.create_time),
            degraded: agent.degraded,
            remote_address: agent.remote_address,
            scheduled_checks: agent.scheduled_checks,
        }
    }
}

impl Agent {
    /// True when nothing differs that a person would look at it for.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let what = |agent: &Self| {
            (agent.presence, agent.applied_generation, agent.config_error.clone(), agent.degraded.clone())
        };
        what(self) == what(other)
    }
}

impl View for Agent {
    const COLUMNS: &'static [Column] = &[
        listed("slug", "NAME"),
        listed("site", "SITE"),
        listed("presence", "PRESENCE"),
        listed("last_seen_time", "SEEN"),
        listed("version", "VERSION"),
        detail("hostname", "HOST"),
        detail("remote_address", "ADDRESS"),
        listed("spool_pending_records", "SPOOL"),
        detail("spool_dropped_records", "DROPPED"),
        detail("clock_offset", "CLOCK OFFSET"),
        listed("applied_generation", "APPLIED"),
        detail("desired_generation", "DESIRED"),
        detail("config_error", "CONFIG ERROR"),
        detail("degraded", "DEGRADED"),
        detail("scheduled_checks", "SCHEDULED"),
        listed("labels", "LABELS"),
        detail("capabilities", "CAPABILITIES"),
        detail("certificate_expire_time", "CERTIFICATE ENDS"),
        detail("create_time", "ENROLLED"),
        detail("agent_id", "ID"),
    ];
    const EMPTY: &'static str =
        "No agents. Make a token with `noctl tokens create --site NAME` and enrol one with it.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.slug.clone()),
            Value::Text(self.site.clone()),
            Value::Status { word: self.presence, tone: presence_tone(self.presence) },
            Value::Age(self.last_seen_time),
            Value::Text(self.version.clone()),
            Value::Text(self.hostname.clone()),
            Value::Text(self.remote_address.clone()),
            Value::Number(self.spool_pending_records),
            Value::Number(self.spool_dropped_records),
            Value::Offset(self.clock_offset),
            Value::Number(self.applied_generation),
            Value::Number(self.desired_generation),
            Value::Text(self.config_error.clone()),
            Value::List(self.degraded.clone()),
            Value::Number(self.scheduled_checks),
            Value::Labels(self.labels.clone()),
            Value::List(self.capabilities.clone()),
            Value::Age(self.certificate_expire_time),
            Value::Age(self.create_time),
            Value::Text(self.agent_id.clone()),
        ]
    }
}

const fn presence_word(presence: wire::agent::Presence) -> &'static str {
    match presence {
        wire::agent::Presence::Unspecified => "UNSPECIFIED",
        wire::agent::Presence::Pending => "PENDING",
        wire::agent::Presence::Online => "ONLINE",
        wire::agent::Presence::Offline => "OFFLINE",
        wire::agent::Presence::Revoked => "REVOKED",
    }
}

fn presence_tone(word: &str) -> Tone {
    match word {
        "ONLINE" => Tone::Good,
        "OFFLINE" => Tone::Bad,
        _ => Tone::Dim,
    }
}
