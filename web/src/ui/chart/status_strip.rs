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

/// What lasts a moment is seen all the same, percent of the width.
const LEAST: f64 = 0.3;

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
    let place = |at: f64| (at - from) / (to - from).max(f64::EPSILON) * 100.0;
    let hatch = format!("hatch-{}", props.label.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    html! {
        <svg class="status-strip" role="img" focusable="false"
            aria-label={format!("{}: {}", props.label, status_text(&props.segments))}>
            if props.segments.iter().any(|segment| segment.missing.is_some()) {
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse">
                        <rect class="status-strip__hatch-ground" width="6" height="6" />
                        <path class="status-strip__hatch-line" d="M-1 1 1 -1M0 6 6 0M5 7 7 5" />
                    </pattern>
                </defs>
            }
            { for props.segments.iter().map(|segment| {
                let (left, right) = (place(segment.from), place(segment.to));
                let height = 100.0 * share(segment);
                let missing = segment.missing.is_some();
                html! {
                    <rect key={format!("{}/{}", segment.from, segment.kind.slug())}
                        class={classes!(
                            "status-strip__segment",
                            if missing { "status-strip__segment--missing".to_owned() }
                            else { format!("status-strip__segment--{}", segment.kind.slug()) },
                        )}
                        fill={missing.then(|| format!("url(#{hatch})"))}
                        x={format!("{left:.2}%")} width={format!("{:.2}%", (right - left).max(LEAST))}
                        y={format!("{:.0}%", 100.0 - height)} height={format!("{height:.0}%")}>
                        <title>{ words(segment, now) }</title>
                    </rect>
                }
            }) }
        </svg>
    }
}

/// Height of a status, so that it does not hang on the colour alone: what is worse stands higher.
const fn share(segment: &StatusSegment) -> f64 {
    match segment.kind {
        _ if segment.missing.is_some() => 1.0,
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
    let reason = match &segment.missing {
        Some(missing) => format!(": {missing}"),
        None if segment.reason.is_empty() => String::new(),
        None => format!(" ({})", segment.reason),
    };
    format!(
        "{}{reason}\n{} to {}, {}",
        segment.kind.label(),
        clock(segment.from),
        clock(segment.to),
        lasting(length)
    )
}
