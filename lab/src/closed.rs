//! Ports where nothing answers, each in its own way.

use std::{
    io,
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use socket2::{Domain, Socket, Type};

/// How long a connect may take before the queue counts as full. Loopback answers in microseconds.
const FULL_AFTER: Duration = Duration::from_millis(250);
/// Connections that are tried to fill a queue of length 0; Linux takes one or two.
const MAX_FILLERS: usize = 8;

/// A port that is reserved and on which nothing listens: every connect is refused.
#[derive(Debug)]
pub struct RefusingTarget {
    addr: SocketAddr,
    _reserved: Socket,
}

impl RefusingTarget {
    /// Reserves `at`.
    ///
    /// # Errors
    ///
    /// The address cannot be bound.
    pub fn start(at: SocketAddr) -> io::Result<Self> {
        let (addr, socket) = reserve(at)?;
        Ok(Self { addr, _reserved: socket })
    }

    /// The address that refuses.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

/// A port that drops every SYN, as a firewall does: its queue of connections is full and nobody accepts.
#[derive(Debug)]
pub struct SilentTarget {
    addr: SocketAddr,
    _listener: Socket,
    _fillers: Vec<TcpStream>,
}

impl SilentTarget {
    /// Listens at `at` and fills the queue. Blocks for a quarter of a second at least.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, or the kernel goes on accepting.
    pub fn start(at: SocketAddr) -> io::Result<Self> {
        let (addr, listener) = reserve(at)?;
        listener.listen(0)?;

        let mut fillers = Vec::new();
        while fillers.len() < MAX_FILLERS {
            match TcpStream::connect_timeout(&addr, FULL_AFTER) {
                Ok(stream) => fillers.push(stream),
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return Ok(Self { addr, _listener: listener, _fillers: fillers });
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other(format!("{addr} still accepts after {MAX_FILLERS} connections")))
    }

    /// The address that does not answer.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

/// Binds without listening. The address may be bound a second time by us as long as nobody listens on it.
pub(crate) fn reserve(at: SocketAddr) -> io::Result<(SocketAddr, Socket)> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&at.into())?;
    let addr = socket.local_addr()?.as_socket().ok_or_else(|| io::Error::other("bound to no IP address"))?;
    Ok((addr, socket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserved_port_refuses_while_it_is_held() {
        let target = RefusingTarget::start(([127, 0, 0, 1], 0).into()).unwrap();

        let error = TcpStream::connect(target.addr()).unwrap_err();

        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }

    #[test]
    fn a_silent_port_neither_accepts_nor_refuses() {
        let target = SilentTarget::start(([127, 0, 0, 1], 0).into()).unwrap();

        let error = TcpStream::connect_timeout(&target.addr(), FULL_AFTER).unwrap_err();

        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
