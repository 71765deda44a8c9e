//! TCP: completes a handshake, reads a line if the check asks for it, and hangs up.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use nocturne_shared::{
    check::TcpSpec,
    outcome::{Metric, Reason},
};
use rustix::io::Errno;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::{io::AsyncReadExt as _, net::TcpStream, time::timeout_at};

use super::{
    fault::{after_sending, before_sending},
    measurement::{Finding, quote},
};

mod number;

/// Most bytes of a greeting that are read.
const MAX_LINE: usize = 1_024;

pub(super) async fn run(spec: &TcpSpec, address: IpAddr, deadline: Instant) -> Finding {
    let target = SocketAddr::new(address, spec.port);
    let start = Instant::now();
    let mut stream = match connect(target, deadline).await {
        Ok(stream) => stream,
        Err(finding) => return finding,
    };
    let connected = Instant::now();
    let finding = if spec.read_number {
        answer(&mut stream, target, deadline).await
    } else {
        Finding::success(format!("connected to {target}"))
    };
    finding.value(Metric::TcpDuration, &[("phase", "connect")], (connected - start).as_secs_f64())
}

/// Tells apart what the call says (this host) from what the socket says later (the network).
pub(super) async fn connect(target: SocketAddr, deadline: Instant) -> Result<TcpStream, Finding> {
    let attempt = format!("connecting to {target}");
    let stream = begin(target).map_err(|error| before_sending(&error, target.ip(), &attempt))?;
    let settled = async {
        stream.writable().await?;
        stream.take_error()?.map_or(Ok(()), Err)?;
        stream.peer_addr().map(drop)
    };
    match timeout_at(deadline.into(), settled).await {
        Ok(Ok(())) => Ok(stream),
        Ok(Err(error)) => Err(after_sending(&error, &attempt)),
        Err(_elapsed) => {
            Err(Finding::failure(Reason::Timeout, format!("{attempt}: no answer in time (phase connect)")))
        }
    }
}

fn begin(target: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(target), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    match socket.connect(&target.into()) {
        Err(error) if Errno::from_io_error(&error) != Some(Errno::INPROGRESS) => return Err(error),
        Ok(()) | Err(_) => {}
    }
    TcpStream::from_std(socket.into())
}

async fn answer(stream: &mut TcpStream, target: SocketAddr, deadline: Instant) -> Finding {
    let start = Instant::now();
    let mut line = Vec::new();
    let end = match timeout_at(deadline.into(), read_line(stream, &mut line)).await {
        Ok(Ok(end)) => end,
        Ok(Err(error)) => return after_sending(&error, &format!("reading from {target}")),
        Err(_elapsed) => {
            let evidence = format!("{target} sent no whole line in time; it sent {}", quote(&line));
            return Finding::failure(Reason::Timeout, evidence);
        }
    };
    let took = start.elapsed().as_secs_f64();
    let sent = quote(&line);
    match (end, number::first(&line, end == End::TooLong)) {
        (End::Closed, _) => {
            let evidence = format!("{target} closed the connection before the end of a line; it sent {sent}");
            Finding::failure(Reason::TcpReset, evidence)
        }
        (End::Newline | End::TooLong, None) => {
            Finding::failure(Reason::TcpAnswer, format!("{target} sent no number; it sent {sent}"))
        }
        (End::Newline | End::TooLong, Some(number)) => Finding::success(format!("{target} sent {sent}"))
            .value(Metric::TcpDuration, &[("phase", "answer")], took)
            .value(Metric::TcpAnswerNumber, &[], number),
    }
}

/// How the line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Newline,
    /// After [`MAX_LINE`] bytes.
    TooLong,
    /// What was sent may be half of it: `12` of `1234`.
    Closed,
}

/// Cancel-safe in that `line` holds what was read.
async fn read_line(stream: &mut TcpStream, line: &mut Vec<u8>) -> io::Result<End> {
    loop {
        let mut rest = (&mut *stream).take(u64::try_from(MAX_LINE - line.len()).unwrap_or(0));
        let before = line.len();
        let count = rest.read_buf(line).await?;
        if let Some(end) = line.iter().skip(before).position(|byte| *byte == b'\n') {
            line.truncate(before + end);
            return Ok(End::Newline);
        }
        if line.len() >= MAX_LINE {
            return Ok(End::TooLong);
        }
        if count == 0 {
            return Ok(End::Closed);
        }
    }
}
