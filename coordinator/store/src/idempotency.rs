//! Requests that were made under an id of the caller's own: asked again, they make nothing twice.
//!
//! An id is claimed inside the transaction of the creation and settled before its commit. A second caller with the same
//! id waits for that commit at its own claim; when the creation fails, the claim is gone with it.

use std::time::Duration;

use nocturne_shared::id::OrgId;
use nocturne_store_queries::{client::GenericClient, queries::idempotency as sql};

use crate::{
    error::{StoreError, damaged, query},
    pool::{OrgTx, SystemStore, SystemTx},
};

/// How long an id is remembered: a job that runs daily does not meet the id it used the day before.
pub const LIFE: Duration = Duration::from_hours(24);

/// Who asks for what, under which id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who asks; ids of two callers never meet.
    pub principal: String,
    /// What is asked for.
    pub method: &'static str,
    /// The caller's id, 1 to 128 characters.
    pub request_id: String,
    /// SHA-256 of the request without the id.
    pub request_sha256: [u8; 32],
}

/// What a claim finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// The id is this transaction's: create, settle, commit.
    Free,
    /// The same request was answered already, with this.
    Answered(Vec<u8>),
    /// The id belongs to another request.
    Other,
}

/// Claims an id; waits for a transaction that holds the same one.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Conflict`] when the id was trimmed between two looks.
pub async fn idempotency_claim(tx: &OrgTx, claim: &Claim) -> Result<Claimed, StoreError> {
    claim_by(tx.client(), tx.org_id(), claim).await
}

/// As [`idempotency_claim`], by the system role.
///
/// # Errors
///
/// As [`idempotency_claim`].
pub async fn idempotency_claim_system(
    tx: &SystemTx,
    org_id: OrgId,
    claim: &Claim,
) -> Result<Claimed, StoreError> {
    claim_by(tx.client(), org_id, claim).await
}

async fn claim_by<C: GenericClient>(client: &C, org_id: OrgId, claim: &Claim) -> Result<Claimed, StoreError> {
    let org_id = org_id.uuid();
    let n_claimed = sql::idempotency_claim()
        .bind(
            client,
            &org_id,
            &claim.principal,
            &claim.method,
            &claim.request_id,
            &claim.request_sha256.as_slice(),
            &LIFE.as_secs_f64(),
        )
        .await
        .map_err(query("idempotency_claim"))?;
    if n_claimed == 1 {
        return Ok(Claimed::Free);
    }
    let held = sql::idempotency_get()
        .bind(client, &org_id, &claim.principal, &claim.method, &claim.request_id)
        .opt()
        .await
        .map_err(query("idempotency_get"))?
        .ok_or(StoreError::Conflict { what: "request id" })?;
    if held.request_sha256 != claim.request_sha256 {
        return Ok(Claimed::Other);
    }
    let response = held.response.ok_or_else(|| damaged("idempotency_key")("it was never settled"))?;
    Ok(Claimed::Answered(response))
}

/// Notes what a claimed request is answered with.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::NotFound`] for an id that was not claimed.
pub async fn idempotency_settle(tx: &OrgTx, claim: &Claim, response: &[u8]) -> Result<(), StoreError> {
    settle_by(tx.client(), tx.org_id(), claim, response).await
}

/// As [`idempotency_settle`], by the system role.
///
/// # Errors
///
/// As [`idempotency_settle`].
pub async fn idempotency_settle_system(
    tx: &SystemTx,
    org_id: OrgId,
    claim: &Claim,
    response: &[u8],
) -> Result<(), StoreError> {
    settle_by(tx.client(), org_id, claim, response).await
}

async fn settle_by<C: GenericClient>(
    client: &C,
    org_id: OrgId,
    claim: &Claim,
    response: &[u8],
) -> Result<(), StoreError> {
    let n_settled = sql::idempotency_settle()
        .bind(client, &response, &org_id.uuid(), &claim.principal, &claim.method, &claim.request_id)
        .await
        .map_err(query("idempotency_settle"))?;
    if n_settled == 1 {
        Ok(())
    } else {
        Err(StoreError::NotFound { what: "claimed request", id: claim.request_id.clone() })
    }
}

/// Forgets ids whose time is over, of every organization; returns how many.
///
/// # Errors
///
/// The store's.
pub async fn idempotency_trim(system: &SystemStore) -> Result<u64, StoreError> {
    let client = system.client().await?;
    sql::idempotency_trim().bind(&client, &LIFE.as_secs_f64()).await.map_err(query("idempotency_trim"))
}
