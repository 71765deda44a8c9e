//! A scenario that runs.

mod start;

use std::{collections::BTreeMap, io, net::SocketAddr, path::PathBuf, sync::Arc};

use nocturne_runtime::clock;
use serde::Serialize;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::{
    authority::{Authority, AuthorityError},
    control,
    fault::Fault,
    numbered::Oracle,
    scenario::Scenario,
    state::{Ports, StateError, StateFolder},
    target::{Target, TargetView},
    timeline,
};

/// The control endpoint among the remembered ports; no target can have the name.
const CONTROL: &str = "(control)";

/// What a lab has besides its scenario.
#[derive(Debug, Clone, Default)]
pub struct LabOptions {
    /// Folder for what outlives it: authority and ports. Without one both are made up each time.
    pub state: Option<PathBuf>,
    /// Where the control endpoint listens; loopback only. Without one there is none.
    pub control: Option<SocketAddr>,
}

/// Why a lab did not start. Nothing of it is left running.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A target or the control endpoint cannot listen.
    #[error("{name} cannot listen at {at}")]
    Listen {
        /// The target; `(control)` is the control endpoint.
        name: String,
        /// Its address.
        at: SocketAddr,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// Faults are switched by whoever is on this host and nobody else.
    #[error("the control endpoint listens on loopback only, e.g. 127.0.0.1:0, not at {0}")]
    ControlAddress(SocketAddr),
    /// The state folder.
    #[error(transparent)]
    State(#[from] StateError),
    /// The authority or a certificate.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
}

/// Why something was not done to a target.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// No target has the name.
    #[error("there is no target {name:?}; there are: {known}")]
    NoTarget {
        /// As asked.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The fault does not suit the target.
    #[error("{name} is of kind {kind}: {reason}")]
    Unfit {
        /// The target.
        name: String,
        /// What it is.
        kind: &'static str,
        /// What suits it.
        reason: &'static str,
    },
    /// The port cannot be opened again; it stays closed, and the same call may be tried again.
    #[error("{name} cannot listen at {at} again")]
    Listen {
        /// The target.
        name: String,
        /// Its address.
        at: SocketAddr,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
}

/// Where everything listens: what programs read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// URL of the control endpoint.
    pub control: Option<String>,
    /// The authority's certificate, PEM.
    pub ca_file: Option<PathBuf>,
    /// Targets by name.
    pub targets: BTreeMap<String, AnnouncedTarget>,
}

/// One target of an [`Announcement`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnnouncedTarget {
    /// What it is.
    pub kind: &'static str,
    /// Where it listens.
    pub address: SocketAddr,
    /// The same for web servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Everything that runs, shared with the control endpoint and the timeline.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) targets: BTreeMap<String, Target>,
    pub(crate) ca_pem: String,
    pub(crate) started: jiff::Timestamp,
}

