//! One target that runs: its doors, its fault, its counter.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use serde::Serialize;
use tokio::{net::TcpStream, sync::Mutex};

use crate::{
    authority::{Authority, AuthorityError},
    dns::{Datagrams, NameServer},
    echo,
    fault::{Fail, Fault},
    gate::{Door, Gate, Serve, reset},
    http::HttpTarget,
    live::Live,
    mute,
    numbered::{self, Oracle},
    scenario::{Kind, TargetSpec},
    slow,
};

/// Ports that are tried for one that is free for UDP and TCP.
const MAX_TRIES: usize = 16;

/// A target as others see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetView {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Where it listens.
    pub address: SocketAddr,
    /// The same for web servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What a connect meets.
    pub state: Door,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// Connections, HTTP requests or DNS questions so far.
    pub served: u64,
}

/// Why a target did not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TargetError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
}

/// A target that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Target {
    kind: Kind,
    addr: SocketAddr,
    live: Arc<Live>,
    oracle: Option<Arc<Oracle>>,
    doors: Mutex<Doors>,
}

#[derive(Debug)]
struct Doors {
    tcp: Gate,
    udp: Option<Datagrams>,
}

impl Target {
    /// Starts what `spec` describes at `at`.
    pub(crate) async fn start(
        spec: &TargetSpec,
        at: SocketAddr,
        authority: &Arc<Authority>,
    ) -> Result<Self, TargetError> {
        let live = Arc::new(Live::default());
        let (doors, oracle) = match &spec.kind {
            Kind::Dns { zones } => {
                (name_server(at, NameServer::new(zones.0.clone(), Arc::clone(&live)))?, None)
            }
            Kind::Numbered { log } => {
                let oracle = Arc::new(Oracle::open(log.as_deref())?);
                let shared = Arc::clone(&oracle);
                let serve =
                    faulty(&live, move |stream| Box::pin(numbered::serve(stream, Arc::clone(&shared))));
                (Doors { tcp: Gate::reserve(at, serve)?, udp: None }, Some(oracle))
            }
            kind => {
                let serve = serve(kind, &live, authority, at)?;
                (Doors { tcp: Gate::reserve(at, serve)?, udp: None }, None)
            }
        };
        let addr = doors.tcp.addr();
        let target = Self { kind: spec.kind.clone(), addr, live, oracle, doors: Mutex::new(doors) };
        target.set_fault(spec.fault).await?;
        Ok(target)
    }

    /// What it is.
    pub(crate) const fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Where it listens.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its counter and fault.
    pub(crate) fn live(&self) -> &Live {
        &self.live
    }

    /// What a numbered target handed out.
    pub(crate) fn oracle(&self) -> Option<&Oracle> {
        self.oracle.as_deref()
    }

    /// The target as others see it.
    pub(crate) async fn view(&self, name: &str) -> TargetView {
        TargetView {
            name: name.to_owned(),
            kind: self.kind.name(),
            address: self.addr,
            url: self.url(""),
            state: self.doors.lock().await.tcp.door(),
            fault: self.live.fault(),
            served: self.live.served(),
        }
    }

    /// A URL of a web server.
    pub(crate) fn url(&self, path: &str) -> Option<String> {
        let path = path.trim_start_matches('/');
        match self.kind {
            Kind::Http => Some(format!("http://{}/{path}", self.addr)),
            Kind::Https { .. } => Some(format!("https://{}/{path}", self.addr)),
            _ => None,
        }
    }

    /// From the next connection or request on; returns the number of the change.
    ///
    /// On an error the port is closed.
    pub(crate) async fn set_fault(&self, fault: Option<Fault>) -> io::Result<u64> {
        let mut doors = self.doors.lock().await;
        let change = self.live.set(fault);
        doors.turn(self.door(fault)).await?;
        Ok(change)
    }

    /// Ends the fault of a change, unless another came after it.
    pub(crate) async fn end_fault(&self, change: u64) -> io::Result<()> {
        let mut doors = self.doors.lock().await;
        if self.live.generation() == change {
            self.live.set(None);
            doors.turn(self.door(None)).await?;
        }
        Ok(())
    }

