//! Changes of status that were heard since the states were read.

use std::collections::HashMap;

use nocturne_proto::api::v1::{CheckEvent, CheckState};

use crate::format::timestamp;

/// The latest event of each check at each target from each agent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overlay {
    by_check: HashMap<String, Vec<CheckEvent>>,
}

impl Overlay {
    /// With more events. An older one, which an agent sent late, does not undo a later one.
    #[must_use]
    pub fn with<'a>(mut self, events: impl IntoIterator<Item = &'a CheckEvent>) -> Self {
        for event in events {
            let of_check = self.by_check.entry(event.check_id.clone()).or_default();
            let same =
                |held: &&mut CheckEvent| held.agent_id == event.agent_id && held.target == event.target;
            match of_check.iter_mut().find(same) {
                Some(held) if timestamp(held.time.as_ref()) < timestamp(event.time.as_ref()) => {
                    held.clone_from(event);
                }
                Some(_) => (),
                None => of_check.push(event.clone()),
            }
        }
        self
    }

    /// Events of a check.
    #[must_use]
    pub fn of(&self, check_id: &str) -> &[CheckEvent] {
        self.by_check.get(check_id).map_or(&[], Vec::as_slice)
    }

    /// States of a check as they are by now.
    #[must_use]
    pub fn over(&self, check_id: &str, states: &[CheckState]) -> Vec<CheckState> {
        let mut states = states.to_vec();
        for event in self.of(check_id) {
            let same =
                |state: &&mut CheckState| state.agent_id == event.agent_id && state.target == event.target;
            match states.iter_mut().find(same) {
                Some(state) if timestamp(state.since_time.as_ref()) < timestamp(event.time.as_ref()) => {
                    *state = state_of(event);
                }
                Some(_) => (),
                None => states.push(state_of(event)),
            }
        }
        states
    }
}

/// The state that an event began.
fn state_of(event: &CheckEvent) -> CheckState {
    CheckState {
        check_id: event.check_id.clone(),
        check: event.check.clone(),
        target: event.target.clone(),
        agent_id: event.agent_id.clone(),
        agent: event.agent.clone(),
        status: event.to_status,
        reason: event.reason.clone(),
        evidence: event.evidence.clone(),
        since_time: event.time,
        update_time: event.receive_time,
        ..CheckState::default()
    }
}
