//! The mark of the product.

use nocturne_web_model::mark::{MARK_MOON, MARK_PULSE, MARK_PULSE_WIDTH, MARK_SIZE};
use yew::prelude::*;

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct MarkProps {
    /// Edge in pixels.
    pub size: u16,
}

/// A crescent with a pulse; what stands beside it says the name.
#[component]
pub(crate) fn Mark(props: &MarkProps) -> Html {
    let size = props.size.to_string();
    let edge = MARK_SIZE.to_string();
    html! {
        <svg class="mark" width={size.clone()} height={size} viewBox={format!("0 0 {edge} {edge}")} fill="none"
            aria-hidden="true" focusable="false">
            <rect class="mark__night" width={edge.clone()} height={edge} rx="15" />
            <path class="mark__moon" d={MARK_MOON} />
            <path class="mark__pulse" d={MARK_PULSE}
                stroke-width={MARK_PULSE_WIDTH.to_string()} stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}
