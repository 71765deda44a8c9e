//! Everything that is known of one check, read and kept up to date.

use std::rc::Rc;

use nocturne_proto::api::v1::{
    Agent, Check, CheckEvent, CheckState, CheckVerdict, LatestValue, WatchResponse, check_state::Status,
    watch_response::Event,
};
use nocturne_web_model::{
    check_rows::{Overlay, Slots, agent_slots},
    check_view::{TargetRow, Watch, target_rows, worst_target},
    failure::Failure,
};
use yew::prelude::*;

use crate::{
    api::{Connection, Listing, MAX_LISTED, use_connection},
    hooks::{Refresh, Resource, use_live, use_resource},
    pages::checks::missed,
};

/// Changes of status that are read; older ones are reached over the API.
pub(super) const MAX_EVENTS: usize = 500;
/// Definitions and agents change rarely, and say so when they do.
const SLOW_SECS: u32 = 60;

/// A list, as far as it is known.
pub(super) struct Held<T> {
    pub data: Option<Rc<Listing<T>>>,
    pub failure: Option<Failure>,
    pub loading: bool,
    pub reload: Callback<()>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            failure: self.failure.clone(),
            loading: self.loading,
            reload: self.reload.clone(),
        }
    }
}

impl<T> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        same(self.data.as_ref(), other.data.as_ref())
            && self.failure == other.failure
            && self.loading == other.loading
    }
}

impl<T> From<Resource<Listing<T>>> for Held<T> {
    fn from(read: Resource<Listing<T>>) -> Self {
        Self { data: read.data, failure: read.failure, loading: read.loading, reload: read.reload }
    }
}

impl<T> Held<T> {
    pub(super) fn items(&self) -> &[T] {
        self.data.as_ref().map_or(&[], |listing| listing.items.as_slice())
    }

    /// Why there is nothing, once that is known.
    pub(super) fn unread(&self) -> Option<&Failure> {
        self.failure.as_ref().filter(|_| self.data.is_none())
    }

    fn identity(&self) -> usize {
        self.data.as_ref().map_or(0, |data| Rc::as_ptr(data).addr())
    }
}

/// Compares what was read by identity: it is another only after it was read again.
fn same<T>(a: Option<&Rc<T>>, b: Option<&Rc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// What is known.
#[derive(Clone)]
pub(super) struct Known {
    pub check: Rc<Check>,
    /// It was deleted while somebody looked.
    pub gone: bool,
    /// What is seen may not be what is.
    pub lost: bool,
    pub slots: Rc<Slots>,
    pub targets: Rc<Vec<TargetRow>>,
    pub verdicts: Held<CheckVerdict>,
    pub states: Held<CheckState>,
    pub events: Held<CheckEvent>,
    pub latest: Held<LatestValue>,
    /// Statuses that changed since the states were read.
    pub overlay: Rc<Overlay>,
    /// Events that were read and those that were heard since; some may be in twice.
    pub all_events: Rc<Vec<CheckEvent>>,
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check)
            && (self.gone, self.lost) == (other.gone, other.lost)
            && Rc::ptr_eq(&self.slots, &other.slots)
            && Rc::ptr_eq(&self.targets, &other.targets)
            && self.states == other.states
            && self.verdicts == other.verdicts
            && self.events == other.events
            && self.latest == other.latest
            && Rc::ptr_eq(&self.overlay, &other.overlay)
            && Rc::ptr_eq(&self.all_events, &other.all_events)
    }
}

impl Known {
    /// The target that is looked at: the chosen one if there is such, else the worst.
    pub(super) fn target(&self, chosen: Option<&str>) -> Option<&TargetRow> {
        let chosen = chosen.and_then(|name| self.targets.iter().find(|row| row.target == name));
        chosen.or_else(|| worst_target(&self.targets))
    }

    /// Whether anybody measures it.
    pub(super) fn watch(&self) -> Watch {
        Watch::of(&self.check, &self.slots, self.states.items(), self.gone)
    }

    /// True while the check is to be run.
    pub(super) fn enabled(&self) -> bool {
        self.check.enabled != Some(false) && !self.gone
    }
}

