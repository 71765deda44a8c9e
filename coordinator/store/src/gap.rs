//! Times without data.

use nocturne_shared::{
    id::{AgentId, GapId, OrgId},
    time::Timestamp,
};
use nocturne_store_queries::queries::gap as sql;

use crate::{
    error::{StoreError, query},
    pool::OrgStore,
    row,
};

/// A time without data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    /// Id.
    pub gap_id: GapId,
    /// Whose data is missing.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Why.
    pub cause: String,
    /// Begin.
    pub from_at: Timestamp,
    /// End.
    pub to_at: Timestamp,
    /// Records known to be missing.
    pub records: u64,
    /// For people.
    pub detail: String,
}

/// Gaps before a place (end, id), newest first; of one agent or all; those that end after `ends_after`.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn gap_page(
    org: &OrgStore,
    org_id: OrgId,
    agent_id: Option<AgentId>,
    ends_after: Option<Timestamp>,
    before: Option<(Timestamp, GapId)>,
    n_rows: usize,
) -> Result<Vec<GapRow>, StoreError> {
    let tx = org.begin("gap_page", org_id).await?;
    let rows = sql::gap_page()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &agent_id.map(AgentId::uuid),
            &ends_after,
            &before.map(|(at, _)| at),
            &before.map(|(_, gap_id)| gap_id.uuid()),
            &row::n_rows(n_rows),
        )
        .all()
        .await
        .map_err(query("gap_page"))?;
    tx.commit().await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Gaps of one agent that touch the time from `from` to `to` (exclusive), oldest first.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn gap_of_agent_between(
    org: &OrgStore,
    org_id: OrgId,
    agent_id: AgentId,
    from: Timestamp,
    to: Timestamp,
    n_rows: usize,
) -> Result<Vec<GapRow>, StoreError> {
    let tx = org.begin("gap_of_agent_between", org_id).await?;
    let rows = sql::gap_of_agent_between()
        .bind(tx.client(), &org_id.uuid(), &agent_id.uuid(), &from, &to, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("gap_of_agent_between"))?;
    tx.commit().await?;
    Ok(rows.into_iter().map(from_row).collect())
}

fn from_row(row: sql::GapRow) -> GapRow {
    GapRow {
        gap_id: GapId::from_uuid(row.gap_id),
        agent_id: AgentId::from_uuid(row.agent_id),
        agent: row.agent_slug,
        cause: row.cause,
        from_at: row.from_at,
        to_at: row.to_at,
        records: row::natural(row.records),
        detail: row.detail,
    }
}
