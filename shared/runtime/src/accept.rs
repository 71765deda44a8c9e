//! Our own accept loop: every connection can be bounded, aged, identified and ended.
//!
//! ```text
//! listener ─▶ a place (max_connections) ─▶ handshake (max_handshakes, timeout) ─▶ HTTP ─▶ Router
//! ```
//!
//! Certificates are looked up for every handshake, so a renewal needs no restart. When all places
//! are taken, callers wait in the kernel's backlog.

mod connection;
mod options;
#[cfg(test)]
mod tests;

use std::{io, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use axum::Router;
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::options::{AcceptOptions, ConnInfo};
use crate::backoff::Backoff;

/// Between two failed accepts. Descriptors come back when connections end, not by asking.
const ACCEPT_RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// A listening socket and what is served on it.
pub struct AcceptLoop {
    /// Bound and listening.
    pub listener: TcpListener,
    /// The settings of the next handshake; without, connections are in the clear.
    pub tls: Option<Arc<ArcSwap<rustls::ServerConfig>>>,
    /// Limits and times.
    pub options: AcceptOptions,
}

/// What all connections of one listener share.
struct Shared {
    tls: Option<Arc<ArcSwap<rustls::ServerConfig>>>,
    options: AcceptOptions,
    router: Router,
    handshakes: Semaphore,
    tracker: TaskTracker,
    /// Asks connections to finish what they do.
    shutdown: CancellationToken,
    /// Ends them where they are.
    kill: CancellationToken,
    grace: Duration,
}

impl AcceptLoop {
    /// Serves `router` until `shutdown`, then gives open requests `grace` to end.
    ///
    /// Every request carries a [`ConnInfo`] as extension. A connection that reached its age is
    /// asked to end in the same way, and cut `grace` later.
    ///
    /// # Errors
    ///
    /// None at present: what goes wrong with one connection ends that one, and a failing accept
    /// is tried again.
    pub async fn run(
        self,
        router: Router,
        shutdown: CancellationToken,
        grace: Duration,
    ) -> anyhow::Result<()> {
        let kill = CancellationToken::new();
        // Whoever drops this future must not leave connections behind.
        let _kill_when_dropped = kill.clone().drop_guard();
        let shared = Arc::new(Shared {
            handshakes: Semaphore::new(self.options.max_handshakes),
            tls: self.tls,
            options: self.options,
            router,
            tracker: TaskTracker::new(),
            shutdown,
            kill,
            grace,
        });

        accept_until_shutdown(self.listener, &shared).await;

        shared.tracker.close();
        if tokio::time::timeout(grace, shared.tracker.wait()).await.is_err() {
            tracing::warn!(
                listener = shared.options.name,
                left = shared.tracker.len(),
                ?grace,
                "connections outlived the grace period",
            );
            shared.kill.cancel();
            shared.tracker.wait().await;
        }
        Ok(())
    }
}

/// Takes the listener, so that the port is free once the drain begins.
async fn accept_until_shutdown(listener: TcpListener, shared: &Arc<Shared>) {
    let places = Arc::new(Semaphore::new(shared.options.max_connections));
    let mut backoff = Backoff::new(ACCEPT_RETRY.0, ACCEPT_RETRY.1);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        // Cancel-safe: a place is given back, and accept takes nothing before it is ready.
        let Some((place, accepted)) = shared.shutdown.run_until_cancelled(next).await else {
            return;
        };
        match accepted {
            Ok((stream, peer_addr)) => {
                backoff.reset();
                let connection = connection::run(Arc::clone(shared), stream, peer_addr);
                shared.tracker.spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(error) if is_about_one_connection(&error) => (),
            Err(error) => {
                metrics::counter!(
                    "nocturne_listener_accept_failures_total",
                    "listener" => shared.options.name,
                )
                .increment(1);
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    listener = shared.options.name,
                    "could not accept",
                );
                let wait = tokio::time::sleep(backoff.next());
                shared.shutdown.run_until_cancelled(wait).await;
            }
        }
    }
}

/// The caller went away while it queued; the next one is not affected.
fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
