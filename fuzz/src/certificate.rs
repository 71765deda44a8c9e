//! Certificates and keys from elsewhere: `nocturne_runtime::tls`.
//!
//! An input is DER of a certificate, PEM of certificates and keys, or a name of ours; each is tried.

use nocturne_runtime::tls::{
    PeerName, chain_from_pem, key_from_pem, peer_name, serial, spki_sha256, uri_sans, validity,
};

use crate::{Limits, text};

/// Names are copied.
pub const LIMITS: Limits = Limits { bytes_per_byte: 128, ..Limits::USUAL };

/// Every question to the same bytes gets an answer of the same kind, and an identity has one spelling. True when there is
/// a certificate, a key or a name in it.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let from_der = certificate(bytes);
    let from_pem = chain_from_pem(bytes);
    if let Ok(chain) = &from_pem {
        assert!(!chain.is_empty());
        for der in chain {
            certificate(der);
        }
    }
    let has_key = key_from_pem(bytes).is_ok();
    let given = text::of(bytes);
    let name = given.parse::<PeerName>();
    if let Ok(name) = &name {
        assert_eq!(name.to_string(), given);
        assert!(!name.trust_domain().is_empty());
    }
    from_der || from_pem.is_ok() || has_key || name.is_ok()
}

fn certificate(der: &[u8]) -> bool {
    let Ok(pin) = spki_sha256(der) else {
        assert!(
            serial(der).is_err() && validity(der).is_err() && peer_name(der).is_err(),
            "it is no certificate"
        );
        return false;
    };
    assert_eq!(spki_sha256(der).ok(), Some(pin));
    let serial = serial(der).expect("a certificate has a serial number");
    assert_ne!(serial.first(), Some(&0), "leading zeros are cut");
    if let Ok(name) = peer_name(der) {
        let sans = uri_sans(der).expect("a name comes from a list of names");
        assert!(sans.contains(&name.to_string()), "{name} is none of {sans:?}");
    }
    drop(validity(der));
    true
}