/// A running scenario. Dropping it ends everything soon; [`Lab::stop`] waits for it.
#[derive(Debug)]
pub struct Lab {
    house: Arc<House>,
    control: Option<SocketAddr>,
    state: Option<StateFolder>,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl Lab {
    /// Starts every target of a scenario, its timeline and the control endpoint.
    ///
    /// # Errors
    ///
    /// The first thing that did not start.
    pub async fn start(scenario: &Scenario, options: &LabOptions) -> Result<Self, StartError> {
        if let Some(at) = options.control.filter(|at| !at.ip().is_loopback()) {
            return Err(StartError::ControlAddress(at));
        }
        let state = options.state.as_deref().map(StateFolder::open).transpose()?;
        let authority = state.as_ref().map_or_else(Authority::make, |state| Authority::keep(state.path()))?;
        let authority = Arc::new(authority);
        let remembered = state.as_ref().map_or_else(|| Ok(Ports::new()), StateFolder::ports)?;
        if let Some(state) = &state {
            state.retract();
        }

        let targets = start::targets(scenario, &remembered, &authority).await?;
        let control = match options.control {
            Some(at) => Some(start::control(at, remembered.get(CONTROL).copied()).await?),
            None => None,
        };
        let house = House { targets, ca_pem: authority.pem().to_owned(), started: clock::now() };
        let stop = CancellationToken::new();
        let mut lab = Self {
            house: Arc::new(house),
            control: None,
            state,
            tasks: TaskTracker::new(),
            stop: stop.clone().drop_guard(),
        };
        if let Some((listener, at)) = control {
            lab.control = Some(at);
            lab.tasks.spawn(control::serve(listener, Arc::clone(&lab.house), stop.clone()));
        }
        for turn in &scenario.timeline {
            let playing = timeline::play(Arc::clone(&lab.house), turn.clone());
            lab.tasks.spawn(stop.clone().run_until_cancelled_owned(playing));
        }
        lab.remember()?;
        Ok(lab)
    }

    /// Ends everything; every port is closed when this returns.
    pub async fn stop(self) {
        if let Some(state) = &self.state {
            state.retract();
        }
        drop(self.stop);
        self.tasks.close();
        self.tasks.wait().await;
        for target in self.house.targets.values() {
            target.close().await;
        }
    }

    /// Where a target listens.
    ///
    /// # Errors
    ///
    /// [`LabError::NoTarget`].
    pub fn addr(&self, name: &str) -> Result<SocketAddr, LabError> {
        self.house.target(name).map(Target::addr)
    }

    /// The URL of a path of a web server; `None` for other kinds.
    ///
    /// # Errors
    ///
    /// [`LabError::NoTarget`].
    pub fn url(&self, name: &str, path: &str) -> Result<Option<String>, LabError> {
        self.house.target(name).map(|target| target.url(path))
    }

    /// Makes something wrong with a target, from its next connection or request on.
    ///
    /// # Errors
    ///
    /// [`LabError`]; with [`LabError::Listen`] the port is closed, else nothing has changed.
    pub async fn set_fault(&self, name: &str, fault: Fault) -> Result<(), LabError> {
        self.house.set_fault(name, Some(fault)).await.map(drop)
    }

    /// Makes a target well.
    ///
    /// # Errors
    ///
    /// [`LabError::NoTarget`], or [`LabError::Listen`], after which it may be tried again.
    pub async fn clear_fault(&self, name: &str) -> Result<(), LabError> {
        self.house.set_fault(name, None).await.map(drop)
    }

    /// Connections, HTTP requests or DNS questions by target.
    #[must_use]
    pub fn counters(&self) -> BTreeMap<String, u64> {
        self.house.counters()
    }

    /// What a numbered target handed out: each number with the time it was said, microseconds since 1970. Empty for
    /// other kinds.
    ///
    /// # Errors
    ///
    /// [`LabError::NoTarget`].
    pub fn numbers(&self, name: &str) -> Result<Vec<(u64, i64)>, LabError> {
        let target = self.house.target(name)?;
        Ok(target.oracle().map(Oracle::numbers).unwrap_or_default())
    }

    /// Everything that runs, as the control endpoint shows it.
    pub async fn targets(&self) -> Vec<TargetView> {
        self.house.views().await
    }

    /// The certificate of the authority that signs those of the HTTPS targets.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.house.ca_pem
    }

    /// Where the control endpoint listens.
    #[must_use]
    pub const fn control(&self) -> Option<SocketAddr> {
        self.control
    }

    /// Where everything listens, for programs.
    #[must_use]
    pub fn announcement(&self) -> Announcement {
        let targets = self.house.targets.iter().map(|(name, target)| {
            let announced =
                AnnouncedTarget { kind: target.kind().name(), address: target.addr(), url: target.url("") };
            (name.clone(), announced)
        });
        Announcement {
            control: self.control.map(|at| format!("http://{at}/")),
            ca_file: self.state.as_ref().map(StateFolder::ca_file),
            targets: targets.collect(),
        }
    }

    fn remember(&self) -> Result<(), StateError> {
        let Some(state) = &self.state else { return Ok(()) };
        // What another scenario used stays remembered.
        let mut ports = state.ports()?;
        ports.extend(self.house.targets.iter().map(|(name, target)| (name.clone(), target.addr())));
        ports.extend(self.control.map(|at| (CONTROL.to_owned(), at)));
        state.remember(&ports)?;
        state.announce(&self.announcement())
    }
}

impl House {
    /// One of the targets.
    pub(crate) fn target(&self, name: &str) -> Result<&Target, LabError> {
        self.targets.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.targets.keys().map(String::as_str).collect();
            LabError::NoTarget { name: name.to_owned(), known: known.join(", ") }
        })
    }

    /// Changes what is wrong with a target; returns the number of the change.
    pub(crate) async fn set_fault(&self, name: &str, fault: Option<Fault>) -> Result<u64, LabError> {
        let target = self.target(name)?;
        if let Some(Err(reason)) = fault.map(|fault| target.kind().can(&fault)) {
            return Err(LabError::Unfit { name: name.to_owned(), kind: target.kind().name(), reason });
        }
        let failed = |source| LabError::Listen { name: name.to_owned(), at: target.addr(), source };
        target.set_fault(fault).await.map_err(failed)
    }

    /// Requests by target.
    pub(crate) fn counters(&self) -> BTreeMap<String, u64> {
        self.targets.iter().map(|(name, target)| (name.clone(), target.live().served())).collect()
    }

    /// Everything that runs.
    pub(crate) async fn views(&self) -> Vec<TargetView> {
        let mut views = Vec::with_capacity(self.targets.len());
        for (name, target) in &self.targets {
            views.push(target.view(name).await);
        }
        views
    }
}
