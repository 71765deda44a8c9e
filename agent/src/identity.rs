//! Who this agent is: a key, the certificate for it and the roots it trusts.
//!
//! Key and certificate lie in one file, so that renewal is one rename and no crash leaves a key without its
//! certificate. A key that is not certified yet lies beside it and is reused until it is: a reply that was lost must not
//! cost a token.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use nocturne_runtime::{
    fs::FsError,
    tls::{self, PemError},
};
use nocturne_shared::{id::AgentId, time::Timestamp};
use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde::{Deserialize, Serialize};

use crate::{address::Address, identity::certificate::CertificateFacts};

pub mod certificate;

/// Key and chain; its presence means: enrolled.
const AGENT_FILE: &str = "agent.pem";
/// Roots to trust.
const ROOTS_FILE: &str = "roots.pem";
/// What else is known since enrolment.
const FACTS_FILE: &str = "agent.json";
/// A key that waits for its certificate.
const NEXT_KEY_FILE: &str = "key.next.pem";
/// Keys and certificates are for this user only.
const PRIVATE: u32 = 0o600;

/// A valid identity as it lies on disk.
pub struct Identity {
    key: PrivateKeyDer<'static>,
    public_key: Vec<u8>,
    chain: Vec<CertificateDer<'static>>,
    roots: Vec<CertificateDer<'static>>,
    facts: Facts,
    certificate: CertificateFacts,
}

/// What is known since enrolment and lies in no certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Coordinator's address.
    pub coordinator: String,
    /// Name of the agent inside its organization.
    pub agent_slug: String,
    /// Name of its site.
    pub site_slug: String,
    /// Coordinator's clock when the certificate was issued.
    pub issued_at: Timestamp,
}

/// What a coordinator certified.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The agent's certificate first, the root last.
    pub chain: Vec<CertificateDer<'static>>,
    /// Roots to trust.
    pub roots: Vec<CertificateDer<'static>>,
    /// What else it said.
    pub facts: Facts,
}

impl Identity {
    /// The private key.
    #[must_use]
    pub fn key(&self) -> PrivateKeyDer<'static> {
        self.key.clone_key()
    }

    /// The agent's certificate first, the root last.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// Roots to trust.
    #[must_use]
    pub fn roots(&self) -> &[CertificateDer<'static>] {
        &self.roots
    }

    /// Coordinator's address as given at enrolment.
    #[must_use]
    pub fn coordinator(&self) -> Option<Address> {
        self.facts.coordinator.parse().ok()
    }

    /// What is known since enrolment.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the certificate says.
    #[must_use]
    pub const fn certificate(&self) -> &CertificateFacts {
        &self.certificate
    }

    /// The agent's id.
    #[must_use]
    pub const fn agent_id(&self) -> AgentId {
        self.certificate.agent_id
    }

    /// Coordinator's clock when the certificate was issued; its begin when that is not known.
    #[must_use]
    pub fn issued_at(&self) -> Timestamp {
        let CertificateFacts { not_before, not_after, .. } = self.certificate;
        if not_before <= self.facts.issued_at && self.facts.issued_at <= not_after {
            self.facts.issued_at
        } else {
            not_before
        }
    }
}

/// The identity's place on disk.
#[derive(Debug, Clone)]
pub struct IdentityStore {
    dir: PathBuf,
}

