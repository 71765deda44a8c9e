//! A connection that can be spoiled from above: the server's own bytes replaced, or the connection reset.

use std::{
    fmt, io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::server::TlsStream;

use crate::gate;

/// What is said where an HTTP response belongs: an SMTP greeting, as behind a wrong port.
pub(super) const GARBAGE: &[u8] = b"220 lab.test ESMTP this is not HTTP\r\n";

/// What becomes of what the server writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Mode {
    /// It is sent.
    Plain = 0,
    /// Something else is sent, and then the connection ends.
    Garbage = 1,
    /// The connection is reset.
    Reset = 2,
}

/// The mode of one connection.
#[derive(Debug, Default)]
pub(super) struct WireMode(AtomicU8);

impl WireMode {
    /// From the next byte on.
    pub(super) fn set(&self, mode: Mode) {
        self.0.store(mode as u8, Ordering::Release);
    }

    fn get(&self) -> Mode {
        match self.0.load(Ordering::Acquire) {
            1 => Mode::Garbage,
            2 => Mode::Reset,
            _ => Mode::Plain,
        }
    }
}

/// The request gets no response; the connection ends.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut on purpose")
    }
}

impl std::error::Error for Cut {}

/// A stream over TCP.
pub(super) trait Tcp: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    /// The TCP connection itself.
    fn tcp(&self) -> &TcpStream;
}

impl Tcp for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Tcp for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// The stream with its mode.
pub(super) struct Wire<S: Tcp> {
    stream: S,
    mode: Arc<WireMode>,
    n_garbage: usize,
}

impl<S: Tcp> Wire<S> {
    pub(super) const fn new(stream: S, mode: Arc<WireMode>) -> Self {
        Self { stream, mode, n_garbage: 0 }
    }

    fn poll_garbage(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        while let Some(rest) = GARBAGE.get(self.n_garbage..).filter(|rest| !rest.is_empty()) {
            let n = ready!(Pin::new(&mut self.stream).poll_write(cx, rest))?;
            self.n_garbage = self.n_garbage.saturating_add(n);
        }
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        Poll::Ready(Err(io::Error::other("spoiled on purpose")))
    }
}

impl<S: Tcp> Drop for Wire<S> {
    fn drop(&mut self) {
        if self.mode.get() == Mode::Reset {
            // A connection that is gone already needs no reset.
            gate::reset(self.stream.tcp()).ok();
        }
    }
}

impl<S: Tcp> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.mode.get() {
            Mode::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            Mode::Plain | Mode::Garbage => Pin::new(&mut self.stream).poll_read(cx, buf),
        }
    }
}

impl<S: Tcp> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.mode.get() {
            Mode::Plain => Pin::new(&mut self.stream).poll_write(cx, buf),
            Mode::Garbage => self.poll_garbage(cx),
            Mode::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.mode.get() {
            Mode::Plain | Mode::Garbage => Pin::new(&mut self.stream).poll_flush(cx),
            Mode::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.mode.get() {
            Mode::Plain | Mode::Garbage => Pin::new(&mut self.stream).poll_shutdown(cx),
            Mode::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }
}
