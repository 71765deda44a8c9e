//! Tokens of automation.

use nocturne_core::access::Role;
use nocturne_shared::{
    id::{ApiTokenId, OrgId},
    time::Timestamp,
};
use nocturne_store_queries::queries::api_token as sql;

use crate::{
    error::{StoreError, query},
    pool::{OrgStore, OrgTx, SystemStore},
    row,
};

/// A token to be made.
pub struct NewApiToken {
    /// Id.
    pub api_token_id: ApiTokenId,
    /// For people.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// SHA-256 of the secret.
    pub secret_sha256: [u8; 32],
    /// `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenRow {
    /// Id.
    pub api_token_id: ApiTokenId,
    /// For people.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// `None` is never.
    pub expires_at: Option<Timestamp>,
    /// `None` is not.
    pub revoked_at: Option<Timestamp>,
}

/// A token that was presented; judged by the database clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedApiToken {
    /// Organization it belongs to.
    pub org_id: OrgId,
    /// Id.
    pub api_token_id: ApiTokenId,
    /// For people.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// `None` is never.
    pub expires_at: Option<Timestamp>,
    /// True once revoked.
    pub revoked: bool,
    /// True when its time is over.
    pub expired: bool,
}

/// What became of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeApiToken {
    /// It does not work, from this moment on or from earlier.
    Done,
    /// There is no such token in the organization.
    Absent,
    /// Its role is above the one allowed to the caller; nothing was changed.
    Above(Role),
}

/// Makes a token.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn api_token_insert(tx: &OrgTx, token: &NewApiToken) -> Result<ApiTokenRow, StoreError> {
    let row = sql::api_token_insert()
        .bind(
            tx.client(),
            &tx.org_id().uuid(),
            &token.api_token_id.uuid(),
            &token.name,
            &token.role.as_str(),
            &token.secret_sha256.as_slice(),
            &token.expires_at,
        )
        .one()
        .await
        .map_err(query("api_token_insert"))?;
    Ok(ApiTokenRow {
        api_token_id: ApiTokenId::from_uuid(row.api_token_id),
        name: row.name,
        role: row::role(&row.role)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

/// Tokens made before `before`, newest first.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn api_token_page(
    org: &OrgStore,
    org_id: OrgId,
    before: Option<ApiTokenId>,
    n_rows: usize,
) -> Result<Vec<ApiTokenRow>, StoreError> {
    let tx = org.begin("api_token_page", org_id).await?;
    let rows = sql::api_token_page()
        .bind(tx.client(), &org_id.uuid(), &before.map(ApiTokenId::uuid), &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("api_token_page"))?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(ApiTokenRow {
                api_token_id: ApiTokenId::from_uuid(row.api_token_id),
                name: row.name,
                role: row::role(&row.role)?,
                created_at: row.created_at,
                expires_at: row.expires_at,
                revoked_at: row.revoked_at,
            })
        })
        .collect()
}

/// Ends a token whose role is at most `at_most`.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn api_token_revoke(
    org: &OrgStore,
    org_id: OrgId,
    api_token_id: ApiTokenId,
    at_most: Role,
) -> Result<RevokeApiToken, StoreError> {
    let tx = org.begin("api_token_revoke", org_id).await?;
    let found = sql::api_token_lock()
        .bind(tx.client(), &org_id.uuid(), &api_token_id.uuid())
        .opt()
        .await
        .map_err(query("api_token_lock"))?;
    let Some(role): Option<String> = found else {
        return Ok(RevokeApiToken::Absent);
    };
    let role = row::role(&role)?;
    if role > at_most {
        return Ok(RevokeApiToken::Above(role));
    }
    sql::api_token_revoke()
        .bind(tx.client(), &org_id.uuid(), &api_token_id.uuid())
        .await
        .map_err(query("api_token_revoke"))?;
    tx.commit().await?;
    Ok(RevokeApiToken::Done)
}

/// The token with this secret.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn api_token_by_secret(
    system: &SystemStore,
    secret_sha256: &[u8; 32],
) -> Result<Option<PresentedApiToken>, StoreError> {
    let client = system.client().await?;
    let found = sql::api_token_by_secret()
        .bind(&client, &secret_sha256.as_slice())
        .opt()
        .await
        .map_err(query("api_token_by_secret"))?;
    found
        .map(|row| {
            Ok(PresentedApiToken {
                org_id: OrgId::from_uuid(row.org_id),
                api_token_id: ApiTokenId::from_uuid(row.api_token_id),
                name: row.name,
                role: row::role(&row.role)?,
                expires_at: row.expires_at,
                revoked: row.revoked,
                expired: row.expired,
            })
        })
        .transpose()
}
