//! Refresh tokens: each works once, unless its answer was lost, and a login's tokens form one family.

use std::time::Duration;

use nocturne_core::refresh::{Presented, Verdict, present};
use nocturne_shared::{
    id::{OrgId, RefreshTokenId, UserId},
    time::Timestamp,
};
use nocturne_store_queries::queries::refresh_token as sql;
use uuid::Uuid;

use crate::{
    error::{StoreError, query},
    pool::{SystemStore, SystemTx},
};

/// What became of a token that was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// The next token of the family is stored.
    Next {
        /// Organization the session acts in.
        org_id: OrgId,
        /// Who.
        user_id: UserId,
        /// End of the next token.
        expires_at: Timestamp,
    },
    /// The token is not known, its time is over or its family was ended before.
    Over,
    /// It was used before or is void: its whole family is ended.
    FamilyEnded {
        /// Whose.
        user_id: UserId,
    },
}

/// Stores the first token of a login; returns its end.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_begin(
    system: &SystemStore,
    org_id: OrgId,
    user_id: UserId,
    secret_sha256: &[u8; 32],
    life: Duration,
) -> Result<Timestamp, StoreError> {
    let tx = system.begin("refresh_token_begin").await?;
    let (first, family_id) = (RefreshTokenId::from_uuid(Uuid::now_v7()), Uuid::now_v7());
    let expires_at = insert(&tx, org_id, first, user_id, family_id, secret_sha256, life).await?;
    tx.commit().await?;
    Ok(expires_at)
}

/// Exchanges a token for the next one, as `nocturne_core::refresh` decides. Tokens of one family wait for each other.
///
/// # Errors
///
/// [`StoreError::Query`]; nothing was exchanged then.
pub async fn refresh_token_exchange(
    system: &SystemStore,
    presented_sha256: &[u8; 32],
    next_sha256: &[u8; 32],
    life: Duration,
) -> Result<Exchange, StoreError> {
    let tx = system.begin("refresh_token_exchange").await?;
    let Some(row) = presented(&tx, presented_sha256).await? else {
        return Ok(Exchange::Over);
    };
    let token = Presented {
        expires_at: row.expires_at,
        used_at: row.used_at,
        voided_at: row.voided_at,
        revoked_at: row.revoked_at,
        successor_used: row.successor_used,
    };

    let done = match present(&token, row.database_now) {
        Verdict::Over => return Ok(Exchange::Over),
        Verdict::EndFamily => {
            family_revoke(&tx, row.org_id, row.family_id).await?;
            Exchange::FamilyEnded { user_id: UserId::from_uuid(row.user_id) }
        }
        Verdict::Continue => next(&tx, &row, next_sha256, life).await?,
        Verdict::Again => {
            if let Some(successor_id) = row.successor_id {
                sql::refresh_token_void()
                    .bind(tx.client(), &row.org_id, &successor_id)
                    .await
                    .map_err(query("refresh_token_void"))?;
            }
            next(&tx, &row, next_sha256, life).await?
        }
    };
    tx.commit().await?;
    Ok(done)
}

/// Ends the family of a token; one that is not known ends nothing.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_end(system: &SystemStore, secret_sha256: &[u8; 32]) -> Result<(), StoreError> {
    let tx = system.begin("refresh_token_end").await?;
    if let Some(row) = presented(&tx, secret_sha256).await? {
        family_revoke(&tx, row.org_id, row.family_id).await?;
    }
    tx.commit().await
}

/// Deletes tokens that ended a week ago; returns how many.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_expire(system: &SystemStore) -> Result<u64, StoreError> {
    let client = system.client().await?;
    sql::refresh_token_expire().bind(&client).await.map_err(query("refresh_token_expire"))
}

/// The token as it is once nobody else decides about its family.
async fn presented(
    tx: &SystemTx,
    secret_sha256: &[u8; 32],
) -> Result<Option<sql::RefreshTokenPresented>, StoreError> {
    let found = sql::refresh_token_family()
        .bind(tx.client(), &secret_sha256.as_slice())
        .opt()
        .await
        .map_err(query("refresh_token_family"))?;
    let Some(family_id) = found else { return Ok(None) };
    sql::refresh_token_family_lock()
        .bind(tx.client(), &family_id)
        .one()
        .await
        .map_err(query("refresh_token_family_lock"))?;
    sql::refresh_token_presented()
        .bind(tx.client(), &secret_sha256.as_slice())
        .opt()
        .await
        .map_err(query("refresh_token_presented"))
}

/// Stores the next token of the family, which the presented one is exchanged for.
async fn next(
    tx: &SystemTx,
    row: &sql::RefreshTokenPresented,
    next_sha256: &[u8; 32],
    life: Duration,
) -> Result<Exchange, StoreError> {
    let (org_id, user_id) = (OrgId::from_uuid(row.org_id), UserId::from_uuid(row.user_id));
    let next = RefreshTokenId::from_uuid(Uuid::now_v7());
    sql::refresh_token_use()
        .bind(tx.client(), &next.uuid(), &row.org_id, &row.refresh_token_id)
        .await
        .map_err(query("refresh_token_use"))?;
    let expires_at = insert(tx, org_id, next, user_id, row.family_id, next_sha256, life).await?;
    Ok(Exchange::Next { org_id, user_id, expires_at })
}

async fn family_revoke(tx: &SystemTx, org_id: Uuid, family_id: Uuid) -> Result<(), StoreError> {
    sql::refresh_token_family_revoke()
        .bind(tx.client(), &org_id, &family_id)
        .await
        .map_err(query("refresh_token_family_revoke"))?;
    Ok(())
}

async fn insert(
    tx: &SystemTx,
    org_id: OrgId,
    refresh_token_id: RefreshTokenId,
    user_id: UserId,
    family_id: Uuid,
    secret_sha256: &[u8; 32],
    life: Duration,
) -> Result<Timestamp, StoreError> {
    sql::refresh_token_insert()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &refresh_token_id.uuid(),
            &user_id.uuid(),
            &family_id,
            &secret_sha256.as_slice(),
            &life.as_secs_f64(),
        )
        .one()
        .await
        .map_err(query("refresh_token_insert"))
}
