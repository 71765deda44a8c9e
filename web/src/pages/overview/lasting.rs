//! How long something lasts already.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_web_model::format;
use yew::prelude::*;

use crate::{hooks::use_now, ui::local_offset};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct LastingProps {
    /// Since when.
    pub since: Option<Timestamp>,
}

/// `2 h 5 min`, with the time itself as a hint. It ticks.
#[component]
pub(super) fn Lasting(props: &LastingProps) -> Html {
    let now = use_now();
    let Some(since) = props.since else { return html! { <span class="muted">{ "not known" }</span> } };
    let span = Duration::try_from(now.duration_since(since)).unwrap_or_default();
    let title = format!("since {}", format::stamp(since, local_offset(since)));
    html! { <time class="time" datetime={format::rfc3339(since)} {title}>{ format::lasting(span) }</time> }
}