impl IdentityStore {
    /// A store in a directory that exists.
    #[must_use]
    pub const fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether this directory belongs to an enrolled agent.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.dir.join(AGENT_FILE).exists()
    }

    /// Reads the identity; `None` when the agent was never enrolled.
    ///
    /// # Errors
    ///
    /// A file cannot be read or is damaged.
    pub fn load(&self) -> Result<Option<Identity>, IdentityError> {
        let path = self.dir.join(AGENT_FILE);
        if !self.exists() {
            return Ok(None);
        }
        let unusable = |source| IdentityError::Unusable { path: path.clone(), source };
        let key = tls::load_key(&path).map_err(unusable)?;
        let chain = tls::load_chain(&path).map_err(unusable)?;
        let pair = KeyPair::try_from(&key).map_err(IdentityError::Key)?;
        let public_key = pair.subject_public_key_info();
        let certificate = certificate::read(&chain, &public_key).map_err(IdentityError::NotOurs)?;
        let roots = self.load_roots()?;
        let facts = self.load_facts(&certificate)?;
        Ok(Some(Identity { key, public_key, chain, roots, facts, certificate }))
    }

    /// The key that waits for its certificate; made, and on disk for good, when there is none.
    ///
    /// `current` is the identity in use: its key is never certified again.
    ///
    /// # Errors
    ///
    /// The key cannot be made or written.
    pub fn next_key(&self, current: Option<&Identity>) -> Result<NextKey, IdentityError> {
        let path = self.dir.join(NEXT_KEY_FILE);
        // What cannot be read was cut while it was written, before anybody was asked to certify it.
        let waiting = fs::read_to_string(&path).ok().and_then(|pem| KeyPair::from_pem(&pem).ok());
        if let Some(pair) = waiting
            && current.is_none_or(|identity| identity.public_key != pair.subject_public_key_info())
        {
            return Ok(NextKey { pair });
        }
        let pair = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).map_err(IdentityError::Key)?;
        write(&path, pair.serialize_pem().as_bytes())?;
        Ok(NextKey { pair })
    }

    /// Makes `issued` the identity, in one step. The key in it is on disk already.
    ///
    /// # Errors
    ///
    /// The certificate is not for this key or not for an agent, or a file cannot be written. The identity is the one
    /// before then.
    pub fn adopt(&self, key: &NextKey, issued: &Issued) -> Result<(), IdentityError> {
        certificate::read(&issued.chain, &key.pair.subject_public_key_info())
            .map_err(IdentityError::NotOurs)?;
        if issued.roots.is_empty() {
            return Err(IdentityError::NoRoots);
        }
        let facts = serde_json::to_vec_pretty(&issued.facts).map_err(|error| IdentityError::Damaged {
            path: self.dir.join(FACTS_FILE),
            reason: error.to_string(),
        })?;
        write(&self.dir.join(ROOTS_FILE), pem_of(&issued.roots).as_bytes())?;
        write(&self.dir.join(FACTS_FILE), &facts)?;
        let agent = format!("{}{}", key.pair.serialize_pem(), pem_of(&issued.chain));
        write(&self.dir.join(AGENT_FILE), agent.as_bytes())?;
        // Left behind it does no harm: it equals the key in use and is never certified again.
        fs::remove_file(self.dir.join(NEXT_KEY_FILE)).ok();
        Ok(())
    }

    fn load_roots(&self) -> Result<Vec<CertificateDer<'static>>, IdentityError> {
        let path = self.dir.join(ROOTS_FILE);
        tls::load_chain(&path).map_err(|source| IdentityError::Unusable { path, source })
    }

    fn load_facts(&self, certificate: &CertificateFacts) -> Result<Facts, IdentityError> {
        let path = self.dir.join(FACTS_FILE);
        match fs::read(&path) {
            Ok(json) => serde_json::from_slice(&json)
                .map_err(|error| IdentityError::Damaged { path, reason: error.to_string() }),
            // Everything in it can be given on the command line or is told again by Welcome.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Facts {
                coordinator: String::new(),
                agent_slug: String::new(),
                site_slug: String::new(),
                issued_at: certificate.not_before,
            }),
            Err(source) => Err(IdentityError::Read { path, source }),
        }
    }
}

/// A key on disk that waits for its certificate.
pub struct NextKey {
    pair: KeyPair,
}

impl NextKey {
    /// A PKCS#10 request, DER. The coordinator reads nothing but the public key.
    ///
    /// # Errors
    ///
    /// The key cannot sign.
    pub fn request_der(&self) -> Result<Vec<u8>, IdentityError> {
        let params = CertificateParams::default();
        let request = params.serialize_request(&self.pair).map_err(IdentityError::Key)?;
        Ok(request.der().to_vec())
    }

    /// The public key (SPKI), DER.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.pair.subject_public_key_info()
    }
}

fn pem_of(certificates: &[CertificateDer<'_>]) -> String {
    certificates.iter().map(|certificate| pem_encode("CERTIFICATE", certificate)).collect()
}

/// Source: RFC 7468 §2.
fn pem_encode(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while let Some((line, more)) = rest.split_at_checked(64) {
        pem.extend([line, "\n"]);
        rest = more;
    }
    if !rest.is_empty() {
        pem.extend([rest, "\n"]);
    }
    pem.extend(["-----END ", label, "-----\n"]);
    pem
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), IdentityError> {
    nocturne_runtime::fs::replace(path, bytes, PRIVATE).map_err(IdentityError::Write)
}

/// Something is wrong with the identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A file is missing, damaged or open to others.
    #[error(
        "{} cannot be used; restore it from a copy, or move the identity directory away and enrol again",
        path.display()
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: PemError,
    },
    /// A file cannot be read.
    #[error("could not read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{} is damaged: {reason}; remove it to go on with what the command line and the coordinator say", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file cannot be written.
    #[error("could not keep the identity")]
    Write(#[source] FsError),
    /// The library cannot make or use a key.
    #[error("the private key cannot be used")]
    Key(#[source] rcgen::Error),
    /// The certificate is for something else.
    #[error("the certificate is not one for this agent and its key")]
    NotOurs(#[source] certificate::CertificateError),
    /// The coordinator sent no root.
    #[error("the coordinator sent no root certificate to trust")]
    NoRoots,
}

#[cfg(test)]
mod tests;
