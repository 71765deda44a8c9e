//! Join tokens being redeemed, and the agents and certificates that come of it.

use nocturne_core::enrolment::Token;
use nocturne_shared::{
    id::{AgentId, JoinTokenId, OrgId, SiteId},
    label::Labels,
    time::Timestamp,
};
use nocturne_store_queries::queries::enrolment as sql;

use crate::{
    error::{StoreError, damaged, query},
    labels::{labels_from_json, labels_to_json},
    pool::SystemTx,
};

/// A join token whose row is locked.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// Organization.
    pub org_id: OrgId,
    /// SHA-256 of its secret.
    pub secret_sha256: Vec<u8>,
    /// Labels the agent gets.
    pub labels: Labels,
    /// Name the agent gets; empty is derived from its host name.
    pub agent_slug: String,
    /// Site the agent belongs to.
    pub site_id: SiteId,
    /// Name of the site.
    pub site_slug: String,
    /// What decides whether it may be redeemed.
    pub token: Token,
    /// Clock of the database.
    pub database_now: Timestamp,
}

/// An agent to store.
#[derive(Debug, Clone)]
pub struct NewAgent<'a> {
    /// Id.
    pub agent_id: AgentId,
    /// Name.
    pub slug: String,
    /// Name the host gives itself.
    pub hostname: &'a str,
    /// Version of its program.
    pub version: &'a str,
}

/// A certificate to record.
#[derive(Debug, Clone, Copy)]
pub struct NewCertificate<'a> {
    /// Serial number.
    pub serial: &'a [u8],
    /// SHA-256 of its public key.
    pub spki_sha256: &'a [u8; 32],
    /// Begin.
    pub not_before: Timestamp,
    /// End.
    pub not_after: Timestamp,
}

/// Locks a token's row.
///
/// # Errors
///
/// The store's.
pub async fn token_lock(tx: &SystemTx, id: JoinTokenId) -> Result<Option<TokenRow>, StoreError> {
    let row = sql::enrolment_token_lock()
        .bind(tx.client(), &id.uuid())
        .opt()
        .await
        .map_err(query("enrolment_token_lock"))?;
    let Some(row) = row else { return Ok(None) };
    let redeemed = match (row.redeemed_at, row.redeemed_spki_sha256, row.agent_id) {
        (Some(at), Some(key), Some(agent_id)) => {
            let key = <[u8; 32]>::try_from(key).map_err(|_| damaged("key hash")("not 32 bytes long"))?;
            Some((at, key, AgentId::from_uuid(agent_id)))
        }
        _ => None,
    };
    Ok(Some(TokenRow {
        org_id: OrgId::from_uuid(row.org_id),
        secret_sha256: row.secret_sha256,
        labels: labels_from_json(row.labels)?,
        agent_slug: row.agent_slug,
        site_id: SiteId::from_uuid(row.site_id),
        site_slug: row.site_slug,
        token: Token { expires_at: row.expires_at, revoked_at: row.revoked_at, redeemed },
        database_now: row.database_now,
    }))
}

/// Binds a token to the key that redeems it.
///
/// # Errors
///
/// [`StoreError::Conflict`] when it is bound already.
pub async fn token_bind(
    tx: &SystemTx,
    row: &TokenRow,
    id: JoinTokenId,
    spki_sha256: &[u8; 32],
    agent_id: AgentId,
) -> Result<(), StoreError> {
    let n_bound = sql::enrolment_token_bind()
        .bind(tx.client(), &spki_sha256.as_slice(), &agent_id.uuid(), &row.org_id.uuid(), &id.uuid())
        .await
        .map_err(query("enrolment_token_bind"))?;
    if n_bound == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "join token" }) }
}

/// True when an agent of that name exists.
///
/// # Errors
///
/// The store's.
pub async fn slug_taken(tx: &SystemTx, org_id: OrgId, slug: &str) -> Result<bool, StoreError> {
    sql::enrolment_slug_taken()
        .bind(tx.client(), &org_id.uuid(), &slug)
        .one()
        .await
        .map_err(query("enrolment_slug_taken"))
}

/// Stores an agent.
///
/// # Errors
///
/// [`StoreError::AlreadyExists`] when the name was taken meanwhile.
pub async fn agent_insert(
    tx: &SystemTx,
    row: &TokenRow,
    agent: &NewAgent<'_>,
    serial: &[u8],
    certificate_expires_at: Timestamp,
) -> Result<(), StoreError> {
    sql::enrolment_agent_insert()
        .bind(
            tx.client(),
            &row.org_id.uuid(),
            &agent.agent_id.uuid(),
            &agent.slug,
            &row.site_id.uuid(),
            &labels_to_json(&row.labels),
            &agent.hostname,
            &agent.version,
            &serial,
            &certificate_expires_at,
        )
        .await
        .map(drop)
        .map_err(query("enrolment_agent_insert"))
}

/// Gives an agent that enrols again with the same key its next certificate; `None` when it was revoked.
///
/// # Errors
///
/// The store's.
pub async fn agent_again(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
    serial: &[u8],
    certificate_expires_at: Timestamp,
) -> Result<Option<String>, StoreError> {
    sql::enrolment_agent_again()
        .bind(tx.client(), &serial, &certificate_expires_at, &org_id.uuid(), &agent_id.uuid())
        .opt()
        .await
        .map_err(query("enrolment_agent_again"))
}

/// Records a certificate.
///
/// # Errors
///
/// The store's.
pub async fn certificate_insert(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
    made: &NewCertificate<'_>,
) -> Result<(), StoreError> {
    sql::enrolment_certificate_insert()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &agent_id.uuid(),
            &made.serial,
            &made.spki_sha256.as_slice(),
            &made.not_before,
            &made.not_after,
        )
        .await
        .map(drop)
        .map_err(query("enrolment_certificate_insert"))
}

/// Hands out the next serial number; false when the agent is revoked or gone.
///
/// # Errors
///
/// The store's.
pub async fn renew(
    tx: &SystemTx,
    org_id: OrgId,
    agent_id: AgentId,
    serial: &[u8],
) -> Result<bool, StoreError> {
    let n_renewed = sql::enrolment_renew()
        .bind(tx.client(), &serial, &org_id.uuid(), &agent_id.uuid())
        .await
        .map_err(query("enrolment_renew"))?;
    Ok(n_renewed == 1)
}
