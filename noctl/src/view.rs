//! How things look from outside.
//!
//! One type per resource, with the field names of the proto, serialised as the API's JSON is: RFC 3339 times, durations
//! such as `10s`, enum values without their prefix, 64-bit integers as numbers, defaults there and absence as null.
//! Tables and CSV are drawn from the same types through [`View`].

use std::collections::{BTreeMap, HashMap};

use nocturne_proto::convert::time::{duration_from_wire, timestamp_from_wire};
use nocturne_shared::{
    label::Labels,
    time::{Timestamp, micros, since},
};
use serde::{Serialize, Serializer};

use crate::{
    human,
    output::{Cell, Look, Tone},
    span::{self, Span},
};

pub(crate) mod agent;
pub(crate) mod api_token;
pub(crate) mod audit;
pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod event;
pub(crate) mod gap;
pub(crate) mod join_token;
pub(crate) mod preview;
pub(crate) mod profile;
pub(crate) mod revision;
pub(crate) mod role;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod state;
pub(crate) mod system;
pub(crate) mod telemetry;
pub(crate) mod user;
pub(crate) mod verdict;
pub(crate) mod whoami;

/// One field of a resource in a table or in CSV.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Name in CSV: that of the proto field.
    pub name: &'static str,
    /// Title in tables.
    pub title: &'static str,
    /// Shown in lists; false is only in details and in CSV.
    pub listed: bool,
}

/// A column that lists show.
pub(crate) const fn listed(name: &'static str, title: &'static str) -> Column {
    Column { name, title, listed: true }
}

/// A column for details and CSV.
pub(crate) const fn detail(name: &'static str, title: &'static str) -> Column {
    Column { name, title, listed: false }
}

/// Something that can be listed.
pub(crate) trait View: Serialize {
    /// Its columns.
    const COLUMNS: &'static [Column];
    /// What to say when there is none, and the next step.
    const EMPTY: &'static str;

    /// Its values, one for each column.
    fn values(&self) -> Vec<Value>;
}

impl<V: View> View for &V {
    const COLUMNS: &'static [Column] = V::COLUMNS;
    const EMPTY: &'static str = V::EMPTY;

    fn values(&self) -> Vec<Value> {
        (*self).values()
    }
}

/// A value that knows how it looks to people and to programs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Nothing, and nothing is missing.
    Blank,
    /// Text that may come from anywhere.
    Text(String),
    /// A whole number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
    /// A point in time whose distance matters; `None` is never.
    Age(Option<Timestamp>),
    /// A point in time that matters itself.
    Time(Option<Timestamp>),
    /// A configured duration.
    Span(Option<Span>),
    /// A signed difference of clocks, microseconds.
    Offset(Option<i64>),
    /// A value of a metric.
    Measure {
        /// Which metric: gives the unit.
        metric: String,
        /// The value.
        value: f64,
    },
    /// One of a few words.
    Status {
        /// The word.
        word: &'static str,
        /// What it means for the reader.
        tone: Tone,
    },
    /// Something that is said only when it is so; programs get true or false.
    Mark {
        /// Whether it is so.
        set: bool,
        /// The word.
        word: &'static str,
        /// What it means for the reader.
        tone: Tone,
    },
    /// An end that may not have come yet.
    Until(Option<Timestamp>),
    /// Time between two points, the present when the second is absent.
    Lasted {
        /// Begin.
        from: Option<Timestamp>,
        /// End.
        to: Option<Timestamp>,
    },
    /// Labels.
    Labels(Labels),
    /// Several texts.
    List(Vec<String>),
}

/// Longest list that a table shows whole.
const LIST_SHOWN: usize = 3;

