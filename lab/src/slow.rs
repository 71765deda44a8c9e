//! A service that is overloaded: it answers, late.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{net::TcpStream, time::sleep};

use crate::{echo, listening::Listening};

/// Accepts at once, greets after a delay, then behaves as [`crate::EchoTarget`].
#[derive(Debug)]
pub struct SlowTarget {
    listening: Listening,
}

impl SlowTarget {
    /// Listens at `at` and greets `delay` after a connection was accepted.
    ///
    /// # Errors
    ///
    /// The address cannot be bound.
    pub async fn start(at: SocketAddr, delay: Duration) -> io::Result<Self> {
        Ok(Self { listening: Listening::start(at, move |stream| serve(stream, delay)).await? })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.listening.addr()
    }
}

/// One connection.
pub(crate) async fn serve(stream: TcpStream, delay: Duration) -> io::Result<()> {
    sleep(delay).await;
    echo::serve(stream).await
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn greets_no_earlier_than_its_delay() {
        let delay = Duration::from_millis(120);
        let target = SlowTarget::start(([127, 0, 0, 1], 0).into(), delay).await.unwrap();

        let begun = Instant::now();
        let mut stream = TcpStream::connect(target.addr()).await.unwrap();
        stream.read_u8().await.unwrap();

        assert!(begun.elapsed() >= delay);
    }
}
