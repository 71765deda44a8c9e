//! The title of the browser's tab.

use yew::prelude::*;

const PRODUCT: &str = "Nocturne";

/// Sets the tab's title while the component is there.
#[hook]
pub(crate) fn use_title(title: AttrValue) {
    use_effect_with(title, |title| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&format!("{title} · {PRODUCT}"));
        }
    });
}
