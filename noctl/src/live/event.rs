//! What a watch tells, in the types that are shown.

use nocturne_proto::api::v1::{WatchResponse, watch_response};
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use crate::{
    human,
    view::{
        Column, Value, View, agent::Agent, check::Check, detail, event::CheckEvent, gap::Gap, listed,
        state::CheckState, telemetry::LatestValue, time_of,
    },
};

/// Something that happened, or was there when the watch began.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    /// Number in the stream; null for what was there.
    pub sequence: Option<u64>,
    /// When it happened, coordinator's clock; null for what was there.
    pub time: Option<Timestamp>,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened or is there; the name is that of the field in the API.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// A status that was there.
    CheckState(CheckState),
    /// A status that changed.
    CheckEvent(CheckEvent),
    /// A check as it is.
    Check(Box<Check>),
    /// A check that is no more.
    DeletedCheckId(String),
    /// An agent as it is.
    Agent(Box<Agent>),
    /// A value.
    Value(LatestValue),
    /// A gap.
    Gap(Gap),
}

/// The lines of one message; a message without event has none.
pub(crate) fn lines_of(message: WatchResponse) -> Vec<Line> {
    let (sequence, time) = (Some(message.sequence), time_of(message.time));
    let what = match message.event {
        Some(watch_response::Event::Agent(agent)) => vec![What::Agent(Box::new(agent.into()))],
        Some(watch_response::Event::Check(check)) => vec![What::Check(Box::new(check.into()))],
        Some(watch_response::Event::DeletedCheckId(id)) => vec![What::DeletedCheckId(id)],
        Some(watch_response::Event::CheckEvent(event)) => vec![What::CheckEvent(event.into())],
        Some(watch_response::Event::Values(batch)) => {
            batch.values.into_iter().map(|value| What::Value(value.into())).collect()
        }
        Some(watch_response::Event::Gap(gap)) => vec![What::Gap(gap.into())],
        Some(
            watch_response::Event::Opened(_)
            | watch_response::Event::Alive(_)
            | watch_response::Event::Lagged(_),
        )
        | None => Vec::new(),
    };
    what.into_iter().map(|what| Line { sequence, time, what }).collect()
}

impl Line {
    /// What was there when the watch began.
    pub(crate) const fn present(what: What) -> Self {
        Self { sequence: None, time: None, what }
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let time = self.time.map_or_else(|| "-".to_owned(), |at| format!("{at:.3}"));
        let of = |check: &str, target: &str, agent: &str| format!("{check} {target} from {agent}:");
        let words = match &self.what {
            What::CheckState(state) => {
                let stale = if state.stale { " (stale)" } else { "" };
                let from = of(&state.check, &state.target, &state.agent);
                format!("{from} {}{stale} {} {}", state.status, state.reason, state.evidence)
            }
            What::CheckEvent(event) => {
                let from = of(&event.check, &event.target, &event.agent);
                let before = event.from_status.map_or_else(String::new, |status| format!("{status} → "));
                format!("{from} {before}{} {} {}", event.to_status, event.reason, event.evidence)
            }
            What::Check(check) => format!("check {} is at revision {}", check.slug, check.revision),
            What::DeletedCheckId(id) => format!("check {id} is deleted"),
            What::Agent(agent) => format!("agent {} is {}", agent.slug, agent.presence),
            What::Value(value) => {
                let series = &value.series;
                let from = of(series.label("check"), series.label("target"), series.label("agent"));
                let value = value
                    .sample
                    .as_ref()
                    .map_or_else(|| "-".to_owned(), |sample| human::measure(&series.metric, sample.value));
                format!("{from} {} {value}", series.title())
            }
            What::Gap(gap) => gap.line(),
        };
        human::clean(format!("{time}  {words}").trim_end())
    }

    fn kind(&self) -> &'static str {
        match &self.what {
            What::CheckState(_) => "check_state",
            What::CheckEvent(_) => "check_event",
            What::Check(_) => "check",
            What::DeletedCheckId(_) => "deleted_check_id",
            What::Agent(_) => "agent",
            What::Value(_) => "value",
            What::Gap(_) => "gap",
        }
    }

    /// Check, target, agent, what it is, reason, more.
    fn cells(&self) -> [String; 6] {
        let none = String::new;
        let own = ToOwned::to_owned;
        match &self.what {
            What::CheckState(one) => [
                one.check.clone(),
                one.target.clone(),
                one.agent.clone(),
                own(one.status),
                one.reason.clone(),
                one.evidence.clone(),
            ],
            What::CheckEvent(one) => [
                one.check.clone(),
                one.target.clone(),
                one.agent.clone(),
                own(one.to_status),
                one.reason.clone(),
                one.evidence.clone(),
            ],
            What::Check(one) => [one.slug.clone(), none(), none(), one.revision.to_string(), none(), none()],
            What::DeletedCheckId(id) => [id.clone(), none(), none(), own("DELETED"), none(), none()],
            What::Agent(one) => [none(), none(), one.slug.clone(), own(one.presence), none(), none()],
            What::Value(one) => {
                let label = |name| one.series.label(name).to_owned();
                let value = one.sample.as_ref().map_or_else(none, |sample| sample.value.to_string());
                [label("check"), label("target"), label("agent"), value, none(), one.series.title()]
            }
            What::Gap(one) => {
                [none(), none(), one.agent.clone(), own("GAP"), one.cause.clone(), one.detail.clone()]
            }
        }
    }
}

impl View for Line {
    const COLUMNS: &'static [Column] = &[
        listed("time", "TIME"),
        listed("kind", "KIND"),
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("value", "VALUE"),
        listed("reason", "REASON"),
        listed("detail", "DETAIL"),
        detail("sequence", "SEQUENCE"),
    ];
    const EMPTY: &'static str = "Nothing yet.";

    fn values(&self) -> Vec<Value> {
        let mut values = vec![Value::Time(self.time), Value::Text(self.kind().to_owned())];
        values.extend(self.cells().into_iter().map(Value::Text));
        values.push(self.sequence.map_or(Value::Blank, Value::Number));
        values
    }
}
