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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchange {
    /// The next token of the family is stored.
    Next {
        /// Whose it is.
        owner: Owner,
        /// End of the next token.
        expires_at: Timestamp,
    },
    /// The token is not known, its time is over or its family was ended before.
    Over,
    /// It was used before or is void: its whole family is ended.
    FamilyEnded(Ended),
}

/// A session that was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Whose.
    pub owner: Owner,
    /// Name of the user.
    pub username: String,
}

/// A session: the tokens that came from one login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Id.
    pub family_id: Uuid,
    /// When somebody logged in.
    pub begun_at: Timestamp,
    /// When it was last continued.
    pub last_used_at: Timestamp,
    /// From where it was last used, if that is known.
    pub address: Option<String>,
}

/// Whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// Organization the session acts in.
    pub org_id: OrgId,
    /// Who.
    pub user_id: UserId,
    /// The session.
    pub family_id: Uuid,
}

/// A token to be stored.
#[derive(Debug, Clone, Copy)]
pub struct NewRefreshToken<'a> {
    /// SHA-256 of the secret.
    pub sha256: &'a [u8; 32],
    /// How long it works.
    pub life: Duration,
    /// From where it was asked for, if that is known.
    pub address: Option<&'a str>,
}

/// Stores the first token of a login; returns its end.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_begin(
    tx: &SystemTx,
    owner: Owner,
    token: NewRefreshToken<'_>,
) -> Result<Timestamp, StoreError> {
    insert(tx, RefreshTokenId::from_uuid(Uuid::now_v7()), owner, token).await
}

/// Exchanges a token for the next one, as `nocturne_core::refresh` decides. Tokens of one family wait for each other.
///
/// # Errors
///
/// [`StoreError::Query`]; nothing was exchanged then.
pub async fn refresh_token_exchange(
    tx: &SystemTx,
    presented_sha256: &[u8; 32],
    next_token: NewRefreshToken<'_>,
) -> Result<Exchange, StoreError> {
    let Some(row) = presented(tx, presented_sha256).await? else {
        return Ok(Exchange::Over);
    };
    let token = Presented {
        expires_at: row.expires_at,
        used_at: row.used_at,
        voided_at: row.voided_at,
        revoked_at: row.revoked_at,
        successor_used: row.successor_used,
    };

    match present(&token, row.database_now) {
        Verdict::Over => Ok(Exchange::Over),
        Verdict::EndFamily => {
            family_revoke(tx, row.org_id, row.family_id).await?;
            Ok(Exchange::FamilyEnded(ended(row)))
        }
        Verdict::Continue => next(tx, &row, next_token).await,
        Verdict::Again => {
            if let Some(successor_id) = row.successor_id {
                sql::refresh_token_void()
                    .bind(tx.client(), &row.org_id, &successor_id)
                    .await
                    .map_err(query("refresh_token_void"))?;
            }
            next(tx, &row, next_token).await
        }
    }
}

/// Ends the family of a token; one that is not known, or was ended before, ends nothing.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_end(tx: &SystemTx, secret_sha256: &[u8; 32]) -> Result<Option<Ended>, StoreError> {
    let Some(row) = presented(tx, secret_sha256).await? else { return Ok(None) };
    let n_ended = family_revoke(tx, row.org_id, row.family_id).await?;
    Ok((n_ended > 0).then(|| ended(row)))
}

/// Ends every session of a user but the one that is `kept`.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_end_others(
    tx: &SystemTx,
    user_id: UserId,
    kept: Option<Uuid>,
) -> Result<(), StoreError> {
    sql::refresh_token_others_revoke()
        .bind(tx.client(), &user_id.uuid(), &kept)
        .await
        .map_err(query("refresh_token_others_revoke"))?;
    Ok(())
}

/// Sessions of a user in an organization that go on, the latest first; at most 500.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_families(
    system: &SystemStore,
    org_id: OrgId,
    user_id: UserId,
) -> Result<Vec<Family>, StoreError> {
    let client = system.client().await?;
    let rows = sql::refresh_token_families()
        .bind(&client, &org_id.uuid(), &user_id.uuid())
        .all()
        .await
        .map_err(query("refresh_token_families"))?;
    let family = |row: sql::RefreshTokenFamilies| Family {
        family_id: row.family_id,
        begun_at: row.begun_at,
        last_used_at: row.last_used_at,
        address: row.address,
    };
    Ok(rows.into_iter().map(family).collect())
}

/// Ends a session of this user; false when there is no such one that goes on.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn refresh_token_end_own(tx: &SystemTx, owner: Owner) -> Result<bool, StoreError> {
    let n_ended = sql::refresh_token_own_family_revoke()
        .bind(tx.client(), &owner.org_id.uuid(), &owner.user_id.uuid(), &owner.family_id)
        .await
        .map_err(query("refresh_token_own_family_revoke"))?;
    Ok(n_ended > 0)
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
    token: NewRefreshToken<'_>,
) -> Result<Exchange, StoreError> {
    let owner = Owner {
        org_id: OrgId::from_uuid(row.org_id),
        user_id: UserId::from_uuid(row.user_id),
        family_id: row.family_id,
    };
    let next = RefreshTokenId::from_uuid(Uuid::now_v7());
    sql::refresh_token_use()
        .bind(tx.client(), &next.uuid(), &row.org_id, &row.refresh_token_id)
        .await
        .map_err(query("refresh_token_use"))?;
    let expires_at = insert(tx, next, owner, token).await?;
    Ok(Exchange::Next { owner, expires_at })
}

fn ended(row: sql::RefreshTokenPresented) -> Ended {
    let (org_id, user_id) = (OrgId::from_uuid(row.org_id), UserId::from_uuid(row.user_id));
    Ended { owner: Owner { org_id, user_id, family_id: row.family_id }, username: row.username }
}

async fn family_revoke(tx: &SystemTx, org_id: Uuid, family_id: Uuid) -> Result<u64, StoreError> {
    sql::refresh_token_family_revoke()
        .bind(tx.client(), &org_id, &family_id)
        .await
        .map_err(query("refresh_token_family_revoke"))
}

async fn insert(
    tx: &SystemTx,
    refresh_token_id: RefreshTokenId,
    owner: Owner,
    token: NewRefreshToken<'_>,
) -> Result<Timestamp, StoreError> {
    sql::refresh_token_insert()
        .bind(
            tx.client(),
            &owner.org_id.uuid(),
            &refresh_token_id.uuid(),
            &owner.user_id.uuid(),
            &owner.family_id,
            &token.sha256.as_slice(),
            &token.life.as_secs_f64(),
            &token.address,
        )
        .one()
        .await
        .map_err(query("refresh_token_insert"))
}
