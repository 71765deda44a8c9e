//! REST, its description and its documentation, over the services of this port.

use anyhow::Context as _;
use axum::{Router, body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{
    HeaderValue, Method, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, X_CONTENT_TYPE_OPTIONS},
    request::Parts,
};
use nocturne_core::access::{Rule, TABLE};
use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::{Access, Failure, Problem, Rest, RestOptions, Route};
use nocturne_shared::kind::ErrorKind;

use super::{
    principal::{self, Gate},
    request_id,
    session_cookie::SessionCookie,
    size::MAX_MESSAGE,
};
use crate::error::{http_status, meaning, reason, transport};

/// Everything below it is REST.
const PREFIX: &str = "/api/";
const OPENAPI: &str = "/api/openapi.json";
const DOCS: &str = "/api/docs";
const DOCS_CSS: &str = "/api/docs.css";
/// The pages need a stylesheet of this origin and nothing else.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// REST over the services.
pub struct RestSurface {
    rest: Rest,
    services: Router,
    gate: Gate,
    tls: bool,
}

impl RestSurface {
    /// Makes the routes of the descriptors; `services` answer gRPC and look at no credential themselves. `tls` says whether
    /// the port is reached by TLS.
    ///
    /// # Errors
    ///
    /// An annotation that cannot be served.
    pub fn new(services: Router, gate: Gate, tls: bool) -> anyhow::Result<Self> {
        let mut options = RestOptions::new("Nocturne", env!("CARGO_PKG_VERSION"), http_status);
        options.description =
            "Operations platform for a network. The same contract is served as gRPC, gRPC-web and \
                               REST on one port."
                .to_owned();
        options.failures = ErrorKind::ALL.iter().copied().map(failure).collect();
        options.access = Box::new(access);
        options.request_id = request_id::current;
        options.openapi_href = OPENAPI.to_owned();
        options.css_href = DOCS_CSS.to_owned();
        options.max_body_bytes = MAX_MESSAGE;
        let rest = Rest::new(FILE_DESCRIPTOR_SET, options).context("could not prepare REST")?;
        Ok(Self { rest, services, gate, tls })
    }

    /// True for what is answered here.
    #[must_use]
    pub fn serves(path: &str) -> bool {
        path.starts_with(PREFIX) || path == "/api"
    }

    /// Answers one request.
    pub async fn answer(&self, request: Request) -> Response {
        match (request.method(), request.uri().path()) {
            (&Method::GET | &Method::HEAD, OPENAPI) => page("application/json", self.rest.openapi()),
            (&Method::GET | &Method::HEAD, DOCS) => page("text/html; charset=utf-8", self.rest.docs_page()),
            (&Method::GET | &Method::HEAD, DOCS_CSS) => page("text/css; charset=utf-8", self.rest.docs_css()),
            (&Method::GET | &Method::HEAD, "/api" | "/api/") => to_the_docs(),
            _ => self.call(request).await,
        }
    }

    async fn call(&self, request: Request) -> Response {
        let origin = self.rest.origin(&request);
        let matched = match self.rest.route(request.method(), request.uri().path()) {
            Ok(Route::Call(matched)) => matched,
            Ok(Route::Options(allowed)) => return self.rest.allow(&allowed),
            Err(problem) => return problem.into_response(&origin),
        };
        let (mut head, body) = request.into_parts();
        let entered =
            principal::enter(&self.gate, matched.method(), &head.headers, &mut head.extensions).await;
        if let Err(refused) = entered {
            let problem: Problem = self.rest.problem(&refused, Some(&matched));
            return problem.into_response(&origin);
        }
        let host = host(&head);
        let cookie = match SessionCookie::asked(&matched, &head.headers, host.as_deref(), self.tls) {
            Ok(cookie) => cookie,
            Err(problem) => return problem.into_response(&origin),
        };
        let request = Request::from_parts(head, body);
        match cookie {
            None => self.rest.call(matched, request, self.services.clone()).await,
            Some(cookie) => {
                let services = cookie.around(self.services.clone());
                cookie.finish(self.rest.call(matched, request, services).await)
            }
        }
    }
}

/// Whom the caller asked: HTTP/2 has it in the address.
fn host(head: &Parts) -> Option<String> {
    let asked = head.uri.authority().map(|authority| authority.as_str().to_owned());
    asked.or_else(|| head.headers.get(HOST)?.to_str().ok().map(str::to_owned))
}

fn failure(kind: ErrorKind) -> Failure {
    let (status, _) = transport(kind);
    Failure { reason: reason(kind), status, meaning: meaning(kind) }
}

fn access(method: &str) -> Access {
    match TABLE.iter().find(|(path, _)| *path == method) {
        Some((_, Rule::Public)) => Access::Public,
        Some((_, Rule::Needs(permission))) => Access::Permission(permission.as_str().to_owned()),
        Some((_, Rule::Authenticated)) | None => Access::Login,
    }
}

fn page(content_type: &'static str, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn to_the_docs() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(DOCS));
    response
}
