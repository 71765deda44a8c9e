//! Bodies and heads that nobody sends by accident: always a 4xx, never a panic, never a call.

use std::{sync::LazyLock, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::json::message_from_json;
use proptest::prelude::*;
use prost_reflect::{DescriptorPool, MessageDescriptor};

use crate::fixture::Fixture;

const GOOD: &str = r#"{"slug":"web","targets":["https://example.org","b"],"interval":"1.5s","http":{"headers":[{"name":"a",
    "value":"b"}],"max_body_bytes":1048576,"expected_statuses":["200-299"]},"status_policy":{"window":3}}"#;

static CHECK: LazyLock<MessageDescriptor> = LazyLock::new(|| {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    pool.get_message_by_name("nocturne.api.v1.Check").unwrap()
});

#[tokio::test]
async fn bodies_that_are_no_json_are_400() {
    let fixture = Fixture::new();
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_objects = "{\"a\":".repeat(50_000);
    let bodies: &[(&[u8], &str, &str)] = &[
        (b"{", "", "EOF"),
        (b"nothing", "", "line 1"),
        (b"{}x", "", "trailing"),
        (b"{} {}", "", "trailing"),
        (b"\xef\xbb\xbf{}", "", "line 1"),
        (b"{\"slug\":\"\xff\"}", "", "byte 9 is not UTF-8"),
        (b"{\"slug\":\"\\ud800\"}", "/slug", "hex escape"),
        (b"{\"slug\":\"a\nb\"}", "/slug", "control"),
        (b"{'slug':1}", "", "line 1"),
        (b"{\"targets\":[1,]}", "/targets/1", "line 1"),
        (b"{\"slug\":NaN}", "/slug", "line 1"),
        (b"{\"http\":{\"max_body_bytes\":1e999}}", "/http/max_body_bytes", "out of range"),
        (b"{\"slug\":\"a\",\"slug\":\"b\"}", "/slug", "twice"),
        (b"{\"http\":{\"method\":1,\"method\":1}}", "/http/method", "twice"),
        (b"{\"slug\":\"a\",\"\\u0073lug\":\"b\"}", "/slug", "twice"),
        (b"7", "", "must be an object, not 7"),
        (b"null", "", "must be an object, not null"),
        (b"[]", "", "must be an object, not an array"),
        (b" ", "", "EOF"),
        (deep.as_bytes(), "", "deeper than 32"),
        (deep_objects.as_bytes(), "", "deeper than 32"),
    ];

    for (body, pointer, detail) in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = fixture
            .send("POST", "/api/v1/checks", &[("content-type", "application/json")], body.to_vec())
            .await;
        let (slug, status, errors) = answer.problem();
        assert_eq!((slug.as_str(), status), ("malformed", StatusCode::BAD_REQUEST), "{shown}");
        if !detail.contains("deeper") {
            assert_eq!(errors, [format!("body {pointer}")], "{shown}");
        }
        assert!(answer.json()["detail"].as_str().unwrap().contains(detail), "{shown}: {}", answer.json());
    }
    assert_eq!(fixture.last(), None);
}