    /// Closes its ports and cuts every connection; they are closed when this returns.
    pub(crate) async fn close(&self) {
        // Closing cannot fail: only opening binds.
        self.doors.lock().await.turn(Door::Closed).await.ok();
    }

    fn door(&self, fault: Option<Fault>) -> Door {
        match (&self.kind, fault.and_then(|fault| fault.certain())) {
            (Kind::Refusing, _) | (_, Some(Fail::Refuse)) => Door::Closed,
            (Kind::Silent, _) => Door::Silent,
            // A name server hears the question and does not answer: over UDP there is nothing else to see.
            (Kind::Dns { .. }, _) => Door::Open,
            (_, Some(Fail::Silence)) => Door::Silent,
            _ => Door::Open,
        }
    }
}

impl Doors {
    async fn turn(&mut self, door: Door) -> io::Result<()> {
        if let Some(udp) = &mut self.udp {
            match door {
                Door::Open => udp.open()?,
                Door::Closed | Door::Silent => udp.close().await,
            }
        }
        self.tcp.turn(door).await
    }
}

/// UDP and TCP at one port.
fn name_server(at: SocketAddr, server: NameServer) -> io::Result<Doors> {
    let server = Arc::new(server);
    let over_tcp = Arc::clone(&server);
    let serve: Serve = Arc::new(move |stream| Box::pin(Arc::clone(&over_tcp).serve(stream)));
    let mut n_tries: usize = 1;
    loop {
        let tcp = Gate::reserve(at, Arc::clone(&serve))?;
        match Datagrams::reserve(tcp.addr(), Arc::clone(&server)) {
            Ok(udp) => return Ok(Doors { tcp, udp: Some(udp) }),
            // The port that TCP was given belongs to another over UDP.
            Err(_) if at.port() == 0 && n_tries < MAX_TRIES => n_tries = n_tries.saturating_add(1),
            Err(error) => return Err(error),
        }
    }
}

/// What a kind with one TCP port does with a connection.
fn serve(
    kind: &Kind,
    live: &Arc<Live>,
    authority: &Arc<Authority>,
    at: SocketAddr,
) -> Result<Serve, AuthorityError> {
    Ok(match kind {
        Kind::Slow { delay } => {
            let delay = *delay;
            faulty(live, move |stream| Box::pin(slow::serve(stream, delay)))
        }
        Kind::Mute => faulty(live, |stream| Box::pin(mute::serve(stream))),
        Kind::Http => web(HttpTarget::plain(Arc::clone(live))),
        Kind::Https { certificate } => {
            let at: IpAddr = at.ip();
            web(HttpTarget::tls(Arc::clone(live), Arc::clone(authority), *certificate, at)?)
        }
        // What refuses and what is silent never comes to serve.
        Kind::Echo | Kind::Numbered { .. } | Kind::Dns { .. } | Kind::Refusing | Kind::Silent => {
            faulty(live, |stream| Box::pin(echo::serve(stream)))
        }
    })
}

fn web(target: HttpTarget) -> Serve {
    let target = Arc::new(target);
    Arc::new(move |stream| Box::pin(Arc::clone(&target).serve(stream)))
}

/// Connections as the fault has it, else as `serve` does.
fn faulty<F>(live: &Arc<Live>, serve: F) -> Serve
where
    F: Fn(TcpStream) -> BoxFuture<'static, io::Result<()>> + Clone + Send + Sync + 'static,
{
    let live = Arc::clone(live);
    Arc::new(move |stream| {
        let (live, serve) = (Arc::clone(&live), serve.clone());
        Box::pin(async move {
            let strike = live.request();
            strike.wait().await;
            match strike.fail {
                None => serve(stream).await,
                Some(Fail::Silence) => mute::serve(stream).await,
                // The kernel has accepted the connection: a reset is the nearest to a refusal.
                Some(_) => reset(&stream),
            }
        })
    })
}
