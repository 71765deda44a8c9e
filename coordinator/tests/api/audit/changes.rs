//! A walk through every method that changes something: each leaves one entry.

use std::collections::BTreeSet;

use http::StatusCode;
use nocturne_coordinator::app::auth::totp;
use nocturne_core::{
    access::{Role, TABLE},
    audit::Action,
};
use nocturne_proto::api::v1 as wire;
use nocturne_runtime::clock;
use serde_json::{Value, json};

use super::{entries, list, rest};
use crate::fixture::Fixture;

/// Methods of the API that change nothing begin with one of these.
const LOOKS: [&str; 7] = ["Get", "List", "Preview", "Watch", "Export", "Verify", "WhoAmI"];
/// Methods that are not walked through here, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("AuthService/Refresh", "goes on with a session; its misuse is written down, see below"),
    ("AuthService/BeginTotp", "changes nothing until the secret is confirmed"),
    ("AuthService/SignUp", "writes into the organization that it makes, see below"),
];

/// What these change is never written down.
const SECRETS: [&str; 1] = ["UserService/ResetPassword"];

struct Walk<'a> {
    fixture: &'a Fixture,
    /// The administrator's, of a session that goes on.
    token: String,
    refresh_token: String,
    /// Looks at what was written, whatever becomes of the session.
    reader: String,
    seen: BTreeSet<String>,
    walked: BTreeSet<&'static str>,
}

/// What a call must leave.
struct Want {
    action: Action,
    kind: &'static str,
    name: &'static str,
    /// Whether there is a thing before, and after.
    things: (bool, bool),
}

const MADE: (bool, bool) = (false, true);
const CHANGED: (bool, bool) = (true, true);
const GONE: (bool, bool) = (true, false);
/// What is changed is a secret.
const SECRET: (bool, bool) = (false, false);

const fn want(action: Action, kind: &'static str, name: &'static str, things: (bool, bool)) -> Want {
    Want { action, kind, name, things }
}

impl Walk<'_> {
    async fn new(fixture: &Fixture) -> Walk<'_> {
        let reader = fixture.api_token(Role::Admin).await;
        let seen = list(fixture, &reader).await.into_iter().map(|entry| entry.audit_id).collect();
        let token = fixture.session.access_token.clone();
        let refresh_token = fixture.session.refresh_token.clone();
        Walk { fixture, token, refresh_token, reader, seen, walked: BTreeSet::new() }
    }

    /// Calls as administrator and looks at what that left.
    async fn step(&mut self, method: &'static str, call: (&str, &str), body: Value, want: Want) -> Value {
        let answer = self.call(call, &body, method).await;

        let new = self.new_entries().await;
        assert_eq!(new.len(), 1, "{method} left {new:?}");
        let entry = &new[0];
        assert_eq!((entry.actor_kind.as_str(), entry.actor.as_str()), ("user", "admin"), "{method}");
        assert_eq!((entry.address.as_str(), entry.request_id.as_str()), ("192.0.2.7", method));
        assert_eq!(entry.action, want.action.as_str(), "{method}");
        assert_eq!((entry.object_kind.as_str(), entry.object.as_str()), (want.kind, want.name), "{method}");
        let things = [&entry.before, &entry.after].map(|thing| serde_json::from_str::<Value>(thing).ok());
        let [before, after] = &things;
        assert_eq!((before.is_some(), after.is_some()), want.things, "{method}: {entry:?}");
        let is_seen = before != after || SECRETS.contains(&method);
        assert!(before.is_none() || is_seen, "{method}: {entry:?}");
        self.walked.insert(method);
        answer
    }

    async fn call(&self, call: (&str, &str), body: &Value, request_id: &str) -> Value {
        let (status, answer) = rest(self.fixture, &self.token, call, body, request_id).await;
        assert_eq!(status, StatusCode::OK, "{call:?}: {answer}");
        answer
    }

    /// Goes on with the session: what ends other sessions ends every access token.
    async fn renew(&mut self) {
        let body = json!({"refresh_token": self.refresh_token});
        let answer = self.call(("POST", "/api/v1/auth/refresh"), &body, "renew").await;
        self.token = text(&answer, "/session/access_token");
        self.refresh_token = text(&answer, "/session/refresh_token");
    }

    async fn new_entries(&mut self) -> Vec<wire::AuditEntry> {
        let all = list(self.fixture, &self.reader).await;
        let new: Vec<_> = all.into_iter().filter(|entry| !self.seen.contains(&entry.audit_id)).collect();
        self.seen.extend(new.iter().map(|entry| entry.audit_id.clone()));
        new
    }

    fn assert_complete(&self) {
        let methods = TABLE.iter().filter_map(|(path, _)| path.strip_prefix("/nocturne.api.v1."));
        let changing = methods.filter(|path| {
            let (_, method) = path.split_once('/').expect("a service and a method");
            !LOOKS.iter().any(|look| method.starts_with(look))
        });
        let known =
            |path: &&str| self.walked.contains(path) || ELSEWHERE.iter().any(|(other, _)| other == path);
        let forgotten: Vec<&str> = changing.filter(|path| !known(path)).collect();
        assert!(
            forgotten.is_empty(),
            "these change something and nobody looked whether they write it down: {forgotten:?}"
        );
    }
}

