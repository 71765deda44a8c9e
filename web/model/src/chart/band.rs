//! Times without data, with their cause.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, tz::Offset};
use nocturne_proto::api::v1::Gap;
use nocturne_shared::outcome::GapCause;

use crate::format::{day_and_clock, lasting, plural, timestamp};

/// Cause of an agent that is not connected at the moment.
const DISCONNECTED: &str = "disconnected";
/// Cause of a time without measurements that no agent declared.
pub(super) const UNDECLARED: &str = "undeclared";

/// A time without data, as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct GapBand {
    /// Id; empty while it lasts.
    pub key: String,
    /// Begin, seconds since 1970, not before the axis.
    pub from: f64,
    /// End, seconds since 1970, not after the axis.
    pub to: f64,
    /// Begin, whole.
    pub from_time: Option<Timestamp>,
    /// End; `None` while it lasts.
    pub to_time: Option<Timestamp>,
    /// Cause as the API spells it.
    pub cause: String,
    /// Cause for people.
    pub label: String,
    /// Agent whose data is missing.
    pub agent: String,
    /// Records known to be missing; 0 when it cannot be known.
    pub records: u64,
    /// For people.
    pub detail: String,
    /// True while it lasts.
    pub ongoing: bool,
}

/// The gaps that reach into the axis, oldest first, each once.
#[must_use]
pub fn gap_bands<'a>(gaps: impl IntoIterator<Item = &'a Gap>, range: (f64, f64)) -> Vec<GapBand> {
    let mut bands: BTreeMap<(String, String, i64), GapBand> = BTreeMap::new();
    for gap in gaps {
        let (from_time, to_time) = (timestamp(gap.from_time.as_ref()), timestamp(gap.to_time.as_ref()));
        let Some(begin) = from_time else { continue };
        let from = super::track::seconds(gap.from_time.as_ref()).unwrap_or(range.0).max(range.0);
        let to = super::track::seconds(gap.to_time.as_ref()).unwrap_or(range.1).min(range.1);
        if to < from {
            continue;
        }
        let key = (gap.agent_id.clone(), gap.gap_id.clone(), begin.as_microsecond());
        bands.insert(
            key,
            GapBand {
                key: gap.gap_id.clone(),
                from,
                to,
                from_time,
                to_time,
                cause: gap.cause.clone(),
                label: gap_cause_label(&gap.cause),
                agent: gap.agent.clone(),
                records: gap.records,
                detail: gap.detail.clone(),
                ongoing: to_time.is_none(),
            },
        );
    }
    let mut bands: Vec<GapBand> = bands.into_values().collect();
    crate::order::sort_by(&mut bands, |a, b| a.from.total_cmp(&b.from).then_with(|| a.agent.cmp(&b.agent)));
    bands
}

/// Cause for people; of one that is not known its own name.
#[must_use]
pub fn gap_cause_label(cause: &str) -> String {
    let label = match GapCause::from_text(cause) {
        Some(GapCause::Unknown) => "Cause not known",
        Some(GapCause::SpoolFull) => "Spool full",
        Some(GapCause::SpoolExpired) => "Kept too long",
        Some(GapCause::DiskFull) => "Disk full",
        Some(GapCause::Corruption) => "Damaged on disk",
        Some(GapCause::UncleanStop) => "Agent died",
        Some(GapCause::Restart) => "Agent restarted",
        Some(GapCause::SpoolLoss) => "Lost from the spool",
        Some(GapCause::DiskError) => "Disk error",
        Some(GapCause::Stalled) => "Agent stalled",
        None if cause == DISCONNECTED => "Not connected",
        None if cause == UNDECLARED => "No measurements and no declared cause",
        None if cause.is_empty() => "Cause not known",
        None => return cause.replace('_', " "),
    };
    label.to_owned()
}

/// One sentence about a cause; empty of one that is not known.
#[must_use]
pub fn gap_cause_meaning(cause: &str) -> &'static str {
    match GapCause::from_text(cause) {
        Some(GapCause::Unknown) => "The agent could not say why.",
        Some(GapCause::SpoolFull) => {
            "The agent's spool reached its size limit before the coordinator took the measurements; the oldest were given up."
        }
        Some(GapCause::SpoolExpired) => "The measurements waited longer than the agent keeps them.",
        Some(GapCause::DiskFull) => "The agent's disk had less room than the spool must leave to others.",
        Some(GapCause::Corruption) => "What the agent had on disk was damaged.",
        Some(GapCause::UncleanStop) => {
            "The agent ended without a clean stop: killed, crashed or without power."
        }
        Some(GapCause::Restart) => "The agent was stopped and started again.",
        Some(GapCause::SpoolLoss) => {
            "Measurements left the agent's spool; it restarted since and no longer knows why."
        }
        Some(GapCause::DiskError) => "Writing to the agent's disk failed.",
        Some(GapCause::Stalled) => {
            "The agent did not run: its process or its host was stopped, asleep or starved."
        }
        None if cause == UNDECLARED => {
            "The agent ran the check, to all that is known, but there are no measurements, and it has not said why."
        }
        None if cause == DISCONNECTED => {
            "The agent is not connected. What it measured since is missing or still on its way."
        }
        None => "",
    }
}

/// A band as one line of text: what the chart draws, for those who do not see it.
#[must_use]
pub fn band_text(band: &GapBand, now: Timestamp, offset: Offset) -> String {
    let agent = if band.agent.is_empty() { String::new() } else { format!("{}: ", band.agent) };
    let from = band.from_time.map_or_else(|| "?".to_owned(), |at| day_and_clock(at, now, offset));
    let length = |to: Timestamp| {
        let span = band.from_time.and_then(|from| Duration::try_from(to.duration_since(from)).ok());
        lasting(span.unwrap_or_default())
    };
    let time = match band.to_time {
        Some(to) => format!("{from} to {}, {}", day_and_clock(to, now, offset), length(to)),
        None => format!("since {from}, {}", length(now)),
    };
    let records = if band.records == 0 {
        String::new()
    } else {
        format!(", {} missing", plural(band.records, "record"))
    };
    format!("{agent}{} ({time}{records})", band.label)
}
