//! Nothing is broken, and how far that is known.

use nocturne_web_model::{
    situation::{AgentTally, CheckTally},
    status::StatusKind,
};
use yew::prelude::*;

use super::{
    as_of::{as_of, use_as_of},
    problems::{plural, unknown_link},
};
use crate::{
    app::Route,
    ui::{ButtonLink, StatusShape},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct CalmProps {
    /// Checks by the worst of their targets.
    pub tally: CheckTally,
    /// Targets of all of them.
    pub n_targets: usize,
    /// The fleet.
    pub agents: AgentTally,
}

/// Says that nothing is broken only as far as somebody looks.
#[component]
pub(super) fn Calm(props: &CalmProps) -> Html {
    let CalmProps { tally, n_targets, agents } = props;
    let at = use_as_of();
    if agents.is_blind() {
        return html! {
            <div class="overview-calm">
                <StatusShape kind={StatusKind::Offline} size={28} />
                <p class="overview-calm__title">{ "Nobody is looking" }</p>
                <p class="overview-calm__text">
                    { "All agents are offline, so nothing is known of any target. That does not mean that targets are down." }
                </p>
                <ButtonLink to={Route::Agents}>{ "See the agents" }</ButtonLink>
            </div>
        };
    }
    if tally.n_up == 0 {
        return html! {
            <div class="overview-calm">
                <StatusShape kind={StatusKind::Unknown} size={28} />
                <p class="overview-calm__title">{ "Nothing to say yet" }</p>
                <p class="overview-calm__text">{ "No check has a fresh result." }</p>
            </div>
        };
    }
    html! {
        <div class="overview-calm">
            <StatusShape kind={StatusKind::Up} size={28} />
            <p class="overview-calm__title">{ if at.is_none() { "Nothing is broken" } else { "Nothing was broken" } }</p>
            <p class="overview-calm__text">
                { format!("{} of {} {} measured by {}.",
                    plural(*n_targets, "target"), plural(tally.n_all(), "check"),
                    if *n_targets == 1 { "is" } else { "are" }, plural(agents.n_online, "agent")) }
                if tally.n_unknown > 0 {
                    { " Nothing fresh is known of " }{ unknown_link(*tally) }{ "." }
                }
                { as_of(at, " So it was at ") }
            </p>
        </div>
    }
}
