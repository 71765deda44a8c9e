//! What is told of a server's certificate: `nocturne_probe::probe::http::Facts`.

use nocturne_probe::probe::http::Facts;

use crate::Limits;

/// Names are copied.
pub const LIMITS: Limits = Limits { bytes_per_byte: 128, ..Limits::USUAL };

/// Facts are one line of bearable length, whatever the names are. True when it is a certificate.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Some(facts) = Facts::read(bytes, &[bytes.into()]) else { return false };
    assert!(facts.earliest_end <= facts.not_after);
    let told = facts.to_string();
    assert!(!told.contains(char::is_control), "control characters are told: {told:?}");
    assert!(told.len() <= 12_000, "{} bytes are told", told.len());
    true
}
