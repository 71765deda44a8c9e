//! Trust between agent and coordinator.
//!
//! One private authority signs both sides. Who a peer is stands in a URI of its certificate
//! ([`PeerName`]); host names play no part, so a coordinator may move without new certificates.
//! Issuing certificates does not live here: it is the coordinator's alone.

mod certificate;
mod config;
mod name;
mod pem;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verifier;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

pub use self::{
    certificate::{CertificateError, peer_name, serial, spki_sha256, uri_sans, validity},
    config::{TlsConfigError, client_config, server_config},
    name::{BadPeerName, PeerName, SCHEME},
    pem::{PemError, chain_from_pem, key_from_pem, load_chain, load_key},
    verifier::{CoordinatorVerifier, TrustError, trust_error},
};

/// Makes aws-lc-rs the provider for libraries that ask for the process-wide one.
///
/// Call first in every `main`. Calling again does nothing.
pub fn install_crypto() {
    // Refused only when one is installed already, which is what was wanted.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
}

/// The provider this module uses whatever the process installed.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
