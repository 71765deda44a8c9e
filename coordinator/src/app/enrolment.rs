//! Redeeming join tokens and renewing certificates.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use nocturne_core::{
    audit::ActorKind,
    enrolment::{self, Redeem, Refused},
};
use nocturne_runtime::clock;
use nocturne_shared::{
    id::{AgentId, JoinTokenId},
    label::Slug,
};
use nocturne_store::{StoreError, SystemStore, SystemTx, enrolment as store};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::{
    app::audit::{self, Action, Actor, Change, Object},
    error::ApiError,
    live::Live,
    pki::{
        Authority,
        authority::{AuthorityError, Issued, request_spki_sha256},
        identity::PeerAgent,
    },
};

/// Enrolments at once. Each is a signature and a transaction; a herd of them must not starve ingest.
const MAX_AT_ONCE: usize = 8;
/// Names tried when the wished one is taken: `edge`, `edge-2`, … `edge-100`.
const MAX_NAMES: u32 = 100;

/// The use case.
pub struct Enrolment {
    system: SystemStore,
    authority: Arc<Authority>,
    certificate_life: Duration,
    room: Semaphore,
    live: Live,
}

/// What an agent gets.
pub struct Enrolled {
    /// DER.
    pub certificate_der: Vec<u8>,
    /// Its name.
    pub agent_slug: String,
    /// Its site.
    pub site_slug: String,
}

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// No such token, or its secret is wrong. The two are not told apart.
    #[error("no such join token")]
    TokenUnknown,
    /// The token admits nobody.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The agent the token made was revoked since.
    #[error("the agent of this token was revoked")]
    AgentGone,
    /// The name in the token belongs to another agent.
    #[error("an agent named {slug:?} exists already")]
    SlugTaken {
        /// The name.
        slug: String,
    },
    /// As many as there is room for are under way.
    #[error("too many enrolments at once")]
    Busy,
    /// The request is malformed.
    #[error("the certificate request is malformed")]
    Request(#[source] AuthorityError),
    /// The authority cannot issue.
    #[error("no certificate was issued")]
    Authority(#[source] AuthorityError),
    /// The database.
    #[error("the enrolment could not be stored")]
    Store(#[from] StoreError),
    /// What was done could not be written down.
    #[error("the enrolment could not be recorded")]
    Audit(#[from] ApiError),
}

impl Enrolment {
    /// Certificates get `certificate_life`; `live` is told who enrols.
    #[must_use]
    pub fn new(
        system: SystemStore,
        authority: Arc<Authority>,
        certificate_life: Duration,
        live: Live,
    ) -> Self {
        Self { system, authority, certificate_life, room: Semaphore::new(MAX_AT_ONCE), live }
    }

    /// The authority it issues from.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Redeems a token. The token's row is locked while this is decided, so of many calls with one token exactly one key
    /// wins, and that key may repeat the call for ten minutes.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]. The token is used up only by success.
    pub async fn enrol(
        &self,
        token: &str,
        csr_der: &[u8],
        hostname: &str,
        version: &str,
    ) -> Result<Enrolled, EnrolError> {
        let _room = self.room.try_acquire().map_err(|_| EnrolError::Busy)?;
        let (join_token_id, secret) = parse_token(token).ok_or(EnrolError::TokenUnknown)?;
        let spki_sha256 = request_spki_sha256(csr_der).map_err(EnrolError::Request)?;

        let tx = self.system.begin("enrol").await?;
        let row = store::token_lock(&tx, join_token_id).await?.ok_or(EnrolError::TokenUnknown)?;
        if Sha256::digest(&secret).as_slice() != row.secret_sha256 {
            return Err(EnrolError::TokenUnknown);
        }
        let (agent_id, enrolled) = match enrolment::redeem(&row.token, &spki_sha256, row.database_now)? {
            Redeem::Fresh => {
                let agent_id = AgentId::from_uuid(uuid::Uuid::now_v7());
                let issued = self.issue(&row, agent_id, csr_der)?;
                let agent_slug = free_slug(&tx, &row, hostname).await?;
                let agent = store::NewAgent { agent_id, slug: agent_slug.clone(), hostname, version };
                store::agent_insert(&tx, &row, &agent, &issued.serial, issued.not_after).await?;
                store::token_bind(&tx, &row, join_token_id, &spki_sha256, agent_id).await?;
                let change = enrolment_change(&row, &agent);
                audit::record_system(&tx, row.org_id, actor(&row, join_token_id), change).await?;
                (agent_id, self.record(&tx, &row, agent_id, issued, agent_slug).await?)
            }
            Redeem::Again(agent_id) => {
                let issued = self.issue(&row, agent_id, csr_der)?;
                let again =
                    store::agent_again(&tx, row.org_id, agent_id, &issued.serial, issued.not_after).await?;
                let agent_slug = again.ok_or(EnrolError::AgentGone)?;
                (agent_id, self.record(&tx, &row, agent_id, issued, agent_slug).await?)
            }
        };
        tx.commit().await?;
        self.live.agent_changed(row.org_id, agent_id);
        tracing::info!(agent.slug = %enrolled.agent_slug, site = %enrolled.site_slug, "agent {} enrolled", enrolled.agent_slug);
        Ok(enrolled)
    }

    /// Certifies another key of an agent that is connected with a valid certificate. The old one works until the new one
    /// is first used.
    ///
    /// # Errors
    ///
    /// [`EnrolError::AgentGone`] when the agent was revoked meanwhile.
    pub async fn renew(&self, peer: &PeerAgent, csr_der: &[u8]) -> Result<Vec<u8>, EnrolError> {
        let issued = self
            .authority
            .issue_agent(peer.org_id, peer.agent_id, csr_der, self.certificate_life)
            .map_err(EnrolError::Request)?;
        let tx = self.system.begin("renew").await?;
        if !store::renew(&tx, peer.org_id, peer.agent_id, &issued.serial).await? {
            return Err(EnrolError::AgentGone);
        }
        store::certificate_insert(&tx, peer.org_id, peer.agent_id, &certificate(&issued)).await?;
        tx.commit().await?;
        let left = nocturne_shared::time::since(clock::now(), issued.not_after);
        tracing::info!(agent.id = %peer.agent_id, left_s = left.as_secs(), "agent {} renewed its certificate", peer.agent_id);
        Ok(issued.der)
    }

    fn issue(&self, row: &store::TokenRow, agent_id: AgentId, csr_der: &[u8]) -> Result<Issued, EnrolError> {
        self.authority
            .issue_agent(row.org_id, agent_id, csr_der, self.certificate_life)
            .map_err(EnrolError::Authority)
    }

    async fn record(
        &self,
        tx: &SystemTx,
        row: &store::TokenRow,
        agent_id: AgentId,
        issued: Issued,
        agent_slug: String,
    ) -> Result<Enrolled, EnrolError> {
        store::certificate_insert(tx, row.org_id, agent_id, &certificate(&issued)).await?;
        Ok(Enrolled { certificate_der: issued.der, agent_slug, site_slug: row.site_slug.clone() })
    }
}

/// The agent has no identity before this: it acts by the token that somebody gave it.
fn actor(row: &store::TokenRow, join_token_id: JoinTokenId) -> Actor {
    let name = format!("join token of site {}", row.site_slug);
    Actor { kind: ActorKind::JoinToken, id: Some(join_token_id.uuid()), name }
}

fn enrolment_change(row: &store::TokenRow, agent: &store::NewAgent<'_>) -> Change {
    let after = json!({
        "agent_id": agent.agent_id,
        "slug": agent.slug,
        "site": row.site_slug,
        "labels": row.labels,
        "hostname": agent.hostname,
        "version": agent.version,
        "presence": "PENDING",
    });
    let object = Object::new("agent", agent.agent_id, &agent.slug);
    Change { action: Action::AgentsEnrol, object, before: None, after: Some(after) }
}

fn certificate(issued: &Issued) -> store::NewCertificate<'_> {
    store::NewCertificate {
        serial: &issued.serial,
        spki_sha256: &issued.spki_sha256,
        not_before: issued.not_before,
        not_after: issued.not_after,
    }
}

/// `noc1.<id>.<secret>.<pin>`; the pin is the agent's business.
fn parse_token(token: &str) -> Option<(JoinTokenId, Vec<u8>)> {
    let mut parts = token.trim().split('.');
    let (head, id, secret, pin) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let whole = head == "noc1" && !secret.is_empty() && !pin.is_empty() && parts.next().is_none();
    let secret = URL_SAFE_NO_PAD.decode(secret).ok()?;
    if whole { Some((id.parse().ok()?, secret)) } else { None }
}

async fn free_slug(tx: &SystemTx, row: &store::TokenRow, hostname: &str) -> Result<String, EnrolError> {
    if !row.agent_slug.is_empty() {
        let taken = store::slug_taken(tx, row.org_id, &row.agent_slug).await?;
        let slug = row.agent_slug.clone();
        return if taken { Err(EnrolError::SlugTaken { slug }) } else { Ok(slug) };
    }
    let wished = Slug::nearest(hostname, "agent");
    for number in 1..=MAX_NAMES {
        let slug = if number == 1 {
            wished.to_string()
        } else {
            Slug::nearest(&format!("{number}-{wished}"), "agent").to_string()
        };
        if !store::slug_taken(tx, row.org_id, &slug).await? {
            return Ok(slug);
        }
    }
    Err(EnrolError::SlugTaken { slug: wished.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_four_parts() {
        let id = JoinTokenId::from_parts(1, &[0; 10]);

        assert_eq!(parse_token(&format!("noc1.{id}.c2VjcmV0.pin\n")), Some((id, b"secret".to_vec())));
        for bad in [
            "",
            "noc1",
            "noc1.x.s.p",
            &format!("noc2.{id}.s.p"),
            &format!("noc1.{id}.s.p.q"),
            &format!("noc1.{id}..p"),
        ] {
            assert_eq!(parse_token(bad), None, "{bad}");
        }
    }
}
