//! Statuses that changed.

use nocturne_shared::{
    id::{AgentId, CheckId, OrgId},
    outcome::CheckStatus,
    time::Timestamp,
};
use nocturne_store_queries::queries::check_event as sql;
use uuid::Uuid;

use crate::{
    error::{StoreError, query},
    pool::OrgStore,
    row,
};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckEventRow {
    /// Place among the events of one commit.
    pub check_event_id: i64,
    /// Check.
    pub check_id: CheckId,
    /// Its name.
    pub check: String,
    /// Target as defined then.
    pub target: String,
    /// Agent that saw it.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Before; `None` for the first status.
    pub before: Option<CheckStatus>,
    /// After.
    pub status: CheckStatus,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// Agent's clock.
    pub at: Timestamp,
    /// Database clock at the commit.
    pub received_at: Timestamp,
}

/// One change without names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Check.
    pub check_id: CheckId,
    /// Target as defined then.
    pub target: String,
    /// Agent that saw it.
    pub agent_id: AgentId,
    /// Before; `None` for the first status.
    pub before: Option<CheckStatus>,
    /// Agent's clock.
    pub at: Timestamp,
}

/// Events before a place (arrival, id), newest first; of one check or all, deleted ones and revoked agents included: it
/// happened.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_event_page(
    org: &OrgStore,
    org_id: OrgId,
    check_id: Option<CheckId>,
    before: Option<(Timestamp, i64)>,
    n_rows: usize,
) -> Result<Vec<CheckEventRow>, StoreError> {
    let (before_at, before_id) = before.unwrap_or((Timestamp::MAX, i64::MAX));
    let n_rows = row::n_rows(n_rows);
    let tx = org.begin("check_event_page", org_id).await?;
    let rows = match check_id {
        None => {
            sql::check_event_page()
                .bind(tx.client(), &org_id.uuid(), &before_at, &before_id, &n_rows)
                .all()
                .await
        }
        Some(check_id) => {
            sql::check_event_page_of_check()
                .bind(tx.client(), &org_id.uuid(), &check_id.uuid(), &before_at, &before_id, &n_rows)
                .all()
                .await
        }
    }
    .map_err(query("check_event_page"))?;
    tx.commit().await?;
    rows.into_iter().map(from_row).collect()
}

/// Of each of these checks at these targets the latest events, at most `n_each`, in the order of their arrival, the last
/// first; `places` are pairs of both.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`].
pub async fn check_event_latest(
    org: &OrgStore,
    org_id: OrgId,
    places: &[(CheckId, &str)],
    n_each: usize,
) -> Result<Vec<ChangeRow>, StoreError> {
    let check_ids: Vec<Uuid> = places.iter().map(|(check_id, _)| check_id.uuid()).collect();
    let targets: Vec<&str> = places.iter().map(|(_, target)| *target).collect();
    let tx = org.begin("check_event_latest", org_id).await?;
    let rows = sql::check_event_latest()
        .bind(tx.client(), &check_ids, &targets, &org_id.uuid(), &row::n_rows(n_each))
        .all()
        .await
        .map_err(query("check_event_latest"))?;
    tx.commit().await?;
    let change = |row: sql::CheckEventLatest| {
        Ok(ChangeRow {
            before: before(&row.before)?,
            check_id: CheckId::from_uuid(row.check_id),
            target: row.target,
            agent_id: AgentId::from_uuid(row.agent_id),
            at: row.at,
        })
    };
    rows.into_iter().map(change).collect()
}

fn before(text: &str) -> Result<Option<CheckStatus>, StoreError> {
    if text.is_empty() { Ok(None) } else { row::status(text).map(Some) }
}

fn from_row(row: sql::CheckEventRow) -> Result<CheckEventRow, StoreError> {
    Ok(CheckEventRow {
        check_event_id: row.check_event_id,
        check_id: CheckId::from_uuid(row.check_id),
        check: row.check_slug,
        target: row.target,
        agent_id: AgentId::from_uuid(row.agent_id),
        agent: row.agent_slug,
        before: before(&row.before)?,
        status: row::status(&row.status)?,
        reason: row.reason,
        evidence: row.evidence,
        at: row.at,
        received_at: row.received_at,
    })
}
