//! Versions, keys and pages in headers.

use http::StatusCode;

use crate::fixture::{Call, Fixture};

type Headers<'a> = &'a [(&'a str, &'a str)];

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn an_etag_goes_out_and_comes_back() {
    let fixture = Fixture::new();

    let got = fixture.get("/api/v1/checks/web").await;
    assert_eq!(got.header("etag"), Some("\"v7\""));

    let etag = got.header("etag").unwrap();
    let changed = fixture
        .send("PATCH", "/api/v1/checks/c1", &[JSON, ("if-match", etag)], r#"{"description":"x"}"#)
        .await;
    assert_eq!(changed.status, StatusCode::OK);
    let Some(Call::Update(request)) = fixture.last() else { panic!() };
    assert_eq!(request.check.unwrap().etag, "v7");
    assert_eq!(request.update_mask.unwrap().paths, ["description"]);

    let deleted = fixture.send("DELETE", "/api/v1/checks/c1", &[("if-match", etag)], "").await;
    assert_eq!((deleted.status, deleted.json()), (StatusCode::OK, serde_json::json!({})));
    let Some(Call::Delete(request)) = fixture.last() else { panic!() };
    assert_eq!(request.etag, "v7");
}

#[tokio::test]
async fn a_stale_etag_is_412() {
    let fixture = Fixture::new();

    let answer = fixture
        .send("PATCH", "/api/v1/checks/c1", &[JSON, ("if-match", "W/\"v6\"")], r#"{"description":"x"}"#)
        .await;

    assert_eq!(answer.problem(), ("conflict".to_owned(), StatusCode::PRECONDITION_FAILED, vec![]));
}

#[tokio::test]
async fn a_star_is_no_condition() {
    let fixture = Fixture::new();

    let answer = fixture.send("DELETE", "/api/v1/checks/c1", &[("if-match", "*")], "").await;

    assert_eq!(answer.status, StatusCode::OK);
    let Some(Call::Delete(request)) = fixture.last() else { panic!() };
    assert_eq!(request.etag, "");
}

#[tokio::test]
async fn conditions_that_cannot_be_kept_are_refused() {
    let fixture = Fixture::new();
    let cases: &[(&str, &str, Headers<'_>, &str)] = &[
        ("PATCH", "/api/v1/checks/c1", &[JSON, ("if-match", "\"v7\", \"v8\"")], r#"{"description":"x"}"#),
        ("PATCH", "/api/v1/checks/c1", &[JSON, ("if-match", "\"v7\"")], r#"{"description":"x","etag":"v6"}"#),
        (
            "PATCH",
            "/api/v1/checks/c1",
            &[JSON, ("if-match", "\"a\""), ("if-match", "\"b\"")],
            r#"{"description":"x"}"#,
        ),
        ("POST", "/api/v1/checks", &[JSON, ("if-match", "\"v7\"")], "{}"),
        ("DELETE", "/api/v1/checks/c1", &[("if-match", "\"v7")], ""),
    ];

    for (verb, path, headers, body) in cases {
        let answer = fixture.send(verb, path, headers, (*body).to_owned()).await;
        assert_eq!(answer.problem().1, StatusCode::BAD_REQUEST, "{headers:?}");
        assert_eq!(answer.problem().2, ["header If-Match"], "{headers:?}");
    }
    let ignored = fixture.send("GET", "/api/v1/checks", &[("if-match", "\"v7\"")], "").await;
    assert_eq!(ignored.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let fixture = Fixture::new();

    for known in ["\"v7\"", "W/\"v7\"", "\"a\", \"v7\"", "*"] {
        let answer = fixture.send("GET", "/api/v1/checks/web", &[("if-none-match", known)], "").await;
        assert_eq!((answer.status, answer.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(answer.header("etag"), Some("\"v7\""));
    }
    let other = fixture.send("GET", "/api/v1/checks/web", &[("if-none-match", "\"v6\"")], "").await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn an_idempotency_key_is_the_request_id() {
    let fixture = Fixture::new();
    for key in ["k-1", "\"k-1\""] {
        let answer = fixture.send("POST", "/api/v1/checks", &[JSON, ("idempotency-key", key)], "{}").await;
        assert_eq!(answer.status, StatusCode::OK);
        let Some(Call::Create(request)) = fixture.last() else { panic!() };
        assert_eq!(request.request_id, "k-1");
    }

    let same =
        fixture.send("POST", "/api/v1/checks?request_id=k", &[JSON, ("idempotency-key", "k")], "{}").await;
    let other =
        fixture.send("POST", "/api/v1/checks?request_id=j", &[JSON, ("idempotency-key", "k")], "{}").await;
    let empty = fixture.send("POST", "/api/v1/checks", &[JSON, ("idempotency-key", "")], "{}").await;
    let long = "k".repeat(129);
    let long = fixture.send("POST", "/api/v1/checks", &[JSON, ("idempotency-key", &long)], "{}").await;
    let delete = fixture.send("DELETE", "/api/v1/checks/c1", &[("idempotency-key", "k")], "").await;
    let get = fixture.send("GET", "/api/v1/checks/c1", &[("idempotency-key", "k")], "").await;

    assert_eq!((same.status, get.status), (StatusCode::OK, StatusCode::OK));
    for refused in [other, empty, long, delete] {
        assert_eq!(refused.problem().1, StatusCode::BAD_REQUEST);
        assert_eq!(refused.problem().2, ["header Idempotency-Key"]);
    }
}

#[tokio::test]
async fn a_page_links_to_the_next_one() {
    let fixture = Fixture::new();

    let first = fixture.get("/api/v1/checks?page_size=2").await;
    assert_eq!(first.header("link"), Some("</api/v1/checks?page_size=2&page_token=next%2B1>; rel=\"next\""));
    assert_eq!(first.json()["next_page_token"], "next+1");

    let last = fixture.get("/api/v1/checks?page_size=2&page_token=next%2B1").await;
    assert_eq!((last.status, last.header("link")), (StatusCode::OK, None));
}

#[tokio::test]
async fn metadata_of_the_answer_becomes_headers() {
    let fixture = Fixture::new();

    let answer = fixture.json("POST", "/api/v1/checks", "{}").await;

    assert_eq!(answer.header("x-made-by"), Some("canned"));
    assert_eq!(answer.header("grpc-status"), None);
    assert_eq!(answer.header("content-type"), Some("application/json"));
}
