//! Everything the list shows, read and kept up to date.

use std::rc::Rc;

use nocturne_proto::api::v1::{
    Agent, Check, CheckState, CheckVerdict, LatestValue, WatchResponse, watch_response::Event,
};
use nocturne_web_model::{
    check_rows::{CheckRow, Known, Overlay, Slots, agent_slots, check_rows},
    failure::Failure,
};
use yew::prelude::*;

use crate::{
    api::{Listing, MAX_LISTED},
    hooks::{Refresh, Resource, use_live, use_resource},
};

/// Of each execution.
const DURATION: &str = "probe_duration_seconds";

/// What the list is made of.
#[derive(Clone)]
pub(super) struct Fleet {
    pub checks: Rc<Resource<Listing<Check>>>,
    pub rows: Rc<Vec<CheckRow>>,
    pub slots: Rc<Slots>,
    pub loading: bool,
    /// Why statuses could not be read.
    pub blind: Option<Failure>,
}

impl PartialEq for Fleet {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && Rc::ptr_eq(&self.slots, &other.slots)
            && self.loading == other.loading
            && self.blind == other.blind
    }
}

/// True for events that change definitions.
pub(in crate::pages) fn touches_checks(event: &Event) -> bool {
    matches!(event, Event::Check(_) | Event::DeletedCheckId(_))
}

/// True when something may have happened that was not told: what was heard so far is no complete story.
pub(in crate::pages) fn missed(events: &[WatchResponse]) -> bool {
    events.iter().any(|event| matches!(&event.event, Some(Event::Opened(opened)) if !opened.resumed))
}

/// Statuses that changed since they were read. They are seen at once, and reading thousands of states again for each of
/// them would be waste.
#[hook]
fn use_overlay() -> Rc<Overlay> {
    let overlay = use_state(|| Rc::new(Overlay::default()));
    let held = use_mut_ref(Overlay::default);
    let on_events = {
        let overlay = overlay.setter();
        use_callback((), move |events: Rc<Vec<WatchResponse>>, ()| {
            let heard = events.iter().filter_map(|event| match &event.event {
                Some(Event::CheckEvent(event)) => Some(event),
                _ => None,
            });
            let mut heard = heard.peekable();
            let reset = missed(&events);
            if !reset && heard.peek().is_none() {
                return;
            }
            let before = if reset { Overlay::default() } else { held.take() };
            let now = before.with(heard);
            *held.borrow_mut() = now.clone();
            overlay.set(Rc::new(now));
        })
    };
    use_live(on_events);
    (*overlay).clone()
}

fn items<T: Clone + PartialEq>(resource: &Resource<Listing<T>>) -> &[T] {
    resource.data.as_ref().map_or(&[], |listing| listing.items.as_slice())
}

/// Compares what was read by identity: it is another only after it was read again.
struct Read<T>(Option<Rc<Listing<T>>>);

impl<T> Read<T> {
    fn of(resource: &Resource<Listing<T>>) -> Self {
        Self(resource.data.clone())
    }

    fn items(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |listing| listing.items.as_slice())
    }
}

impl<T> PartialEq for Read<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }
}

/// Reads it.
#[hook]
pub(super) fn use_fleet() -> Fleet {
    let checks = use_resource((), Refresh { every_secs: 60, on: touches_checks }, |api, ()| async move {
        api.checks(MAX_LISTED).await
    });
    let of_verdicts = Refresh::on(|event| touches_checks(event) || matches!(event, Event::CheckEvent(_)));
    let verdicts: Resource<Listing<CheckVerdict>> = use_resource((), of_verdicts, |api, ()| async move {
        api.check_verdicts(String::new(), MAX_LISTED).await
    });
    let states: Resource<Listing<CheckState>> =
        use_resource((), Refresh::on(touches_checks), |api, ()| async move {
            api.check_states(String::new(), MAX_LISTED).await
        });
    let of_agents = Refresh { every_secs: 60, on: |event| matches!(event, Event::Agent(_)) };
    let agents: Resource<Listing<Agent>> =
        use_resource((), of_agents, |api, ()| async move { api.agents(String::new(), MAX_LISTED).await });
    let latest: Resource<Listing<LatestValue>> =
        use_resource((), Refresh::on(|_| false), |api, ()| async move {
            api.latest_values(DURATION.to_owned(), String::new(), MAX_LISTED).await
        });
    let overlay = use_overlay();

    let placed = use_memo((Read::of(&agents), Read::of(&states)), |(agents, states)| {
        agent_slots(agents.items(), states.items())
    });
    // Heartbeats make agents new every few seconds, their places rarely: the same places keep the same identity.
    let slots = use_same(placed);
    let known = (Read::of(&checks), Read::of(&verdicts), Read::of(&states), Read::of(&latest));
    let rows = use_memo(
        (known, Rc::clone(&slots), overlay),
        |((checks, verdicts, states, latest), slots, overlay)| {
            let known = Known {
                checks: checks.items(),
                verdicts: verdicts.items(),
                states: states.items(),
                latest: latest.items(),
            };
            check_rows(known, slots, overlay)
        },
    );
    let waiting = verdicts.data.is_none() && verdicts.failure.is_none();
    let loading = checks.data.is_none() || (waiting && !items(&checks).is_empty());
    let blind = verdicts.failure.or_else(|| states.failure.clone());
    let rows = if loading { Rc::new(Vec::new()) } else { rows };
    Fleet { checks: Rc::new(checks), rows, slots, loading, blind }
}

/// The value as it was first made, as long as it is equal.
#[hook]
fn use_same<T: PartialEq + 'static>(value: Rc<T>) -> Rc<T> {
    let held = use_mut_ref(|| Rc::clone(&value));
    if *held.borrow() != value {
        *held.borrow_mut() = value;
    }
    let same = held.borrow();
    Rc::clone(&same)
}
