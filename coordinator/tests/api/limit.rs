//! How often somebody may call, pages of other origins, and the headers that protect answers.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use axum::{Router, body::Body, middleware};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use nocturne_coordinator::http::protection::{Protection, protect};
use nocturne_core::access::Role;
use nocturne_proto::api::v1 as wire;
use nocturne_runtime::accept::ConnInfo;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;

use crate::{
    fixture::{Fixture, Served, agents, bearer, lives},
    setting::set,
};

const PAGE: &str = "https://tools.example.org";

fn from(address: &str, mut request: Request<Body>) -> Request<Body> {
    let address: IpAddr = address.parse().unwrap();
    request.extensions_mut().insert(ConnInfo {
        peer_addr: SocketAddr::new(address, 4_711),
        peer_certificate: None,
        closing: CancellationToken::new(),
    });
    request
}

async fn send(fixture: &Fixture, request: Request<Body>) -> Response<Body> {
    fixture.router.clone().oneshot(request).await.unwrap()
}

fn get(path: &str, token: Option<&str>) -> Request<Body> {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    let token = token.map(|token| HeaderValue::try_from(format!("Bearer {token}")).unwrap());
    request.headers_mut().extend(token.map(|token| (header::AUTHORIZATION, token)));
    request
}

/// Few and slow, so that a test does not race with the refill.
async fn hurry(fixture: &Fixture, who: &str, burst: &str) {
    set(fixture, &format!("limits.{who}requests_per_second"), "1").await;
    set(fixture, &format!("limits.{who}request_burst"), burst).await;
}

