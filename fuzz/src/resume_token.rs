//! Positions of watchers: `nocturne_coordinator::live::log`.

use nocturne_coordinator::live::log::Position;

use crate::{Limits, text};

/// Text in, two numbers out.
pub const LIMITS: Limits = Limits { mutations: 50_000, base_bytes: 4 << 10, bytes_per_byte: 16 };

/// A position has one spelling.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let given = text::of(bytes);
    let position = Position::from_token(&given);
    if let Some(position) = position {
        assert_eq!(position.to_token(), given);
    }
    position.is_some()
}