fn text(answer: &Value, field: &str) -> String {
    answer.pointer(field).and_then(Value::as_str).expect(field).to_owned()
}

#[tokio::test]
async fn every_method_that_changes_something_leaves_one_entry() {
    let fixture = Fixture::new().await;
    fixture.agent("edge-1", "{}").await;
    let mut walk = Walk::new(&fixture).await;

    walk_checks(&mut walk).await;
    walk_fleet(&mut walk).await;
    walk_roles(&mut walk).await;
    walk_users(&mut walk).await;
    walk_settings(&mut walk).await;
    walk_sessions(&mut walk).await;
    walk_second_factor(&mut walk).await;

    walk.assert_complete();
}

async fn walk_checks(walk: &mut Walk<'_>) {
    let check = json!({"slug": "web", "tcp": {"port": 443}, "targets": ["192.0.2.1"]});
    let made = want(Action::ChecksCreate, "check", "web", MADE);
    let call = ("POST", "/api/v1/checks");
    let mut check = walk.step("CheckService/CreateCheck", call, check, made).await;
    check["description"] = "changed".into();
    let path = format!("/api/v1/checks/{}", text(&check, "/check_id"));
    let changed = want(Action::ChecksUpdate, "check", "web", CHANGED);
    walk.step("CheckService/UpdateCheck", ("PATCH", &path), check, changed).await;
    let gone = want(Action::ChecksDelete, "check", "web", GONE);
    walk.step("CheckService/DeleteCheck", ("DELETE", &path), json!({}), gone).await;
}

async fn walk_fleet(walk: &mut Walk<'_>) {
    let made = want(Action::JoinTokensCreate, "join_token", "ams", MADE);
    let call = ("POST", "/api/v1/join-tokens");
    let token = walk.step("JoinTokenService/CreateJoinToken", call, json!({"site": "ams"}), made).await;
    let secret = text(&token, "/secret").split('.').nth(2).unwrap().to_owned();
    assert!(entries(walk.fixture).await.iter().all(|entry| !entry.after.contains(&secret)));
    let path = format!("/api/v1/join-tokens/{}", text(&token, "/join_token/join_token_id"));
    let ended = want(Action::JoinTokensRevoke, "join_token", "ams", CHANGED);
    walk.step("JoinTokenService/RevokeJoinToken", ("DELETE", &path), json!({}), ended).await;

    let revoked = want(Action::AgentsRevoke, "agent", "edge-1", CHANGED);
    let call = ("POST", "/api/v1/agents/edge-1:revoke");
    walk.step("AgentService/RevokeAgent", call, json!({}), revoked).await;
    walk.call(call, &json!({}), "again").await;
    assert_eq!(walk.new_entries().await.len(), 0, "revoked already");
}

