//! Messages of `google.protobuf` that JSON writes in a form of their own.

use std::collections::HashMap;

use jiff::{
    SignedDuration,
    civil::{DateTime, date},
};
use prost_reflect::{DynamicMessage, Kind, MapKey, MessageDescriptor, ReflectMessage as _, Value};

use super::{
    name,
    scalar::{self, shown},
    tree::Json,
};

/// Longest duration, seconds: about 10 000 years, as `google.protobuf.Duration` documents.
const MAX_DURATION_S: i64 = 315_576_000_000;
/// 0001-01-01T00:00:00Z.
const FIRST_SECOND: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;

/// Where seconds are counted from. In civil time, because `jiff::Timestamp` ends a day before the year does.
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// A message with a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WellKnown {
    Timestamp,
    Duration,
    FieldMask,
    /// A scalar that can be absent.
    Wrapper,
    /// Any object.
    Struct,
    /// Any value.
    Value,
    /// Any array.
    List,
    /// Needs a registry of types: not supported.
    Any,
}

/// Which one a message is.
pub(crate) fn of(message: &MessageDescriptor) -> Option<WellKnown> {
    let name = message.full_name().strip_prefix("google.protobuf.")?;
    Some(match name {
        "Timestamp" => WellKnown::Timestamp,
        "Duration" => WellKnown::Duration,
        "FieldMask" => WellKnown::FieldMask,
        "Struct" => WellKnown::Struct,
        "Value" => WellKnown::Value,
        "ListValue" => WellKnown::List,
        "Any" => WellKnown::Any,
        "DoubleValue" | "FloatValue" | "Int64Value" | "UInt64Value" | "Int32Value" | "UInt32Value"
        | "BoolValue" | "StringValue" | "BytesValue" => WellKnown::Wrapper,
        _ => return None,
    })
}

/// The kind of value inside a wrapper.
pub(crate) fn wrapped(message: &MessageDescriptor) -> Option<Kind> {
    message.get_field(1).map(|field| field.kind())
}

/// What a message must be, after "must be".
pub(crate) fn expected(message: &MessageDescriptor) -> String {
    match of(message) {
        Some(WellKnown::Timestamp) => {
            "a time such as \"2025-01-31T08:00:00Z\" (RFC 3339, years 0001 to 9999)".to_owned()
        }
        Some(WellKnown::Duration) => {
            "a duration in seconds such as \"1.5s\", at most 315576000000s, with at most 9 decimals"
                .to_owned()
        }
        Some(WellKnown::FieldMask) => "field paths with commas between them, such as \"a,b.c\"".to_owned(),
        Some(WellKnown::Wrapper) => wrapped(message).map_or_else(String::new, |kind| scalar::expected(&kind)),
        Some(WellKnown::Value) => "a JSON value".to_owned(),
        Some(WellKnown::List) => "an array".to_owned(),
        Some(WellKnown::Struct | WellKnown::Any) | None => "an object".to_owned(),
    }
}

