//! Headers that become fields: `If-Match`, `Idempotency-Key`, `Last-Event-ID`; and `If-None-Match`.

use http::{
    HeaderMap,
    header::{IF_MATCH, IF_NONE_MATCH},
};
use prost_reflect::{DynamicMessage, FieldDescriptor, Value};

use crate::{
    assign,
    binding::Binding,
    finding::{Finding, Findings, Place},
    json::scalar::shown,
};

/// Longest idempotency key, characters.
pub(crate) const MAX_KEY: usize = 128;

/// Sets the fields that headers say; what is wrong goes to `findings`.
pub(crate) fn apply(
    message: &mut DynamicMessage,
    binding: &Binding,
    headers: &HeaderMap,
    findings: &mut Findings,
) {
    if let Err(reason) = if_match(message, binding, headers) {
        findings.push(Finding::head(Place::Header, "If-Match", reason));
    }
    if let Err(reason) = idempotency_key(message, binding, headers) {
        findings.push(Finding::head(Place::Header, "Idempotency-Key", reason));
    }
    // The same address with another place to go on: what an EventSource sends when it comes back.
    if let (Some(field), Ok(Some(id))) = (binding.resume_token(), single(headers, "last-event-id")) {
        assign::set(message, &[field], Value::String(id));
    }
}

/// Whether the caller has this version already (RFC 9110, section 13.1.2; the comparison is weak).
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let listed = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).map(str::trim).any(|known| {
        let known = known.strip_prefix("W/").unwrap_or(known);
        known == "*" || known.trim_matches('"') == etag
    })
}

fn if_match(message: &mut DynamicMessage, binding: &Binding, headers: &HeaderMap) -> Result<(), String> {
    let Some(value) = single(headers, IF_MATCH.as_str())? else { return Ok(()) };
    let Some(etag) = etag(&value)? else { return Ok(()) };
    match binding.etag() {
        Some(path) => agree(message, &path, etag),
        None if binding.is_read() => Ok(()),
        None => Err("this method has no etag to compare with; leave the header away".to_owned()),
    }
}

fn idempotency_key(
    message: &mut DynamicMessage,
    binding: &Binding,
    headers: &HeaderMap,
) -> Result<(), String> {
    let Some(value) = single(headers, "idempotency-key")? else { return Ok(()) };
    let key = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&value);
    if !(1..=MAX_KEY).contains(&key.len()) || !key.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'~')) {
        return Err(format!(
            "must be 1 to {MAX_KEY} printable characters without blanks and quotes, such as a UUID, not {}",
            shown(key)
        ));
    }
    match binding.request_id() {
        Some(field) => agree(message, &[field], key.to_owned()),
        None if binding.is_read() => Ok(()),
        None => Err("this method does not remember keys; leave the header away".to_owned()),
    }
}

/// Sets a text that may have been said already, then in the same words.
fn agree(message: &mut DynamicMessage, path: &[FieldDescriptor], value: String) -> Result<(), String> {
    let said = assign::text(message, path);
    if !said.is_empty() && said != value {
        let name = path.last().map_or("field", FieldDescriptor::name);
        return Err(format!("differs from the {name} {} that is sent too; send one of them", shown(&said)));
    }
    assign::set(message, path, Value::String(value));
    Ok(())
}

/// The one value of a header.
fn single(headers: &HeaderMap, name: &str) -> Result<Option<String>, String> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err("is there more than once; send it once".to_owned());
    }
    let text = value.to_str().map_err(|_| "must be printable ASCII".to_owned())?;
    Ok(Some(text.trim().to_owned()))
}

/// The version behind `"v7"`, `W/"v7"` or `v7`; `None` for `*`, which every version is.
fn etag(value: &str) -> Result<Option<String>, String> {
    if value == "*" {
        return Ok(None);
    }
    let tag = value.strip_prefix("W/").unwrap_or(value);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'-');
    let quoted = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let (tag, legal) = match quoted {
        Some(tag) => (tag, tag.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'+' | b'-'..=b'~'))),
        // Shells eat quotes: what cannot be anything else is taken without them.
        None => (value, value.bytes().all(plain)),
    };
    (legal && !tag.is_empty()).then(|| Some(tag.to_owned())).ok_or_else(|| {
        format!("must be one etag as it was in an answer, such as \"v7\", or *, not {}", shown(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_etag_is_read_in_every_spelling() {
        for text in ["\"v7\"", "W/\"v7\"", "v7"] {
            assert_eq!(etag(text), Ok(Some("v7".to_owned())), "{text}");
        }
        assert_eq!(etag("*"), Ok(None));
        for text in ["", "\"\"", "\"v7", "\"a\", \"b\"", "a b", "a,b", "\"a\"b\"", "W/v7", "{}"] {
            assert!(etag(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_known_version_is_found_in_a_list() {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, "\"a\", W/\"v7\"".parse().unwrap());
        assert!(is_known(&headers, "v7") && is_known(&headers, "a") && !is_known(&headers, "b"));
        headers.insert(IF_NONE_MATCH, "*".parse().unwrap());
        assert!(is_known(&headers, "b"));
    }
}