async fn walk_roles(walk: &mut Walk<'_>) {
    let role = json!({"name": "night-shift", "permissions": ["checks.read"]});
    let made = want(Action::RolesCreate, "role", "night-shift", MADE);
    walk.step("RoleService/CreateRole", ("POST", "/api/v1/roles"), role, made).await;
    let role = json!({"description": "changed"});
    let call = ("PATCH", "/api/v1/roles/night-shift");
    walk.step(
        "RoleService/UpdateRole",
        call,
        role,
        want(Action::RolesUpdate, "role", "night-shift", CHANGED),
    )
    .await;
    let call = ("DELETE", "/api/v1/roles/night-shift");
    walk.step(
        "RoleService/DeleteRole",
        call,
        json!({}),
        want(Action::RolesDelete, "role", "night-shift", GONE),
    )
    .await;

    let token = json!({"name": "ci", "role": "viewer"});
    let made = want(Action::ApiTokensCreate, "api_token", "ci", MADE);
    let token =
        walk.step("ApiTokenService/CreateApiToken", ("POST", "/api/v1/api-tokens"), token, made).await;
    let path = format!("/api/v1/api-tokens/{}", text(&token, "/api_token/api_token_id"));
    let ended = want(Action::ApiTokensRevoke, "api_token", "ci", GONE);
    walk.step("ApiTokenService/RevokeApiToken", ("DELETE", &path), json!({}), ended).await;
    walk.call(("DELETE", &path), &json!({}), "again").await;
    assert_eq!(walk.new_entries().await.len(), 0, "revoked already");
}

async fn walk_users(walk: &mut Walk<'_>) {
    let user = json!({"username": "ann", "role": "operator", "password": "correct horse battery"});
    let made = want(Action::UsersCreate, "user", "ann", MADE);
    let made = walk.step("UserService/CreateUser", ("POST", "/api/v1/users"), user, made).await;
    let user = json!({"display_name": "Ann"});
    let path = format!("/api/v1/users/{}", text(&made, "/user/user_id"));
    let changed = want(Action::UsersUpdate, "user", "ann", CHANGED);
    walk.step("UserService/UpdateUser", ("PATCH", &path), user, changed).await;
    let reset = want(Action::UsersResetPassword, "user", "ann", CHANGED);
    let call = ("POST", "/api/v1/users/ann:resetPassword");
    walk.step("UserService/ResetPassword", call, json!({}), reset).await;
    let gone = want(Action::UsersRemove, "user", "ann", GONE);
    walk.step("UserService/RemoveUser", ("DELETE", &path), json!({}), gone).await;
}

async fn walk_settings(walk: &mut Walk<'_>) {
    let name = "retention.samples_days";
    let path = format!("/api/v1/settings/{name}");
    let changed = want(Action::SettingsUpdate, "setting", name, CHANGED);
    let value = json!({"name": name, "value": "31"});
    walk.step("SettingService/UpdateSetting", ("PATCH", &path), value, changed).await;
    let path = format!("{path}:reset");
    let reset = want(Action::SettingsReset, "setting", name, CHANGED);
    walk.step("SettingService/ResetSetting", ("POST", &path), json!({}), reset).await;
}

async fn walk_sessions(walk: &mut Walk<'_>) {
    let login = json!({"username": "admin", "password": walk.fixture.password});
    let path = "/api/v1/auth/login";
    let begun = want(Action::AuthLogin, "session", "admin", MADE);
    let first = walk.step("AuthService/Login", ("POST", path), login.clone(), begun).await;
    let token = json!({"refresh_token": text(&first, "/session/refresh_token")});
    let ended = want(Action::AuthLogout, "session", "admin", GONE);
    walk.step("AuthService/Logout", ("POST", "/api/v1/auth/logout"), token.clone(), ended).await;
    walk.call(("POST", "/api/v1/auth/logout"), &token, "again").await;
    assert_eq!(walk.new_entries().await.len(), 0, "ended already");

    walk.call(("POST", path), &login, "another").await;
    assert_eq!(walk.new_entries().await.len(), 1);
    let sessions = walk.call(("GET", "/api/v1/auth/sessions"), &json!({}), "list").await;
    let mut others =
        sessions["sessions"].as_array().unwrap().iter().filter(|session| session["current"] == false);
    let path = format!("/api/v1/auth/sessions/{}", text(others.next_back().unwrap(), "/session_id"));
    let ended = want(Action::AuthSessionEnd, "session", "admin", SECRET);
    walk.step("AuthService/EndSession", ("DELETE", &path), json!({}), ended).await;
    walk.renew().await;
}

