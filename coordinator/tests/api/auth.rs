//! Sessions: login, refresh, logout, and what ends them.

use std::net::SocketAddr;

use nocturne_coordinator::{app::auth::Auth, pki::kek::Kek};
use nocturne_proto::api::v1 as wire;
use nocturne_runtime::accept::ConnInfo;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::fixture::{Fixture, auths, bearer, systems};

fn login(username: &str, password: &str) -> wire::LoginRequest {
    wire::LoginRequest {
        username: username.to_owned(),
        password: password.to_owned(),
        ..wire::LoginRequest::default()
    }
}

fn refresh(token: &str) -> wire::RefreshRequest {
    wire::RefreshRequest { refresh_token: token.to_owned() }
}

#[tokio::test]
async fn the_first_administrator_logs_in_and_works() {
    let fixture = Fixture::new().await;

    let answer = auths(&fixture).login(login("Admin", &fixture.password)).await.unwrap().into_inner();

    let session = answer.session.unwrap();
    assert_eq!(session.username, "admin");
    assert!(session.refresh_token.starts_with("noc_rt_"));
    assert!(session.access_expire_time.unwrap().seconds < session.refresh_expire_time.unwrap().seconds);
    let request = bearer(&session.access_token, wire::GetStatusRequest {});
    assert!(systems(&fixture).get_status(request).await.is_ok());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    let fixture = Fixture::new().await;

    let wrong = auths(&fixture).login(login("admin", "wrong")).await.unwrap_err();
    let unknown = auths(&fixture).login(login("nobody", "wrong")).await.unwrap_err();

    assert_eq!(wrong.code(), Code::Unauthenticated);
    assert_eq!((wrong.code(), wrong.message()), (unknown.code(), unknown.message()));
}

#[tokio::test]
async fn the_sixth_failure_in_a_minute_is_throttled_with_a_hint_for_any_account() {
    let fixture = Fixture::new().await;

    for username in ["admin", "nobody"] {
        for _ in 0..5 {
            let wrong = auths(&fixture).login(login(username, "wrong")).await.unwrap_err();
            assert_eq!(wrong.code(), Code::Unauthenticated);
        }
        let status = auths(&fixture).login(login(username, "wrong")).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted, "{username}");
        assert!(status.message().contains("try again in"), "{}", status.message());
        assert!(status.get_error_details().retry_info().is_some());
    }
    let right = auths(&fixture).login(login("admin", &fixture.password)).await.unwrap_err();
    assert_eq!(right.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn failures_are_counted_per_address_too() {
    let fixture = Fixture::new().await;
    let from = |username: String| {
        let mut request = Request::new(login(&username, "wrong"));
        request.extensions_mut().insert(ConnInfo {
            peer_addr: SocketAddr::from(([192, 0, 2, 1], 40_000)),
            peer_certificate: None,
            closing: CancellationToken::new(),
        });
        request
    };

    for n in 0..5 {
        let status = auths(&fixture).login(from(format!("user-{n}"))).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
    }

    let status = auths(&fixture).login(from("user-6".to_owned())).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_late_reuse_ends_the_session_for_everybody() {
    let fixture = Fixture::new().await;
    let first = fixture.session.refresh_token.clone();

    let next = auths(&fixture).refresh(refresh(&first)).await.unwrap().into_inner().session.unwrap();
    assert_ne!(next.refresh_token, first);
    let request = bearer(&next.access_token, wire::GetStatusRequest {});
    assert!(systems(&fixture).get_status(request).await.is_ok());

    // Crossing calls of one client: the same token again within seconds goes on.
    assert!(auths(&fixture).refresh(refresh(&first)).await.is_ok());

    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '61 seconds'").await;
    let reuse = auths(&fixture).refresh(refresh(&first)).await.unwrap_err();
    assert_eq!(reuse.code(), Code::Unauthenticated);
    assert!(reuse.message().contains("used before"), "{}", reuse.message());
    let thief = auths(&fixture).refresh(refresh(&next.refresh_token)).await.unwrap_err();
    assert_eq!(thief.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn logout_ends_the_session_and_may_be_repeated() {
    let fixture = Fixture::new().await;
    let token = fixture.session.refresh_token.clone();

    for _ in 0..2 {
        let request = wire::LogoutRequest { refresh_token: token.clone() };
        auths(&fixture).logout(request).await.unwrap();
    }

    assert_eq!(auths(&fixture).refresh(refresh(&token)).await.unwrap_err().code(), Code::Unauthenticated);
    assert_eq!(auths(&fixture).refresh(refresh("noc_rt_x")).await.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_second_coordinator_accepts_what_the_first_gave_out_if_it_has_the_key_encryption_key() {
    let fixture = Fixture::new().await;

    let second = Auth::start(fixture.system.clone(), &fixture.kek, fixture.settings.clone()).await.unwrap();
    let caller = second.principal(&fixture.session.access_token).await.unwrap();
    assert_eq!(
        (caller.name.as_str(), caller.role.as_str(), caller.org_id),
        ("admin", "admin", fixture.org_id())
    );

    let folder = tempfile::tempdir().unwrap();
    let other = Kek::load_or_create(&folder.path().join("kek")).unwrap();
    assert!(Auth::start(fixture.system.clone(), &other, fixture.settings.clone()).await.is_err());
}
