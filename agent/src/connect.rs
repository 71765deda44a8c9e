//! One connection to the coordinator: TCP, TLS with our own trust, HTTP/2.
//!
//! The connection is made here and then handed to the gRPC library, which neither resolves, dials nor verifies: errors
//! stay precise, and a session is exactly one connection. When it breaks, the library cannot make another.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hyper_util::rt::TokioIo;
use nocturne_runtime::tls::trust_error;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::transport::{Channel, Endpoint};

use crate::{address::Address, connect::fault::Watched};

pub use self::fault::Fault;

mod fault;

/// Name, TCP, TLS and HTTP/2 together.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Silence after which the other side is asked whether it is there.
const KEEPALIVE_EVERY: Duration = Duration::from_secs(20);
/// How long it may take to answer.
const KEEPALIVE_WITHIN: Duration = Duration::from_secs(10);
/// What may be on its way to us on one stream, bytes.
const STREAM_WINDOW: u32 = 512 << 10;
/// What may be on its way to us on all streams: a stream that is not read must not stop the others.
const CONNECTION_WINDOW: u32 = 4 * STREAM_WINDOW;

/// Why there is no connection. Each says what happened, what it means and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The name has no address.
    #[error("the name {host:?} cannot be resolved; check the spelling and this host's DNS")]
    Resolve {
        /// The name.
        host: String,
        /// What the resolver said.
        #[source]
        source: io::Error,
    },
    /// The host answers, the port does not.
    #[error(
        "{address} refuses the connection: the host is up, but no coordinator listens on this port; check the port \
         (agents have one of their own) and whether the coordinator runs"
    )]
    Refused {
        /// Where.
        address: Address,
    },
    /// No answer.
    #[error(
        "{address} does not answer within {seconds} s: it is down, or a firewall drops the connection; check the \
         address and that this host may reach it"
    )]
    Timeout {
        /// Where.
        address: Address,
        /// How long we waited.
        seconds: u64,
    },
    /// The network refused.
    #[error("no connection to {address}; check this host's network")]
    Tcp {
        /// Where.
        address: Address,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Somebody else answers.
    #[error("{address} is not trusted: {reason}")]
    Untrusted {
        /// Where.
        address: Address,
        /// What is wrong with it.
        reason: String,
    },
    /// The other side refused our certificate.
    #[error(
        "{address} refuses this agent's certificate ({alert}): it has expired, or was issued by another coordinator; \
         check the clock of this host and `noctl agents list`"
    )]
    CertificateRefused {
        /// Where.
        address: Address,
        /// What it said.
        alert: String,
    },
    /// Something answers that does not speak TLS as a coordinator does.
    #[error(
        "{address} does not speak TLS as a coordinator's agent port does; is it another port of the coordinator, or \
         another program?"
    )]
    NotTls {
        /// Where.
        address: Address,
        /// What the library said.
        #[source]
        source: io::Error,
    },
    /// TLS worked, what lies above did not.
    #[error("{address} does not speak gRPC; is it a coordinator's agent port?")]
    NotGrpc {
        /// Where.
        address: Address,
        /// What the library said.
        #[source]
        source: tonic::transport::Error,
    },
}

/// One connection.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Carries calls. Never reconnects.
    pub channel: Channel,
    /// Why it broke, once it did.
    pub fault: Fault,
}

/// Connects once.
///
/// # Errors
///
/// Why there is no connection.
pub async fn connect(address: &Address, tls: Arc<ClientConfig>) -> Result<Connection, ConnectError> {
    let attempt = async {
        let stream = dial(address, tls).await?;
        serve(address, stream).await
    };
    let timeout = || ConnectError::Timeout { address: address.clone(), seconds: CONNECT_WITHIN.as_secs() };
    tokio::time::timeout(CONNECT_WITHIN, attempt).await.unwrap_or_else(|_elapsed| Err(timeout()))
}

