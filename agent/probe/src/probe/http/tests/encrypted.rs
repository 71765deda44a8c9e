//! Servers with certificates, good and bad.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::*;

/// An authority, and certificates of it.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// What a server shows.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// Years in which a certificate's time begins and ends.
type Years = (i32, i32);

const GOOD: Years = (2023, 2024);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "Test Authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self { issuer: CertifiedIssuer::self_signed(params, key).unwrap() }
    }

    fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// From and to the first of January.
    fn signs(&self, names: &[&str], (from, to): Years) -> Identity {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "target");
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity {
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        }
    }
}

impl Identity {
    fn acceptor(self) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain, self.key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Measures a server with that identity at its address.
async fn over_tls(http: RawHttp, identity: Identity) -> Measurement {
    let listener = listener().await;
    let url = format!("https://127.0.0.1:{}/", port(&listener));
    let acceptor = identity.acceptor();
    let serve = async {
        loop {
            let stream = accepted(&listener).await;
            // A client that does not like the certificate hangs up.
            if let Ok(stream) = acceptor.accept(stream).await {
                answer(stream, &|_head: &str| HELLO.to_vec()).await;
            }
        }
    };
    let prober = prober();
    tokio::select! {
        measurement = measure(&prober, &url, http, PATIENCE) => measurement,
        () = serve => unreachable!(),
    }
}

fn trusting(authority: &Authority) -> RawHttp {
    RawHttp { tls_ca_pem: authority.pem(), ..RawHttp::default() }
}

#[tokio::test]
async fn a_trusted_certificate_is_a_success_with_its_facts() {
    let authority = Authority::new();

    let measurement =
        over_tls(trusting(&authority), authority.signs(&["127.0.0.1", "a.example"], GOOD)).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::HttpSsl), Some(1.0));
    // 2024-01-01T00:00:00Z.
    assert_eq!(value(&measurement, Metric::SslEarliestExpiry), Some(1_704_067_200.0));
    assert_eq!(phases(&measurement), ["connect", "tls", "processing", "transfer"]);
    for part in ["\"CN=target\" for 127.0.0.1, a.example", "\"CN=Test Authority\"", "to 2024-01-01T00:00:00Z"]
    {
        assert!(measurement.evidence.contains(part), "{part}: {}", measurement.evidence);
    }
}

#[tokio::test]
async fn bad_certificates_have_their_reasons_and_show_their_facts() {
    let authority = Authority::new();
    let stranger = Authority::new();
    let table = [
        (authority.signs(&["127.0.0.1"], (2020, 2021)), Reason::TlsExpired, 1_609_459_200.0),
        (authority.signs(&["127.0.0.1"], (2030, 2031)), Reason::TlsNotYetValid, 1_924_992_000.0),
        (authority.signs(&["a.example"], GOOD), Reason::TlsName, 1_704_067_200.0),
        (stranger.signs(&["127.0.0.1"], GOOD), Reason::TlsUntrusted, 1_704_067_200.0),
        (stranger.signs(&["127.0.0.1"], (2020, 2021)), Reason::TlsExpired, 1_609_459_200.0),
    ];
    for (identity, reason, ends) in table {
        let measurement = over_tls(trusting(&authority), identity).await;

        assert_eq!(verdict(&measurement), (Outcome::Failure, reason), "{measurement:?}");
        assert_eq!(value(&measurement, Metric::SslEarliestExpiry), Some(ends));
        assert!(measurement.evidence.contains("CN=target"), "{measurement:?}");
        assert_eq!(phases(&measurement), ["connect"]);
        assert_eq!(value(&measurement, Metric::HttpStatusCode), None);
    }
}

#[tokio::test]
async fn the_usual_roots_do_not_trust_a_private_authority() {
    let measurement = over_tls(RawHttp::default(), Authority::new().signs(&["127.0.0.1"], GOOD)).await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::TlsUntrusted), "{measurement:?}");
}

#[tokio::test]
async fn a_certificate_that_ends_too_soon_fails_after_everything_else() {
    let authority = Authority::new();
    // 47 days before its end.
    let lasting = |days: u64| RawHttp {
        tls_min_remaining: Some(Duration::from_hours(24 * days)),
        ..trusting(&authority)
    };

    let soon = over_tls(lasting(60), authority.signs(&["127.0.0.1"], GOOD)).await;
    let enough = over_tls(lasting(40), authority.signs(&["127.0.0.1"], GOOD)).await;
    let other = RawHttp { body_matches: vec!["absent".to_owned()], ..lasting(60) };
    let body = over_tls(other, authority.signs(&["127.0.0.1"], GOOD)).await;

    assert_eq!(verdict(&soon), (Outcome::Failure, Reason::TlsExpiring), "{soon:?}");
    assert!(soon.evidence.contains("60.0 days"), "{soon:?}");
    assert_eq!(value(&soon, Metric::HttpStatusCode), Some(200.0));
    assert_eq!(verdict(&enough), (Outcome::Success, Reason::None), "{enough:?}");
    assert_eq!(verdict(&body), (Outcome::Failure, Reason::HttpBody), "{body:?}");
}

