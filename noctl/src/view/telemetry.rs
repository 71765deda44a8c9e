//! Measurements.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::{label::Labels, time::Timestamp};
use serde::Serialize;

use super::{
    Column, Value, View, detail, gap::Gap, label_text, labels_of, listed, serialize_number, time_of,
};
use crate::human;

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
    /// Times for which data is missing, oldest first.
    pub gaps: Vec<Gap>,
}

/// A sample of a known metric, or a time without any; for tables.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum RangeRow {
    /// There is one.
    Sample {
        /// Gives the unit.
        #[serde(skip)]
        metric: String,
        /// The sample.
        #[serde(flatten)]
        sample: Sample,
    },
    /// There is none, and why.
    Gap(Gap),
}

impl SeriesRange {
    /// Samples and gaps by time.
    pub(crate) fn rows(self) -> Vec<RangeRow> {
        let metric = self.series.metric;
        let mut rows: Vec<RangeRow> = self.gaps.into_iter().map(RangeRow::Gap).collect();
        rows.extend(
            self.samples.into_iter().map(|sample| RangeRow::Sample { metric: metric.clone(), sample }),
        );
        rows.sort_by_key(|row| match row {
            RangeRow::Sample { sample, .. } => sample.time,
            RangeRow::Gap(gap) => gap.from_time,
        });
        rows
    }
}

impl Series {
    /// Value of a label; empty when it is not there.
    pub(crate) fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }

    /// Metric name with the labels that have no column of their own.
    pub(crate) fn title(&self) -> String {
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

impl LatestValue {
    /// The value, when there is one.
    pub(crate) fn number(&self) -> Option<f64> {
        self.sample.as_ref().map(|sample| sample.value)
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

impl View for RangeRow {
    const COLUMNS: &'static [Column] = &[
        listed("time", "TIME"),
        listed("value", "VALUE"),
        listed("gap", "GAP"),
        detail("gap_to_time", "UNTIL"),
    ];
    const EMPTY: &'static str = "No samples in this time. `--since 24h` looks further back.";

    fn values(&self) -> Vec<Value> {
        let none = || Value::Text(String::new());
        match self {
            Self::Sample { metric, sample } => vec![
                Value::Time(sample.time),
                Value::Measure { metric: metric.clone(), value: sample.value },
                Value::Blank,
                none(),
            ],
            Self::Gap(gap) => {
                vec![Value::Time(gap.from_time), none(), Value::Text(gap.line()), Value::Time(gap.to_time)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nocturne_shared::time::from_micros;

    use super::*;

    #[test]
    fn gaps_stand_between_the_samples_they_explain() {
        let at = |s: i64| Some(from_micros(s * 1_000_000));
        let sample = |s| Sample { time: at(s), value: 1.0 };
        let gap = Gap { cause: "spool_full".to_owned(), ..gap(at(11), at(19)) };
        let range = SeriesRange {
            series: Series::default(),
            samples: vec![sample(10), sample(20)],
            truncated: false,
            gaps: vec![gap],
        };

        let rows = range.rows();

        let is_gap: Vec<bool> = rows.iter().map(|row| matches!(row, RangeRow::Gap(_))).collect();
        assert_eq!(is_gap, [false, true, false]);
        assert!(matches!(&rows[1].values()[2], Value::Text(text) if text.contains("spool_full for 8s")));
    }

    fn gap(from_time: Option<Timestamp>, to_time: Option<Timestamp>) -> Gap {
        Gap { from_time, to_time, ..wire::Gap::default().into() }
    }
}
