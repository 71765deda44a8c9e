//! Headers that protect every answer of the API port, whoever gives it. A page may say something stricter itself.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

use crate::settings::Settings;

/// An answer that a browser shows as a page by mistake loads and runs nothing.
const NOTHING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What the layer goes by.
#[derive(Clone)]
pub struct Protection {
    /// Says how long browsers shall insist on TLS.
    pub settings: Arc<Settings>,
    /// Whether the port is reached by TLS.
    pub tls: bool,
}

/// Layer: adds what the answer does not say itself.
pub async fn protect(State(protection): State<Protection>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let same_origin = || HeaderValue::from_static("same-origin");
    let headers = response.headers_mut();
    add(headers, X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    add(headers, REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    add(headers, OPENER_POLICY, same_origin());
    // Allowed origins of CORS are not concerned: this is about what is loaded without asking.
    add(headers, RESOURCE_POLICY, same_origin());
    add(headers, CONTENT_SECURITY_POLICY, NOTHING);
    add(headers, CACHE_CONTROL, NO_STORE);
    let hsts = protection.settings.current().hsts;
    if protection.tls
        && hsts > Duration::ZERO
        && let Ok(value) = HeaderValue::try_from(format!("max-age={}", hsts.as_secs()))
    {
        headers.insert(STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
