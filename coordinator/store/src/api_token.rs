//! Tokens of automation.

use nocturne_core::access::Permissions;
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
    /// Its role.
    pub role: String,
    /// What is left of that role; `None` is all of it.
    pub scopes: Option<Permissions>,
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
    /// Its role.
    pub role: String,
    /// What is left of that role; `None` is all of it.
    pub scopes: Option<Permissions>,
    /// What it may do at this moment.
    pub permissions: Permissions,
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
    /// Its role.
    pub role: String,
    /// What it may do at this moment.
    pub permissions: Permissions,
    /// `None` is never.
    pub expires_at: Option<Timestamp>,
    /// True once revoked.
    pub revoked: bool,
    /// True when its time is over.
    pub expired: bool,
}

macro_rules! api_token_row {
    ($row:expr) => {{
        let row = $row;
        let scopes = row.scopes.map(Permissions::parse_known);
        Ok(ApiTokenRow {
            api_token_id: ApiTokenId::from_uuid(row.api_token_id),
            name: row.name,
            permissions: narrowed(row::permissions(&row.role, row.permissions)?, scopes),
            role: row.role,
            scopes,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }};
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
            &token.role,
            &token.scopes.map(Permissions::texts),
            &token.secret_sha256.as_slice(),
            &token.expires_at,
        )
        .one()
        .await
        .map_err(query("api_token_insert"))?;
    api_token_row!(row)
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
    rows.into_iter().map(|row| api_token_row!(row)).collect()
}

/// The token, which nobody else changes until the end of the transaction.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn api_token_lock(tx: &OrgTx, api_token_id: ApiTokenId) -> Result<Option<ApiTokenRow>, StoreError> {
    let found = sql::api_token_lock()
        .bind(tx.client(), &tx.org_id().uuid(), &api_token_id.uuid())
        .opt()
        .await
        .map_err(query("api_token_lock"))?;
    found.map(|row| api_token_row!(row)).transpose()
}

/// Ends a token; false when it was ended before or is not there.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn api_token_revoke(tx: &OrgTx, api_token_id: ApiTokenId) -> Result<bool, StoreError> {
    let n_ended = sql::api_token_revoke()
        .bind(tx.client(), &tx.org_id().uuid(), &api_token_id.uuid())
        .await
        .map_err(query("api_token_revoke"))?;
    Ok(n_ended == 1)
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
                permissions: narrowed(
                    row::permissions(&row.role, row.permissions)?,
                    row.scopes.map(Permissions::parse_known),
                ),
                role: row.role,
                expires_at: row.expires_at,
                revoked: row.revoked,
                expired: row.expired,
            })
        })
        .transpose()
}

fn narrowed(role: Permissions, scopes: Option<Permissions>) -> Permissions {
    scopes.map_or(role, |scopes| role.and(scopes))
}
