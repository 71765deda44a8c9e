//! A message from a JSON tree, with everything that is wrong.

use std::collections::{HashMap, HashSet};

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

use super::{
    name::{self, fields, listed},
    scalar,
    tree::Json,
    well_known,
};
use crate::finding::{Finding, Findings, Pointer};

/// Reads a message; what is wrong goes to `findings`, and the message is worth nothing then.
pub(crate) fn message(
    json: &Json,
    descriptor: &MessageDescriptor,
    at: &mut Pointer,
    findings: &mut Findings,
) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    let Json::Object(members) = json else {
        findings.push(Finding::body(at, format!("must be an object, not {}", scalar::seen(json))));
        return message;
    };
    let mut seen = HashSet::new();
    for (name, json) in members {
        at.push(name);
        match name::field(descriptor, name) {
            None => findings.push(Finding::body(at, unknown(descriptor, name))),
            Some(field) if !seen.insert(field.number()) => {
                let detail = format!("is there twice, as {:?} and as {:?}", field.name(), field.json_name());
                findings.push(Finding::body(at, detail));
            }
            Some(field) => member(&mut message, &field, json, at, findings),
        }
        at.pop();
    }
    message
}

/// One value of a field that is no list and no map.
pub(crate) fn value(kind: &Kind, json: &Json, at: &mut Pointer, findings: &mut Findings) -> Option<Value> {
    let read = match kind {
        Kind::Message(descriptor) => match well_known::of(descriptor) {
            Some(form) => well_known::from_json(form, descriptor, json),
            None => return Some(Value::Message(message(json, descriptor, at, findings))),
        },
        kind => scalar::from_json(kind, json),
    };
    read.map_err(|detail| findings.push(Finding::body(at, detail))).ok()
}

/// A field of any shape: one value, a list, a map.
pub(crate) fn field_value(
    field: &FieldDescriptor,
    json: &Json,
    at: &mut Pointer,
    findings: &mut Findings,
) -> Option<Value> {
    if field.is_map() {
        map(field, json, at, findings)
    } else if field.is_list() {
        list(field, json, at, findings)
    } else {
        value(&field.kind(), json, at, findings)
    }
}

/// A `google.protobuf.Value` is the one thing for which `null` says something.
pub(crate) fn null_means_absent(field: &FieldDescriptor) -> bool {
    let kind = field.kind();
    let form = kind.as_message().and_then(well_known::of);
    field.is_list() || field.is_map() || form != Some(well_known::WellKnown::Value)
}

fn member(
    message: &mut DynamicMessage,
    field: &FieldDescriptor,
    json: &Json,
    at: &mut Pointer,
    findings: &mut Findings,
) {
    if *json == Json::Null && null_means_absent(field) {
        return;
    }
    let rival = field.containing_oneof().filter(|oneof| !oneof.is_synthetic()).and_then(|oneof| {
        let set = oneof.fields().find(|other| message.has_field(other));
        set.map(|other| (oneof.name().to_owned(), other.name().to_owned()))
    });
    if let Some((oneof, other)) = rival {
        let detail = format!("only one {oneof} can be given, and {other} is there already");
        findings.push(Finding::body(at, detail));
        return;
    }
    if let Some(value) = field_value(field, json, at, findings) {
        message.try_set_field(field, value).unwrap_or_default();
    }
}

fn list(field: &FieldDescriptor, json: &Json, at: &mut Pointer, findings: &mut Findings) -> Option<Value> {
    let Json::List(items) = json else {
        findings.push(Finding::body(at, format!("must be an array, not {}", scalar::seen(json))));
        return None;
    };
    let kind = field.kind();
    let mut values = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        at.push_index(index);
        values.extend(value(&kind, item, at, findings));
        at.pop();
    }
    Some(Value::List(values))
}

fn map(field: &FieldDescriptor, json: &Json, at: &mut Pointer, findings: &mut Findings) -> Option<Value> {
    let Json::Object(members) = json else {
        findings.push(Finding::body(at, format!("must be an object, not {}", scalar::seen(json))));
        return None;
    };
    let kind = field.kind();
    let entry = kind.as_message()?;
    let (key_kind, value_kind) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
    let mut map = HashMap::new();
    for (name, json) in members {
        at.push(name);
        match scalar::key_from_text(&key_kind, name) {
            Ok(key) if map.contains_key(&key) => findings.push(Finding::body(at, "this key is there twice")),
            Ok(key) => {
                if let Some(value) = value(&value_kind, json, at, findings) {
                    map.insert(key, value);
                }
            }
            Err(detail) => findings.push(Finding::body(at, format!("the key {detail}"))),
        }
        at.pop();
    }
    Some(Value::Map(map))
}

fn unknown(descriptor: &MessageDescriptor, name: &str) -> String {
    let known: Vec<String> = fields(descriptor).map(|field| field.name().to_owned()).collect();
    let name = scalar::shown(name);
    if known.is_empty() {
        format!("there is no field {name}; the object must be empty")
    } else {
        format!("there is no field {name}; there are {}", listed(&known))
    }
}
