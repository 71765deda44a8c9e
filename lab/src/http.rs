//! A web server that behaves as its paths say, over HTTP/1.1 and HTTP/2, in the clear and over TLS.

mod body;
mod path;
mod wire;

use std::{
    convert::Infallible,
    io,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use rustls::ServerConfig;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsAcceptor;

pub use self::path::OK_PHRASE;
use self::{
    body::Body,
    path::{Ask, Page},
    wire::{Mode, Tcp, Wire, WireMode},
};
use crate::{
    authority::{Authority, AuthorityError, Certificate},
    fault::Fail,
    live::Live,
};

/// A handshake on loopback takes milliseconds.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a client may take to say what it wants; also how long an idle connection stays.
const HEAD: Duration = Duration::from_secs(60);
/// Certificates are made again this often: one that ends in three days must not be one that ended.
const RENEW: Duration = Duration::from_hours(6);

/// What every connection of one target shares.
pub(crate) struct HttpTarget {
    live: Arc<Live>,
    tls: Option<Tls>,
}

struct Tls {
    authority: Arc<Authority>,
    certificate: Certificate,
    at: IpAddr,
    made: Mutex<(Instant, Arc<ServerConfig>)>,
}

impl HttpTarget {
    /// In the clear.
    pub(crate) const fn plain(live: Arc<Live>) -> Self {
        Self { live, tls: None }
    }

    /// Over TLS.
    pub(crate) fn tls(
        live: Arc<Live>,
        authority: Arc<Authority>,
        certificate: Certificate,
        at: IpAddr,
    ) -> Result<Self, AuthorityError> {
        let made = Mutex::new((Instant::now(), authority.server(certificate, at)?));
        Ok(Self { live, tls: Some(Tls { authority, certificate, at, made }) })
    }

    /// One connection.
    pub(crate) async fn serve(self: Arc<Self>, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        match &self.tls {
            None => Arc::clone(&self).speak(stream).await,
            Some(tls) => {
                let acceptor = TlsAcceptor::from(tls.current());
                let stream = timeout(HANDSHAKE, acceptor.accept(stream)).await??;
                Arc::clone(&self).speak(stream).await
            }
        }
    }

    async fn speak<S: Tcp>(self: Arc<Self>, stream: S) -> io::Result<()> {
        let mode = Arc::new(WireMode::default());
        let wire = TokioIo::new(Wire::new(stream, Arc::clone(&mode)));
        let service = service_fn(move |request| {
            let (target, mode) = (Arc::clone(&self), Arc::clone(&mode));
            async move { target.answer(request, &mode).await }
        });
        let mut server = auto::Builder::new(TokioExecutor::new());
        server.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
        server.http2().timer(TokioTimer::new());
        server.serve_connection(wire, service).await.map_err(io::Error::other)
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        mode: &Arc<WireMode>,
    ) -> Result<Response<Body>, wire::Cut> {
        let strike = self.live.request();
        strike.wait().await;
        match strike.fail {
            None => {}
            Some(Fail::Status(code)) => return Ok(failure(code)),
            Some(Fail::Silence) => silence().await,
            Some(Fail::Refuse | Fail::Reset | Fail::Nxdomain | Fail::Servfail) => {
                mode.set(Mode::Reset);
                return Err(wire::Cut);
            }
        }
        let (head, _body) = request.into_parts();
        match Page::of(head.uri.path()) {
            Ok(page) => Ok(page.answer(&Ask { head: &head, mode, served: self.live.served() }).await),
            Err(wrong) => Ok(wrong.response()),
        }
    }
}

impl Tls {
    fn current(&self) -> Arc<ServerConfig> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.0.elapsed() > RENEW {
            match self.authority.server(self.certificate, self.at) {
                Ok(config) => *made = (Instant::now(), config),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "could not renew a certificate");
                }
            }
        }
        Arc::clone(&made.1)
    }
}

async fn silence() {
    // The connection's end drops this.
    let Ok(()) = std::future::pending::<Result<(), Infallible>>().await;
}

fn failure(code: u16) -> Response<Body> {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    text(status, format!("a fault of the lab: {status}\n"))
}

/// A small text.
fn text(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(body::whole(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
