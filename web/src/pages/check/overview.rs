//! The first look: which targets, what each agent says, what failed last, how it went.

use yew::prelude::*;

use super::{
    chart::ChartPanel, facts::FactsPanel, known::Known, last_failure::LastFailure, phases::PhasesPanel,
    status_now::StatusNow, targets::Targets, view::use_view,
};

#[derive(Properties, PartialEq)]
pub(super) struct OverviewTabProps {
    pub known: Known,
}

/// Everything about one target; which one stands in the address.
#[component]
pub(super) fn OverviewTab(props: &OverviewTabProps) -> Html {
    let known = &props.known;
    let view = use_view();
    let target: AttrValue =
        known.target(view.target()).map(|row| row.target.clone()).unwrap_or_default().into();
    let on_target = { Callback::from(move |target: String| view.set("target", Some(target))) };
    html! {
        <div class="stack">
            if known.targets.len() > 1 && known.enabled() {
                <Targets known={known.clone()} target={target.clone()} {on_target} />
            }
            <div class="check-overview">
                <div class="check-overview__main">
                    <StatusNow known={known.clone()} target={target.clone()} />
                    <ChartPanel known={known.clone()} target={target.clone()} />
                </div>
                <div class="check-overview__aside">
                    <LastFailure known={known.clone()} target={target.clone()} />
                    <PhasesPanel known={known.clone()} target={target.clone()} />
                    <FactsPanel known={known.clone()} {target} />
                </div>
            </div>
        </div>
    }
}
