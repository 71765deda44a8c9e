//! The connection to the coordinator: carries out what [`machine`] decides.
//!
//! ```text
//!   LinkTask ── connect ─▶ Channel ──┬── Control: hello, beats ▶ ◀ welcome, desired state, go-away   (session)
//!      │                             ├── Data: records ▶ ◀ acknowledgements                           (uplink)
//!      └── machine (pure)            └── Renew                                                        (renewal)
//! ```
//!
//! Everything that belongs to a session is one set of tasks; hanging up drops the set. An identity on disk is never
//! removed here, whatever the coordinator says.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use nocturne_proto::{
    agent::v1 as wire,
    convert::time::{duration_from_wire, timestamp_from_wire, timestamp_to_wire},
};
use nocturne_runtime::{
    clock,
    tls::{CoordinatorVerifier, client_config},
};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    address::Address,
    assignments::AssignmentsHandle,
    connect::{Connection, connect},
    degraded::Degraded,
    enrol::{hostname, version},
    identity::{Identity, IdentityStore},
    link::{
        machine::{Effect, Event, Link, Pace, State},
        session::{Ended, Greeted, Note},
    },
    runner::RunnerHandle,
    spool::{SpoolHandle, chain_of, lane_state},
};

pub mod machine;
pub mod renewal;
pub mod renewal_time;
pub mod session;
pub mod uplink;
pub mod window;

/// Time between two beats when Welcome names none.
const DEFAULT_BEAT: Duration = Duration::from_secs(10);
/// How long a stop may go on sending what is spooled.
const DRAIN_WITHIN: Duration = Duration::from_secs(5);
/// Notes of a session that may wait.
const NOTES: usize = 8;

/// What the link needs from outside.
#[derive(Clone)]
pub struct LinkSetup {
    /// Where the identity lies.
    pub identity: IdentityStore,
    /// Overrides the address given at enrolment.
    pub coordinator: Option<Address>,
    /// How long to wait between attempts.
    pub pace: Pace,
    /// What is sent.
    pub spool: SpoolHandle,
    /// What runs the checks.
    pub runner: RunnerHandle,
    /// Where desired states go.
    pub assignments: AssignmentsHandle,
    /// What this host can do.
    pub capabilities: Vec<String>,
    /// What is not well.
    pub degraded: Degraded,
}

/// How the end of the agent goes.
#[derive(Debug, Clone)]
pub struct LinkStop {
    /// The agent is asked to end.
    pub asked: CancellationToken,
    /// Nothing more will be measured: what is spooled from here on is all there is.
    pub measured: CancellationToken,
}

/// A note with the number of the session it comes from.
pub type SessionNote = (u64, Note);

/// The task.
pub struct LinkTask {
    setup: LinkSetup,
    machine: Link,
    tasks: JoinSet<Ended>,
    /// Notes carry the number of their session: those of one that is over are ignored.
    notes: mpsc::Receiver<SessionNote>,
    notes_to: mpsc::Sender<SessionNote>,
    session: u64,
    connection: Option<Connection>,
    greeted: Option<Greeted>,
    up: Option<mpsc::Sender<wire::Up>>,
    identity: Option<Arc<Identity>>,
    /// The latest complaint, so that an outage is one line and not one per attempt.
    complaint: String,
}

impl LinkTask {
    /// A link that has not started.
    #[must_use]
    pub fn new(setup: LinkSetup) -> Self {
        let machine = Link::new(setup.pace);
        let (notes_to, notes) = mpsc::channel(NOTES);
        Self {
            setup,
            machine,
            tasks: JoinSet::new(),
            notes,
            notes_to,
            session: 0,
            connection: None,
            greeted: None,
            up: None,
            identity: None,
            complaint: String::new(),
        }
    }

    /// Keeps the agent connected until it is asked to stop and what it measured is delivered, or for some seconds.
    pub async fn run(mut self, stop: LinkStop) {
        let mut event = Some(Event::Start);
        let mut drained = Box::pin(drain(self.setup.spool.clone(), stop.measured.clone()));
        loop {
            if let Some(event) = event.take() {
                let effects = self.machine.step(event, Instant::now(), fastrand::f64());
                for effect in effects {
                    self.carry_out(effect).await;
                }
                self.show();
            }
            let is_asked = stop.asked.is_cancelled();
            if is_asked && !matches!(self.machine.state(), State::Online { .. }) {
                break;
            }
            let deadline = self.machine.deadline();
            event = tokio::select! {
                () = stop.asked.cancelled(), if !is_asked => None,
                () = &mut drained, if is_asked => break,
                Some(ended) = self.tasks.join_next() => self.ended(ended),
                Some((session, note)) = self.notes.recv() => {
                    (session == self.session).then(|| self.note(note))
                }
                () = tokio::time::sleep_until(deadline.unwrap_or_else(Instant::now).into()), if deadline.is_some() => {
                    Some(Event::Tick)
                }
            };
        }
        for effect in self.machine.step(Event::Stop, Instant::now(), 0.0) {
            self.carry_out(effect).await;
        }
        self.show();
    }

