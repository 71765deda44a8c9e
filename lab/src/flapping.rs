//! A service that comes and goes.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use socket2::Socket;
use tokio::time::sleep;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::{closed::reserve, echo, listening::Listening};

/// Connections that wait to be accepted.
const BACKLOG: i32 = 128;

/// Open and closed in turns of one length, open first. The port stays reserved while it is closed.
#[derive(Debug)]
pub struct FlappingTarget {
    addr: SocketAddr,
    _reserved: Socket,
    _stop: DropGuard,
}

impl FlappingTarget {
    /// Listens at `at` and turns every `every`.
    ///
    /// # Errors
    ///
    /// The address cannot be bound.
    pub fn start(at: SocketAddr, every: Duration) -> io::Result<Self> {
        let (addr, reserved) = reserve(at)?;
        let first = open(addr)?;
        let stop = CancellationToken::new();
        let flapping = stop.clone().run_until_cancelled_owned(flap(addr, every, first));
        TaskTracker::new().spawn(flapping);
        Ok(Self { addr, _reserved: reserved, _stop: stop.drop_guard() })
    }

    /// The address that comes and goes.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

async fn flap(addr: SocketAddr, every: Duration, first: Listening) {
    let mut listening = Some(first);
    loop {
        sleep(every).await;
        listening = match listening.take() {
            Some(open) => {
                drop(open);
                None
            }
            // The accept loop of the turn before may still hold the port for a moment: the next turn tries again.
            None => {
                open(addr).inspect_err(|error| tracing::debug!(%addr, %error, "could not open again")).ok()
            }
        };
    }
}

fn open(addr: SocketAddr) -> io::Result<Listening> {
    let (_, socket) = reserve(addr)?;
    socket.listen(BACKLOG)?;
    Listening::adopt(TcpListener::from(socket), echo::serve)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::net::TcpStream;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn is_open_and_closed_in_turns() {
        let target = FlappingTarget::start(([127, 0, 0, 1], 0).into(), Duration::from_millis(50)).unwrap();

        for open in [true, false, true, false] {
            becomes(target.addr(), open).await;
        }
    }

    async fn becomes(addr: SocketAddr, open: bool) {
        let begun = Instant::now();
        while TcpStream::connect(addr).await.is_ok() != open {
            assert!(begun.elapsed() < LIMIT, "never became open={open}");
            sleep(Duration::from_millis(5)).await;
        }
    }
}
