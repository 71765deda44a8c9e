//! Points in time and how long ago they are.

use jiff::{Timestamp, tz::Offset};
use nocturne_web_model::format;
use yew::prelude::*;

use crate::hooks::use_now;

/// How far the browser's clock is from UTC at that time.
pub(crate) fn local_offset(at: Timestamp) -> Offset {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of this era are far below 2^53")]
    let millis = format::to_millis(at) as f64;
    let west = js_sys::Date::new(&millis.into()).get_timezone_offset();
    #[allow(clippy::cast_possible_truncation, reason = "minutes of a day; anything else saturates")]
    let minutes = -(west as i32);
    format::offset_from_minutes(minutes.clamp(-24 * 60, 24 * 60))
}

#[derive(Properties, PartialEq)]
pub(crate) struct AgeProps {
    pub time: Option<Timestamp>,
    /// Older than it should be.
    #[prop_or_default]
    pub stale: bool,
    /// For no time at all.
    #[prop_or(AttrValue::Static("never"))]
    pub never: AttrValue,
}

/// How long ago something was, with the time itself as a hint. It ticks.
#[component]
pub(crate) fn Age(props: &AgeProps) -> Html {
    let now = use_now();
    let Some(at) = props.time else {
        return html! { <span class="age age--never">{ props.never.clone() }</span> };
    };
    html! {
        <time
            class={classes!("age", props.stale.then_some("age--stale"))}
            datetime={format::rfc3339(at)}
            title={format::stamp(at, local_offset(at))}
        >
            { format::age_since(at, now) }
        </time>
    }
}

/// How much of a point in time is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum TimeStyle {
    /// The clock today, the day before that.
    #[default]
    Short,
    /// Day, clock and zone.
    Full,
}

#[derive(Properties, PartialEq)]
pub(crate) struct TimeProps {
    pub at: Timestamp,
    #[prop_or_default]
    pub style: TimeStyle,
}

/// A point in time, on the reader's clock.
#[component]
pub(crate) fn Time(props: &TimeProps) -> Html {
    let now = use_now();
    let offset = local_offset(props.at);
    let text = match props.style {
        TimeStyle::Short => format::day_and_clock(props.at, now, offset),
        TimeStyle::Full => format::stamp(props.at, offset),
    };
    html! {
        <time class="time" datetime={format::rfc3339(props.at)} title={format::stamp(props.at, offset)}>{ text }</time>
    }
}
