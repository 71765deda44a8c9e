//! Users: made, changed, disabled, removed; and what keeps them from giving themselves more than they have.

use nocturne_core::access::Role;
use nocturne_proto::api::v1 as wire;
use prost_types::FieldMask;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::fixture::{Fixture, agents, api_tokens, auths, bearer, roles, users};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A user with a role who has chosen a password of their own; returns their session.
pub(crate) async fn member(fixture: &Fixture, username: &str, role: &str) -> wire::Session {
    let request = fixture.admin(wire::CreateUserRequest {
        username: username.to_owned(),
        role: role.to_owned(),
        ..wire::CreateUserRequest::default()
    });
    let made = users(fixture).create_user(request).await.unwrap().into_inner();
    let session = login(fixture, username, &made.password, "").await.unwrap();
    assert!(session.must_change_password);
    change_password(fixture, &session, &made.password, PASSWORD).await.unwrap();
    login(fixture, username, PASSWORD, "").await.unwrap()
}

pub(crate) async fn login(
    fixture: &Fixture,
    username: &str,
    password: &str,
    totp_code: &str,
) -> Result<wire::Session, tonic::Status> {
    let message = wire::LoginRequest {
        username: username.to_owned(),
        password: password.to_owned(),
        totp_code: totp_code.to_owned(),
    };
    auths(fixture).login(message).await.map(|answer| answer.into_inner().session.unwrap())
}

pub(crate) async fn change_password(
    fixture: &Fixture,
    session: &wire::Session,
    current: &str,
    next: &str,
) -> Result<wire::ChangePasswordResponse, tonic::Status> {
    let message =
        wire::ChangePasswordRequest { current_password: current.to_owned(), new_password: next.to_owned() };
    let request = bearer(&session.access_token, message);
    auths(fixture).change_password(request).await.map(tonic::Response::into_inner)
}

async fn get(fixture: &Fixture, user: &str) -> Result<wire::User, tonic::Status> {
    let request = fixture.admin(wire::GetUserRequest { user: user.to_owned() });
    users(fixture).get_user(request).await.map(tonic::Response::into_inner)
}

async fn update(
    fixture: &Fixture,
    token: &str,
    user: wire::User,
    path: &str,
) -> Result<wire::User, tonic::Status> {
    let update_mask = Some(FieldMask { paths: vec![path.to_owned()] });
    let request = bearer(token, wire::UpdateUserRequest { user: Some(user), update_mask });
    users(fixture).update_user(request).await.map(tonic::Response::into_inner)
}

async fn may_list_agents(fixture: &Fixture, session: &wire::Session) -> Result<(), Code> {
    let request = bearer(&session.access_token, wire::ListAgentsRequest::default());
    agents(fixture).list_agents(request).await.map(drop).map_err(|status| status.code())
}

async fn refresh_refused(fixture: &Fixture, session: &wire::Session) -> Code {
    let message = wire::RefreshRequest { refresh_token: session.refresh_token.clone() };
    auths(fixture).refresh(message).await.unwrap_err().code()
}

