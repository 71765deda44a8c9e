//! Failures of the service as problems.

use std::convert::Infallible;

use axum::body::Body;
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_rest::Route;
use serde_json::json;
use tonic::{Code, Status};

use crate::fixture::Fixture;

#[tokio::test]
async fn a_status_becomes_a_problem() {
    let fixture = Fixture::new();
    let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    let answer = fixture.send("GET", "/api/v1/checks/missing", &[("traceparent", traceparent)], "").await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(
        answer.json(),
        json!({
            "type": "urn:nocturne:problem:not-found", "title": "Not found", "status": 404,
            "detail": "there is no check \"missing\"", "instance": "/api/v1/checks/missing",
            "request_id": "request-9", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        })
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn violations_point_to_where_they_were_sent() {
    let fixture = Fixture::new();

    let created = fixture.json("POST", "/api/v1/checks", r#"{"slug":"invalid"}"#).await;
    let changed = fixture.json("PATCH", "/api/v1/checks/c1", r#"{"slug":"bound"}"#).await;

    assert_eq!(
        created.problem().2,
        ["body /targets/3", "body /interval", "query /request_id", "- /moon/phase"]
    );
    assert_eq!(created.problem().1, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(created.json()["errors"][0]["field"], "targets[3]");
    assert_eq!(created.json()["errors"][0]["detail"], "is no host name");
    assert_eq!(changed.problem().2, ["path /check/check_id", "path /check/check_id", "query /update_mask"]);
}

#[tokio::test]
async fn limits_say_when_to_come_back_and_logins_say_how() {
    let fixture = Fixture::new();

    let limited = fixture.json("POST", "/api/v1/checks", r#"{"slug":"limited"}"#).await;
    let login = fixture.json("POST", "/api/v1/checks", r#"{"slug":"login"}"#).await;
    let broken = fixture.json("POST", "/api/v1/checks", r#"{"slug":"broken"}"#).await;
    let missing = fixture.get("/api/v1/checks/c1/revisions").await;

    assert_eq!((limited.status, limited.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("3")));
    assert_eq!(login.problem(), ("unauthenticated".to_owned(), StatusCode::UNAUTHORIZED, vec![]));
    assert_eq!(login.header("www-authenticate"), Some("Bearer"));
    assert_eq!(login.json()["request_id"], "request-1");
    assert_eq!(broken.problem(), ("internal".to_owned(), StatusCode::INTERNAL_SERVER_ERROR, vec![]));
    assert_eq!(missing.problem().0, "unimplemented");
}

#[test]
fn a_refusal_before_the_call_is_a_problem_too() {
    let fixture = Fixture::new();

    let problem = fixture.rest.problem(&Status::permission_denied("not for you"), None);

    assert_eq!((problem.status(), problem.slug()), (StatusCode::FORBIDDEN, "permission-denied"));
}

/// What a service says that is no gRPC, or no end of it.
#[tokio::test]
async fn broken_answers_are_our_failure_and_no_panic() {
    let fixture = Fixture::new();
    let grpc = |body: &'static [u8]| {
        let status = |code| {
            let mut trailers = http::HeaderMap::new();
            trailers.insert("grpc-status", code);
            trailers
        };
        let body = http_body_util::Full::new(bytes::Bytes::from_static(body));
        Response::new(Body::new(body.with_trailers(async move { Some(Ok(status("0".parse().unwrap()))) })))
    };
    let answers: Vec<Response<Body>> = vec![
        Response::builder().status(502).body(Body::from("bad gateway")).unwrap(),
        Response::new(Body::empty()),
        Response::new(Body::from("no frame at all")),
        grpc(b""),
        grpc(&[0, 0, 0, 0, 9, 1]),
        grpc(&[1, 0, 0, 0, 0]),
        grpc(&[0, 255, 255, 255, 255]),
        grpc(&[0, 0, 0, 0, 1, 255]),
        grpc(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];

    for (index, answer) in answers.into_iter().enumerate() {
        let request = Request::builder().uri("/api/v1/checks/web").body(Body::empty()).unwrap();
        let Ok(Route::Call(matched)) = fixture.rest.route(&Method::GET, "/api/v1/checks/web") else {
            panic!()
        };
        let mut answer = Some(answer);
        let service = tower::service_fn(move |_request: Request<Body>| {
            let answer = answer.take().unwrap();
            async move { Ok::<_, Infallible>(answer) }
        });

        let response = fixture.rest.call(matched, request, service).await;

        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{index}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok(), "{index}");
    }
}

#[test]
fn no_failure_looks_like_a_success() {
    let fixture = Fixture::with(|options| options.status_of = |_reason, _code| StatusCode::OK);

    let problem = fixture.rest.problem(&Status::new(Code::NotFound, ""), None);

    assert_eq!((problem.status(), problem.detail()), (StatusCode::INTERNAL_SERVER_ERROR, "the call failed"));
}
