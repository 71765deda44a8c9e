//! Opening a session of an agent: certificate, spool, fence, epoch, in one transaction.

use nocturne_core::{
    certificate::{self, Denied, Known, Standing},
    chain::CHAIN_START,
    cursor::Cursor,
    session::{HelloSpool, NewEpoch, Opening, open},
};
use nocturne_runtime::clock;
use nocturne_shared::{
    outcome::Lane,
    time::{Timestamp, from_micros},
};
use nocturne_store::{StoreError, SystemStore, SystemTx, ingest::EventRow, session as store};
use serde_json::json;
use uuid::Uuid;

use crate::pki::identity::PeerAgent;

/// What Hello says of the agent itself.
#[derive(Debug, Clone, Default)]
pub struct HelloFacts {
    /// Version of its program.
    pub version: String,
    /// Name the host gives itself.
    pub hostname: String,
    /// What it can do.
    pub capabilities: Vec<String>,
}

/// An opened session.
#[derive(Debug, Clone)]
pub struct Opened {
    /// A lower fence is refused from now on.
    pub fence: i64,
    /// Epoch to stamp records with.
    pub epoch: u64,
    /// By lane number.
    pub cursors: [Cursor; 2],
    /// Name of the agent.
    pub agent_slug: String,
    /// Name of its site.
    pub site_slug: String,
}

/// Why no session is opened.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The certificate must not be used.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The certificate names an agent that is not stored.
    #[error("the agent is not known here")]
    Unknown,
    /// The database.
    #[error("the session could not be stored")]
    Store(#[from] StoreError),
}

/// Opens a session: promotes a renewed certificate at its first use, raises the fence, and decides from where the spool
/// continues.
///
/// # Errors
///
/// [`SessionError`]; the former session is still in force then.
pub async fn session_open(
    system: &SystemStore,
    peer: &PeerAgent,
    spool: &HelloSpool,
    facts: &HelloFacts,
) -> Result<Opened, SessionError> {
    let tx = system.begin("session_open").await?;
    let agent = store::agent_lock(&tx, peer.org_id, peer.agent_id).await?.ok_or(SessionError::Unknown)?;
    let known = Known {
        current: &agent.serial_current,
        next: agent.serial_next.as_deref(),
        revoked: agent.revoked_at.is_some(),
    };
    let now = clock::now();
    if certificate::standing(&known, &peer.serial, peer.not_after_us, now.as_microsecond())?
        == Standing::Promote
    {
        store::promote(&tx, peer.org_id, peer.agent_id, &peer.serial, from_micros(peer.not_after_us)).await?;
    }

    let stored = store::cursors_lock(&tx, peer.org_id, peer.agent_id).await?;
    let fence = agent.fence + 1;
    let opening = open(stored.as_ref(), spool);
    let (epoch, cursors) = match (opening, stored) {
        (Opening::Resume, Some(stored)) => {
            (spool.epoch, stored.lanes.map(|cursor| Cursor { fence, ..cursor }))
        }
        (Opening::Resume | Opening::Begin(_), _) => {
            let epoch = u64::try_from(agent.epoch_last).unwrap_or(0) + 1;
            (epoch, [Cursor { epoch, seq: 0, chain: CHAIN_START, fence }; 2])
        }
    };

    for (lane, cursor) in Lane::ALL.into_iter().zip(&cursors) {
        store::cursor_put(&tx, peer.org_id, peer.agent_id, lane, spool.spool_id, cursor).await?;
    }
    let epoch_last = agent.epoch_last.max(i64::try_from(epoch).unwrap_or(i64::MAX));
    store::agent_open(&tx, peer.org_id, peer.agent_id, fence, epoch_last, &facts_row(facts)).await?;
    if let Opening::Begin(why) = opening {
        note_epoch(&tx, peer, why, epoch, now).await?;
    }
    tx.commit().await?;
    Ok(Opened { fence, epoch, cursors, agent_slug: agent.slug, site_slug: agent.site_slug })
}

fn facts_row(facts: &HelloFacts) -> store::Facts<'_> {
    store::Facts { version: &facts.version, hostname: &facts.hostname, capabilities: &facts.capabilities }
}

async fn note_epoch(
    tx: &SystemTx,
    peer: &PeerAgent,
    why: NewEpoch,
    epoch: u64,
    at: Timestamp,
) -> Result<(), StoreError> {
    let kind = match why {
        NewEpoch::FirstSpool => "agent.first_spool",
        NewEpoch::SpoolLost => "agent.spool_lost",
        NewEpoch::SpoolRollback => "agent.spool_rollback",
    };
    tracing::info!(agent.id = %peer.agent_id, epoch, kind, "agent {} begins epoch {epoch}", peer.agent_id);
    let event = EventRow {
        org_id: peer.org_id,
        event_id: Uuid::now_v7(),
        kind: kind.to_owned(),
        key: peer.agent_id.to_string(),
        data: json!({ "agent_id": peer.agent_id, "epoch": epoch }),
        at,
    };
    nocturne_store::ingest::events_save(tx, &[event]).await
}
