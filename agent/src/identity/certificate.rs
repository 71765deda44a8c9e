//! What an agent's certificate says, and whether it is one for this key.

use nocturne_runtime::tls::{self, PeerName};
use nocturne_shared::{
    id::{AgentId, OrgId},
    time::Timestamp,
};
use rustls_pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};

/// What an agent's certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Name of the installation.
    pub trust_domain: String,
    /// The agent's organization.
    pub org_id: OrgId,
    /// The agent.
    pub agent_id: AgentId,
    /// Begin of its life. Lies in the past to allow for slow clocks.
    pub not_before: Timestamp,
    /// End of its life.
    pub not_after: Timestamp,
    /// Serial number, hexadecimal, for logs.
    pub serial: String,
}

/// Looks at the first certificate of a chain: is it for this public key (SPKI, DER), and does it name an agent?
///
/// Who signed it is not looked at: the chain came over a connection that was, and the coordinator looks at it whenever
/// it is used.
///
/// # Errors
///
/// What is wrong with it.
pub fn read(chain: &[CertificateDer<'_>], public_key: &[u8]) -> Result<CertificateFacts, CertificateError> {
    let leaf = chain.first().ok_or(CertificateError::Empty)?;
    let certified = tls::spki_sha256(leaf).map_err(CertificateError::Unreadable)?;
    if certified != <[u8; 32]>::from(Sha256::digest(public_key)) {
        return Err(CertificateError::OtherKey);
    }
    let PeerName::Agent { trust_domain, org_id, agent_id } =
        tls::peer_name(leaf).map_err(CertificateError::Unreadable)?
    else {
        return Err(CertificateError::NoAgent);
    };
    let (not_before, not_after) = tls::validity(leaf).map_err(CertificateError::Unreadable)?;
    let serial = tls::serial(leaf).map_err(CertificateError::Unreadable)?;
    Ok(CertificateFacts {
        trust_domain,
        org_id: OrgId::from_uuid(org_id),
        agent_id: AgentId::from_uuid(agent_id),
        not_before,
        not_after,
        serial: hex::encode(serial),
    })
}

/// The certificate is not one for this agent.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// There is none.
    #[error("there is no certificate")]
    Empty,
    /// It does not say what an agent's certificate says.
    #[error("the certificate cannot be used")]
    Unreadable(#[source] tls::CertificateError),
    /// It certifies another key.
    #[error("the certificate is for another key")]
    OtherKey,
    /// It names a coordinator.
    #[error("the certificate names no agent")]
    NoAgent,
}
