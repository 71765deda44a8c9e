//! A desired state that arrives in parts: `nocturne_agent::assignments::parts`.
//!
//! An input is the parts one after the other, each behind its length as a big-endian `u16`.

use nocturne_agent::assignments::parts::{Document, Parts};
use nocturne_proto::agent::v1 as wire;
use prost::Message as _;

use crate::Limits;

/// Parts are collected once and kept once.
pub const LIMITS: Limits = Limits::USUAL;

/// A document that comes together is the one that was announced; true when one does.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let mut parts = Parts::default();
    let mut n_documents = 0;
    let mut rest = bytes;
    while let Some((length, behind)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(behind.len());
        let (part, behind) = behind.split_at(length);
        rest = behind;
        let Ok(part) = wire::DesiredStatePart::decode(part) else { continue };
        let (generation, announced) = (part.generation, part.total_bytes);
        if let Ok(Some(document)) = parts.take(part) {
            assert_eq!(u64::try_from(document.bytes.len()).ok(), Some(announced));
            assert_eq!(document, Document::new(generation, document.bytes.clone()), "its hash is right");
            n_documents += 1;
        }
    }
    n_documents > 0
}
