//! Certificates and keys as files.

use std::path::Path;

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject},
};
use secrecy::ExposeSecret;

use crate::fs::{self, FsError};

/// A chain of a few certificates takes some kilobytes; a bundle of roots a few more.
const MAX_CHAIN_BYTES: u64 = 1 << 20;

/// Why a certificate or a key could not be had from PEM.
#[derive(Debug, thiserror::Error)]
pub enum PemError {
    /// The file could not be read, or others may read it.
    #[error(transparent)]
    File(#[from] FsError),
    /// The text is damaged, or holds no private key where one is expected.
    #[error("malformed PEM")]
    Malformed(#[source] pem::Error),
    /// The text holds no certificate.
    #[error("no certificate in it")]
    NoCertificate,
}

/// All certificates of the PEM file at `path`, in its order.
///
/// # Errors
///
/// Any [`PemError`].
pub fn load_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, PemError> {
    chain_from_pem(&fs::read_limited(path, MAX_CHAIN_BYTES)?)
}

/// The first private key of the PEM file at `path`, which only its owner may read.
///
/// # Errors
///
/// [`PemError::File`] or [`PemError::Malformed`].
pub fn load_key(path: &Path) -> Result<PrivateKeyDer<'static>, PemError> {
    key_from_pem(fs::read_secret(path)?.expose_secret())
}

/// All certificates in `text`, in its order; at least one.
///
/// # Errors
///
/// [`PemError::Malformed`] or [`PemError::NoCertificate`].
pub fn chain_from_pem(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(text).collect::<Result<_, _>>().map_err(PemError::Malformed)?;
    if chain.is_empty() {
        return Err(PemError::NoCertificate);
    }
    Ok(chain)
}

/// The first private key in `text`.
///
/// # Errors
///
/// [`PemError::Malformed`].
pub fn key_from_pem(text: &[u8]) -> Result<PrivateKeyDer<'static>, PemError> {
    PrivateKeyDer::from_pem_slice(text).map_err(PemError::Malformed)
}
