//! Measurements, statuses and gaps.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::{label::Labels, time::Timestamp};
use serde::Serialize;

use super::{Column, Value, View, detail, label_text, labels_of, listed, serialize_number, time_of};
use crate::{human, output::Tone};

/// Labels that tables show in columns of their own.
const OWN_COLUMN: [&str; 4] = ["check", "target", "agent", "site"];

/// A metric with one set of labels.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Series {
    series_id: String,
    /// Metric name.
    pub metric: String,
    labels: Labels,
}

/// One value at one time.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sample {
    /// Agent's clock.
    pub time: Option<Timestamp>,
    /// In the unit of the metric.
    #[serde(serialize_with = "serialize_number")]
    pub value: f64,
}

/// A series with its latest sample.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LatestValue {
    /// The series.
    pub series: Series,
    /// Its latest sample.
    pub sample: Option<Sample>,
}

/// Samples of one series.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SeriesRange {
    /// The series.
    pub series: Series,
    /// Oldest first.
    pub samples: Vec<Sample>,
    /// True when more samples are there than were asked for.
    pub truncated: bool,
}

/// One sample of a known metric, for tables.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SampleRow {
    /// Gives the unit.
    #[serde(skip)]
    pub metric: String,
    /// The sample.
    #[serde(flatten)]
    pub sample: Sample,
}

impl Series {
    /// Value of a label; empty when it is not there.
    pub(crate) fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }

    /// Metric name with the labels that have no column of their own.
    fn title(&self) -> String {
        let rest: Labels = self
            .labels
            .iter()
            .filter(|(name, _)| !OWN_COLUMN.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if rest.is_empty() {
            self.metric.clone()
        } else {
            format!("{}{{{}}}", self.metric, label_text(&rest))
        }
    }

    /// Order for people: what belongs together stands together.
    pub(crate) fn order(&self) -> (String, String, String, String) {
        (
            self.label("check").to_owned(),
            self.label("target").to_owned(),
            self.label("agent").to_owned(),
            self.title(),
        )
    }
}

impl From<wire::Series> for Series {
    fn from(series: wire::Series) -> Self {
        Self { series_id: series.series_id, metric: series.metric, labels: labels_of(series.labels) }
    }
}

impl From<wire::Sample> for Sample {
    fn from(sample: wire::Sample) -> Self {
        Self { time: time_of(sample.time), value: sample.value }
    }
}

impl From<wire::LatestValue> for LatestValue {
    fn from(latest: wire::LatestValue) -> Self {
        Self {
            series: latest.series.map(Series::from).unwrap_or_default(),
            sample: latest.sample.map(Sample::from),
        }
    }
}

impl View for LatestValue {
    const COLUMNS: &'static [Column] = &[
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("site", "SITE"),
        listed("metric", "METRIC"),
        listed("value", "VALUE"),
        detail("unit", "UNIT"),
        listed("time", "AGE"),
        listed("series_id", "SERIES"),
        detail("labels", "LABELS"),
    ];
    const EMPTY: &'static str =
        "No values match. `noctl checks list` shows what is measured, `noctl agents list` who measures.";

    fn values(&self) -> Vec<Value> {
        let series = &self.series;
        let text = |name: &str| Value::Text(series.label(name).to_owned());
        let metric = series.metric.clone();
        let unit = human::unit(&metric).to_owned();
        let value = self.sample.as_ref().map(|sample| sample.value);
        vec![
            text("check"),
            text("target"),
            text("agent"),
            text("site"),
            Value::Text(series.title()),
            value.map_or(Value::Text(String::new()), |value| Value::Measure { metric, value }),
            Value::Text(unit),
            Value::Age(self.sample.as_ref().and_then(|sample| sample.time)),
            Value::Text(series.series_id.clone()),
            Value::Labels(series.labels.clone()),
        ]
    }
}

impl View for SampleRow {
    const COLUMNS: &'static [Column] = &[listed("time", "TIME"), listed("value", "VALUE")];
    const EMPTY: &'static str = "No samples in this time. `--since 24h` looks further back.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Time(self.sample.time),
            Value::Measure { metric: self.metric.clone(), value: self.sample.value },
        ]
    }
}

