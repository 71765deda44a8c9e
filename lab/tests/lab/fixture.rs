//! Clients that know no more than a socket.

use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use nocturne_lab::{Kind, Lab, LabOptions, Scenario};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Far more than anything here takes: it only bounds how long a failure takes.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);
/// What does not answer within this is silent: an answer on loopback takes no millisecond.
pub(crate) const SILENCE: Duration = Duration::from_millis(250);

/// A lab without a state folder and without a control endpoint.
pub(crate) async fn start(scenario: Scenario) -> Lab {
    Lab::start(&scenario, &LabOptions::default()).await.unwrap()
}

/// A lab with one target.
pub(crate) async fn one(kind: Kind) -> (Lab, SocketAddr) {
    let lab = start(Scenario::default().with("it", kind)).await;
    let addr = lab.addr("it").unwrap();
    (lab, addr)
}

/// An HTTP/1.1 response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.parse().ok()?;
        Some(Self { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Asks for a path and reads to the end of the connection.
pub(crate) async fn get(addr: SocketAddr, path: &str) -> io::Result<Reply> {
    send(addr, &format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n"), "").await
}

/// Sends a request as it is.
pub(crate) async fn send(addr: SocketAddr, head: &str, body: &str) -> io::Result<Reply> {
    let bytes = raw(TcpStream::connect(addr).await?, &format!("{head}{body}")).await;
    let bytes = bytes.1.map_or(Ok(bytes.0), Err)?;
    Reply::parse(&bytes).ok_or_else(|| io::Error::other(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Sends a request and returns what came before the end, and how it ended.
pub(crate) async fn raw<S>(mut stream: S, request: &str) -> (Vec<u8>, Option<io::Error>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut bytes = Vec::new();
    let asked = async {
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_end(&mut bytes).await
    };
    let ended = timeout(LIMIT, asked).await.expect("the connection ends");
    (bytes, ended.err())
}

/// Waits for a condition.
pub(crate) async fn eventually(what: &str, mut look: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !look().await {
        assert!(begun.elapsed() < LIMIT, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What a connect meets: `open`, `refused` or `silent`; `cut` when the port closed at that moment.
pub(crate) async fn door(addr: SocketAddr) -> &'static str {
    match timeout(SILENCE, TcpStream::connect(addr)).await {
        Err(_elapsed) => "silent",
        Ok(Ok(_stream)) => "open",
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => "refused",
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset => "cut",
        Ok(Err(error)) => panic!("{error}"),
    }
}
