//! What the overview is made of, each part read for itself: one that fails takes no other with it.

mod events;
mod presence;
mod states;

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use jiff::{Span, Timestamp};
use nocturne_proto::api::v1::{
    Agent, Check, CheckEvent, CheckState, CheckVerdict, GetStatusRequest, ListGapsRequest, ListGapsResponse,
    SystemStatus, watch_response::Event,
};
use nocturne_web_model::{failure::Failure, format, situation::Change};
use yew::prelude::*;

use self::{events::use_events, presence::use_presence_changes, states::use_states};
use crate::{
    api::{Listing, MAX_LISTED},
    hooks::{Refresh, Resource, use_resource},
    pages::{agents::use_agents, checks::touches_checks},
};

/// Gaps are told of for so long.
const GAPS_HOURS: i64 = 24;
const MAX_GAPS: i32 = 100;
/// Definitions change rarely, and say so when they do.
const DEFINITIONS_SECS: u32 = 300;
/// The coordinator's own figures cost it little; two readings make a rate.
const STATUS_SECS: u32 = 5;
const SECOND_STATUS_MILLIS: u32 = 1_500;

/// A reading, as panels are given it.
pub(super) struct Read<T> {
    /// What was read last.
    pub data: Option<Rc<T>>,
    /// Why the latest reading failed.
    pub failure: Option<Failure>,
    /// A reading is under way.
    pub loading: bool,
    /// When `data` was read.
    pub at: Option<Timestamp>,
    /// Reads it again.
    pub reload: Callback<()>,
}

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            failure: self.failure.clone(),
            loading: self.loading,
            at: self.at,
            reload: self.reload.clone(),
        }
    }
}

impl<T> PartialEq for Read<T> {
    /// That it is being read again makes no difference while there is something to show.
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.data, &other.data) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => self.loading == other.loading,
            _ => false,
        };
        same && self.failure == other.failure
    }
}

impl<T> From<Resource<T>> for Read<T> {
    fn from(resource: Resource<T>) -> Self {
        let Resource { data, failure, loading, at, reload } = resource;
        Self { data, failure, loading, at, reload }
    }
}

/// All parts.
#[derive(Clone, PartialEq)]
pub(super) struct Data {
    /// The coordinator itself.
    pub status: Read<SystemStatus>,
    /// The fleet.
    pub agents: Read<Listing<Agent>>,
    /// Definitions, to say what is measured.
    pub checks: Read<Listing<Check>>,
    /// What all agents together say.
    pub verdicts: Read<Listing<CheckVerdict>>,
    /// What each agent says.
    pub states: Read<Listing<CheckState>>,
    /// The latest changes of status.
    pub events: Read<Listing<CheckEvent>>,
    /// Times without data.
    pub gaps: Read<ListGapsResponse>,
    /// Comings and goings of agents since the page is open.
    pub seen: Rc<Vec<Change>>,
}

impl Data {
    /// The first failure, with when the data beside it was read.
    pub(super) fn outdated(&self) -> Option<(Failure, Option<Timestamp>)> {
        fn of<T>(read: &Read<T>) -> Option<(Failure, Option<Timestamp>)> {
            read.data.as_ref()?;
            Some((read.failure.clone()?, read.at))
        }
        of(&self.verdicts)
            .or_else(|| of(&self.agents))
            .or_else(|| of(&self.states))
            .or_else(|| of(&self.events))
            .or_else(|| of(&self.gaps))
            .or_else(|| of(&self.status))
    }

    /// Reads everything again.
    pub(super) fn reload(&self) {
        for reload in [
            &self.status.reload,
            &self.agents.reload,
            &self.verdicts.reload,
            &self.states.reload,
            &self.events.reload,
            &self.gaps.reload,
        ] {
            reload.emit(());
        }
    }

    /// False when a list was longer than what is read of it.
    pub(super) fn complete(&self) -> bool {
        let whole = |complete: Option<bool>| complete.unwrap_or(true);
        whole(self.verdicts.data.as_ref().map(|listing| listing.complete))
            && whole(self.states.data.as_ref().map(|listing| listing.complete))
            && whole(self.agents.data.as_ref().map(|listing| listing.complete))
    }
}

/// Reads all parts, and again as things happen.
#[hook]
pub(super) fn use_data() -> Data {
    let status = use_status();
    let agents: Read<Listing<Agent>> = use_agents().into();
    let definitions = Refresh { every_secs: DEFINITIONS_SECS, on: touches_checks };
    let checks = use_resource((), definitions, |api, ()| async move { api.checks(MAX_LISTED).await });
    let verdicts = use_verdicts();
    let states = use_states();
    let events = use_events();
    let gaps = use_gaps();
    let seen = use_presence_changes(&agents);
    Data {
        status: status.into(),
        agents,
        checks: checks.into(),
        verdicts: verdicts.into(),
        states: states.into(),
        events,
        gaps: gaps.into(),
        seen,
    }
}

#[hook]
fn use_status() -> Resource<SystemStatus> {
    let refresh = Refresh { every_secs: STATUS_SECS, on: |_| false };
    let status =
        use_resource((), refresh, |api, ()| async move { api.get_status(GetStatusRequest {}).await });
    use_effect_with((status.data.is_some(), status.reload.clone()), |(known, reload)| {
        let reload = reload.clone();
        let second = known.then(|| Timeout::new(SECOND_STATUS_MILLIS, move || reload.emit(())));
        move || drop(second)
    });
    status
}

#[hook]
fn use_verdicts() -> Resource<Listing<CheckVerdict>> {
    let refresh = Refresh::on(|event| {
        matches!(event, Event::CheckEvent(_) | Event::Check(_) | Event::DeletedCheckId(_) | Event::Agent(_))
    });
    use_resource((), refresh, |api, ()| async move { api.check_verdicts(String::new(), MAX_LISTED).await })
}

#[hook]
fn use_gaps() -> Resource<ListGapsResponse> {
    let refresh = Refresh::on(|event| matches!(event, Event::Gap(_) | Event::Agent(_)));
    use_resource((), refresh, |api, ()| async move {
        let from = Timestamp::now().checked_sub(Span::new().hours(GAPS_HOURS)).ok();
        let from_time = from.map(format::timestamp_to_proto);
        api.list_gaps(ListGapsRequest { from_time, page_size: MAX_GAPS, ..ListGapsRequest::default() }).await
    })
}
