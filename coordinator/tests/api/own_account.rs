//! A person's own account: sessions, second factor, sign-up.

use nocturne_coordinator::app::auth::totp;
use nocturne_proto::api::v1 as wire;
use nocturne_runtime::clock;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::{
    fixture::{Fixture, auths, bearer, users},
    user::{PASSWORD, login, member},
};

fn reason(status: &tonic::Status) -> String {
    status.get_details_error_info().unwrap().reason
}

/// Of the shown secret, the code at so many steps from the present one.
fn code(secret: &str, steps: i64) -> String {
    let bits: String = secret
        .chars()
        .map(|letter| format!("{:05b}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap()))
        .collect();
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect();
    totp::code_of(&bytes, u64::try_from(clock::now().as_second() / 30 + steps).unwrap())
}

#[tokio::test]
async fn a_second_factor_is_asked_for_after_the_right_password_and_a_code_works_once() {
    let fixture = Fixture::new().await;
    let session = member(&fixture, "eve", "viewer").await;
    let confirm = |code: &str| as_user(&session, wire::ConfirmTotpRequest { code: code.to_owned() });

    let begun =
        auths(&fixture).begin_totp(as_user(&session, wire::BeginTotpRequest {})).await.unwrap().into_inner();
    assert!(begun.otpauth_uri.contains(&format!("Nocturne:eve?secret={}", begun.secret)));
    assert!(login(&fixture, "eve", PASSWORD, "").await.is_ok(), "it is not in force before it is confirmed");
    let wrong = confirm("12");
    assert_eq!(auths(&fixture).confirm_totp(wrong).await.unwrap_err().code(), Code::InvalidArgument);
    let right = confirm(&code(&begun.secret, -1));
    let recovery = auths(&fixture).confirm_totp(right).await.unwrap().into_inner().recovery_codes;
    assert_eq!(recovery.len(), 10);

    assert_eq!(reason(&login(&fixture, "eve", PASSWORD, "").await.unwrap_err()), "TOTP_REQUIRED");
    assert_eq!(reason(&login(&fixture, "eve", "wrong", "").await.unwrap_err()), "UNAUTHENTICATED");
    let used = login(&fixture, "eve", PASSWORD, &code(&begun.secret, -1)).await.unwrap_err();
    assert_eq!(reason(&used), "TOTP_WRONG");
    let next = code(&begun.secret, 0);
    assert!(login(&fixture, "eve", PASSWORD, &next).await.is_ok());
    assert_eq!(reason(&login(&fixture, "eve", PASSWORD, &next).await.unwrap_err()), "TOTP_WRONG");
    assert!(login(&fixture, "eve", PASSWORD, &recovery[0].to_lowercase()).await.is_ok());
    assert_eq!(reason(&login(&fixture, "eve", PASSWORD, &recovery[0]).await.unwrap_err()), "TOTP_WRONG");
}

fn as_user<T>(session: &wire::Session, message: T) -> tonic::Request<T> {
    bearer(&session.access_token, message)
}

#[tokio::test]
async fn a_second_factor_ends_by_the_password_or_by_an_administrator() {
    let fixture = Fixture::new().await;
    let session = member(&fixture, "eve", "viewer").await;
    let enable = async |session: &wire::Session| {
        let begun = auths(&fixture).begin_totp(as_user(session, wire::BeginTotpRequest {})).await.unwrap();
        let code = code(&begun.into_inner().secret, 0);
        auths(&fixture).confirm_totp(as_user(session, wire::ConfirmTotpRequest { code })).await.unwrap();
    };
    enable(&session).await;
    let second = auths(&fixture).begin_totp(as_user(&session, wire::BeginTotpRequest {})).await.unwrap_err();
    assert_eq!(second.code(), Code::FailedPrecondition);

    let wrong = wire::DisableTotpRequest { password: "wrong".to_owned(), code: String::new() };
    let refused = auths(&fixture).disable_totp(as_user(&session, wrong)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let right = wire::DisableTotpRequest { password: PASSWORD.to_owned(), code: String::new() };
    auths(&fixture).disable_totp(as_user(&session, right)).await.unwrap();
    let session = login(&fixture, "eve", PASSWORD, "").await.unwrap();

    enable(&session).await;
    let reset = wire::ResetPasswordRequest { user: "eve".to_owned(), reset_totp: true };
    let made = users(&fixture).reset_password(fixture.admin(reset)).await.unwrap().into_inner();
    assert!(!made.user.unwrap().second_factor);
    assert!(login(&fixture, "eve", &made.password, "").await.is_ok());
}

#[tokio::test]
async fn own_sessions_are_listed_and_each_can_be_ended() {
    let fixture = Fixture::new().await;
    let here = member(&fixture, "eve", "viewer").await;
    let there = login(&fixture, "eve", PASSWORD, "").await.unwrap();
    let list = async |session: &wire::Session| {
        let request = as_user(session, wire::ListSessionsRequest::default());
        auths(&fixture).list_sessions(request).await.map(|answer| answer.into_inner().sessions)
    };
    let sessions = list(&here).await.unwrap();
    // The one in which the password was chosen, and these two.
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.iter().filter(|session| session.current).count(), 1);

    let other = sessions.iter().find(|session| !session.current).unwrap().session_id.clone();
    assert_eq!(other, list(&there).await.unwrap().iter().find(|session| session.current).unwrap().session_id);
    let end = |session_id: &str| wire::EndSessionRequest { session_id: session_id.to_owned() };
    let foreign = auths(&fixture).end_session(fixture.admin(end(&other))).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    auths(&fixture).end_session(as_user(&here, end(&other))).await.unwrap();

    assert_eq!(list(&there).await.unwrap_err().code(), Code::Unauthenticated);
    let refresh =
        |session: &wire::Session| wire::RefreshRequest { refresh_token: session.refresh_token.clone() };
    assert!(auths(&fixture).refresh(refresh(&there)).await.is_err());
    assert!(auths(&fixture).refresh(refresh(&here)).await.is_ok(), "the other goes on");
}

#[tokio::test]
async fn sign_up_makes_an_organization_with_its_administrator_where_it_is_switched_on() {
    let wanted = wire::SignUpRequest {
        organization: "acme".to_owned(),
        username: "Wile".to_owned(),
        display_name: String::new(),
        password: PASSWORD.to_owned(),
    };
    let fixture = Fixture::new().await;
    let off = auths(&fixture).sign_up(wanted.clone()).await.unwrap_err();
    assert_eq!(off.code(), Code::FailedPrecondition);

    let fixture = Fixture::with_settings(&[("api.sign_up", "true")]).await;
    let weak = wire::SignUpRequest { password: "short".to_owned(), ..wanted.clone() };
    assert_eq!(auths(&fixture).sign_up(weak).await.unwrap_err().code(), Code::InvalidArgument);
    let session = auths(&fixture).sign_up(wanted.clone()).await.unwrap().into_inner().session.unwrap();
    assert_ne!(session.org_id, fixture.org_id().to_string());
    let me = auths(&fixture).who_am_i(as_user(&session, wire::WhoAmIRequest {})).await.unwrap().into_inner();
    assert_eq!((me.name.as_str(), me.organization.as_str(), me.role.as_str()), ("wile", "acme", "admin"));
    let list = as_user(&session, wire::ListUsersRequest::default());
    assert_eq!(users(&fixture).list_users(list).await.unwrap().into_inner().users.len(), 1);
    let again = auths(&fixture).sign_up(wanted).await.unwrap_err();
    assert_eq!(again.code(), Code::AlreadyExists);
}
