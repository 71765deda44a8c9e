//! What components need of the page beyond drawing: focus, clipboard, top layer, storage, measures.

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, Window};
use yew::prelude::*;

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

pub(super) fn document() -> Option<Document> {
    window()?.document()
}

pub(super) fn by_id(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

pub(super) fn focus(element: &HtmlElement) {
    // Only an element that is gone cannot be focused.
    drop(element.focus());
}

pub(super) fn focus_id(id: &str) {
    if let Some(element) = by_id(id) {
        focus(&element);
    }
}

/// Everything inside that a key can reach by arrows, in order.
pub(super) fn all(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = within.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// The text of the control that an event comes from, whatever control it is.
pub(super) fn value_of(event: &Event) -> Option<String> {
    js_sys::Reflect::get(event.target()?.as_ref(), &"value".into()).ok()?.as_string()
}

/// Whether the box that an event comes from is ticked.
pub(super) fn checked_of(event: &Event) -> Option<bool> {
    js_sys::Reflect::get(event.target()?.as_ref(), &"checked".into()).ok()?.as_bool()
}

/// Calls a method without arguments; what it throws is an element in another state already.
fn call(target: &JsValue, method: &str) -> Option<JsValue> {
    let function = js_sys::Reflect::get(target, &method.into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    function.call0(target).ok()
}

pub(super) fn show_modal(dialog: &Element) {
    if !dialog.has_attribute("open") {
        call(dialog, "showModal");
    }
}

pub(super) fn close_dialog(dialog: &Element) {
    call(dialog, "close");
}

pub(super) fn show_popover(element: &Element) {
    call(element, "showPopover");
}

pub(super) fn hide_popover(element: &Element) {
    call(element, "hidePopover");
}

/// True while an element is in the top layer as a popover.
pub(super) fn is_popover_open(element: &Element) -> bool {
    element.matches(":popover-open").unwrap_or(false)
}

/// A box on the screen, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub(super) fn of(element: &Element) -> Self {
        let Some(area) = call(element, "getBoundingClientRect") else { return Self::default() };
        let read =
            |name: &str| js_sys::Reflect::get(&area, &name.into()).ok().and_then(|value| value.as_f64());
        Self {
            left: read("left").unwrap_or_default(),
            top: read("top").unwrap_or_default(),
            width: read("width").unwrap_or_default(),
            height: read("height").unwrap_or_default(),
        }
    }

    pub(super) fn bottom(self) -> f64 {
        self.top + self.height
    }

    pub(super) fn right(self) -> f64 {
        self.left + self.width
    }

    /// What the window shows.
    pub(super) fn of_window() -> Self {
        let root = document().and_then(|document| document.document_element());
        root.map_or_else(Self::default, |root| Self {
            left: 0.0,
            top: 0.0,
            width: f64::from(root.client_width()),
            height: f64::from(root.client_height()),
        })
    }
}

/// What an element leaves free at its lower edge, in CSS pixels.
pub(super) fn padding_below(element: &Element) -> f64 {
    let read = || {
        let window = window()?;
        let style = js_sys::Reflect::get(&window, &"getComputedStyle".into()).ok()?;
        let style = style.dyn_into::<js_sys::Function>().ok()?.call1(&window, element).ok()?;
        let padding = js_sys::Reflect::get(&style, &"paddingBottom".into()).ok()?.as_string()?;
        padding.trim_end_matches("px").parse().ok()
    };
    read().unwrap_or_default()
}

/// Sets a property through the object model, which the policy for styles permits.
pub(super) fn set_style(element: &Element, name: &str, value: &str) {
    let Ok(style) = js_sys::Reflect::get(element, &"style".into()) else { return };
    let set = js_sys::Reflect::get(&style, &"setProperty".into()).ok();
    if let Some(set) = set.and_then(|set| set.dyn_into::<js_sys::Function>().ok()) {
        drop(set.call2(&style, &name.into(), &value.into()));
    }
}

/// Copies a text. Where the browser has no clipboard (a page without TLS), the page's own selection is used.
pub(super) async fn copy(text: String) -> bool {
    copy_by_clipboard(&text).await || copy_by_selection(&text)
}

async fn copy_by_clipboard(text: &str) -> bool {
    let clipboard = window()
        .and_then(|window| js_sys::Reflect::get(&window, &"navigator".into()).ok())
        .and_then(|navigator| js_sys::Reflect::get(&navigator, &"clipboard".into()).ok())
        .filter(JsValue::is_object);
    let Some(clipboard) = clipboard else { return false };
    let write = js_sys::Reflect::get(&clipboard, &"writeText".into())
        .ok()
        .and_then(|write| write.dyn_into::<js_sys::Function>().ok());
    let promise = write.and_then(|write| write.call1(&clipboard, &text.into()).ok());
    let Some(promise) = promise.and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok()) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok()
}

fn copy_by_selection(text: &str) -> bool {
    let copy = || {
        let document = document()?;
        let host = document
            .query_selector("dialog[open]")
            .ok()
            .flatten()
            .or_else(|| document.body().map(Into::into))?;
        let before = document.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
        let area =
            document.create_element("textarea").ok()?.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?;
        area.set_value(text);
        area.set_class_name("visually-hidden");
        host.append_child(&area).ok()?;
        area.select();
        let exec = js_sys::Reflect::get(&document, &"execCommand".into()).ok()?;
        let done = exec.dyn_into::<js_sys::Function>().ok()?.call1(&document, &"copy".into()).ok()?;
        area.remove();
        if let Some(before) = before {
            focus(&before);
        }
        done.as_bool()
    };
    copy().unwrap_or(false)
}

/// Hands a text over as a file.
pub(super) fn download(name: &str, media_type: &str, text: &str) {
    let save = || {
        let document = document()?;
        let parts = js_sys::Array::of1(&text.into());
        let bag = web_sys::BlobPropertyBag::new();
        bag.set_type(media_type);
        let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &bag).ok()?;
        let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
        let link = document.create_element("a").ok()?.dyn_into::<HtmlElement>().ok()?;
        link.set_attribute("href", &url).ok()?;
        link.set_attribute("download", name).ok()?;
        document.body()?.append_child(&link).ok()?;
        link.click();
        link.remove();
        web_sys::Url::revoke_object_url(&url).ok()
    };
    save();
}

/// What the browser keeps under a name; `None` when it keeps nothing or may not.
pub(super) fn stored(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a text under a name, as far as the browser lets it.
pub(super) fn store(key: &str, value: &str) {
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        drop(storage.set_item(key, value));
    }
}
