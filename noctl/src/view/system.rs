//! The coordinator itself.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::{Timestamp, since};
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::{
    human,
    output::{Look, Tone},
};

/// How the coordinator is.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SystemStatus {
    version: String,
    commit: String,
    start_time: Option<Timestamp>,
    server_time: Option<Timestamp>,
    database_version: String,
    schema_version: i32,
    agents: AgentCounts,
    check_states: CheckStateCounts,
    samples_committed: u64,
    ingest_queue: u64,
    agent_address: String,
    last_commit_time: Option<Timestamp>,
    checks: u64,
}

#[derive(Debug, Clone, Default, Serialize)]
struct AgentCounts {
    online: u64,
    offline: u64,
    pending: u64,
    revoked: u64,
}

#[derive(Debug, Clone, Default, Serialize)]
struct CheckStateCounts {
    up: u64,
    degraded: u64,
    down: u64,
    inconclusive: u64,
}

impl From<wire::SystemStatus> for SystemStatus {
    fn from(status: wire::SystemStatus) -> Self {
        Self {
            version: status.version,
            commit: status.commit,
            start_time: time_of(status.start_time),
            server_time: time_of(status.server_time),
            database_version: status.database_version,
            schema_version: status.schema_version,
            agents: status.agents.map_or_else(AgentCounts::default, |counts| AgentCounts {
                online: counts.online,
                offline: counts.offline,
                pending: counts.pending,
                revoked: counts.revoked,
            }),
            check_states: status.check_states.map_or_else(CheckStateCounts::default, |counts| {
                CheckStateCounts {
                    up: counts.up,
                    degraded: counts.degraded,
                    down: counts.down,
                    inconclusive: counts.inconclusive,
                }
            }),
            samples_committed: status.samples_committed,
            ingest_queue: status.ingest_queue,
            agent_address: status.agent_address,
            last_commit_time: time_of(status.last_commit_time),
            checks: status.checks,
        }
    }
}

impl SystemStatus {
    /// For people. Ages are by the coordinator's clock, which made the times.
    pub(crate) fn text(&self, look: &Look) -> String {
        let now = self.server_time.unwrap_or(look.now);
        let up = self.start_time.map_or_else(|| "-".to_owned(), |start| human::rough(since(start, now)));
        let commit =
            self.last_commit_time.map_or_else(|| "none since start".to_owned(), |at| human::age(at, now));
        let count = |number: u64, word: &'static str, tone: Tone| {
            let tone = if number == 0 { Tone::Dim } else { tone };
            look.paint(&format!("{number} {}", look.status(word, tone)), tone)
        };
        let lines = [
            (
                "Coordinator",
                format!("{} ({}), up {up}", human::clean(&self.version), human::clean(&self.commit)),
            ),
            ("Database", format!("{}, schema {}", human::clean(&self.database_version), self.schema_version)),
            (
                "Agents",
                [
                    count(self.agents.online, "online", Tone::Good),
                    count(self.agents.offline, "offline", Tone::Bad),
                    count(self.agents.pending, "pending", Tone::Warn),
                    count(self.agents.revoked, "revoked", Tone::Dim),
                ]
                .join(", "),
            ),
            ("Checks", format!("{} defined", self.checks)),
            (
                "Check states",
                [
                    count(self.check_states.up, "up", Tone::Good),
                    count(self.check_states.degraded, "degraded", Tone::Warn),
                    count(self.check_states.down, "down", Tone::Bad),
                    count(self.check_states.inconclusive, "inconclusive", Tone::Dim),
                ]
                .join(", "),
            ),
            ("Last commit", commit),
            (
                "Since start",
                format!(
                    "{} samples committed, {} batches waiting",
                    self.samples_committed, self.ingest_queue
                ),
            ),
            ("Agents connect to", human::clean(&self.agent_address)),
        ];
        lines.iter().map(|(title, text)| format!("{title:<18} {text}\n")).collect()
    }
}

impl View for SystemStatus {
    const COLUMNS: &'static [Column] = &[
        listed("version", "VERSION"),
        detail("commit", "COMMIT"),
        detail("start_time", "STARTED"),
        detail("server_time", "CLOCK"),
        detail("database_version", "DATABASE"),
        detail("schema_version", "SCHEMA"),
        detail("agents.online", "ONLINE"),
        detail("agents.offline", "OFFLINE"),
        detail("agents.pending", "PENDING"),
        detail("agents.revoked", "REVOKED"),
        detail("check_states.up", "UP"),
        detail("check_states.degraded", "DEGRADED"),
        detail("check_states.down", "DOWN"),
        detail("check_states.inconclusive", "INCONCLUSIVE"),
        detail("samples_committed", "SAMPLES"),
        detail("ingest_queue", "QUEUE"),
        detail("agent_address", "AGENT ADDRESS"),
        detail("last_commit_time", "LAST COMMIT"),
        detail("checks", "CHECKS"),
    ];
    const EMPTY: &'static str = "No status.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.version.clone()),
            Value::Text(self.commit.clone()),
            Value::Time(self.start_time),
            Value::Time(self.server_time),
            Value::Text(self.database_version.clone()),
            Value::Text(self.schema_version.to_string()),
            Value::Number(self.agents.online),
            Value::Number(self.agents.offline),
            Value::Number(self.agents.pending),
            Value::Number(self.agents.revoked),
            Value::Number(self.check_states.up),
            Value::Number(self.check_states.degraded),
            Value::Number(self.check_states.down),
            Value::Number(self.check_states.inconclusive),
            Value::Number(self.samples_committed),
            Value::Number(self.ingest_queue),
            Value::Text(self.agent_address.clone()),
            Value::Time(self.last_commit_time),
            Value::Number(self.checks),
        ]
    }
}
