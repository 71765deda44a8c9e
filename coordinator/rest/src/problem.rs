//! What went wrong, as `application/problem+json` (RFC 9457).

use std::time::Duration;

use axum::body::Body;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};

use crate::{
    finding::{Finding, Place},
    json::Json,
    route::Allowed,
};

/// Media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// What stands before a slug in `type`.
pub const TYPE_PREFIX: &str = "urn:nocturne:problem:";
/// Problems that are found before the service is asked: slug, status, meaning.
pub(crate) const OWN: [(&str, StatusCode, &str); 7] = [
    (
        "malformed",
        StatusCode::BAD_REQUEST,
        "The request cannot be read: no JSON, a field or parameter that does not exist, a value of the wrong type.",
    ),
    ("no-such-path", StatusCode::NOT_FOUND, "Nothing is at this path."),
    (
        "method-not-allowed",
        StatusCode::METHOD_NOT_ALLOWED,
        "The path does not allow this verb; `Allow` says which.",
    ),
    ("too-slow", StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time."),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than the limit."),
    (
        "unsupported-media-type",
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body is not `application/json` in UTF-8.",
    ),
    (
        "internal",
        StatusCode::INTERNAL_SERVER_ERROR,
        "The service failed; its log has the cause under `request_id`.",
    ),
];
/// Most bytes of a path that a problem repeats.
const MAX_INSTANCE: usize = 512;

/// What went wrong, for the one who asked.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

/// In a box, because it is the rare case of many results.
#[derive(Debug, Clone)]
struct Parts {
    slug: String,
    title: String,
    status: StatusCode,
    detail: String,
    errors: Vec<Finding>,
    retry_after: Option<Duration>,
    allowed: Option<Allowed>,
    request_id: Option<String>,
}

/// What was asked, as far as a problem repeats it.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Path of the request.
    pub instance: String,
    /// Id of the request.
    pub request_id: Option<String>,
    /// Trace that the request belongs to (W3C `traceparent`).
    pub trace_id: Option<String>,
}

impl Origin {
    /// Reads the head of a request.
    #[must_use]
    pub fn of<B>(request: &Request<B>, request_id: Option<String>) -> Self {
        let path = request.uri().path();
        let instance = path.char_indices().take_while(|(at, _)| *at < MAX_INSTANCE).map(|(_, c)| c).collect();
        Self { instance, request_id, trace_id: trace_id(request.headers()) }
    }
}

