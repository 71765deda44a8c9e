//! Whole requests to the REST surface: `nocturne_rest::Rest`.
//!
//! An input is a request as it is written in HTTP/1.1, without the version: `VERB PATH?QUERY`, headers, an empty line, the
//! body. Behind the transcoder a service says "not found" to everything that reaches it.

use std::{convert::Infallible, sync::LazyLock};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::{Rest, RestOptions, Route};
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use tonic::Code;

use crate::{Limits, text};

/// Findings of some hundred bytes are told about requests of a few, at most fifty.
pub const LIMITS: Limits = Limits { mutations: 10_000, base_bytes: 512 << 10, bytes_per_byte: 1_024 };

/// gRPC's number of "not found".
const NOT_FOUND: &str = "5";

static REST: LazyLock<Rest> = LazyLock::new(|| {
    let status_of = |_reason: Option<&str>, code: Code| match code {
        Code::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Rest::new(FILE_DESCRIPTOR_SET, RestOptions::new("Fuzz", "1", status_of))
        .expect("the contract can be served")
});
static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptors can be read"));

/// Every request gets an answer that is no 5xx, every refusal is a problem, and what reaches a method is its message. True
/// when a method is reached.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Some(request) = request(bytes) else { return false };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime is made");
    runtime.block_on(answer(request))
}

async fn answer(request: Request<Body>) -> bool {
    let origin = REST.origin(&request);
    let (reached, mut seen) = tokio::sync::oneshot::channel();
    let response = match REST.route(request.method(), request.uri().path()) {
        Err(problem) => problem.into_response(&origin),
        Ok(Route::Options(allowed)) => REST.allow(&allowed),
        Ok(Route::Call(matched)) => {
            let mut reached = Some(reached);
            let service = tower::service_fn(move |call: Request<Body>| {
                let reached = reached.take().expect("a method is called once");
                async move {
                    let (head, body) = call.into_parts();
                    let frame = body.collect().await.expect("a frame in memory can be read").to_bytes();
                    reached.send((head.uri.path().to_owned(), frame)).ok();
                    let refusal =
                        Response::builder().header("grpc-status", NOT_FOUND).body(Full::<Bytes>::default());
                    Ok::<_, Infallible>(refusal.expect("an answer is made"))
                }
            });
            REST.call(matched, request, service).await
        }
    };
    let reached = seen.try_recv().ok();
    if let Some((path, frame)) = &reached {
        message(path, frame);
    }

    let (head, body) = response.into_parts();
    assert!(!head.status.is_server_error(), "{}", head.status);
    let body = body.collect().await.expect("an answer in memory can be read").to_bytes();
    let is_problem = head.headers.get("content-type").is_some_and(|kind| kind == "application/problem+json");
    if head.status.is_client_error() && !body.is_empty() {
        assert!(is_problem, "{:?}", head.headers);
        let problem: serde_json::Value = serde_json::from_slice(&body).expect("a problem is JSON");
        assert_eq!(problem["status"], head.status.as_u16());
        let errors = problem["errors"].as_array().map_or(0, Vec::len);
        assert!(errors <= nocturne_rest::finding::MAX_FINDINGS, "{errors} findings");
    }
    reached.is_some()
}

/// What a method gets is one frame with its own message.
fn message(path: &str, frame: &[u8]) {
    let method = method(path).unwrap_or_else(|| panic!("{path} is no method"));
    let (head, message) = frame.split_first_chunk::<5>().expect("a frame has a head");
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    assert_eq!((head[0], usize::try_from(length).ok()), (0, Some(message.len())));
    DynamicMessage::decode(method.input(), message).expect("a method gets its message");
}

fn method(path: &str) -> Option<MethodDescriptor> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    POOL.get_service_by_name(service)?.methods().find(|known| known.name() == method)
}

fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let (head, body) = match bytes.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &[] as &[u8]),
    };
    let head = text::of(head);
    let mut lines = head.lines();
    let (verb, path) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder()
        .method(Method::from_bytes(verb.as_bytes()).ok()?)
        .uri(path.parse::<Uri>().ok().filter(|uri| uri.path().starts_with('/'))?);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        request = request.header(name.trim(), value.trim());
    }
    request.body(Body::from(body.to_vec())).ok()
}
