#![allow(clippy::disallowed_methods, reason = "tests place files as anybody would")]

use std::{io, os::unix::fs::PermissionsExt, path::Path};

use rcgen::date_time_ymd;
use rustls::{
    ClientConfig, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::{
    testing::{AGENT, Authority, COORDINATOR, Identity, server_params},
    *,
};

/// What both sides know after one byte went each way over loopback.
struct Met {
    client: io::Result<()>,
    /// The client's certificate as the server sees it.
    server: io::Result<Option<CertificateDer<'static>>>,
}

async fn meet(client: ClientConfig, server: ServerConfig) -> Met {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("it is bound");
    let dial = async {
        let stream = TcpStream::connect(address).await?;
        // A name that stands in no certificate: it must not matter.
        let name = ServerName::try_from("elsewhere.invalid").expect("a name");
        let mut tls = TlsConnector::from(Arc::new(client)).connect(name, stream).await?;
        tls.write_all(b"?").await?;
        tls.read_u8().await.map(drop)
    };
    let answer = async {
        let (stream, _peer) = listener.accept().await?;
        let mut tls = TlsAcceptor::from(Arc::new(server)).accept(stream).await?;
        tls.read_u8().await?;
        tls.write_all(b"!").await?;
        tls.shutdown().await?;
        let (_io, session) = tls.get_ref();
        assert_eq!(session.alpn_protocol(), Some(b"h2".as_slice()));
        Ok(session.peer_certificates().and_then(|chain| chain.first()).cloned())
    };
    let (client, server) = tokio::join!(dial, answer);
    Met { client, server }
}

fn client(verifier: CoordinatorVerifier, identity: Option<Identity>) -> ClientConfig {
    client_config(Arc::new(verifier), identity).expect("a client configuration")
}

fn rooted(authority: &Authority, trust_domain: Option<&str>) -> CoordinatorVerifier {
    CoordinatorVerifier::with_roots(vec![authority.root()], trust_domain.map(str::to_owned)).expect("a root")
}

/// Why `verifier` refuses a server of `authority` with `identity`.
async fn refused(verifier: CoordinatorVerifier, authority: &Authority, identity: Identity) -> String {
    let met = meet(client(verifier, None), authority.server(identity)).await;
    met.server.expect_err("the client hangs up");
    let error = met.client.expect_err("the client refuses");
    let trust = trust_error(&error).unwrap_or_else(|| panic!("{error:?} has no trust error"));
    format!("{trust:?}")
}

#[tokio::test]
async fn the_pinned_authority_is_trusted_without_any_root() {
    let authority = Authority::new();
    let verifier = CoordinatorVerifier::pinned(authority.pin());

    let met = meet(client(verifier, None), authority.server(authority.coordinator())).await;

    met.client.expect("the pin fits");
    assert_eq!(met.server.expect("the client stays"), None);
}

#[tokio::test]
async fn another_authority_does_not_fit_the_pin() {
    let authority = Authority::new();
    let verifier = CoordinatorVerifier::pinned(Authority::new().pin());

    assert_eq!(refused(verifier, &authority, authority.coordinator()).await, "PinMismatch");
}

#[tokio::test]
async fn showing_the_pinned_root_without_its_signature_is_not_enough() {
    let (authority, impostor) = (Authority::new(), Authority::new());
    let (chain, key) = impostor.coordinator();
    let chain = vec![chain[0].clone(), authority.root()];
    let verifier = CoordinatorVerifier::pinned(authority.pin());

    assert_eq!(refused(verifier, &authority, (chain, key)).await, "UntrustedRoot");
}

#[tokio::test]
async fn a_pin_of_the_end_entity_is_no_pin_of_an_authority() {
    let authority = Authority::new();
    let identity = authority.coordinator();
    let verifier = CoordinatorVerifier::pinned(spki_sha256(&identity.0[0]).expect("a certificate"));

    assert_eq!(refused(verifier, &authority, identity).await, "PinMismatch");
}

#[tokio::test]
async fn the_server_sees_the_clients_certificate() {
    let authority = Authority::new();
    let config = client(rooted(&authority, Some("test")), Some(authority.agent()));

    let met = meet(config, authority.server(authority.coordinator())).await;

    met.client.expect("both are trusted");
    let certificate = met.server.expect("both are trusted").expect("the client showed one");
    assert_eq!(peer_name(&certificate).expect("an agent").to_string(), AGENT);
}

#[tokio::test]
async fn a_client_certificate_of_another_authority_fails_the_handshake() {
    let authority = Authority::new();
    let config = client(rooted(&authority, None), Some(Authority::new().agent()));

    let met = meet(config, authority.server(authority.coordinator())).await;

    met.server.expect_err("the server refuses");
    let error = met.client.expect_err("the client is told");
    assert!(trust_error(&error).is_none(), "{error:?}");
}

#[tokio::test]
async fn without_client_roots_nobody_is_asked_for_a_certificate() {
    let authority = Authority::new();
    let (chain, key) = authority.coordinator();
    let server = server_config(chain, key, &[]).expect("a server configuration");

    let met = meet(client(rooted(&authority, None), Some(authority.agent())), server).await;

    assert_eq!(met.server.expect("the client is welcome"), None);
}

#[tokio::test]
async fn only_a_coordinator_is_a_coordinator() {
    let authority = Authority::new();
    for uris in [&["nocturne://test/console"][..], &[AGENT], &[], &[COORDINATOR, COORDINATOR]] {
        let identity = authority.issue(server_params(uris));

        let refusal = refused(rooted(&authority, None), &authority, identity).await;

        let presented = if uris.is_empty() { "nobody".to_owned() } else { uris.join(" and ") };
        assert_eq!(refusal, format!("NotACoordinator {{ presented: {presented:?} }}"));
    }
}

#[tokio::test]
async fn an_agents_certificate_makes_no_server() {
    let authority = Authority::new();

    let refusal = refused(rooted(&authority, None), &authority, authority.agent()).await;

    assert!(refusal.starts_with("NotACoordinator"), "{refusal}");
}

#[tokio::test]
async fn a_coordinator_of_another_trust_domain_is_refused() {
    let authority = Authority::new();

    let refusal = refused(rooted(&authority, Some("prod")), &authority, authority.coordinator()).await;

    assert_eq!(refusal, r#"WrongTrustDomain { expected: "prod", presented: "test" }"#);
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let authority = Authority::new();
    let verifier = rooted(&Authority::new(), None);

    assert_eq!(refused(verifier, &authority, authority.coordinator()).await, "UntrustedRoot");
}

#[tokio::test]
async fn a_certificate_counts_only_within_its_validity() {
    let authority = Authority::new();
    let mut over = server_params(&[COORDINATOR]);
    over.not_after = date_time_ymd(2021, 1, 1);
    let mut early = server_params(&[COORDINATOR]);
    early.not_before = date_time_ymd(2119, 1, 1);

    for (params, expected) in [(over, "Expired"), (early, "NotYetValid")] {
        let identity = authority.issue(params.clone());
        assert_eq!(refused(rooted(&authority, None), &authority, identity).await, expected);

        let pinned = CoordinatorVerifier::pinned(authority.pin());
        assert_eq!(refused(pinned, &authority, authority.issue(params)).await, expected);
    }
}

#[test]
fn a_trust_error_is_found_below_other_errors() {
    #[derive(Debug, thiserror::Error)]
    #[error("could not connect")]
    struct Transport(#[source] Box<dyn std::error::Error + Send + Sync>);

    let other = rustls::Error::Other(rustls::OtherError(Arc::new(TrustError::PinMismatch)));
    let error = Transport(Box::new(io::Error::other(Transport(Box::new(io::Error::other(other))))));

    assert!(matches!(trust_error(&error), Some(TrustError::PinMismatch)));
    assert!(trust_error(&io::Error::from(io::ErrorKind::ConnectionRefused)).is_none());
}

#[test]
fn a_certificate_tells_its_names_serial_and_validity() {
    let authority = Authority::new();
    let (chain, _key) = authority.issue(server_params(&["https://example.invalid", COORDINATOR]));

    let (not_before, not_after) = validity(&chain[0]).expect("a certificate");

    assert_eq!(uri_sans(&chain[0]).expect("a certificate"), ["https://example.invalid", COORDINATOR]);
    assert_eq!(peer_name(&chain[0]).expect("a name").to_string(), COORDINATOR);
    assert_eq!(serial(&chain[0]).expect("a certificate"), [0xfe, 1, 2]);
    assert_eq!(not_before.to_string(), "2020-01-02T00:00:00Z");
    assert_eq!(not_after.to_string(), "2120-03-04T00:00:00Z");
    assert_ne!(spki_sha256(&chain[0]).expect("a certificate"), authority.pin());
}

#[test]
fn exactly_one_well_formed_identity_is_a_name() {
    let authority = Authority::new();
    let name = |uris: &[&str]| peer_name(&authority.issue(server_params(uris)).0[0]);

    assert!(matches!(name(&[]), Err(CertificateError::NoName)));
    assert!(matches!(name(&[AGENT, COORDINATOR]), Err(CertificateError::ManyNames(2))));
    assert!(matches!(name(&["nocturne://test/x"]), Err(CertificateError::BadName(_))));
}

#[test]
fn what_is_no_certificate_is_refused_without_panic() {
    let whole = Authority::new().root();

    for end in 0..whole.len() {
        assert!(matches!(peer_name(&whole[..end]), Err(CertificateError::Malformed(_))));
    }
    let longer = [whole.as_ref(), &[0]].concat();
    assert!(matches!(serial(&longer), Err(CertificateError::Trailing(1))));
}

#[test]
fn chain_and_key_come_from_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (chain_path, key_path) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = server_params(&[COORDINATOR]).self_signed(&key).expect("a certificate");
    std::fs::write(&chain_path, certificate.pem().repeat(2)).expect("a writable folder");
    crate::fs::replace(&key_path, key.serialize_pem().as_bytes(), 0o600).expect("a writable folder");

    let chain = load_chain(&chain_path).expect("two certificates");
    let loaded = load_key(&key_path).expect("a key");

    assert_eq!(chain, [certificate.der().clone(), certificate.der().clone()]);
    assert_eq!(loaded, PrivateKeyDer::try_from(key.serialize_der()).expect("a key"));
}

#[test]
fn bad_files_are_told_apart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("file.pem");
    std::fs::write(&path, "nothing").expect("a writable folder");
    let chmod = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode));

    assert!(matches!(load_chain(&path), Err(PemError::NoCertificate)));
    chmod(0o644).expect("our file");
    assert!(matches!(load_key(&path), Err(PemError::File(crate::fs::FsError::Exposed { .. }))));
    chmod(0o600).expect("our file");
    assert!(matches!(load_key(&path), Err(PemError::Malformed(_))));
    assert!(matches!(load_chain(Path::new("/nonexistent")), Err(PemError::File(_))));
}

#[test]
fn a_foreign_key_does_not_fit_a_chain() {
    let authority = Authority::new();
    let (chain, _key) = authority.coordinator();
    let (_chain, key) = authority.coordinator();

    let error = server_config(chain, key, &[]).expect_err("the key is another's");

    assert!(matches!(error, TlsConfigError::Identity(_)), "{error}");
}

#[test]
fn the_provider_is_installed_as_often_as_asked() {
    install_crypto();
    install_crypto();

    assert!(CryptoProvider::get_default().is_some());
}
