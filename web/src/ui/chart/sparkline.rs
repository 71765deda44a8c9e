//! A small line without axes.

use std::{fmt::Write as _, rc::Rc, time::Duration};

use nocturne_web_model::{
    chart::{Track, segments, spark_range},
    format::metric_value,
    status::StatusKind,
};
use yew::prelude::*;

/// Size of the drawing; it is stretched to its box.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 24.0;
/// Room for the width of the line.
const MARGIN: f64 = 2.0;

#[derive(Properties, PartialEq)]
pub(crate) struct SparklineProps {
    /// What it shows, for screen readers.
    pub label: AttrValue,
    pub track: Rc<Track>,
    /// Begin and end, seconds since 1970.
    pub range: (f64, f64),
    /// Of the check: where samples are further apart, the line ends.
    #[prop_or_default]
    pub interval: Option<Duration>,
    /// Gives it the colour of a status.
    #[prop_or_default]
    pub kind: Option<StatusKind>,
}

/// A small line; what was not measured is a break in it.
#[component]
pub(crate) fn Sparkline(props: &SparklineProps) -> Html {
    let track = &props.track;
    let path = use_memo((track.clone(), props.range, props.interval), |(track, range, interval)| {
        path(track, *range, *interval)
    });
    let last = track.points.last();
    let spoken = last.map_or_else(
        || format!("{}: no samples", props.label),
        |point| format!("{}: last {}", props.label, metric_value(&track.metric, point.value)),
    );
    let tone = props.kind.map(|kind| format!("sparkline--{}", kind.slug()));
    html! {
        <svg class={classes!("sparkline", tone)} viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none"
            role="img" aria-label={spoken} focusable="false">
            <path d={(*path).clone()} vector-effect="non-scaling-stroke" />
        </svg>
    }
}

/// One path; a point that stands alone is a line of no length, which its round ends make visible.
fn path(track: &Track, (from, to): (f64, f64), interval: Option<Duration>) -> String {
    let inside: Vec<_> =
        track.points.iter().copied().filter(|point| from <= point.at && point.at <= to).collect();
    let min = inside.iter().map(|point| point.value).reduce(f64::min);
    let max = inside.iter().map(|point| point.value).reduce(f64::max);
    let (low, high) = spark_range(min, max);
    let x = |at: f64| (at - from) / (to - from).max(f64::EPSILON) * WIDTH;
    let y = |value: f64| {
        let share = (value - low) / (high - low).max(f64::EPSILON);
        HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN)
    };
    let mut text = String::new();
    for run in segments(&inside, interval, &track.holes) {
        for (index, point) in run.iter().enumerate() {
            let sign = if index == 0 { 'M' } else { 'L' };
            // Writing to a text does not fail.
            write!(text, "{sign}{:.2} {:.2}", x(point.at), y(point.value)).ok();
        }
        if run.len() == 1 {
            text.push_str("h0.01");
        }
    }
    text
}
