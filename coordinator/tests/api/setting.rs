//! Settings: what each layer says, who may change what, and that a change is in force.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_coordinator::{config::layers::Layers, reconcile, settings::Settings};
use nocturne_core::{access::Role, setting::REGISTRY};
use nocturne_proto::api::v1::{self as wire, setting::Source};
use nocturne_runtime::health::Health;
use nocturne_store::{bootstrap::connect_once, setting::setting_load};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;

use crate::fixture::{Fixture, auths, bearer, settings};

const DAYS: &str = "retention.samples_days";

async fn get(fixture: &Fixture, name: &str) -> wire::Setting {
    let request = fixture.admin(wire::GetSettingRequest { name: name.to_owned() });
    settings(fixture).get_setting(request).await.unwrap().into_inner()
}

async fn try_set(
    fixture: &Fixture,
    name: &str,
    value: &str,
    etag: &str,
) -> Result<wire::Setting, tonic::Status> {
    let setting = wire::Setting {
        name: name.to_owned(),
        value: value.to_owned(),
        etag: etag.to_owned(),
        ..wire::Setting::default()
    };
    let request = wire::UpdateSettingRequest { setting: Some(setting), update_mask: None };
    settings(fixture).update_setting(fixture.admin(request)).await.map(tonic::Response::into_inner)
}

pub(crate) async fn set(fixture: &Fixture, name: &str, value: &str) -> wire::Setting {
    try_set(fixture, name, value, "").await.unwrap()
}

async fn reset(fixture: &Fixture, name: &str) -> wire::Setting {
    let request = wire::ResetSettingRequest { name: name.to_owned(), etag: String::new() };
    settings(fixture).reset_setting(fixture.admin(request)).await.unwrap().into_inner()
}

/// Waits for what others do in a moment.
async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..100 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} did not happen in 10 s");
}

#[tokio::test]
async fn every_setting_is_listed_once_over_pages_and_secrets_are_never_shown() {
    let fixture = Fixture::new().await;

    let (mut listed, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = fixture.admin(wire::ListSettingsRequest { page_size: 7, page_token });
        let page = settings(&fixture).list_settings(request).await.unwrap().into_inner();
        listed.extend(page.settings);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }

    let names: Vec<&str> = listed.iter().map(|setting| setting.name.as_str()).collect();
    assert_eq!(names, REGISTRY.iter().map(|definition| definition.name).collect::<Vec<_>>());
    let kek = listed.iter().find(|setting| setting.name == "keys.kek_file").unwrap();
    assert!(kek.secret && !kek.changeable && kek.restart_required);
    assert!(!format!("{kek:?}").contains("/etc/"), "{kek:?}");
    let days = listed.iter().find(|setting| setting.name == DAYS).unwrap();
    assert_eq!((days.value.as_str(), days.unit.as_str(), days.source()), ("30", "d", Source::Default));
    assert_eq!((days.minimum, days.maximum), (Some(1), Some(3_650)));
    assert!(days.changeable && !days.restart_required && !days.pending_restart);
}

