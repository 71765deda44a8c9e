//! The authority that certifies agents and the coordinator's own agent port.
//!
//! Its key lies in the database, wrapped, so that every coordinator can issue. Certificates are built here from scratch:
//! of a request only the public key is taken, never a name, a usage or a time.

use std::time::Duration;

use nocturne_runtime::{
    clock,
    tls::{self, PeerName},
};
use nocturne_shared::{
    id::{AgentId, OrgId},
    time::{self, Timestamp},
};
use nocturne_store::{StoreError, SystemStore, authority as store};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData, SanType, SerialNumber, date_time_ymd,
};
use rustls_pki_types::{CertificateDer, CertificateSigningRequestDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use uuid::Uuid;

use super::kek::{Kek, KekError};

/// Ten years: the root outlives every plan to replace it, which rotation phases do long before.
const CA_LIFE: Duration = Duration::from_hours(24 * 3_650);
/// The coordinator's own certificate: renewed at every start and half way.
pub const SERVER_LIFE: Duration = Duration::from_hours(24 * 30);
/// Certificates begin in the past: an agent's clock may be two days slow on its first day.
const SERVER_BACKDATE: Duration = Duration::from_hours(48);
/// An agent's certificate begins a little in the past for coordinators whose clocks differ.
const AGENT_BACKDATE: Duration = Duration::from_mins(5);

/// Issues certificates.
pub struct Authority {
    trust_domain: String,
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    pin: [u8; 32],
}

/// A certificate that was just issued.
pub struct Issued {
    /// DER.
    pub der: Vec<u8>,
    /// Serial number.
    pub serial: Vec<u8>,
    /// SHA-256 of its public key.
    pub spki_sha256: [u8; 32],
    /// Begin.
    pub not_before: Timestamp,
    /// End.
    pub not_after: Timestamp,
}

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The wrapped key.
    #[error(transparent)]
    Kek(#[from] KekError),
    /// The request is no PKCS#10, is not signed by its key, or its key is of a kind we do not certify.
    #[error("the certificate request is malformed")]
    Request(#[source] rcgen::Error),
    /// A certificate cannot be made or read.
    #[error("the certificate authority cannot work")]
    Certificate(#[source] rcgen::Error),
    /// The root cannot be read.
    #[error("the root certificate cannot be read")]
    Root(#[source] tls::CertificateError),
    /// No authority is stored though it must be.
    #[error("the database holds no active certificate authority")]
    Missing,
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

impl Authority {
    /// Loads the active authority, making the first one when there is none.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`]; a key wrapped by another key-encryption key is [`AuthorityError::Kek`].
    pub async fn load_or_create(
        system: &SystemStore,
        kek: &Kek,
        trust_domain: &str,
    ) -> Result<Self, AuthorityError> {
        if store::authority_active(system).await?.is_none() {
            let (made, wrapped) = make_root(kek, trust_domain)?;
            store::authority_insert(system, &made, &wrapped, kek.id()).await?;
        }
        let row = store::authority_active(system).await?.ok_or(AuthorityError::Missing)?;
        let key = kek.unwrap(&key_place(row.ca_id), &row.key_wrapped)?;
        Self::open(row.trust_domain, row.certificate_der, &key)
    }

    fn open(trust_domain: String, root_der: Vec<u8>, key_der: &[u8]) -> Result<Self, AuthorityError> {
        let root = CertificateDer::from(root_der);
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key_der.to_vec()));
        let key = KeyPair::try_from(&key).map_err(AuthorityError::Certificate)?;
        let pin = tls::spki_sha256(&root).map_err(AuthorityError::Root)?;
        let issuer = Issuer::from_ca_cert_der(&root, key).map_err(AuthorityError::Certificate)?;
        Ok(Self { trust_domain, root, issuer, pin })
    }

    /// SHA-256 of the authority's public key: the pin inside join tokens.
    #[must_use]
    pub const fn pin(&self) -> [u8; 32] {
        self.pin
    }

    /// The root, which agents trust and TLS verifies agents against.
    #[must_use]
    pub const fn root(&self) -> &CertificateDer<'static> {
        &self.root
    }

    /// The name of this installation in every identity.
    #[must_use]
    pub fn trust_domain(&self) -> &str {
        &self.trust_domain
    }

    /// Certifies an agent's public key for `life`.
    ///
    /// # Errors
    ///
    /// [`AuthorityError::Request`] when `csr_der` is not a well-formed, self-signed request.
    pub fn issue_agent(
        &self,
        org_id: OrgId,
        agent_id: AgentId,
        csr_der: &[u8],
        life: Duration,
    ) -> Result<Issued, AuthorityError> {
        let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(csr_der))
            .map_err(AuthorityError::Request)?;
        let name = PeerName::Agent {
            trust_domain: self.trust_domain.clone(),
            org_id: org_id.uuid(),
            agent_id: agent_id.uuid(),
        };
        let now = clock::now();
        let (not_before, not_after) = (time::sub(now, AGENT_BACKDATE), time::add(now, life));
        let usage = ExtendedKeyUsagePurpose::ClientAuth;
        self.issue(&name, usage, &request.public_key, not_before, not_after)
    }

    /// Makes a key and a certificate for the coordinator's agent port: chain with the root, and the key.
    ///
    /// # Errors
    ///
    /// [`AuthorityError::Certificate`].
    pub fn issue_server(
        &self,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), AuthorityError> {
        let key = KeyPair::generate().map_err(AuthorityError::Certificate)?;
        let name = PeerName::Coordinator { trust_domain: self.trust_domain.clone() };
        let now = clock::now();
        let (not_before, not_after) = (time::sub(now, SERVER_BACKDATE), time::add(now, SERVER_LIFE));
        let usage = ExtendedKeyUsagePurpose::ServerAuth;
        let issued = self.issue(&name, usage, &key, not_before, not_after)?;
        let chain = vec![CertificateDer::from(issued.der), self.root.clone()];
        Ok((chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()))))
    }

    fn issue(
        &self,
        name: &PeerName,
        usage: ExtendedKeyUsagePurpose,
        key: &impl PublicKeyData,
        not_before: Timestamp,
        not_after: Timestamp,
    ) -> Result<Issued, AuthorityError> {
        let serial = random_serial()?;
        let mut params = CertificateParams::default();
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        set_validity(&mut params, not_before, not_after);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, common_name(name));
        let uri = name.to_string().try_into().map_err(AuthorityError::Certificate)?;
        params.subject_alt_names = vec![SanType::URI(uri)];

        let certificate = params.signed_by(key, &self.issuer).map_err(AuthorityError::Certificate)?;
        let der = certificate.der().to_vec();
        let spki_sha256 = tls::spki_sha256(&der).map_err(AuthorityError::Root)?;
        Ok(Issued { der, serial: serial.to_vec(), spki_sha256, not_before, not_after })
    }
}

