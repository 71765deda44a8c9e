//! The mark of the product.

use yew::prelude::*;

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct MarkProps {
    /// Edge in pixels.
    pub size: u16,
}

/// A crescent with a pulse, as in `web/icons/favicon.svg`; what stands beside it says the name.
#[component]
pub(crate) fn Mark(props: &MarkProps) -> Html {
    let size = props.size.to_string();
    html! {
        <svg class="mark" width={size.clone()} height={size} viewBox="0 0 64 64" fill="none" aria-hidden="true" focusable="false">
            <mask id="mark-gap">
                <rect width="64" height="64" fill="#fff" />
                <path d="M21 35h9.5l4-11 6.5 19 4.2-8H58" stroke="#000" stroke-width="9" stroke-linejoin="round" />
            </mask>
            <rect class="mark__night" width="64" height="64" rx="15" />
            <path class="mark__moon" mask="url(#mark-gap)" d="M36.5 10.6A22 22 0 1 0 53.4 38.9 18 18 0 0 1 36.5 10.6z" />
            <path class="mark__pulse" d="M21 35h9.5l4-11 6.5 19 4.2-8H56"
                stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}
