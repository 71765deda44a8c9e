//! The life of one connection.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::Request};
use hyper::{body::Incoming, rt::Executor, service::Service as _, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{ConnInfo, Shared};

pub(super) async fn run(shared: Arc<Shared>, stream: TcpStream, peer_addr: SocketAddr) {
    // Only costs latency when it fails.
    stream.set_nodelay(true).ok();
    let listener = shared.options.name;
    let open = metrics::gauge!("nocturne_listener_connections", "listener" => listener);
    open.increment(1.0);
    let _close = Close(open);

    let served = serve(&shared, stream, peer_addr);
    if shared.kill.run_until_cancelled(served).await.is_none() {
        tracing::debug!(listener, peer = %peer_addr, "connection cut");
    }
}

/// Counts the connection out, also when its task is dropped.
struct Close(metrics::Gauge);

impl Drop for Close {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

async fn serve(shared: &Shared, stream: TcpStream, peer_addr: SocketAddr) {
    let result = match shared.tls.as_ref().map(|tls| TlsAcceptor::from(tls.load_full())) {
        None => match begin(shared, peer_addr, wait_for_bytes(shared, stream)).await {
            Some(stream) => http(shared, stream, peer_addr, None).await,
            None => return,
        },
        Some(acceptor) => match begin(shared, peer_addr, handshake(shared, acceptor, stream)).await {
            Some(stream) => {
                let certificate = peer_certificate(&stream);
                http(shared, stream, peer_addr, certificate).await
            }
            None => return,
        },
    };
    if let Err(error) = result {
        let listener = shared.options.name;
        tracing::debug!(error = &*error, listener, peer = %peer_addr, "connection failed");
    }
}

/// The stream `opening` yields; none if it failed, which is counted, or when stopping.
async fn begin<S>(
    shared: &Shared,
    peer_addr: SocketAddr,
    opening: impl Future<Output = io::Result<S>>,
) -> Option<S> {
    let listener = shared.options.name;
    match shared.shutdown.run_until_cancelled(opening).await? {
        Ok(stream) => Some(stream),
        Err(error) => {
            metrics::counter!("nocturne_listener_handshake_failures_total", "listener" => listener)
                .increment(1);
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, listener, peer = %peer_addr, "handshake failed");
            None
        }
    }
}

/// A caller that says nothing must not hold a place.
async fn wait_for_bytes(shared: &Shared, stream: TcpStream) -> io::Result<TcpStream> {
    timeout(shared.options.handshake_timeout, stream.peek(&mut [0])).await??;
    Ok(stream)
}

async fn handshake(
    shared: &Shared,
    acceptor: TlsAcceptor,
    stream: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    let limit = shared.options.handshake_timeout;
    let turn = shared.handshakes.acquire().await.map_err(io::Error::other)?;
    let mut stream = timeout(limit, acceptor.accept(stream)).await??;
    drop(turn);
    timeout(limit, stream.fill_buf()).await??;
    Ok(stream)
}

fn peer_certificate(stream: &TlsStream<TcpStream>) -> Option<Arc<[u8]>> {
    let (_io, session) = stream.get_ref();
    session.peer_certificates()?.first().map(|leaf| Arc::from(leaf.as_ref()))
}

async fn http<S>(
    shared: &Shared,
    stream: S,
    peer_addr: SocketAddr,
    peer_certificate: Option<Arc<[u8]>>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let closing = shared.shutdown.child_token();
    let info = ConnInfo { peer_addr, peer_certificate, closing: closing.clone() };
    let router: TowerToHyperService<Router> = TowerToHyperService::new(shared.router.clone());
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(info.clone());
        router.call(request)
    });
    let builder = builder(shared);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));

    let age = shared.options.jittered_age();
    tokio::select! {
        ended = connection.as_mut() => return ended,
        () = closing.cancelled() => (),
        () = sleep_or_never(age) => closing.cancel(),
    }
    connection.as_mut().graceful_shutdown();
    match timeout(shared.grace, connection).await {
        Ok(ended) => ended,
        Err(elapsed) => Err(elapsed.into()),
    }
}

async fn sleep_or_never(duration: Option<Duration>) {
    match duration {
        Some(duration) => tokio::time::sleep(duration).await,
        None => std::future::pending().await,
    }
}

fn builder(shared: &Shared) -> auto::Builder<OwnedExecutor> {
    let options = &shared.options;
    let executor = OwnedExecutor { tracker: shared.tracker.clone(), kill: shared.kill.clone() };
    let mut builder = auto::Builder::new(executor);
    builder.http1().timer(TokioTimer::new());
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(options.max_concurrent_streams)
        .initial_stream_window_size(options.initial_stream_window)
        .initial_connection_window_size(options.connection_window())
        .keep_alive_interval(options.keepalive_interval)
        .keep_alive_timeout(options.keepalive_timeout);
    if options.http2_only { builder.http2_only() } else { builder }
}

/// Runs the streams of HTTP/2 connections as tasks of the listener.
#[derive(Clone)]
struct OwnedExecutor {
    tracker: TaskTracker,
    kill: CancellationToken,
}

impl<F> Executor<F> for OwnedExecutor
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, stream: F) {
        let kill = self.kill.clone();
        self.tracker.spawn(kill.run_until_cancelled_owned(stream));
    }
}
