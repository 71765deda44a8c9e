//! The exchange with the server: UDP, and TCP where that is wanted or needed (RFC 7766).

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::{Duration, Instant},
};

use nocturne_shared::{check::DnsSpec, outcome::Reason};
use rustix::io::Errno;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UdpSocket},
    time::timeout_at,
};

use super::{
    answer::{Head, Question, read_head},
    query,
};
use crate::probe::{
    fault::{after_sending, before_sending},
    measurement::Finding,
    tcp,
};

/// Longest datagram that is read. Without EDNS a server must not send more than 512 bytes.
const MAX_DATAGRAM: usize = 4_096;

/// One question under way.
#[derive(Debug)]
pub(super) struct Asking<'a> {
    spec: &'a DnsSpec,
    question: &'a Question,
    server: SocketAddr,
    deadline: Instant,
    /// Time to reach the server, of both transports if both were used; `None` until it was reached.
    pub(super) connect: Option<Duration>,
    /// Time from the question to the answer, as above.
    pub(super) request: Option<Duration>,
    /// The transport in use.
    pub(super) transport: &'static str,
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        spec: &'a DnsSpec,
        question: &'a Question,
        server: SocketAddr,
        deadline: Instant,
    ) -> Self {
        Self { spec, question, server, deadline, connect: None, request: None, transport: "UDP" }
    }

    /// What is asked of whom, for people.
    pub(super) fn attempt(&self) -> String {
        let Self { spec, server, transport, .. } = self;
        format!("asking {server} for {} {} over {transport}", self.question.name(), spec.record_type)
    }

    /// A message whose head belongs to the question.
    pub(super) async fn ask(&mut self) -> Result<Vec<u8>, Finding> {
        if !self.spec.tcp {
            let message = self.over_udp().await?;
            if !is_cut(&message) {
                return Ok(message);
            }
        }
        self.over_tcp().await
    }

    async fn over_udp(&mut self) -> Result<Vec<u8>, Finding> {
        let start = Instant::now();
        let fault = |error: &io::Error| before_sending(error, self.server.ip(), &self.attempt());
        let socket = connected(self.server).await.map_err(|error| fault(&error))?;
        let (id, query) = self.query();
        let sent = Instant::now();
        socket.send(&query).await.map_err(|error| fault(&error))?;
        self.connect = Some(sent - start);
        let message = self.receive(&socket, id).await?;
        self.request = Some(sent.elapsed());
        Ok(message)
    }

    /// Waits for the answer through whatever else arrives: what has another id or question may be forged (RFC 5452 §4).
    async fn receive(&self, socket: &UdpSocket, id: u16) -> Result<Vec<u8>, Finding> {
        let mut buffer = vec![0; MAX_DATAGRAM + 1];
        let mut complaint = None;
        loop {
            let length = match timeout_at(self.deadline.into(), socket.recv(&mut buffer)).await {
                Ok(Ok(length)) => length,
                Ok(Err(error)) => return Err(self.complained(&error)),
                Err(_elapsed) => return Err(self.nothing(complaint)),
            };
            let message = buffer.get(..length).unwrap_or_default();
            if length > MAX_DATAGRAM {
                let evidence =
                    format!("{}: a datagram of more than {MAX_DATAGRAM} bytes came back", self.attempt());
                return Err(Finding::failure(Reason::DnsMalformed, evidence));
            }
            match self.belongs(message, id) {
                Ok(_head) => return Ok(message.to_vec()),
                Err(why) => complaint = Some(why),
            }
        }
    }

    async fn over_tcp(&mut self) -> Result<Vec<u8>, Finding> {
        self.transport = "TCP";
        let start = Instant::now();
        let mut stream = tcp::connect(self.server, self.deadline).await?;
        *self.connect.get_or_insert_default() += start.elapsed();
        let (id, query) = self.query();
        let sent = Instant::now();
        let message = match timeout_at(self.deadline.into(), exchange(&mut stream, &query)).await {
            Ok(Ok(message)) => message,
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let evidence = format!("{}: the connection was closed before the answer", self.attempt());
                return Err(Finding::failure(Reason::TcpReset, evidence));
            }
            Ok(Err(error)) => return Err(after_sending(&error, &self.attempt())),
            Err(_elapsed) => return Err(self.nothing(None)),
        };
        *self.request.get_or_insert_default() += sent.elapsed();
        match self.belongs(&message, id) {
            Ok(_head) => Ok(message),
            Err(why) => Err(Finding::failure(Reason::DnsMalformed, format!("{}: {why}", self.attempt()))),
        }
    }

    fn query(&self) -> (u16, Vec<u8>) {
        let id = fastrand::u16(..);
        (id, query::encode(self.question, self.spec.recursion_desired, id))
    }

    fn belongs(&self, message: &[u8], id: u16) -> Result<Head, String> {
        let head = read_head(message).map_err(|error| format!("what came back is no message: {error}"))?;
        match head.belongs_to(id, self.question) {
            Ok(()) => Ok(head),
            Err(why) => Err(format!("what came back is not the answer: {why}")),
        }
    }

    fn nothing(&self, complaint: Option<String>) -> Finding {
        let attempt = self.attempt();
        match complaint {
            None => {
                Finding::failure(Reason::Timeout, format!("{attempt}: no answer in time (phase request)"))
            }
            Some(why) => Finding::failure(Reason::DnsMalformed, format!("{attempt}: {why}")),
        }
    }

    /// What a router or the server's host said. A refused connection does not exist here: the port is unreachable.
    fn complained(&self, error: &io::Error) -> Finding {
        let attempt = self.attempt();
        match Errno::from_io_error(error) {
            Some(Errno::CONNREFUSED) => {
                Finding::failure(Reason::IcmpUnreachable, format!("{attempt}: port unreachable"))
            }
            _ => after_sending(error, &attempt),
        }
    }
}

fn is_cut(message: &[u8]) -> bool {
    read_head(message).is_ok_and(|head| head.flags.is_cut())
}

/// A socket that only hears the server, from a port the kernel draws.
async fn connected(server: SocketAddr) -> io::Result<UdpSocket> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    Ok(socket)
}

async fn exchange(stream: &mut TcpStream, query: &[u8]) -> io::Result<Vec<u8>> {
    // One write, so that one segment carries length and question (RFC 7766 §8).
    let length = u16::try_from(query.len()).unwrap_or(u16::MAX);
    stream.write_all(&[&length.to_be_bytes(), query].concat()).await?;
    let length = stream.read_u16().await?;
    let mut message = vec![0; length.into()];
    stream.read_exact(&mut message).await?;
    Ok(message)
}
