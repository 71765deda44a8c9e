//! Lines over time.

use std::{cell::RefCell, rc::Rc};

use nocturne_proto::api::v1::CheckEvent;
use nocturne_web_model::{
    chart::{ChartData, GapBand, StatusSegment, TimeRange, band_text, gap_cause_meaning, status_text},
    format::to_millis,
};
use web_sys::Element;
use yew::prelude::*;

use super::{
    legend::Legend,
    options::Shape,
    plot::{Plot, SizeWatch, ThemeWatch},
    shown::{Content, Shown},
    tooltip::Tooltip,
};
use crate::{
    hooks::use_now,
    ui::{dom, time::local_offset},
};

/// Times without data that are told one by one; of more their number.
const TOLD_GAPS: usize = 6;
/// Samples that a step with Shift goes over.
const LONG_STEP: isize = 10;

#[derive(Properties, PartialEq)]
pub(crate) struct TimeChartProps {
    /// What it shows, e.g. `Round-trip time of web`.
    pub label: AttrValue,
    pub data: Rc<ChartData>,
    /// Times without data: hatched, with their cause.
    #[prop_or_default]
    pub gaps: Rc<Vec<GapBand>>,
    /// Changes of status: marks along the upper edge.
    #[prop_or_default]
    pub events: Rc<Vec<CheckEvent>>,
    /// Status over time: a strip along the lower edge.
    #[prop_or_default]
    pub status: Rc<Vec<StatusSegment>>,
    /// Of the drawing with its axes, CSS pixels.
    #[prop_or(220)]
    pub height: u32,
    /// Charts with the same key share the cursor.
    #[prop_or_default]
    pub sync: Option<AttrValue>,
    /// Dragging chooses a range.
    #[prop_or_default]
    pub on_range: Option<Callback<TimeRange>>,
    /// A double click goes back.
    #[prop_or_default]
    pub on_reset: Option<Callback<()>>,
    /// Draws the table of lines below.
    #[prop_or(true)]
    pub legend: bool,
}

/// Lines over time with what surrounds them. Arrow keys move the cursor from sample to sample.
#[component]
pub(crate) fn TimeChart(props: &TimeChartProps) -> Html {
    let hidden = use_state(|| Rc::new(Vec::<usize>::new()));
    let shown = use_memo((), |()| Shown::default());
    let content = Content {
        data: props.data.clone(),
        gaps: props.gaps.clone(),
        events: props.events.clone(),
        status: props.status.clone(),
        hidden: (*hidden).clone(),
    };
    *shown.on_range.borrow_mut() = props.on_range.clone();
    *shown.on_reset.borrow_mut() = props.on_reset.clone();
    let shape = Shape {
        n_lines: props.data.labels.len(),
        metric: props.data.metric.clone(),
        height: props.height,
        sync: props.sync.as_ref().map(ToString::to_string),
        can_choose: props.on_range.is_some(),
    };
    let (host, plot) = use_plot(shown.clone(), shape, content);

    let on_toggle = {
        let hidden = hidden.clone();
        Callback::from(move |line: usize| {
            let mut lines = (**hidden).clone();
            match lines.iter().position(|known| *known == line) {
                Some(place) => drop(lines.remove(place)),
                None => lines.push(line),
            }
            hidden.set(Rc::new(lines));
        })
    };
    html! {
        <figure class="time-chart" aria-label={props.label.clone()}>
            <div class="time-chart__frame">
                { plot_area(props, &shown, host, plot) }
                <Tooltip {shown} />
                if props.data.is_empty() && props.gaps.is_empty() {
                    <div class="time-chart__nothing">{ "No samples in this time" }</div>
                }
            </div>
            if !props.status.is_empty() {
                <p class="visually-hidden">{ status_text(&props.status) }</p>
            }
            if props.legend && !props.data.labels.is_empty() {
                <Legend label={props.label.clone()} data={props.data.clone()} hidden={(*hidden).clone()} {on_toggle} />
            }
            if !props.gaps.is_empty() {
                <GapList gaps={props.gaps.clone()} />
            }
        </figure>
    }
}

type PlotCell = Rc<RefCell<Option<Plot>>>;

