//! Servers on loopback, honest and not.

use std::{net::Ipv4Addr, time::Duration};

use nocturne_shared::{
    check::{CheckKind, Rcode},
    outcome::Outcome,
    target::Target,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, UdpSocket},
};

use super::*;
use crate::probe::{Egress, Measurement, Prober};

mod bytes;

use bytes::{CNAME, answered, record};

const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);
const A_RECORD: &[u8] = &[192, 0, 2, 1];

/// Flags of an answer from a server that recursed.
const OK: u16 = 0x8180;
const CUT: u16 = 0x0200;

#[tokio::test]
async fn records_of_the_type_are_a_success_with_counts_and_phases() {
    let spec = spec("example.org", RecordType::A);

    let measurement = over_udp(&spec, PATIENCE, |query| {
        vec![answered(
            query,
            OK,
            &[record(b"\xc0\x0c", 1, A_RECORD), record(b"\xc0\x0c", 1, &[192, 0, 2, 2])],
        )]
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::DnsAnswerRrs), Some(2.0));
    assert_eq!(value(&measurement, Metric::DnsAuthorityRrs), Some(0.0));
    assert_eq!(value(&measurement, Metric::DnsAdditionalRrs), Some(0.0));
    assert_eq!(value(&measurement, Metric::IpProtocol), Some(4.0));
    assert_eq!(value(&measurement, Metric::DnsSerial), None);
    assert!(phase(&measurement, "connect").is_some() && phase(&measurement, "request").is_some());
    assert_eq!(phase(&measurement, "resolve"), None);
    for part in ["NOERROR", "qr rd ra", "example.org. 60 IN A 192.0.2.1", "over UDP", "for example.org. A"] {
        assert!(measurement.evidence.contains(part), "{part}: {}", measurement.evidence);
    }
}

#[tokio::test]
async fn a_server_given_by_name_is_looked_up_and_that_timed() {
    let (socket, port) = udp().await;
    let kind = CheckKind::Dns(DnsSpec { port, ..spec("example.org", RecordType::A) });
    let target = Target::Name("localhost".to_owned());

    let prober = prober();
    let answer = serve_udp(&socket, |query| vec![answered(query, OK, &[record(b"\xc0\x0c", 1, A_RECORD)])]);
    let (measurement, ()) = tokio::join!(prober.run(&kind, &target, PATIENCE), answer);

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert!(value(&measurement, Metric::DnsLookupTime).is_some());
    assert!(phase(&measurement, "resolve").is_some());
}

#[tokio::test]
async fn the_serial_of_a_zone_is_a_metric() {
    let spec = spec("example.org", RecordType::Soa);
    let soa =
        b"\x02ns\xc0\x0c\x04root\xc0\x0c\x78\xbf\x6b\x24\0\0\x1c\x20\0\0\x0e\x10\0\x12\x75\0\0\0\x0e\x10";

    let measurement =
        over_udp(&spec, PATIENCE, |query| vec![answered(query, OK, &[record(b"\xc0\x0c", 6, soa)])]).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::DnsSerial), Some(2_025_810_724.0));
    assert!(measurement.evidence.contains("ns.example.org. root.example.org. 2025810724"));
}

#[tokio::test]
async fn response_codes_have_their_reasons() {
    let nxdomain = DnsSpec { expected_rcode: Rcode::NxDomain, ..spec("a.example", RecordType::A) };
    let table = [
        (spec("a.example", RecordType::A), OK | 3, Outcome::Failure, Reason::DnsNxdomain),
        (spec("a.example", RecordType::A), OK | 2, Outcome::Failure, Reason::DnsRcode),
        (spec("a.example", RecordType::A), OK, Outcome::Failure, Reason::DnsNoAnswer),
        (nxdomain.clone(), OK | 3, Outcome::Success, Reason::None),
        (nxdomain, OK, Outcome::Failure, Reason::DnsRcode),
    ];
    for (spec, flags, outcome, reason) in table {
        let measurement = over_udp(&spec, PATIENCE, |query| vec![answered(query, flags, &[])]).await;
        assert_eq!(verdict(&measurement), (outcome, reason), "{measurement:?}");
    }
}

#[tokio::test]
async fn a_refusal_without_the_question_is_understood() {
    let spec = spec("a.example", RecordType::A);

    let measurement =
        over_udp(&spec, PATIENCE, |query| vec![[&query[..2], &(OK | 5).to_be_bytes()[..], &[0; 8]].concat()])
            .await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::DnsRcode), "{measurement:?}");
    assert!(measurement.evidence.contains("REFUSED"), "{measurement:?}");
}