    async fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Connect => self.connect(),
            Effect::Greet => self.greet().await,
            Effect::OpenData => self.open_data(),
            Effect::Beat => self.beat(),
            Effect::HangUp => self.hang_up(),
        }
    }

    fn connect(&mut self) {
        metrics::counter!("nocturne_agent_connects_total").increment(1);
        let setup = self.setup.clone();
        self.tasks.spawn(async move {
            match prepare(&setup).await {
                Ok((identity, connection)) => Ended::Connected(identity, connection),
                Err(reason) => Ended::Lost(reason),
            }
        });
    }

    async fn greet(&mut self) {
        let Some(connection) = self.connection.clone() else { return };
        let hello = match self.hello().await {
            Ok(hello) => hello,
            Err(reason) => {
                self.tasks.spawn(async move { Ended::Lost(reason) });
                return;
            }
        };
        self.tasks.spawn(session::greet(connection, hello));
    }

    async fn hello(&self) -> Result<wire::Hello, String> {
        let stat = self.setup.spool.sync().await.map_err(|error| error.to_string())?;
        let running = self.setup.assignments.running();
        Ok(wire::Hello {
            agent_version: version(),
            capabilities: self.setup.capabilities.clone(),
            hostname: hostname(),
            spool_id: stat.spool_id.to_vec(),
            epoch: stat.epoch,
            lanes: nocturne_shared::outcome::Lane::ALL.map(|lane| lane_state(&stat, lane)).to_vec(),
            generation: running.generation,
            desired_state_sha256: running.sha256.map(|hash| hash.to_vec()).unwrap_or_default(),
            session_key: Vec::new(),
            agent_time: Some(timestamp_to_wire(clock::now())),
        })
    }

    fn open_data(&mut self) {
        let (Some(greeted), Some(connection), Some(identity)) =
            (self.greeted.take(), self.connection.clone(), self.identity.clone())
        else {
            return;
        };
        let Greeted { welcome, up, down } = greeted;
        self.up = Some(up);
        self.complaint.clear();
        tracing::info!(
            agent = welcome.agent_slug,
            site = welcome.site_slug,
            fence = welcome.fence,
            epoch = welcome.epoch,
            "connected to the coordinator"
        );
        let notes = (self.session, self.notes_to.clone());
        self.tasks.spawn(session::listen(down, self.setup.assignments.clone(), notes, connection.clone()));
        let uplink = uplink::UplinkSetup {
            spool: self.setup.spool.clone(),
            welcome: welcome.clone(),
            runner: self.setup.runner.clone(),
        };
        self.tasks.spawn(uplink::run(connection.clone(), uplink));
        let local = clock::now_micros();
        let offset_us = welcome
            .server_time
            .as_ref()
            .map_or(0, |server| timestamp_from_wire(server).as_microsecond().saturating_sub(local));
        self.tasks.spawn(renewal::run(renewal::RenewalSetup {
            connection,
            store: self.setup.identity.clone(),
            identity,
            offset_us,
            pace: self.setup.pace,
            degraded: self.setup.degraded.clone(),
        }));
        // The runner waits for the spool when that is busy; a session does not wait for the runner.
        let runner = self.setup.runner.clone();
        self.tasks.spawn(async move {
            runner.repeat().await;
            Ended::Done
        });
    }

    fn beat(&self) {
        let view = self.setup.spool.view();
        let mut degraded = self.setup.degraded.list();
        degraded.extend(view.health.iter().cloned());
        let beat = wire::Heartbeat {
            agent_time: Some(timestamp_to_wire(clock::now())),
            spool_pending_records: view.pending_records(),
            spool_pending_bytes: view.pending_bytes(),
            spool_dropped_records: view.dropped_records(),
            scheduled_checks: u32::try_from(self.setup.runner.scheduled()).unwrap_or(u32::MAX),
            missed_slots: self.setup.runner.missed(),
            degraded,
        };
        let message = wire::Up { kind: Some(wire::up::Kind::Heartbeat(beat)) };
        // A full queue means that the coordinator reads nothing; keepalive ends the session when it is gone.
        if self.up.as_ref().is_some_and(|up| up.try_send(message).is_err()) {
            tracing::debug!("a heartbeat found no room");
        }
    }

    fn hang_up(&mut self) {
        self.session = self.session.wrapping_add(1);
        self.tasks = JoinSet::new();
        self.connection = None;
        self.greeted = None;
        self.up = None;
    }

    fn ended(&mut self, ended: Result<Ended, tokio::task::JoinError>) -> Option<Event> {
        match ended {
            Ok(Ended::Done) => None,
            Ok(Ended::Connected(identity, connection)) => {
                self.identity = Some(identity);
                self.connection = Some(connection);
                Some(Event::Connected)
            }
            Ok(Ended::Welcomed(greeted)) => {
                let beat_interval = greeted.welcome.heartbeat_interval.as_ref().and_then(duration_from_wire);
                self.greeted = Some(*greeted);
                Some(Event::Welcomed { beat_interval: beat_interval.unwrap_or(DEFAULT_BEAT) })
            }
            Ok(Ended::Lost(reason)) => {
                self.complain(reason);
                Some(Event::Lost)
            }
            Ok(Ended::Refused(refusal)) => {
                self.complain(crate::refusal::sentence(refusal).to_owned());
                let lasting = crate::refusal::is_lasting(refusal);
                Some(if lasting { Event::Refused } else { Event::Lost })
            }
            Ok(Ended::Renewed) => Some(Event::Renewed),
            Err(error) => {
                self.complain(format!("a task of the session failed: {error}"));
                Some(Event::Lost)
            }
        }
    }

    fn note(&self, note: Note) -> Event {
        match note {
            Note::GoAway { after, reason } => {
                tracing::info!(?after, reason, "the coordinator asks to reconnect");
                Event::GoAway { after }
            }
        }
    }

    fn complain(&mut self, reason: String) {
        if self.complaint == reason {
            tracing::debug!(reason, "still not connected");
        } else {
            tracing::warn!(
                "not connected to the coordinator: {reason}. Checks go on; results wait in the spool"
            );
            self.complaint = reason;
        }
    }

    /// Link state and certificate as metrics.
    fn show(&self) {
        let online = matches!(self.machine.state(), State::Online { .. });
        metrics::gauge!("nocturne_agent_link_online").set(f64::from(u8::from(online)));
        if let Some(identity) = &self.identity {
            let expiry = identity.certificate().not_after.as_second();
            #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit in 53 bits")]
            metrics::gauge!("nocturne_agent_certificate_expiry_timestamp_seconds").set(expiry as f64);
        }
    }
}

