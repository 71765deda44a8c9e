//! Status over time from each agent.

use std::rc::Rc;

use nocturne_proto::api::v1::{CheckEvent, CheckState};
use nocturne_web_model::chart::{Hole, StatusSegment, status_segments, with_holes};
use yew::prelude::*;

use crate::ui::StatusStrip;

/// More strips than this say less than the list of agents above.
const MOST: usize = 8;

/// Times without executions of one agent.
#[derive(PartialEq)]
pub(super) struct AgentHoles {
    pub agent: String,
    pub holes: Vec<Hole>,
}

#[derive(Properties)]
pub(super) struct StripsProps {
    /// By agent, in the order of the strips.
    pub holes: Rc<Vec<AgentHoles>>,
    pub target: AttrValue,
    pub events: Rc<Vec<CheckEvent>>,
    pub states: Rc<Vec<CheckState>>,
    /// Begin and end, seconds since 1970.
    pub axis: (f64, f64),
}

impl PartialEq for StripsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.holes, &other.holes)
            && self.target == other.target
            && Rc::ptr_eq(&self.events, &other.events)
            && Rc::ptr_eq(&self.states, &other.states)
            && self.axis == other.axis
    }
}

/// Strips in the order of the agents.
#[component]
pub(super) fn Strips(props: &StripsProps) -> Html {
    if props.holes.is_empty() || props.holes.len() > MOST {
        return Html::default();
    }
    html! {
        <ul class="strips" aria-label="Status over time">{ for props.holes.iter().map(|of_agent| strip(props, of_agent)) }</ul>
    }
}

fn strip(props: &StripsProps, AgentHoles { agent: name, holes }: &AgentHoles) -> Html {
    let status = agent_status(&props.events, &props.states, name, &props.target, props.axis);
    let segments = Rc::new(with_holes(status, holes));
    html! {
        <li key={name.to_owned()} class="strips__item">
            <span class="strips__agent" title={name.to_owned()}>{ name }</span>
            <StatusStrip label={format!("Status seen by {name}")} {segments} range={props.axis} />
        </li>
    }
}

/// What an agent said of a target over the axis.
pub(super) fn agent_status(
    events: &[CheckEvent],
    states: &[CheckState],
    agent: &str,
    target: &str,
    axis: (f64, f64),
) -> Vec<StatusSegment> {
    let mine = |of: &str, at: &str| of == agent && at == target;
    let events = events.iter().filter(|event| mine(&event.agent, &event.target));
    let state = states.iter().find(|state| mine(&state.agent, &state.target));
    status_segments(events, state, axis)
}
