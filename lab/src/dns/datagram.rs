//! The UDP side, whose port can be closed and opened again.
//!
//! A second socket keeps the port while it is closed. It is connected to itself, so the kernel gives it nothing that
//! others send and answers them with "port unreachable", as if there were no socket at all.

use std::{
    io,
    net::{SocketAddr, UdpSocket as StdUdpSocket},
    sync::Arc,
    time::Duration,
};

use socket2::{Domain, Socket, Type};
use tokio::{net::UdpSocket, sync::Semaphore, task::JoinHandle, time::sleep};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use super::{NameServer, Transport};

/// Questions that are answered at once; what comes beyond them is lost, as datagrams are.
const MAX_QUESTIONS: usize = 1_024;
/// Pause after a failed receive: out of memory does not get better by spinning.
const RECEIVE_PAUSE: Duration = Duration::from_millis(50);
/// Largest question that is read.
const MAX_QUESTION: usize = 4_096;

/// A UDP port and the server behind it.
#[derive(Debug)]
pub(crate) struct Datagrams {
    addr: SocketAddr,
    _reserved: Socket,
    server: Arc<NameServer>,
    open: Option<Serving>,
}

#[derive(Debug)]
struct Serving {
    receiving: JoinHandle<()>,
    stop: DropGuard,
}

impl Datagrams {
    /// Reserves `at` without opening it.
    pub(crate) fn reserve(at: SocketAddr, server: Arc<NameServer>) -> io::Result<Self> {
        let reserved = bound(at)?;
        let addr =
            reserved.local_addr()?.as_socket().ok_or_else(|| io::Error::other("bound to no IP address"))?;
        reserved.connect(&addr.into())?;
        Ok(Self { addr, _reserved: reserved, server, open: None })
    }

    /// Opens the port; nothing happens when it is open.
    pub(crate) fn open(&mut self) -> io::Result<()> {
        if self.open.is_some() {
            return Ok(());
        }
        let socket = StdUdpSocket::from(bound(self.addr)?);
        socket.set_nonblocking(true)?;
        let socket = UdpSocket::from_std(socket)?;
        let stop = CancellationToken::new();
        let receiving = receive(Arc::new(socket), Arc::clone(&self.server), stop.clone());
        let receiving = TaskTracker::new().spawn(receiving);
        self.open = Some(Serving { receiving, stop: stop.drop_guard() });
        Ok(())
    }

    /// Closes the port; it is closed when this returns.
    pub(crate) async fn close(&mut self) {
        if let Some(serving) = self.open.take() {
            drop(serving.stop);
            // Ended by the token; a panic in it has closed the socket too.
            serving.receiving.await.ok();
        }
    }
}

fn bound(at: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&at.into())?;
    Ok(socket)
}

/// Until the token; answers that wait hold the socket until then too.
async fn receive(socket: Arc<UdpSocket>, server: Arc<NameServer>, stop: CancellationToken) {
    let free = Arc::new(Semaphore::new(MAX_QUESTIONS));
    let answers = TaskTracker::new();
    let mut question = vec![0; MAX_QUESTION];
    let receiving = async {
        loop {
            let (length, peer) = match socket.recv_from(&mut question).await {
                Ok(received) => received,
                Err(error) => {
                    tracing::warn!(%error, "could not receive a datagram");
                    sleep(RECEIVE_PAUSE).await;
                    continue;
                }
            };
            let Ok(permit) = Arc::clone(&free).try_acquire_owned() else { continue };
            let question = question.get(..length).unwrap_or_default().to_vec();
            let (socket, server) = (Arc::clone(&socket), Arc::clone(&server));
            let answering = async move {
                if let Some(answer) = server.answer(&question, Transport::Udp).await {
                    socket.send_to(&answer, peer).await.ok();
                }
                drop(permit);
            };
            answers.spawn(stop.clone().run_until_cancelled_owned(answering));
        }
    };
    // Cancel safe: a datagram that was not taken is lost with its socket.
    stop.run_until_cancelled(receiving).await;
    answers.close();
    answers.wait().await;
}
