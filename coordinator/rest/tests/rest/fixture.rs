//! A service with canned answers behind the real contract.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_proto::{
    api::v1::{
        self as wire,
        check_service_server::{CheckService, CheckServiceServer},
        live_service_server::{LiveService, LiveServiceServer},
        watch_response::Event,
    },
    descriptor::FILE_DESCRIPTOR_SET,
};
use nocturne_rest::{Rest, RestOptions, Route};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Code, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// What the service was asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Call {
    Create(wire::CreateCheckRequest),
    Get(wire::GetCheckRequest),
    List(wire::ListChecksRequest),
    Update(wire::UpdateCheckRequest),
    Delete(wire::DeleteCheckRequest),
    Preview(wire::PreviewCheckRequest),
    Watch(wire::WatchRequest),
}

/// The service's memory.
#[derive(Default)]
pub(crate) struct Memory {
    calls: Mutex<Vec<Call>>,
    left: Mutex<Option<oneshot::Sender<()>>>,
}

#[derive(Clone, Default)]
struct Canned(Arc<Memory>);

/// Who is logged in, as a layer would put it into the extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller(pub(crate) &'static str);

pub(crate) struct Fixture {
    pub(crate) rest: Rest,
    services: Router,
    memory: Arc<Memory>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Type, status and everything that is wrong, as `place pointer`.
    pub(crate) fn problem(&self) -> (String, StatusCode, Vec<String>) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        let text = |error: &Value, name: &str| error[name].as_str().unwrap_or("-").to_owned();
        let errors = errors.iter().map(|error| {
            let place = if error["pointer"].is_null() { "field" } else { "pointer" };
            format!("{} {}", text(error, "in"), text(error, place))
        });
        let slug = json["type"].as_str().unwrap().trim_start_matches("urn:nocturne:problem:").to_owned();
        (slug, self.status, errors.collect())
    }
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with(|_options| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut RestOptions)) -> Self {
        let mut options = RestOptions::new("Nocturne", "1", status_of);
        options.request_id = || "request-1".to_owned();
        change(&mut options);
        let canned = Canned::default();
        let memory = Arc::clone(&canned.0);
        let services = Router::new()
            .route_service("/nocturne.api.v1.CheckService/{method}", CheckServiceServer::new(canned.clone()))
            .route_service("/nocturne.api.v1.LiveService/{method}", LiveServiceServer::new(canned));
        Self { rest: Rest::new(FILE_DESCRIPTOR_SET, options).unwrap(), services, memory }
    }

    /// Sends a request as the coordinator does: route, then call.
    pub(crate) async fn raw(&self, request: Request<Body>) -> http::Response<Body> {
        let origin = self.rest.origin(&request);
        match self.rest.route(request.method(), request.uri().path()) {
            Ok(Route::Call(matched)) => self.rest.call(matched, request, self.services.clone()).await,
            Ok(Route::Options(allowed)) => self.rest.allow(&allowed),
            Err(problem) => problem.into_response(&origin),
        }
    }

    pub(crate) async fn send(
        &self,
        verb: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(Method::from_bytes(verb.as_bytes()).unwrap()).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.raw(request.extension(Caller("ada")).body(body.into()).unwrap()).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn json(&self, verb: &str, path: &str, body: &str) -> Answer {
        self.send(verb, path, &[("content-type", "application/json")], body.to_owned()).await
    }

    /// What the service was asked last.
    pub(crate) fn last(&self) -> Option<Call> {
        self.memory.calls.lock().unwrap().pop()
    }

    /// Resolves when the next silent stream is dropped.
    pub(crate) fn left(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        *self.memory.left.lock().unwrap() = Some(sender);
        receiver
    }
}