/// Reads a message of `well_known` kind; `Err` says what it must be.
pub(crate) fn from_json(
    well_known: WellKnown,
    message: &MessageDescriptor,
    json: &Json,
) -> Result<Value, String> {
    let wrong = || format!("must be {}, not {}", expected(message), scalar::seen(json));
    match (well_known, json) {
        (WellKnown::Timestamp | WellKnown::Duration | WellKnown::FieldMask, Json::Text(text)) => {
            from_text(message, text)
        }
        (WellKnown::Wrapper, json) => {
            let kind = wrapped(message).ok_or_else(wrong)?;
            Ok(filled(message, [(1, scalar::from_json(&kind, json)?)]))
        }
        (WellKnown::Value, json) => any_value(message, json).ok_or_else(wrong),
        (WellKnown::Struct, Json::Object(_)) | (WellKnown::List, Json::List(_)) => {
            any_container(message, json).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

/// Reads a message that has a text form; `Err` says what it must be.
pub(crate) fn from_text(message: &MessageDescriptor, text: &str) -> Result<Value, String> {
    let parts = match of(message) {
        Some(WellKnown::Timestamp) => timestamp(text),
        Some(WellKnown::Duration) => duration(text),
        Some(WellKnown::FieldMask) => {
            let paths = field_mask(text).ok_or_else(|| wrong_text(message, text))?;
            return Ok(mask(message, paths));
        }
        Some(WellKnown::Wrapper) => {
            let kind = wrapped(message).ok_or_else(|| wrong_text(message, text))?;
            return Ok(filled(message, [(1, scalar::from_text(&kind, text)?)]));
        }
        _ => None,
    };
    let (seconds, nanos) = parts.ok_or_else(|| wrong_text(message, text))?;
    Ok(filled(message, [(1, Value::I64(seconds)), (2, Value::I32(nanos))]))
}

/// A field mask of these paths.
pub(crate) fn mask(message: &MessageDescriptor, paths: impl IntoIterator<Item = String>) -> Value {
    filled(message, [(1, Value::List(paths.into_iter().map(Value::String).collect()))])
}

/// A time as text; `None` when it is out of range.
pub(crate) fn timestamp_text(message: &DynamicMessage) -> Option<String> {
    let (seconds, nanos) = parts(message)?;
    let legal = (FIRST_SECOND..=LAST_SECOND).contains(&seconds) && (0..=999_999_999).contains(&nanos);
    let since = legal.then(|| SignedDuration::new(seconds, nanos))?;
    EPOCH.checked_add(since).ok().map(|time| format!("{time}Z"))
}

/// A duration as text; `None` when it is out of range.
pub(crate) fn duration_text(message: &DynamicMessage) -> Option<String> {
    let (seconds, nanos) = parts(message)?;
    let legal = seconds.abs_diff(0) <= MAX_DURATION_S.unsigned_abs() && nanos.abs_diff(0) <= 999_999_999;
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let fraction = format!(".{:09}", nanos.unsigned_abs());
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    legal.then(|| format!("{sign}{}{fraction}s", seconds.unsigned_abs()))
}

/// A field mask as text.
pub(crate) fn mask_text(message: &DynamicMessage) -> Option<String> {
    let paths = message.get_field_by_number(1)?;
    let paths: Vec<&str> = paths.as_list()?.iter().filter_map(Value::as_str).collect();
    Some(paths.join(","))
}

fn parts(message: &DynamicMessage) -> Option<(i64, i32)> {
    let seconds = message.get_field_by_number(1)?.as_i64()?;
    Some((seconds, message.get_field_by_number(2)?.as_i32()?))
}

fn wrong_text(message: &MessageDescriptor, text: &str) -> String {
    format!("must be {}, not {}", expected(message), shown(text))
}

/// A message of these fields. What does not fit its definition stays unset: nobody redefines `google.protobuf`.
fn filled(message: &MessageDescriptor, fields: impl IntoIterator<Item = (u32, Value)>) -> Value {
    let mut filled = DynamicMessage::new(message.clone());
    for (number, value) in fields {
        filled.try_set_field_by_number(number, value).unwrap_or_default();
    }
    Value::Message(filled)
}

/// `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)` (RFC 3339), and nothing else that parsers of ISO 8601 like.
fn timestamp(text: &str) -> Option<(i64, i32)> {
    let (date, rest) = text.split_once(['T', 't'])?;
    let (time, offset) = match rest.strip_suffix(['Z', 'z']) {
        Some(time) => (time, SignedDuration::ZERO),
        None => {
            let (time, offset) = rest.split_at_checked(rest.len().checked_sub(6)?)?;
            (time, offset_from(offset)?)
        }
    };
    let (time, nanos) = match time.split_once('.') {
        Some((time, fraction)) => (time, nanos(fraction)?),
        None => (time, 0),
    };
    let [year, month, day] = digits(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = digits(time, ':', [2, 2, 2])?;
    let small = |number: i32| i8::try_from(number).ok();
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        nanos,
    );
    let since = civil.ok()?.duration_since(EPOCH).checked_sub(offset)?;
    // Before 1970 both parts are negative; on the wire the fraction counts forwards.
    let (seconds, nanos) = match since.subsec_nanos() {
        negative if negative < 0 => (since.as_secs() - 1, negative + 1_000_000_000),
        positive => (since.as_secs(), positive),
    };
    (FIRST_SECOND..=LAST_SECOND).contains(&seconds).then_some((seconds, nanos))
}

fn offset_from(text: &str) -> Option<SignedDuration> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let [hours, minutes] = digits(rest, ':', [2, 2])?;
    let legal = hours < 24 && minutes < 60;
    legal.then(|| SignedDuration::from_mins(i64::from(sign * (hours * 60 + minutes))))
}

/// Numbers of exactly so many digits.
fn digits<const N: usize>(text: &str, separator: char, lengths: [usize; N]) -> Option<[i32; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(separator);
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part = parts.next()?;
        let legal = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = legal.then(|| part.parse().ok()).flatten()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// One to nine decimals.
fn nanos(fraction: &str) -> Option<i32> {
    let legal = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    legal.then(|| format!("{fraction:0<9}").parse().ok()).flatten()
}

/// `-?\d+(\.\d{1,9})?s`.
fn duration(text: &str) -> Option<(i64, i32)> {
    let text = text.strip_suffix('s')?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, nanos) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, nanos(fraction)?),
        None => (text, 0),
    };
    let legal = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = legal.then(|| whole.parse().ok()).flatten()?;
    let in_range = seconds < MAX_DURATION_S || (seconds == MAX_DURATION_S && nanos == 0);
    in_range.then_some((sign * seconds, i32::try_from(sign).ok()? * nanos))
}

