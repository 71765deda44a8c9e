//! How it went: what the check measures, over time, a line for each agent.

mod picks;
mod plot;
mod strips;
mod tracks;

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_proto::api::v1::Series;
use nocturne_web_model::{
    check_form::CheckKind,
    check_view::{ChartChoice, Shape, Watch, choices, execution_series, series_of},
};
use yew::prelude::*;

use self::{
    picks::{AgentPick, MetricPick},
    plot::Plot,
    tracks::Asked,
};
use super::{
    known::Known,
    view::{View, use_view},
};
use crate::{
    api::use_api,
    ui::{EmptyState, ErrorState, IconName, Panel, Skeleton, SkeletonKind, TimeRangePicker},
};

/// Charts of one check share a cursor.
const SYNC: &str = "check";
/// Drawn below the round trips, because one explains the other.
const LOSS: &str = "probe_icmp_loss_ratio";

#[derive(Properties, PartialEq)]
pub(super) struct ChartPanelProps {
    pub known: Known,
    pub target: AttrValue,
}

/// Chooses what is drawn, and draws it.
#[component]
pub(super) fn ChartPanel(props: &ChartPanelProps) -> Html {
    let known = &props.known;
    let view = use_view();
    let kind = CheckKind::of(&known.check);
    let all = choices(kind, known.latest.items());
    let chosen =
        view.metric().and_then(|id| all.iter().find(|choice| choice.id == id)).or_else(|| all.first());
    let range = view.range(Timestamp::now());
    use_values(&known.check.slug, range.is_live() && !known.gone);

    let content = match (chosen, &known.latest.data) {
        (Some(choice), _) => plots(props, &view, choice, &all),
        (None, None) => match known.latest.unread() {
            Some(failure) => html! {
                <ErrorState failure={failure.clone()} on_retry={known.latest.reload.clone()} busy={known.latest.loading} small=true />
            },
            None => {
                html! { <div class="chart-box"><Skeleton kind={SkeletonKind::Chart} label="Loading what is measured" /></div> }
            }
        },
        (None, Some(_)) => nothing(known),
    };
    let on_range = {
        let view = view.clone();
        Callback::from(move |range| view.set_range(range))
    };
    html! {
        <Panel flush=true class="check-chart">
            <header class="check-chart__head">
                <h2 class="panel__title">{ "History" }</h2>
                { picks(props, &view, &all, chosen) }
                <div class="check-chart__range"><TimeRangePicker {range} {on_range} /></div>
            </header>
            { content }
        </Panel>
    }
}

fn picks(props: &ChartPanelProps, view: &View, all: &[ChartChoice], chosen: Option<&ChartChoice>) -> Html {
    let Some(chosen) = chosen else { return Html::default() };
    let set = |name: &'static str| {
        let view = view.clone();
        Callback::from(move |value: String| view.set(name, Some(value)))
    };
    let names: Vec<AttrValue> = props.known.slots.all().iter().map(|slot| slot.name.clone().into()).collect();
    html! {
        <>
            <MetricPick choices={Rc::new(all.to_vec())} chosen={chosen.id.clone()} on_pick={set("metric")} />
            <AgentPick
                agents={names}
                chosen={view.agent().unwrap_or_default().to_owned()}
                one={chosen.shape == Shape::Phases}
                on_pick={set("agent")}
            />
        </>
    }
}

fn plots(props: &ChartPanelProps, view: &View, choice: &ChartChoice, all: &[ChartChoice]) -> Html {
    let drawn = |choice: &ChartChoice, height: u32, main: bool| {
        let latest = props.known.latest.items();
        let series = series_of(choice, latest, &props.target, view.agent());
        let executions = if main {
            execution_series(choice, &series, latest, &props.target, view.agent())
        } else {
            Vec::new()
        };
        let ids = |series: Vec<&Series>| series.iter().map(|series| series.series_id.clone()).collect();
        let asked = Asked { drawn: ids(series), executions: ids(executions) };
        html! {
            <Plot
                key={choice.id.clone()}
                known={props.known.clone()}
                target={props.target.clone()}
                choice={choice.clone()}
                {asked}
                {height}
                {main}
            />
        }
    };
    let companion = (choice.metric == "probe_icmp_rtt_seconds")
        .then(|| all.iter().find(|choice| choice.id == LOSS))
        .flatten();
    html! {
        <>
            { drawn(choice, 240, true) }
            if let Some(companion) = companion { { drawn(companion, 110, false) } }
        </>
    }
}

fn nothing(known: &Known) -> Html {
    let watch = known.watch();
    let title = if watch == Watch::Measured { "Nothing to draw yet" } else { "Nothing to draw" };
    html! { <EmptyState icon={IconName::Activity} {title} text={watch.without_samples()} small=true /> }
}

/// Asks for values of this check on the tab's stream; those who draw listen.
#[hook]
fn use_values(slug: &str, wanted: bool) {
    let api = use_api();
    use_effect_with((slug.to_owned(), wanted), move |(slug, wanted)| {
        let asked = wanted.then(|| api.live().subscribe_values(format!("check={slug}"), Callback::noop()));
        move || drop(asked)
    });
}
