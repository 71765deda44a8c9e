//! Sessions of agents: certificate in use, fence, cursors.

use nocturne_core::{
    cursor::Cursor,
    session::{SpoolId, Stored},
};
use nocturne_shared::{
    id::{AgentId, OrgId},
    outcome::Lane,
    time::Timestamp,
};
use nocturne_store_queries::queries::session as sql;

use crate::{
    error::{StoreError, damaged, query},
    pool::{SystemStore, SystemTx},
};

pub use sql::{SessionAgentLock as AgentRow, SessionAgentNames};

/// What Hello says of the agent itself.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Version of its program.
    pub version: &'a str,
    /// Name the host gives itself.
    pub hostname: &'a str,
    /// What it can do.
    pub capabilities: &'a [String],
}

/// Names of an agent.
#[derive(Debug, Clone)]
pub struct AgentNames {
    /// The agent's.
    pub agent_slug: String,
    /// Its site's.
    pub site_slug: String,
}

/// What decides whether a connected agent may still work.
#[derive(Debug, Clone)]
pub struct StandingRow {
    /// Agent.
    pub agent_id: AgentId,
    /// Serial number in use.
    pub serial_current: Vec<u8>,
    /// Serial number handed out and not used yet.
    pub serial_next: Option<Vec<u8>>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Fence of the latest session.
    pub fence: i64,
}

/// Locks an agent's row.
///
/// # Errors
///
/// The store's.
pub async fn agent_lock(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
) -> Result<Option<AgentRow>, StoreError> {
    sql::session_agent_lock()
        .bind(tx.client(), &org_id.uuid(), &agent_id.uuid())
        .opt()
        .await
        .map_err(query("session_agent_lock"))
}

/// Names of an agent; `None` when it is not stored.
///
/// # Errors
///
/// The store's.
pub async fn agent_names(
    system: &SystemStore,
    org_id: OrgId,
    agent_id: AgentId,
) -> Result<Option<AgentNames>, StoreError> {
    let client = system.client().await?;
    let row = sql::session_agent_names()
        .bind(&client, &org_id.uuid(), &agent_id.uuid())
        .opt()
        .await
        .map_err(query("session_agent_names"))?;
    Ok(row.map(|row| AgentNames { agent_slug: row.slug, site_slug: row.site_slug }))
}

/// Makes the next certificate the current one.
///
/// # Errors
///
/// [`StoreError::Conflict`] when it is not the next one any more.
pub async fn promote(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
    serial: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let n_promoted = sql::session_promote()
        .bind(tx.client(), &expires_at, &org_id.uuid(), &agent_id.uuid(), &serial)
        .await
        .map_err(query("session_promote"))?;
    if n_promoted == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "certificate" }) }
}

/// Locks the cursors of an agent; `None` before its first session.
///
/// # Errors
///
/// The store's.
pub async fn cursors_lock(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
) -> Result<Option<Stored>, StoreError> {
    let rows = sql::session_cursors_lock()
        .bind(tx.client(), &org_id.uuid(), &agent_id.uuid())
        .all()
        .await
        .map_err(query("session_cursors_lock"))?;
    let [critical, telemetry] = rows.as_slice() else { return Ok(None) };
    let spool_id = SpoolId::try_from(telemetry.spool_id.as_slice()).map_err(damaged("spool id"))?;
    let cursor = |row: &sql::SessionCursorsLock| {
        Ok::<_, StoreError>(Cursor {
            epoch: u64::try_from(row.epoch).map_err(damaged("epoch"))?,
            seq: u64::try_from(row.seq).map_err(damaged("sequence number"))?,
            chain: row.chain.as_slice().try_into().map_err(damaged("chain"))?,
            fence: row.fence,
        })
    };
    Ok(Some(Stored { spool_id, lanes: [cursor(critical)?, cursor(telemetry)?] }))
}

/// Stores a cursor.
///
/// # Errors
///
/// The store's.
pub async fn cursor_put(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
    lane: Lane,
    spool_id: SpoolId,
    cursor: &Cursor,
) -> Result<(), StoreError> {
    sql::session_cursor_put()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &agent_id.uuid(),
            &lane_number(lane),
            &spool_id.as_slice(),
            &i64::try_from(cursor.epoch).map_err(damaged("epoch"))?,
            &i64::try_from(cursor.seq).map_err(damaged("sequence number"))?,
            &cursor.chain.as_slice(),
            &cursor.fence,
        )
        .await
        .map(drop)
        .map_err(query("session_cursor_put"))
}

/// Stores the fence and what Hello said.
///
/// # Errors
///
/// The store's.
pub async fn agent_open(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
    fence: i64,
    epoch_last: i64,
    facts: &Facts<'_>,
) -> Result<(), StoreError> {
    sql::session_agent_open()
        .bind(
            tx.client(),
            &fence,
            &epoch_last,
            &facts.version,
            &facts.hostname,
            &facts.capabilities,
            &org_id.uuid(),
            &agent_id.uuid(),
        )
        .await
        .map(drop)
        .map_err(query("session_agent_open"))
}

/// What decides whether these agents may still work.
///
/// # Errors
///
/// The store's.
pub async fn standing(system: &SystemStore, agent_ids: &[AgentId]) -> Result<Vec<StandingRow>, StoreError> {
    let client = system.client().await?;
    let ids: Vec<uuid::Uuid> = agent_ids.iter().map(|id| id.uuid()).collect();
    let rows = sql::session_standing().bind(&client, &ids).all().await.map_err(query("session_standing"))?;
    let row = |row: sql::SessionStanding| StandingRow {
        agent_id: AgentId::from_uuid(row.agent_id),
        serial_current: row.serial_current,
        serial_next: row.serial_next,
        revoked_at: row.revoked_at,
        fence: row.fence,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// As `agent_cursor.lane` holds it.
pub(crate) const fn lane_number(lane: Lane) -> i16 {
    match lane {
        Lane::Critical => 0,
        Lane::Telemetry => 1,
    }
}
