//! Who is asking.

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use nocturne_core::access::{Permission, Role};
use nocturne_proto::{
    api::v1::{self as wire, who_am_i_response::Kind},
    convert::time::{timestamp_from_wire, timestamp_to_wire},
};
use nocturne_runtime::clock;
use nocturne_shared::time;
use tonic::Code;
use tower::ServiceExt as _;

use crate::fixture::{Fixture, api_tokens, auths, bearer};

async fn who(fixture: &Fixture, token: &str) -> wire::WhoAmIResponse {
    auths(fixture).who_am_i(bearer(token, wire::WhoAmIRequest {})).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_user_is_told_their_name_place_role_and_end() {
    let fixture = Fixture::new().await;

    let me = who(&fixture, &fixture.session.access_token).await;

    assert_eq!((me.kind(), me.name.as_str(), me.role.as_str()), (Kind::User, "admin", "admin"));
    assert_eq!((me.org_id, me.organization.as_str()), (fixture.org_id().to_string(), "default"));
    assert_eq!(me.permissions.len(), Permission::ALL.len());
    assert!(me.permissions.is_sorted());
    let ends_at = timestamp_from_wire(&me.expire_time.unwrap());
    assert_eq!(ends_at.as_second(), fixture.session.access_expires_at.as_second());
}

#[tokio::test]
async fn a_token_is_told_the_same_of_itself() {
    let fixture = Fixture::new().await;

    let me = who(&fixture, &fixture.api_token(Role::Viewer).await).await;
    assert_eq!((me.kind(), me.name.as_str(), me.role.as_str()), (Kind::ApiToken, "viewer token", "viewer"));
    assert_eq!(me.permissions, ["agents.read", "checks.read", "system.read", "telemetry.read"]);
    assert_eq!(me.expire_time, None, "it does not end");

    let end = time::add(clock::now(), std::time::Duration::from_hours(1));
    let request = fixture.admin(wire::CreateApiTokenRequest {
        name: "soon".to_owned(),
        role: "operator".to_owned(),
        expire_time: Some(timestamp_to_wire(end)),
        ..wire::CreateApiTokenRequest::default()
    });
    let secret = api_tokens(&fixture).create_api_token(request).await.unwrap().into_inner().secret;
    let me = who(&fixture, &secret).await;
    assert_eq!(timestamp_from_wire(&me.expire_time.unwrap()).as_second(), end.as_second());
}

#[tokio::test]
async fn nobody_is_told_nothing() {
    let fixture = Fixture::new().await;

    let status = auths(&fixture).who_am_i(wire::WhoAmIRequest {}).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn the_same_is_answered_over_rest() {
    let fixture = Fixture::new().await;
    let request = Request::get("/api/v1/auth/whoami")
        .header("authorization", format!("Bearer {}", fixture.session.access_token))
        .body(Body::empty())
        .unwrap();

    let answer = fixture.router.clone().oneshot(request).await.unwrap();

    assert_eq!(answer.headers()["cache-control"], "no-store");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&body["kind"], &body["name"], &body["organization"]),
        (&"USER".into(), &"admin".into(), &"default".into())
    );
}
