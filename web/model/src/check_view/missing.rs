//! Agents that have no line where there should be one, and what is known about why.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::Offset};
use nocturne_proto::api::v1::LatestValue;

use super::{
    chart_choice::{ChartChoice, Shape, part_of},
    place::Place,
};
use crate::{
    chart::{GapBand, Track},
    format::{day_and_clock, timestamp},
    reason::reason_title,
    status::StatusKind,
};

/// One agent without samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Agent.
    pub agent: String,
    /// Its latest sample of this; `None` when it has none.
    pub last: Option<Timestamp>,
    /// What it says of the target.
    pub status: StatusKind,
    /// Why it says so.
    pub reason: String,
    /// Why its data is missing, for people; empty when no gap is declared.
    pub gap: String,
}

/// Agents that run the check and have no sample in the lines.
#[must_use]
pub fn missing(
    choice: &ChartChoice,
    places: &[Place],
    tracks: &[Track],
    bands: &[GapBand],
    latest: &[LatestValue],
) -> Vec<Missing> {
    if choice.shape == Shape::Phases {
        return Vec::new();
    }
    let mut last: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for value in latest {
        let (Some(series), Some(sample)) = (&value.series, &value.sample) else { continue };
        if series.metric != choice.metric || part_of(series) != choice.part {
            continue;
        }
        if let (Some(agent), Some(at)) = (series.labels.get("agent"), timestamp(sample.time.as_ref())) {
            let newest = last.entry(agent).or_insert(at);
            *newest = at.max(*newest);
        }
    }
    let has_line = |agent: &str| tracks.iter().any(|track| track.agent == agent && !track.points.is_empty());
    let gap = |agent: &str| {
        bands.iter().rev().find(|band| band.agent == agent).map(|band| band.label.clone()).unwrap_or_default()
    };
    let silent = places.iter().filter(|place| !has_line(&place.agent));
    let mut missing: Vec<Missing> = silent
        .map(|place| Missing {
            agent: place.agent.clone(),
            last: last.get(place.agent.as_str()).copied(),
            status: place.status,
            reason: place.reason.clone(),
            gap: gap(&place.agent),
        })
        .collect();
    crate::order::sort_by(&mut missing, |a, b| crate::table::natural_compare(&a.agent, &b.agent));
    missing
}

impl Missing {
    /// One sentence.
    #[must_use]
    pub fn text(&self, now: Timestamp, offset: Offset) -> String {
        if self.status == StatusKind::Inconclusive {
            let why = if self.reason.is_empty() {
                String::new()
            } else {
                format!(" ({})", reason_title(&self.reason))
            };
            return format!(
                "{}: no samples in this time, its executions say nothing about the target{why}.",
                self.agent
            );
        }
        let last = match self.last {
            Some(at) => format!("its last sample is of {}", day_and_clock(at, now, offset)),
            None => "it never measured this".to_owned(),
        };
        let why = if !self.gap.is_empty() {
            format!("; {}", self.gap.to_lowercase())
        } else if self.status.is_problem() && !self.reason.is_empty() {
            format!("; its executions end before that ({})", reason_title(&self.reason))
        } else {
            String::new()
        };
        format!("{}: no samples in this time, {last}{why}.", self.agent)
    }
}
