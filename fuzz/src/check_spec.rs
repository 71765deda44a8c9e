//! Stored check specifications: `nocturne_core::check_spec`.

use nocturne_core::check_spec::{from_json, to_json};

use crate::Limits;

/// Expressions are compiled, each with some hundred KiB at most, and compiling takes milliseconds without optimisation.
pub const LIMITS: Limits = Limits { mutations: 4_000, base_bytes: 8 << 20, bytes_per_byte: 512 };

/// A specification that is read is written as one that reads the same.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Ok(json) = serde_json::from_slice(bytes) else { return false };
    let Ok(spec) = from_json(&json) else { return false };

    let written = to_json(&spec);
    let again = from_json(&written).expect("what was written can be read");

    assert_eq!(again, spec, "{written}");
    assert_eq!(to_json(&again), written, "one specification is written in one way");
    true
}
