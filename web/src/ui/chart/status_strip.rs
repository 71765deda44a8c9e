//! Status over time as a strip.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_web_model::{
    chart::{StatusSegment, instant, status_text},
    format::{day_and_clock, lasting},
    status::StatusKind,
};
use yew::prelude::*;

use crate::ui::time::local_offset;

/// Size of the drawing; it is stretched to its box.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 20.0;
/// What lasts a moment is seen all the same.
const LEAST: f64 = 3.0;

#[derive(Properties, PartialEq)]
pub(crate) struct StatusStripProps {
    /// Whose status, e.g. `Status seen by ams-1`.
    pub label: AttrValue,
    pub segments: Rc<Vec<StatusSegment>>,
    /// Begin and end, seconds since 1970.
    pub range: (f64, f64),
}

/// Status over time: colour and height say what it was, hovering says since when and why.
#[component]
pub(crate) fn StatusStrip(props: &StatusStripProps) -> Html {
    let (from, to) = props.range;
    let now = Timestamp::now();
    let place = |at: f64| (at - from) / (to - from).max(f64::EPSILON) * WIDTH;
    html! {
        <svg class="status-strip" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" role="img"
            aria-label={format!("{}: {}", props.label, status_text(&props.segments))} focusable="false">
            { for props.segments.iter().map(|segment| {
                let (left, right) = (place(segment.from), place(segment.to));
                let height = HEIGHT * share(segment.kind);
                html! {
                    <rect key={format!("{}/{}", segment.from, segment.kind.slug())}
                        class={format!("status-strip__segment status-strip__segment--{}", segment.kind.slug())}
                        x={format!("{left:.1}")} width={format!("{:.1}", (right - left).max(LEAST))}
                        y={format!("{:.1}", HEIGHT - height)} height={format!("{height:.1}")}>
                        <title>{ words(segment, now) }</title>
                    </rect>
                }
            }) }
        </svg>
    }
}

/// Height of a status, so that it does not hang on the colour alone: what is worse stands higher.
const fn share(kind: StatusKind) -> f64 {
    match kind {
        StatusKind::Down | StatusKind::Offline => 1.0,
        StatusKind::Partial => 0.85,
        StatusKind::Degraded | StatusKind::Inconclusive => 0.7,
        StatusKind::Up | StatusKind::Online | StatusKind::Pending => 0.45,
        StatusKind::Unknown | StatusKind::Revoked => 0.2,
    }
}

fn words(segment: &StatusSegment, now: Timestamp) -> String {
    let clock = |seconds: f64| {
        let at = instant(seconds);
        day_and_clock(at, now, local_offset(at))
    };
    let length = std::time::Duration::try_from_secs_f64(segment.to - segment.from).unwrap_or_default();
    let reason = if segment.reason.is_empty() { String::new() } else { format!(" ({})", segment.reason) };
    format!(
        "{}{reason}\n{} to {}, {}",
        segment.kind.label(),
        clock(segment.from),
        clock(segment.to),
        lasting(length)
    )
}