/// Reads the identity anew, because it may have been renewed, and connects with it.
async fn prepare(setup: &LinkSetup) -> Result<(Arc<Identity>, Connection), String> {
    let store = setup.identity.clone();
    let loaded =
        tokio::task::spawn_blocking(move || store.load()).await.map_err(|error| error.to_string())?;
    let identity = loaded
        .map_err(|error| chain_of(&error))?
        .ok_or("this directory holds no identity; enrol with `nocturne-agent enrol`")?;
    let address = setup
        .coordinator
        .clone()
        .or_else(|| identity.coordinator())
        .ok_or("the coordinator's address is not known; give it with --coordinator HOST:PORT")?;
    let trust_domain = Some(identity.certificate().trust_domain.clone());
    let verifier = CoordinatorVerifier::with_roots(identity.roots().to_vec(), trust_domain)
        .map_err(|error| chain_of(&error))?;
    let own = (identity.chain().to_vec(), identity.key());
    let tls = client_config(Arc::new(verifier), Some(own)).map_err(|error| chain_of(&error))?;
    let connection = connect(&address, Arc::new(tls)).await.map_err(|error| chain_of(&error))?;
    Ok((Arc::new(identity), connection))
}

/// Ends when everything that was measured is acknowledged, or when it took too long.
async fn drain(spool: SpoolHandle, measured: CancellationToken) {
    measured.cancelled().await;
    let empty = async {
        let mut watch = spool.watch();
        spool.sync().await.ok();
        watch.wait_for(|view| view.pending_records() == 0).await.map(drop).ok();
    };
    if tokio::time::timeout(DRAIN_WITHIN, empty).await.is_err() {
        let left = spool.view().pending_records();
        tracing::info!(left, "records stay in the spool and are sent after the next start");
    }
}