/// The table of the coordinator.
pub(crate) fn status_of(reason: Option<&str>, code: Code) -> StatusCode {
    match (reason, code) {
        (Some("TOO_LARGE"), _) => StatusCode::PAYLOAD_TOO_LARGE,
        (_, Code::InvalidArgument) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Code::Unauthenticated) => StatusCode::UNAUTHORIZED,
        (_, Code::PermissionDenied) => StatusCode::FORBIDDEN,
        (_, Code::NotFound) => StatusCode::NOT_FOUND,
        (_, Code::AlreadyExists | Code::FailedPrecondition) => StatusCode::CONFLICT,
        (_, Code::Aborted) => StatusCode::PRECONDITION_FAILED,
        (_, Code::ResourceExhausted) => StatusCode::TOO_MANY_REQUESTS,
        (_, Code::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        (_, Code::Unimplemented) => StatusCode::NOT_IMPLEMENTED,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn failed(code: Code, reason: &str, message: &str, more: impl FnOnce(&mut ErrorDetails)) -> Status {
    let mut details = ErrorDetails::new();
    details.set_error_info(reason, "nocturne", [("request_id".to_owned(), "request-9".to_owned())]);
    more(&mut details);
    Status::with_error_details(code, message, details)
}

pub(crate) fn check(slug: &str) -> wire::Check {
    wire::Check {
        check_id: "c1".to_owned(),
        slug: slug.to_owned(),
        etag: "v7".to_owned(),
        ..wire::Check::default()
    }
}

impl Canned {
    fn remember(&self, call: Call) {
        self.0.calls.lock().unwrap().push(call);
    }
}

#[tonic::async_trait]
impl CheckService for Canned {
    async fn create_check(
        &self,
        request: tonic::Request<wire::CreateCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        assert_eq!(request.extensions().get::<Caller>(), Some(&Caller("ada")), "extensions reach the method");
        let request = request.into_inner();
        self.remember(Call::Create(request.clone()));
        let check = request.check.unwrap_or_default();
        match check.slug.as_str() {
            "invalid" => Err(failed(Code::InvalidArgument, "INVALID", "fields are wrong", |details| {
                details.add_bad_request_violation("check.targets[3]", "is no host name");
                details.add_bad_request_violation("interval", "is 0");
                details.add_bad_request_violation("request_id", "is too long");
                details.add_bad_request_violation("moon.phase", "is wrong");
            })),
            "limited" => Err(failed(Code::ResourceExhausted, "EXHAUSTED", "too many", |details| {
                details.set_retry_info(Some(Duration::from_millis(2_500)));
            })),
            "login" => Err(Status::unauthenticated("who are you?")),
            "broken" => Err(failed(Code::Internal, "INTERNAL", "the service failed", |_details| {})),
            _ => {
                let mut response = Response::new(wire::Check { check_id: "c1".to_owned(), ..check });
                response.metadata_mut().insert("x-made-by", "canned".parse().unwrap());
                Ok(response)
            }
        }
    }

    async fn get_check(
        &self,
        request: tonic::Request<wire::GetCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        let request = request.into_inner();
        self.remember(Call::Get(request.clone()));
        if request.check == "missing" {
            return Err(failed(Code::NotFound, "NOT_FOUND", "there is no check \"missing\"", |_details| {}));
        }
        Ok(Response::new(check(&request.check)))
    }

    async fn list_checks(
        &self,
        request: tonic::Request<wire::ListChecksRequest>,
    ) -> Result<Response<wire::ListChecksResponse>, Status> {
        let request = request.into_inner();
        self.remember(Call::List(request.clone()));
        let next = if request.page_token.is_empty() { "next+1" } else { "" };
        let checks = vec![check("a"), check("b")];
        Ok(Response::new(wire::ListChecksResponse { checks, next_page_token: next.to_owned() }))
    }

    async fn update_check(
        &self,
        request: tonic::Request<wire::UpdateCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        let request = request.into_inner();
        self.remember(Call::Update(request.clone()));
        let check = request.check.unwrap_or_default();
        if !check.etag.is_empty() && check.etag != "v7" {
            return Err(failed(Code::Aborted, "CONFLICT", "was changed since it was read", |_details| {}));
        }
        if check.slug == "bound" {
            return Err(failed(Code::InvalidArgument, "INVALID", "wrong", |details| {
                details.add_bad_request_violation("check.check_id", "is no id");
                details.add_bad_request_violation("check_id", "is no id");
                details.add_bad_request_violation("update_mask", "is wrong");
            }));
        }
        Ok(Response::new(check))
    }

    async fn delete_check(
        &self,
        request: tonic::Request<wire::DeleteCheckRequest>,
    ) -> Result<Response<wire::DeleteCheckResponse>, Status> {
        self.remember(Call::Delete(request.into_inner()));
        Ok(Response::new(wire::DeleteCheckResponse {}))
    }

    async fn preview_check(
        &self,
        request: tonic::Request<wire::PreviewCheckRequest>,
    ) -> Result<Response<wire::PreviewCheckResponse>, Status> {
        self.remember(Call::Preview(request.into_inner()));
        Ok(Response::new(wire::PreviewCheckResponse {
            agents: vec![wire::preview_check_response::Agent {
                agent: "a1".to_owned(),
                change: wire::preview_check_response::Change::Added.into(),
                ..Default::default()
            }],
            total_executions: u64::MAX,
            executions_per_second: 0.5,
            ..Default::default()
        }))
    }

    async fn list_check_revisions(
        &self,
        _request: tonic::Request<wire::ListCheckRevisionsRequest>,
    ) -> Result<Response<wire::ListCheckRevisionsResponse>, Status> {
        Err(Status::unimplemented("not here"))
    }
}

/// Tells when it is dropped.
struct Leaving(Option<oneshot::Sender<()>>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(sender) = self.0.take() {
            sender.send(()).ok();
        }
    }
}

#[tonic::async_trait]
impl LiveService for Canned {
    type WatchStream = std::pin::Pin<Box<dyn Stream<Item = Result<wire::WatchResponse, Status>> + Send>>;

    async fn watch(
        &self,
        request: tonic::Request<wire::WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let request = request.into_inner();
        self.remember(Call::Watch(request.clone()));
        let message = |sequence: u64, event| {
            Ok(wire::WatchResponse {
                sequence,
                resume_token: format!("r{sequence}"),
                event,
                ..Default::default()
            })
        };
        let opened = message(1, Some(Event::Opened(wire::WatchOpened { resumed: true })));
        let deleted = message(2, Some(Event::DeletedCheckId("c1".to_owned())));
        let cut = || failed(Code::Unavailable, "UNAVAILABLE", "the source went away", |_details| {});
        Ok(Response::new(match request.selector.as_str() {
            "refuse" => {
                return Err(failed(Code::PermissionDenied, "FORBIDDEN", "not for you", |_details| {}));
            }
            "fail" => Box::pin(tokio_stream::iter([opened, Err(cut())])),
            "bare" => Box::pin(tokio_stream::iter([Ok(wire::WatchResponse::default())])),
            "silent" => {
                let leaving = Leaving(self.0.left.lock().unwrap().take());
                let silence = tokio_stream::pending().map(move |never: Result<_, Status>| {
                    let _kept = &leaving;
                    never
                });
                Box::pin(tokio_stream::iter([opened]).chain(silence))
            }
            _ => Box::pin(tokio_stream::iter([opened, deleted])),
        }))
    }
}
