//! Gaps: times without data.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::{Timestamp, since};
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::human;

/// A time without data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Gap {
    /// Id; empty while it lasts.
    pub gap_id: String,
    /// Id of the agent whose data is missing.
    pub agent_id: String,
    /// Its name.
    pub agent: String,
    /// Why.
    pub cause: String,
    /// Begin.
    pub from_time: Option<Timestamp>,
    /// End; null while it lasts.
    pub to_time: Option<Timestamp>,
    /// Records known to be missing.
    pub records: u64,
    /// For people.
    pub detail: String,
    /// True while it lasts.
    pub ongoing: bool,
}

impl From<wire::Gap> for Gap {
    fn from(gap: wire::Gap) -> Self {
        Self {
            ongoing: gap.to_time.is_none(),
            gap_id: gap.gap_id,
            agent_id: gap.agent_id,
            agent: gap.agent,
            cause: gap.cause,
            from_time: time_of(gap.from_time),
            to_time: time_of(gap.to_time),
            records: gap.records,
            detail: gap.detail,
        }
    }
}

impl Gap {
    /// What tells it from others: ongoing ones have no id.
    pub(crate) fn key(&self) -> String {
        if self.gap_id.is_empty() {
            format!("{}/{}/{}", self.agent_id, self.cause, self.from_time.unwrap_or_default())
        } else {
            self.gap_id.clone()
        }
    }

    /// One line: `gap of ams-1: spool_full for 5m (12 records)`.
    pub(crate) fn line(&self) -> String {
        let lasted = match (self.from_time, self.to_time) {
            (Some(from), Some(to)) => format!(" for {}", human::rough(since(from, to))),
            _ => ", not over yet".to_owned(),
        };
        let records = if self.records == 0 { String::new() } else { format!(" ({} records)", self.records) };
        let detail = if self.detail.is_empty() { String::new() } else { format!(": {}", self.detail) };
        human::clean(&format!("gap of {}: {}{lasted}{records}{detail}", self.agent, self.cause))
    }
}

impl View for Gap {
    const COLUMNS: &'static [Column] = &[
        listed("agent", "AGENT"),
        listed("cause", "CAUSE"),
        listed("from_time", "FROM"),
        listed("to_time", "TO"),
        listed("lasted", "LASTED"),
        listed("records", "RECORDS"),
        listed("detail", "DETAIL"),
        detail("ongoing", "ONGOING"),
        detail("gap_id", "ID"),
        detail("agent_id", "AGENT ID"),
    ];
    const EMPTY: &'static str = "No gaps: nothing that was measured is missing.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.agent.clone()),
            Value::Text(self.cause.clone()),
            Value::Time(self.from_time),
            Value::Until(self.to_time),
            Value::Lasted { from: self.from_time, to: self.to_time },
            Value::Number(self.records),
            Value::Text(self.detail.clone()),
            Value::Flag(self.ongoing),
            Value::Text(self.gap_id.clone()),
            Value::Text(self.agent_id.clone()),
        ]
    }
}