#[tokio::test]
async fn a_password_that_was_given_opens_nothing_but_its_own_change() {
    let fixture = Fixture::new().await;
    let request = fixture.admin(wire::CreateUserRequest {
        username: "Eve".to_owned(),
        display_name: "Eve E.".to_owned(),
        role: "viewer".to_owned(),
        ..wire::CreateUserRequest::default()
    });
    let made = users(&fixture).create_user(request).await.unwrap().into_inner();
    let user = made.user.unwrap();
    assert_eq!((user.username.as_str(), user.must_change_password, made.password.len()), ("eve", true, 24));

    let session = login(&fixture, "eve", &made.password, "").await.unwrap();
    let list = bearer(&session.access_token, wire::ListAgentsRequest::default());
    let refused = agents(&fixture).list_agents(list).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PASSWORD_CHANGE_REQUIRED");
    let me = auths(&fixture).who_am_i(bearer(&session.access_token, wire::WhoAmIRequest {})).await.unwrap();
    assert!(me.into_inner().must_change_password);

    for (next, why) in
        [("short", "12 to 128"), ("password1234", "tried first"), (made.password.as_str(), "current")]
    {
        let weak = change_password(&fixture, &session, &made.password, next).await.unwrap_err();
        assert!(weak.message().contains(why), "{}", weak.message());
    }
    let wrong = change_password(&fixture, &session, "wrong", PASSWORD).await.unwrap_err();
    assert_eq!(wrong.code(), Code::InvalidArgument);

    let goes_on = change_password(&fixture, &session, &made.password, PASSWORD).await.unwrap();
    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::Unauthenticated));
    let next = wire::Session { access_token: goes_on.access_token, ..session.clone() };
    assert_eq!(may_list_agents(&fixture, &next).await, Ok(()));
    let message = wire::RefreshRequest { refresh_token: session.refresh_token.clone() };
    assert!(auths(&fixture).refresh(message).await.is_ok(), "this session goes on");
    assert!(login(&fixture, "eve", &made.password, "").await.is_err());
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let fixture = Fixture::new().await;
    let here = member(&fixture, "eve", "viewer").await;
    let elsewhere = login(&fixture, "eve", PASSWORD, "").await.unwrap();

    change_password(&fixture, &here, PASSWORD, "another horse battery").await.unwrap();

    assert_eq!(may_list_agents(&fixture, &elsewhere).await, Err(Code::Unauthenticated));
    assert_eq!(refresh_refused(&fixture, &elsewhere).await, Code::Unauthenticated);
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once_and_another_role_holds_at_once() {
    let fixture = Fixture::new().await;
    let session = member(&fixture, "eve", "viewer").await;
    let admin = fixture.session.access_token.clone();
    let eve = get(&fixture, "eve").await.unwrap();
    assert!(eve.last_login_time.is_some());
    assert_eq!(may_list_agents(&fixture, &session).await, Ok(()));

    let reads = wire::Role {
        name: "checks-only".to_owned(),
        permissions: vec!["checks.read".to_owned()],
        ..wire::Role::default()
    };
    let create = wire::CreateRoleRequest { role: Some(reads), request_id: String::new() };
    roles(&fixture).create_role(fixture.admin(create)).await.unwrap();
    let wanted = wire::User { role: "checks-only".to_owned(), ..eve.clone() };
    let changed = update(&fixture, &admin, wanted.clone(), "role").await.unwrap();
    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::PermissionDenied));
    let stale = update(&fixture, &admin, wanted, "role").await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);

    let disabled = wire::User { disabled: true, ..changed };
    let disabled = update(&fixture, &admin, disabled, "disabled").await.unwrap();
    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::Unauthenticated));
    assert_eq!(refresh_refused(&fixture, &session).await, Code::Unauthenticated);
    assert_eq!(login(&fixture, "eve", PASSWORD, "").await.unwrap_err().code(), Code::Unauthenticated);

    let enabled = wire::User { disabled: false, ..disabled };
    update(&fixture, &admin, enabled, "disabled").await.unwrap();
    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::Unauthenticated), "that session is over");
    assert!(login(&fixture, "eve", PASSWORD, "").await.is_ok());
}

#[tokio::test]
async fn a_changed_role_holds_at_once_and_one_in_use_is_not_deleted() {
    let fixture = Fixture::new().await;
    let role = |permissions: &[&str]| wire::Role {
        name: "looker".to_owned(),
        permissions: permissions.iter().map(|text| (*text).to_owned()).collect(),
        ..wire::Role::default()
    };
    let create = wire::CreateRoleRequest { role: Some(role(&["agents.read"])), request_id: "one".to_owned() };
    let made = roles(&fixture).create_role(fixture.admin(create.clone())).await.unwrap().into_inner();
    let again = roles(&fixture).create_role(fixture.admin(create)).await.unwrap().into_inner();
    assert_eq!(made, again);
    let session = member(&fixture, "eve", "looker").await;
    assert_eq!(may_list_agents(&fixture, &session).await, Ok(()));

    let change = wire::UpdateRoleRequest { role: Some(role(&["checks.read"])), update_mask: None };
    roles(&fixture).update_role(fixture.admin(change)).await.unwrap();
    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::PermissionDenied));

    let delete =
        |name: &str| fixture.admin(wire::DeleteRoleRequest { name: name.to_owned(), etag: String::new() });
    let used = roles(&fixture).delete_role(delete("looker")).await.unwrap_err();
    assert!(used.message().contains("1 users and 0 API tokens"), "{}", used.message());
    let built_in = roles(&fixture).delete_role(delete("viewer")).await.unwrap_err();
    assert_eq!(built_in.code(), Code::FailedPrecondition);
    let remove = wire::RemoveUserRequest { user: "eve".to_owned(), etag: String::new() };
    users(&fixture).remove_user(fixture.admin(remove)).await.unwrap();
    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::Unauthenticated));
    roles(&fixture).delete_role(delete("looker")).await.unwrap();
}

