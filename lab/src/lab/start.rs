//! Addresses for everything: those that are asked for, those of the last time, and free ones.

use std::{collections::BTreeMap, io, net::SocketAddr, sync::Arc};

use tokio::net::TcpListener;

use super::{CONTROL, StartError};
use crate::{
    authority::Authority,
    scenario::{Scenario, TargetSpec},
    state::Ports,
    target::{Target, TargetError},
};

/// Starts every target. Those whose ports are known go first: a free port must not be one of theirs.
pub(super) async fn targets(
    scenario: &Scenario,
    remembered: &Ports,
    authority: &Arc<Authority>,
) -> Result<BTreeMap<String, Target>, StartError> {
    let mut targets = BTreeMap::new();
    let planned = scenario.targets.iter().map(|(name, spec)| {
        let last = remembered.get(name).copied();
        (name, spec, last.filter(|last| spec.listen.port() == 0 && last.ip() == spec.listen.ip()))
    });
    let (known, free): (Vec<_>, Vec<_>) =
        planned.partition(|(_, spec, last)| last.is_some() || spec.listen.port() != 0);
    for (name, spec, last) in known.into_iter().chain(free) {
        let target = target(name, spec, last, authority).await?;
        targets.insert(name.clone(), target);
    }
    Ok(targets)
}

async fn target(
    name: &str,
    spec: &TargetSpec,
    last: Option<SocketAddr>,
    authority: &Arc<Authority>,
) -> Result<Target, StartError> {
    let mut started = Target::start(spec, last.unwrap_or(spec.listen), authority).await;
    if let (Some(last), Err(TargetError::Io(error))) = (last, &started) {
        tracing::warn!(target.name = name, %last, %error, "the port of the last time is taken");
        started = Target::start(spec, spec.listen, authority).await;
    }
    started.map_err(|error| match error {
        TargetError::Io(source) => StartError::Listen { name: name.to_owned(), at: spec.listen, source },
        TargetError::Authority(error) => error.into(),
    })
}

/// Binds the control endpoint, at the port of the last time if any will do.
pub(super) async fn control(
    at: SocketAddr,
    last: Option<SocketAddr>,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let last = last.filter(|last| at.port() == 0 && last.ip() == at.ip());
    let mut bound = TcpListener::bind(last.unwrap_or(at)).await;
    if let (Some(last), Err(error)) = (last, &bound) {
        tracing::warn!(%last, %error, "the control endpoint's port of the last time is taken");
        bound = TcpListener::bind(at).await;
    }
    let failed = |source: io::Error| StartError::Listen { name: CONTROL.to_owned(), at, source };
    let listener = bound.map_err(failed)?;
    let at = listener.local_addr().map_err(failed)?;
    Ok((listener, at))
}
