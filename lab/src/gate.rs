//! A TCP port that can be closed, silenced and opened again while it stays the same port.
//!
//! A socket that is bound and does not listen holds the port the whole time; without a listener beside it the kernel
//! refuses every connect.

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use serde::Serialize;
use socket2::Socket;
use tokio::net::TcpStream;

use crate::{
    closed::{SilentTarget, reserve},
    listening::Listening,
};

/// Connections that wait to be accepted.
const BACKLOG: i32 = 128;

/// What is done with one connection.
pub(crate) type Serve = Arc<dyn Fn(TcpStream) -> BoxFuture<'static, io::Result<()>> + Send + Sync>;

/// What a connect meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// It is accepted.
    Open,
    /// It is refused.
    Closed,
    /// It is not answered.
    Silent,
}

/// The port and what is behind it.
pub(crate) struct Gate {
    addr: SocketAddr,
    _reserved: Socket,
    serve: Serve,
    state: State,
}

enum State {
    Open(Listening),
    Closed,
    Silent { _full: SilentTarget },
}

impl Gate {
    /// Reserves `at` without opening it.
    pub(crate) fn reserve(at: SocketAddr, serve: Serve) -> io::Result<Self> {
        let (addr, reserved) = reserve(at)?;
        Ok(Self { addr, _reserved: reserved, serve, state: State::Closed })
    }

    /// The port.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What a connect meets.
    pub(crate) const fn door(&self) -> Door {
        match self.state {
            State::Open(_) => Door::Open,
            State::Closed => Door::Closed,
            State::Silent { .. } => Door::Silent,
        }
    }

    /// Makes every connect from here on meet `door`. Connections that were open are cut unless nothing changes.
    ///
    /// On an error the port is closed.
    pub(crate) async fn turn(&mut self, door: Door) -> io::Result<()> {
        if self.door() == door {
            return Ok(());
        }
        if let State::Open(listening) = std::mem::replace(&mut self.state, State::Closed) {
            listening.close().await;
        }
        self.state = match door {
            Door::Open => State::Open(self.open()?),
            Door::Closed => State::Closed,
            Door::Silent => State::Silent { _full: silent(self.addr).await? },
        };
        Ok(())
    }

    fn open(&self) -> io::Result<Listening> {
        let (_, socket) = reserve(self.addr)?;
        socket.listen(BACKLOG)?;
        let serve = Arc::clone(&self.serve);
        Listening::adopt(TcpListener::from(socket), move |stream| serve(stream))
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("addr", &self.addr).field("door", &self.door()).finish_non_exhaustive()
    }
}

/// Filling a queue blocks.
async fn silent(at: SocketAddr) -> io::Result<SilentTarget> {
    tokio::task::spawn_blocking(move || SilentTarget::start(at)).await.map_err(io::Error::other)?
}

/// Makes a connection end with a reset when it is dropped.
pub(crate) fn reset(stream: &TcpStream) -> io::Result<()> {
    stream.set_zero_linger()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{io::AsyncReadExt as _, time::timeout};

    use super::*;
    use crate::echo;

    #[tokio::test]
    async fn one_port_goes_through_every_state() {
        let serve: Serve = Arc::new(|stream| Box::pin(echo::serve(stream)));
        let mut gate = Gate::reserve(([127, 0, 0, 1], 0).into(), serve).unwrap();
        let addr = gate.addr();
        assert_eq!(refusal(addr).await, io::ErrorKind::ConnectionRefused);

        for _ in 0..3 {
            gate.turn(Door::Open).await.unwrap();
            let mut stream = TcpStream::connect(addr).await.unwrap();
            stream.read_u8().await.unwrap();

            gate.turn(Door::Closed).await.unwrap();
            assert_eq!(refusal(addr).await, io::ErrorKind::ConnectionRefused);
            let mut rest = Vec::new();
            timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.expect("cut").ok();

            gate.turn(Door::Silent).await.unwrap();
            let silence = timeout(Duration::from_millis(100), TcpStream::connect(addr)).await;
            assert!(silence.is_err(), "{silence:?}");
        }
        assert_eq!(gate.door(), Door::Silent);
    }

    async fn refusal(addr: SocketAddr) -> io::ErrorKind {
        TcpStream::connect(addr).await.expect_err("closed").kind()
    }
}
