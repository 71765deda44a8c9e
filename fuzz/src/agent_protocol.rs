//! Messages of the agent protocol: `nocturne_proto::agent::v1`.
//!
//! The first line of an input names the message, the rest is its bytes; another first line stands for all of them.

use nocturne_proto::agent::v1 as wire;

use crate::{Limits, wire::round_trip};

/// An empty message in a list takes two bytes and becomes a struct of some hundred.
pub const LIMITS: Limits = Limits { bytes_per_byte: 512, ..Limits::USUAL };

macro_rules! messages {
    ($($name:ident,)*) => {
        const MESSAGES: &[(&str, fn(&[u8]) -> bool)] =
            &[$((stringify!($name), |bytes| round_trip::<wire::$name>(bytes).is_some()),)*];
    };
}

messages! {
    Up, Down, DataUp, DataDown,
    Batch, Record, Results, StatusChange, ConfigStatus, Gap,
    EnrolRequest, EnrolResponse, RenewRequest, RenewResponse,
    DesiredState, DesiredStatePart,
}

/// A message that is read means the same after it was written.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let (name, body) = split(bytes);
    match MESSAGES.iter().find(|(known, _)| known.as_bytes() == name) {
        Some((_, read)) => read(body),
        None => MESSAGES.iter().filter(|(_, read)| read(body)).count() > 0,
    }
}

/// The first line, and what follows it.
#[must_use]
pub fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (&[], bytes),
    }
}
