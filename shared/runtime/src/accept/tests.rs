use std::{net::SocketAddr, time::Duration};

use axum::{Extension, Router, body::Body, http::Request, routing::get};
use http_body_util::BodyExt;
use hyper::client::conn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::TcpStream,
    sync::Notify,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::*;
use crate::tls::{
    CoordinatorVerifier, client_config, peer_name,
    testing::{AGENT, Authority, Identity},
};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);

/// A running listener; its task ends with the test.
struct Server {
    address: SocketAddr,
    shutdown: CancellationToken,
    running: JoinHandle<anyhow::Result<()>>,
    /// Poked when `/wait` or `/stuck` was called.
    called: Arc<Notify>,
    /// Lets `/wait` answer.
    go_on: Arc<Notify>,
}

impl Server {
    async fn start(
        tls: Option<Arc<ArcSwap<rustls::ServerConfig>>>,
        options: AcceptOptions,
        grace: Duration,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let address = listener.local_addr().expect("it is bound");
        let (called, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let shutdown = CancellationToken::new();
        let accept = AcceptLoop { listener, tls, options };
        let router = router(Arc::clone(&called), Arc::clone(&go_on));
        #[expect(clippy::disallowed_methods, reason = "the test owns it")]
        let running = tokio::spawn(accept.run(router, shutdown.clone(), grace));
        Self { address, shutdown, running, called, go_on }
    }

    async fn plain(options: AcceptOptions) -> Self {
        Self::start(None, options, LONG).await
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("it listens")
    }

    async fn ended(self) {
        let ended = timeout(LONG, self.running).await.expect("in time");
        ended.expect("no panic").expect("no error");
    }
}

/// Says who calls; waits to be let go; never answers; ends when the connection should.
fn router(called: Arc<Notify>, go_on: Arc<Notify>) -> Router {
    let who = async |Extension(info): Extension<ConnInfo>| {
        let name = info.peer_certificate.map(|der| peer_name(&der).expect("a name").to_string());
        format!("{} {}", info.peer_addr, name.unwrap_or_default())
    };
    let wait = {
        let called = Arc::clone(&called);
        async move || {
            called.notify_one();
            go_on.notified().await;
            "done"
        }
    };
    let stuck = {
        let called = Arc::clone(&called);
        async move || {
            called.notify_one();
            std::future::pending::<&str>().await
        }
    };
    let until_closing = async move |Extension(info): Extension<ConnInfo>| {
        called.notify_one();
        info.closing.cancelled().await;
        "good-bye"
    };
    Router::new()
        .route("/who", get(who))
        .route("/wait", get(wait))
        .route("/stuck", get(stuck))
        .route("/until-closing", get(until_closing))
}

struct Client {
    sender: conn::http2::SendRequest<Body>,
    /// Ends with the connection.
    connection: JoinHandle<hyper::Result<()>>,
}

impl Client {
    async fn over<S>(stream: S) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, connection) =
            conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2");
        #[expect(clippy::disallowed_methods, reason = "the test owns it")]
        let connection = tokio::spawn(connection);
        Self { sender, connection }
    }

    async fn get(&mut self, path: &str) -> hyper::Result<String> {
        let request = Request::get(format!("http://test{path}")).body(Body::empty()).expect("a request");
        let response = self.sender.send_request(request).await?;
        let bytes = response.into_body().collect().await?.to_bytes();
        Ok(String::from_utf8(bytes.to_vec()).expect("text"))
    }

    async fn ended(self) {
        timeout(LONG, self.connection).await.expect("in time").expect("no panic").ok();
    }
}

fn swappable(authority: &Authority, identity: Identity) -> Arc<ArcSwap<rustls::ServerConfig>> {
    Arc::new(ArcSwap::from_pointee(authority.server(identity)))
}

async fn tls(
    stream: TcpStream,
    trusted: &Authority,
    identity: Option<Identity>,
) -> io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let verifier = CoordinatorVerifier::with_roots(vec![trusted.root()], None).expect("a root");
    let config = client_config(Arc::new(verifier), identity).expect("a configuration");
    let name = ServerName::try_from("elsewhere.invalid").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

#[tokio::test]
async fn without_tls_both_versions_of_http_are_served() {
    let server = Server::plain(AcceptOptions::default()).await;

    let stream = server.connect().await;
    let address = stream.local_addr().expect("it is connected");
    let answer = Client::over(stream).await.get("/who").await.expect("an answer");
    assert_eq!(answer, format!("{address} "));

    let stream = server.connect().await;
    let address = stream.local_addr().expect("it is connected");
    let (mut sender, connection) = conn::http1::handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
    let request = Request::get("/who").header("host", "test").body(Body::empty()).expect("a request");
    let ask = async {
        let response = sender.send_request(request).await.expect("an answer");
        response.into_body().collect().await.expect("a body").to_bytes()
    };
    let answer = tokio::select! {
        answer = ask => answer,
        ended = connection => panic!("{ended:?} before the answer"),
    };
    assert_eq!(answer, format!("{address} "));
}

#[tokio::test]
async fn requests_carry_the_clients_certificate() {
    let authority = Authority::new();
    let certificates = swappable(&authority, authority.coordinator());
    let server = Server::start(Some(certificates), AcceptOptions::default(), LONG).await;

    for (identity, expected) in [(Some(authority.agent()), AGENT), (None, "")] {
        let stream = server.connect().await;
        let address = stream.local_addr().expect("it is connected");
        let stream = tls(stream, &authority, identity).await.expect("both are trusted");

        let answer = Client::over(stream).await.get("/who").await.expect("an answer");

        assert_eq!(answer, format!("{address} {expected}"));
    }
}

