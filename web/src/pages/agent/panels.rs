//! Panels about what an agent is told, how long it is trusted, and what it delivers.

use std::rc::Rc;

use nocturne_proto::api::v1::Agent;
use nocturne_web_model::{
    agent::{certificate_life, clock_offset, desired_state},
    format,
    status::Tone,
};
use yew::prelude::*;

use crate::{
    hooks::use_now,
    pages::agents::{clock, desired, nothing},
    ui::{Age, Facts, Meter, Panel, Time, TimeStyle},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct PanelProps {
    pub agent: Rc<Agent>,
}

/// What it should run against what it runs.
#[component]
pub(super) fn Desired(props: &PanelProps) -> Html {
    let agent = &*props.agent;
    let generation = |n: u64| {
        if n == 0 {
            html! { <span class="muted">{ "none" }</span> }
        } else {
            html! { { n } }
        }
    };
    let items = vec![
        ("Should run".into(), generation(agent.desired_generation)),
        ("Runs".into(), generation(agent.applied_generation)),
        ("State".into(), desired(agent)),
    ];
    html! {
        <Panel title="Desired state" hint="Every change of a check makes a generation">
            <Facts {items} />
            <p class="panel-note">{ desired_state(agent).meaning() }</p>
        </Panel>
    }
}

/// How long its certificate works still.
#[component]
pub(super) fn Certificate(props: &PanelProps) -> Html {
    let now = use_now();
    let Some(life) = certificate_life(&props.agent, now) else {
        return html! { <Panel title="Certificate">{ nothing() }</Panel> };
    };
    let tone = if life.tone == Tone::Neutral { Tone::Info } else { life.tone };
    let items = vec![(
        if life.left.is_some() { "Ends".into() } else { "Ended".into() },
        html! { <><Time at={life.ends} style={TimeStyle::Full} /><span class="muted">{ " · " }<Age time={life.ends} /></span></> },
    )];
    let scale = format!("The bar is {} long", life.scale);
    html! {
        <Panel title="Certificate" hint={scale}>
            <Meter label="Time left of the certificate" share={life.share} text={life.text} {tone} />
            <Facts {items} />
            <p class="panel-note">{ life.meaning }</p>
        </Panel>
    }
}

/// What became of what it measured.
#[component]
pub(super) fn Spool(props: &PanelProps) -> Html {
    let agent = &*props.agent;
    html! {
        <Panel title="Spool" hint="What was measured waits on the agent's disk until it is stored here">
            <p class="spool-identity" role="math" aria-label="produced is stored plus waiting plus dropped">
                <span>{ "produced" }</span><span class="muted">{ "=" }</span>
                <span>{ "stored here" }</span><span class="muted">{ "+" }</span>
                <strong>{ format!("{} waiting", format::count(agent.spool_pending_records)) }</strong>
                <span class="muted">{ "+" }</span>
                <strong>{ format!("{} dropped", format::count(agent.spool_dropped_records)) }</strong>
            </p>
            <p class="panel-note">
                { "A record leaves the spool only after it was committed here. What had to be dropped is counted and declared as \
                   a gap with its cause: nothing disappears in silence." }
            </p>
        </Panel>
    }
}

/// Its clock against the coordinator's.
#[component]
pub(super) fn Clock(props: &PanelProps) -> Html {
    let offset = clock_offset(&props.agent);
    let meaning = offset
        .as_ref()
        .map_or_else(|| "It is compared at every heartbeat.".to_owned(), |offset| offset.meaning.clone());
    html! {
        <Panel title="Clock" hint="At the last heartbeat">
            <Facts items={vec![("Offset".into(), clock(&props.agent))]} />
            <p class="panel-note">
                { meaning }
                if offset.is_some_and(|offset| offset.is_far) {
                    { " Measurements carry the agent's time: charts and events from here stand at the wrong place until its \
                       host synchronizes its clock (NTP)." }
                }
            </p>
        </Panel>
    }
}
