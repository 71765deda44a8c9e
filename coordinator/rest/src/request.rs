//! The request of a method, from everything that an HTTP request says.

use axum::body::Body as HttpBody;
use bytes::Bytes;
use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
    request::Parts,
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use prost_reflect::{DynamicMessage, Value};

use crate::{
    assign,
    binding::{Binding, Body},
    condition,
    finding::{Finding, Findings, Place, Pointer},
    json::{
        Json,
        name::{self, listed},
        read, scalar, well_known,
    },
    options::RestOptions,
    problem::Problem,
    query,
    route::Match,
};

/// What bodies are.
const JSON: &str = "application/json";

/// Reads the body, within its limits.
pub(crate) async fn body(
    headers: &HeaderMap,
    body: HttpBody,
    options: &RestOptions,
) -> Result<Bytes, Problem> {
    let limit = options.max_body_bytes;
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|announced: u64| announced > u64::try_from(limit).unwrap_or(u64::MAX)) {
        return Err(Problem::too_large(limit));
    }
    let collected = tokio::time::timeout(options.body_timeout, Limited::new(body, limit).collect()).await;
    let collected = collected.map_err(|_elapsed| Problem::too_slow(options.body_timeout))?;
    let bytes = match collected {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(Problem::too_large(limit)),
        Err(_broken) => {
            let detail = "did not arrive whole; nothing was changed; send it again";
            return Err(Problem::malformed(vec![Finding::body(&Pointer::default(), detail)]));
        }
    };
    if !bytes.is_empty() {
        media_type(headers)?;
    }
    Ok(bytes)
}

/// A body is JSON, in UTF-8 and not compressed.
fn media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(encoding) =
        text(CONTENT_ENCODING).filter(|encoding| !encoding.eq_ignore_ascii_case("identity"))
    {
        return Err(Problem::media_type("Content-Encoding", Some(encoding), "identity"));
    }
    let found = text(CONTENT_TYPE);
    let mut parts = found.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case(JSON));
    let is_utf8 = parts.filter(|part| !part.is_empty()).all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if is_json && is_utf8 { Ok(()) } else { Err(Problem::media_type("Content-Type", found, JSON)) }
}

/// Reads the request; `server_made` are names of fields that a client may send back and never changes.
pub(crate) fn read(
    matched: &Match,
    head: &Parts,
    body: &[u8],
    server_made: &[&str],
) -> Result<DynamicMessage, Problem> {
    let binding = &*matched.binding;
    let mut findings = Findings::default();
    let mut message = DynamicMessage::new(binding.input());

    let document = read_body(&mut message, binding, body, &mut findings);
    query::apply(&mut message, binding, head.uri.query().unwrap_or_default(), &mut findings);
    condition::apply(&mut message, binding, &head.headers, &mut findings);
    bind(&mut message, matched, &mut findings);
    if let Some(document) = document {
        mask(&mut message, binding, &document, server_made, &mut findings);
    }
    findings.or(message).map_err(Problem::malformed)
}

/// Reads the document into the request, and gives it back.
fn read_body(
    message: &mut DynamicMessage,
    binding: &Binding,
    body: &[u8],
    findings: &mut Findings,
) -> Option<Json> {
    let whole = Pointer::default();
    let descriptor = match (binding.body_message(), body.is_empty()) {
        (None, true) => return None,
        (None, false) => {
            let detail = "must be empty: this method takes its values from the path and the query";
            findings.push(Finding::body(&whole, detail));
            return None;
        }
        (Some(_), true) => {
            if let Body::Field(field) = &binding.body {
                let detail = format!("is missing: it must be a JSON object, the {}", field.name());
                findings.push(Finding::body(&whole, detail));
            }
            return None;
        }
        (Some(descriptor), false) => descriptor,
    };
    let json = match Json::parse(body) {
        Ok(json) => json,
        Err(finding) => {
            findings.push(finding);
            return None;
        }
    };
    let read = read::message(&json, &descriptor, &mut Pointer::default(), findings);
    match &binding.body {
        Body::Field(field) => message.try_set_field(field, Value::Message(read)).unwrap_or_default(),
        Body::Whole | Body::None => *message = read,
    }
    Some(json)
}

/// Sets what the path says. A body that says the same is welcome, one that says something else is a mistake.
fn bind(message: &mut DynamicMessage, matched: &Match, findings: &mut Findings) {
    for (bound, text) in matched.binding.variables.iter().zip(&matched.variables) {
        match scalar::from_text(&bound.leaf.kind(), text) {
            Err(reason) => findings.push(Finding::head(Place::Path, bound.leaf.name(), reason)),
            Ok(value) => {
                let said = assign::get(message, &bound.path);
                let differs =
                    said.is_some_and(|said| *said != value && !said.is_default_for_field(&bound.leaf));
                if differs {
                    let detail = format!("differs from {} in the path; leave it away", scalar::shown(text));
                    findings.push(Finding::body(&Pointer::name(bound.leaf.name()), detail));
                }
                assign::set(message, &bound.path, value);
            }
        }
    }
}

/// A PATCH without a mask changes what its document names.
fn mask(
    message: &mut DynamicMessage,
    binding: &Binding,
    document: &Json,
    server_made: &[&str],
    findings: &mut Findings,
) {
    let (Some(field), Body::Field(resource), Json::Object(members)) =
        (binding.update_mask(), &binding.body, document)
    else {
        return;
    };
    let (Some(descriptor), kind) = (binding.body_message(), field.kind()) else { return };
    if message.has_field(&field) && !members.is_empty() {
        return;
    }
    let is_bound = |name: &str| {
        let path = |bound: &crate::binding::Bound| {
            bound.path.first() == Some(resource) && bound.path.get(1).is_some_and(|step| step.name() == name)
        };
        binding.variables.iter().any(path)
    };
    let changes = |name: &str| name != "etag" && !server_made.contains(&name) && !is_bound(name);
    let named = members.iter().filter_map(|(name, _)| name::field(&descriptor, name));
    let paths: Vec<String> =
        named.map(|field| field.name().to_owned()).filter(|name| changes(name)).collect();
    if paths.is_empty() && findings.0.is_empty() {
        let known: Vec<String> = name::fields(&descriptor)
            .map(|field| field.name().to_owned())
            .filter(|name| changes(name))
            .collect();
        let known = listed(&known);
        let detail =
            format!("names no field to change; there are {known}; null puts one back to its default");
        findings.push(Finding::body(&Pointer::default(), detail));
        return;
    }
    if let Some(of) = kind.as_message() {
        assign::set(message, &[field], well_known::mask(of, paths));
    }
}
