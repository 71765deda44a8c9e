//! Keys that sign access tokens.

use std::time::Duration;

use nocturne_store_queries::queries::signing_key as sql;

use crate::{
    error::{StoreError, query},
    pool::SystemStore,
};

/// A key pair, its private part wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// Names the key in a token's header.
    pub key_id: String,
    /// 32 bytes of Ed25519.
    pub public_key: Vec<u8>,
    /// Wrapped PKCS#8.
    pub private_wrapped: Vec<u8>,
    /// Key-encryption key that wrapped it.
    pub kek_id: String,
}

/// The newest key, which signs, and the one before it, which is still accepted.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn signing_key_active(system: &SystemStore) -> Result<Vec<SigningKeyRow>, StoreError> {
    let client = system.client().await?;
    let rows = sql::signing_key_active().bind(&client).all().await.map_err(query("signing_key_active"))?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Stores the first key, unless another coordinator was faster; returns the keys in force either way.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn signing_key_ensure(
    system: &SystemStore,
    first: SigningKeyRow,
) -> Result<Vec<SigningKeyRow>, StoreError> {
    let tx = system.begin("signing_key_ensure").await?;
    sql::signing_key_lock().bind(tx.client()).one().await.map_err(query("signing_key_lock"))?;
    let rows =
        sql::signing_key_active().bind(tx.client()).all().await.map_err(query("signing_key_active"))?;
    if !rows.is_empty() {
        return Ok(rows.into_iter().map(from_row).collect());
    }
    sql::signing_key_insert()
        .bind(tx.client(), &first.key_id, &first.public_key, &first.private_wrapped, &first.kek_id)
        .await
        .map_err(query("signing_key_insert"))?;
    tx.commit().await?;
    Ok(vec![first])
}

/// What became of the wish for another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// The new key signs.
    Done,
    /// The newest key has not reached the age asked for; nothing was changed.
    Young {
        /// Its age.
        age: Duration,
    },
}

/// Puts another key in force if the newest is at least `min_age` old, and deletes all but the newest `n_kept`.
///
/// # Errors
///
/// [`StoreError::Query`]; nothing was changed then.
pub async fn signing_key_rotate(
    system: &SystemStore,
    next: &SigningKeyRow,
    min_age: Duration,
    n_kept: i64,
) -> Result<Rotation, StoreError> {
    let tx = system.begin("signing_key_rotate").await?;
    sql::signing_key_lock().bind(tx.client()).one().await.map_err(query("signing_key_lock"))?;
    let age = sql::signing_key_newest_age()
        .bind(tx.client())
        .one()
        .await
        .map_err(query("signing_key_newest_age"))?;
    let age = age.map(|age_s| Duration::try_from_secs_f64(age_s).unwrap_or_default());
    if let Some(age) = age.filter(|age| *age < min_age) {
        return Ok(Rotation::Young { age });
    }
    sql::signing_key_insert()
        .bind(tx.client(), &next.key_id, &next.public_key, &next.private_wrapped, &next.kek_id)
        .await
        .map_err(query("signing_key_insert"))?;
    sql::signing_key_trim().bind(tx.client(), &n_kept).await.map_err(query("signing_key_trim"))?;
    tx.commit().await?;
    Ok(Rotation::Done)
}

fn from_row(row: sql::SigningKeyActive) -> SigningKeyRow {
    SigningKeyRow {
        key_id: row.key_id,
        public_key: row.public_key,
        private_wrapped: row.private_wrapped,
        kek_id: row.kek_id,
    }
}
