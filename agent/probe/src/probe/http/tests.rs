//! Servers on loopback that speak HTTP byte by byte, well and badly.

use std::{cell::RefCell, net::Ipv4Addr, time::Duration};

use nocturne_shared::{
    check::{CheckSpec, RawCheckSpec, RawHttp, RawKind},
    outcome::{Metric, Outcome},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::probe::{Egress, Measurement, Prober};

mod encrypted;
mod framing;
mod redirected;

const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(400);
/// 2023-11-14, the time of every measurement here.
const NOW: i64 = 1_700_000_000;
const HELLO: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: lab\r\nSet-Cookie: s=secret\r\n\r\nhello";

#[tokio::test]
async fn an_answer_is_a_success_with_phases_and_facts() {
    let (measurement, requests) = served(RawHttp::default(), "/a?b=c", |_head| HELLO.to_vec()).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    let wanted = [
        (Metric::HttpStatusCode, 200.0),
        (Metric::HttpContentLength, 5.0),
        (Metric::HttpBodyBytes, 5.0),
        (Metric::HttpRedirects, 0.0),
        (Metric::HttpSsl, 0.0),
        (Metric::HttpVersion, 1.1),
        (Metric::IpProtocol, 4.0),
    ];
    for (metric, want) in wanted {
        assert_eq!(value(&measurement, metric), Some(want), "{metric}");
    }
    assert_eq!(value(&measurement, Metric::FailedDueToRegex), None);
    assert_eq!(phases(&measurement), ["connect", "processing", "transfer"]);
    let sum: f64 = durations(&measurement).sum();
    assert!(sum > 0.0 && sum <= measurement.duration.as_secs_f64());
    for part in ["HTTP/1.1 200 OK", "server: \"lab\"", "5 bytes"] {
        assert!(measurement.evidence.contains(part), "{}", measurement.evidence);
    }
    assert!(!measurement.evidence.contains("secret"));

    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(request.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{request}");
    for header in
        ["host: 127.0.0.1:", "user-agent: nocturne/", "accept-encoding: identity", "connection: close"]
    {
        assert!(request.contains(header), "{header}: {request}");
    }
}

#[tokio::test]
async fn method_headers_and_body_are_sent_as_the_check_has_them() {
    let http = RawHttp {
        method: "put".to_owned(),
        headers: vec![("X-A".to_owned(), "1".to_owned()), ("Host".to_owned(), "vhost".to_owned())],
        body: "payload".to_owned(),
        expected_statuses: vec!["204".to_owned()],
        ..RawHttp::default()
    };

    let (measurement, requests) =
        served(http, "/", |_head| b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::HttpContentLength), Some(-1.0));
    let request = requests.first().unwrap();
    for part in
        ["PUT / HTTP/1.1\r\n", "x-a: 1\r\n", "host: vhost\r\n", "content-length: 7\r\n", "\r\n\r\npayload"]
    {
        assert!(request.contains(part), "{part}: {request}");
    }
}

#[tokio::test]
async fn a_name_is_resolved_and_the_lookup_is_a_phase() {
    let listener = listener().await;
    let url = format!("http://localhost:{}/", port(&listener));

    let (measurement, _requests) =
        at(&url, RawHttp::default(), PATIENCE, &listener, |_| HELLO.to_vec()).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(phases(&measurement), ["resolve", "connect", "processing", "transfer"]);
    assert!(value(&measurement, Metric::DnsLookupTime).is_some());
}

#[tokio::test]
async fn a_status_that_is_not_expected_fails() {
    let (measurement, _requests) = served(matching("hello", ""), "/", |_head| {
        b"HTTP/1.0 503 Busy\r\nRetry-After: 9\r\n\r\nbusy".to_vec()
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::HttpStatus), "{measurement:?}");
    assert!(measurement.evidence.contains("503 where 200-299 is expected"), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::HttpVersion), Some(1.0));
    assert_eq!(value(&measurement, Metric::HttpBodyBytes), Some(4.0));
    assert_eq!(value(&measurement, Metric::FailedDueToRegex), Some(0.0));
}

#[tokio::test]
async fn bodies_are_searched() {
    let table = [
        (matching("^hel+o$", ""), Reason::None, 0.0),
        (matching("hello", "world"), Reason::None, 0.0),
        (matching("world", ""), Reason::HttpBody, 1.0),
        (matching("", "hel"), Reason::HttpBody, 1.0),
    ];
    for (http, reason, failed) in table {
        let (measurement, _requests) = served(http, "/", |_head| HELLO.to_vec()).await;
        assert_eq!(measurement.reason, reason, "{measurement:?}");
        assert_eq!(value(&measurement, Metric::FailedDueToRegex), Some(failed));
        assert_eq!(measurement.evidence.contains("begins with \"hello\""), failed == 1.0);
    }
}

#[tokio::test]
async fn a_timeout_names_its_phase_and_keeps_those_before() {
    let table: [(&[u8], &str, &[&str]); 4] = [
        (b"", "processing", &["connect"]),
        (b"HTTP/1.1 200", "transfer", &["connect", "processing"]),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "transfer", &["connect", "processing"]),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
            "transfer",
            &["connect", "processing"],
        ),
    ];
    for (bytes, phase, measured) in table {
        let listener = listener().await;
        let url = format!("http://127.0.0.1:{}/", port(&listener));
        let serve = async {
            let (mut stream, _from) = listener.accept().await.unwrap();
            stream.write_all(bytes).await.unwrap();
            std::future::pending::<()>().await;
        };

        let prober = prober();
        let measurement = tokio::select! {
            measurement = measure(&prober, &url, RawHttp::default(), SHORT) => measurement,
            () = serve => unreachable!(),
        };

        assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::Timeout), "{measurement:?}");
        assert!(measurement.evidence.contains(&format!("(phase {phase})")), "{measurement:?}");
        assert_eq!(phases(&measurement), measured);
        assert!(measurement.duration >= SHORT && measurement.duration < PATIENCE);
    }
}

