//! One chart with what must be said about it.

use std::{rc::Rc, time::Duration};

use jiff::Timestamp;
use nocturne_proto::api::v1::CheckEvent;
use nocturne_web_model::{
    chart::{DEFAULT_WIDTH, TimeRange, chart_data, gap_bands},
    check_view::{ChartChoice, Missing, missing, places},
    format::duration_from_proto,
    status::Tone,
};
use yew::prelude::*;

use super::{
    SYNC,
    strips::{Strips, agents_of},
    tracks::{Samples, use_samples},
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
    /// Of the series that are drawn.
    pub ids: Vec<String>,
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
    let samples = use_samples(props.ids.clone(), range, interval);
    let axis = samples.axis;
    let drawn = (samples.revision, axis.0.to_bits(), axis.1.to_bits(), interval);
    let data = use_memo(drawn, |_| chart_data(&samples.tracks.borrow(), Some(interval), axis, DEFAULT_WIDTH));
    let bands = use_memo((Rc::as_ptr(&samples.gaps).addr(), axis.0.to_bits(), axis.1.to_bits()), |_| {
        gap_bands(samples.gaps.iter(), axis)
    });
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
    if samples.first && !props.ids.is_empty() {
        return unread(&samples, props.height);
    }
    let (on_range, on_reset) = {
        let (choose, reset) = (view.clone(), view.clone());
        (
            Callback::from(move |range: TimeRange| choose.set_range(range)),
            Callback::from(move |()| reset.set_range(TimeRange::default())),
        )
    };
    let tracks = samples.tracks.borrow();
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
                <Strips agents={agents_of(&tracks)} target={props.target.clone()} events={Rc::clone(&known.all_events)} {states} {axis} />
                { without(&silent) }
            }
        </div>
    }
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
