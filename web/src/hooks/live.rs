//! What happens, as it happens.

use std::rc::Rc;

use nocturne_proto::api::v1::WatchResponse;
use yew::prelude::*;

use crate::api::use_api;

/// Calls `on_events` with what the coordinator tells, at most four times a second, while the component is there.
#[hook]
pub(crate) fn use_live(on_events: Callback<Rc<Vec<WatchResponse>>>) {
    let api = use_api();
    use_effect_with(on_events, move |on_events| {
        let subscription = api.live().subscribe(on_events.clone());
        move || drop(subscription)
    });
}