#[tokio::test]
async fn a_caller_that_calls_too_often_is_told_when_to_come_back_on_every_surface() {
    let fixture = Fixture::new().await;
    let token = fixture.api_token(Role::Viewer).await;
    let other = fixture.api_token(Role::Viewer).await;
    hurry(&fixture, "", "3").await;

    for _ in 0..3 {
        assert_eq!(send(&fixture, get("/api/v1/agents", Some(&token))).await.status(), StatusCode::OK);
    }

    let answer = send(&fixture, get("/api/v1/agents", Some(&token))).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers()["retry-after"], "1");
    let problem = answer.into_body().collect().await.unwrap().to_bytes();
    let problem = String::from_utf8_lossy(&problem);
    assert!(problem.contains("1 a second and 3 at once"), "{problem}");

    let refused = agents(&fixture).list_agents(bearer(&token, wire::ListAgentsRequest::default())).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let details = refused.get_error_details();
    assert!(details.retry_info().unwrap().retry_delay.is_some_and(|delay| !delay.is_zero()));
    assert_eq!(details.error_info().unwrap().reason, "EXHAUSTED");

    let web = Request::post("/nocturne.api.v1.AgentService/ListAgents")
        .header("content-type", "application/grpc-web+proto")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(vec![0; 5]))
        .unwrap();
    let answer = send(&fixture, web).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["grpc-status"], "8");

    assert_eq!(send(&fixture, get("/api/v1/agents", Some(&other))).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn strangers_of_an_address_are_counted_together_and_known_callers_are_not() {
    let fixture = Fixture::new().await;
    let token = fixture.api_token(Role::Viewer).await;
    hurry(&fixture, "address_", "3").await;
    let status = async |address: &str, path: &str, token: Option<&str>| {
        send(&fixture, from(address, get(path, token))).await.status()
    };

    for n in 0..20 {
        let known = status("192.0.2.1", "/api/v1/agents", Some(&token)).await;
        assert_eq!(known, StatusCode::OK, "call {n} of a known caller");
    }
    assert_eq!(status("192.0.2.1", "/api/v1/agents", None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("192.0.2.1", "/api/v1/agents", Some("wrong")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("192.0.2.1", "/api/v1/health", None).await, StatusCode::OK);
    for (path, token) in
        [("/api/v1/agents", None), ("/api/v1/agents", Some("wrong")), ("/api/v1/health", None)]
    {
        assert_eq!(status("192.0.2.1", path, token).await, StatusCode::TOO_MANY_REQUESTS, "{path} {token:?}");
    }
    assert_eq!(status("::ffff:192.0.2.1", "/api/v1/health", None).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(status("192.0.2.2", "/api/v1/health", None).await, StatusCode::OK);

    for host in ["::1", "::2", "::3"] {
        assert_eq!(status(&format!("2001:db8{host}"), "/api/v1/health", None).await, StatusCode::OK);
    }
    assert_eq!(status("2001:db8::4", "/api/v1/health", None).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(status("2001:db8:0:1::4", "/api/v1/health", None).await, StatusCode::OK);
}

#[tokio::test]
async fn nothing_of_a_body_is_read_of_a_caller_that_calls_too_often() {
    let fixture = Fixture::new().await;
    let token = fixture.api_token(Role::Operator).await;
    hurry(&fixture, "", "1").await;
    send(&fixture, get("/api/v1/agents", Some(&token))).await;
    let n_read = Arc::new(AtomicUsize::new(0));

    for (path, content_type) in [
        ("/api/v1/checks", "application/json"),
        ("/nocturne.api.v1.CheckService/CreateCheck", "application/grpc"),
    ] {
        let count = Arc::clone(&n_read);
        let body = stream::poll_fn(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Poll::Ready(None::<Result<Bytes, Infallible>>)
        });
        let mut request = get(path, Some(&token));
        *request.method_mut() = http::Method::POST;
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        let answer = send(&fixture, request.map(|_| Body::from_stream(body))).await;

        let limited = answer.status() == StatusCode::TOO_MANY_REQUESTS
            || answer.headers().get("grpc-status").is_some_and(|code| code == "8");
        assert!(limited, "{path}: {:?}", answer.headers());
        assert_eq!(n_read.load(Ordering::SeqCst), 0, "{path}");
    }
}

#[tokio::test]
async fn a_stream_counts_once() {
    let fixture = Fixture::new().await;
    let token = fixture.api_token(Role::Viewer).await;
    hurry(&fixture, "", "2").await;

    let watch =
        bearer(&token, wire::WatchRequest { topics: vec![wire::Topic::Agents.into()], ..Default::default() });
    let mut events = lives(&fixture).watch(watch).await.unwrap().into_inner();
    events.message().await.unwrap();

    let first = agents(&fixture).list_agents(bearer(&token, wire::ListAgentsRequest::default())).await;
    first.expect("the stream was one call, this is the other");
    let second = agents(&fixture).list_agents(bearer(&token, wire::ListAgentsRequest::default())).await;
    assert_eq!(second.unwrap_err().code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn over_a_socket_the_address_is_the_callers() {
    let fixture = Fixture::new().await;
    let served = Served::start(&fixture).await;
    hurry(&fixture, "address_", "2").await;
    let mut systems = wire::system_service_client::SystemServiceClient::new(served.channel().await);

    for _ in 0..2 {
        systems.get_health(wire::GetHealthRequest {}).await.expect("two at once");
    }

    let refused = systems.get_health(wire::GetHealthRequest {}).await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.message().contains("your address"), "{refused}");
}

fn asking(verb: &str, path: &str, origin: &str) -> Request<Body> {
    Request::builder()
        .method(verb)
        .uri(path)
        .header("origin", origin)
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,content-type")
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn no_page_of_another_origin_is_let_in_unless_its_origin_is_listed() {
    let fixture = Fixture::new().await;
    let allowed = |answer: &Response<Body>| answer.headers().get("access-control-allow-origin").cloned();

    let before = send(&fixture, asking("OPTIONS", "/api/v1/checks", PAGE)).await;
    assert_eq!(allowed(&before), None);
    set(&fixture, "api.cors_origins", PAGE).await;

    for path in ["/api/v1/checks/web", "/nocturne.api.v1.CheckService/ListChecks"] {
        let preflight = send(&fixture, asking("OPTIONS", path, PAGE)).await;
        assert_eq!(preflight.status(), StatusCode::NO_CONTENT, "{path}");
        assert_eq!(allowed(&preflight).unwrap(), PAGE);
        let headers = preflight.headers();
        assert!(headers["access-control-allow-methods"].to_str().unwrap().contains("PATCH"));
        let sendable = headers["access-control-allow-headers"].to_str().unwrap();
        assert!(sendable.contains("authorization") && !sendable.contains("x-nocturne-session"), "{sendable}");
        assert!(!headers.contains_key("access-control-allow-credentials"));
    }
    let answer = send(&fixture, asking("GET", "/api/v1/checks", PAGE)).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "a page is let in, not its user");
    assert_eq!(allowed(&answer).unwrap(), PAGE);
    assert!(answer.headers()["access-control-expose-headers"].to_str().unwrap().contains("retry-after"));
    assert!(answer.headers().get_all("vary").iter().any(|vary| vary == "origin"));

    for other in
        ["https://evil.example", "https://tools.example.org.evil.example", "null", "http://tools.example.org"]
    {
        let preflight = send(&fixture, asking("OPTIONS", "/api/v1/checks", other)).await;
        assert_eq!(allowed(&preflight), None, "{other}");
        assert!(!preflight.headers().contains_key("access-control-allow-methods"), "{other}");
        assert_eq!(allowed(&send(&fixture, asking("GET", "/api/v1/checks", other)).await), None, "{other}");
    }
}

#[tokio::test]
async fn a_listed_page_gets_no_session_in_a_cookie() {
    let fixture = Fixture::new().await;
    set(&fixture, "api.cors_origins", PAGE).await;
    let request = Request::post("/api/v1/auth/login")
        .header("origin", PAGE)
        .header("host", "nocturne.example")
        .header("content-type", "application/json")
        .header("x-nocturne-session", "cookie")
        .body(Body::from(format!(r#"{{"username": "admin", "password": "{}"}}"#, fixture.password)))
        .unwrap();

    let answer = send(&fixture, request).await;

    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(!answer.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn every_answer_of_the_port_is_protected() {
    let fixture = Fixture::new().await;
    let token = fixture.session.access_token.as_str();
    let grpc = Request::post("/nocturne.api.v1.AgentService/ListAgents")
        .header("content-type", "application/grpc")
        .body(Body::empty())
        .unwrap();
    for (request, cache) in [
        (get("/api/v1/agents", Some(token)), "no-store"),
        (get("/api/v1/agents", None), "no-store"),
        (get("/api/v1/nowhere", None), "no-store"),
        (get("/api/docs", None), "no-cache"),
        (get("/api/", None), "no-store"),
        (grpc, "no-store"),
        (get("/", None), "no-store"),
    ] {
        let path = request.uri().to_string();
        let answer = send(&fixture, request).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();

        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(header("cache-control"), cache, "{path}");
        assert!(!answer.headers().contains_key("strict-transport-security"), "{path} came without TLS");
    }
}

#[tokio::test]
async fn browsers_are_told_to_insist_on_tls_where_there_is_some_and_for_as_long_as_is_set() {
    let fixture = Fixture::new().await;
    let told = async |tls: bool| {
        let protection = Protection { settings: Arc::clone(&fixture.settings), tls };
        let router: Router = Router::new().layer(middleware::from_fn_with_state(protection, protect));
        let answer = router.oneshot(get("/", None)).await.unwrap();
        answer.headers().get("strict-transport-security").map(|value| value.to_str().unwrap().to_owned())
    };

    assert_eq!(told(true).await.as_deref(), Some("max-age=31536000"));
    assert_eq!(told(false).await, None);
    set(&fixture, "api.hsts_s", "1h").await;
    assert_eq!(told(true).await.as_deref(), Some("max-age=3600"));
    set(&fixture, "api.hsts_s", "0").await;
    assert_eq!(told(true).await, None);
}
