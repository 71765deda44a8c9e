//! Values that programs trip over, for every field of a message.

use std::fmt;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};

/// Deepest field that is reached: `update.check.http.headers.name`.
const DEPTH: usize = 4;

/// A field, by way of the messages that it lies in.
pub(super) struct Place(Vec<FieldDescriptor>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(FieldDescriptor::name).collect();
        f.write_str(&names.join("."))
    }
}

impl Place {
    /// Every value to try, with its name.
    pub(super) fn values(&self) -> Vec<(String, Value)> {
        let field = self.0.last().unwrap();
        if field.is_map() {
            let value = |text: &str| {
                Value::Map([(MapKey::String(text.to_owned()), Value::String(text.to_owned()))].into())
            };
            return texts().into_iter().map(|text| (shown(&text), value(&text))).collect();
        }
        let one = scalars(&field.kind());
        if !field.is_list() {
            return one;
        }
        one.into_iter().map(|(name, value)| (format!("[{name}]"), Value::List(vec![value]))).collect()
    }

    /// The message with this value here.
    pub(super) fn set(&self, message: DynamicMessage, value: Value) -> DynamicMessage {
        set(message, &self.0, value)
    }
}

fn set(mut message: DynamicMessage, way: &[FieldDescriptor], value: Value) -> DynamicMessage {
    match way {
        [] => {}
        [field] => message.set_field(field, value),
        [field, rest @ ..] => {
            let inner = match message.get_field(field).as_ref() {
                Value::Message(inner) => inner.clone(),
                Value::List(list) => match list.first() {
                    Some(Value::Message(inner)) => inner.clone(),
                    _ => empty(field),
                },
                _ => empty(field),
            };
            let inner = Value::Message(set(inner, rest, value));
            message.set_field(field, if field.is_list() { Value::List(vec![inner]) } else { inner });
        }
    }
    message
}

fn empty(field: &FieldDescriptor) -> DynamicMessage {
    match field.kind() {
        Kind::Message(descriptor) => DynamicMessage::new(descriptor),
        other => panic!("{} is a {other:?}", field.full_name()),
    }
}

/// Every field that has a value of its own.
pub(super) fn places(message: &MessageDescriptor) -> Vec<Place> {
    let mut found = Vec::new();
    walk(message, &mut Vec::new(), &mut found);
    found
}

fn walk(message: &MessageDescriptor, way: &mut Vec<FieldDescriptor>, found: &mut Vec<Place>) {
    for field in message.fields() {
        way.push(field.clone());
        match field.kind() {
            Kind::Message(inner) if !field.is_map() => {
                if way.len() < DEPTH {
                    walk(&inner, way, found);
                }
            }
            _ => found.push(Place(way.clone())),
        }
        way.pop();
    }
}

/// What a method takes for sensible, so that one odd value in it gets far. What is made gets a name by this number.
pub(super) fn fitting(message: &MessageDescriptor, check_id: &str, number: usize) -> DynamicMessage {
    let mut made = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let value = match (field.name(), field.kind()) {
            ("targets", _) => Value::List(vec![Value::String("192.0.2.1".to_owned())]),
            ("check", Kind::Message(inner)) => Value::Message(fitting(&inner, check_id, number)),
            ("tcp", Kind::Message(inner)) => Value::Message(fitting(&inner, check_id, number)),
            ("port", Kind::Uint32) => Value::U32(443),
            ("check" | "check_id", Kind::String) => Value::String(check_id.to_owned()),
            ("slug" | "site" | "agent_slug" | "name" | "username", Kind::String) => {
                Value::String(format!("sweep-{number}"))
            }
            ("role", Kind::String) => Value::String("viewer".to_owned()),
            _ => continue,
        };
        made.set_field(&field, value);
    }
    made
}

fn scalars(kind: &Kind) -> Vec<(String, Value)> {
    let named = |values: Vec<Value>| values.into_iter().map(|value| (format!("{value:?}"), value)).collect();
    match kind {
        Kind::String => texts().into_iter().map(|text| (shown(&text), Value::String(text))).collect(),
        Kind::Bytes => named(vec![Value::Bytes(vec![0xff; 3].into()), Value::Bytes(vec![0; 5_000].into())]),
        Kind::Bool => named(vec![Value::Bool(true), Value::Bool(false)]),
        Kind::Double => named(
            [f64::NAN, f64::INFINITY, f64::MIN, f64::MAX, -0.0, 5e-324].into_iter().map(Value::F64).collect(),
        ),
        Kind::Float => named(vec![Value::F32(f32::NAN), Value::F32(f32::INFINITY)]),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            named([i32::MIN, -1, 0, 1, i32::MAX].into_iter().map(Value::I32).collect())
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
            let edges = [i64::MIN, -315_576_000_001, -1, 0, 1, 253_402_300_800, i64::MAX];
            named(edges.into_iter().map(Value::I64).collect())
        }
        Kind::Uint32 | Kind::Fixed32 => named([0, 1, 65_536, u32::MAX].into_iter().map(Value::U32).collect()),
        Kind::Uint64 | Kind::Fixed64 => {
            named([0, 1, i64::MAX.unsigned_abs() + 1, u64::MAX].into_iter().map(Value::U64).collect())
        }
        Kind::Enum(_) => {
            named([i32::MIN, -1, 0, 1, 999, i32::MAX].into_iter().map(Value::EnumNumber).collect())
        }
        Kind::Message(_) => Vec::new(),
    }
}

fn texts() -> Vec<String> {
    let long = "x".repeat(100_000);
    let texts = [
        "\0",
        "a\0b",
        "",
        " ",
        "\n",
        "\u{202e}\u{feff}",
        "\u{1f600}\u{10ffff}",
        "'; DROP TABLE agent; --",
        "%_\\",
        "..",
        "(",
        "a in (",
        "-1",
        "9223372036854775808",
        "00000000-0000-0000-0000-000000000000",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "http://[::ffff:0.0.0.0]:1/",
        &long,
    ];
    texts.into_iter().map(str::to_owned).collect()
}

fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(40).collect::<String>())
}
