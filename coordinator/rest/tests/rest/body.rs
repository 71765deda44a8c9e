//! Bodies of requests and answers.

use http::StatusCode;
use nocturne_proto::api::v1::{self as wire, check::Spec};
use serde_json::json;

use crate::fixture::{Call, Fixture};

const MALFORMED: &str = "malformed";

fn created(fixture: &Fixture) -> wire::CreateCheckRequest {
    match fixture.last() {
        Some(Call::Create(request)) => request,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_becomes_the_field_that_the_annotation_names() {
    let fixture = Fixture::new();
    let body = json!({
        "slug": "web", "targets": ["https://example.org"], "interval": "1.5s", "statusPolicy": {"window": 3},
        "http": {"expected_statuses": ["200-299"], "maxBodyBytes": "1048576", "max_redirects": 0},
    });

    let answer = fixture.json("POST", "/api/v1/checks?request_id=r1", &body.to_string()).await;

    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let request = created(&fixture);
    assert_eq!(request.request_id, "r1");
    let check = request.check.unwrap();
    assert_eq!(check.interval.unwrap().nanos, 500_000_000);
    assert_eq!(check.status_policy.unwrap().window, 3);
    let Some(Spec::Http(http)) = check.spec else { panic!("{:?}", check.spec) };
    assert_eq!((http.max_body_bytes, http.max_redirects), (1 << 20, Some(0)));
}

#[tokio::test]
async fn answers_print_defaults_and_short_names() {
    let fixture = Fixture::new();

    let answer = fixture
        .json("POST", "/api/v1/checks:preview", r#"{"check":{"slug":"a"},"updateMask":"slug,agentSelector"}"#)
        .await;

    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let json = answer.json();
    assert_eq!(json["agents"], json!([{"agent_id": "", "agent": "a1", "site": "", "change": "ADDED"}]));
    assert_eq!(json["total_executions"], json!(u64::MAX));
    assert_eq!(json["executions_per_second"], json!(0.5));
    assert_eq!(
        (&json["added_targets"], &json["next_revision"], &json["kept_targets"]),
        (&json!([]), &json!(false), &json!(0))
    );
    let Some(Call::Preview(request)) = fixture.last() else { panic!() };
    assert_eq!(request.update_mask.unwrap().paths, ["slug", "agent_selector"]);
}

#[tokio::test]
async fn what_is_unset_is_not_printed() {
    let fixture = Fixture::new();

    let json = fixture.get("/api/v1/checks/web").await.json();

    for absent in ["enabled", "icmp", "http", "interval", "create_time", "status_policy"] {
        assert!(json.get(absent).is_none(), "{absent}");
    }
    assert_eq!(
        (&json["revision"], &json["description"], &json["targets"]),
        (&json!(0), &json!(""), &json!([]))
    );
}

#[tokio::test]
async fn an_empty_body_is_an_empty_message_where_the_body_is_everything() {
    let fixture = Fixture::new();

    let preview = fixture.send("POST", "/api/v1/checks:preview", &[], "").await;
    let create = fixture.send("POST", "/api/v1/checks", &[], "").await;

    assert_eq!(preview.status, StatusCode::OK);
    assert_eq!(create.problem(), (MALFORMED.to_owned(), StatusCode::BAD_REQUEST, vec!["body ".to_owned()]));
}

#[tokio::test]
async fn every_mistake_is_told_at_once_with_its_place() {
    let fixture = Fixture::new();
    let body = json!({
        "slug": 7, "moon": true, "targets": ["a", 1, null], "interval": "1m", "enabled": "yes", "revision": 4_294_967_296_u64,
        "dns": {"record_type": "AAAAA", "port": -1, "expected_answers": "x"}, "icmp": {}, "create_time": "yesterday",
        "checkId": "a", "check_id": "b",
    });

    let answer = fixture.json("POST", "/api/v1/checks?page=1", &body.to_string()).await;

    let (slug, status, mut errors) = answer.problem();
    assert_eq!((slug.as_str(), status), (MALFORMED, StatusCode::BAD_REQUEST));
    errors.sort();
    assert_eq!(
        errors,
        [
            "body /check_id",
            "body /create_time",
            "body /dns/expected_answers",
            "body /dns/port",
            "body /dns/record_type",
            "body /enabled",
            "body /icmp",
            "body /interval",
            "body /moon",
            "body /revision",
            "body /slug",
            "body /targets/1",
            "body /targets/2",
            "query /page",
        ]
    );
    let text = answer.json()["errors"].to_string();
    for help in [
        "there are check_id, slug, description",
        "one of UNSPECIFIED, A, AAAA, CNAME",
        "only one spec can be given, and dns is there already",
        "must be an integer from 0 to 4294967295",
        "there is no parameter \\\"page\\\"; there are request_id",
    ] {
        assert!(text.contains(help), "{help}: {text}");
    }
    assert_eq!(fixture.last(), None, "nothing was called");
}

#[tokio::test]
async fn enums_are_accepted_in_every_spelling() {
    let fixture = Fixture::new();
    for spelling in ["\"MX\"", "\"RECORD_TYPE_MX\"", "4", "4.0"] {
        let body = format!(r#"{{"dns":{{"record_type":{spelling}}}}}"#);

        let answer = fixture.json("POST", "/api/v1/checks", &body).await;

        assert_eq!(answer.json()["dns"]["record_type"], "MX", "{spelling}");
    }
    for wrong in ["\"mx\"", "99", "\"4\"", "true", "4.5"] {
        let body = format!(r#"{{"dns":{{"record_type":{wrong}}}}}"#);
        let answer = fixture.json("POST", "/api/v1/checks", &body).await;
        assert_eq!(answer.problem().2, ["body /dns/record_type"], "{wrong}");
    }
}

#[tokio::test]
async fn null_is_the_same_as_not_there() {
    let fixture = Fixture::new();

    let answer = fixture
        .json(
            "POST",
            "/api/v1/checks",
            r#"{"slug":null,"targets":null,"icmp":null,"tcp":{"port":1},"enabled":null}"#,
        )
        .await;

    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let check = created(&fixture).check.unwrap();
    assert_eq!((check.enabled, check.slug.as_str()), (None, ""));
    assert!(matches!(check.spec, Some(Spec::Tcp(tcp)) if tcp.port == 1));
}

#[tokio::test]
async fn only_json_is_read() {
    let fixture = Fixture::new();
    for good in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
    ] {
        let answer = fixture.send("POST", "/api/v1/checks", &[("content-type", good)], "{}").await;
        assert_eq!(answer.status, StatusCode::OK, "{good}");
    }
    let bad: [&[(&str, &str)]; 7] = [
        &[],
        &[("content-type", "")],
        &[("content-type", "text/plain")],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[("content-type", "application/json; charset=latin1")],
        &[("content-type", "application/json-patch+json")],
        &[("content-type", "application/json"), ("content-encoding", "gzip")],
    ];
    for headers in bad {
        let answer = fixture.send("POST", "/api/v1/checks", headers, "{}").await;
        let (slug, status, errors) = answer.problem();
        assert_eq!(
            (slug.as_str(), status),
            ("unsupported-media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            "{headers:?}"
        );
        assert_eq!(errors.len(), 1);
    }
}

#[tokio::test]
async fn a_method_without_a_body_refuses_one() {
    let fixture = Fixture::new();
    for verb in ["GET", "DELETE"] {
        let answer = fixture.json(verb, "/api/v1/checks/web", "{}").await;

        assert_eq!(
            answer.problem(),
            (MALFORMED.to_owned(), StatusCode::BAD_REQUEST, vec!["body ".to_owned()])
        );
    }
}

#[tokio::test]
async fn a_path_and_a_body_must_agree() {
    let fixture = Fixture::new();

    let same = fixture.json("PATCH", "/api/v1/checks/c1", r#"{"check_id":"c1","description":"x"}"#).await;
    let empty = fixture.json("PATCH", "/api/v1/checks/c1", r#"{"check_id":"","description":"x"}"#).await;
    let other = fixture.json("PATCH", "/api/v1/checks/c1", r#"{"check_id":"c2","description":"x"}"#).await;

    assert_eq!((same.status, empty.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(other.problem().2, ["body /check_id"]);
}

#[tokio::test]
async fn a_patch_without_a_mask_changes_what_its_body_names() {
    let fixture = Fixture::new();
    let cases: &[(&str, &str, &[&str])] = &[
        ("", r#"{"description":"x"}"#, &["description"]),
        ("", r#"{"agentSelector":"","timeout":null}"#, &["agent_selector", "timeout"]),
        (
            "",
            r#"{"check_id":"c1","etag":"v7","revision":3,"create_time":"2025-01-31T08:00:00Z","update_time":null,"http":{}}"#,
            &["http"],
        ),
        (
            "?update_mask=targets,status_policy.window",
            r#"{"description":"x"}"#,
            &["targets", "status_policy.window"],
        ),
        ("?updateMask=agentSelector", r#"{"etag":"v7"}"#, &["agent_selector"]),
        ("?update_mask=", r#"{"description":"x"}"#, &[]),
    ];

    for (query, body, want) in cases {
        let answer = fixture.json("PATCH", &format!("/api/v1/checks/c1{query}"), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{query} {body} {answer:?}");
        let Some(Call::Update(request)) = fixture.last() else { panic!("{body}") };
        assert_eq!(request.update_mask.unwrap().paths, *want, "{query} {body}");
        assert_eq!(request.check.unwrap().check_id, "c1");
    }
}

#[tokio::test]
async fn a_patch_that_names_nothing_changes_nothing() {
    let fixture = Fixture::new();
    for (query, body) in [
        ("", "{}"),
        ("", r#"{"etag":"v7"}"#),
        ("", r#"{"check_id":"c1","revision":1}"#),
        ("?update_mask=timeout", "{}"),
    ] {
        let answer = fixture.json("PATCH", &format!("/api/v1/checks/c1{query}"), body).await;

        assert_eq!(answer.problem().1, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer.json()["detail"].as_str().unwrap().contains("names no field to change"), "{body}");
    }
    assert_eq!(fixture.last(), None);
}