#[tokio::test]
async fn a_wrong_status_stays_the_reason_when_its_body_never_ends() {
    let listener = listener().await;
    let url = format!("http://127.0.0.1:{}/", port(&listener));
    let serve = async {
        let (mut stream, _from) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nhe").await.unwrap();
        std::future::pending::<()>().await;
    };

    let prober = prober();
    let measurement = tokio::select! {
        measurement = measure(&prober, &url, RawHttp::default(), SHORT) => measurement,
        () = serve => unreachable!(),
    };

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::HttpStatus), "{measurement:?}");
}

#[tokio::test]
async fn a_closed_port_refuses_and_a_host_is_no_url() {
    let listener = listener().await;
    let url = format!("http://127.0.0.1:{}/", port(&listener));
    drop(listener);

    let refused = measure(&prober(), &url, RawHttp::default(), PATIENCE).await;
    let kind = checked(&url, RawHttp::default()).kind;
    let no_url = prober().run(&kind, &Target::Name("localhost".to_owned()), PATIENCE).await;

    assert_eq!(verdict(&refused), (Outcome::Failure, Reason::TcpRefused), "{refused:?}");
    assert_eq!(verdict(&no_url), (Outcome::Inconclusive, Reason::LocalNetwork), "{no_url:?}");
}

fn clock() -> i64 {
    NOW * 1_000_000
}

fn prober() -> Prober {
    Prober::start(clock, Egress::with_loopback()).expect("a thread")
}

fn matching(matches: &str, forbids: &str) -> RawHttp {
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    RawHttp { body_matches: list(matches), body_forbids: list(forbids), ..RawHttp::default() }
}

async fn listener() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap()
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().unwrap().port()
}

fn checked(url: &str, http: RawHttp) -> CheckSpec {
    let raw = RawCheckSpec {
        kind: Some(RawKind::Http(Box::new(http))),
        targets: vec![url.to_owned()],
        agent_selector: String::new(),
        interval: None,
        timeout: None,
        status_policy: None,
    };
    raw.check().expect("a check").0
}

async fn measure(prober: &Prober, url: &str, http: RawHttp, timeout: Duration) -> Measurement {
    let spec = checked(url, http);
    prober.run(&spec.kind, &spec.targets[0], timeout).await
}

/// Measures a server that sends what `reply` makes of a request, and hangs up.
async fn served(http: RawHttp, path: &str, reply: impl Fn(&str) -> Vec<u8>) -> (Measurement, Vec<String>) {
    let listener = listener().await;
    let url = format!("http://127.0.0.1:{}{path}", port(&listener));
    at(&url, http, PATIENCE, &listener, reply).await
}

async fn at(
    url: &str,
    http: RawHttp,
    timeout: Duration,
    listener: &TcpListener,
    reply: impl Fn(&str) -> Vec<u8>,
) -> (Measurement, Vec<String>) {
    run(&prober(), url, http, timeout, listener, reply).await
}

/// Also gives the requests that arrived.
async fn run(
    prober: &Prober,
    url: &str,
    http: RawHttp,
    timeout: Duration,
    listener: &TcpListener,
    reply: impl Fn(&str) -> Vec<u8>,
) -> (Measurement, Vec<String>) {
    let requests = RefCell::new(Vec::new());
    let serve = async {
        loop {
            let (stream, _from) = listener.accept().await.unwrap();
            let request = answer(stream, &reply).await;
            requests.borrow_mut().push(request);
        }
    };
    let measurement = tokio::select! {
        measurement = measure(prober, url, http, timeout) => measurement,
        () = serve => unreachable!(),
    };
    (measurement, requests.into_inner())
}

/// Reads a request, sends what `reply` makes of it, and waits until the other side has hung up.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    reply: &impl Fn(&str) -> Vec<u8>,
) -> String {
    let mut request = Vec::new();
    while !is_whole(&request) {
        if stream.read_buf(&mut request).await.unwrap() == 0 {
            break;
        }
    }
    let request = String::from_utf8(request).unwrap();
    // Whoever has seen enough hangs up before everything is sent.
    stream.write_all(&reply(&request)).await.ok();
    stream.shutdown().await.ok();
    request
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

fn verdict(measurement: &Measurement) -> (Outcome, Reason) {
    (measurement.outcome, measurement.reason)
}

fn value(measurement: &Measurement, metric: Metric) -> Option<f64> {
    measurement.values.iter().find(|value| value.metric == metric).map(|value| value.value)
}

fn phases(measurement: &Measurement) -> Vec<&'static str> {
    let of_http = measurement.values.iter().filter(|value| value.metric == Metric::HttpDuration);
    of_http.map(|value| value.labels[0].1).collect()
}

fn durations(measurement: &Measurement) -> impl Iterator<Item = f64> + '_ {
    measurement.values.iter().filter(|value| value.metric == Metric::HttpDuration).map(|value| value.value)
}

/// What both kinds of servers accept.
async fn accepted(listener: &TcpListener) -> TcpStream {
    listener.accept().await.unwrap().0
}
