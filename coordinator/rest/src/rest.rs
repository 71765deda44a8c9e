//! Routes, and the way of one call.

use std::{error::Error, sync::Arc};

use axum::body::Body;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body::Body as HttpBody;
use prost_reflect::DescriptorPool;
use tonic::Status;
use tower::{Service, ServiceExt as _};

use crate::{
    answer, binding, document,
    finding::{Finding, Place},
    frame::{self, Messages},
    options::RestOptions,
    problem::{Origin, Problem},
    request,
    route::{Allowed, Match, Route, Routes},
    status,
    stream::{self, Form},
};

type BoxError = Box<dyn Error + Send + Sync>;

/// Why the API cannot be served; everything that is wrong with its annotations.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The descriptor set cannot be read.
    #[error("the descriptors cannot be read")]
    Descriptors(#[source] prost_reflect::DescriptorError),

    /// Annotations are wrong.
    #[error("{} annotation(s) cannot be served: {}", .0.len(), .0.join("; "))]
    Annotations(Vec<String>),
}

/// REST and JSON over the services of a descriptor set.
#[derive(Debug)]
pub struct Rest {
    routes: Routes,
    options: RestOptions,
    openapi: Bytes,
    docs_page: Bytes,
}

impl Rest {
    /// Reads every annotation.
    ///
    /// # Errors
    ///
    /// [`RestError`]: malformed descriptors, a malformed annotation, two methods with the same verb and path.
    pub fn new(descriptor_set: &[u8], options: RestOptions) -> Result<Self, RestError> {
        let pool = DescriptorPool::decode(descriptor_set).map_err(RestError::Descriptors)?;
        let mut findings = Vec::new();
        let bindings: Vec<_> = binding::read(&pool, &mut findings).into_iter().map(Arc::new).collect();
        let routes = Routes::new(bindings.clone(), &mut findings);
        if !findings.is_empty() {
            return Err(RestError::Annotations(findings));
        }
        let api = document::Api::new(&pool, &bindings, &options);
        let openapi = Bytes::from(api.openapi().to_vec());
        let docs_page = Bytes::from(api.page());
        Ok(Self { routes, options, openapi, docs_page })
    }

    /// Finds the method behind a verb and a path. The head is all it needs.
    ///
    /// # Errors
    ///
    /// 404 for a path that nothing is at, 405 for a verb that the path does not allow, 400 for a path that cannot be
    /// decoded.
    pub fn route(&self, verb: &Method, path: &str) -> Result<Route, Problem> {
        self.routes.find(verb, path)
    }

    /// What a request asks for, for the problems that answer it.
    #[must_use]
    pub fn origin<B>(&self, request: &Request<B>) -> Origin {
        let id = (self.options.request_id)();
        Origin::of(request, (!id.is_empty()).then_some(id))
    }

    /// A gRPC status as a problem; with the method, its findings point into the body.
    #[must_use]
    pub fn problem(&self, status: &Status, matched: Option<&Match>) -> Problem {
        status::problem(status, self.options.status_of, matched.map(|matched| &*matched.binding))
    }

    /// The answer to OPTIONS.
    #[must_use]
    pub fn allow(&self, allowed: &Allowed) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().insert(ALLOW, allowed.value());
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    /// Reads the body, calls the method, and writes its answer. The request's extensions reach the method; metadata and
    /// extensions of its answer reach the response.
    pub async fn call<S, B>(&self, matched: Match, request: Request<Body>, grpc: S) -> Response<Body>
    where
        S: Service<Request<Body>, Response = Response<B>, Error: Into<BoxError>>,
        B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let origin = self.origin(&request);
        let head_only = matched.head;
        let response = match self.try_call(matched, request, grpc, &origin).await {
            Ok(response) => response,
            Err(problem) => problem.into_response(&origin),
        };
        if head_only { without_body(response) } else { response }
    }

    /// The description of the API: OpenAPI 3.1, JSON.
    #[must_use]
    pub fn openapi(&self) -> Bytes {
        self.openapi.clone()
    }

    /// The documentation: one HTML page without scripts, which loads [`Rest::docs_css`] and nothing else.
    #[must_use]
    pub fn docs_page(&self) -> Bytes {
        self.docs_page.clone()
    }

    /// The stylesheet of the documentation.
    #[must_use]
    pub const fn docs_css(&self) -> Bytes {
        Bytes::from_static(document::CSS)
    }

    async fn try_call<S, B>(
        &self,
        matched: Match,
        request: Request<Body>,
        grpc: S,
        origin: &Origin,
    ) -> Result<Response<Body>, Problem>
    where
        S: Service<Request<Body>, Response = Response<B>, Error: Into<BoxError>>,
        B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let (head, body) = request.into_parts();
        let asked = head.headers.clone();
        let body = request::body(&head.headers, body, &self.options).await?;
        let message = request::read(&matched, &head, &body, self.options.server_made)?;
        let uri = head.uri.clone();

        let call = frame::request(head, &matched.binding.grpc, &message);
        let answered = grpc.oneshot(call).await.map_err(|error| {
            let error: BoxError = error.into();
            tracing::error!(request.id = ?origin.request_id, "{} could not be called: {error}", matched.method());
            Problem::broken_answer()
        })?;
        let problem = |status: Status| sent_as_header(self.problem(&status, Some(&matched)), &asked);
        let (mut head, body) = answered.into_parts();
        let extensions = std::mem::take(&mut head.extensions);
        let answered = Response::from_parts(head, body);
        let (messages, metadata) =
            Messages::of(answered, matched.binding.method.output()).map_err(problem)?;

        let mut response = if matched.binding.method.is_server_streaming() {
            let context = stream::Context {
                binding: Arc::clone(&matched.binding),
                origin: origin.clone(),
                status_of: self.options.status_of,
                keep_alive: self.options.keep_alive,
            };
            stream::respond(messages, Form::wanted(&asked), context)
        } else {
            answer::unary(messages, &matched.binding, &asked, &uri).await.map_err(problem)?
        };
        answer::pass_on(metadata, response.headers_mut());
        *response.extensions_mut() = extensions;
        Ok(response)
    }
}

/// A key that came as a header is wrong there, not in the field it became.
fn sent_as_header(problem: Problem, asked: &HeaderMap) -> Problem {
    if !asked.contains_key("idempotency-key") {
        return problem;
    }
    problem.map_errors(|error| {
        if error.pointer.field() == "request_id" {
            Finding::head(Place::Header, "Idempotency-Key", error.detail)
        } else {
            error
        }
    })
}

/// The same head as with the body.
fn without_body(response: Response<Body>) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    let exact = HttpBody::size_hint(&body).exact();
    if let Some(length) = exact.filter(|_| is_document(&head.headers)) {
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Response::from_parts(head, Body::empty())
}

fn is_document(headers: &HeaderMap) -> bool {
    headers.contains_key(CONTENT_TYPE)
}