impl Value {
    /// For people.
    pub(crate) fn cell(&self, look: &Look) -> Cell {
        let plain = |text: String| Cell { text, tone: Tone::Plain };
        match self {
            Self::Text(text) if text.is_empty() => plain("-".to_owned()),
            Self::Text(text) => plain(human::clean(text)),
            Self::Number(number) => plain(number.to_string()),
            Self::Flag(flag) => plain(if *flag { "yes" } else { "no" }.to_owned()),
            Self::Age(None) => plain("never".to_owned()),
            Self::Age(Some(at)) => plain(human::age(*at, look.now)),
            Self::Time(None) | Self::Span(None) | Self::Offset(None) => plain("-".to_owned()),
            Self::Time(Some(at)) => plain(format!("{at:.3}")),
            Self::Span(Some(Span(span))) => plain(span::text(*span)),
            Self::Offset(Some(micros)) => plain(offset(*micros)),
            Self::Measure { metric, value } => plain(human::measure(metric, *value)),
            Self::Status { word, tone } => Cell { text: look.status(word, *tone), tone: *tone },
            Self::Blank | Self::Mark { set: false, .. } => plain(String::new()),
            Self::Mark { set: true, word, tone } => Cell { text: look.status(word, *tone), tone: *tone },
            Self::Until(None) => Cell { text: look.status("still open", Tone::Bad), tone: Tone::Bad },
            Self::Until(Some(at)) => plain(format!("{at:.3}")),
            Self::Lasted { from: None, .. } => plain("-".to_owned()),
            Self::Lasted { from: Some(from), to } => {
                plain(human::rough(since(*from, to.unwrap_or(look.now))))
            }
            Self::Labels(labels) if labels.is_empty() => plain("-".to_owned()),
            Self::Labels(labels) => plain(human::clean(&label_text(labels))),
            Self::List(list) if list.is_empty() => plain("-".to_owned()),
            Self::List(list) if list.len() > LIST_SHOWN && look.brief => {
                let shown: Vec<&str> = list.iter().take(LIST_SHOWN).map(String::as_str).collect();
                plain(human::clean(&format!("{} and {} more", shown.join(" "), list.len() - LIST_SHOWN)))
            }
            Self::List(list) => plain(human::clean(&list.join(" "))),
        }
    }

    /// For programs.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Age(at) | Self::Time(at) | Self::Until(at) => {
                at.map(|at| at.to_string()).unwrap_or_default()
            }
            Self::Span(span) => span.map(|span| span.to_string()).unwrap_or_default(),
            Self::Offset(micros) => micros.map(signed_text).unwrap_or_default(),
            Self::Measure { value, .. } => value.to_string(),
            Self::Status { word, .. } => (*word).to_owned(),
            Self::Mark { set, .. } => set.to_string(),
            Self::Lasted { from: Some(from), to: Some(to) } => Span(since(*from, *to)).to_string(),
            // Changes with the clock of the reader.
            Self::Lasted { .. } => String::new(),
            Self::Labels(labels) => label_text(labels),
            Self::List(list) => list.join(" "),
        }
    }
}

/// Labels as a selector would name them.
pub(crate) fn label_text(labels: &Labels) -> String {
    labels.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(",")
}

/// Labels by name, so that equal answers print equally.
pub(crate) fn labels_of(wire: HashMap<String, String>) -> Labels {
    wire.into_iter().collect::<BTreeMap<_, _>>()
}

/// A time that may be absent.
pub(crate) fn time_of(wire: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    wire.as_ref().map(timestamp_from_wire)
}

/// A duration that may be absent; a negative one is absent too, for no field of the API may have it.
pub(crate) fn span_of(wire: Option<prost_types::Duration>) -> Option<Span> {
    wire.as_ref().and_then(duration_from_wire).map(Span)
}

/// Microseconds of a signed duration.
pub(crate) fn signed_micros_of(wire: Option<prost_types::Duration>) -> Option<i64> {
    wire.map(|span| span.seconds.saturating_mul(1_000_000).saturating_add(i64::from(span.nanos) / 1_000))
}

/// A signed duration as protobuf's JSON writes it.
pub(crate) fn serialize_offset<S: Serializer>(
    micros: &Option<i64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match micros {
        Some(micros) => serializer.serialize_str(&signed_text(*micros)),
        None => serializer.serialize_none(),
    }
}

/// A number that may be none, as protobuf's JSON writes it.
pub(crate) fn serialize_number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match *number {
        number if number.is_finite() => serializer.serialize_f64(number),
        number if number.is_nan() => serializer.serialize_str("NaN"),
        number if number > 0.0 => serializer.serialize_str("Infinity"),
        _ => serializer.serialize_str("-Infinity"),
    }
}

fn signed_text(micros: i64) -> String {
    let size = Span(std::time::Duration::from_micros(micros.unsigned_abs()));
    if micros < 0 { format!("-{size}") } else { size.to_string() }
}

fn offset(offset_micros: i64) -> String {
    let size = std::time::Duration::from_micros(offset_micros.unsigned_abs());
    let text = human::measure("seconds", size.as_secs_f64());
    match micros(size) {
        0 => text,
        _ if offset_micros < 0 => format!("-{text}"),
        _ => format!("+{text}"),
    }
}
