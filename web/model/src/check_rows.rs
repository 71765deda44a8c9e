//! The list of checks: one row for each, with what every agent says of it in a fixed order of agents.
//!
//! ```text
//! checks ─┬─ verdicts by check ──▶ worst target ─▶ status, words, since
//!         └─ states by check ────▶ a sight for each agent slot
//! ```
//!
//! Everything is looked up in maps that are built once, because a list of a thousand checks is made anew with each reading.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
    time::Duration,
};

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, Check, CheckEvent, CheckState, CheckVerdict, LatestValue};

use crate::{
    check_form::CheckKind,
    check_view::measured,
    format::{self, duration_from_proto, timestamp},
    status::StatusKind,
    table::SortKey,
};

mod facet;
mod headline;
mod overlay;
mod sight;

pub(crate) use self::sight::sights;
pub use self::{
    facet::{Facets, count_by_kind, count_by_status},
    headline::headline,
    overlay::Overlay,
    sight::{AgentSlot, Sight, Slots, tally},
};

/// Interval of a check that names none.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(60);
/// Slug of what is not run.
pub const DISABLED: &str = "disabled";

/// Everything the list is made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Definitions, in the order of the rows.
    pub checks: &'a [Check],
    /// Verdicts of all checks.
    pub verdicts: &'a [CheckVerdict],
    /// States of all checks.
    pub states: &'a [CheckState],
    /// Duration of the latest execution of each check at each target from each agent.
    pub latest: &'a [LatestValue],
}

/// One check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// Name.
    pub slug: String,
    /// For people; may be empty.
    pub description: String,
    /// What it does.
    pub kind: Option<CheckKind>,
    /// Targets as defined.
    pub targets: Vec<String>,
    /// What is measured at each of them.
    pub measured: Vec<String>,
    /// It is to be run, and no agent matches its selector.
    pub unmatched: bool,
    /// False when it is not run.
    pub enabled: bool,
    /// Verdict of the worst target; `Unknown` while there is none.
    pub status: StatusKind,
    /// In words, e.g. `down from 1 of 3 sites`.
    pub summary: String,
    /// The same in figures: sites of one target, e.g. `1/3`, or targets; empty when nothing is wrong.
    pub extent: String,
    /// From the closed list; empty is none.
    pub reason: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When anything of it was last confirmed.
    pub confirmed: Option<Timestamp>,
    /// Nobody has said anything fresh.
    pub stale: bool,
    /// What each agent says, in the order of the slots.
    pub sights: Rc<Vec<Sight>>,
    /// Time between two executions.
    pub interval: Duration,
    /// Selector over agents; empty is every agent.
    pub agent_selector: String,
    /// Slowest of the latest executions, seconds.
    pub latency: Option<f64>,
}

impl CheckRow {
    /// What a filter of statuses calls it.
    #[must_use]
    pub const fn status_slug(&self) -> &'static str {
        if self.enabled { self.status.slug() } else { DISABLED }
    }

    /// Order by status: the worst first, what is not run last.
    #[must_use]
    pub fn status_key(&self) -> SortKey {
        SortKey::number(if self.enabled { f64::from(self.status.rank()) } else { 100.0 })
    }

    /// Targets in one line: the first, and how many more.
    #[must_use]
    pub fn target_text(&self) -> String {
        match self.measured.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} +{}", rest.len()),
        }
    }
}

/// Rows in the order of the checks.
#[must_use]
pub fn check_rows(known: Known<'_>, slots: &Slots, overlay: &Overlay) -> Vec<CheckRow> {
    let mut verdicts: HashMap<&str, Vec<&CheckVerdict>> = HashMap::with_capacity(known.checks.len());
    for verdict in known.verdicts {
        verdicts.entry(&verdict.check_id).or_default().push(verdict);
    }
    let mut states: HashMap<&str, Vec<&CheckState>> = HashMap::with_capacity(known.checks.len());
    for state in known.states {
        states.entry(&state.check_id).or_default().push(state);
    }
    let latency = slowest(known);
    let mut members: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    known
        .checks
        .iter()
        .map(|check| {
            let selector = check.agent_selector.as_str();
            let asked = members.entry(selector).or_insert_with(|| slots.asked(selector));
            let of_check = verdicts.get(check.check_id.as_str()).map_or(&[][..], Vec::as_slice);
            let said = states.get(check.check_id.as_str()).map_or(&[][..], Vec::as_slice);
            let mut row = row(check, of_check);
            if row.enabled {
                let newer = overlay.of(&check.check_id);
                row.sights = Rc::new(sights(check, slots, asked, said, newer));
                row.latency = latency.get(check.slug.as_str()).copied();
                row.unmatched = slots.reached(selector) == Some(false);
                if row.unmatched {
                    row.summary = "nobody measures it: no agent matches its selector".to_owned();
                }
            }
            row
        })
        .collect()
}

