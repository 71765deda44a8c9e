//! One value: from JSON, and from the text of a path or a query.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use prost_reflect::{EnumDescriptor, Kind, MapKey, Value};

use super::{name, tree::Json, well_known};

/// Integers up to here are exact as a double (IEEE 754).
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Most characters of a wrong value that an error repeats.
const MAX_SHOWN: usize = 60;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A value that is not a message; `Err` says what it must be.
pub(crate) fn from_json(kind: &Kind, json: &Json) -> Result<Value, String> {
    let wrong = || format!("must be {}, not {}", expected(kind), seen(json));
    match (kind, json) {
        (Kind::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
        (Kind::String, Json::Text(text)) => Ok(Value::String(text.clone())),
        (Kind::Bytes, Json::Text(text)) => bytes(text).ok_or_else(wrong),
        (Kind::Enum(an_enum), Json::Text(text)) => enum_named(an_enum, text),
        (Kind::Enum(an_enum), json) => integer(json)
            .and_then(|number| enum_numbered(an_enum, number))
            .ok_or_else(|| format!("must be {}, not {}", enum_expected(an_enum), seen(json))),
        (Kind::Double | Kind::Float, Json::Text(text)) => {
            not_finite(text).and_then(|value| float(kind, value)).ok_or_else(wrong)
        }
        (Kind::Double | Kind::Float, json) => {
            number(json).and_then(|value| float(kind, value)).ok_or_else(wrong)
        }
        (Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 | Kind::Uint64 | Kind::Fixed64, Json::Text(text)) => {
            decimal(text).and_then(|value| sized(kind, value)).ok_or_else(wrong)
        }
        (_, json) => integer(json).and_then(|value| sized(kind, value)).ok_or_else(wrong),
    }
}

/// A value in a path or a query, messages with a text form included; `Err` says what it must be.
pub(crate) fn from_text(kind: &Kind, text: &str) -> Result<Value, String> {
    let wrong = || format!("must be {}, not {}", expected(kind), shown(text));
    match kind {
        Kind::Message(message) => well_known::from_text(message, text),
        Kind::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(wrong()),
        },
        Kind::String => Ok(Value::String(text.to_owned())),
        Kind::Bytes => bytes(text).ok_or_else(wrong),
        Kind::Enum(an_enum) => decimal(text)
            .and_then(|number| enum_numbered(an_enum, number))
            .map_or_else(|| enum_named(an_enum, text), Ok),
        Kind::Double | Kind::Float => {
            finite(text).or_else(|| not_finite(text)).and_then(|value| float(kind, value)).ok_or_else(wrong)
        }
        _ => decimal(text).and_then(|value| sized(kind, value)).ok_or_else(wrong),
    }
}

/// A map's key, which JSON can only write as text.
pub(crate) fn key_from_text(kind: &Kind, text: &str) -> Result<MapKey, String> {
    from_text(kind, text)?.into_map_key().ok_or_else(|| format!("{} is no key", shown(text)))
}

/// Smallest and largest value of an integer kind.
pub(crate) const fn range(kind: &Kind) -> Option<(i128, i128)> {
    match kind {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Some((i32::MIN as i128, i32::MAX as i128)),
        Kind::Uint32 | Kind::Fixed32 => Some((0, u32::MAX as i128)),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Some((i64::MIN as i128, i64::MAX as i128)),
        Kind::Uint64 | Kind::Fixed64 => Some((0, u64::MAX as i128)),
        _ => None,
    }
}

/// What a value must be, after "must be".
pub(crate) fn expected(kind: &Kind) -> String {
    if let Some((from, to)) = range(kind) {
        return format!("an integer from {from} to {to}");
    }
    match kind {
        Kind::Bool => "true or false".to_owned(),
        Kind::String => "a string".to_owned(),
        Kind::Bytes => "a string with base64".to_owned(),
        Kind::Double => "a number, \"NaN\", \"Infinity\" or \"-Infinity\"".to_owned(),
        Kind::Float => "a number of 32 bits, \"NaN\", \"Infinity\" or \"-Infinity\"".to_owned(),
        Kind::Enum(an_enum) => enum_expected(an_enum),
        Kind::Message(message) => well_known::expected(message),
        _ => "an integer".to_owned(),
    }
}

/// What was sent, shortened.
pub(crate) fn seen(json: &Json) -> String {
    match json {
        Json::Unsigned(value) => value.to_string(),
        Json::Signed(value) => value.to_string(),
        Json::Float(value) => value.to_string(),
        Json::Bool(value) => value.to_string(),
        Json::Text(text) => shown(text),
        other => other.kind().to_owned(),
    }
}

/// Text in quotes, shortened.
pub(crate) fn shown(text: &str) -> String {
    if text.chars().nth(MAX_SHOWN).is_none() {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(MAX_SHOWN).collect();
    format!("{start:?}… ({} bytes)", text.len())
}

fn enum_named(an_enum: &EnumDescriptor, text: &str) -> Result<Value, String> {
    match name::enum_value(an_enum, text) {
        Some(value) => Ok(Value::EnumNumber(value.number())),
        None => Err(format!("must be {}, not {}", enum_expected(an_enum), shown(text))),
    }
}

fn enum_numbered(an_enum: &EnumDescriptor, number: i128) -> Option<Value> {
    let number = i32::try_from(number).ok()?;
    an_enum.get_value(number).map(|value| Value::EnumNumber(value.number()))
}

fn enum_expected(an_enum: &EnumDescriptor) -> String {
    format!("one of {}", name::listed(&name::enum_names(an_enum)))
}

fn integer(json: &Json) -> Option<i128> {
    match json {
        Json::Unsigned(value) => Some(i128::from(*value)),
        Json::Signed(value) => Some(i128::from(*value)),
        #[expect(clippy::cast_possible_truncation, reason = "integral and in range")]
        Json::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT => Some(*value as i128),
        _ => None,
    }
}

/// Decimal digits with at most a minus before them.
fn decimal(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let legal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    legal.then(|| text.parse().ok()).flatten()
}

fn sized(kind: &Kind, value: i128) -> Option<Value> {
    match kind {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => i32::try_from(value).ok().map(Value::I32),
        Kind::Uint32 | Kind::Fixed32 => u32::try_from(value).ok().map(Value::U32),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => i64::try_from(value).ok().map(Value::I64),
        Kind::Uint64 | Kind::Fixed64 => u64::try_from(value).ok().map(Value::U64),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "the nearest double is meant")]
const fn number(json: &Json) -> Option<f64> {
    match json {
        Json::Unsigned(value) => Some(*value as f64),
        Json::Signed(value) => Some(*value as f64),
        Json::Float(value) => Some(*value),
        _ => None,
    }
}

fn float(kind: &Kind, value: f64) -> Option<Value> {
    if matches!(kind, Kind::Double) {
        return Some(Value::F64(value));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the nearest float is meant, an infinite one is refused"
    )]
    let narrow = value as f32;
    (narrow.is_finite() || !value.is_finite()).then_some(Value::F32(narrow))
}

fn finite(text: &str) -> Option<f64> {
    let legal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    let value: f64 = legal.then(|| text.parse().ok()).flatten()?;
    value.is_finite().then_some(value)
}

fn not_finite(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn bytes(text: &str) -> Option<Value> {
    let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()?;
    Some(Value::Bytes(Bytes::from(decoded)))
}
