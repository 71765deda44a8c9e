//! Agents as people see them.

use nocturne_core::assignment::agent_labels;
use nocturne_shared::{
    id::{AgentId, OrgId},
    label::Labels,
    time::Timestamp,
};
use nocturne_store_queries::queries::agent as sql;

use crate::{
    error::{StoreError, query},
    labels::labels_from_json,
    pool::{OrgStore, OrgTx},
    row,
};

/// An agent with its latest heartbeat and its desired state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// Id.
    pub agent_id: AgentId,
    /// Name.
    pub slug: String,
    /// Name of its site.
    pub site: String,
    /// Labels it was given, without `agent` and `site`.
    pub labels: Labels,
    /// Name the host gives itself.
    pub hostname: String,
    /// Version of its program.
    pub version: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// End of its certificate.
    pub certificate_expires_at: Timestamp,
    /// When it enrolled.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Latest heartbeat that was written.
    pub last_seen_at: Option<Timestamp>,
    /// Agent's clock minus coordinator's, microseconds.
    pub clock_offset_us: Option<i64>,
    /// Records waiting in its spool.
    pub spool_pending_records: u64,
    /// Records its spool ever dropped.
    pub spool_dropped_records: u64,
    /// Check and target pairs it ran at the last heartbeat.
    pub scheduled_checks: u64,
    /// Parts of it that are not well.
    pub degraded: Vec<String>,
    /// Where it was last connected from.
    pub remote_address: String,
    /// Latest generation made for it; 0 is none.
    pub desired_generation: u64,
    /// Latest generation it confirmed; 0 is none.
    pub applied_generation: u64,
    /// Why the latest generation failed; empty is fine.
    pub config_error: String,
    /// Database clock of this reading.
    pub database_now: Timestamp,
}

/// An agent's latest sign of life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentSign {
    /// Id.
    pub agent_id: AgentId,
    /// Name.
    pub slug: String,
    /// True once revoked.
    pub revoked: bool,
    /// Latest heartbeat that was written.
    pub last_seen_at: Option<Timestamp>,
    /// Database clock of this reading.
    pub database_now: Timestamp,
}

/// An agent that is not revoked, as far as who it is and what it is given is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Id.
    pub agent_id: AgentId,
    /// Name.
    pub slug: String,
    /// Name of its site.
    pub site: String,
    /// Labels as selectors see them.
    pub labels: Labels,
    /// Agent's clock minus coordinator's at the last heartbeat, microseconds; 0 when there was none.
    pub clock_offset_us: i64,
}

/// Agents whose name comes after `after`, by name.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn agent_page(
    org: &OrgStore,
    org_id: OrgId,
    after: Option<&str>,
    n_rows: usize,
) -> Result<Vec<AgentRow>, StoreError> {
    let tx = org.begin("agent_page", org_id).await?;
    let rows = sql::agent_page()
        .bind(tx.client(), &org_id.uuid(), &after, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("agent_page"))?;
    tx.commit().await?;
    rows.into_iter().map(from_row).collect()
}

/// One agent by id or name; an id wins over another agent's name of the same letters.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn agent_find(
    org: &OrgStore,
    org_id: OrgId,
    id_or_slug: &str,
) -> Result<Option<AgentRow>, StoreError> {
    let tx = org.begin("agent_find", org_id).await?;
    let found = sql::agent_find()
        .bind(tx.client(), &org_id.uuid(), &id_or_slug)
        .opt()
        .await
        .map_err(query("agent_find"))?;
    tx.commit().await?;
    found.map(from_row).transpose()
}

/// Revokes an agent; false when there is none, or revoked already.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn agent_revoke(tx: &OrgTx, agent_id: AgentId) -> Result<bool, StoreError> {
    let org_id = tx.org_id().uuid();
    let n_changed = sql::agent_revoke()
        .bind(tx.client(), &org_id, &agent_id.uuid())
        .await
        .map_err(query("agent_revoke"))?;
    // The raised fence refuses what is still queued for a commit, on whatever coordinator it is.
    sql::agent_revoke_cursors()
        .bind(tx.client(), &org_id, &agent_id.uuid())
        .await
        .map_err(query("agent_revoke_cursors"))?;
    Ok(n_changed == 1)
}

/// The latest sign of life of every agent.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn agent_signs(org: &OrgStore, org_id: OrgId) -> Result<Vec<AgentSign>, StoreError> {
    let tx = org.begin("agent_signs", org_id).await?;
    let rows =
        sql::agent_signs().bind(tx.client(), &org_id.uuid()).all().await.map_err(query("agent_signs"))?;
    tx.commit().await?;
    let sign = |row: sql::AgentSigns| AgentSign {
        agent_id: AgentId::from_uuid(row.agent_id),
        slug: row.slug,
        revoked: row.revoked,
        last_seen_at: row.last_seen_at,
        database_now: row.database_now,
    };
    Ok(rows.into_iter().map(sign).collect())
}

/// Every agent that is not revoked, in no order.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn agent_roster(org: &OrgStore, org_id: OrgId) -> Result<Vec<RosterRow>, StoreError> {
    let tx = org.begin("agent_roster", org_id).await?;
    let rows =
        sql::agent_roster().bind(tx.client(), &org_id.uuid()).all().await.map_err(query("agent_roster"))?;
    tx.commit().await?;
    let member = |row: sql::AgentRoster| {
        Ok(RosterRow {
            agent_id: AgentId::from_uuid(row.agent_id),
            labels: agent_labels(&labels_from_json(row.labels)?, &row.slug, &row.site),
            slug: row.slug,
            site: row.site,
            clock_offset_us: row.clock_offset_us.unwrap_or(0),
        })
    };
    rows.into_iter().map(member).collect()
}

fn from_row(row: sql::AgentRow) -> Result<AgentRow, StoreError> {
    let has_failed = row.desired_state.as_deref() == Some("failed");
    Ok(AgentRow {
        agent_id: AgentId::from_uuid(row.agent_id),
        slug: row.slug,
        site: row.site,
        labels: labels_from_json(row.labels)?,
        hostname: row.hostname,
        version: row.version,
        capabilities: row.capabilities,
        certificate_expires_at: row.certificate_expires_at,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
        last_seen_at: row.last_seen_at,
        clock_offset_us: row.clock_offset_us,
        spool_pending_records: row::natural(row.spool_pending_records.unwrap_or(0)),
        spool_dropped_records: row::natural(row.spool_dropped_records.unwrap_or(0)),
        scheduled_checks: row::natural(row.scheduled_checks.unwrap_or(0).into()),
        degraded: row.degraded.unwrap_or_default(),
        remote_address: row.remote_address.unwrap_or_default(),
        desired_generation: row::natural(row.desired_generation.unwrap_or(0)),
        applied_generation: row::natural(row.applied_generation.unwrap_or(0)),
        config_error: row.desired_detail.filter(|_| has_failed).unwrap_or_default(),
        database_now: row.database_now,
    })
}
