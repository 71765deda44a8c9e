use std::{
    io,
    time::{Duration, Instant},
};

use nocturne_lab::{Fail, Fault, Kind, OK_PHRASE, Share};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::fixture::{LIMIT, SILENCE, door, get, one, raw, send};

#[tokio::test]
async fn ok_says_its_phrase() {
    let (_lab, addr) = one(Kind::Http).await;

    let reply = get(addr, "/ok").await.unwrap();

    assert_eq!(reply.status, 200);
    assert!(reply.body.contains(OK_PHRASE), "{reply:?}");
}

#[tokio::test]
async fn a_status_is_what_was_asked_for() {
    let (_lab, addr) = one(Kind::Http).await;

    for status in [200, 204, 304, 404, 418, 503, 599] {
        assert_eq!(get(addr, &format!("/status/{status}")).await.unwrap().status, status);
    }
    let refused = get(addr, "/status/999").await.unwrap();
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("200 to 599"), "{refused:?}");
}

#[tokio::test]
async fn redirects_end_after_as_many_hops_as_asked_for_and_a_loop_never_does() {
    let (_lab, addr) = one(Kind::Http).await;

    let (mut path, mut n_hops) = ("/redirect/3".to_owned(), 0);
    let last = loop {
        let reply = get(addr, &path).await.unwrap();
        let Some(to) = reply.header("location") else { break reply };
        path = to.to_owned();
        n_hops += 1;
    };
    let around = get(addr, "/loop").await.unwrap();

    assert_eq!((n_hops, last.status), (3, 200));
    assert_eq!((around.status, around.header("location")), (302, Some("/loop")));
}

#[tokio::test]
async fn slow_delays_the_head_and_drip_the_body() {
    let (_lab, addr) = one(Kind::Http).await;
    let begun = Instant::now();

    get(addr, "/slow/120").await.unwrap();
    let head_after = begun.elapsed();
    let begun = Instant::now();
    let drip = get(addr, "/drip/1000/300").await.unwrap();

    assert!(head_after >= Duration::from_millis(120), "{head_after:?}");
    assert!(begun.elapsed() >= Duration::from_millis(300), "{:?}", begun.elapsed());
    assert_eq!(drip.body.len(), 1_000);
    assert!(drip.body.starts_with("nocturne-lab 0123456789 "), "{drip:?}");
}

#[tokio::test]
async fn bytes_are_as_many_as_asked_for() {
    let (_lab, addr) = one(Kind::Http).await;

    for n_bytes in [0, 1, 64, 65_537, 10_000_000] {
        let reply = get(addr, &format!("/bytes/{n_bytes}")).await.unwrap();
        assert_eq!(reply.body.len(), n_bytes);
        assert_eq!(reply.header("content-length"), Some(n_bytes.to_string().as_str()));
    }
    assert_eq!(get(addr, "/bytes/67108865").await.unwrap().status, 400);
}

#[tokio::test]
async fn json_and_headers_are_json() {
    let (_lab, addr) = one(Kind::Http).await;

    let json: serde_json::Value = serde_json::from_str(&get(addr, "/json").await.unwrap().body).unwrap();
    let head = "POST /headers?a=b HTTP/1.1\r\nhost: lab.test\r\nx-two: 1\r\nx-two: 2\r\n\
                content-length: 5\r\nconnection: close\r\n\r\n";
    let echo = send(addr, head, "hello").await.unwrap();
    let echo: serde_json::Value = serde_json::from_str(&echo.body).unwrap();

    assert_eq!(json["status"], "ok");
    assert_eq!(echo["method"], "POST");
    assert_eq!(echo["uri"], "/headers?a=b");
    assert_eq!(echo["headers"]["x-two"], serde_json::json!(["1", "2"]));
}

#[tokio::test]
async fn reset_breaks_off_and_garbage_is_not_http() {
    let (_lab, addr) = one(Kind::Http).await;
    let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");

    let (begun, end) = raw(TcpStream::connect(addr).await.unwrap(), &ask("/reset")).await;
    let (garbage, _end) = raw(TcpStream::connect(addr).await.unwrap(), &ask("/garbage")).await;

    assert!(begun.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&begun));
    assert_eq!(end.unwrap().kind(), io::ErrorKind::ConnectionReset);
    assert!(garbage.starts_with(b"220 "), "{}", String::from_utf8_lossy(&garbage));
}

#[tokio::test]
async fn an_unknown_path_lists_the_known_ones() {
    let (_lab, addr) = one(Kind::Http).await;

    let reply = get(addr, "/nowhere").await.unwrap();

    assert_eq!(reply.status, 404);
    assert!(reply.body.contains("/drip/{bytes}/{ms}"), "{reply:?}");
}

#[tokio::test]
async fn faults_bite_at_the_next_request_and_end() {
    let (lab, addr) = one(Kind::Http).await;

    lab.set_fault("it", Fault::fail(Fail::Status(503))).await.unwrap();
    assert_eq!(get(addr, "/ok").await.unwrap().status, 503);
    lab.set_fault("it", Fault::fail(Fail::Reset)).await.unwrap();
    assert_eq!(get(addr, "/ok").await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    lab.set_fault("it", Fault::fail(Fail::Refuse)).await.unwrap();
    assert_eq!(door(addr).await, "refused");
    lab.set_fault("it", Fault::fail(Fail::Silence)).await.unwrap();
    assert_eq!(door(addr).await, "silent");
    lab.set_fault("it", Fault::delay(Duration::from_millis(100))).await.unwrap();
    let begun = Instant::now();
    assert_eq!(get(addr, "/ok").await.unwrap().status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(100));
    lab.clear_fault("it").await.unwrap();
    assert_eq!(get(addr, "/ok").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_fault_reaches_a_connection_that_is_open_already() {
    let (lab, addr) = one(Kind::Http).await;
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let mut bytes = [0; 4_096];

    let mut said = Vec::new();
    for fail in [None, Some(Fail::Status(500)), None] {
        match fail {
            Some(fail) => lab.set_fault("it", Fault::fail(fail)).await.unwrap(),
            None => lab.clear_fault("it").await.unwrap(),
        }
        stream.write_all(b"GET /ok HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let n = stream.read(&mut bytes).await.unwrap();
        said.push(String::from_utf8_lossy(&bytes[9..12.min(n)]).into_owned());
    }
    lab.set_fault("it", Fault::fail(Fail::Refuse)).await.unwrap();
    let end = timeout(LIMIT, stream.read(&mut bytes)).await.expect("the connection is cut");

    assert_eq!(said, ["200", "500", "200"]);
    assert!(!matches!(end, Ok(1..)), "{end:?}");
}

#[tokio::test]
async fn silence_that_spares_some_still_accepts_everybody() {
    let (lab, addr) = one(Kind::Http).await;
    lab.set_fault("it", Fault::fail(Fail::Silence).with_share(Share::OneIn(2))).await.unwrap();

    assert_eq!(get(addr, "/ok").await.unwrap().status, 200);
    assert!(timeout(SILENCE, get(addr, "/ok")).await.is_err());
    assert_eq!(get(addr, "/ok").await.unwrap().status, 200);
}

#[tokio::test]
async fn every_third_request_meets_the_dead_backend() {
    let (lab, addr) = one(Kind::Http).await;
    lab.set_fault("it", Fault::fail(Fail::Status(502)).with_share(Share::OneIn(3))).await.unwrap();

    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(get(addr, "/ok").await.unwrap().status);
    }

    assert_eq!(statuses, [200, 200, 502, 200, 200, 502]);
    assert_eq!(lab.counters()["it"], 6);
}
