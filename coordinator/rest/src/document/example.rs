//! Examples, from what the contract says about itself.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{
    comment,
    operation::Operation,
    schema::{Schemas, fields_of, is_patch},
};
use crate::{
    binding::Body,
    decode,
    json::{
        Json,
        name::enum_names,
        well_known::{self, WellKnown},
    },
};

/// Deepest message in an example: enough to see how it goes on.
const MAX_DEPTH: usize = 3;
/// Longest document in one line, characters.
const MAX_LINE: usize = 72;

/// A line for a shell that calls the operation.
pub(crate) fn curl(schemas: &Schemas<'_>, operation: &Operation, needs_token: bool) -> String {
    let binding = &operation.binding;
    let mut line = "curl".to_owned();
    if operation.streams() {
        line.push_str(" -N -H 'Accept: text/event-stream'");
    }
    if !matches!(binding.verb.as_str(), "GET") {
        line.push_str(&format!(" -X {}", binding.verb));
    }
    line.push_str(&format!(" \"$API{}\"", address(schemas, operation)));
    if needs_token {
        line.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    if let Some(body) = body(schemas, operation) {
        let text = body.to_lines(MAX_LINE).replace('\'', "'\\''");
        line.push_str(&format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d '{text}'"));
    }
    line
}

/// The path with its variables, and a parameter that is needed or shows how it is done.
fn address(schemas: &Schemas<'_>, operation: &Operation) -> String {
    let mut path = operation.path.clone();
    for variable in &operation.variables {
        let text = variable.name.to_ascii_uppercase();
        path = path.replace(&format!("{{{}}}", variable.name), &text);
    }
    let telling = |field: &FieldDescriptor| {
        field.is_list()
            || comment::example(schemas.comments.field(field)).is_some()
            || field.name() == "page_size"
    };
    let given = operation.parameters().find(|given| given.path.len() == 1 && telling(&given.field));
    let value = given.and_then(|given| Some((given, query_value(schemas, &given.field)?)));
    match value {
        Some((given, value)) if operation.binding.is_read() => format!("{path}?{}={value}", given.name),
        _ => path,
    }
}

fn query_value(schemas: &Schemas<'_>, field: &FieldDescriptor) -> Option<String> {
    match one(schemas, field, 0)? {
        Json::Text(text) => Some(decode::escape(&text)),
        Json::Unsigned(_) => Some("10".to_owned()),
        _ => None,
    }
}

/// An example of the body.
pub(crate) fn body(schemas: &Schemas<'_>, operation: &Operation) -> Option<Json> {
    let binding = &operation.binding;
    let message = binding.body_message()?;
    let is_bound = |field: &FieldDescriptor| binding.variables.iter().any(|bound| bound.leaf == *field);
    let mut members = members(schemas, &message, 0, &is_bound);
    if is_patch(binding) {
        // One field shows it best.
        let is_fixed = |name: &str| {
            let field = message.get_field_by_name(name);
            field.is_some_and(|field| schemas.comments.field(&field).starts_with("Immutable"))
        };
        members.retain(|(name, value)| matches!(value, Json::Text(_)) && !is_fixed(name));
        members.truncate(1);
    }
    let empty = members.is_empty() && !matches!(binding.body, Body::Field(_));
    (!empty).then_some(Json::Object(members))
}

fn members(
    schemas: &Schemas<'_>,
    message: &MessageDescriptor,
    depth: usize,
    is_bound: &dyn Fn(&FieldDescriptor) -> bool,
) -> Vec<(String, Json)> {
    let own_id = format!("{}_id", crate::json::name::snake(message.name()).trim_start_matches('_'));
    let made = |field: &FieldDescriptor| {
        let name = field.name();
        name == "etag" || name == own_id || name == "request_id" || schemas.server_made.contains(&name)
    };
    let second_choice = |field: &FieldDescriptor| {
        let oneof = field.containing_oneof().filter(|oneof| !oneof.is_synthetic());
        oneof.is_some_and(|oneof| oneof.fields().next().as_ref() != Some(field))
    };
    fields_of(message)
        .iter()
        .filter(|field| !made(field) && !is_bound(field) && !second_choice(field))
        .filter_map(|field| {
            let value = one(schemas, field, depth)?;
            let value = if field.is_list() { Json::List(vec![value]) } else { value };
            Some((field.name().to_owned(), value))
        })
        .collect()
}

/// One value; a map's value is a map.
fn one(schemas: &Schemas<'_>, field: &FieldDescriptor, depth: usize) -> Option<Json> {
    let kind = field.kind();
    if field.is_map() {
        return Some(Json::object([("role", Json::text("edge"))]));
    }
    Some(match &kind {
        Kind::Bool => Json::Bool(true),
        Kind::String => {
            let example = comment::example(schemas.comments.field(field));
            Json::text(example.map_or_else(|| format!("<{}>", field.name()), str::to_owned))
        }
        Kind::Bytes => Json::text("AAEC"),
        Kind::Double | Kind::Float => Json::Float(0.5),
        Kind::Enum(an_enum) => {
            let names = enum_names(an_enum);
            Json::text(names.get(1).or_else(|| names.first())?)
        }
        Kind::Message(message) => match well_known::of(message) {
            Some(WellKnown::Timestamp) => Json::text("2025-01-31T08:00:00Z"),
            Some(WellKnown::Duration) => Json::text("30s"),
            Some(_) => return None,
            None if depth < MAX_DEPTH => Json::Object(members(schemas, message, depth + 1, &|_field| false)),
            None => return None,
        },
        _ => Json::Unsigned(1),
    })
}