async fn dial(address: &Address, tls: Arc<ClientConfig>) -> Result<TlsStream<TcpStream>, ConnectError> {
    let tcp = dial_tcp(address).await?;
    // Beats and acknowledgements are small and wait for nobody.
    tcp.set_nodelay(true).map_err(|source| ConnectError::Tcp { address: address.clone(), source })?;
    // The name plays no part in the trust; one is needed for SNI.
    let name = ServerName::try_from(address.host().to_owned()).map_err(|error| ConnectError::Resolve {
        host: address.host().to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidInput, error),
    })?;
    TlsConnector::from(tls).connect(name, tcp).await.map_err(|error| tls_error(address, error))
}

async fn dial_tcp(address: &Address) -> Result<TcpStream, ConnectError> {
    let resolve = |source| ConnectError::Resolve { host: address.host().to_owned(), source };
    let found = tokio::net::lookup_host((address.host(), address.port())).await.map_err(resolve)?;
    let candidates: Vec<SocketAddr> = found.collect();
    let mut last = resolve(io::Error::new(io::ErrorKind::NotFound, "it has no address"));
    for candidate in candidates {
        match TcpStream::connect(candidate).await {
            Ok(tcp) => return Ok(tcp),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                last = ConnectError::Refused { address: address.clone() };
            }
            Err(source) => last = ConnectError::Tcp { address: address.clone(), source },
        }
    }
    Err(last)
}

async fn serve(address: &Address, stream: TlsStream<TcpStream>) -> Result<Connection, ConnectError> {
    let fault = Fault::default();
    let watched = Watched::new(stream, fault.clone());
    let slot = Arc::new(Mutex::new(Some(TokioIo::new(watched))));
    let connector = tower::service_fn(move |_uri: http::Uri| {
        let stream = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        async move { stream.ok_or_else(|| io::Error::new(io::ErrorKind::NotConnected, "the connection is over")) }
    });
    // TLS is done already, hence the scheme.
    let not_grpc = |source| ConnectError::NotGrpc { address: address.clone(), source };
    let opened = Endpoint::from_shared(format!("http://{address}"))
        .map_err(not_grpc)?
        .http2_keep_alive_interval(KEEPALIVE_EVERY)
        .keep_alive_timeout(KEEPALIVE_WITHIN)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .connect_with_connector(connector)
        .await;
    match (opened, fault.alert()) {
        (Ok(channel), _) => Ok(Connection { channel, fault }),
        (Err(_), Some(alert)) => Err(certificate_refused(address.clone(), alert)),
        (Err(source), None) => Err(not_grpc(source)),
    }
}

fn tls_error(address: &Address, error: io::Error) -> ConnectError {
    let address = address.clone();
    if let Some(trust) = trust_error(&error) {
        return ConnectError::Untrusted { reason: crate::spool::chain_of(trust), address };
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => certificate_refused(address, *alert),
        _ => ConnectError::NotTls { address, source: error },
    }
}

fn certificate_refused(address: Address, alert: rustls::AlertDescription) -> ConnectError {
    ConnectError::CertificateRefused { address, alert: format!("{alert:?}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use nocturne_runtime::tls::{CoordinatorVerifier, client_config};
    use tokio::{io::AsyncWriteExt as _, net::TcpListener};

    use super::*;

    fn tls() -> Arc<ClientConfig> {
        Arc::new(client_config(Arc::new(CoordinatorVerifier::pinned([7; 32])), None).unwrap())
    }

    #[tokio::test]
    async fn a_closed_port_and_an_unknown_name_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed: Address = listener.local_addr().unwrap().to_string().parse().unwrap();
        drop(listener);

        let refused = connect(&closed, tls()).await.unwrap_err();
        assert!(matches!(refused, ConnectError::Refused { .. }), "{refused}");

        let unknown = connect(&"no-such-host.invalid:1".parse().unwrap(), tls()).await.unwrap_err();
        assert!(matches!(unknown, ConnectError::Resolve { .. }), "{unknown}");
    }

    #[tokio::test]
    async fn a_server_of_another_kind_is_recognised() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Address = listener.local_addr().unwrap().to_string().parse().unwrap();
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            stream.shutdown().await.unwrap();
            stream
        };

        let (_stream, outcome) = tokio::join!(server, connect(&address, tls()));

        let error = outcome.unwrap_err();
        assert!(matches!(error, ConnectError::NotTls { .. }), "{error}");
    }
}
