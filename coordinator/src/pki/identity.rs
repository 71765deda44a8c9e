//! Who is at the other end: identity comes from the client certificate and from nothing else.

use nocturne_runtime::tls::{self, PeerName};
use nocturne_shared::id::{AgentId, OrgId};

/// An agent as its certificate names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerAgent {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Serial number of the certificate.
    pub serial: Vec<u8>,
    /// End of the certificate, microseconds since 1970.
    pub not_after_us: i64,
}

/// Why a certificate names no agent of ours.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The certificate cannot be read.
    #[error("the client certificate cannot be read")]
    Certificate(#[source] tls::CertificateError),
    /// It names a coordinator.
    #[error("the client certificate is not an agent's")]
    NotAnAgent,
    /// It names an agent of another installation.
    #[error("the client certificate belongs to trust domain {0:?}")]
    Foreign(String),
}

/// Reads the identity out of a verified client certificate, DER.
///
/// # Errors
///
/// [`IdentityError`]; the chain itself was verified by TLS before.
pub fn peer_agent(der: &[u8], trust_domain: &str) -> Result<PeerAgent, IdentityError> {
    let name = tls::peer_name(der).map_err(IdentityError::Certificate)?;
    let PeerName::Agent { trust_domain: domain, org_id, agent_id } = name else {
        return Err(IdentityError::NotAnAgent);
    };
    if domain != trust_domain {
        return Err(IdentityError::Foreign(domain));
    }
    let (_, not_after) = tls::validity(der).map_err(IdentityError::Certificate)?;
    Ok(PeerAgent {
        org_id: OrgId::from_uuid(org_id),
        agent_id: AgentId::from_uuid(agent_id),
        serial: tls::serial(der).map_err(IdentityError::Certificate)?,
        not_after_us: not_after.as_microsecond(),
    })
}
