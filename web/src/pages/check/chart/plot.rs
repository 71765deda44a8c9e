//! One chart with what must be said about it.

use std::{rc::Rc, time::Duration};

use jiff::Timestamp;
use nocturne_proto::api::v1::CheckEvent;
use nocturne_web_model::{
    chart::{DEFAULT_WIDTH, GapBand, TimeRange, chart_data, gap_bands, holes_in, undeclared},
    check_view::{ChartChoice, Missing, missing, places},
    format::duration_from_proto,
    status::Tone,
};
use yew::prelude::*;

use super::{
    SYNC,
    strips::{AgentHoles, Strips, agent_status},
    tracks::{Asked, Samples, use_samples},
};
use crate::{
    pages::check::{known::Known, view::use_view},
    ui::{Button, ErrorState, Notice, Skeleton, SkeletonKind, Time, TimeChart, local_offset},
};

#[derive(Properties, PartialEq)]
pub(super) struct PlotProps {
    pub known: Known,
    pub target: AttrValue,
    pub choice: ChartChoice,
    /// The series.
    pub asked: Asked,
    pub height: u32,
    /// With strips and words below it.
    pub main: bool,
}

/// Lines, gaps, status and what is missing.
#[component]
pub(super) fn Plot(props: &PlotProps) -> Html {
    let known = &props.known;
    let view = use_view();
    let range = view.range(Timestamp::now());
    let interval = duration_from_proto(known.check.interval.as_ref()).unwrap_or(Duration::from_secs(60));
    let samples = use_samples(props.asked.clone(), range, interval);
    let axis = samples.axis;
    let drawn = (samples.revision, axis.0.to_bits(), axis.1.to_bits(), interval);
    let tracks =
        use_memo((samples.revision, props.asked.clone()), |_| samples.conclusive(&props.choice.metric));
    let data = use_memo(drawn, |_| chart_data(&tracks, Some(interval), axis, DEFAULT_WIDTH));
    let seen = (Rc::as_ptr(&samples.gaps).addr(), known.enabled(), Rc::as_ptr(&known.all_events).addr());
    let holes = use_memo((drawn, seen, props.target.clone()), |_| {
        let declared = gap_bands(samples.gaps.iter(), axis);
        let mut holes = samples.holes(interval, known.enabled(), &declared);
        for AgentHoles { agent, holes } in &mut holes {
            let status =
                agent_status(&known.all_events, known.states.items(), agent.as_str(), &props.target, axis);
            *holes = holes_in(&status, std::mem::take(holes));
        }
        holes
    });
    let bands = use_memo(Rc::as_ptr(&holes).addr(), |_| bands(&samples, &holes));
    let events = use_memo(
        (Rc::as_ptr(&known.all_events).addr(), props.target.clone(), view.agent().map(str::to_owned)),
        |(_, target, agent)| {
            let mine = |event: &&CheckEvent| {
                *target == event.target && agent.as_ref().is_none_or(|agent| *agent == event.agent)
            };
            known.all_events.iter().filter(mine).cloned().collect::<Vec<_>>()
        },
    );
    let states = use_memo(known.states.data.as_ref().map_or(0, |data| Rc::as_ptr(data).addr()), |_| {
        known.states.items().to_vec()
    });
    if samples.first && !props.asked.drawn.is_empty() {
        return unread(&samples, props.height);
    }
    let (on_range, on_reset) = {
        let (choose, reset) = (view.clone(), view.clone());
        (
            Callback::from(move |range: TimeRange| choose.set_range(range)),
            Callback::from(move |()| reset.set_range(TimeRange::default())),
        )
    };
    let silent = if props.main {
        let asked = places(&known.check, &props.target, &known.slots, known.states.items(), &known.overlay);
        let asked: Vec<_> =
            asked.into_iter().filter(|place| view.agent().is_none_or(|agent| agent == place.agent)).collect();
        missing(&props.choice, &asked, &tracks, &bands, known.latest.items())
    } else {
        Vec::new()
    };
    html! {
        <div class="chart-box check-plot">
            if !props.main {
                <h3 class="check-plot__title">{ &props.choice.title }</h3>
            }
            { notices(&samples) }
            <TimeChart
                label={format!("{} of {}", props.choice.title, known.check.slug)}
                {data}
                gaps={if props.main { bands } else { Rc::default() }}
                {events}
                height={props.height}
                sync={SYNC}
                {on_range}
                {on_reset}
                legend={props.main}
            />
            if props.main {
                <Strips {holes} target={props.target.clone()} events={Rc::clone(&known.all_events)} {states} {axis} />
                { without(&silent) }
            }
        </div>
    }
}

/// Times without data: those that were declared, and those that nobody declared.
fn bands(samples: &Samples, holes: &[AgentHoles]) -> Vec<GapBand> {
    let mut bands = gap_bands(samples.gaps.iter(), samples.axis);
    bands.extend(holes.iter().flat_map(|of_agent| undeclared(&of_agent.holes, &of_agent.agent)));
    nocturne_web_model::order::sort_by(&mut bands, |a, b| a.from.total_cmp(&b.from));
    bands
}

fn unread(samples: &Samples, height: u32) -> Html {
    match &samples.failure {
        Some(failure) => html! {
            <ErrorState failure={failure.clone()} on_retry={samples.reload.clone()} busy={samples.loading} small=true />
        },
        None if height < 200 => Html::default(),
        None => {
            html! { <div class="chart-box"><Skeleton kind={SkeletonKind::Chart} label="Loading samples" /></div> }
        }
    }
}

fn notices(samples: &Samples) -> Html {
    let retry = samples.reload.reform(|_: MouseEvent| ());
    html! {
        <>
            if let Some(failure) = samples.failure.as_ref() {
                <Notice
                    tone={Tone::Warning}
                    title="The chart could not be read again"
                    action={html! { <Button small=true busy={samples.loading} onclick={retry}>{ "Try again" }</Button> }}
                >
                    { failure.detail.clone() }
                </Notice>
            }
            if let Some(from) = samples.clipped {
                <Notice tone={Tone::Info}>
                    { "This check is run so often that the whole range is more than a chart takes. It is drawn from " }
                    <Time at={from} />
                    { " on; choose an earlier range to see what was before." }
                </Notice>
            } else if samples.truncated {
                <Notice tone={Tone::Info}>
                    { "There are more samples in this range than a chart takes: the newest are missing. Choose a shorter range." }
                </Notice>
            }
        </>
    }
}

fn without(silent: &[Missing]) -> Html {
    const TOLD: usize = 6;
    let now = Timestamp::now();
    let left = silent.len().saturating_sub(TOLD);
    html! {
        if !silent.is_empty() {
            <ul class="check-plot__missing">
                { for silent.iter().take(TOLD).map(|missing| html! {
                    <li key={missing.agent.clone()}>{ missing.text(now, local_offset(missing.last.unwrap_or(now))) }</li>
                }) }
                if left > 0 { <li>{ format!("{left} more agents have no samples in this time.") }</li> }
            </ul>
        }
    }
}
