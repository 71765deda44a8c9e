//! Schemas of messages, fields and scalars.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{
    comment,
    schema::{Role, Schemas, fields_of},
};
use crate::json::{
    Json,
    scalar::range,
    well_known::{self, WellKnown},
};

/// RFC 3339, at most nanoseconds, years 0001 to 9999 in UTC: an offset may lead out of the first and the last.
const TIMESTAMP: &str = "^((000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}\
                         (\\.[0-9]{1,9})?[Zz]\
                         |(000[2-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])\
                         -[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?[+-][0-9]{2}:[0-9]{2})$";
/// Seconds, at most nanoseconds.
const DURATION: &str = "^-?[0-9]{1,11}(\\.[0-9]{1,9})?s$";
/// Field paths with commas between them.
const FIELD_MASK: &str = "^([A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)*(,[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)*)*)?$";
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
/// Decimal digits that are in the range of 64 bits, whatever they are.
const SIGNED_TEXT: &str = "^-?(0|[1-9][0-9]{0,17})$";
const UNSIGNED_TEXT: &str = "^(0|[1-9][0-9]{0,18})$";

/// The schema of a message that has no form of its own.
pub(crate) fn schema(schemas: &Schemas<'_>, message: &MessageDescriptor, role: Role) -> Json {
    let fields = fields_of(message);
    let properties = fields.iter().map(|field| (field.name().to_owned(), property(schemas, field, role)));
    let schema = Json::object([("type", Json::text("object"))])
        .with("description", schemas.comments.message(message))
        .with("properties", Json::Object(properties.collect()));
    match role {
        Role::Output => {
            let printed = fields.iter().filter(|field| !field.supports_presence()).map(FieldDescriptor::name);
            let printed: Vec<&str> = printed.collect();
            if printed.is_empty() { schema } else { schema.with("required", Json::texts(printed)) }
        }
        Role::Input => {
            let schema = schema.with("additionalProperties", false);
            let choices: Vec<Json> = message
                .oneofs()
                .filter(|oneof| !oneof.is_synthetic())
                .map(|oneof| choice(&oneof.fields().map(|field| field.name().to_owned()).collect::<Vec<_>>()))
                .collect();
            if choices.is_empty() { schema } else { schema.with("allOf", choices) }
        }
    }
}

/// A field that is an answer of its own; `null` when it is absent.
pub(crate) fn answer(schemas: &Schemas<'_>, field: &FieldDescriptor) -> Json {
    let shape = shape(schemas, field, Role::Output);
    if field.supports_presence() { nullable(shape) } else { shape }
}

/// A message with a form of its own.
pub(crate) fn well_known(
    schemas: &Schemas<'_>,
    form: WellKnown,
    message: &MessageDescriptor,
    role: Role,
) -> Json {
    let text = |format: Option<&str>, pattern: &str, example: &str| {
        Json::object([("type", Json::text("string"))])
            .with_some("format", format)
            .with("pattern", pattern)
            .with("examples", Json::texts([example]))
    };
    match form {
        WellKnown::Timestamp => text(Some("date-time"), TIMESTAMP, "2025-01-31T08:00:00Z"),
        WellKnown::Duration => text(None, DURATION, "1.5s"),
        WellKnown::FieldMask => {
            Json::object([("type", "string"), ("pattern", FIELD_MASK)].map(|(k, v)| (k, Json::text(v))))
        }
        WellKnown::Wrapper => match well_known::wrapped(message) {
            Some(kind) => schemas.kind(&kind, role),
            None => Json::Object(Vec::new()),
        },
        WellKnown::Struct => Json::object([("type", Json::text("object"))]),
        WellKnown::List => Json::object([("type", Json::text("array"))]),
        WellKnown::Value | WellKnown::Any => Json::Object(Vec::new()),
    }
}

/// A scalar.
pub(crate) fn scalar(kind: &Kind, role: Role) -> Json {
    let of = |name: &str| Json::object([("type", Json::text(name))]);
    match kind {
        Kind::Bool => of("boolean"),
        Kind::String => of("string"),
        Kind::Bytes => of("string").with("contentEncoding", "base64").with("pattern", BASE64),
        Kind::Double | Kind::Float => {
            let number = of("number").with("format", if *kind == Kind::Double { "double" } else { "float" });
            let number = match kind {
                Kind::Float => {
                    let most = f64::from(f32::MAX);
                    number.with("minimum", Json::Float(-most)).with("maximum", Json::Float(most))
                }
                _ => number,
            };
            let rest = of("string").with("enum", Json::texts(["NaN", "Infinity", "-Infinity"]));
            Json::object([("anyOf", Json::List(vec![number, rest]))])
        }
        kind => {
            let number = integer(kind).unwrap_or_else(|| of("integer"));
            let text = match kind {
                Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => SIGNED_TEXT,
                Kind::Uint64 | Kind::Fixed64 => UNSIGNED_TEXT,
                _ => return number,
            };
            if role == Role::Output {
                return number;
            }
            Json::object([("anyOf", Json::List(vec![number, of("string").with("pattern", text)]))])
        }
    }
}