#[tokio::test]
async fn a_stored_value_is_shown_with_its_layers_and_can_be_taken_out() {
    let fixture = Fixture::new().await;

    let stored = set(&fixture, DAYS, "14d").await;
    assert_eq!((stored.value.as_str(), stored.source()), ("14", Source::Database));
    let layers: Vec<(Source, &str)> =
        stored.layers.iter().map(|layer| (layer.source(), layer.value.as_str())).collect();
    assert_eq!(layers, [(Source::Default, "30"), (Source::Database, "14")]);
    assert_eq!((stored.updated_by.as_str(), stored.update_time.is_some()), ("admin", true));
    assert_eq!(get(&fixture, DAYS).await, stored);
    assert_eq!(fixture.settings.current().retention.samples_days, 14);
    assert_eq!(set(&fixture, DAYS, "14").await.etag, stored.etag, "nothing changed");

    let after = reset(&fixture, DAYS).await;
    assert_eq!((after.value.as_str(), after.source(), after.etag.as_str()), ("30", Source::Default, "v0"));
    assert_eq!(reset(&fixture, DAYS).await, after);
    assert_eq!(fixture.settings.current().retention.samples_days, 30);
    assert_ne!(set(&fixture, DAYS, "14").await.etag, stored.etag, "an etag never comes back");
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_with_its_reason() {
    let fixture = Fixture::new().await;
    let stored = set(&fixture, DAYS, "14").await;

    for (name, value, etag, code, text) in [
        (DAYS, "0", "", Code::InvalidArgument, "outside 1 to 3650"),
        (DAYS, "soon", "", Code::InvalidArgument, "30d"),
        ("api.cors_origins", "*", "", Code::InvalidArgument, "every page"),
        ("api.listen", "0.0.0.0:80", "", Code::FailedPrecondition, "NOCTURNE_API__LISTEN"),
        ("keys.kek_file", "/tmp/kek", "", Code::FailedPrecondition, "configuration file"),
        ("retention.nothing", "1", "", Code::NotFound, "retention.nothing"),
        (DAYS, "15", "v0", Code::Aborted, "changed since"),
    ] {
        let refused = try_set(&fixture, name, value, etag).await.unwrap_err();
        assert_eq!(refused.code(), code, "{name}={value}: {refused}");
        assert!(refused.message().contains(text), "{name}={value}: {refused}");
        if code == Code::InvalidArgument {
            let details = refused.get_error_details();
            assert_eq!(details.bad_request().unwrap().field_violations[0].field, "value");
        }
    }
    assert_eq!(get(&fixture, DAYS).await, stored);
    try_set(&fixture, DAYS, "15", &stored.etag).await.unwrap();
}

#[tokio::test]
async fn a_change_is_audited_with_what_held_before_and_after() {
    let fixture = Fixture::new().await;

    set(&fixture, DAYS, "14").await;
    set(&fixture, DAYS, "14").await;
    reset(&fixture, DAYS).await;

    let admin = connect_once(&fixture.database.admin()).await.unwrap();
    let look = "SELECT action, actor_name, object_id, before, after FROM audit WHERE object_kind = 'setting' ORDER BY at";
    let rows = admin.query(look, &[]).await.unwrap();
    let texts: Vec<[String; 5]> =
        rows.iter().map(|row| std::array::from_fn(|column| row.get::<_, String>(column))).collect();
    let default = r#"{"source":"default","stored":null,"value":"30"}"#;
    let stored = r#"{"source":"database","stored":"14","value":"14"}"#;
    assert_eq!(
        texts,
        [
            ["settings.update", "admin", DAYS, default, stored],
            ["settings.reset", "admin", DAYS, stored, default],
        ]
    );
}

#[tokio::test]
async fn settings_are_for_the_first_organization_only() {
    let fixture = Fixture::new().await;
    let operator = fixture.api_token(Role::Operator).await;
    settings(&fixture)
        .get_setting(bearer(&operator, wire::GetSettingRequest { name: DAYS.to_owned() }))
        .await
        .expect("an operator looks");

    fixture
        .sql(
            "INSERT INTO organization (org_id, slug, name, created_at)
             VALUES (gen_random_uuid(), 'older', 'Older', now() - interval '1 year')",
        )
        .await;
    fixture.settings.install(setting_load(&fixture.system).await.unwrap());

    let refused = try_set(&fixture, DAYS, "14", "").await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "{refused}");
    let request = fixture.admin(wire::ListSettingsRequest::default());
    let refused = settings(&fixture).list_settings(request).await.unwrap_err();
    assert!(refused.message().contains("first organization"), "{refused}");
}

#[tokio::test]
async fn another_coordinator_follows_within_seconds() {
    let fixture = Fixture::new().await;
    let other = Arc::new(Settings::new(Layers::defaults(&[]).unwrap(), None));
    assert_eq!(other.owner(), None);
    let shutdown = CancellationToken::new();
    let _stop = shutdown.clone().drop_guard();
    let follow = reconcile::settings::run(fixture.system.clone(), Arc::clone(&other), shutdown);
    #[expect(clippy::disallowed_methods, reason = "ends with the guard")]
    tokio::spawn(follow);

    set(&fixture, DAYS, "14").await;

    eventually("the other sees it", async || other.current().retention.samples_days == 14).await;
    assert_eq!(other.owner(), Some(fixture.org_id()));
}