async fn walk_second_factor(walk: &mut Walk<'_>) {
    let begun = walk.call(("POST", "/api/v1/auth/totp/begin"), &json!({}), "begin").await;
    let secret = from_base32(&text(&begun, "/secret"));
    let now = u64::try_from(clock::now().as_second()).unwrap();
    let code = json!({"code": totp::code_of(&secret, now / 30)});
    let on = want(Action::AuthTotpEnable, "user", "admin", SECRET);
    walk.step("AuthService/ConfirmTotp", ("POST", "/api/v1/auth/totp/confirm"), code, on).await;
    walk.renew().await;
    let proof = json!({"password": walk.fixture.password});
    let off = want(Action::AuthTotpDisable, "user", "admin", SECRET);
    walk.step("AuthService/DisableTotp", ("POST", "/api/v1/auth/totp/disable"), proof, off).await;

    walk.renew().await;

    let passwords =
        json!({"current_password": walk.fixture.password, "new_password": "correct horse battery"});
    let changed = want(Action::AuthPasswordChange, "user", "admin", SECRET);
    walk.step("AuthService/ChangePassword", ("POST", "/api/v1/auth/password"), passwords, changed).await;
    let all = list(walk.fixture, &walk.reader).await;
    assert!(all.iter().all(|entry| !format!("{entry:?}").contains("correct horse")));
}

fn from_base32(text: &str) -> Vec<u8> {
    let digits = text.bytes().map(|digit| match digit {
        b'A'..=b'Z' => digit - b'A',
        _ => digit - b'2' + 26,
    });
    let bits: String = digits.map(|digit| format!("{digit:05b}")).collect();
    let bytes = bits.as_bytes().chunks_exact(8);
    bytes.map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap()).collect()
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_is_written_down() {
    let fixture = Fixture::new().await;
    let mut walk = Walk::new(&fixture).await;
    let refresh = json!({"refresh_token": fixture.session.refresh_token});
    let call = ("POST", "/api/v1/auth/refresh");
    walk.call(call, &refresh, "first").await;
    assert_eq!(walk.new_entries().await.len(), 0);
    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '1 hour'").await;

    let (status, _) = rest(&fixture, &walk.token, call, &refresh, "reuse").await;

    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let entries = entries(&fixture).await;
    let entry = entries.iter().find(|entry| entry.action == Action::AuthRefreshReused.as_str()).unwrap();
    assert_eq!((entry.actor_kind.as_str(), entry.actor.as_str()), ("anonymous", "admin"));
    assert_eq!((entry.object_kind.as_str(), entry.request_id.as_str()), ("session", "reuse"));
}

#[tokio::test]
async fn a_sign_up_begins_the_audit_of_its_organization() {
    let fixture = Fixture::with_settings(&[("api.sign_up", "true")]).await;
    let walk = Walk::new(&fixture).await;

    let body = json!({"organization": "acme", "username": "eve", "password": "correct horse battery"});
    let answer = walk.call(("POST", "/api/v1/auth/signup"), &body, "sign-up").await;

    let theirs = list(&fixture, &text(&answer, "/session/access_token")).await;
    let found: Vec<_> = theirs.iter().map(|entry| (entry.action.as_str(), entry.object.as_str())).collect();
    assert_eq!(found, [(Action::AuthSignUp.as_str(), "acme")]);
    assert!(entries(&fixture).await.iter().all(|entry| entry.object != "acme"));
}
