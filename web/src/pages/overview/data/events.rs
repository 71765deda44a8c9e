//! The latest changes of status.

use std::{collections::BTreeSet, rc::Rc};

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, WatchResponse, watch_response::Event};
use nocturne_web_model::format;
use yew::prelude::*;

use super::Read;
use crate::{
    api::Listing,
    hooks::{Refresh, use_live, use_resource},
};

/// Events that are read, and kept: lines of the list of changes are made of several.
const EVENTS: usize = 500;
/// What happens is heard; it is read again only in case something was not.
const EVENTS_SECS: u32 = 60;

/// As they were read, and those that were heard of since.
#[hook]
pub(super) fn use_events() -> Read<Listing<CheckEvent>> {
    let refresh = Refresh { every_secs: EVENTS_SECS, on: |_| false };
    let read =
        use_resource((), refresh, |api, ()| async move { api.check_events(String::new(), EVENTS).await });
    let mut read = Read::from(read);
    let heard = use_state(|| Rc::new(Vec::<CheckEvent>::new()));
    let latest = use_mut_ref(|| Rc::new(Vec::<CheckEvent>::new()));
    let on_events = {
        let heard = heard.setter();
        use_callback((), move |events: Rc<Vec<WatchResponse>>, ()| {
            let new: Vec<CheckEvent> = events.iter().rev().filter_map(check_event).collect();
            if !new.is_empty() {
                let mut latest = latest.borrow_mut();
                *latest = Rc::new(new.into_iter().chain(latest.iter().cloned()).take(EVENTS).collect());
                heard.set(Rc::clone(&latest));
            }
        })
    };
    use_live(on_events);
    let all = use_memo((read.clone(), Rc::clone(&heard)), |(read, heard)| {
        let listing = read.data.as_ref()?;
        let mut known = BTreeSet::new();
        let both = heard.iter().chain(&listing.items);
        let items: Vec<CheckEvent> = both.filter(|event| known.insert(identity(event))).cloned().collect();
        Some(Rc::new(Listing { items, complete: listing.complete }))
    });
    read.data = (*all).clone();
    read
}

fn check_event(response: &WatchResponse) -> Option<CheckEvent> {
    match &response.event {
        Some(Event::CheckEvent(event)) => Some(event.clone()),
        _ => None,
    }
}

fn identity(event: &CheckEvent) -> (&str, &str, &str, Option<Timestamp>) {
    (&event.check_id, &event.target, &event.agent_id, format::timestamp(event.time.as_ref()))
}
