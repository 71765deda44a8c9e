//! The control endpoint: what runs, and what is to be wrong with it. HTTP and JSON, loopback only.
//!
//! ```text
//! GET    /                      what runs, since when
//! GET    /targets               the targets alone
//! GET    /targets/{name}        one of them
//! PUT    /targets/{name}/fault  {"delay_ms": 300, "fail": "status:503", "probability": 0.5}
//! DELETE /targets/{name}/fault
//! GET    /counters              requests by target
//! GET    /ca.pem                the authority's certificate
//! ```
//!
//! An error is `{"status": …, "error": …, "findings": […]}`.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State, rejection::BytesRejection},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, put},
};
use nocturne_runtime::{
    accept::{AcceptLoop, AcceptOptions},
    config::{Finding, Findings},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    fault::{self, Fault},
    lab::{House, LabError},
};

/// A fault is a line.
const MAX_BODY: usize = 16 << 10;
/// How long requests may take when the lab stops.
const GRACE: Duration = Duration::from_secs(1);
const PATHS: &str = "there are GET /, /targets, /targets/{name}, /counters and /ca.pem, and PUT and DELETE \
                     /targets/{name}/fault";

/// Serves until `stop`.
pub(crate) async fn serve(listener: TcpListener, house: Arc<House>, stop: CancellationToken) {
    let router = Router::new()
        .route("/", get(overview))
        .route("/targets", get(targets))
        .route("/targets/{name}", get(target))
        .route("/targets/{name}/fault", put(set).delete(clear))
        .route("/counters", get(counters))
        .route("/ca.pem", get(ca_pem))
        .fallback(async || problem(StatusCode::NOT_FOUND, PATHS, &[]))
        .method_not_allowed_fallback(async || problem(StatusCode::METHOD_NOT_ALLOWED, PATHS, &[]))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn(only_this_host))
        .with_state(house);
    let options = AcceptOptions { name: "lab-control", ..AcceptOptions::default() };
    let accepting = AcceptLoop { listener, tls: None, options };
    if let Err(error) = accepting.run(router, stop, GRACE).await {
        tracing::error!("the control endpoint ended: {error:#}");
    }
}

type Shared = State<Arc<House>>;

/// A page of somewhere else whose name was made to lead here (DNS rebinding) says its own name; and a path that is no
/// text is no target.
async fn only_this_host(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_loopback(host) {
        let text = "only loopback addresses and localhost are answered; use the address that the lab prints";
        return problem(StatusCode::MISDIRECTED_REQUEST, text, &[]);
    }
    let response = next.run(request).await;
    let is_text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/"));
    if response.status() == StatusCode::BAD_REQUEST && is_text {
        return problem(StatusCode::NOT_FOUND, PATHS, &[]);
    }
    response
}

fn is_loopback(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().starts_with("localhost:") {
        return true;
    }
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map_or_else(|| host.rsplit_once(':').map_or(host, |(bare, _port)| bare), |(bare, _port)| bare);
    bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn overview(State(house): Shared) -> Json<Value> {
    Json(json!({
        "service": "nocturne-lab",
        "started": house.started.to_string(),
        "targets": house.views().await,
    }))
}

async fn targets(State(house): Shared) -> Response {
    Json(house.views().await).into_response()
}

async fn target(State(house): Shared, Path(name): Path<String>) -> Response {
    match house.target(&name) {
        Ok(target) => Json(target.view(&name).await).into_response(),
        Err(error) => refusal(&error),
    }
}

async fn set(
    State(house): Shared,
    Path(name): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return problem(rejection.status(), &rejection.body_text(), &[]),
    };
    match read(&body) {
        Ok(fault) => change(&house, &name, fault).await,
        Err(Findings(findings)) => problem(StatusCode::BAD_REQUEST, "this is no fault", &findings),
    }
}

async fn clear(State(house): Shared, Path(name): Path<String>) -> Response {
    change(&house, &name, None).await
}

async fn counters(State(house): Shared) -> Response {
    Json(house.counters()).into_response()
}

async fn ca_pem(State(house): Shared) -> Response {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], house.ca_pem.clone()).into_response()
}

/// Sets or clears and shows the target afterwards.
async fn change(house: &House, name: &str, fault: Option<Fault>) -> Response {
    match house.set_fault(name, fault).await.and_then(|_change| house.target(name)) {
        Ok(target) => Json(target.view(name).await).into_response(),
        Err(error) => refusal(&error),
    }
}

/// Reads a body.
fn read(body: &[u8]) -> Result<Option<Fault>, Findings> {
    let no_json =
        |error: serde_json::Error| Findings(vec![Finding::new("body", format!("no JSON: {error}"))]);
    // JSON and nothing else, though a YAML value carries it.
    let value: Value = serde_json::from_slice(body).map_err(no_json)?;
    let mut findings = Vec::new();
    let value = serde_norway::to_value(value).unwrap_or_default();
    fault::read(value, "", &mut findings).ok_or(Findings(findings))
}

fn refusal(error: &LabError) -> Response {
    let status = match error {
        LabError::NoTarget { .. } => StatusCode::NOT_FOUND,
        LabError::Unfit { .. } => StatusCode::BAD_REQUEST,
        LabError::Listen { .. } => StatusCode::SERVICE_UNAVAILABLE,
    };
    let source = std::error::Error::source(error).map_or_else(String::new, |source| format!(": {source}"));
    problem(status, &format!("{error}{source}"), &[])
}

fn problem(status: StatusCode, error: &str, findings: &[Finding]) -> Response {
    let findings: Vec<String> = findings.iter().map(Finding::to_string).collect();
    let body = json!({ "status": status.as_u16(), "error": error, "findings": findings });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_host_are_its_own() {
        for own in ["127.0.0.1:80", "127.0.0.1", "localhost:1", "LocalHost", "[::1]:80", "[::1]"] {
            assert!(is_loopback(own), "{own}");
        }
        for other in ["evil.example", "evil.example:80", "localhost.evil", "10.0.0.1:80", "", "[::2]:1"] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
