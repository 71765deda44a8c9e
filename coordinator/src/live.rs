//! What happens in an organization, as it happens, for those who watch.
//!
//! ```text
//!   ingest, after its commit ── statuses, gaps, values ─┐
//!                                                       ├─▶ log of the organization ─▶ subscription ─▶ stream
//!   API, hub, enrolment ── "changed" ─▶ publisher: load ┘      (rings, bounded)          (a number)
//! ```
//!
//! A log begins with the first watch of its organization and ends [`LiveOptions::linger`] after the last one: nobody who
//! does not watch costs anything. A subscription holds a number and no events, so a slow reader holds up nobody and keeps
//! no memory; one that is too far behind is cut and may go on from where it was while the log still has it.
//!
//! Agents and checks are published as they are when they are loaded, not as they were when they changed: of several
//! changes in a row the last is certain to be told.
//!
//! A log holds what this coordinator commits and the sessions of agents at this coordinator. What another coordinator on
//! the same database does is not in it, except what makes an agent offline.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use nocturne_runtime::clock;
use nocturne_shared::id::{AgentId, CheckId, OrgId};
use tokio::sync::Notify;
use uuid::Uuid;

use self::{
    event::{Event, Filter, Topic},
    log::{Bound, LogBounds, Position},
    subscription::{Start, Subscription},
    watched::{Seat, Watched},
};

pub mod event;
pub mod log;
mod position;
pub mod publisher;
pub mod subscription;
#[cfg(test)]
mod tests;
mod watched;

/// Limits and times.
#[derive(Debug, Clone, Copy)]
pub struct LiveOptions {
    /// What a log keeps.
    pub bounds: LogBounds,
    /// Watches of one organization at once.
    pub max_per_org: usize,
    /// Watches of one user or API token at once.
    pub max_per_caller: usize,
    /// Watches at once.
    pub max_streams: usize,
    /// How long a log goes on without anybody who watches: the time to come back in.
    pub linger: Duration,
    /// Silence after which a stream says that it is alive.
    pub alive: Duration,
    /// How often a stream looks at its caller's credential again; an end that is known beforehand is met exactly.
    pub prove: Duration,
}

impl Default for LiveOptions {
    fn default() -> Self {
        const MIB: usize = 1 << 20;
        Self {
            bounds: LogBounds {
                // Every status of a large organization twice over.
                events: Bound { n_events: 32_768, n_bytes: 32 * MIB },
                // Some 800 000 values.
                values: Bound { n_events: 32_768, n_bytes: 32 * MIB },
                // A quarter of it: whoever is cut finds the rest when they come back soon.
                waiting: Bound { n_events: 8_192, n_bytes: 8 * MIB },
            },
            max_per_org: 64,
            max_per_caller: 16,
            max_streams: 1_024,
            linger: Duration::from_mins(2),
            // Half of the 30 s after which common proxies cut a silent stream.
            alive: Duration::from_secs(15),
            // As often as the standing of agents is looked at.
            prove: Duration::from_secs(4),
        }
    }
}

/// Which limit of watches is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooManyWatches {
    /// Of the caller.
    #[error("{0} watches are open with this credential, the limit; close one")]
    Caller(usize),
    /// Of the organization.
    #[error("{0} watches are open in this organization, the limit; close one")]
    Org(usize),
    /// Of the coordinator.
    #[error("{0} watches are open at this coordinator, the limit")]
    Coordinator(usize),
}

/// The logs of all organizations that are watched. Cheap to clone.
#[derive(Clone, Default)]
pub struct Live(Arc<Shared>);

#[derive(Default)]
struct Shared {
    options: LiveOptions,
    logs: Mutex<BTreeMap<OrgId, Watched>>,
    /// Logs there are, and those of them that record values: looked at without the lock.
    n_logs: AtomicUsize,
    n_values: AtomicUsize,
    changed: Mutex<BTreeSet<Changed>>,
    /// Wakes the publisher.
    wake: Notify,
}

/// Something to load and publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Changed {
    Agent(OrgId, AgentId),
    Check(OrgId, CheckId),
}

impl Live {
    /// Nobody watches.
    #[must_use]
    pub fn new(options: LiveOptions) -> Self {
        Self(Arc::new(Shared { options, ..Shared::default() }))
    }

    /// Limits and times.
    #[must_use]
    pub fn options(&self) -> &LiveOptions {
        &self.0.options
    }

    /// An agent enrolled, came, went, was revoked or confirmed. Called after the commit.
    pub fn agent_changed(&self, org_id: OrgId, agent_id: AgentId) {
        self.changed(org_id, Changed::Agent(org_id, agent_id));
    }

