//! How checks stand.

use nocturne_shared::{
    id::{AgentId, CheckId, OrgId},
    outcome::CheckStatus,
    time::Timestamp,
};
use nocturne_store_queries::queries::check_state as sql;

use crate::{
    error::{StoreError, query},
    pool::OrgStore,
    row,
};

/// Status of one check at one target as one agent sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStateRow {
    /// Check.
    pub check_id: CheckId,
    /// Its name.
    pub check: String,
    /// Target as defined.
    pub target: String,
    /// Agent.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Its site.
    pub site: String,
    /// Status.
    pub status: CheckStatus,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// Since when, agent's clock.
    pub since_at: Timestamp,
    /// When it was last confirmed, database clock.
    pub updated_at: Timestamp,
}

/// A place in the list: names of check, target and agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStatePlace {
    /// Name of the check.
    pub check: String,
    /// Target.
    pub target: String,
    /// Name of the agent.
    pub agent: String,
}

/// Statuses after a place, of one check or of all, by names of check, target and agent.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_state_page(
    org: &OrgStore,
    org_id: OrgId,
    check_id: Option<CheckId>,
    after: Option<&CheckStatePlace>,
    n_rows: usize,
) -> Result<Vec<CheckStateRow>, StoreError> {
    let tx = org.begin("check_state_page", org_id).await?;
    let rows = sql::check_state_page()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &check_id.map(CheckId::uuid),
            &after.map(|place| place.check.as_str()),
            &after.map(|place| place.target.as_str()),
            &after.map(|place| place.agent.as_str()),
            &row::n_rows(n_rows),
        )
        .all()
        .await
        .map_err(query("check_state_page"))?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(CheckStateRow {
                check_id: CheckId::from_uuid(row.check_id),
                check: row.check_slug,
                target: row.target,
                agent_id: AgentId::from_uuid(row.agent_id),
                agent: row.agent_slug,
                site: row.site,
                status: row::status(&row.status)?,
                reason: row.reason,
                evidence: row.evidence,
                since_at: row.since_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

/// Statuses by kind; kinds without any are left out.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_state_count(org: &OrgStore, org_id: OrgId) -> Result<Vec<(CheckStatus, u64)>, StoreError> {
    let tx = org.begin("check_state_count", org_id).await?;
    let rows = sql::check_state_count()
        .bind(tx.client(), &org_id.uuid())
        .all()
        .await
        .map_err(query("check_state_count"))?;
    tx.commit().await?;
    rows.into_iter().map(|row| Ok((row::status(&row.status)?, row::natural(row.n_states)))).collect()
}