/// SHA-256 of the public key in a request, to which a join token is bound.
///
/// # Errors
///
/// [`AuthorityError::Request`].
pub fn request_spki_sha256(csr_der: &[u8]) -> Result<[u8; 32], AuthorityError> {
    use sha2::Digest as _;
    let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(csr_der))
        .map_err(AuthorityError::Request)?;
    Ok(sha2::Sha256::digest(request.public_key.subject_public_key_info()).into())
}

fn make_root(kek: &Kek, trust_domain: &str) -> Result<(store::NewAuthority, Vec<u8>), AuthorityError> {
    let key = KeyPair::generate().map_err(AuthorityError::Certificate)?;
    let now = clock::now();
    let expires_at = time::add(now, CA_LIFE);
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from_slice(&random_serial()?));
    set_validity(&mut params, time::sub(now, SERVER_BACKDATE), expires_at);
    // A path length of 0: the root certifies agents and coordinators, never another authority.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, format!("Nocturne {trust_domain}"));
    let certificate = params.self_signed(&key).map_err(AuthorityError::Certificate)?;

    let ca_id = Uuid::now_v7();
    let wrapped = kek.wrap(&key_place(ca_id), &key.serialize_der())?;
    let made = store::NewAuthority {
        ca_id,
        trust_domain: trust_domain.to_owned(),
        certificate_der: certificate.der().to_vec(),
        expires_at,
    };
    Ok((made, wrapped))
}

fn key_place(ca_id: Uuid) -> String {
    format!("certificate_authority|{ca_id}|key_wrapped")
}

/// Names are for people who look at a certificate; identity is the URI.
fn common_name(name: &PeerName) -> String {
    match name {
        PeerName::Coordinator { .. } => "nocturne coordinator".to_owned(),
        PeerName::Agent { agent_id, .. } => agent_id.to_string(),
    }
}

/// 127 random bits behind a leading 0 and a set bit: positive and 16 bytes long in every encoding (RFC 5280 §4.1.2.2).
fn random_serial() -> Result<[u8; 16], AuthorityError> {
    let mut serial = [0_u8; 16];
    getrandom::fill(&mut serial).map_err(|_| AuthorityError::Random)?;
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    Ok(serial)
}

/// Sets both times; they go through whole seconds since 1970, which is what a certificate can say.
fn set_validity(params: &mut CertificateParams, not_before: Timestamp, not_after: Timestamp) {
    let since_1970 = |at: Timestamp| Duration::from_secs(u64::try_from(at.as_second()).unwrap_or(0));
    params.not_before = date_time_ymd(1970, 1, 1) + since_1970(not_before);
    params.not_after = date_time_ymd(1970, 1, 1) + since_1970(not_after);
}
