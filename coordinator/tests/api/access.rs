//! Nobody gets further than their role: a sweep over every method there is.

use axum::body::Body;
use http::{HeaderMap, Request, header};
use http_body_util::BodyExt as _;
use nocturne_core::access::{Permission, Role, Rule, TABLE};
use nocturne_proto::api::v1::{self as wire, check_service_client::CheckServiceClient};
use tonic::{Code, Status};
use tower::ServiceExt as _;

use crate::fixture::{Fixture, Served, systems};

/// Sends an empty message and returns the status, wherever it is.
async fn call(fixture: &Fixture, path: &str, token: Option<&str>) -> (Status, HeaderMap) {
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/grpc");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.body(Body::from(vec![0_u8; 5])).unwrap();
    let response = fixture.router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    if let Some(status) = Status::from_header_map(&head.headers) {
        return (status, head.headers);
    }
    let body = body.collect().await.unwrap();
    let trailers = body.trailers().cloned().unwrap_or_default();
    (Status::from_header_map(&trailers).unwrap_or_else(|| Status::ok("")), head.headers)
}

fn listed(wanted: impl Fn(Rule) -> bool) -> Vec<&'static str> {
    TABLE.iter().filter(|(_, rule)| wanted(*rule)).map(|(path, _)| *path).collect()
}

#[tokio::test]
async fn every_method_that_is_not_public_refuses_no_credential_and_a_wrong_one() {
    let fixture = Fixture::new().await;
    let expired = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.AAAA";
    let mut forged = fixture.session.access_token.clone();
    let last = if forged.pop() == Some('A') { 'Q' } else { 'A' };
    forged.push(last);

    for path in listed(|rule| rule != Rule::Public) {
        let wrong_pat = format!("noc_pat_{}", "A".repeat(43));
        for token in
            [None, Some(""), Some("nonsense"), Some(expired), Some(wrong_pat.as_str()), Some(&forged)]
        {
            let (status, _) = call(&fixture, path, token).await;
            assert_eq!(status.code(), Code::Unauthenticated, "{path} with {token:?}");
        }
    }
}

#[tokio::test]
async fn every_method_is_served_to_an_administrator() {
    let fixture = Fixture::new().await;
    let refused = [Code::Unauthenticated, Code::PermissionDenied, Code::Unimplemented, Code::Internal];

    for path in listed(|rule| matches!(rule, Rule::Needs(_))) {
        let (status, _) = call(&fixture, path, Some(&fixture.session.access_token)).await;
        assert!(!refused.contains(&status.code()), "{path}: {status:?}");
    }
}

#[tokio::test]
async fn each_role_is_refused_what_it_lacks_and_told_which_permission_that_is() {
    let fixture = Fixture::new().await;

    for role in [Role::Viewer, Role::Operator] {
        let token = fixture.api_token(role).await;
        for (path, rule) in TABLE {
            let Rule::Needs(permission) = rule else { continue };
            let (status, _) = call(&fixture, path, Some(&token)).await;
            let is_forbidden = status.code() == Code::PermissionDenied;
            assert_eq!(is_forbidden, !role.has(*permission), "{path} as {role}: {status:?}");
            assert!(!is_forbidden || status.message().contains(permission.as_str()), "{}", status.message());
        }
    }
    assert!(!Role::Viewer.has(Permission::ChecksWrite));
}

#[tokio::test]
async fn what_is_not_listed_is_not_there() {
    let fixture = Fixture::new().await;

    for path in ["/nocturne.api.v1.AgentService/Explode", "/nocturne.agent.v1.LinkService/Control", "/etc"] {
        let (status, _) = call(&fixture, path, Some(&fixture.session.access_token)).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
    }
}

#[tokio::test]
async fn health_is_public() {
    let fixture = Fixture::new().await;

    let (status, _) = call(&fixture, "/grpc.health.v1.Health/Check", None).await;

    assert_eq!(status.code(), Code::Ok);
}

#[tokio::test]
async fn anybody_hears_whether_calls_are_served() {
    let fixture = Fixture::new().await;
    let state = async || {
        let answer = systems(&fixture).get_health(tonic::Request::new(wire::GetHealthRequest {})).await;
        answer.unwrap().into_inner().state()
    };

    assert_eq!(state().await, wire::health::State::Serving);
    fixture.ready.ready(false);
    assert_eq!(state().await, wire::health::State::NotServing);
    fixture.ready.ready(true);
    fixture.ready.expect("database", std::time::Duration::ZERO);
    assert_eq!(state().await, wire::health::State::NotServing);
}

#[tokio::test]
async fn a_request_keeps_the_id_it_came_with_and_gets_one_otherwise() {
    let fixture = Fixture::new().await;
    let (_, made) = call(&fixture, "/grpc.health.v1.Health/Check", None).await;
    assert_eq!(made["x-request-id"].len(), 36);

    let mut request = fixture.admin(wire::GetStatusRequest {});
    request.metadata_mut().insert("x-request-id", "case-4711".parse().unwrap());
    let answer = systems(&fixture).get_status(request).await.unwrap();

    assert_eq!(answer.metadata().get("x-request-id").unwrap(), "case-4711");
}

#[tokio::test]
async fn a_message_of_ten_megabytes_is_refused_in_plain_words_and_nothing_is_changed() {
    let fixture = Fixture::new().await;
    let served = Served::start(&fixture).await;
    let check = wire::Check { description: "x".repeat(10 << 20), ..wire::Check::default() };

    let mut client = CheckServiceClient::new(served.channel().await);
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check), request_id: String::new() });
    let status = client.create_check(request).await.unwrap_err();

    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    assert!(status.message().contains("larger than the limit of 1048576 bytes"), "{}", status.message());
    assert!(status.message().contains("of 104857"), "{}", status.message());
    // The same connection goes on.
    let list = fixture.admin(wire::ListChecksRequest::default());
    assert!(client.list_checks(list).await.unwrap().into_inner().checks.is_empty());
}
