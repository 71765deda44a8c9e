//! That something was so, and when that was known.

use jiff::Timestamp;
use yew::prelude::*;

use crate::{
    api::{Connection, use_connection},
    ui::{Time, TimeStyle},
};

/// Since when nothing is heard of the coordinator; `None` while it is.
#[hook]
pub(super) fn use_as_of() -> Option<Timestamp> {
    match use_connection() {
        Connection::Lost { since, .. } => Some(since),
        Connection::Connecting | Connection::Live => None,
    }
}

/// The time of what is not known to be so any more; nothing of what is.
pub(super) fn as_of(at: Option<Timestamp>, words: &'static str) -> Html {
    let said = |at| html! { <span>{ words }<Time {at} style={TimeStyle::Short} /></span> };
    at.map(said).unwrap_or_default()
}