#[tokio::test]
async fn expected_answers_are_found_behind_aliases_and_missed_when_absent() {
    let answers = |expected: &[&str]| DnsSpec {
        expected_answers: expected.iter().map(|text| (*text).to_owned()).collect(),
        ..spec("www.example", RecordType::A)
    };
    let table = [
        (answers(&["192.0.2.1"]), Reason::None),
        (answers(&["192.0.2.1", "WEB.example."]), Reason::None),
        (answers(&["192.0.2.1", "192.0.2.2"]), Reason::DnsAnswer),
        // Not on the way from the question.
        (answers(&["192.0.2.9"]), Reason::DnsAnswer),
    ];
    for (spec, reason) in table {
        let measurement = over_udp(&spec, PATIENCE, |query| {
            let records = [
                record(b"\x05other\x07example\x00", 1, &[192, 0, 2, 9]),
                record(b"\x03WEB\x07example\x00", 1, A_RECORD),
                record(b"\xc0\x0c", CNAME, b"\x03web\xc0\x10"),
            ];
            vec![answered(query, OK, &records)]
        })
        .await;
        assert_eq!(measurement.reason, reason, "{measurement:?}");
    }
}

#[tokio::test]
async fn texts_match_with_and_without_quotes() {
    for expected in ["\"v=spf1 \" \"-all\"", "\"v=spf1 -all\"", "v=spf1 -ALL"] {
        let spec =
            DnsSpec { expected_answers: vec![expected.to_owned()], ..spec("example.org", RecordType::Txt) };

        let measurement = over_udp(&spec, PATIENCE, |query| {
            vec![answered(query, OK, &[record(b"\xc0\x0c", 16, b"\x07v=spf1 \x04-all")])]
        })
        .await;

        assert_eq!(measurement.reason, Reason::None, "{expected}: {measurement:?}");
    }
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_again_over_tcp() {
    let (socket, port) = udp().await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    let spec = DnsSpec { port, ..spec("example.org", RecordType::A) };

    let prober = prober();
    let kind = CheckKind::Dns(spec);
    let cut = serve_udp(&socket, |query| vec![answered(query, OK | CUT, &[])]);
    let whole =
        serve_tcp(&listener, |query| framed(&answered(query, OK, &[record(b"\xc0\x0c", 1, A_RECORD)])));
    let target = localhost();
    let (measurement, (), ()) = tokio::join!(prober.run(&kind, &target, PATIENCE), cut, whole);

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert!(measurement.evidence.contains("over TCP"), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::DnsAnswerRrs), Some(1.0));
}

#[tokio::test]
async fn tcp_alone_is_used_when_the_check_says_so() {
    let measurement =
        over_tcp(PATIENCE, |query| framed(&answered(query, OK, &[record(b"\xc0\x0c", 1, A_RECORD)]))).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert!(phase(&measurement, "connect").unwrap() > 0.0);
}

#[tokio::test]
async fn hostile_tcp_servers_get_the_reason_they_deserve() {
    let cut = over_tcp(PATIENCE, |query| framed(query)[..9].to_vec()).await;
    assert_eq!(verdict(&cut), (Outcome::Failure, Reason::TcpReset), "{cut:?}");
    assert!(phase(&cut, "connect").is_some() && phase(&cut, "request").is_none());

    let empty = over_tcp(PATIENCE, |_query| vec![0, 0]).await;
    assert_eq!(verdict(&empty), (Outcome::Failure, Reason::DnsMalformed), "{empty:?}");

    let echo = over_tcp(PATIENCE, framed).await;
    assert_eq!(verdict(&echo), (Outcome::Failure, Reason::DnsMalformed), "{echo:?}");
}