/// Paths in `snake_case`, from either spelling; `None` when one is no path.
fn field_mask(text: &str) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let step = |step: &str| {
        step.starts_with(|c: char| c.is_ascii_lowercase())
            && step.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let path = |path: &str| path.split('.').all(step).then(|| name::snake(path));
    text.split(',').map(path).collect()
}

/// A `google.protobuf.Value`.
fn any_value(message: &MessageDescriptor, json: &Json) -> Option<Value> {
    let (number, value) = match json {
        Json::Null => (1, Value::EnumNumber(0)),
        Json::Bool(_) => (4, scalar::from_json(&Kind::Bool, json).ok()?),
        Json::Unsigned(_) | Json::Signed(_) | Json::Float(_) => {
            (2, scalar::from_json(&Kind::Double, json).ok()?)
        }
        Json::Text(text) => (3, Value::String(text.clone())),
        Json::Object(_) => (5, any_container(message.get_field(5)?.kind().as_message()?, json)?),
        Json::List(_) => (6, any_container(message.get_field(6)?.kind().as_message()?, json)?),
    };
    Some(filled(message, [(number, value)]))
}

/// A `google.protobuf.Struct` or `ListValue`.
fn any_container(message: &MessageDescriptor, json: &Json) -> Option<Value> {
    let field = message.get_field(1)?;
    let value = match json {
        Json::Object(members) => {
            let kind = field.kind();
            let of = kind.as_message()?.map_entry_value_field().kind();
            let mut map = HashMap::new();
            for (name, value) in members {
                map.insert(MapKey::String(name.clone()), any_value(of.as_message()?, value)?);
            }
            Value::Map(map)
        }
        Json::List(items) => {
            let kind = field.kind();
            let of = kind.as_message()?;
            Value::List(items.iter().map(|item| any_value(of, item)).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    Some(filled(message, [(1, value)]))
}

/// A `google.protobuf.Value`, `Struct` or `ListValue` as JSON.
pub(crate) fn any_json(message: &DynamicMessage) -> Json {
    let first = || message.fields().next().map(|(_, value)| value.clone());
    match of(&message.descriptor()) {
        Some(WellKnown::Value) => match first() {
            Some(Value::Bool(value)) => Json::Bool(value),
            Some(Value::F64(value)) if value.is_finite() => Json::Float(value),
            Some(Value::String(text)) => Json::Text(text),
            Some(Value::Message(inner)) => any_json(&inner),
            _ => Json::Null,
        },
        Some(WellKnown::List) => match first() {
            Some(Value::List(items)) => {
                Json::List(items.iter().filter_map(Value::as_message).map(any_json).collect())
            }
            _ => Json::List(Vec::new()),
        },
        _ => match first() {
            Some(Value::Map(map)) => {
                let member = |(key, value): (&MapKey, &Value)| {
                    Some((key.as_str()?.to_owned(), any_json(value.as_message()?)))
                };
                let mut members: Vec<(String, Json)> = map.iter().filter_map(member).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Json::Object(members)
            }
            _ => Json::Object(Vec::new()),
        },
    }
}
