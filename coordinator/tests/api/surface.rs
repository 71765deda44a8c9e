//! One port: what is a call is answered as one, and everything else is the console.

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::fixture::Fixture;

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn ask(fixture: &Fixture, verb: &str, path: &str, content_type: Option<&str>) -> Answered {
    let mut request = Request::builder().method(verb).uri(path);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let answer = fixture.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answered { status: head.status, headers: head.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

#[tokio::test]
async fn each_request_finds_its_surface() {
    let fixture = Fixture::new().await;

    for unknown in ["/nocturne.api.v1.AgentService/Explode", "/a.B/C", "/"] {
        let answer = ask(&fixture, "POST", unknown, Some("application/grpc")).await;
        assert_eq!((answer.status, answer.headers["grpc-status"].as_bytes()), (StatusCode::OK, &b"12"[..]));
        assert_eq!(answer.headers["content-type"], "application/grpc", "{unknown}");
        let answer = ask(&fixture, "POST", unknown, Some("application/grpc-web+proto")).await;
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/grpc-web"));
    }
    let list = "/nocturne.api.v1.AgentService/ListAgents";
    let answer = ask(&fixture, "POST", list, Some("application/grpc+proto")).await;
    assert_eq!(answer.headers["grpc-status"], "16", "it is a call, whoever makes it");

    let answer = ask(&fixture, "POST", list, Some("application/json")).await;
    assert_eq!(
        (answer.status, answer.headers["allow"].as_bytes()),
        (StatusCode::METHOD_NOT_ALLOWED, &b"GET, HEAD"[..])
    );
    assert!(answer.body.contains("/api/v1/"), "{}", answer.body);

    let answer = ask(&fixture, "GET", "/api/v1/nowhere", None).await;
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    for docs in ["/api", "/api/"] {
        let answer = ask(&fixture, "GET", docs, None).await;
        assert_eq!(
            (answer.status, answer.headers["location"].as_bytes()),
            (StatusCode::TEMPORARY_REDIRECT, &b"/api/docs"[..])
        );
    }
    for page in ["/", "/agents", "/apiary"] {
        let answer = ask(&fixture, "GET", page, None).await;
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{page}");
        assert!(
            answer.headers.contains_key("x-request-id")
                && answer.headers.contains_key("content-security-policy")
        );
        assert!(answer.body.contains("cargo run -p xtask -- web"), "{page}: {}", answer.body);
    }
}