    /// A check was defined, changed or deleted. Called after the commit.
    pub fn check_changed(&self, org_id: OrgId, check_id: CheckId) {
        self.changed(org_id, Changed::Check(org_id, check_id));
    }

    /// True when events of an organization find a log.
    #[must_use]
    pub fn is_watched(&self, org_id: OrgId) -> bool {
        self.0.n_logs.load(Ordering::SeqCst) > 0 && self.logs().contains_key(&org_id)
    }

    /// True when values of an organization find a log.
    #[must_use]
    pub fn values_are_watched(&self, org_id: OrgId) -> bool {
        self.0.n_values.load(Ordering::SeqCst) > 0
            && self.logs().get(&org_id).is_some_and(|watched| watched.log.records_values())
    }

    /// Tells those who watch. Called after the commit.
    pub fn publish(&self, org_id: OrgId, events: impl IntoIterator<Item = Event>) {
        let at = clock::now();
        let mut logs = self.logs();
        let Some(watched) = logs.get_mut(&org_id) else { return };
        for event in events {
            let topic = event.topic();
            if watched.log.push(at, event) {
                metrics::counter!("nocturne_watch_events_total", "topic" => topic.as_str()).increment(1);
            }
        }
        watched.tell();
    }

    /// Begins to watch: after `from` when everything since is still there, otherwise from here on.
    ///
    /// What happens after this call is delivered, whatever the caller does before it asks for the first event.
    ///
    /// # Errors
    ///
    /// The limit that is reached.
    pub fn subscribe(
        &self,
        org_id: OrgId,
        caller: Uuid,
        filter: Filter,
        from: Option<Position>,
    ) -> Result<Subscription, TooManyWatches> {
        let options = self.options();
        let mut logs = self.logs();
        let n_streams: usize = logs.values().map(Watched::n_seats).sum();
        if n_streams >= options.max_streams {
            return Err(TooManyWatches::Coordinator(options.max_streams));
        }
        let watched = logs.entry(org_id).or_insert_with(|| Watched::new(options.bounds));
        if watched.n_seats() >= options.max_per_org {
            return Err(TooManyWatches::Org(options.max_per_org));
        }
        if watched.n_seats_of(caller) >= options.max_per_caller {
            return Err(TooManyWatches::Caller(options.max_per_caller));
        }

        let wants_values = filter.topics.contains(&Topic::Values);
        let resumes = from.filter(|from| watched.log.holds_since(*from, &filter.topics));
        let seat_id = watched.sit(Seat { caller, wants_values });
        let head = watched.log.head();
        let start = Start {
            position: resumes.unwrap_or(head),
            head: head.sequence,
            is_resumed: from.is_none() || resumes.is_some(),
        };
        let told = watched.told();
        self.count(&logs);
        drop(logs);
        metrics::gauge!("nocturne_watch_streams").increment(1.0);
        Ok(Subscription::new(self.clone(), (org_id, seat_id), filter, told, &start))
    }

    /// Organizations that are watched, and since when.
    fn watched(&self) -> Vec<(OrgId, Instant)> {
        self.logs().iter().map(|(org_id, watched)| (*org_id, watched.begun)).collect()
    }

    /// Ends logs that nobody watches any more, and the recording of values that nobody wants.
    fn expire(&self, now: Instant) {
        let linger = self.options().linger;
        let mut logs = self.logs();
        logs.retain(|_, watched| !watched.is_over(now, linger));
        self.count(&logs);
    }

    fn leave(&self, org_id: OrgId, seat_id: u64) {
        if let Some(watched) = self.logs().get_mut(&org_id) {
            watched.stand_up(seat_id, Instant::now());
        }
        metrics::gauge!("nocturne_watch_streams").decrement(1.0);
    }

    fn changed(&self, org_id: OrgId, what: Changed) {
        if self.is_watched(org_id) {
            self.pending().insert(what);
            self.0.wake.notify_one();
        }
    }

    fn count(&self, logs: &BTreeMap<OrgId, Watched>) {
        let n_values = logs.values().filter(|watched| watched.log.records_values()).count();
        self.0.n_logs.store(logs.len(), Ordering::SeqCst);
        self.0.n_values.store(n_values, Ordering::SeqCst);
    }

    fn logs(&self) -> MutexGuard<'_, BTreeMap<OrgId, Watched>> {
        // A log is whole between any two of its changes.
        self.0.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pending(&self) -> MutexGuard<'_, BTreeSet<Changed>> {
        // Every change is a single call: a panic in between leaves nothing half done.
        self.0.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
