//! TLS settings of both sides: 1.3 only; between agents and coordinator HTTP/2 only.
//!
//! Sessions are never resumed: a resumed session is not verified again, and links live long
//! enough that a full handshake costs nothing.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    client::Resumption,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::{NoServerSessionStorage, VerifierBuilderError, WebPkiClientVerifier},
    version::TLS13,
};

use super::{provider, verifier::CoordinatorVerifier};

const ALPN_H2: &[u8] = b"h2";
const ALPN_HTTP1: &[u8] = b"http/1.1";

/// Why certificates and keys do not make a TLS configuration.
#[derive(Debug, thiserror::Error)]
pub enum TlsConfigError {
    /// The provider cannot do TLS 1.3; a defect of the build.
    #[error("TLS 1.3 is not available")]
    Version(#[source] rustls::Error),
    /// Key and certificate do not belong together, or the kind of key is unknown.
    #[error("certificate and private key cannot be used together")]
    Identity(#[source] rustls::Error),
    /// One of the roots is no certificate.
    #[error("root certificate cannot be used")]
    Root(#[source] rustls::Error),
    /// The roots do not make a verifier.
    #[error("client certificates cannot be verified")]
    ClientVerifier(#[source] VerifierBuilderError),
}

/// The agent's side. `identity` is its chain, end entity first, and the key; none at enrolment.
///
/// # Errors
///
/// [`TlsConfigError::Identity`] if key and chain do not fit.
pub fn client_config(
    verifier: Arc<CoordinatorVerifier>,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
) -> Result<ClientConfig, TlsConfigError> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .map_err(TlsConfigError::Version)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match identity {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(TlsConfigError::Identity)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![ALPN_H2.to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// The coordinator's side. `chain_with_root` goes out whole, end entity first: an enrolling agent
/// finds the root it pins in it.
///
/// A client may come without a certificate; one that it shows must lead to `client_roots`, else
/// the handshake fails. With no `client_roots` nobody is asked for one, and HTTP/1.1 is spoken too: such a port is for
/// people's programs.
///
/// # Errors
///
/// [`TlsConfigError::Identity`] if key and chain do not fit, [`TlsConfigError::Root`] or
/// [`TlsConfigError::ClientVerifier`] if `client_roots` are not usable.
pub fn server_config(
    chain_with_root: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    client_roots: &[CertificateDer<'static>],
) -> Result<ServerConfig, TlsConfigError> {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .map_err(TlsConfigError::Version)?;
    let builder = if client_roots.is_empty() {
        builder.with_no_client_auth()
    } else {
        let mut roots = RootCertStore::empty();
        for root in client_roots {
            roots.add(root.clone()).map_err(TlsConfigError::Root)?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
            .allow_unauthenticated()
            .build()
            .map_err(TlsConfigError::ClientVerifier)?;
        builder.with_client_cert_verifier(verifier)
    };
    let mut config = builder.with_single_cert(chain_with_root, key).map_err(TlsConfigError::Identity)?;
    config.alpn_protocols = vec![ALPN_H2.to_vec()];
    if client_roots.is_empty() {
        config.alpn_protocols.push(ALPN_HTTP1.to_vec());
    }
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(config)
}