#[tokio::test]
async fn the_next_handshake_uses_the_renewed_certificate() {
    let (old, renewed) = (Authority::new(), Authority::new());
    let certificates = swappable(&old, old.coordinator());
    let server = Server::start(Some(Arc::clone(&certificates)), AcceptOptions::default(), LONG).await;
    tls(server.connect().await, &old, None).await.expect("the old one");

    certificates.store(Arc::new(renewed.server(renewed.coordinator())));

    tls(server.connect().await, &renewed, None).await.expect("the renewed one");
    tls(server.connect().await, &old, None).await.expect_err("the old one is gone");
}

#[tokio::test]
async fn a_silent_caller_loses_its_place() {
    let authority = Authority::new();
    let certificates = swappable(&authority, authority.coordinator());
    let options = AcceptOptions {
        handshake_timeout: SHORT,
        max_handshakes: 1,
        max_connections: 1,
        ..Default::default()
    };
    for certificates in [None, Some(certificates)] {
        let server = Server::start(certificates, options.clone(), LONG).await;
        let mut silent = server.connect().await;

        let n_read = timeout(LONG, silent.read(&mut [0])).await.expect("in time").expect("it hangs up");

        assert_eq!(n_read, 0);
    }
}

#[tokio::test]
async fn a_finished_handshake_without_a_request_loses_its_place_too() {
    let authority = Authority::new();
    let certificates = swappable(&authority, authority.coordinator());
    let options = AcceptOptions { handshake_timeout: SHORT, ..Default::default() };
    let server = Server::start(Some(certificates), options, LONG).await;
    let mut silent = tls(server.connect().await, &authority, None).await.expect("a handshake");

    let read = timeout(LONG, silent.read(&mut [0])).await.expect("in time");

    assert!(!matches!(read, Ok(1)), "{read:?}");
}

#[tokio::test]
async fn callers_wait_until_a_place_is_free() {
    let options = AcceptOptions { max_connections: 1, ..Default::default() };
    let server = Server::plain(options).await;
    let mut first = Client::over(server.connect().await).await;
    first.get("/who").await.expect("an answer");
    let mut second = Client::over(server.connect().await).await;

    timeout(SHORT, second.get("/who")).await.expect_err("no place yet");
    drop(first.sender);

    timeout(LONG, second.get("/who")).await.expect("in time").expect("an answer");
}

#[tokio::test]
async fn a_shutdown_lets_open_requests_end() {
    let server = Server::plain(AcceptOptions::default()).await;
    let mut client = Client::over(server.connect().await).await;
    let ask = client.get("/wait");
    let stop = async {
        server.called.notified().await;
        server.shutdown.cancel();
        // The port is free as soon as the drain begins.
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        server.go_on.notify_one();
    };

    let (answer, ()) = timeout(LONG, async { tokio::join!(ask, stop) }).await.expect("in time");

    assert_eq!(answer.expect("an answer"), "done");
    server.ended().await;
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_idle_connections() {
    let server = Server::plain(AcceptOptions::default()).await;
    let mut client = Client::over(server.connect().await).await;
    client.get("/who").await.expect("an answer");
    let _silent = server.connect().await;

    server.shutdown.cancel();

    client.ended().await;
    server.ended().await;
}

#[tokio::test]
async fn what_outlives_the_grace_period_is_cut() {
    let server = Server::start(None, AcceptOptions::default(), SHORT).await;
    let mut client = Client::over(server.connect().await).await;
    let stop = async {
        server.called.notified().await;
        server.shutdown.cancel();
    };

    let asked = timeout(LONG, async { tokio::join!(client.get("/stuck"), stop) }).await;

    asked.expect("in time").0.expect_err("cut");
    server.ended().await;
}

#[tokio::test]
async fn an_old_connection_is_asked_to_end_and_the_next_one_served() {
    let options = AcceptOptions { connection_age: Some(SHORT), ..Default::default() };
    let server = Server::plain(options).await;
    let mut client = Client::over(server.connect().await).await;

    let answer = timeout(LONG, client.get("/until-closing")).await.expect("in time");

    assert_eq!(answer.expect("streams are told first"), "good-bye");
    client.ended().await;
    let mut next = Client::over(server.connect().await).await;
    next.get("/who").await.expect("an answer");
    assert!(!server.shutdown.is_cancelled());
}

#[tokio::test]
async fn an_old_connection_that_does_not_end_is_cut() {
    let options = AcceptOptions { connection_age: Some(SHORT), ..Default::default() };
    let server = Server::start(None, options, SHORT).await;
    let mut client = Client::over(server.connect().await).await;

    let asked = timeout(LONG, client.get("/stuck")).await.expect("in time");

    asked.expect_err("cut");
}

#[tokio::test]
async fn dropping_the_loop_leaves_no_connection_behind() {
    let server = Server::plain(AcceptOptions::default()).await;
    let mut client = Client::over(server.connect().await).await;
    client.get("/who").await.expect("an answer");

    server.running.abort();

    client.ended().await;
}

#[test]
fn ages_stay_within_a_fifth() {
    let age = Duration::from_secs(1_800);
    let options = AcceptOptions { connection_age: Some(age), ..Default::default() };

    for _ in 0..1_000 {
        let drawn = options.jittered_age().expect("an age");
        assert!((age.mul_f64(0.8)..=age.mul_f64(1.2)).contains(&drawn), "{drawn:?}");
    }
}