#[tokio::test]
async fn a_large_body_is_413_wherever_it_is_noticed() {
    let fixture = Fixture::new();
    let json = ("content-type", "application/json");
    let large = format!("{{\"description\":\"{}\"}}", "x".repeat(10 << 20));

    let announced =
        fixture.send("POST", "/api/v1/checks", &[json, ("content-length", "10485760")], "{}").await;
    let found = fixture.send("POST", "/api/v1/checks", &[json], large).await;
    let chunk = || Ok::<_, std::convert::Infallible>(Bytes::from(vec![b' '; 1 << 16]));
    let endless = Body::from_stream(stream::repeat_with(chunk));
    let streamed = fixture.send("POST", "/api/v1/checks", &[json], endless).await;
    let fits = format!("{{\"description\":\"{}\"}}", "x".repeat((1 << 20) - 18));
    assert_eq!(fits.len(), 1 << 20);
    let exact = fixture.send("POST", "/api/v1/checks", &[json], fits).await;

    for answer in [announced, found, streamed] {
        assert_eq!(answer.problem(), ("too-large".to_owned(), StatusCode::PAYLOAD_TOO_LARGE, vec![]));
    }
    assert_eq!(exact.status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_comes_is_408() {
    let fixture = Fixture::new();
    let never = Body::from_stream(stream::pending::<Result<Bytes, std::convert::Infallible>>());
    let begun = tokio::time::Instant::now();

    let answer = fixture.send("POST", "/api/v1/checks", &[("content-type", "application/json")], never).await;

    assert_eq!(answer.problem().1, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(begun.elapsed(), Duration::from_secs(30));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400() {
    let fixture = Fixture::new();
    let broken = stream::iter([Ok(Bytes::from("{")), Err(std::io::Error::other("reset"))]);

    let answer = fixture
        .send("POST", "/api/v1/checks", &[("content-type", "application/json")], Body::from_stream(broken))
        .await;

    assert_eq!(answer.problem().1, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_thousand_mistakes_are_a_short_answer() {
    let fixture = Fixture::new();
    let fields: Vec<String> = (0..20_000).map(|n| format!("\"unknown_{n}\":1")).collect();

    let answer = fixture.json("POST", "/api/v1/checks", &format!("{{{}}}", fields.join(","))).await;

    assert_eq!(answer.problem().2.len(), 50);
    assert!(answer.body.len() < 100_000, "{}", answer.body.len());
}

#[tokio::test]
async fn heads_that_make_no_sense_are_4xx() {
    let fixture = Fixture::new();
    let long = "a".repeat(60_000);
    let pairs = "x=1&".repeat(10_000);
    for (path, headers) in [
        (format!("/api/v1/checks/{long}/x"), vec![]),
        (format!("/{}", "a/".repeat(20_000)), vec![]),
        (format!("/api/v1/checks?{pairs}"), vec![]),
        (format!("/api/v1/checks?page_size={long}"), vec![]),
        ("/api/v1/checks/a%00b:x:y:z".to_owned(), vec![("idempotency-key", "\u{e4}")]),
        ("/api/v1/checks/..%2f..".to_owned(), vec![("if-none-match", "\u{e4}")]),
    ] {
        let mut request = Request::builder().uri(&path).body(Body::empty()).unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(name, http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let response = fixture.raw(request).await;
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(status.is_success() || status.is_client_error(), "{status} {body:?}");
        assert!(body.len() < 300_000, "{}", body.len());
    }
}

#[test]
fn every_truncation_and_every_flipped_bit_is_an_answer() {
    assert!(message_from_json(GOOD.as_bytes(), &CHECK).is_ok());

    for end in 0..GOOD.len() {
        assert!(message_from_json(&GOOD.as_bytes()[..end], &CHECK).is_err(), "{end}");
    }
    for at in 0..GOOD.len() {
        for bit in 0..8 {
            let mut bytes = GOOD.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            // Whatever it says, it says it without a panic, and an error is never empty.
            if let Err(found) = message_from_json(&bytes, &CHECK) {
                assert!(!found.is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        message_from_json(&bytes, &CHECK).ok();
    }

    #[test]
    fn any_json_is_an_answer(text in r#"(\{|\}|\[|\]|,|:|"slug"|"http"|"targets"|"interval"|"[a-z]{0,3}"|-?[0-9]{1,20}|1e[0-9]{1,3}|null|true| ){0,40}"#) {
        message_from_json(text.as_bytes(), &CHECK).ok();
    }

    #[test]
    fn any_path_is_an_answer(path in "(/|api|v1|checks|agents|:|%|%2f|%ff|\\*|[a-z]{0,3}){0,20}") {
        static FIXTURE: LazyLock<Fixture> = LazyLock::new(Fixture::new);
        if let Err(problem) = FIXTURE.rest.route(&http::Method::GET, &path) {
            prop_assert!(problem.status().is_client_error());
        }
    }
}
