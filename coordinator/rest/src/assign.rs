//! Fields of a message by their path from the request.

use std::borrow::Cow;

use prost_reflect::{DynamicMessage, FieldDescriptor, Value};

/// The value at a path, when something was set there.
pub(crate) fn get<'a>(message: &'a DynamicMessage, path: &[FieldDescriptor]) -> Option<Cow<'a, Value>> {
    let (field, rest) = path.split_first()?;
    if !message.has_field(field) {
        return None;
    }
    let value = message.get_field(field);
    if rest.is_empty() {
        return Some(value);
    }
    match value {
        Cow::Borrowed(value) => get(value.as_message()?, rest),
        Cow::Owned(value) => get(value.as_message()?, rest).map(|value| Cow::Owned(value.into_owned())),
    }
}

/// The text at a path; empty when there is none.
pub(crate) fn text(message: &DynamicMessage, path: &[FieldDescriptor]) -> String {
    let value = get(message, path);
    value.as_deref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Sets the value at a path, with the messages on the way. What does not fit is left: paths are checked at start.
pub(crate) fn set(message: &mut DynamicMessage, path: &[FieldDescriptor], value: Value) {
    let Some((field, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        message.try_set_field(field, value).unwrap_or_default();
    } else if let Some(inner) = message.get_field_mut(field).as_message_mut() {
        set(inner, rest, value);
    }
}

/// A field of the same oneof as one on the path, already set.
pub(crate) fn rival(message: &DynamicMessage, path: &[FieldDescriptor]) -> Option<String> {
    let (field, rest) = path.split_first()?;
    let oneof = field.containing_oneof().filter(|oneof| !oneof.is_synthetic());
    let other =
        oneof.and_then(|oneof| oneof.fields().find(|other| other != field && message.has_field(other)));
    if let Some(other) = other {
        return Some(other.name().to_owned());
    }
    if rest.is_empty() || !message.has_field(field) {
        return None;
    }
    rival(message.get_field(field).as_message()?, rest)
}