/// The chart in its element: made once for each shape, then told what to show.
#[hook]
fn use_plot(shown: Rc<Shown>, shape: Shape, content: Content) -> (NodeRef, PlotCell) {
    let host = use_node_ref();
    let plot: Rc<PlotCell> = use_memo((), |()| PlotCell::default());
    {
        let (host, plot, shown, content) = (host.clone(), plot.clone(), shown.clone(), content.clone());
        use_effect_with(shape, move |shape| {
            let watches = host.cast::<Element>().map(|element| {
                dom::set_style(&element, "height", &format!("{}px", shape.height));
                shown.set_content(content);
                *plot.borrow_mut() = Plot::new(&element, &shown, shape);
                let (sized, themed) = (plot.clone(), plot.clone());
                (
                    SizeWatch::new(&element, move |width| with(&sized, |plot| plot.resize(width))),
                    ThemeWatch::new(move || with(&themed, Plot::recolor)),
                )
            });
            move || {
                drop(watches);
                plot.borrow_mut().take();
            }
        });
    }
    {
        let plot = plot.clone();
        use_effect_with(content, move |content| {
            shown.set_content(content.clone());
            with(&plot, Plot::show);
        });
    }
    (host, (*plot).clone())
}

/// Does something with the chart, if there is one.
fn with(plot: &PlotCell, act: impl FnOnce(&Plot)) {
    if let Ok(plot) = plot.try_borrow()
        && let Some(plot) = plot.as_ref()
    {
        act(plot);
    }
}

fn plot_area(props: &TimeChartProps, shown: &Rc<Shown>, host: NodeRef, plot: PlotCell) -> Html {
    let enter = {
        let shown = shown.clone();
        move |_: MouseEvent| {
            shown.is_active.set(true);
            shown.by_key.set(false);
        }
    };
    let leave = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.is_active.set(false)
    };
    let blur = {
        let (shown, plot) = (shown.clone(), plot.clone());
        move |_: FocusEvent| {
            shown.keyed.set(None);
            with(&plot, |plot| plot.point(None));
        }
    };
    let onkeydown = {
        let (shown, data, on_reset) = (shown.clone(), props.data.clone(), props.on_reset.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(to) = key_target(&event, &data, shown.keyed.get()) else {
                if let ("Escape", Some(on_reset)) = (event.key().as_str(), &on_reset) {
                    on_reset.emit(());
                }
                return;
            };
            event.prevent_default();
            event.stop_propagation();
            shown.keyed.set(to);
            shown.is_active.set(true);
            shown.by_key.set(true);
            with(&plot, |plot| plot.point(to));
        })
    };
    html! {
        <div ref={host} class="time-chart__plot" tabindex="0" role="group" aria-roledescription="chart"
            aria-label={format!("{}. Left and right arrow keys go from sample to sample.", props.label)}
            onmouseenter={enter} onmouseleave={leave} onblur={blur} {onkeydown}>
        </div>
    }
}

/// Where a key leads to: a time, or away from the chart; `None` for a key that means something else.
fn key_target(event: &KeyboardEvent, data: &ChartData, from: Option<f64>) -> Option<Option<f64>> {
    let step = if event.shift_key() { LONG_STEP } else { 1 };
    match event.key().as_str() {
        "ArrowLeft" => Some(data.step_from(from, -step)),
        "ArrowRight" => Some(data.step_from(from, step)),
        "Home" => Some(data.step_from(Some(f64::NEG_INFINITY), 0)),
        "End" => Some(data.step_from(None, 0)),
        "Escape" if from.is_some() => Some(None),
        _ => None,
    }
}

#[derive(Properties, PartialEq)]
struct GapListProps {
    gaps: Rc<Vec<GapBand>>,
}

/// What is hatched, as text.
#[component]
fn GapList(props: &GapListProps) -> Html {
    let now = use_now();
    let rest = props.gaps.len().saturating_sub(TOLD_GAPS);
    html! {
        <ul class="time-chart__gaps" aria-label="Times without data">
            { for props.gaps.iter().rev().take(TOLD_GAPS).map(|band| html! {
                <li key={format!("{}/{}/{}", band.key, band.agent, band.from_time.map_or(0, to_millis))}
                    title={gap_cause_meaning(&band.cause)}>
                    <span class="time-chart__hatch" aria-hidden="true"></span>
                    { band_text(band, now, local_offset(band.from_time.unwrap_or(now))) }
                </li>
            }) }
            if rest > 0 {
                <li>{ format!("and {rest} before") }</li>
            }
        </ul>
    }
}
