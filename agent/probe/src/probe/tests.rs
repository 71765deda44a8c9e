//! Real sockets on loopback.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream as BlockingStream},
    sync::Arc,
};

use nocturne_shared::{
    check::{IcmpSpec, TcpSpec},
    outcome::Outcome,
};
use socket2::{Domain, SockRef, Socket, Type};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::*;

const LOCALHOST: Target = Target::Address(IpAddr::V4(Ipv4Addr::LOCALHOST));
const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_handshake_is_a_success_with_its_duration() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();

    let measurement = tcp(&listener.local_addr().unwrap(), false, PATIENCE).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(measurement.started_at_us, 1_700_000_000_000_000);
    let connect = value(&measurement, Metric::TcpDuration, &[("phase", "connect")]).unwrap();
    assert!(connect > 0.0 && connect <= measurement.duration.as_secs_f64());
    assert_eq!(value(&measurement, Metric::IpProtocol, &[]), Some(4.0));
    assert_eq!(measurement.values.len(), 2);
}

#[tokio::test]
async fn a_closed_port_refuses() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);

    let measurement = tcp(&address, false, PATIENCE).await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::TcpRefused), "{measurement:?}");
    assert_eq!(measurement.values.len(), 1);
    assert_eq!(value(&measurement, Metric::IpProtocol, &[]), Some(4.0));
}

#[tokio::test]
async fn a_handshake_that_nobody_answers_times_out() {
    let (listener, waiting) = full_listener();
    let address = listener.local_addr().unwrap().as_socket().unwrap();

    let measurement = tcp(&address, false, SHORT).await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::Timeout), "{measurement:?}");
    assert!(measurement.duration >= SHORT && measurement.duration < SHORT + PATIENCE);
    drop(waiting);
}

#[tokio::test]
async fn the_number_in_the_first_line_is_read() {
    let measurement = greeted(async |mut stream| {
        stream.write_all(b"load: -1").await.unwrap();
        stream.flush().await.unwrap();
        stream.write_all(b"2.50 load\r\n99\n").await.unwrap();
        stream
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::TcpAnswerNumber, &[]), Some(-12.5));
    assert!(value(&measurement, Metric::TcpDuration, &[("phase", "answer")]).is_some());
    assert!(value(&measurement, Metric::TcpDuration, &[("phase", "connect")]).is_some());
}

#[tokio::test]
async fn a_line_without_a_number_fails_and_cannot_harm_who_reads_the_evidence() {
    let measurement = greeted(async |mut stream| {
        stream.write_all(b"\x1b[Hhello\n").await.unwrap();
        stream
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::TcpAnswer), "{measurement:?}");
    assert!(measurement.evidence.contains("hello"));
    assert!(!measurement.evidence.contains('\u{1b}'));
}

#[tokio::test]
async fn an_endless_line_is_read_no_further_than_the_limit() {
    let measurement = greeted(async |mut stream| {
        stream.write_all(&[b'1'; 100_000]).await.ok();
        stream
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::TcpAnswer), "{measurement:?}");
    assert!(measurement.evidence.len() < 1_200);
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_the_answer_is_no_number() {
    let closed = greeted(async |mut stream| {
        stream.write_all(b"12").await.unwrap();
        stream.shutdown().await.unwrap();
        stream
    })
    .await;
    let reset = greeted(async |stream| {
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
    })
    .await;

    assert_eq!(verdict(&closed), (Outcome::Failure, Reason::TcpReset), "{closed:?}");
    assert_eq!(verdict(&reset), (Outcome::Failure, Reason::TcpReset), "{reset:?}");
}

#[tokio::test]
async fn a_target_that_connects_and_stays_silent_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();

    let measurement = tcp(&listener.local_addr().unwrap(), true, SHORT).await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::Timeout), "{measurement:?}");
    assert!(value(&measurement, Metric::TcpDuration, &[("phase", "connect")]).is_some());
}

#[tokio::test]
async fn a_name_is_resolved_and_the_lookup_timed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let kind = tcp_kind(&listener.local_addr().unwrap(), false);

    let measurement = prober().run(&kind, &Target::Name("localhost".to_owned()), PATIENCE).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert!(value(&measurement, Metric::DnsLookupTime, &[]).unwrap() > 0.0);
}

#[tokio::test]
async fn a_name_that_cannot_be_resolved_fails_with_a_dns_reason() {
    // Reserved by RFC 6761 §6.4 never to exist. A host without name servers cannot know that.
    let target = Target::Name("nocturne.invalid".to_owned());

    let measurement = prober().run(&CheckKind::Icmp(IcmpSpec::default()), &target, PATIENCE).await;

    assert_eq!(measurement.outcome, Outcome::Failure, "{measurement:?}");
    assert!(matches!(measurement.reason, Reason::DnsNxdomain | Reason::DnsFailed), "{measurement:?}");
}

#[tokio::test]
async fn a_target_that_the_egress_policy_denies_is_not_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let prober = Prober::start(clock, Egress::default()).unwrap();
    let mapped = Target::Address(IpAddr::V6(Ipv4Addr::LOCALHOST.to_ipv6_mapped()));

    for target in [LOCALHOST, mapped, Target::Name("localhost".to_owned())] {
        let kind = tcp_kind(&listener.local_addr().unwrap(), false);
        let measurement = prober.run(&kind, &target, PATIENCE).await;
        assert_eq!(
            verdict(&measurement),
            (Outcome::Inconclusive, Reason::LocalPermission),
            "{measurement:?}"
        );
    }
}

