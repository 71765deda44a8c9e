//! A gRPC status as a problem.

use http::StatusCode;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    binding::{Binding, Body},
    finding::{Finding, MAX_FINDINGS, Place, Pointer, Step},
    problem::Problem,
};

/// The table from reasons (`ErrorInfo.reason`) and codes to HTTP.
pub type StatusOf = fn(Option<&str>, Code) -> StatusCode;

/// Turns a status into a problem; with the binding that was called, findings point into its body.
pub(crate) fn problem(status: &Status, status_of: StatusOf, binding: Option<&Binding>) -> Problem {
    let details = status.get_error_details();
    let info = details.error_info();
    let reason = info.map(|info| info.reason.as_str()).filter(|reason| !reason.is_empty());
    let slug = reason.map_or_else(|| slug(&format!("{:?}", status.code())), kebab);
    let request_id = info.and_then(|info| info.metadata.get("request_id")).filter(|id| !id.is_empty());
    let violations = details.bad_request().map(|found| found.field_violations.as_slice()).unwrap_or_default();
    let errors = violations.iter().take(MAX_FINDINGS).map(|violation| {
        let (place, pointer) = locate(&violation.field, binding);
        Finding { place, pointer, detail: violation.description.clone() }
    });
    let http = status_of(reason, status.code());
    // A table that calls a failure a success would hide it.
    let http = if http.is_client_error() || http.is_server_error() {
        http
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    let detail = if status.message().is_empty() { "the call failed" } else { status.message() };
    Problem::new(slug, http, detail)
        .with_errors(errors.collect())
        .with_retry_after(details.retry_info().and_then(|info| info.retry_delay))
        .with_request_id(request_id.cloned())
}

/// `NOT_FOUND` is `not-found`.
fn kebab(reason: &str) -> String {
    let legal = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    reason.chars().map(legal).collect()
}

/// `NotFound` is `not-found`.
fn slug(code: &str) -> String {
    let mut out = String::new();
    for c in code.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Where a field of a violation was sent, and its pointer there.
///
/// Services name fields from the request (`check.targets[3]`) or from the resource that is its body (`targets[3]`).
fn locate(field: &str, binding: Option<&Binding>) -> (Option<Place>, Pointer) {
    let steps = steps(field);
    let Some((binding, first)) = binding.zip(name(&steps)) else {
        return (None, Pointer(steps));
    };
    let is_field = |message: &prost_reflect::MessageDescriptor| message.get_field_by_name(first).is_some();
    let from_request = match &binding.body {
        Body::Field(body) if first == body.name() => {
            let inner = steps.get(1..).unwrap_or_default().to_vec();
            let pointer = if bound(binding, &steps) { Pointer(steps) } else { Pointer(inner) };
            let place = if bound(binding, &pointer.0) { Place::Path } else { Place::Body };
            return (Some(place), pointer);
        }
        Body::Field(body) if body.kind().as_message().is_some_and(is_field) => {
            let mut whole = vec![Step::Name(body.name().to_owned())];
            whole.extend(steps.iter().cloned());
            if bound(binding, &whole) {
                return (Some(Place::Path), Pointer(whole));
            }
            return (Some(Place::Body), Pointer(steps));
        }
        Body::Whole => Place::Body,
        Body::Field(_) | Body::None => Place::Query,
    };
    let place = match (bound(binding, &steps), is_field(&binding.input())) {
        (true, _) => Some(Place::Path),
        (false, true) => Some(from_request),
        (false, false) => None,
    };
    (place, Pointer(steps))
}

/// Whether the path says this field.
fn bound(binding: &Binding, steps: &[Step]) -> bool {
    binding.variables.iter().any(|variable| {
        variable.path.len() == steps.len()
            && variable
                .path
                .iter()
                .zip(steps)
                .all(|(field, step)| *step == Step::Name(field.name().to_owned()))
    })
}

fn name(steps: &[Step]) -> Option<&str> {
    match steps.first() {
        Some(Step::Name(name)) => Some(name),
        _ => None,
    }
}

/// `check.targets[3]`, `labels["a b"]`.
fn steps(field: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in field.split(['.', '[']) {
        let part = part.trim_end_matches(']').trim_matches('"');
        match part.parse() {
            _ if part.is_empty() => {}
            Ok(index) => steps.push(Step::Index(index)),
            Err(_) => steps.push(Step::Name(part.to_owned())),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_become_pointers() {
        for (field, want) in [
            ("interval", "/interval"),
            ("check.targets[3]", "/check/targets/3"),
            ("labels[\"a/b\"]", "/labels/a~1b"),
            ("spec.icmp.packets", "/spec/icmp/packets"),
            ("", ""),
        ] {
            assert_eq!(Pointer(steps(field)).to_string(), want, "{field}");
        }
    }

    #[test]
    fn slugs_are_kebab_case() {
        assert_eq!((kebab("NOT_FOUND"), slug("NotFound")), ("not-found".to_owned(), "not-found".to_owned()));
    }
}