/// An integer with its range.
pub(crate) fn integer(kind: &Kind) -> Option<Json> {
    let (from, to) = range(kind)?;
    let format = match kind {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "int32",
        Kind::Uint32 | Kind::Fixed32 => "uint32",
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "int64",
        _ => "uint64",
    };
    let number = |value: i128| i64::try_from(value).map_or(Json::Unsigned(u64::MAX), Json::from);
    let schema = Json::object([("type", Json::text("integer")), ("format", Json::text(format))]);
    Some(schema.with("minimum", number(from)).with("maximum", number(to)))
}

/// A field of a message.
fn property(schemas: &Schemas<'_>, field: &FieldDescriptor, role: Role) -> Json {
    let kind = field.kind();
    let value = shape(schemas, field, role);
    let text = schemas.comments.field(field);
    let value = if role == Role::Input { nullable(value) } else { value };
    let value =
        value.with_some("description", (!text.is_empty()).then(|| described(schemas, field, text, role)));
    match comment::example(text).filter(|_| kind == Kind::String && !field.is_map()) {
        Some(example) if field.is_list() => value.with("examples", Json::List(vec![Json::texts([example])])),
        Some(example) => value.with("examples", Json::texts([example])),
        None => value,
    }
}

/// What a field is: one value, a list, a map.
fn shape(schemas: &Schemas<'_>, field: &FieldDescriptor, role: Role) -> Json {
    let kind = field.kind();
    if field.is_map() {
        let entry = kind.as_message();
        let of = entry.map(|entry| schemas.kind(&entry.map_entry_value_field().kind(), role));
        return Json::object([("type", Json::text("object"))])
            .with_some("propertyNames", entry.and_then(|entry| key(&entry.map_entry_key_field().kind())))
            .with_some("additionalProperties", of);
    }
    if field.is_list() {
        return Json::object([("type", Json::text("array")), ("items", schemas.kind(&kind, role))]);
    }
    schemas.kind(&kind, role)
}

fn described(schemas: &Schemas<'_>, field: &FieldDescriptor, text: &str, role: Role) -> String {
    let made = role == Role::Input
        && field.parent_message().get_field_by_name("etag").is_some()
        && schemas.server_made.contains(&field.name());
    if made { format!("{text} Made by the service: accepted and not looked at.") } else { text.to_owned() }
}

/// `null` is accepted as "not there".
fn nullable(schema: Json) -> Json {
    let Json::Object(mut members) = schema else { return schema };
    let null = || Json::object([("type", Json::text("null"))]);
    for (name, value) in &mut members {
        match (name.as_str(), value) {
            ("type", value) => {
                *value = Json::List(vec![value.clone(), Json::text("null")]);
                return Json::Object(members);
            }
            ("anyOf", Json::List(options)) => {
                options.push(null());
                return Json::Object(members);
            }
            _ => {}
        }
    }
    if members.is_empty() {
        return Json::Object(members);
    }
    Json::object([("anyOf", Json::List(vec![Json::Object(members), null()]))])
}

/// At most one of these members says something.
fn choice(names: &[String]) -> Json {
    let null = || Json::object([("type", Json::text("null"))]);
    let only = |chosen: &String| {
        let others = names.iter().filter(|name| *name != chosen);
        Json::object([("properties", Json::Object(others.map(|name| (name.clone(), null())).collect()))])
    };
    Json::object([("anyOf", Json::List(names.iter().map(only).collect()))])
}

/// What a key must be; nothing for text.
fn key(kind: &Kind) -> Option<Json> {
    let pattern = match kind {
        Kind::String => return None,
        Kind::Bool => "^(true|false)$",
        Kind::Uint32 | Kind::Fixed32 => "^[0-9]{1,9}$",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "^-?[0-9]{1,9}$",
        Kind::Uint64 | Kind::Fixed64 => UNSIGNED_TEXT,
        _ => SIGNED_TEXT,
    };
    Some(Json::object([("pattern", Json::text(pattern))]))
}
