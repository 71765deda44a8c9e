//! Unfinished checks in the browser's memory of this tab: it survives reloads and ends of sessions, and ends with the tab.

use nocturne_web_model::check_editor::Draft;

use crate::api::Identity;

/// Where the draft of one page is kept. Somebody else who logs in does not see it.
pub(super) fn key(identity: Option<&Identity>, what: &str) -> String {
    let who =
        identity.map(|identity| format!("{}/{}", identity.0.org_id, identity.0.name)).unwrap_or_default();
    format!("nocturne.draft.{who}.check.{what}")
}

/// What was kept.
pub(super) fn read(key: &str) -> Option<Draft> {
    Draft::from_json(&storage()?.get_item(key).ok()??)
}

/// Keeps it, as far as the browser lets us.
pub(super) fn write(key: &str, draft: &Draft) {
    if let Some(storage) = storage() {
        drop(storage.set_item(key, &draft.to_json()));
    }
}

/// Keeps it no longer.
pub(super) fn forget(key: &str) {
    if let Some(storage) = storage() {
        drop(storage.remove_item(key));
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
