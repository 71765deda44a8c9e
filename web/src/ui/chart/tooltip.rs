//! What stands beside the cursor.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_web_model::{
    format::{clock, day_and_clock, metric_value},
    status::StatusKind,
};
use yew::prelude::*;

use super::{
    legend::swatch,
    shown::{Pointed, Shown},
};
use crate::ui::{StatusShape, dom, time::local_offset};

#[derive(Properties)]
pub(super) struct TooltipProps {
    pub shown: Rc<Shown>,
}

impl PartialEq for TooltipProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shown, &other.shown)
    }
}

/// Time, values of all lines, status, times without data and the nearest change, where the cursor is. What a key brought
/// about is read out too.
#[component]
pub(super) fn Tooltip(props: &TooltipProps) -> Html {
    let pointed = use_state_eq(|| None::<Pointed>);
    let node = use_node_ref();
    {
        let (shown, pointed) = (props.shown.clone(), pointed.clone());
        use_effect_with((), move |()| {
            shown.set_tooltip(Some(Callback::from(move |now| pointed.set(now))));
            move || shown.set_tooltip(None)
        });
    }
    {
        let node = node.clone();
        let place = pointed.as_ref().map(|pointed| (pointed.left, pointed.width));
        use_effect_with(place, move |place| {
            if let (Some((left, width)), Some(element)) = (place, node.cast::<web_sys::Element>()) {
                // On the side that has more room, so that it never covers what is pointed at.
                let flipped = *left > width / 2.0;
                let inset = if flipped { "auto".to_owned() } else { format!("{}px", left + 12.0) };
                let end = if flipped { format!("calc(100% - {}px)", left - 12.0) } else { "auto".to_owned() };
                dom::set_style(&element, "left", &inset);
                dom::set_style(&element, "right", &end);
            }
        });
    }
    let Some(pointed) = (*pointed).clone() else { return html! {} };
    let content = props.shown.content();
    let spoken = pointed.by_key.then(|| sentence(&pointed, &content.data.labels, &content.data.metric));
    let lines = content.data.labels.iter().zip(&pointed.hover.values).enumerate();
    html! {
        <>
            <div ref={node} class="time-chart__tooltip" aria-hidden="true">
                <div class="time-chart__tooltip-time">
                    { day_and_clock(pointed.hover.time, Timestamp::now(), local_offset(pointed.hover.time)) }
                </div>
                if let Some((kind, reason)) = &pointed.hover.status {
                    { status_line(*kind, reason) }
                }
                <table class="time-chart__tooltip-values">
                    { for lines.filter(|(line, _)| !content.hidden.contains(line)).map(|(line, (label, value))| html! {
                        <tr key={line}>
                            <td>{ swatch(line) }{ label }</td>
                            <td class="numeric">
                                { value.map_or_else(|| "no sample".to_owned(), |point| metric_value(&content.data.metric, point.value)) }
                            </td>
                        </tr>
                    }) }
                </table>
                { for pointed.hover.gaps.iter().map(|(agent, cause)| html! {
                    <div class="time-chart__tooltip-note" key={format!("{agent}/{cause}")}>
                        { format!("{agent}: no data, {}", cause.to_lowercase()) }
                    </div>
                }) }
                if let Some((event, time)) = &pointed.hover.event {
                    <div class="time-chart__tooltip-note">
                        <StatusShape kind={StatusKind::from(event.to_status())} size={12} />
                        { format!(" {} {} {}", clock(*time, local_offset(*time)), event.agent,
                            StatusKind::from(event.to_status()).label().to_lowercase()) }
                        if !event.reason.is_empty() {
                            { format!(" ({})", event.reason) }
                        }
                    </div>
                }
            </div>
            <div class="visually-hidden" aria-live="polite">{ spoken }</div>
        </>
    }
}

fn status_line(kind: StatusKind, reason: &str) -> Html {
    html! {
        <div class="time-chart__tooltip-note">
            <StatusShape {kind} size={12} />
            { format!(" {}", kind.label()) }
            if !reason.is_empty() {
                { format!(" ({reason})") }
            }
        </div>
    }
}

/// The same for the ear.
fn sentence(pointed: &Pointed, labels: &[String], metric: &str) -> String {
    let time = clock(pointed.hover.time, local_offset(pointed.hover.time));
    let values = labels.iter().zip(&pointed.hover.values).map(|(label, value)| {
        let value = value.map_or_else(|| "no sample".to_owned(), |point| metric_value(metric, point.value));
        format!("{label} {value}")
    });
    let gaps = pointed.hover.gaps.iter().map(|(agent, cause)| format!("{agent} no data, {cause}"));
    let parts: Vec<String> = std::iter::once(time).chain(values).chain(gaps).collect();
    parts.join("; ")
}