#[tokio::test]
async fn loopback_answers_every_echo_request() {
    let prober = prober();
    for target in [LOCALHOST, Target::Address(IpAddr::V6(Ipv6Addr::LOCALHOST))] {
        let kind = CheckKind::Icmp(IcmpSpec { packets: 5, payload_bytes: 1_400, ..IcmpSpec::default() });

        let measurement = prober.run(&kind, &target, PATIENCE).await;

        if !permitted(&prober, &measurement) {
            continue;
        }
        assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
        assert_eq!(value(&measurement, Metric::IcmpLossRatio, &[]), Some(0.0));
        let version = if target == LOCALHOST { 4.0 } else { 6.0 };
        assert_eq!(value(&measurement, Metric::IpProtocol, &[]), Some(version));
        let rtt = |stat| value(&measurement, Metric::IcmpRtt, stat).unwrap();
        let [min, avg, max] =
            [&[("stat", "min")], &[("stat", "avg")], &[("stat", "max")]].map(|stat| rtt(stat));
        assert!(0.0 < min && min <= avg && avg <= max && max < 1.0, "{measurement:?}");
        assert!(rtt(&[("stat", "stddev")]) <= max - min && rtt(&[("stat", "jitter")]) <= max - min);
        assert_eq!(value(&measurement, Metric::IcmpDuration, &[("phase", "rtt")]), Some(avg));
        // Four gaps of 20 ms, and done at the last answer.
        assert!(measurement.duration >= Duration::from_millis(80) && measurement.duration < PATIENCE);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn echo_requests_under_way_at_once_do_not_mix() {
    let prober = Arc::new(prober());
    let mut executions = JoinSet::new();
    for index in 0..400_u16 {
        let prober = Arc::clone(&prober);
        // Half to addresses of their own, half to one and the same.
        let last = if index < 200 { u8::try_from(index).unwrap() } else { 250 };
        let target = IpAddr::from([127, 7, 7, last]);
        executions.spawn(async move {
            let kind = CheckKind::Icmp(IcmpSpec::default());
            (target, prober.run(&kind, &Target::Address(target), PATIENCE).await)
        });
    }

    let mut count = 0;
    while let Some(ended) = executions.join_next().await {
        let (target, measurement) = ended.unwrap();
        count += 1;
        if permitted(&prober, &measurement) {
            assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
            assert_eq!(measurement.evidence, format!("{target} answered 3 of 3 echo requests"));
        }
    }
    assert_eq!(count, 400);
}

#[tokio::test]
async fn what_cannot_be_sent_says_nothing_about_the_target() {
    // The kernel refuses to send to the broadcast address from sockets that did not ask for it.
    let egress = Egress::new(vec!["255.255.255.255".parse().unwrap()]);
    let prober = Prober::start(clock, egress).unwrap();
    let target = Target::Address(IpAddr::V4(Ipv4Addr::BROADCAST));

    for kind in
        [CheckKind::Icmp(IcmpSpec::default()), CheckKind::Tcp(TcpSpec { port: 9, read_number: false })]
    {
        let measurement = prober.run(&kind, &target, SHORT).await;
        assert_eq!(measurement.outcome, Outcome::Inconclusive, "{measurement:?}");
        assert_eq!(measurement.values, []);
    }
}

#[test]
fn capabilities_name_at_most_one_kind_of_icmp() {
    let capabilities = prober().capabilities();

    let (always, icmp) = capabilities.split_at(3);
    assert_eq!(always, ["tcp", "dns", "http"]);
    assert!([&[][..], &["icmp.raw"], &["icmp.datagram"]].contains(&icmp), "{icmp:?}");
}

fn clock() -> i64 {
    1_700_000_000_000_000
}

fn prober() -> Prober {
    Prober::start(clock, Egress::with_loopback()).expect("a thread")
}

/// Prints which kind of socket the test ran with. Without any, the measurement must say so.
fn permitted(prober: &Prober, measurement: &Measurement) -> bool {
    match prober.capabilities().get(3) {
        Some(capability) => {
            println!("ran with {capability}");
            true
        }
        None => {
            println!("no permission for icmp on this host");
            assert_eq!(measurement.outcome, Outcome::Inconclusive, "{measurement:?}");
            assert!(matches!(measurement.reason, Reason::LocalPermission | Reason::LocalNetwork));
            false
        }
    }
}

fn tcp_kind(address: &SocketAddr, read_number: bool) -> CheckKind {
    CheckKind::Tcp(TcpSpec { port: address.port(), read_number })
}

async fn tcp(address: &SocketAddr, read_number: bool, timeout: Duration) -> Measurement {
    prober().run(&tcp_kind(address, read_number), &Target::Address(address.ip()), timeout).await
}

/// Measures a target that greets with `greeting`; what that returns stays alive until the measurement is done.
async fn greeted<T>(greeting: impl AsyncFnOnce(TcpStream) -> T) -> Measurement {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = async { greeting(listener.accept().await.unwrap().0).await };
    let (measurement, _alive) = tokio::join!(tcp(&address, true, PATIENCE), serve);
    measurement
}

fn verdict(measurement: &Measurement) -> (Outcome, Reason) {
    (measurement.outcome, measurement.reason)
}

fn value(measurement: &Measurement, metric: Metric, labels: &[(&str, &str)]) -> Option<f64> {
    measurement
        .values
        .iter()
        .find(|value| value.metric == metric && value.labels == labels)
        .map(|value| value.value)
}

/// A listener whose backlog is full: Linux drops further handshakes without a word.
fn full_listener() -> (Socket, Vec<BlockingStream>) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = BlockingStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        assert!(waiting.len() < 100, "the backlog never fills");
    }
    (listener, waiting)
}
