//! What a listener allows, and what a request knows of its connection.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

/// Limits and times of one listener.
#[derive(Debug, Clone)]
pub struct AcceptOptions {
    /// Tells listeners apart in logs and metrics.
    pub name: &'static str,
    /// From the first byte of the handshake to the first byte of HTTP, each.
    pub handshake_timeout: Duration,
    /// Handshakes at once; more connections wait for their turn.
    pub max_handshakes: usize,
    /// Connections at once; more callers wait in the kernel's backlog.
    pub max_connections: usize,
    /// Serves HTTP/2 and nothing else; without it a connection is HTTP/1.1 or HTTP/2 as the client begins.
    pub http2_only: bool,
    /// Requests at once on one HTTP/2 connection.
    pub max_concurrent_streams: u32,
    /// Bytes a client may send on one HTTP/2 stream before we read them.
    pub initial_stream_window: u32,
    /// A connection is asked to end at this age ± 20 %, which spreads clients over replicas.
    pub connection_age: Option<Duration>,
    /// Silence on HTTP/2 after which the client is pinged.
    pub keepalive_interval: Duration,
    /// How long the answer to a ping may take before the connection is cut.
    pub keepalive_timeout: Duration,
}

impl Default for AcceptOptions {
    fn default() -> Self {
        Self {
            name: "http",
            handshake_timeout: Duration::from_secs(5),
            max_handshakes: 64,
            max_connections: 10_000,
            http2_only: false,
            max_concurrent_streams: 16,
            // One full batch of results.
            initial_stream_window: 512 << 10,
            connection_age: None,
            keepalive_interval: Duration::from_secs(20),
            keepalive_timeout: Duration::from_secs(10),
        }
    }
}

impl AcceptOptions {
    /// The connection's window, twice a stream's: one stream that nobody reads must not stop
    /// the heartbeat beside it.
    pub(super) fn connection_window(&self) -> u32 {
        self.initial_stream_window.saturating_mul(2)
    }

    /// The age for one connection, drawn evenly within ± 20 %.
    pub(super) fn jittered_age(&self) -> Option<Duration> {
        self.connection_age.map(|age| age.mul_f64(0.8 + 0.4 * fastrand::f64()))
    }
}

/// The connection a request came by; an extension of every request.
#[derive(Debug, Clone)]
pub struct ConnInfo {
    /// Where the client, or the last proxy before us, called from.
    pub peer_addr: SocketAddr,
    /// The client's own certificate in DER, verified against the client roots. Whether it has
    /// expired since is for the asked service to see.
    pub peer_certificate: Option<Arc<[u8]>>,
    /// Cancelled when the connection should end, by age or shutdown. Long streams watch it, say
    /// good-bye and return; what has not ended after the grace period is cut.
    pub closing: CancellationToken,
}
