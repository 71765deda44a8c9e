//! What the latest executions found out about the service.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_web_model::{
    check_view::{ServiceFact, service_facts},
    format::{duration_from_proto, lasting},
};
use yew::prelude::*;

use super::known::Known;
use crate::{
    hooks::use_now,
    ui::{Age, Badge, Facts, IconName, Panel, Time},
};

/// What is older than so many intervals is not of the latest execution.
const FRESH_INTERVALS: u32 = 5;

#[derive(Properties, PartialEq)]
pub(super) struct FactsPanelProps {
    pub known: Known,
    pub target: AttrValue,
}

/// Facts that agents agree on once, others with who says so.
#[component]
pub(super) fn FactsPanel(props: &FactsPanelProps) -> Html {
    let now = use_now();
    let interval =
        duration_from_proto(props.known.check.interval.as_ref()).unwrap_or(Duration::from_secs(60));
    let facts = service_facts(props.known.latest.items(), &props.target, now);
    if facts.is_empty() {
        return Html::default();
    }
    let items = facts.into_iter().map(|fact| item(fact, interval, now)).collect::<Vec<_>>();
    html! { <Panel title="What it found" hint="in the latest executions"><Facts {items} /></Panel> }
}

fn item(fact: ServiceFact, interval: Duration, now: Timestamp) -> (AttrValue, Html) {
    let old = fact.at.is_some_and(|at| {
        let age = Duration::try_from(now.duration_since(at)).unwrap_or_default();
        age > interval * FRESH_INTERVALS + Duration::from_secs(30)
    });
    let value = match fact.ends {
        Some(ends) => certificate(&fact, ends, now),
        None => values(&fact),
    };
    let value = html! {
        <span class={old.then_some("fact--old")}>
            { value }
            if old {
                <span class="muted small">{ " seen " }<Age time={fact.at} stale=true /></span>
            }
        </span>
    };
    (fact.title.into(), value)
}

fn values(fact: &ServiceFact) -> Html {
    match fact.values.as_slice() {
        [(only, _)] => html! { <>{ only }</> },
        several => html! {
            <ul class="fact__values">
                { for several.iter().map(|(value, agents)| html! {
                    <li>{ value }{ " " }<span class="muted">{ agents.join(", ") }</span></li>
                }) }
            </ul>
        },
    }
}

fn certificate(fact: &ServiceFact, ends: Timestamp, now: Timestamp) -> Html {
    let (icon, text) = match Duration::try_from(ends.duration_since(now)) {
        Ok(left) => (None, format!("ends in {}", lasting(left))),
        Err(_) => {
            let over = Duration::try_from(now.duration_since(ends)).unwrap_or_default();
            (Some(IconName::Alert), format!("ended {} ago", lasting(over)))
        }
    };
    let others = fact.values.len() > 1;
    html! {
        <>
            <Badge tone={fact.tone.unwrap_or(nocturne_web_model::status::Tone::Neutral)} {icon}>{ text }</Badge>
            { " " }
            <span class="muted"><Time at={ends} /></span>
            if others {
                <span class="muted">{ ", agents see different certificates" }</span>
            }
        </>
    }
}
