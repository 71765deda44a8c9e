//! Messages of the API: `nocturne_proto::api::v1`, and checks as people give them: `nocturne_proto::convert::api`.
//!
//! The first line of an input names the message, e.g. `nocturne.api.v1.Check`, the rest is its bytes; a line that names
//! nothing stands for `nocturne.api.v1.UpdateCheckRequest`.

use std::sync::LazyLock;

use nocturne_core::check_spec::{from_json, to_json};
use nocturne_proto::{
    api::v1 as wire,
    convert::api::{check_from_wire, labels_to_wire, spec_to_raw, spec_to_wire, try_labels_from_wire},
    descriptor::FILE_DESCRIPTOR_SET,
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage as _};

use crate::{Limits, agent_protocol::split, wire::round_trip};

/// Expressions are compiled, each with some hundred KiB at most; by reflection every field is an entry of a tree.
pub const LIMITS: Limits = Limits { mutations: 10_000, base_bytes: 8 << 20, bytes_per_byte: 1_024 };

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptors can be read"));

/// A message that is read means the same after it was written, and a check that is accepted is told as itself. True when
/// the message is read and everything of it that is looked at is accepted.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let (name, body) = split(bytes);
    let name = std::str::from_utf8(name).unwrap_or_default();
    match name {
        "nocturne.api.v1.Check" => round_trip::<wire::Check>(body).is_some_and(|sent| check(&sent)),
        "nocturne.api.v1.CreateJoinTokenRequest" => round_trip::<wire::CreateJoinTokenRequest>(body)
            .is_some_and(|sent| labels(sent.labels.into_iter().collect())),
        _ => match POOL.get_message_by_name(name) {
            Some(descriptor) => reflected(DynamicMessage::decode(descriptor, body).ok()),
            None => round_trip::<wire::UpdateCheckRequest>(body).is_some_and(|sent| update(&sent)),
        },
    }
}

fn reflected(message: Option<DynamicMessage>) -> bool {
    let Some(message) = message else { return false };
    let written = message.encode_to_vec();
    let again = DynamicMessage::decode(message.descriptor(), written.as_slice())
        .expect("what was written can be read");
    assert!(again == message || again.encoded_len() == written.len(), "{message} became {again}");
    true
}

fn check(sent: &wire::Check) -> bool {
    let input = check_from_wire(sent);
    let checked = match input.check() {
        Ok(checked) => checked,
        Err(errors) => {
            assert!(!errors.0.is_empty(), "refused without a finding");
            assert!(errors.0.iter().all(|finding| !finding.field.is_empty() && !finding.reason.is_empty()));
            return false;
        }
    };
    let selector = checked.agent_selector.to_string();
    let (spec, again) = spec_to_raw(&checked.spec, &selector).check().expect("what is in force is accepted");
    assert_eq!((&spec, &again), (&checked.spec, &checked.agent_selector));

    let stored = from_json(&to_json(&checked.spec)).expect("what is accepted can be kept");
    assert_eq!(stored, checked.spec);

    let mut told = wire::Check {
        slug: checked.slug.to_string(),
        description: checked.description.clone(),
        agent_selector: selector,
        enabled: Some(checked.enabled),
        ..wire::Check::default()
    };
    spec_to_wire(&checked.spec, &mut told);
    assert_eq!(check_from_wire(&told).check().as_ref(), Ok(&checked), "a check is told as itself");
    true
}

/// Whatever is laid over a check in force leaves a check, or is refused as a whole.
fn update(sent: &wire::UpdateCheckRequest) -> bool {
    let base = check_from_wire(&wire::Check {
        slug: "base".to_owned(),
        targets: vec!["192.0.2.1".to_owned()],
        spec: Some(wire::check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false })),
        ..wire::Check::default()
    });
    let other = check_from_wire(&sent.check.clone().unwrap_or_default());
    let paths = sent.update_mask.clone().unwrap_or_default().paths;
    let mut changed = base.clone();
    match changed.overlay(&other, &paths) {
        Ok(()) => {
            assert_eq!(changed.slug, base.slug, "a name is immutable");
            changed.check().is_ok()
        }
        Err(errors) => {
            assert!(errors.0.iter().all(|finding| finding.field == "update_mask"), "{errors}");
            false
        }
    }
}

fn labels(sent: std::collections::HashMap<String, String>) -> bool {
    match try_labels_from_wire(sent) {
        Ok(labels) => {
            assert_eq!(try_labels_from_wire(labels_to_wire(&labels)).as_ref(), Ok(&labels));
            true
        }
        Err(errors) => {
            assert!(errors.0.iter().all(|finding| finding.field.starts_with("labels")), "{errors}");
            false
        }
    }
}
