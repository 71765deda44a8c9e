//! Is the other side our coordinator?
//!
//! An agent trusts a chain to a root it knows and a coordinator's name in the certificate. At
//! enrolment it knows only a hash of the root's key, from its token; the server sends the root.
//! The host name is not looked at: addresses change, and agents dial through proxies.

use std::{error::Error as StdError, io, sync::Arc};

use rustls::{
    CertificateError as Refusal, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor,
    },
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};

use super::{
    certificate::{peer_name, spki_sha256, uri_sans},
    name::{PeerName, SCHEME},
};

/// Why the other side is not trusted. Says what to look at, for whoever stands in the field.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// No certificate that the server sent has the pinned key.
    #[error(
        "the server's certificate authority is not the one the token was made for: \
         check the address, and for a proxy that opens TLS, or create a token on this coordinator"
    )]
    PinMismatch,
    /// The chain does not lead to a root we know.
    #[error("the server's certificate is not signed by a certificate authority we trust")]
    UntrustedRoot,
    /// The certificate, or one above it, is past its end.
    #[error("the server's certificate has expired: check the clock of both hosts")]
    Expired,
    /// The certificate, or one above it, begins in the future.
    #[error("the server's certificate is not valid yet: check the clock of this host")]
    NotYetValid,
    /// The chain is good, but it is somebody else, for instance an agent.
    #[error("the server is not a Nocturne coordinator (its certificate names {presented})")]
    NotACoordinator {
        /// The names in its certificate, or "nobody".
        presented: String,
    },
    /// A coordinator, but of another installation.
    #[error("the coordinator belongs to trust domain {presented:?}, expected {expected:?}")]
    WrongTrustDomain {
        /// What we belong to.
        expected: String,
        /// What its certificate says.
        presented: String,
    },
    /// Anything else that makes a certificate useless.
    #[error("the server's certificate cannot be used")]
    Unusable(#[source] rustls::Error),
}

/// Checks the server's certificate when an agent connects.
#[derive(Debug)]
pub struct CoordinatorVerifier {
    anchor: Anchor,
    /// Any trust domain if absent.
    trust_domain: Option<String>,
    algorithms: WebPkiSupportedAlgorithms,
}

#[derive(Debug)]
enum Anchor {
    Roots(RootCertStore),
    /// SHA-256 of the root's `SubjectPublicKeyInfo`.
    Pin([u8; 32]),
}

impl CoordinatorVerifier {
    /// Trusts chains to `roots`, and only coordinators of `trust_domain` if it is given.
    ///
    /// # Errors
    ///
    /// [`TrustError::Unusable`] if one of `roots` is no certificate or there is none.
    pub fn with_roots(
        roots: Vec<CertificateDer<'static>>,
        trust_domain: Option<String>,
    ) -> Result<Self, TrustError> {
        let mut store = RootCertStore::empty();
        for root in roots {
            store.add(root).map_err(TrustError::Unusable)?;
        }
        if store.is_empty() {
            return Err(TrustError::UntrustedRoot);
        }
        Ok(Self::new(Anchor::Roots(store), trust_domain))
    }

    /// Trusts the one certificate authority whose key hashes to `pin` ([`spki_sha256`]), which
    /// the server must send above its own certificate.
    #[must_use]
    pub fn pinned(pin: [u8; 32]) -> Self {
        Self::new(Anchor::Pin(pin), None)
    }

    fn new(anchor: Anchor, trust_domain: Option<String>) -> Self {
        let algorithms = super::provider().signature_verification_algorithms;
        Self { anchor, trust_domain, algorithms }
    }

    fn check(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), TrustError> {
        let certificate = ParsedCertificate::try_from(end_entity).map_err(TrustError::Unusable)?;
        let signed_by = |roots: &RootCertStore| {
            let algorithms = self.algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, algorithms)
                .map_err(refusal)
        };
        match &self.anchor {
            Anchor::Roots(roots) => signed_by(roots)?,
            Anchor::Pin(pin) => signed_by(&pinned_root(*pin, intermediates)?)?,
        }
        self.check_name(end_entity)
    }

    fn check_name(&self, end_entity: &CertificateDer<'_>) -> Result<(), TrustError> {
        let Ok(PeerName::Coordinator { trust_domain: presented }) = peer_name(end_entity) else {
            return Err(TrustError::NotACoordinator { presented: names(end_entity) });
        };
        match &self.trust_domain {
            Some(expected) if *expected != presented => {
                Err(TrustError::WrongTrustDomain { expected: expected.clone(), presented })
            }
            _ => Ok(()),
        }
    }
}

impl ServerCertVerifier for CoordinatorVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.check(end_entity, intermediates, now)
            .map(|()| ServerCertVerified::assertion())
            .map_err(|error| rustls::Error::Other(OtherError(Arc::new(error))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Finds the [`TrustError`] below whatever a transport made of it.
#[must_use]
pub fn trust_error<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e TrustError> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<TrustError>() {
            return Some(found);
        }
        current = below(error);
    }
    None
}

/// The next error down, also where `source` does not lead there.
fn below<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return error.get_ref().map(|inner| inner as &(dyn StdError + 'static));
    }
    match error.downcast_ref::<rustls::Error>() {
        Some(rustls::Error::Other(inner) | rustls::Error::InvalidCertificate(Refusal::Other(inner))) => {
            Some(inner.0.as_ref())
        }
        _ => error.source(),
    }
}

/// A store of just the certificate whose key hashes to `pin`.
///
/// The end entity is not looked at: a pin names an authority, and a server that holds its key
/// can sign itself a certificate.
fn pinned_root(pin: [u8; 32], presented: &[CertificateDer<'_>]) -> Result<RootCertStore, TrustError> {
    let root = presented
        .iter()
        .find(|certificate| spki_sha256(certificate).is_ok_and(|hash| hash == pin))
        .ok_or(TrustError::PinMismatch)?;
    let mut store = RootCertStore::empty();
    store.add(root.clone().into_owned()).map_err(TrustError::Unusable)?;
    Ok(store)
}

fn refusal(error: rustls::Error) -> TrustError {
    match error {
        rustls::Error::InvalidCertificate(Refusal::Expired | Refusal::ExpiredContext { .. }) => {
            TrustError::Expired
        }
        rustls::Error::InvalidCertificate(Refusal::NotValidYet | Refusal::NotValidYetContext { .. }) => {
            TrustError::NotYetValid
        }
        rustls::Error::InvalidCertificate(Refusal::UnknownIssuer | Refusal::BadSignature) => {
            TrustError::UntrustedRoot
        }
        // An agent's certificate is for clients only; the name says it better than the purpose.
        rustls::Error::InvalidCertificate(
            Refusal::InvalidPurpose | Refusal::InvalidPurposeContext { .. },
        ) => TrustError::NotACoordinator { presented: "a client".to_owned() },
        other => TrustError::Unusable(other),
    }
}

fn names(end_entity: &CertificateDer<'_>) -> String {
    let mut names = uri_sans(end_entity).unwrap_or_default();
    names.retain(|name| name.starts_with(SCHEME));
    if names.is_empty() { "nobody".to_owned() } else { names.join(" and ") }
}
