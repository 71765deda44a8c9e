//! What somebody who joins wants certified: `nocturne_coordinator::pki::authority`.

use nocturne_coordinator::pki::authority::request_spki_sha256;

use crate::Limits;

/// Names are copied, and a signature is verified.
pub const LIMITS: Limits = Limits { mutations: 5_000, bytes_per_byte: 128, ..Limits::USUAL };

/// The same request has the same key, and a request whose signature is not its own has none.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    match request_spki_sha256(bytes) {
        Ok(hash) => {
            assert_eq!(request_spki_sha256(bytes).ok(), Some(hash));
            true
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    }
}
