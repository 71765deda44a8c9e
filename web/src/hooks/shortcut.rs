//! Keys.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast as _;
use yew::prelude::*;

/// A key that was pressed outside of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shortcut {
    /// As `KeyboardEvent.key`, e.g. `j`, `?`, `Enter`.
    pub key: String,
    /// Control or Command was held.
    pub command: bool,
}

/// Calls `on_key` for keys pressed while the component is there; true means that the key was used and the browser must
/// not use it as well. Keys typed into fields count only with Control or Command; keys inside an open dialog belong to it.
#[hook]
pub(crate) fn use_shortcut(on_key: Callback<Shortcut, bool>) {
    use_keydown(on_key, EventListenerPhase::Bubble);
}

/// As [`use_shortcut`], before any page hears of the key: for keys that mean the same everywhere.
#[hook]
pub(crate) fn use_global_shortcut(on_key: Callback<Shortcut, bool>) {
    use_keydown(on_key, EventListenerPhase::Capture);
}

#[hook]
fn use_keydown(on_key: Callback<Shortcut, bool>, phase: EventListenerPhase) {
    use_effect_with(on_key, move |on_key| {
        let on_key = on_key.clone();
        let options = EventListenerOptions { phase, passive: false };
        let listener = web_sys::window().and_then(|window| window.document()).map(|document| {
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
                let command = event.ctrl_key() || event.meta_key();
                if event.alt_key() || event.default_prevented() || (typing(event) && !command) || in_dialog()
                {
                    return;
                }
                if on_key.emit(Shortcut { key: event.key(), command }) {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}

fn typing(event: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || target.has_attribute("contenteditable")
}

fn in_dialog() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.and_then(|document| document.query_selector("dialog[open]").ok().flatten()).is_some()
}