#[tokio::test]
async fn a_shorter_retention_drops_what_is_too_old_at_once() {
    let fixture = Fixture::new().await;
    fixture.sql("SELECT partition_ensure(current_date - 21, current_date - 20)").await;
    let admin = connect_once(&fixture.database.admin()).await.unwrap();
    let n_days = async || -> i64 {
        let count = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'sample_block'::regclass";
        admin.query_one(count, &[]).await.unwrap().get(0)
    };
    let before = n_days().await;
    let (shutdown, set_now) = (CancellationToken::new(), Arc::clone(&fixture.settings));
    let _stop = shutdown.clone().drop_guard();
    let keep = reconcile::retention::run(fixture.system.clone(), set_now, Health::new(), shutdown);
    #[expect(clippy::disallowed_methods, reason = "ends with the guard")]
    tokio::spawn(keep);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(n_days().await >= before, "30 days are kept");

    set(&fixture, DAYS, "10").await;

    eventually("old days are dropped", async || n_days().await <= before - 2).await;
}

#[tokio::test]
async fn the_number_of_failed_logins_is_heeded_from_the_next_one() {
    let fixture = Fixture::new().await;
    let wrong = || wire::LoginRequest {
        username: "alice".to_owned(),
        password: "no".to_owned(),
        ..wire::LoginRequest::default()
    };
    let code = async || auths(&fixture).login(wrong()).await.unwrap_err().code();

    set(&fixture, "limits.login_failures_per_minute", "2").await;
    assert_eq!(
        [code().await, code().await, code().await],
        [Code::Unauthenticated, Code::Unauthenticated, Code::ResourceExhausted]
    );
    set(&fixture, "limits.login_failures_per_minute", "3").await;
    assert_eq!([code().await, code().await], [Code::Unauthenticated, Code::ResourceExhausted]);
}

#[tokio::test]
async fn a_setting_that_needs_a_restart_says_that_it_waits_for_one() {
    let fixture = Fixture::new().await;

    let waiting = set(&fixture, "agents.heartbeat_s", "9").await;

    assert!(waiting.restart_required && waiting.pending_restart);
    assert_eq!((waiting.value.as_str(), waiting.running_value.as_str()), ("9", "5"));
    let stored = setting_load(&fixture.system).await.unwrap();
    let restarted = Settings::new(Layers::defaults(&[]).unwrap(), stored);
    assert_eq!(restarted.current().heartbeat, Duration::from_secs(9));
    assert!(!reset(&fixture, "agents.heartbeat_s").await.pending_restart);
}

#[tokio::test]
async fn rest_reads_changes_and_resets_under_the_settings_own_name() {
    let fixture = Fixture::new().await;
    let call = async |verb: &str, path: &str, etag: &str, body: &str| {
        let request = Request::builder()
            .method(verb)
            .uri(format!("/api/v1/settings/{DAYS}{path}"))
            .header("authorization", format!("Bearer {}", fixture.session.access_token))
            .header("content-type", "application/json");
        let request = if etag.is_empty() { request } else { request.header("if-match", etag) };
        let answer = fixture.router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await;
        let (head, body) = answer.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        (head.status, body)
    };

    let (status, read) = call("GET", "", "", "").await;
    assert_eq!((status, read["source"].as_str()), (StatusCode::OK, Some("DEFAULT")));
    assert_eq!((read["type"].as_str(), read["value"].as_str()), (Some("DURATION"), Some("30")));

    let (status, changed) = call("PATCH", "", "", r#"{"value": "14"}"#).await;
    assert_eq!((status, changed["source"].as_str()), (StatusCode::OK, Some("DATABASE")), "{changed}");
    let (status, stale) = call("PATCH", "", "\"v0\"", r#"{"value": "15"}"#).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "{stale}");
    let (status, wrong) = call("PATCH", "", "", r#"{"value": "0"}"#).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    let (status, other) = call("PATCH", "", "", r#"{"description": "mine"}"#).await;
    assert!(status.is_client_error(), "{other}");

    let (status, back) = call("POST", ":reset", "", "{}").await;
    assert_eq!((status, back["value"].as_str()), (StatusCode::OK, Some("30")), "{back}");
}
