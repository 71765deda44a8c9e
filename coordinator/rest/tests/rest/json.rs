//! Whatever a message is, JSON says it, and reads it back.

use std::sync::LazyLock;

use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::json::{message_from_json, message_to_json};
use proptest::prelude::*;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value,
};

use crate::contract;

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap());
static KINDS: LazyLock<MessageDescriptor> = LazyLock::new(contract::kinds);

/// A stream of choices, so that one strategy fills any message.
struct Choices<'a>(std::slice::Iter<'a, u64>);

impl Choices<'_> {
    fn next(&mut self) -> u64 {
        self.0.next().copied().unwrap_or(0)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n).unwrap()).unwrap()
    }
}

fn message(descriptor: &MessageDescriptor, choices: &mut Choices<'_>, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    match descriptor.full_name() {
        "google.protobuf.Timestamp" => {
            message.set_field_by_name("seconds", Value::I64(choices.next() as i64 % 62_000_000_000));
            message.set_field_by_name("nanos", Value::I32((choices.next() % 1_000_000_000) as i32));
        }
        "google.protobuf.Duration" => {
            let sign = if choices.next().is_multiple_of(2) { 1 } else { -1 };
            message
                .set_field_by_name("seconds", Value::I64(sign * (choices.next() % 315_576_000_000) as i64));
            message.set_field_by_name(
                "nanos",
                Value::I32(sign as i32 * (choices.next() % 1_000_000_000) as i32),
            );
        }
        "google.protobuf.FieldMask" => {
            let paths = ["a", "b_c", "d.e_f"].iter().take(choices.below(4));
            message.set_field_by_name(
                "paths",
                Value::List(paths.map(|path| Value::String((*path).to_owned())).collect()),
            );
        }
        "google.protobuf.Struct" | "google.protobuf.ListValue" => {}
        "google.protobuf.Value" => {
            message.set_field_by_name("bool_value", Value::Bool(choices.next().is_multiple_of(2)))
        }
        _ => {
            for field in descriptor.fields() {
                if !choices.next().is_multiple_of(3) && !is_taken(&message, &field) {
                    fill(&mut message, &field, choices, depth);
                }
            }
        }
    }
    message
}

fn is_taken(message: &DynamicMessage, field: &FieldDescriptor) -> bool {
    field.containing_oneof().is_some_and(|oneof| oneof.fields().any(|other| message.has_field(&other)))
}

fn fill(message: &mut DynamicMessage, field: &FieldDescriptor, choices: &mut Choices<'_>, depth: usize) {
    let kind = field.kind();
    if field.is_map() {
        let entry = kind.as_message().unwrap();
        let (key, of) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
        let entries = (0..choices.below(3)).filter_map(|_| {
            let key: MapKey = value(&key, choices, depth)?.into_map_key()?;
            Some((key, value(&of, choices, depth)?))
        });
        message.set_field(field, Value::Map(entries.collect()));
    } else if field.is_list() {
        let items = (0..choices.below(3)).filter_map(|_| value(&kind, choices, depth)).collect();
        message.set_field(field, Value::List(items));
    } else if let Some(value) = value(&kind, choices, depth) {
        message.set_field(field, value);
    }
}

fn value(kind: &Kind, choices: &mut Choices<'_>, depth: usize) -> Option<Value> {
    let bits = choices.next();
    Some(match kind {
        Kind::Double => Value::F64(Some(f64::from_bits(bits)).filter(|value| !value.is_nan()).unwrap_or(0.5)),
        Kind::Float => {
            Value::F32(Some(f32::from_bits(bits as u32)).filter(|value| !value.is_nan()).unwrap_or(0.5))
        }
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(bits as i32),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(bits as i64),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(bits as u32),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(bits),
        Kind::Bool => Value::Bool(bits.is_multiple_of(2)),
        Kind::String => Value::String(text(bits)),
        Kind::Bytes => Value::Bytes(bits.to_be_bytes().to_vec().into()),
        Kind::Enum(an_enum) => {
            let values: Vec<i32> = an_enum.values().map(|value| value.number()).collect();
            Value::EnumNumber(values[usize::try_from(bits).unwrap() % values.len()])
        }
        Kind::Message(_) if depth == 0 => return None,
        Kind::Message(descriptor) => Value::Message(message(descriptor, choices, depth - 1)),
    })
}

/// Text with whatever needs care: quotes, controls, other planes.
fn text(bits: u64) -> String {
    let pieces =
        ["", "a", "\"", "\\", "\n", "\u{0}", "\u{7f}", "ü", "\u{2028}", "\u{1f600}", "</script>", "~/"];
    (0..bits % 5).map(|n| pieces[usize::try_from((bits >> (n * 4)) % 12).unwrap()]).collect()
}

fn reads_back(descriptor: &MessageDescriptor, choices: &[u64]) {
    let before = message(descriptor, &mut Choices(choices.iter()), 3);

    let json = message_to_json(&before);
    let after = message_from_json(&json, descriptor)
        .unwrap_or_else(|found| panic!("{found:?}\n{}", String::from_utf8_lossy(&json)));

    assert_eq!(
        before.encode_to_vec().len(),
        after.encode_to_vec().len(),
        "{}",
        String::from_utf8_lossy(&json)
    );
    // Not printed: descriptors of messages that contain themselves have no end.
    let plain = |message: &DynamicMessage| {
        DynamicMessage::decode(descriptor.clone(), message.encode_to_vec().as_slice())
    };
    assert!(plain(&before).unwrap() == plain(&after).unwrap(), "{}", String::from_utf8_lossy(&json));
    assert_eq!(message_to_json(&after), json);
}

proptest! {
    #[test]
    fn messages_of_the_contract_read_back(choices in prop::collection::vec(any::<u64>(), 0..400)) {
        for name in ["Check", "WatchResponse", "PreviewCheckRequest", "SystemStatus", "GetSeriesRangeResponse"] {
            reads_back(&POOL.get_message_by_name(&format!("nocturne.api.v1.{name}")).unwrap(), &choices);
        }
    }

    #[test]
    fn every_kind_reads_back(choices in prop::collection::vec(any::<u64>(), 0..400)) {
        reads_back(&KINDS, &choices);
    }
}
