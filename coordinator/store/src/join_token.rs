//! Sites and the tokens that let an agent join one.

use std::time::Duration;

use nocturne_shared::{
    id::{AgentId, JoinTokenId, OrgId, SiteId},
    label::Labels,
    time::Timestamp,
};
use nocturne_store_queries::queries::join_token as sql;

use crate::{
    error::{StoreError, damaged, query},
    labels::labels_from_json,
    pool::{OrgStore, OrgTx},
    row,
};

/// A token to be made.
pub struct NewJoinToken {
    /// Id.
    pub join_token_id: JoinTokenId,
    /// Name of the site.
    pub site: String,
    /// Id the site gets when it does not exist.
    pub site_id_if_new: SiteId,
    /// Labels the agent will get.
    pub labels: Labels,
    /// Name the agent will get; empty is derived from its host name.
    pub agent_slug: String,
    /// SHA-256 of the 32 secret bytes.
    pub secret_sha256: [u8; 32],
    /// Life from the moment of the insertion, database clock.
    pub life: Duration,
}

/// What became of a token, by the database clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinTokenState {
    /// Not redeemed yet.
    Open,
    /// Redeemed.
    Redeemed,
    /// Its time is over.
    Expired,
    /// Ended by an administrator.
    Revoked,
}

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinTokenRow {
    /// Id.
    pub join_token_id: JoinTokenId,
    /// Name of the site.
    pub site: String,
    /// Labels the agent will get.
    pub labels: Labels,
    /// Name the agent will get.
    pub agent_slug: String,
    /// What became of it.
    pub state: JoinTokenState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Agent that redeemed it.
    pub agent_id: Option<AgentId>,
}

/// Makes a token and, when it does not exist, its site; true when the site was made.
///
/// # Errors
///
/// [`StoreError::Query`]; the transaction is of no use then.
pub async fn join_token_create(tx: &OrgTx, token: &NewJoinToken) -> Result<(JoinTokenRow, bool), StoreError> {
    let org_id = tx.org_id();
    let n_made = sql::site_insert()
        .bind(tx.client(), &org_id.uuid(), &token.site_id_if_new.uuid(), &token.site)
        .await
        .map_err(query("site_insert"))?;
    let site_id = sql::site_by_slug()
        .bind(tx.client(), &org_id.uuid(), &token.site)
        .one()
        .await
        .map_err(query("site_by_slug"))?;
    let labels = serde_json::to_value(&token.labels).map_err(damaged("join_token"))?;
    sql::join_token_insert()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &token.join_token_id.uuid(),
            &site_id,
            &labels,
            &token.agent_slug,
            &token.secret_sha256.as_slice(),
            &token.life.as_secs_f64(),
        )
        .await
        .map_err(query("join_token_insert"))?;
    let row = join_token_get(tx, token.join_token_id)
        .await?
        .ok_or_else(|| StoreError::NotFound { what: "join token", id: token.join_token_id.to_string() })?;
    Ok((row, n_made == 1))
}

/// Tokens made before `before`, newest first.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn join_token_page(
    org: &OrgStore,
    org_id: OrgId,
    before: Option<JoinTokenId>,
    n_rows: usize,
) -> Result<Vec<JoinTokenRow>, StoreError> {
    let tx = org.begin("join_token_page", org_id).await?;
    let rows = sql::join_token_page()
        .bind(tx.client(), &org_id.uuid(), &before.map(JoinTokenId::uuid), &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("join_token_page"))?;
    tx.commit().await?;
    rows.into_iter().map(from_row).collect()
}

/// Ends a token unless it was redeemed; false when it was, was ended before or is not there.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn join_token_revoke(tx: &OrgTx, join_token_id: JoinTokenId) -> Result<bool, StoreError> {
    let n_changed = sql::join_token_revoke()
        .bind(tx.client(), &tx.org_id().uuid(), &join_token_id.uuid())
        .await
        .map_err(query("join_token_revoke"))?;
    Ok(n_changed == 1)
}

/// One token.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn join_token_get(
    tx: &OrgTx,
    join_token_id: JoinTokenId,
) -> Result<Option<JoinTokenRow>, StoreError> {
    let found = sql::join_token_get()
        .bind(tx.client(), &tx.org_id().uuid(), &join_token_id.uuid())
        .opt()
        .await
        .map_err(query("join_token_get"))?;
    found.map(from_row).transpose()
}

fn from_row(row: sql::JoinTokenRow) -> Result<JoinTokenRow, StoreError> {
    let state = match row.state.as_str() {
        "OPEN" => JoinTokenState::Open,
        "REDEEMED" => JoinTokenState::Redeemed,
        "EXPIRED" => JoinTokenState::Expired,
        "REVOKED" => JoinTokenState::Revoked,
        other => return Err(damaged("join_token")(format!("{other:?} is no state"))),
    };
    Ok(JoinTokenRow {
        join_token_id: JoinTokenId::from_uuid(row.join_token_id),
        site: row.site,
        labels: labels_from_json(row.labels)?,
        agent_slug: row.agent_slug,
        state,
        created_at: row.created_at,
        expires_at: row.expires_at,
        agent_id: row.agent_id.map(AgentId::from_uuid),
    })
}
