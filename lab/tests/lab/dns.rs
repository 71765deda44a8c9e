use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use hickory_proto::{
    op::{Edns, Message, MessageType, OpCode, Query, ResponseCode},
    rr::{Name, RecordType},
};
use nocturne_lab::{Fail, Fault, Kind, Lab, Share, Zones};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UdpSocket},
    time::timeout,
};

use crate::fixture::{LIMIT, SILENCE, door, one};

#[tokio::test]
async fn every_type_of_record_is_answered_over_udp_and_tcp() {
    let (_lab, addr) = name_server().await;

    for (name, record_type, data) in [
        ("www.lab.test.", RecordType::A, vec!["192.0.2.10", "192.0.2.11"]),
        ("www.lab.test.", RecordType::AAAA, vec!["2001:db8::10"]),
        ("alias.lab.test.", RecordType::A, vec!["www.lab.test.", "192.0.2.10", "192.0.2.11"]),
        ("alias.lab.test.", RecordType::CNAME, vec!["www.lab.test."]),
        ("lab.test.", RecordType::MX, vec!["10 mail.lab.test."]),
        ("lab.test.", RecordType::NS, vec!["ns.lab.test."]),
        ("lab.test.", RecordType::SOA, vec!["ns.lab.test. hostmaster.lab.test. 7 3600 600 86400 60"]),
        ("_sip._tcp.lab.test.", RecordType::SRV, vec!["1 2 5060 sip.lab.test."]),
        ("lab.test.", RecordType::TXT, vec!["v=spf1 -all"]),
        ("lab.test.", RecordType::CAA, vec!["0 issue \"ca.test\""]),
        ("10.2.0.192.in-addr.arpa.", RecordType::PTR, vec!["www.lab.test."]),
    ] {
        let question = question(name, record_type);
        for answer in [udp(addr, &question).await, tcp(addr, &question).await] {
            assert_eq!(answer.metadata.response_code, ResponseCode::NoError, "{name} {record_type}");
            assert!(answer.metadata.authoritative);
            assert_eq!(shown(&answer), data, "{name} {record_type}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_apart() {
    let (_lab, addr) = name_server().await;

    for (name, record_type, code, has_soa) in [
        ("gone.lab.test.", RecordType::A, ResponseCode::NXDomain, true),
        ("www.lab.test.", RecordType::MX, ResponseCode::NoError, true),
        ("www.example.org.", RecordType::A, ResponseCode::Refused, false),
        ("servfail.lab.test.", RecordType::A, ResponseCode::ServFail, false),
        ("refused.lab.test.", RecordType::A, ResponseCode::Refused, false),
    ] {
        let answer = udp(addr, &question(name, record_type)).await;

        assert_eq!(answer.metadata.response_code, code, "{name}");
        assert!(answer.answers.is_empty(), "{name}");
        assert_eq!(answer.authorities.len(), usize::from(has_soa), "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_cut_over_udp_and_whole_over_tcp() {
    let (_lab, addr) = name_server().await;
    let mut small = question("big.lab.test.", RecordType::TXT);
    let mut large = small.clone();
    let mut edns = Edns::new();
    edns.set_max_payload(4_096);
    large.set_edns(edns);
    small.metadata.id = 7;

    for question in [&small, &large] {
        let cut = udp(addr, question).await;
        assert!(cut.metadata.truncation);
        assert!(cut.answers.is_empty());
        assert_eq!(cut.metadata.id, question.metadata.id);
        assert_eq!(cut.edns.is_some(), question.edns.is_some(), "as the question has it");
    }
    let whole = tcp(addr, &small).await;

    assert!(!whole.metadata.truncation);
    assert!(shown(&whole)[0].len() > 3_000);
}

#[tokio::test]
async fn some_names_are_late_and_some_are_silent() {
    let (_lab, addr) = name_server().await;
    let begun = Instant::now();

    let late = udp(addr, &question("delay-120.lab.test.", RecordType::A)).await;
    let took = begun.elapsed();
    let silent = is_silent(addr, &question("silent.lab.test.", RecordType::A)).await;

    assert_eq!(shown(&late), ["127.0.0.1"]);
    assert!(took >= Duration::from_millis(120), "{took:?}");
    assert!(silent);
}

#[tokio::test]
async fn nonsense_is_answered_with_a_code_or_not_at_all() {
    let (_lab, addr) = name_server().await;
    let mut status = question("www.lab.test.", RecordType::A);
    status.metadata.op_code = OpCode::Status;
    let mut an_answer = question("www.lab.test.", RecordType::A);
    an_answer.metadata.message_type = MessageType::Response;
    let mut cut_off = question("www.lab.test.", RecordType::A).to_vec().unwrap();
    cut_off.truncate(20);

    assert_eq!(udp(addr, &status).await.metadata.response_code, ResponseCode::NotImp);
    assert!(is_silent(addr, &an_answer).await);
    let told = exchange(addr, &cut_off, LIMIT).await.expect("an answer");
    assert_eq!(told.metadata.response_code, ResponseCode::FormErr);
    assert_eq!(exchange(addr, b"?", SILENCE).await, None);
    let still = udp(addr, &question("www.lab.test.", RecordType::A)).await;
    assert_eq!(still.answers.len(), 2);
}

#[tokio::test]
async fn faults_change_the_answers_and_end() {
    let (lab, addr) = name_server().await;
    let asked = question("www.lab.test.", RecordType::A);
    let code = async || udp(addr, &asked).await.metadata.response_code;

    for (fail, want) in [(Fail::Nxdomain, ResponseCode::NXDomain), (Fail::Servfail, ResponseCode::ServFail)] {
        lab.set_fault("it", Fault::fail(fail)).await.unwrap();
        assert_eq!(code().await, want, "{fail}");
    }
    lab.set_fault("it", Fault::fail(Fail::Silence)).await.unwrap();
    assert!(is_silent(addr, &asked).await);
    lab.set_fault("it", Fault::fail(Fail::Refuse)).await.unwrap();
    assert_eq!(refusal(addr, &asked).await, std::io::ErrorKind::ConnectionRefused);
    assert_eq!(door(addr).await, "refused");
    lab.set_fault("it", Fault::fail(Fail::Servfail).with_share(Share::OneIn(2))).await.unwrap();
    assert_eq!(code().await, ResponseCode::NoError);
    assert_eq!(code().await, ResponseCode::ServFail);
    lab.clear_fault("it").await.unwrap();
    assert_eq!(code().await, ResponseCode::NoError);
    assert_eq!(shown(&tcp(addr, &asked).await).len(), 2);
}

#[tokio::test]
async fn one_connection_carries_many_questions() {
    let (_lab, addr) = name_server().await;
    let mut stream = TcpStream::connect(addr).await.unwrap();

    for id in 0..3 {
        let mut asked = question("www.lab.test.", RecordType::A);
        asked.metadata.id = id;
        assert_eq!(over(&mut stream, &asked).await.metadata.id, id);
    }
}

async fn name_server() -> (Lab, SocketAddr) {
    let zones = Zones::default()
        .with(
            "lab.test",
            &[
                "@ SOA ns hostmaster 7 3600 600 86400 60",
                "@ NS ns",
                "@ MX 10 mail",
                "@ TXT \"v=spf1 -all\"",
                "@ CAA 0 issue \"ca.test\"",
                "www A 192.0.2.10",
                "www A 192.0.2.11",
                "www AAAA 2001:db8::10",
                "alias CNAME www",
                "_sip._tcp SRV 1 2 5060 sip",
            ],
        )
        .and_then(|zones| zones.with("2.0.192.in-addr.arpa", &["10 PTR www.lab.test."]))
        .unwrap();
    one(Kind::Dns { zones }).await
}

fn question(name: &str, record_type: RecordType) -> Message {
    let mut message = Message::query();
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), record_type));
    message
}

fn shown(answer: &Message) -> Vec<String> {
    answer.answers.iter().map(|record| record.data.to_string()).collect()
}

async fn udp(addr: SocketAddr, question: &Message) -> Message {
    exchange(addr, &question.to_vec().unwrap(), LIMIT).await.expect("an answer")
}

async fn is_silent(addr: SocketAddr, question: &Message) -> bool {
    exchange(addr, &question.to_vec().unwrap(), SILENCE).await.is_none()
}

async fn exchange(addr: SocketAddr, question: &[u8], within: Duration) -> Option<Message> {
    let socket = client(addr).await;
    socket.send(question).await.unwrap();
    let mut answer = vec![0; 4_096];
    let n = timeout(within, socket.recv(&mut answer)).await.ok()?.unwrap();
    Some(Message::from_vec(&answer[..n]).unwrap())
}

async fn refusal(addr: SocketAddr, question: &Message) -> std::io::ErrorKind {
    let socket = client(addr).await;
    socket.send(&question.to_vec().unwrap()).await.unwrap();
    let heard = timeout(LIMIT, socket.recv(&mut [0; 512])).await.expect("port unreachable");
    heard.expect_err("port unreachable").kind()
}

async fn client(addr: SocketAddr) -> UdpSocket {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    socket.connect(addr).await.unwrap();
    socket
}

async fn tcp(addr: SocketAddr, question: &Message) -> Message {
    over(&mut TcpStream::connect(addr).await.unwrap(), question).await
}

async fn over(stream: &mut TcpStream, question: &Message) -> Message {
    let question = question.to_vec().unwrap();
    stream.write_u16(u16::try_from(question.len()).unwrap()).await.unwrap();
    stream.write_all(&question).await.unwrap();
    let length = timeout(LIMIT, stream.read_u16()).await.expect("an answer").unwrap();
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await.unwrap();
    Message::from_vec(&answer).unwrap()
}