#[tokio::test]
async fn forged_datagrams_are_waited_through() {
    let spec = spec("example.org", RecordType::A);

    let measurement = over_udp(&spec, PATIENCE, |query| {
        let honest = answered(query, OK, &[record(b"\xc0\x0c", 1, A_RECORD)]);
        let mut other_id = answered(query, OK | 3, &[]);
        other_id[0] ^= 1;
        let mut other_name = answered(query, OK | 3, &[]);
        other_name[14] ^= 0x20;
        let question_itself = query.to_vec();
        vec![other_id, other_name, question_itself, b"\x00".to_vec(), Vec::new(), honest]
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
}

#[tokio::test]
async fn nothing_but_forgeries_until_the_deadline_is_malformed() {
    let spec = spec("example.org", RecordType::A);

    let measurement = over_udp(&spec, SHORT, |query| {
        let mut other_id = answered(query, OK, &[record(b"\xc0\x0c", 1, A_RECORD)]);
        other_id[1] ^= 1;
        vec![other_id]
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::DnsMalformed), "{measurement:?}");
    assert!(measurement.duration >= SHORT);
}

#[tokio::test]
async fn broken_answers_are_malformed() {
    let spec = spec("example.org", RecordType::A);
    let loops = record(b"\xc0\x1d", 1, A_RECORD);
    let table: [(&str, Vec<Vec<u8>>); 4] = [
        ("names in circles", vec![loops]),
        ("data too short", vec![record(b"\xc0\x0c", 1, &[192, 0])]),
        (
            "data beyond the end",
            vec![[b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\xff\xff".as_slice(), A_RECORD].concat()],
        ),
        ("half a record", vec![b"\xc0\x0c\0\x01".to_vec()]),
    ];
    for (what, records) in table {
        let measurement = over_udp(&spec, PATIENCE, |query| vec![answered(query, OK, &records)]).await;
        assert_eq!(
            verdict(&measurement),
            (Outcome::Failure, Reason::DnsMalformed),
            "{what}: {measurement:?}"
        );
    }
}

#[tokio::test]
async fn a_datagram_that_is_too_long_is_malformed() {
    let spec = spec("example.org", RecordType::A);

    let measurement = over_udp(&spec, PATIENCE, |query| {
        let mut long = answered(query, OK, &[record(b"\xc0\x0c", 1, A_RECORD)]);
        long.resize(9_000, 0);
        vec![long]
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::DnsMalformed), "{measurement:?}");
}

#[tokio::test]
async fn silence_is_a_timeout_and_a_closed_port_is_unreachable() {
    let (socket, port) = udp().await;
    let kind = CheckKind::Dns(DnsSpec { port, ..spec("example.org", RecordType::A) });

    let silent = prober().run(&kind, &localhost(), SHORT).await;
    drop(socket);
    let closed = prober().run(&kind, &localhost(), PATIENCE).await;

    assert_eq!(verdict(&silent), (Outcome::Failure, Reason::Timeout), "{silent:?}");
    assert!(silent.evidence.contains("phase request"), "{silent:?}");
    assert!(phase(&silent, "connect").is_some());
    assert_eq!(verdict(&closed), (Outcome::Failure, Reason::IcmpUnreachable), "{closed:?}");
}

fn spec(query_name: &str, record_type: RecordType) -> DnsSpec {
    DnsSpec {
        query_name: query_name.to_owned(),
        record_type,
        port: 53,
        tcp: false,
        recursion_desired: true,
        expected_rcode: Rcode::NoError,
        expected_answers: Vec::new(),
    }
}

fn prober() -> Prober {
    Prober::start(|| 1_700_000_000_000_000, Egress::with_loopback()).expect("a thread")
}

fn localhost() -> Target {
    Target::Address(Ipv4Addr::LOCALHOST.into())
}

async fn udp() -> (UdpSocket, u16) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

/// Measures a server that sends what `reply` makes of the question.
async fn over_udp(spec: &DnsSpec, timeout: Duration, reply: impl Fn(&[u8]) -> Vec<Vec<u8>>) -> Measurement {
    let (socket, port) = udp().await;
    let kind = CheckKind::Dns(DnsSpec { port, ..spec.clone() });
    let prober = prober();
    let target = localhost();
    let (measurement, ()) = tokio::join!(prober.run(&kind, &target, timeout), serve_udp(&socket, reply));
    measurement
}

async fn serve_udp(socket: &UdpSocket, reply: impl Fn(&[u8]) -> Vec<Vec<u8>>) {
    let mut buffer = [0; 512];
    let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
    for datagram in reply(&buffer[..length]) {
        socket.send_to(&datagram, from).await.unwrap();
    }
}

async fn over_tcp(timeout: Duration, reply: impl Fn(&[u8]) -> Vec<u8>) -> Measurement {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let kind = CheckKind::Dns(DnsSpec { port, tcp: true, ..spec("example.org", RecordType::A) });
    let prober = prober();
    let target = localhost();
    let (measurement, ()) = tokio::join!(prober.run(&kind, &target, timeout), serve_tcp(&listener, reply));
    measurement
}

async fn serve_tcp(listener: &TcpListener, reply: impl Fn(&[u8]) -> Vec<u8>) {
    let (mut stream, _from) = listener.accept().await.unwrap();
    let length = stream.read_u16().await.unwrap();
    let mut query = vec![0; length.into()];
    stream.read_exact(&mut query).await.unwrap();
    stream.write_all(&reply(&query)).await.unwrap();
    stream.shutdown().await.unwrap();
}

fn framed(message: &[u8]) -> Vec<u8> {
    [&u16::try_from(message.len()).unwrap().to_be_bytes(), message].concat()
}

fn verdict(measurement: &Measurement) -> (Outcome, Reason) {
    (measurement.outcome, measurement.reason)
}

fn value(measurement: &Measurement, metric: Metric) -> Option<f64> {
    measurement.values.iter().find(|value| value.metric == metric).map(|value| value.value)
}

fn phase(measurement: &Measurement, name: &str) -> Option<f64> {
    let is_it = |value: &&crate::probe::Value| {
        value.metric == Metric::DnsDuration && value.labels.contains(&("phase", name))
    };
    measurement.values.iter().find(is_it).map(|value| value.value)
}
