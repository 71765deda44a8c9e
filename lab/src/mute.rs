//! A service that hangs: the handshake is the kernel's, the program behind it is stuck.

use std::{io, net::SocketAddr};

use tokio::{
    io::{copy, sink},
    net::TcpStream,
};

use crate::listening::Listening;

/// Accepts and never says a word.
#[derive(Debug)]
pub struct MuteTarget {
    listening: Listening,
}

impl MuteTarget {
    /// Listens at `at`.
    ///
    /// # Errors
    ///
    /// The address cannot be bound.
    pub async fn start(at: SocketAddr) -> io::Result<Self> {
        Ok(Self { listening: Listening::start(at, serve).await? })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.listening.addr()
    }
}

/// One connection: hears and says nothing.
pub(crate) async fn serve(mut stream: TcpStream) -> io::Result<()> {
    copy(&mut stream, &mut sink()).await.map(drop)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{io::AsyncReadExt as _, time::timeout};

    use super::*;

    #[tokio::test]
    async fn accepts_and_says_nothing() {
        let target = MuteTarget::start(([127, 0, 0, 1], 0).into()).await.unwrap();

        let mut stream = TcpStream::connect(target.addr()).await.unwrap();

        let said = timeout(Duration::from_millis(100), stream.read_u8()).await;
        assert!(said.is_err(), "it said {said:?}");
    }
}
