//! Looks every few seconds whether connected agents may still work: a revocation or a later session on another
//! coordinator closes their streams, and nothing is stored after.

use std::{collections::BTreeMap, time::Duration};

use nocturne_core::certificate::{self, Denied, Known};
use nocturne_proto::agent::v1::Refusal;
use nocturne_runtime::clock;
use nocturne_shared::id::AgentId;
use nocturne_store::{StoreError, SystemStore, session as store};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::{grpc::refusal, hub::Hub};

/// Well under the ten seconds in which a revoked agent must be cut.
const PERIOD: Duration = Duration::from_secs(4);

/// Runs until shutdown. A pass that fails changes nothing: ingest checks the fence in its own transaction.
///
/// # Errors
///
/// None; the type is the supervisor's.
pub async fn run(system: SystemStore, hub: Hub, shutdown: CancellationToken) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            _ = tick.tick() => (),
        }
        if let Err(error) = pass(&system, &hub).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "the standing of connected agents could not be looked at");
        }
    }
}

async fn pass(system: &SystemStore, hub: &Hub) -> Result<(), StoreError> {
    let connected = hub.connected();
    if connected.is_empty() {
        return Ok(());
    }
    let agent_ids: Vec<AgentId> = connected.iter().map(|session| session.peer.agent_id).collect();
    let stored: BTreeMap<AgentId, store::StandingRow> =
        store::standing(system, &agent_ids).await?.into_iter().map(|row| (row.agent_id, row)).collect();
    let now_us = clock::now().as_microsecond();
    for session in connected {
        let agent_id = session.peer.agent_id;
        let why = match stored.get(&agent_id) {
            None => Some(Refusal::Unknown),
            Some(row) => {
                let known = Known {
                    current: &row.serial_current,
                    next: row.serial_next.as_deref(),
                    revoked: row.revoked_at.is_some(),
                };
                match certificate::standing(&known, &session.peer.serial, session.peer.not_after_us, now_us) {
                    Ok(_) if row.fence > session.fence => Some(Refusal::NotActive),
                    Ok(_) => None,
                    Err(Denied::Revoked) => Some(Refusal::Revoked),
                    Err(Denied::Replaced) => Some(Refusal::MustRecover),
                    Err(Denied::Expired) => Some(Refusal::Expired),
                }
            }
        };
        if let Some(why) = why {
            tracing::warn!(agent.id = %agent_id, reason = ?why, "agent {agent_id} is disconnected");
            hub.end_with(agent_id, refusal::status(why)).await;
        }
    }
    Ok(())
}