fn row(check: &Check, verdicts: &[&CheckVerdict]) -> CheckRow {
    let enabled = check.enabled != Some(false);
    let worst = verdicts.iter().min_by_key(|verdict| {
        (StatusKind::from(**verdict).rank(), timestamp(verdict.since_time.as_ref()).unwrap_or(Timestamp::MAX))
    });
    let status = worst.map_or(StatusKind::Unknown, |verdict| StatusKind::from(*verdict));
    let confirmed = verdicts.iter().filter_map(|verdict| timestamp(verdict.update_time.as_ref())).max();
    CheckRow {
        slug: check.slug.clone(),
        description: check.description.clone(),
        kind: CheckKind::of(check),
        targets: check.targets.clone(),
        measured: check.targets.iter().map(|target| measured(check, target)).collect(),
        unmatched: false,
        enabled,
        status,
        summary: if enabled { summary(check, verdicts, status) } else { "not run".to_owned() },
        extent: extent(check, verdicts, status),
        reason: worst.map(|verdict| verdict.reason.clone()).unwrap_or_default(),
        since: worst.and_then(|verdict| timestamp(verdict.since_time.as_ref())),
        confirmed,
        stale: enabled && confirmed.is_some() && status == StatusKind::Unknown,
        sights: Rc::default(),
        interval: duration_from_proto(check.interval.as_ref()).unwrap_or(DEFAULT_INTERVAL),
        agent_selector: check.agent_selector.clone(),
        latency: None,
    }
}

/// Of one target its verdict's own words; of several how many are like the worst.
pub(crate) fn summary(check: &Check, verdicts: &[&CheckVerdict], worst: StatusKind) -> String {
    match verdicts {
        [] => "not heard of yet".to_owned(),
        [only] if check.targets.len() <= 1 => only.summary.clone(),
        [only] => format!("{}: {}", only.target, only.summary),
        all => {
            let like = all.iter().filter(|verdict| StatusKind::from(**verdict) == worst).count();
            let n = u64::try_from(all.len()).unwrap_or(u64::MAX);
            let word = worst.label().to_lowercase();
            if like == all.len() {
                format!("{word} at all {}", format::plural(n, "target"))
            } else {
                format!("{word} at {like} of {}", format::plural(n, "target"))
            }
        }
    }
}

/// The summary in figures.
fn extent(check: &Check, verdicts: &[&CheckVerdict], worst: StatusKind) -> String {
    match verdicts {
        [only] if check.targets.len() <= 1 && !only.down_sites.is_empty() => {
            format!("{}/{}", only.down_sites.len(), only.conclusive_sites)
        }
        [] | [_] => String::new(),
        all => {
            let like = all.iter().filter(|verdict| StatusKind::from(**verdict) == worst).count();
            format!("{like}/{} targets", all.len())
        }
    }
}

/// By check. What an execution took that could not ask says nothing about the target.
fn slowest(known: Known<'_>) -> HashMap<&str, f64> {
    let could_not_ask: HashSet<(&str, &str, &str)> = known
        .states
        .iter()
        .filter(|state| StatusKind::from(*state) == StatusKind::Inconclusive)
        .map(|state| (state.check.as_str(), state.target.as_str(), state.agent.as_str()))
        .collect();
    let mut by_check: HashMap<&str, f64> = HashMap::new();
    for value in known.latest {
        let label =
            |name: &str| value.series.as_ref().and_then(|series| series.labels.get(name)).map(String::as_str);
        let sample = value.sample.as_ref().map(|sample| sample.value).filter(|value| value.is_finite());
        if let (Some(check), Some(sample)) = (label("check"), sample) {
            let place = (check, label("target").unwrap_or_default(), label("agent").unwrap_or_default());
            if could_not_ask.contains(&place) {
                continue;
            }
            let most = by_check.entry(check).or_insert(sample);
            *most = most.max(sample);
        }
    }
    by_check
}

/// True for an event that happened after what the state says.
#[must_use]
pub fn is_newer(event: &CheckEvent, state: &CheckState) -> bool {
    match (timestamp(event.time.as_ref()), timestamp(state.since_time.as_ref())) {
        (Some(happened), Some(since)) => happened > since,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Agents that can be asked, in the order in which every row shows them: by site, then by name.
#[must_use]
pub fn agent_slots(agents: &[Agent], states: &[CheckState]) -> Slots {
    Slots::new(agents, states)
}

#[cfg(test)]
mod tests;
