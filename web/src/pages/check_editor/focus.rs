//! Leading the eye and the keyboard to a place on the page.

use wasm_bindgen::JsCast as _;

/// Focuses what has this id.
pub(super) fn focus_on(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only an element that is gone cannot be focused.
        drop(element.focus());
    }
}

/// What a field is called on the page; its id when it is not there.
pub(super) fn label_of(id: &str) -> String {
    let label = element(&format!("{id}-label")).and_then(|label| label.text_content());
    label.unwrap_or_else(|| id.to_owned())
}

fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
