//! Reading what a certificate says.
//!
//! Nothing here checks a signature: the answers are only as good as the verification before.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use x509_parser::prelude::{ASN1Time, GeneralName, X509Certificate, X509Error, parse_x509_certificate};

use super::name::{BadPeerName, PeerName, SCHEME};

/// Why a certificate does not tell what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// Not one whole DER certificate, or an extension cannot be read.
    #[error("malformed certificate")]
    Malformed(#[source] X509Error),
    /// Bytes follow the certificate.
    #[error("{0} bytes follow the certificate")]
    Trailing(usize),
    /// A date lies outside what a timestamp can hold.
    #[error("date of the certificate is out of range")]
    DateOutOfRange(#[source] jiff::Error),
    /// No URI in it is an identity of ours.
    #[error("certificate names no Nocturne identity")]
    NoName,
    /// More than one URI is an identity of ours; picking one would be a guess.
    #[error("certificate names {0} Nocturne identities, expected one")]
    ManyNames(usize),
    /// The URI has our scheme but is no identity.
    #[error("certificate names a malformed identity")]
    BadName(#[source] BadPeerName),
}

/// The SHA-256 of the DER `SubjectPublicKeyInfo` of the certificate `der`: what a CA pin holds.
///
/// # Errors
///
/// [`CertificateError::Malformed`] or [`CertificateError::Trailing`].
pub fn spki_sha256(der: &[u8]) -> Result<[u8; 32], CertificateError> {
    let certificate = parse(der)?;
    Ok(Sha256::digest(certificate.public_key().raw).into())
}

/// All URI subject alternative names of the certificate `der`, in its order.
///
/// # Errors
///
/// [`CertificateError::Malformed`] or [`CertificateError::Trailing`].
pub fn uri_sans(der: &[u8]) -> Result<Vec<String>, CertificateError> {
    let certificate = parse(der)?;
    let Some(names) = certificate.subject_alternative_name().map_err(CertificateError::Malformed)? else {
        return Ok(Vec::new());
    };
    let uri = |name: &GeneralName<'_>| match name {
        GeneralName::URI(uri) => Some((*uri).to_owned()),
        _ => None,
    };
    Ok(names.value.general_names.iter().filter_map(uri).collect())
}

/// Who the certificate `der` speaks for: its one URI with our scheme.
///
/// # Errors
///
/// [`CertificateError::NoName`], [`CertificateError::ManyNames`] or
/// [`CertificateError::BadName`] besides those of [`uri_sans`].
pub fn peer_name(der: &[u8]) -> Result<PeerName, CertificateError> {
    let mut names = uri_sans(der)?;
    names.retain(|uri| uri.starts_with(SCHEME));
    match names.as_slice() {
        [] => Err(CertificateError::NoName),
        [name] => name.parse().map_err(CertificateError::BadName),
        many => Err(CertificateError::ManyNames(many.len())),
    }
}

/// The serial number of the certificate `der`, big-endian without leading zeros.
///
/// # Errors
///
/// [`CertificateError::Malformed`] or [`CertificateError::Trailing`].
pub fn serial(der: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let certificate = parse(der)?;
    // DER puts a zero before a leading bit of one; a database column has no use for it.
    let significant = certificate.raw_serial().iter().copied().skip_while(|byte| *byte == 0);
    Ok(significant.collect())
}

/// First and last second in which the certificate `der` is valid.
///
/// # Errors
///
/// [`CertificateError::DateOutOfRange`] besides those of [`serial`].
pub fn validity(der: &[u8]) -> Result<(Timestamp, Timestamp), CertificateError> {
    let certificate = parse(der)?;
    let timestamp =
        |time: ASN1Time| Timestamp::from_second(time.timestamp()).map_err(CertificateError::DateOutOfRange);
    let validity = certificate.validity();
    Ok((timestamp(validity.not_before)?, timestamp(validity.not_after)?))
}

fn parse(der: &[u8]) -> Result<X509Certificate<'_>, CertificateError> {
    let (rest, certificate) =
        parse_x509_certificate(der).map_err(|error| CertificateError::Malformed(error.into()))?;
    if !rest.is_empty() {
        return Err(CertificateError::Trailing(rest.len()));
    }
    Ok(certificate)
}
