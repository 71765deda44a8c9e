//! Targets of a check and what each agent says of one of them.

use std::{collections::HashMap, rc::Rc};

use jiff::Timestamp;
use nocturne_proto::api::v1::{Check, CheckState, CheckVerdict};

use super::measured;
use crate::{
    check_rows::{Overlay, Sight, Slots, is_newer, sights, summary},
    format::timestamp,
    status::StatusKind,
};

/// One agent at one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Id of the agent.
    pub agent_id: String,
    /// Its name.
    pub agent: String,
    /// Its site.
    pub site: String,
    /// What it says; `Pending` before it has said anything.
    pub status: StatusKind,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen when the status changed.
    pub evidence: String,
    /// Since when, agent's clock.
    pub since: Option<Timestamp>,
    /// When it was last confirmed, coordinator's clock.
    pub confirmed: Option<Timestamp>,
    /// Confirmed too long ago to be believed.
    pub stale: bool,
}

/// One target over all agents.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetRow {
    /// As defined.
    pub target: String,
    /// What is measured there.
    pub measured: String,
    /// Verdict; `Unknown` while there is none.
    pub status: StatusKind,
    /// In words.
    pub summary: String,
    /// From the closed list; empty is none.
    pub reason: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When it was last confirmed.
    pub confirmed: Option<Timestamp>,
    /// What each agent says, in the order of the slots.
    pub sights: Rc<Vec<Sight>>,
}

/// What every agent that runs the check says of a target, the worst first, in the order of the slots otherwise.
#[must_use]
pub fn places(
    check: &Check,
    target: &str,
    slots: &Slots,
    states: &[CheckState],
    newer: &Overlay,
) -> Vec<Place> {
    if check.enabled == Some(false) {
        return Vec::new();
    }
    let asked = slots.asked(&check.agent_selector);
    let mut places: Vec<Place> = slots
        .all()
        .iter()
        .zip(asked)
        .filter_map(|(slot, asked)| {
            let mine = |agent_id: &str, of: &str| agent_id == slot.agent_id && of == target;
            let state = states.iter().find(|state| mine(&state.agent_id, &state.target));
            let event = newer.of(&check.check_id).iter().find(|event| {
                mine(&event.agent_id, &event.target) && state.is_none_or(|state| is_newer(event, state))
            });
            if state.is_none() && event.is_none() && !asked {
                return None;
            }
            let mut place = Place {
                agent_id: slot.agent_id.clone(),
                agent: slot.name.clone(),
                site: slot.site.clone(),
                status: StatusKind::Pending,
                reason: String::new(),
                evidence: String::new(),
                since: None,
                confirmed: None,
                stale: false,
            };
            if let Some(state) = state {
                place.status = state.into();
                place.reason.clone_from(&state.reason);
                place.evidence.clone_from(&state.evidence);
                place.since = timestamp(state.since_time.as_ref());
                place.confirmed = timestamp(state.update_time.as_ref());
                place.stale = state.stale;
            }
            if let Some(event) = event {
                place.status = event.to_status().into();
                place.reason.clone_from(&event.reason);
                place.evidence.clone_from(&event.evidence);
                place.since = timestamp(event.time.as_ref());
                place.confirmed = timestamp(event.receive_time.as_ref());
                place.stale = false;
            }
            Some(place)
        })
        .collect();
    crate::order::sort_by_key(&mut places, |place| place.status.rank());
    places
}

/// Every target in the order of the definition.
#[must_use]
pub fn target_rows(
    check: &Check,
    verdicts: &[CheckVerdict],
    slots: &Slots,
    states: &[CheckState],
    newer: &Overlay,
) -> Vec<TargetRow> {
    let asked = slots.asked(&check.agent_selector);
    let by_target: HashMap<&str, &CheckVerdict> =
        verdicts.iter().map(|verdict| (verdict.target.as_str(), verdict)).collect();
    let mut said: HashMap<&str, Vec<&CheckState>> = HashMap::new();
    for state in states {
        said.entry(&state.target).or_default().push(state);
    }
    let row = |target: &String| {
        let verdict = by_target.get(target.as_str());
        let of_target = Check { targets: vec![target.clone()], ..Check::default() };
        let events: Vec<_> =
            newer.of(&check.check_id).iter().filter(|event| event.target == *target).cloned().collect();
        let states = said.get(target.as_str()).map_or(&[][..], Vec::as_slice);
        TargetRow {
            target: target.clone(),
            measured: measured(check, target),
            status: verdict.map_or(StatusKind::Unknown, |verdict| StatusKind::from(*verdict)),
            summary: verdict.map(|verdict| verdict.summary.clone()).unwrap_or_default(),
            reason: verdict.map(|verdict| verdict.reason.clone()).unwrap_or_default(),
            since: verdict.and_then(|verdict| timestamp(verdict.since_time.as_ref())),
            confirmed: verdict.and_then(|verdict| timestamp(verdict.update_time.as_ref())),
            sights: Rc::new(sights(&of_target, slots, &asked, states, &events)),
        }
    };
    check.targets.iter().map(row).collect()
}

/// How all targets together are, in words.
#[must_use]
pub fn check_summary(check: &Check, verdicts: &[CheckVerdict], worst: StatusKind) -> String {
    summary(check, &verdicts.iter().collect::<Vec<_>>(), worst)
}

/// The target to look at first: the worst, of equal ones the first of the definition.
#[must_use]
pub fn worst_target(rows: &[TargetRow]) -> Option<&TargetRow> {
    rows.iter().min_by_key(|row| row.status.rank())
}
