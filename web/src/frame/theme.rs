//! Dark, light, or as the system says. `boot.js` reads the same key before the first paint.

use yew::AttrValue;

const KEY: &str = "nocturne.theme";
const ATTRIBUTE: &str = "data-theme";

/// A theme a person can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// The default.
    Dark,
    /// Dark on light.
    Light,
    /// What the system prefers.
    System,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::System];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::System => "system",
        }
    }

    pub(super) const fn label(self) -> AttrValue {
        AttrValue::Static(match self {
            Self::Dark => "Dark",
            Self::Light => "Light",
            Self::System => "As the system",
        })
    }

    /// The one in use.
    pub(super) fn current() -> Self {
        let root = web_sys::window().and_then(|window| window.document()?.document_element());
        let key = root.and_then(|root| root.get_attribute(ATTRIBUTE)).unwrap_or_default();
        Self::ALL.into_iter().find(|theme| theme.key() == key).unwrap_or(Self::Dark)
    }

    /// Uses it, and remembers it for this browser.
    pub(super) fn apply(self) {
        let Some(window) = web_sys::window() else { return };
        if let Some(root) = window.document().and_then(|document| document.document_element()) {
            // Neither a page that is going away nor a browser that keeps nothing is a reason to fail.
            drop(root.set_attribute(ATTRIBUTE, self.key()));
        }
        if let Ok(Some(storage)) = window.local_storage() {
            drop(storage.set_item(KEY, self.key()));
        }
    }
}
