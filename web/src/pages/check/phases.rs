//! Where the time of the latest execution went, by agent.

use nocturne_web_model::{
    check_view::{Phases, phases},
    format::seconds,
};
use yew::prelude::*;

use super::known::Known;
use crate::ui::{Age, Panel};

/// Width of the drawing, in its own units.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 10.0;

#[derive(Properties, PartialEq)]
pub(super) struct PhasesPanelProps {
    pub known: Known,
    pub target: AttrValue,
}

/// A bar for each agent, all on one scale.
#[component]
pub(super) fn PhasesPanel(props: &PhasesPanelProps) -> Html {
    let all = phases(props.known.latest.items(), &props.target);
    let most = all.iter().map(Phases::total).fold(0.0, f64::max);
    if all.is_empty() || most <= 0.0 {
        return Html::default();
    }
    let mut legend: Vec<(String, String)> = Vec::new();
    for (phase, words, _) in all.iter().flat_map(|phases| &phases.parts) {
        if !legend.iter().any(|(held, _)| held == phase) {
            legend.push((phase.clone(), words.clone()));
        }
    }
    html! {
        <Panel title="Latest execution" hint="where its time went">
            <ul class="phases__legend" aria-hidden="true">
                { for legend.iter().map(|(phase, words)| html! {
                    <li class="phases__key">
                        <svg class="phases__swatch" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                            <rect class={format!("phase phase--{phase}")} width="10" height="10" rx="2" />
                        </svg>
                        { words }
                    </li>
                }) }
            </ul>
            <ul class="phases">{ for all.iter().map(|phases| bar(phases, most)) }</ul>
        </Panel>
    }
}

fn bar(phases: &Phases, most: f64) -> Html {
    let text: Vec<String> =
        phases.parts.iter().map(|(_, words, took)| format!("{words} {}", seconds(*took))).collect();
    let mut from = 0.0;
    let pieces: Vec<Html> = phases
        .parts
        .iter()
        .map(|(phase, words, took)| {
            let (x, width) = (from / most * WIDTH, took / most * WIDTH);
            from += took;
            html! {
                <rect
                    class={format!("phase phase--{phase}")}
                    x={format!("{x:.2}")}
                    width={format!("{:.2}", width.max(1.0))}
                    height={HEIGHT.to_string()}
                >
                    <title>{ format!("{words}: {}", seconds(*took)) }</title>
                </rect>
            }
        })
        .collect();
    html! {
        <li class="phases__item" key={phases.agent.clone()}>
            <span class="phases__agent">{ &phases.agent }</span>
            <svg
                class="phases__bar"
                viewBox={format!("0 0 {WIDTH} {HEIGHT}")}
                preserveAspectRatio="none"
                role="img"
                aria-label={format!("{}: {}", phases.agent, text.join(", "))}
            >
                { for pieces }
            </svg>
            <span class="phases__total">{ seconds(phases.total()) }</span>
            <span class="phases__age muted small"><Age time={phases.at} /></span>
        </li>
    }
}