/// Current status of one check at one target from one agent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckState {
    check_id: String,
    /// Name of the check.
    pub check: String,
    /// Target as defined.
    pub target: String,
    agent_id: String,
    /// Name of the agent.
    pub agent: String,
    site: String,
    /// Status word.
    pub status: &'static str,
    reason: String,
    evidence: String,
    since_time: Option<Timestamp>,
    update_time: Option<Timestamp>,
}

impl From<wire::CheckState> for CheckState {
    fn from(state: wire::CheckState) -> Self {
        Self {
            status: match state.status() {
                wire::check_state::Status::Unspecified => "UNSPECIFIED",
                wire::check_state::Status::Up => "UP",
                wire::check_state::Status::Degraded => "DEGRADED",
                wire::check_state::Status::Down => "DOWN",
                wire::check_state::Status::Inconclusive => "INCONCLUSIVE",
            },
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
        }
    }
}

impl CheckState {
    /// What the status means for the reader.
    pub(crate) fn tone(&self) -> Tone {
        match self.status {
            "UP" => Tone::Good,
            "DEGRADED" => Tone::Warn,
            "DOWN" => Tone::Bad,
            _ => Tone::Dim,
        }
    }
}

impl View for CheckState {
    const COLUMNS: &'static [Column] = &[
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("site", "SITE"),
        listed("status", "STATUS"),
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
            Value::Age(self.since_time),
            Value::Age(self.update_time),
            Value::Text(self.reason.clone()),
            Value::Text(self.evidence.clone()),
            Value::Text(self.check_id.clone()),
            Value::Text(self.agent_id.clone()),
        ]
    }
}

/// A check state with the latest measurements beside it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WatchRow {
    /// The state.
    #[serde(flatten)]
    pub state: CheckState,
    /// `probe_success` of the latest execution.
    pub success: Option<bool>,
    /// `probe_duration_seconds` of the latest execution.
    pub duration_seconds: Option<f64>,
    /// When the latest execution was, agent's clock.
    pub measure_time: Option<Timestamp>,
}

impl View for WatchRow {
    const COLUMNS: &'static [Column] = &[
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("status", "STATUS"),
        listed("since_time", "SINCE"),
        listed("success", "LATEST"),
        listed("duration_seconds", "TOOK"),
        listed("measure_time", "MEASURED"),
        listed("reason", "REASON"),
        detail("site", "SITE"),
        detail("evidence", "EVIDENCE"),
    ];
    const EMPTY: &'static str = CheckState::EMPTY;

    fn values(&self) -> Vec<Value> {
        let none = || Value::Text(String::new());
        let state = &self.state;
        vec![
            Value::Text(state.check.clone()),
            Value::Text(state.target.clone()),
            Value::Text(state.agent.clone()),
            Value::Status { word: state.status, tone: state.tone() },
            Value::Age(state.since_time),
            match self.success {
                Some(true) => Value::Text("success".to_owned()),
                Some(false) => Value::Text("failure".to_owned()),
                None => none(),
            },
            self.duration_seconds.map_or_else(none, |value| Value::Measure {
                metric: "probe_duration_seconds".to_owned(),
                value,
            }),
            Value::Age(self.measure_time),
            Value::Text(state.reason.clone()),
            Value::Text(state.site.clone()),
            Value::Text(state.evidence.clone()),
        ]
    }
}

/// A time without data.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Gap {
    gap_id: String,
    agent_id: String,
    agent: String,
    cause: String,
    from_time: Option<Timestamp>,
    to_time: Option<Timestamp>,
    records: u64,
    detail: String,
}

impl From<wire::Gap> for Gap {
    fn from(gap: wire::Gap) -> Self {
        Self {
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

impl View for Gap {
    const COLUMNS: &'static [Column] = &[
        listed("agent", "AGENT"),
        listed("cause", "CAUSE"),
        listed("from_time", "FROM"),
        listed("to_time", "TO"),
        listed("records", "RECORDS"),
        listed("detail", "DETAIL"),
        detail("gap_id", "ID"),
        detail("agent_id", "AGENT ID"),
    ];
    const EMPTY: &'static str = "No gaps: nothing that was measured is missing.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.agent.clone()),
            Value::Text(self.cause.clone()),
            Value::Time(self.from_time),
            Value::Time(self.to_time),
            Value::Number(self.records),
            Value::Text(self.detail.clone()),
            Value::Text(self.gap_id.clone()),
            Value::Text(self.agent_id.clone()),
        ]
    }
}
