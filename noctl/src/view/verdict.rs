//! Verdicts: what all agents together say.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::output::Tone;

/// What all agents together say of one check at one target.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckVerdict {
    check_id: String,
    check: String,
    target: String,
    verdict: &'static str,
    summary: String,
    up_agents: u32,
    degraded_agents: u32,
    down_agents: u32,
    inconclusive_agents: u32,
    stale_agents: u32,
    down_sites: Vec<String>,
    conclusive_sites: u32,
    reason: String,
    since_time: Option<Timestamp>,
    update_time: Option<Timestamp>,
}

impl From<wire::CheckVerdict> for CheckVerdict {
    fn from(verdict: wire::CheckVerdict) -> Self {
        Self {
            verdict: verdict.verdict().as_str_name().trim_start_matches("VERDICT_"),
            check_id: verdict.check_id,
            check: verdict.check,
            target: verdict.target,
            summary: verdict.summary,
            up_agents: verdict.up_agents,
            degraded_agents: verdict.degraded_agents,
            down_agents: verdict.down_agents,
            inconclusive_agents: verdict.inconclusive_agents,
            stale_agents: verdict.stale_agents,
            down_sites: verdict.down_sites,
            conclusive_sites: verdict.conclusive_sites,
            reason: verdict.reason,
            since_time: time_of(verdict.since_time),
            update_time: time_of(verdict.update_time),
        }
    }
}

impl CheckVerdict {
    fn tone(&self) -> Tone {
        match self.verdict {
            "UP" => Tone::Good,
            "DEGRADED" | "PARTIAL" => Tone::Warn,
            "DOWN" => Tone::Bad,
            _ => Tone::Dim,
        }
    }

    /// Who says what, without those that are none.
    fn agents(&self) -> String {
        let counts = [
            (self.up_agents, "up"),
            (self.degraded_agents, "degraded"),
            (self.down_agents, "down"),
            (self.inconclusive_agents, "inconclusive"),
            (self.stale_agents, "stale"),
        ];
        let words = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        words.collect::<Vec<_>>().join(", ")
    }
}

impl View for CheckVerdict {
    const COLUMNS: &'static [Column] = &[
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("verdict", "VERDICT"),
        listed("since_time", "SINCE"),
        listed("summary", "SUMMARY"),
        listed("agents", "AGENTS"),
        listed("reason", "REASON"),
        listed("down_sites", "DOWN AT"),
        listed("update_time", "CONFIRMED"),
        detail("conclusive_sites", "SITES"),
        detail("up_agents", "UP"),
        detail("degraded_agents", "DEGRADED"),
        detail("down_agents", "DOWN"),
        detail("inconclusive_agents", "INCONCLUSIVE"),
        detail("stale_agents", "STALE"),
        detail("check_id", "CHECK ID"),
    ];
    const EMPTY: &'static str =
        "No verdicts. One appears when the first agent has a status; `noctl states` shows them.";

    fn values(&self) -> Vec<Value> {
        let number = |number: u32| Value::Number(number.into());
        vec![
            Value::Text(self.check.clone()),
            Value::Text(self.target.clone()),
            Value::Status { word: self.verdict, tone: self.tone() },
            Value::Age(self.since_time),
            Value::Text(self.summary.clone()),
            Value::Text(self.agents()),
            Value::Text(self.reason.clone()),
            Value::List(self.down_sites.clone()),
            Value::Age(self.update_time),
            number(self.conclusive_sites),
            number(self.up_agents),
            number(self.degraded_agents),
            number(self.down_agents),
            number(self.inconclusive_agents),
            number(self.stale_agents),
            Value::Text(self.check_id.clone()),
        ]
    }
}
