//! What stands where the console would be, and what protects every page.

use std::path::Path;

use axum::{body::Body, response::Response};
use http::{
    HeaderName, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
};

/// No script, style or image that is not a file of this origin, no form that is sent anywhere, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'";
/// A console has no use for any of it.
const NO_DEVICES: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()";

/// Headers of every answer.
pub(super) fn protections() -> [(HeaderName, HeaderValue); 6] {
    [
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(NO_DEVICES)),
    ]
}

/// Says that there is no console, how to build it, and what is there.
pub(super) fn absent(folder: Option<&Path>) -> Response {
    let why = match folder {
        None => "This coordinator was built without the web console.".to_owned(),
        Some(folder) => format!(
            "The folder <code>{}</code> has no <code>index.html</code>.",
            escaped(&folder.display().to_string())
        ),
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Nocturne</title>\n\
         <link rel=\"stylesheet\" href=\"/api/docs.css\">\n</head>\n<body>\n<main>\n<h1>Nocturne</h1>\n<p>{why} \
         Build it with <code>cargo run -p xtask -- web</code>, then build the coordinator again.</p>\n\
         <p>The API is served: <a href=\"/api/docs\">documentation</a>, \
         <a href=\"/api/openapi.json\">OpenAPI</a>.</p>\n</main>\n</body>\n</html>\n"
    );
    let mut response = Response::new(Body::from(html));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
