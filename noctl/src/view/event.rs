//! Events: statuses that changed.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{
    Column, Value, View, detail, listed,
    state::{status_tone, status_word},
    time_of,
};

/// A status that changed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckEvent {
    /// Id of the check.
    pub check_id: String,
    /// Its name.
    pub check: String,
    /// Target as defined then.
    pub target: String,
    /// Id of the agent.
    pub agent_id: String,
    /// Its name.
    pub agent: String,
    /// What it was before; null when it was the first.
    pub from_status: Option<&'static str>,
    /// What it became.
    pub to_status: &'static str,
    /// Reason from the closed list.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// When, agent's clock.
    pub time: Option<Timestamp>,
    /// When the coordinator stored it.
    pub receive_time: Option<Timestamp>,
}

impl From<wire::CheckEvent> for CheckEvent {
    fn from(event: wire::CheckEvent) -> Self {
        let from = event.from_status();
        Self {
            from_status: (from != wire::check_state::Status::Unspecified).then(|| status_word(from)),
            to_status: status_word(event.to_status()),
            check_id: event.check_id,
            check: event.check,
            target: event.target,
            agent_id: event.agent_id,
            agent: event.agent,
            reason: event.reason,
            evidence: event.evidence,
            time: time_of(event.time),
            receive_time: time_of(event.receive_time),
        }
    }
}

impl View for CheckEvent {
    const COLUMNS: &'static [Column] = &[
        listed("time", "TIME"),
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("from_status", "FROM"),
        listed("to_status", "TO"),
        listed("reason", "REASON"),
        listed("evidence", "EVIDENCE"),
        detail("receive_time", "RECEIVED"),
        detail("check_id", "CHECK ID"),
        detail("agent_id", "AGENT ID"),
    ];
    const EMPTY: &'static str = "No events: no status has changed yet.";

    fn values(&self) -> Vec<Value> {
        let status = |word: &'static str| Value::Status { word, tone: status_tone(word) };
        vec![
            Value::Time(self.time),
            Value::Text(self.check.clone()),
            Value::Text(self.target.clone()),
            Value::Text(self.agent.clone()),
            self.from_status.map_or(Value::Text(String::new()), status),
            status(self.to_status),
            Value::Text(self.reason.clone()),
            Value::Text(self.evidence.clone()),
            Value::Time(self.receive_time),
            Value::Text(self.check_id.clone()),
            Value::Text(self.agent_id.clone()),
        ]
    }
}
