//! Status over time from each agent.

use std::rc::Rc;

use nocturne_proto::api::v1::{CheckEvent, CheckState};
use nocturne_web_model::chart::{Track, status_segments};
use yew::prelude::*;

use crate::ui::StatusStrip;

/// More strips than this say less than the list of agents above.
const MOST: usize = 8;

#[derive(Properties)]
pub(super) struct StripsProps {
    pub agents: Vec<String>,
    pub target: AttrValue,
    pub events: Rc<Vec<CheckEvent>>,
    pub states: Rc<Vec<CheckState>>,
    /// Begin and end, seconds since 1970.
    pub axis: (f64, f64),
}

impl PartialEq for StripsProps {
    fn eq(&self, other: &Self) -> bool {
        self.agents == other.agents
            && self.target == other.target
            && Rc::ptr_eq(&self.events, &other.events)
            && Rc::ptr_eq(&self.states, &other.states)
            && self.axis == other.axis
    }
}

/// Strips in the order of the agents.
#[component]
pub(super) fn Strips(props: &StripsProps) -> Html {
    if props.agents.is_empty() || props.agents.len() > MOST {
        return Html::default();
    }
    html! {
        <ul class="strips" aria-label="Status over time">{ for props.agents.iter().map(|name| strip(props, name)) }</ul>
    }
}

fn strip(props: &StripsProps, name: &str) -> Html {
    let mine = |agent: &str, target: &str| agent == name && props.target == target;
    let events = props.events.iter().filter(|event| mine(&event.agent, &event.target));
    let state = props.states.iter().find(|state| mine(&state.agent, &state.target));
    let segments = Rc::new(status_segments(events, state, props.axis));
    html! {
        <li key={name.to_owned()} class="strips__item">
            <span class="strips__agent" title={name.to_owned()}>{ name }</span>
            <StatusStrip label={format!("Status seen by {name}")} {segments} range={props.axis} />
        </li>
    }
}

/// The agents of some lines, in their order, each once.
pub(super) fn agents_of(tracks: &[Track]) -> Vec<String> {
    let mut agents: Vec<String> = Vec::new();
    for track in tracks.iter().filter(|track| !track.agent.is_empty()) {
        if !agents.contains(&track.agent) {
            agents.push(track.agent.clone());
        }
    }
    agents
}