#[tokio::test]
async fn nobody_gives_away_or_takes_over_what_they_do_not_have() {
    let fixture = Fixture::new().await;
    let permissions = ["users.manage", "users.read", "roles.manage", "api_tokens.manage", "checks.read"];
    let role = wire::Role {
        name: "helpdesk".to_owned(),
        permissions: permissions.map(str::to_owned).to_vec(),
        ..wire::Role::default()
    };
    let create = wire::CreateRoleRequest { role: Some(role.clone()), request_id: String::new() };
    roles(&fixture).create_role(fixture.admin(create)).await.unwrap();
    let helper = member(&fixture, "helper", "helpdesk").await;
    let token = helper.access_token.as_str();
    let admin = get(&fixture, "admin").await.unwrap();

    let user = |role: &str| wire::CreateUserRequest {
        username: "more".to_owned(),
        role: role.to_owned(),
        ..wire::CreateUserRequest::default()
    };
    let more =
        wire::Role { name: "more".to_owned(), permissions: vec!["agents.manage".to_owned()], ..role.clone() };
    let wider = wire::Role { permissions: vec!["agents.manage".to_owned()], ..role };
    let api_token = wire::CreateApiTokenRequest {
        name: "more".to_owned(),
        role: "viewer".to_owned(),
        ..wire::CreateApiTokenRequest::default()
    };
    let refused = [
        users(&fixture).create_user(bearer(token, user("viewer"))).await.map(drop),
        update(&fixture, token, wire::User { disabled: true, ..admin.clone() }, "disabled").await.map(drop),
        users(&fixture)
            .reset_password(bearer(
                token,
                wire::ResetPasswordRequest { user: "admin".to_owned(), reset_totp: false },
            ))
            .await
            .map(drop),
        users(&fixture)
            .remove_user(bearer(
                token,
                wire::RemoveUserRequest { user: "admin".to_owned(), etag: String::new() },
            ))
            .await
            .map(drop),
        roles(&fixture)
            .create_role(bearer(
                token,
                wire::CreateRoleRequest { role: Some(more), request_id: String::new() },
            ))
            .await
            .map(drop),
        roles(&fixture)
            .update_role(bearer(token, wire::UpdateRoleRequest { role: Some(wider), update_mask: None }))
            .await
            .map(drop),
        api_tokens(&fixture).create_api_token(bearer(token, api_token.clone())).await.map(drop),
    ];
    for (index, refused) in refused.into_iter().enumerate() {
        let status = refused.unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied, "case {index}: {status:?}");
        assert!(status.message().contains("agents."), "case {index}: {}", status.message());
    }

    // What is left of a role by its scopes is within.
    let narrow = wire::CreateApiTokenRequest { scopes: vec!["checks.read".to_owned()], ..api_token };
    let secret =
        api_tokens(&fixture).create_api_token(bearer(token, narrow)).await.unwrap().into_inner().secret;
    let me = auths(&fixture).who_am_i(bearer(&secret, wire::WhoAmIRequest {})).await.unwrap().into_inner();
    assert_eq!((me.role.as_str(), me.permissions), ("viewer", vec!["checks.read".to_owned()]));
    let list = bearer(&secret, wire::ListAgentsRequest::default());
    assert_eq!(agents(&fixture).list_agents(list).await.unwrap_err().code(), Code::PermissionDenied);
    users(&fixture).create_user(bearer(token, user("helpdesk"))).await.unwrap();
}

