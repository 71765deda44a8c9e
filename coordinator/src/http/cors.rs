//! Pages of other origins (Fetch standard, CORS protocol): none, unless `api.cors_origins` names theirs.
//!
//! Allowed pages call with a bearer token. Credentials that a browser adds by itself are never allowed, and the header
//! that asks for a session in a cookie is not among those that they may send.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
    },
};

use crate::settings::Settings;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
/// What our surfaces read.
const SENDABLE: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, accept, if-match, if-none-match, idempotency-key, x-request-id, traceparent, x-grpc-web, \
     x-user-agent, grpc-timeout, last-event-id",
);
/// What our surfaces write and scripts could not read otherwise.
const READABLE: HeaderValue = HeaderValue::from_static(
    "x-request-id, etag, link, location, retry-after, www-authenticate, grpc-status, grpc-message, \
     grpc-status-details-bin",
);
/// Seconds for which a browser need not ask again: how long an origin that was taken off the list may still send.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// Layer: answers a browser that asks whether it may call, and lets allowed pages read answers.
pub async fn allow(State(settings): State<Arc<Settings>>, request: Request, next: Next) -> Response {
    let listed = &settings.current().cors_origins;
    if listed.is_empty() {
        return next.run(request).await;
    }
    let origin = request.headers().get(ORIGIN).cloned();
    let origin = origin.filter(|origin| listed.iter().any(|listed| listed.as_bytes() == origin.as_bytes()));
    let mut response = match &origin {
        Some(_) if is_preflight(request.method(), request.headers()) => preflight(),
        Some(_) | None => next.run(request).await,
    };
    let headers = response.headers_mut();
    // Caches must not hand one page's answer to another.
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
    }
    response
}

fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE);
    headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    response
}
