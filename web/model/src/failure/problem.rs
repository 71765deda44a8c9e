//! From an answer of the REST surface (RFC 9457).

use std::time::Duration;

use serde_json::Value;

use super::{Failure, FailureKind, FieldFailure, permission_in, sentence};

/// What stands before a slug in `type`.
const TYPE_PREFIX: &str = "urn:nocturne:problem:";

pub(super) fn failure(http_status: u16, body: &[u8], retry_after: Option<&str>) -> Failure {
    let document: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let text = |name: &str| document.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let slug = text("type").and_then(|kind| kind.strip_prefix(TYPE_PREFIX));
    let kind = slug.and_then(by_slug).unwrap_or_else(|| by_http_status(http_status, slug.is_some()));

    let detail =
        text("detail").map_or_else(|| format!("HTTP status {http_status}, without a reason."), sentence);
    let mut failure = Failure::new(kind, detail);
    if let Some(slug) = slug {
        failure.code = slug.to_uppercase().replace('-', "_");
    }
    if let Some(errors) = document.get("errors").and_then(Value::as_array) {
        failure.fields = errors.iter().map(field).collect();
    }
    failure.permission = text("detail").and_then(permission_in);
    failure.request_id = text("request_id").or_else(|| text("trace_id")).map(str::to_owned);
    failure.retry_after = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    failure
}

fn field(error: &Value) -> FieldFailure {
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    FieldFailure::new(text("field"), text("detail"))
}

fn by_slug(slug: &str) -> Option<FailureKind> {
    Some(match slug {
        "invalid" | "malformed" | "unsupported-media-type" => FailureKind::Invalid,
        "unauthenticated" => FailureKind::Unauthenticated,
        "forbidden" => FailureKind::Forbidden,
        "not-found" => FailureKind::NotFound,
        "already-exists" => FailureKind::AlreadyExists,
        "conflict" => FailureKind::Conflict,
        "precondition" => FailureKind::Precondition,
        "exhausted" => FailureKind::Exhausted,
        "too-large" => FailureKind::TooLarge,
        "too-slow" => FailureKind::TimedOut,
        "unavailable" => FailureKind::Unavailable,
        "internal" => FailureKind::Internal,
        "no-such-path" | "method-not-allowed" => FailureKind::Unsupported,
        _ => return None,
    })
}

/// What a proxy in between answers has no type: it is the coordinator that was not reached.
fn by_http_status(http_status: u16, from_coordinator: bool) -> FailureKind {
    match http_status {
        401 => FailureKind::Unauthenticated,
        403 => FailureKind::Forbidden,
        404 if from_coordinator => FailureKind::NotFound,
        408 | 504 => FailureKind::TimedOut,
        409 => FailureKind::AlreadyExists,
        412 => FailureKind::Conflict,
        413 => FailureKind::TooLarge,
        429 => FailureKind::Exhausted,
        404 | 502 => FailureKind::Unreachable,
        503 => FailureKind::Unavailable,
        501 => FailureKind::Unsupported,
        400..=499 => FailureKind::Invalid,
        _ => FailureKind::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_the_coordinator_is_read_whole() {
        let body = br#"{"type":"urn:nocturne:problem:invalid","title":"Invalid values","status":422,
            "detail":"username: is empty","instance":"/api/v1/auth/login","request_id":"r-1",
            "errors":[{"in":"body","pointer":"/username","field":"username","detail":"is empty"}]}"#;

        let failure = Failure::from_problem(422, body, None);

        assert!(failure.is_invalid());
        assert_eq!(failure.code, "INVALID");
        assert_eq!(failure.detail, "Username: is empty.");
        assert_eq!(failure.fields, [FieldFailure::new("username", "is empty")]);
        assert_eq!(failure.request_id.as_deref(), Some("r-1"));
    }

    #[test]
    fn every_kind_that_the_coordinator_has_is_known() {
        let cases = [
            ("unauthenticated", 401, FailureKind::Unauthenticated),
            ("forbidden", 403, FailureKind::Forbidden),
            ("not-found", 404, FailureKind::NotFound),
            ("no-such-path", 404, FailureKind::Unsupported),
            ("already-exists", 409, FailureKind::AlreadyExists),
            ("precondition", 409, FailureKind::Precondition),
            ("conflict", 412, FailureKind::Conflict),
            ("exhausted", 429, FailureKind::Exhausted),
            ("unavailable", 503, FailureKind::Unavailable),
            ("internal", 500, FailureKind::Internal),
            ("of-tomorrow", 404, FailureKind::NotFound),
        ];
        for (slug, status, want) in cases {
            let body = format!(r#"{{"type":"urn:nocturne:problem:{slug}"}}"#);
            assert_eq!(Failure::from_problem(status, body.as_bytes(), None).kind, want, "{slug}");
        }
    }

    #[test]
    fn what_a_proxy_says_is_not_taken_for_the_coordinator() {
        let failure = Failure::from_problem(502, b"<html>Bad gateway</html>", None);

        assert!(failure.is_unavailable());
        assert_eq!(failure.detail, "HTTP status 502, without a reason.");
        for status in [0, 200, 302, 404, 418, 500, 503, 599] {
            let failure = Failure::from_problem(status, b"", None);
            assert!(!failure.title.is_empty(), "{status}");
        }
    }

    #[test]
    fn the_time_to_come_back_is_read_from_the_header() {
        assert_eq!(Failure::from_problem(429, b"{}", Some(" 7 ")).retry_after, Some(Duration::from_secs(7)));
        assert_eq!(Failure::from_problem(429, b"{}", Some("soon")).retry_after, None);
    }

    #[test]
    fn documents_of_the_wrong_shape_do_not_panic() {
        for body in ["[]", "7", r#"{"errors":7,"type":7}"#, r#"{"errors":[7,{"field":7}],"detail":""}"#] {
            let failure = Failure::from_problem(400, body.as_bytes(), None);
            assert!(failure.is_invalid());
        }
    }
}
