//! Where messages begin and end, and what is no message.

use super::*;

#[tokio::test]
async fn chunked_bodies_are_put_together_and_bad_chunks_are_no_http() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let table = [
        ("3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n", Reason::None),
        ("3\r\nhelXX2\r\nlo\r\n0\r\n\r\n", Reason::HttpProtocol),
        ("zz\r\nhello\r\n0\r\n\r\n", Reason::HttpProtocol),
        ("5\r\nhello\r\n", Reason::TcpReset),
        ("fffffffffffffffff\r\n", Reason::HttpProtocol),
    ];
    for (body, reason) in table {
        let (measurement, _requests) =
            served(matching("hello", ""), "/", |_head| format!("{head}{body}").into_bytes()).await;
        assert_eq!(measurement.reason, reason, "{body:?}: {measurement:?}");
        let length = value(&measurement, Metric::HttpContentLength);
        assert_eq!(length, Some(-1.0));
    }
}

#[tokio::test]
async fn what_is_not_http_is_told_apart_from_what_is_cut() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(500));
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(200_000));
    let table: [(&[u8], Reason); 9] = [
        (b"SSH-2.0-OpenSSH_9.2\r\n", Reason::HttpProtocol),
        (b"\x15\x03\x01\x00\x02\x02\x16", Reason::HttpProtocol),
        (b"HTTP/1.1 abc\r\n\r\n", Reason::HttpProtocol),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", Reason::HttpProtocol),
        (many.as_bytes(), Reason::HttpProtocol),
        (long.as_bytes(), Reason::HttpProtocol),
        (b"", Reason::TcpReset),
        (b"HTTP/1.1 200 OK\r\nContent-", Reason::TcpReset),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", Reason::TcpReset),
    ];
    for (bytes, reason) in table {
        let (measurement, _requests) = served(RawHttp::default(), "/", |_head| bytes.to_vec()).await;
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
        assert_eq!(verdict(&measurement), (Outcome::Failure, reason), "{start}: {measurement:?}");
    }
}

#[tokio::test]
async fn answers_without_a_body_need_none() {
    let head = RawHttp { method: "HEAD".to_owned(), ..RawHttp::default() };
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n";

    let (measurement, _requests) = served(head, "/", |_head| announced.to_vec()).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::HttpContentLength), Some(99_999_999.0));
    assert_eq!(value(&measurement, Metric::HttpBodyBytes), Some(0.0));
}

#[tokio::test]
async fn a_body_beyond_the_limit_fails_announced_or_not() {
    let ten_megabytes = vec![b'x'; 10_000_000];
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n";
    for (head, read) in [(&announced[..], 0.0), (b"HTTP/1.1 200 OK\r\n\r\n", 1_048_577.0)] {
        let (measurement, _requests) =
            served(matching("y", ""), "/", |_head| [head, &ten_megabytes].concat()).await;
        assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::HttpBodySize), "{measurement:?}");
        assert_eq!(value(&measurement, Metric::HttpBodyBytes), Some(read));
        assert_eq!(value(&measurement, Metric::FailedDueToRegex), Some(0.0));
    }
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read_and_searched() {
    let http = RawHttp { max_body_bytes: 300_000, ..matching("yz$", "") };
    let body = format!("{}yz", "x".repeat(299_998));

    let (measurement, _requests) =
        served(http, "/", |_head| format!("HTTP/1.1 200 OK\r\n\r\n{body}").into_bytes()).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::HttpBodyBytes), Some(300_000.0));
}