/// Reads it. Of a check that is gone what was known stays.
#[hook]
pub(super) fn use_known(check: &Rc<Check>, gone: bool) -> Known {
    let slug = check.slug.clone();
    let slow = Refresh { every_secs: SLOW_SECS, on: |_| false };
    let often = Refresh::on(|event| matches!(event, Event::Check(_)));
    let verdicts =
        use_resource(
            slug.clone(),
            often,
            |api, slug| async move { api.check_verdicts(slug, MAX_LISTED).await },
        );
    let states =
        use_resource(
            slug.clone(),
            often,
            |api, slug| async move { api.check_states(slug, MAX_LISTED).await },
        );
    let events =
        use_resource(slug.clone(), slow, |api, slug| async move { api.check_events(slug, MAX_EVENTS).await });
    let latest = use_resource(slug, Refresh::on(|_| false), |api, slug| async move {
        api.latest_values(String::new(), format!("check={slug}"), MAX_LISTED).await
    });
    let of_agents = Refresh { every_secs: SLOW_SECS, on: |event| matches!(event, Event::Agent(_)) };
    let agents =
        use_resource((), of_agents, |api, ()| async move { api.agents(String::new(), MAX_LISTED).await });
    let (verdicts, states): (Held<CheckVerdict>, Held<CheckState>) = (verdicts.into(), states.into());
    let (events, latest): (Held<CheckEvent>, Held<LatestValue>) = (events.into(), latest.into());
    let agents: Held<Agent> = agents.into();
    let heard = use_heard(&check.check_id, verdicts.reload.clone());
    use_first_values(latest.reload.clone(), &heard);
    let connection = use_connection();

    let slots =
        use_memo((agents.identity(), states.identity()), |_| agent_slots(agents.items(), states.items()));
    let slots = use_same(slots);
    let overlay = use_memo(Rc::as_ptr(&heard).addr(), |_| Overlay::default().with(heard.iter()));
    let all_events = use_memo((events.identity(), Rc::as_ptr(&heard).addr()), |_| {
        events.items().iter().chain(heard.iter()).cloned().collect::<Vec<_>>()
    });
    let of_targets = (
        Rc::as_ptr(check).addr(),
        verdicts.identity(),
        states.identity(),
        Rc::as_ptr(&slots).addr(),
        Rc::as_ptr(&overlay).addr(),
    );
    let targets =
        use_memo(of_targets, |_| target_rows(check, verdicts.items(), &slots, states.items(), &overlay));
    Known {
        check: Rc::clone(check),
        gone,
        lost: matches!(connection, Connection::Lost { .. }),
        slots,
        targets,
        verdicts,
        states,
        events,
        latest,
        overlay,
        all_events,
    }
}

/// Statuses of this check that changed while somebody looked, the newest last. The coordinator forms the verdict, so it is
/// asked again.
#[hook]
fn use_heard(check_id: &str, on_heard: Callback<()>) -> Rc<Vec<CheckEvent>> {
    let heard = use_state(|| Rc::new(Vec::<CheckEvent>::new()));
    let held = use_mut_ref(Vec::<CheckEvent>::new);
    let on_events = {
        let heard = heard.setter();
        use_callback(
            (check_id.to_owned(), on_heard),
            move |events: Rc<Vec<WatchResponse>>, (id, on_heard)| {
                let mut held = held.borrow_mut();
                let before = held.len();
                if missed(&events) {
                    held.clear();
                }
                held.extend(events.iter().filter_map(|event| match &event.event {
                    Some(Event::CheckEvent(event)) if event.check_id == *id => Some(event.clone()),
                    _ => None,
                }));
                let too_many = held.len().saturating_sub(MAX_EVENTS);
                held.drain(..too_many);
                if held.len() != before || too_many > 0 {
                    heard.set(Rc::new(held.clone()));
                    on_heard.emit(());
                }
            },
        )
    };
    use_live(on_events);
    Rc::clone(&heard)
}

/// Reads what is measured as soon as an agent says what it saw first.
#[hook]
fn use_first_values(reload: Callback<()>, heard: &[CheckEvent]) {
    let n_first = heard.iter().filter(|event| event.from_status() == Status::Unspecified).count();
    use_effect_with(n_first, move |n_first| {
        if *n_first > 0 {
            reload.emit(());
        }
    });
}

/// The value as it was first made, as long as it is equal.
#[hook]
pub(in crate::pages) fn use_same<T: PartialEq + 'static>(value: Rc<T>) -> Rc<T> {
    let held = use_mut_ref(|| Rc::clone(&value));
    if *held.borrow() != value {
        *held.borrow_mut() = value;
    }
    let same = held.borrow();
    Rc::clone(&same)
}
