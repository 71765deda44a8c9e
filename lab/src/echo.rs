//! A healthy service: greets and repeats.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncWriteExt as _, copy},
    net::TcpStream,
};

use crate::listening::Listening;

/// First line of every greeting target.
pub(crate) const GREETING: &[u8] = b"nocturne-lab ready\n";

/// Accepts, greets with one line, then sends back what it gets.
#[derive(Debug)]
pub struct EchoTarget {
    listening: Listening,
}

impl EchoTarget {
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

pub(crate) async fn serve(mut stream: TcpStream) -> io::Result<()> {
    let (mut from, mut to) = stream.split();
    to.write_all(GREETING).await?;
    copy(&mut from, &mut to).await?;
    to.shutdown().await
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn greets_and_repeats_until_the_peer_is_done() {
        let target = EchoTarget::start(([127, 0, 0, 1], 0).into()).await.unwrap();

        let mut stream = TcpStream::connect(target.addr()).await.unwrap();
        stream.write_all(b"hello").await.unwrap();
        stream.shutdown().await.unwrap();
        let mut said = Vec::new();
        stream.read_to_end(&mut said).await.unwrap();

        assert_eq!(said, [GREETING, b"hello"].concat());
    }

    #[tokio::test]
    async fn a_dropped_target_closes_its_connections() {
        let target = EchoTarget::start(([127, 0, 0, 1], 0).into()).await.unwrap();
        let mut stream = TcpStream::connect(target.addr()).await.unwrap();
        let mut greeting = vec![0; GREETING.len()];
        stream.read_exact(&mut greeting).await.unwrap();

        drop(target);

        let mut rest = Vec::new();
        assert_eq!(stream.read_to_end(&mut rest).await.unwrap_or(0), 0);
    }
}
