use std::{io, sync::Arc, time::Duration};

use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use nocturne_lab::{Certificate, Fail, Fault, Kind, Lab, OK_PHRASE, Scenario};
use nocturne_runtime::{clock, tls::validity};
use rustls::{
    CertificateError, ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::fixture::{raw, start};

const ALL: [(&str, Certificate); 5] = [
    ("good", Certificate::Good),
    ("expiring", Certificate::Expiring),
    ("expired", Certificate::Expired),
    ("wrong-name", Certificate::WrongName),
    ("self-signed", Certificate::SelfSigned),
];

#[tokio::test]
async fn each_certificate_is_what_its_name_says() {
    let lab = lab().await;

    for name in ["good", "expiring"] {
        let stream = connect(&lab, name, &[b"http/1.1"]).await.unwrap();
        let ask = "GET /ok HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        let (said, _end) = raw(stream, ask).await;
        assert!(String::from_utf8(said).unwrap().contains(OK_PHRASE), "{name}");
    }
    let faults =
        [fault(&lab, "expired").await, fault(&lab, "wrong-name").await, fault(&lab, "self-signed").await];

    assert!(
        matches!(faults[0], CertificateError::Expired | CertificateError::ExpiredContext { .. }),
        "{faults:?}"
    );
    assert!(
        matches!(
            faults[1],
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        ),
        "{faults:?}"
    );
    assert!(matches!(faults[2], CertificateError::UnknownIssuer), "{faults:?}");
}

#[tokio::test]
async fn the_expiring_certificate_has_three_days_left() {
    let lab = lab().await;

    let stream = connect(&lab, "expiring", &[b"http/1.1"]).await.unwrap();
    let certificate = &stream.get_ref().1.peer_certificates().unwrap()[0];
    let (_begin, end) = validity(certificate).unwrap();

    let left = Duration::try_from(end.duration_since(clock::now())).unwrap();
    let day = Duration::from_hours(24);
    assert!((day * 2..=day * 3).contains(&left), "{left:?}");
}

#[tokio::test]
async fn http_2_is_spoken_when_it_is_offered() {
    let lab = lab().await;

    let stream = connect(&lab, "good", &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let tasks = tokio_util::task::TaskTracker::new();
    tasks.spawn(connection);
    let request = http::Request::get("https://localhost/bytes/300000").body(Empty::<bytes::Bytes>::new());
    let response = sender.send_request(request.unwrap()).await.unwrap();

    assert_eq!(response.status(), 200);
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes().len(), 300_000);
}

#[tokio::test]
async fn what_spoils_a_connection_lies_inside_tls() {
    let lab = lab().await;
    let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");

    let stream = connect(&lab, "good", &[b"http/1.1"]).await.unwrap();
    let (garbage, _end) = raw(stream, &ask("/garbage")).await;
    let stream = connect(&lab, "good", &[b"http/1.1"]).await.unwrap();
    let (begun, end) = raw(stream, &ask("/reset")).await;

    assert!(garbage.starts_with(b"220 "), "{garbage:?}");
    assert!(begun.starts_with(b"HTTP/1.1 200 OK"), "{begun:?}");
    assert_eq!(end.unwrap().kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_fault_shows_behind_the_handshake() {
    let lab = lab().await;
    lab.set_fault("good", Fault::fail(Fail::Status(500))).await.unwrap();

    let stream = connect(&lab, "good", &[b"http/1.1"]).await.unwrap();
    let (said, _end) = raw(stream, "GET /ok HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;

    assert!(said.starts_with(b"HTTP/1.1 500 "), "{}", String::from_utf8_lossy(&said));
}

async fn lab() -> Lab {
    let scenario = ALL.into_iter().fold(Scenario::default(), |scenario, (name, certificate)| {
        scenario.with(name, Kind::Https { certificate })
    });
    start(scenario).await
}

async fn connect(lab: &Lab, name: &str, alpn: &[&[u8]]) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(lab.ca_pem().as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
    let stream = TcpStream::connect(lab.addr(name).unwrap()).await?;
    let host = ServerName::try_from("127.0.0.1").unwrap();
    TlsConnector::from(Arc::new(config)).connect(host, stream).await
}

/// Why the certificate is not taken.
async fn fault(lab: &Lab, name: &str) -> CertificateError {
    let error = connect(lab, name, &[b"http/1.1"]).await.expect_err("refused");
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(fault)) => fault.clone(),
        _ => panic!("{error}"),
    }
}
