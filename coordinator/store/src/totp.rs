//! Second factors and the codes for when one is lost.

use nocturne_shared::{id::UserId, time::Timestamp};
use nocturne_store_queries::queries::totp as sql;

use crate::{
    error::{StoreError, query},
    pool::SystemTx,
};

/// A second factor.
#[derive(Clone)]
pub struct TotpRow {
    /// The secret, wrapped.
    pub secret_wrapped: Vec<u8>,
    /// Absent until a code has proved that the secret arrived.
    pub confirmed_at: Option<Timestamp>,
    /// Step of the last code that was accepted.
    pub last_step: i64,
}

/// Keeps a secret that no code has proved yet, in place of the one before; false when there is a proved one.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn totp_begin(
    tx: &SystemTx,
    user_id: UserId,
    secret_wrapped: &[u8],
    kek_id: &str,
) -> Result<bool, StoreError> {
    let n_kept = sql::totp_begin()
        .bind(tx.client(), &user_id.uuid(), &secret_wrapped, &kek_id)
        .await
        .map_err(query("totp_begin"))?;
    Ok(n_kept == 1)
}

/// A user's second factor.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn totp_get(tx: &SystemTx, user_id: UserId) -> Result<Option<TotpRow>, StoreError> {
    let found = sql::totp_get().bind(tx.client(), &user_id.uuid()).opt().await.map_err(query("totp_get"))?;
    Ok(found.map(|row| TotpRow {
        secret_wrapped: row.secret_wrapped,
        confirmed_at: row.confirmed_at,
        last_step: row.last_step,
    }))
}

/// Puts a secret in force whose code of `step` was right, with its recovery codes; false when it is in force already or
/// another one was begun.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn totp_confirm(
    tx: &SystemTx,
    user_id: UserId,
    secret_wrapped: &[u8],
    step: i64,
    recovery_sha256: &[[u8; 32]],
) -> Result<bool, StoreError> {
    let n_confirmed = sql::totp_confirm()
        .bind(tx.client(), &step, &user_id.uuid(), &secret_wrapped)
        .await
        .map_err(query("totp_confirm"))?;
    if n_confirmed == 0 {
        return Ok(false);
    }
    for code in recovery_sha256 {
        sql::recovery_code_insert()
            .bind(tx.client(), &user_id.uuid(), &code.as_slice())
            .await
            .map_err(query("recovery_code_insert"))?;
    }
    Ok(true)
}

/// Uses up the code of a step; false when it or a later one was used before.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn totp_use(tx: &SystemTx, user_id: UserId, step: i64) -> Result<bool, StoreError> {
    let n_used =
        sql::totp_use().bind(tx.client(), &step, &user_id.uuid()).await.map_err(query("totp_use"))?;
    Ok(n_used == 1)
}

/// Uses up a recovery code; false when there is none or it was used before.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn recovery_code_use(
    tx: &SystemTx,
    user_id: UserId,
    code_sha256: &[u8; 32],
) -> Result<bool, StoreError> {
    let n_used = sql::recovery_code_use()
        .bind(tx.client(), &user_id.uuid(), &code_sha256.as_slice())
        .await
        .map_err(query("recovery_code_use"))?;
    Ok(n_used == 1)
}

/// Ends a second factor with its recovery codes; false when there is none.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn totp_delete(tx: &SystemTx, user_id: UserId) -> Result<bool, StoreError> {
    let n_deleted =
        sql::totp_delete().bind(tx.client(), &user_id.uuid()).await.map_err(query("totp_delete"))?;
    Ok(n_deleted > 0)
}