#[tokio::test]
async fn the_last_administrator_stays_whoever_tries_at_the_same_time() {
    let fixture = Fixture::new().await;
    let other = member(&fixture, "eve", "admin").await;
    let (admin, eve) = (get(&fixture, "admin").await.unwrap(), get(&fixture, "eve").await.unwrap());
    let own = fixture.session.access_token.clone();

    let remove = wire::RemoveUserRequest { user: "admin".to_owned(), etag: String::new() };
    let viewer = wire::User { role: "viewer".to_owned(), ..eve };
    let disabled = wire::User { disabled: true, ..admin.clone() };
    let mut service = users(&fixture);
    let (removed, demoted, disabled) = tokio::join!(
        service.remove_user(bearer(&other.access_token, remove)),
        update(&fixture, &own, viewer, "role"),
        update(&fixture, &own, disabled, "disabled"),
    );

    let left = users(&fixture).list_users(bearer(&own, wire::ListUsersRequest::default())).await;
    let left = match left {
        Ok(left) => left.into_inner().users,
        Err(_) => {
            let request = bearer(&other.access_token, wire::ListUsersRequest::default());
            users(&fixture).list_users(request).await.unwrap().into_inner().users
        }
    };
    let n_admins = left.iter().filter(|user| user.role == "admin" && !user.disabled).count();
    assert_eq!(n_admins, 1, "{removed:?} {demoted:?} {disabled:?}");
}

#[tokio::test]
async fn a_user_of_another_organization_is_not_there() {
    let fixture = Fixture::new().await;
    let (org, user) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    fixture
        .sql(&format!(
            "INSERT INTO organization (org_id, slug, name) VALUES ('{org}', 'foreign', 'F');
             INSERT INTO user_account (user_id, username, password_hash) VALUES ('{user}', 'stranger', 'x');
             INSERT INTO role_binding (org_id, user_id, role) VALUES ('{org}', '{user}', 'viewer')"
        ))
        .await;

    for name in ["stranger".to_owned(), user.to_string(), "nobody".to_owned(), "a\0b".to_owned()] {
        let reset = wire::ResetPasswordRequest { user: name.clone(), reset_totp: false };
        let remove = wire::RemoveUserRequest { user: name.clone(), etag: String::new() };
        let wanted = wire::User { user_id: name.clone(), ..wire::User::default() };
        let answers = [
            get(&fixture, &name).await.map(drop),
            users(&fixture).reset_password(fixture.admin(reset)).await.map(drop),
            users(&fixture).remove_user(fixture.admin(remove)).await.map(drop),
            update(&fixture, &fixture.session.access_token, wanted, "role").await.map(drop),
        ];
        for answer in answers {
            assert_eq!(answer.unwrap_err().code(), Code::NotFound, "{name:?}");
        }
    }
    let taken = fixture.admin(wire::CreateUserRequest {
        username: "stranger".to_owned(),
        role: Role::Viewer.as_str().to_owned(),
        ..wire::CreateUserRequest::default()
    });
    assert_eq!(users(&fixture).create_user(taken).await.unwrap_err().code(), Code::AlreadyExists);
}

#[tokio::test]
async fn everything_wrong_with_a_user_is_listed_and_a_repetition_makes_no_second_one() {
    let fixture = Fixture::new().await;
    let bad = wire::CreateUserRequest {
        username: "e ve".to_owned(),
        display_name: "x".repeat(129),
        password: "short".to_owned(),
        ..wire::CreateUserRequest::default()
    };
    let status = users(&fixture).create_user(fixture.admin(bad)).await.unwrap_err();
    let details = status.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<&str> = details.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["username", "display_name", "role", "password"]);

    let good = wire::CreateUserRequest {
        username: "eve".to_owned(),
        role: "viewer".to_owned(),
        password: PASSWORD.to_owned(),
        request_id: "one".to_owned(),
        ..wire::CreateUserRequest::default()
    };
    let made = users(&fixture).create_user(fixture.admin(good.clone())).await.unwrap().into_inner();
    let again = users(&fixture).create_user(fixture.admin(good)).await.unwrap().into_inner();
    assert_eq!((made.user, made.password.as_str()), (again.user, ""));
}

#[tokio::test]
async fn a_reset_password_ends_the_sessions_and_must_be_changed() {
    let fixture = Fixture::new().await;
    let session = member(&fixture, "eve", "viewer").await;

    let reset = wire::ResetPasswordRequest { user: "eve".to_owned(), reset_totp: false };
    let made = users(&fixture).reset_password(fixture.admin(reset)).await.unwrap().into_inner();

    assert_eq!(may_list_agents(&fixture, &session).await, Err(Code::Unauthenticated));
    assert_eq!(refresh_refused(&fixture, &session).await, Code::Unauthenticated);
    assert!(login(&fixture, "eve", PASSWORD, "").await.is_err());
    let session = login(&fixture, "eve", &made.password, "").await.unwrap();
    assert!(session.must_change_password && made.user.unwrap().must_change_password);
}
