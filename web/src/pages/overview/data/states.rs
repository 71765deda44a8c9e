//! What each agent says of each target.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use nocturne_proto::api::v1::{CheckState, WatchResponse, watch_response::Event};
use yew::prelude::*;

use crate::{
    api::{Listing, MAX_LISTED},
    hooks::{Refresh, Resource, use_live, use_resource},
};

/// All states are many: they are read again so much later than something happened, and later the more there are.
const PAUSE_MILLIS: u32 = 1_500;
const PAUSE_MILLIS_EACH: u32 = 1;
const EVERY_SECS: u32 = 30;

/// All states.
#[hook]
pub(super) fn use_states() -> Resource<Listing<CheckState>> {
    let refresh = Refresh { every_secs: EVERY_SECS, on: |_| false };
    let states =
        use_resource((), refresh, |api, ()| async move { api.check_states(String::new(), MAX_LISTED).await });
    let n_states = states.data.as_ref().map_or(0, |listing| listing.items.len());
    let n_states = u32::try_from(n_states.min(MAX_LISTED)).unwrap_or_default();
    let pause = PAUSE_MILLIS + PAUSE_MILLIS_EACH * n_states;
    let pending = use_mut_ref(|| None::<Timeout>);
    let on_events = {
        let pending = Rc::clone(&pending);
        use_callback(
            (states.reload.clone(), pause),
            move |events: Rc<Vec<WatchResponse>>, (reload, pause)| {
                if pending.borrow().is_some() || !events.iter().any(touches) {
                    return;
                }
                let (reload, done) = (reload.clone(), Rc::clone(&pending));
                *pending.borrow_mut() = Some(Timeout::new(*pause, move || {
                    done.borrow_mut().take();
                    reload.emit(());
                }));
            },
        )
    };
    use_effect_with((), move |()| move || drop(pending.borrow_mut().take()));
    use_live(on_events);
    states
}

const fn touches(response: &WatchResponse) -> bool {
    matches!(response.event, Some(Event::CheckEvent(_) | Event::Agent(_)))
}
