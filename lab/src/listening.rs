//! The accept loop every accepting target shares.

use std::{
    io,
    net::{SocketAddr, TcpListener as StdListener},
    sync::Arc,
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// Connections served at once. Beyond it nothing is accepted: the kernel's queue fills and connects slow down, as they
/// do at a busy server.
const MAX_CONNECTIONS: usize = 1_024;
/// Pause after a failed accept: out of file descriptors does not get better by spinning.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A listener with its tasks. Dropping it closes the port and ends every connection.
#[derive(Debug)]
pub(crate) struct Listening {
    addr: SocketAddr,
    accepting: JoinHandle<()>,
    stop: DropGuard,
}

impl Listening {
    /// Binds `at` and gives each connection to `serve`.
    pub(crate) async fn start<F, Fut>(at: SocketAddr, serve: F) -> io::Result<Self>
    where
        F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<()>> + Send + 'static,
    {
        Self::on(TcpListener::bind(at).await?, serve)
    }

    /// The same on a socket that is listening already.
    pub(crate) fn adopt<F, Fut>(listener: StdListener, serve: F) -> io::Result<Self>
    where
        F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<()>> + Send + 'static,
    {
        listener.set_nonblocking(true)?;
        Self::on(TcpListener::from_std(listener)?, serve)
    }

    fn on<F, Fut>(listener: TcpListener, serve: F) -> io::Result<Self>
    where
        F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<()>> + Send + 'static,
    {
        let addr = listener.local_addr()?;
        let stop = CancellationToken::new();
        let tracker = TaskTracker::new();
        let accepting = accept(listener, serve, stop.clone(), tracker.clone());
        let accepting = tracker.spawn(accepting);
        Ok(Self { addr, accepting, stop: stop.drop_guard() })
    }

    /// Closes the port and cuts every connection; the port is closed when this returns.
    pub(crate) async fn close(self) {
        drop(self.stop);
        // Ended by the token; a panic in it has closed the listener too.
        self.accepting.await.ok();
    }

    /// Where it listens.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

async fn accept<F, Fut>(listener: TcpListener, serve: F, stop: CancellationToken, tracker: TaskTracker)
where
    F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = io::Result<()>> + Send + 'static,
{
    let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let accepting = async {
        while let Ok(permit) = Arc::clone(&free).acquire_owned().await {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let served = stop.clone().run_until_cancelled_owned(serve(stream));
                    tracker.spawn(async move {
                        if let Some(Err(error)) = served.await {
                            tracing::debug!(%peer, %error, "connection ended early");
                        }
                        drop(permit);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    // Cancel safe: an accept that is dropped leaves its connection in the queue that closes with the listener.
    stop.run_until_cancelled(accepting).await;
}
