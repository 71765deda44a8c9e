//! Streams: events and lines.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;

use crate::fixture::{Call, Fixture};

const EVENTS: (&str, &str) = ("accept", "text/event-stream");

fn watch(selector: &str) -> String {
    format!("/api/v1/watch?topics=AGENTS&selector={selector}")
}

#[tokio::test]
async fn lines_are_messages() {
    let fixture = Fixture::new();

    let answer = fixture.get(&watch("")).await;

    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["opened"]["resumed"], true);
    assert_eq!(lines[1]["deleted_check_id"], "c1");
}

#[tokio::test]
async fn events_have_a_name_and_a_place_to_go_on() {
    let fixture = Fixture::new();

    let answer =
        fixture.send("GET", &watch(""), &[("accept", "text/html, Text/Event-Stream;q=0.9")], "").await;

    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert_eq!(
        text,
        "id: r1\nevent: opened\ndata: {\"sequence\":1,\"resume_token\":\"r1\",\"opened\":{\"resumed\":true}}\n\n\
         id: r2\nevent: deleted_check_id\ndata: {\"sequence\":2,\"resume_token\":\"r2\",\"deleted_check_id\":\"c1\"}\n\n"
    );
    let bare = fixture.send("GET", &watch("bare"), &[EVENTS], "").await;
    assert!(bare.body.starts_with(b"event: message\ndata: {"), "{bare:?}");
}

#[tokio::test]
async fn an_event_source_that_comes_back_goes_on_where_it_was() {
    let fixture = Fixture::new();

    let path = format!("{}&resume_token=old", watch(""));
    fixture.send("GET", &path, &[EVENTS, ("last-event-id", "r7")], "").await;

    let Some(Call::Watch(request)) = fixture.last() else { panic!() };
    assert_eq!(request.resume_token, "r7");
}

#[tokio::test]
async fn a_failure_before_the_stream_is_an_ordinary_problem() {
    let fixture = Fixture::new();

    let answer = fixture.send("GET", &watch("refuse"), &[EVENTS], "").await;

    assert_eq!(answer.problem(), ("forbidden".to_owned(), StatusCode::FORBIDDEN, vec![]));
}

#[tokio::test]
async fn a_failure_in_the_stream_is_its_last_message() {
    let fixture = Fixture::new();

    let lines = fixture.get(&watch("fail")).await;
    let events = fixture.send("GET", &watch("fail"), &[EVENTS], "").await;

    assert_eq!(lines.status, StatusCode::OK);
    let text = String::from_utf8(lines.body.to_vec()).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["error"]["type"], "urn:nocturne:problem:unavailable");
    assert_eq!(last["error"]["instance"], "/api/v1/watch");
    let text = String::from_utf8(events.body.to_vec()).unwrap();
    let event = text.split("\n\n").nth(1).unwrap();
    let problem = event.strip_prefix("event: error\ndata: ").unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(problem).unwrap()["status"], 503);
}

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_before_the_next_one_and_silence_is_filled() {
    let fixture = Fixture::new();
    let left = fixture.left();
    let request =
        Request::builder().uri(watch("silent")).header(EVENTS.0, EVENTS.1).body(Body::empty()).unwrap();

    let mut body = fixture.raw(request).await.into_body();

    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.starts_with(b"id: r1\n"), "{first:?}");
    let begun = tokio::time::Instant::now();
    let silence = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(silence, ": keep-alive\n\n");
    assert_eq!(begun.elapsed().as_secs(), 15);

    drop(body);
    tokio::time::timeout(Duration::from_secs(5), left)
        .await
        .expect("the call is dropped with the answer")
        .unwrap();
}

#[tokio::test]
async fn the_head_of_a_stream_does_not_wait_for_it() {
    let fixture = Fixture::new();

    let answer = fixture.send("HEAD", &watch("silent"), &[], "").await;

    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
}