impl Problem {
    /// A problem of any kind; `slug` is the last part of its type, in kebab-case.
    #[must_use]
    pub fn new(slug: impl Into<String>, status: StatusCode, detail: impl Into<String>) -> Self {
        let slug = slug.into();
        Self(Box::new(Parts {
            title: title(&slug),
            slug,
            status,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            allowed: None,
            request_id: None,
        }))
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Last part of `type`.
    #[must_use]
    pub fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What happened and what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The parts of the request that are wrong.
    #[must_use]
    pub fn errors(&self) -> &[Finding] {
        &self.0.errors
    }

    /// Tells each part that is wrong in another way.
    #[must_use]
    pub(crate) fn map_errors(mut self, tell: impl Fn(Finding) -> Finding) -> Self {
        self.0.errors = self.0.errors.into_iter().map(tell).collect();
        self
    }

    /// Adds the parts that are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<Finding>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Says when it is worth trying again.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// Names the request as the service named it.
    #[must_use]
    pub fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    /// The document.
    pub(crate) fn to_json(&self, origin: &Origin) -> Json {
        let request_id = self.0.request_id.as_ref().or(origin.request_id.as_ref());
        let document = Json::object([
            ("type", Json::text(format!("{TYPE_PREFIX}{}", self.0.slug))),
            ("title", Json::text(&self.0.title)),
            ("status", Json::Unsigned(u64::from(self.0.status.as_u16()))),
            ("detail", Json::text(&self.0.detail)),
            ("instance", Json::text(&origin.instance)),
        ])
        .with_some("request_id", request_id.cloned())
        .with_some("trace_id", origin.trace_id.clone());
        if self.0.errors.is_empty() {
            return document;
        }
        document.with("errors", self.0.errors.iter().map(error).collect::<Vec<_>>())
    }

    /// The answer.
    #[must_use]
    pub fn into_response(self, origin: &Origin) -> Response<Body> {
        let mut response = Response::new(Body::from(self.to_json(origin).to_vec()));
        *response.status_mut() = self.0.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(allowed) = &self.0.allowed {
            headers.insert(ALLOW, allowed.value());
        }
        if let Some(after) = self.0.retry_after {
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// 400 for everything that is wrong with a request.
    pub(crate) fn malformed(errors: Vec<Finding>) -> Self {
        let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let detail = match all.as_slice() {
            [one] => format!("the request cannot be read: {one}"),
            many => format!("the request cannot be read for {} reasons: {}", many.len(), many.join("; ")),
        };
        Self::new("malformed", StatusCode::BAD_REQUEST, detail).with_errors(errors)
    }

    pub(crate) fn malformed_path(reason: &str) -> Self {
        let detail = format!("the path cannot be read: it {reason}");
        Self::new("malformed", StatusCode::BAD_REQUEST, detail)
    }

    pub(crate) fn no_such_path(path: &str, without_slash: Option<&str>) -> Self {
        let path: String = path.chars().take(MAX_INSTANCE).collect();
        let detail = match without_slash {
            Some(known) => format!("there is nothing at {path}; leave the slash at its end away: {known}"),
            None => format!("there is nothing at {path}; the description of the API lists every path"),
        };
        Self::new("no-such-path", StatusCode::NOT_FOUND, detail)
    }

    pub(crate) fn method_not_allowed(verb: &Method, shape: &str, allowed: Allowed) -> Self {
        let verb: String = verb.as_str().chars().take(40).collect();
        let detail = format!("{shape} does not allow {verb}; it allows {}", allowed.text());
        let mut problem = Self::new("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED, detail);
        problem.0.allowed = Some(allowed);
        problem
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let detail = format!(
            "the body is larger than the limit of {limit} bytes; nothing was changed; split it into several calls"
        );
        Self::new("too-large", StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    pub(crate) fn too_slow(limit: Duration) -> Self {
        let detail = format!(
            "the body did not arrive within {} s; nothing was changed; send it again",
            limit.as_secs()
        );
        Self::new("too-slow", StatusCode::REQUEST_TIMEOUT, detail)
    }

    pub(crate) fn media_type(header: &str, found: Option<&str>, want: &str) -> Self {
        let found = found.map_or_else(|| "is missing".to_owned(), |found| format!("is {found:?}"));
        let detail = format!("{header} {found}, and bodies are read as {want} only: send `{header}: {want}`");
        let error = Finding::head(Place::Header, header, format!("{found}; it must be {want}"));
        Self::new("unsupported-media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
            .with_errors(vec![error])
    }

    /// The service answered something that is no gRPC.
    pub(crate) fn broken_answer() -> Self {
        let detail =
            "the service gave an answer that cannot be read; whether something was changed is not known";
        Self::new("internal", StatusCode::INTERNAL_SERVER_ERROR, detail)
    }
}

fn error(finding: &Finding) -> Json {
    let field = finding.pointer.field();
    let in_document = finding.place != Some(Place::Header);
    Json::Object(Vec::new())
        .with_some("in", finding.place.map(Place::as_str))
        .with_some("pointer", in_document.then(|| finding.pointer.to_string()))
        .with("field", field)
        .with("detail", finding.detail.as_str())
}

/// `not-found` is `Not found`.
fn title(slug: &str) -> String {
    let text = match slug {
        "invalid" => "Invalid values",
        "malformed" => "Malformed request",
        "exhausted" => "Limit reached",
        "conflict" => "Changed by somebody else",
        "precondition" => "Not possible in this state",
        "internal" => "Internal error",
        other => other,
    };
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).map(|c| if c == '-' { ' ' } else { c }).collect()
}

/// The second part of `traceparent`, when it is one.
fn trace_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("traceparent")?.to_str().ok()?;
    let id = value.split('-').nth(1)?;
    let legal = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) && id.bytes().any(|b| b != b'0');
    legal.then(|| id.to_ascii_lowercase())
}
