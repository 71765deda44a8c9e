//! Sockets that carry ICMP, best kind first.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use rustix::io::Errno;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

/// Asked for, and cut by the kernel to `net.core.rmem_max`: a raw socket sees all ICMP of the host.
const RECEIVE_BUFFER: usize = 4 << 20;

/// Kind of socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Needs `CAP_NET_RAW`. Sees replies and errors of everybody, chooses the identifier.
    Raw,
    /// Needs a group in `net.ipv4.ping_group_range`, for both families. The kernel writes the identifier, hands over the
    /// replies that carry it, and keeps ICMP errors to itself.
    Datagram,
}

impl Mode {
    pub(super) const fn capability(self) -> &'static str {
        match self {
            Self::Raw => "icmp.raw",
            Self::Datagram => "icmp.datagram",
        }
    }
}

/// Address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Of IPv4.
    V4,
    /// Of IPv6.
    V6,
}

impl Family {
    pub(super) const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }
}

/// An open socket. Tokio's UDP socket is used for what it is underneath, a datagram socket that knows addresses; nothing
/// in it depends on the protocol.
#[derive(Debug)]
pub(super) struct EchoSocket {
    pub(super) mode: Mode,
    pub(super) family: Family,
    inner: UdpSocket,
}

impl EchoSocket {
    /// What IPv4 would get.
    pub(super) fn probe_mode() -> Option<Mode> {
        create(Family::V4).ok().map(|(mode, _socket)| mode)
    }

    /// # Errors
    ///
    /// Neither kind is permitted, or this host is out of files.
    pub(super) fn open(family: Family) -> io::Result<Self> {
        let (mode, socket) = create(family)?;
        socket.set_nonblocking(true)?;
        // Best effort: a smaller buffer loses replies only under a load that fills it.
        socket.set_recv_buffer_size(RECEIVE_BUFFER).ok();
        Ok(Self { mode, family, inner: UdpSocket::from_std(socket.into())? })
    }

    pub(super) async fn readable(&self) -> io::Result<()> {
        self.inner.readable().await
    }

    pub(super) fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, IpAddr)> {
        self.inner.try_recv_from(buffer).map(|(length, from)| (length, from.ip()))
    }

    pub(super) fn send(&self, bytes: &[u8], target: IpAddr) -> io::Result<()> {
        self.inner.try_send_to(bytes, SocketAddr::new(target, 0)).map(drop)
    }
}

fn create(family: Family) -> io::Result<(Mode, Socket)> {
    let (domain, protocol) = match family {
        Family::V4 => (Domain::IPV4, Protocol::ICMPV4),
        Family::V6 => (Domain::IPV6, Protocol::ICMPV6),
    };
    match Socket::new(domain, Type::RAW, Some(protocol)) {
        Ok(socket) => Ok((Mode::Raw, socket)),
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::PERM | Errno::ACCESS)) => {
            Socket::new(domain, Type::DGRAM, Some(protocol)).map(|socket| (Mode::Datagram, socket))
        }
        Err(error) => Err(error),
    }
}
