//! JSON of the API: `nocturne_rest::json`.
//!
//! The first line of an input names the message, the rest is the document; a line that names nothing stands for
//! `nocturne.api.v1.Check`.

use std::sync::LazyLock;

use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::{
    finding::MAX_FINDINGS,
    json::{message_from_json, message_to_json},
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};

use crate::{Limits, agent_protocol::split};

/// A finding of some hundred bytes is told about a document of a few.
pub const LIMITS: Limits = Limits { base_bytes: 256 << 10, bytes_per_byte: 1_024, ..Limits::USUAL };

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptors can be read"));
static CHECK: LazyLock<MessageDescriptor> =
    LazyLock::new(|| POOL.get_message_by_name("nocturne.api.v1.Check").expect("there are checks"));

/// A document that is read is written as one that reads the same, and so is what it becomes on the wire.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let (name, document) = split(bytes);
    let named = std::str::from_utf8(name).ok().and_then(|name| POOL.get_message_by_name(name));
    let descriptor = named.unwrap_or_else(|| CHECK.clone());
    let message = match message_from_json(document, &descriptor) {
        Ok(message) => message,
        Err(findings) => {
            assert!((1..=MAX_FINDINGS).contains(&findings.len()), "{} findings", findings.len());
            for finding in &findings {
                assert!(!finding.detail.is_empty(), "{finding:?}");
                assert!(finding.detail.len() <= 2_000, "{} bytes are told", finding.detail.len());
            }
            return false;
        }
    };
    let written = message_to_json(&message);
    let told = String::from_utf8_lossy(&written);
    let travelled = DynamicMessage::decode(descriptor.clone(), message.encode_to_vec().as_slice())
        .expect("what was written can be read");
    assert_eq!(String::from_utf8_lossy(&message_to_json(&travelled)), told, "the wire changes nothing");

    let again =
        message_from_json(&written, &descriptor).unwrap_or_else(|findings| panic!("{told}: {findings:?}"));
    assert_eq!(String::from_utf8_lossy(&message_to_json(&again)), told, "one message is written in one way");
    true
}