#[tokio::test]
async fn the_earliest_end_is_that_of_the_whole_chain() {
    let authority = Authority::new();
    let mut identity = authority.signs(&["127.0.0.1"], GOOD);
    identity.chain.extend(authority.signs(&["127.0.0.1"], (2020, 2022)).chain);

    let measurement = over_tls(trusting(&authority), identity).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::SslEarliestExpiry), Some(1_640_995_200.0));
}

#[tokio::test]
async fn every_certificate_is_accepted_where_the_check_says_so() {
    let stranger = Authority::new();
    let http = RawHttp { tls_insecure: true, ..RawHttp::default() };

    let measurement = over_tls(http, stranger.signs(&["a.example"], (2020, 2021))).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::SslEarliestExpiry), Some(1_609_459_200.0));
    assert!(measurement.evidence.contains("accepted although"), "{measurement:?}");
}

#[tokio::test]
async fn a_certificate_that_signed_itself_is_trusted_where_the_check_names_it() {
    let of_itself = |names: &[&str], (from, to): Years| {
        let mut params =
            CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let http = RawHttp { tls_ca_pem: certificate.pem(), ..RawHttp::default() };
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        (http, Identity { chain: vec![certificate.der().clone()], key })
    };
    let table = [
        (of_itself(&["127.0.0.1"], GOOD), Reason::None),
        (of_itself(&["a.example"], GOOD), Reason::TlsName),
        (of_itself(&["127.0.0.1"], (2020, 2021)), Reason::TlsExpired),
        (of_itself(&["127.0.0.1"], (2030, 2031)), Reason::TlsNotYetValid),
        ((RawHttp::default(), of_itself(&["127.0.0.1"], GOOD).1), Reason::TlsUntrusted),
    ];
    for ((http, identity), reason) in table {
        let measurement = over_tls(http, identity).await;
        assert_eq!(measurement.reason, reason, "{measurement:?}");
    }
}

#[tokio::test]
async fn another_name_can_be_asked_of_the_certificate() {
    let authority = Authority::new();
    let http = RawHttp { tls_server_name: "a.example".to_owned(), ..trusting(&authority) };

    let measurement = over_tls(http, authority.signs(&["a.example"], GOOD)).await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
}

#[tokio::test]
async fn what_does_not_speak_tls_is_a_handshake_that_failed_and_what_hangs_up_a_reset() {
    let table: [(&[u8], Reason); 3] = [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Reason::TlsHandshake),
        (b"\x15\x03\x03\x00\x02\x02\x28", Reason::TlsHandshake),
        (b"", Reason::TcpReset),
    ];
    for (bytes, reason) in table {
        let listener = listener().await;
        let url = format!("https://127.0.0.1:{}/", port(&listener));
        let serve = async {
            let mut stream = accepted(&listener).await;
            let mut hello = vec![0; 5];
            stream.read_exact(&mut hello).await.unwrap();
            let mut rest = vec![0; u16::from_be_bytes([hello[3], hello[4]]).into()];
            stream.read_exact(&mut rest).await.unwrap();
            stream.write_all(bytes).await.unwrap();
            stream.shutdown().await.unwrap();
            stream
        };

        let prober = prober();
        let (measurement, _stream) =
            tokio::join!(measure(&prober, &url, RawHttp::default(), PATIENCE), serve);

        assert_eq!(verdict(&measurement), (Outcome::Failure, reason), "{measurement:?}");
        assert_eq!(value(&measurement, Metric::SslEarliestExpiry), None);
    }
}

#[tokio::test]
async fn a_handshake_that_never_ends_times_out_in_its_phase() {
    let listener = listener().await;
    let url = format!("https://127.0.0.1:{}/", port(&listener));

    let measurement = measure(&prober(), &url, RawHttp::default(), SHORT).await;

    assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::Timeout), "{measurement:?}");
    assert!(measurement.evidence.contains("(phase tls)"), "{measurement:?}");
    assert_eq!(phases(&measurement), ["connect"]);
}

#[test]
fn damaged_certificates_are_read_without_panic() {
    let identity = Authority::new().signs(&["127.0.0.1", "a.example"], GOOD);
    let der = identity.chain[0].to_vec();

    for length in 0..der.len() {
        assert_eq!(Facts::read(&der[..length], &[]), None, "{length}");
    }
    for bit in 0..der.len() * 8 {
        let mut damaged = der.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        drop(Facts::read(&damaged, &[]).map(|facts| facts.to_string()));
    }
}
