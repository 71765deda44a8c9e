//! Statuses: what each agent sees.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::{label::Labels, time::Timestamp};
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::output::Tone;

/// Current status of one check at one target from one agent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckState {
    /// Id of the check.
    pub check_id: String,
    /// Name of the check.
    pub check: String,
    /// Target as defined.
    pub target: String,
    /// Id of the agent.
    pub agent_id: String,
    /// Name of the agent.
    pub agent: String,
    /// Its site.
    pub site: String,
    /// Status word.
    pub status: &'static str,
    /// Reason from the closed list.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// Since when, agent's clock.
    pub since_time: Option<Timestamp>,
    /// When it was last confirmed.
    pub update_time: Option<Timestamp>,
    /// True when that is too long ago to be believed.
    pub stale: bool,
}

/// A status in the API's words.
pub(crate) const fn status_word(status: wire::check_state::Status) -> &'static str {
    match status {
        wire::check_state::Status::Unspecified => "UNSPECIFIED",
        wire::check_state::Status::Up => "UP",
        wire::check_state::Status::Degraded => "DEGRADED",
        wire::check_state::Status::Down => "DOWN",
        wire::check_state::Status::Inconclusive => "INCONCLUSIVE",
    }
}

/// What a status means for the reader.
pub(crate) fn status_tone(word: &str) -> Tone {
    match word {
        "UP" => Tone::Good,
        "DEGRADED" => Tone::Warn,
        "DOWN" => Tone::Bad,
        _ => Tone::Dim,
    }
}

impl From<wire::CheckState> for CheckState {
    fn from(state: wire::CheckState) -> Self {
        Self {
            status: status_word(state.status()),
            check_id: state.check_id,
            check: state.check,
            target: state.target,
            agent_id: state.agent_id,
            agent: state.agent,
            site: state.site,
            reason: state.reason,
            evidence: state.evidence,
            since_time: time_of(state.since_time),
            update_time: time_of(state.update_time),
            stale: state.stale,
        }
    }
}

impl CheckState {
    /// What the status means for the reader. One that is not believed is nothing to act on.
    pub(crate) fn tone(&self) -> Tone {
        if self.stale { Tone::Dim } else { status_tone(self.status) }
    }

    /// What it can be selected by.
    pub(crate) fn labels(&self) -> Labels {
        let pairs =
            [("check", &self.check), ("target", &self.target), ("agent", &self.agent), ("site", &self.site)];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }
}

impl View for CheckState {
    const COLUMNS: &'static [Column] = &[
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("site", "SITE"),
        listed("status", "STATUS"),
        listed("stale", "STALE"),
        listed("since_time", "SINCE"),
        listed("update_time", "CONFIRMED"),
        listed("reason", "REASON"),
        listed("evidence", "EVIDENCE"),
        detail("check_id", "CHECK ID"),
        detail("agent_id", "AGENT ID"),
    ];
    const EMPTY: &'static str =
        "No check states. A status appears after a check ran a few times on an agent.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.check.clone()),
            Value::Text(self.target.clone()),
            Value::Text(self.agent.clone()),
            Value::Text(self.site.clone()),
            Value::Status { word: self.status, tone: self.tone() },
            Value::Mark { set: self.stale, word: "STALE", tone: Tone::Warn },
            Value::Age(self.since_time),
            Value::Age(self.update_time),
            Value::Text(self.reason.clone()),
            Value::Text(self.evidence.clone()),
            Value::Text(self.check_id.clone()),
            Value::Text(self.agent_id.clone()),
        ]
    }
}
