//! The thread that sends and receives.

use std::{future::pending, io, net::IpAddr, time::Instant};

use tokio::{sync::mpsc, time::sleep_until};

use super::{
    flight::{Flights, Request},
    packet::{decode, encode},
    socket::{EchoSocket, Family},
};

/// Packets read before timers are looked at again: a flood must not stop the sending.
const BATCH: usize = 256;

/// Larger than any echo reply to a request of ours with its IP header; the rest of a larger packet is of no use.
const BUFFER: usize = 2_048;

#[derive(Debug)]
pub(super) struct Engine {
    v4: Option<EchoSocket>,
    v6: Option<EchoSocket>,
    flights: Flights,
}

impl Engine {
    /// Opens what can be opened. Must be called on the thread's runtime.
    pub(super) fn open() -> Self {
        let [v4, v6] = [Family::V4, Family::V6].map(|family| EchoSocket::open(family).ok());
        Self { v4, v6, flights: Flights::new(fastrand::u64(..)) }
    }

    /// Serves requests until their senders are gone; what is under way then is dropped.
    pub(super) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        loop {
            let next_at = self.flights.next_at();
            // Every arm is cancel-safe: readiness and timers hold no data, and `recv` loses none.
            tokio::select! {
                () = readable(self.v4.as_ref()) => {}
                () = readable(self.v6.as_ref()) => {}
                () = timer(next_at) => {}
                request = requests.recv() => match request {
                    Some(request) => self.begin(request),
                    None => return,
                },
            }
            // In this order, so that a late thread finds the answer before it finds the deadline.
            self.receive();
            self.send();
        }
    }

    fn begin(&mut self, request: Request) {
        match self.socket(request.target) {
            Ok(socket) => {
                let mode = socket.mode;
                self.flights.begin(request, mode, Instant::now());
            }
            Err(error) => request.refuse(error),
        }
    }

    /// The socket for the target's family. Tries again to open one that could not be opened: permissions and limits
    /// change while an agent runs.
    fn socket(&mut self, target: IpAddr) -> io::Result<&EchoSocket> {
        let family = Family::of(target);
        let slot = match family {
            Family::V4 => &mut self.v4,
            Family::V6 => &mut self.v6,
        };
        match slot {
            Some(socket) => Ok(socket),
            None => Ok(slot.insert(EchoSocket::open(family)?)),
        }
    }

    fn receive(&mut self) {
        let mut buffer = [0; BUFFER];
        for socket in [&self.v4, &self.v6].into_iter().flatten() {
            for _packet in 0..BATCH {
                // Any error ends the batch: mostly there is nothing more to read.
                let Ok((length, from)) = socket.receive(&mut buffer) else { break };
                let at = Instant::now();
                let message =
                    buffer.get(..length).and_then(|bytes| decode(socket.family, socket.mode, bytes));
                if let Some(message) = message {
                    self.flights.received(&message, from, at);
                }
            }
        }
    }

    fn send(&mut self) {
        while let Some(outgoing) = self.flights.poll(Instant::now()) {
            let left = self.socket(outgoing.target).and_then(|socket| {
                let bytes = encode(socket.family, outgoing.label, &outgoing.token, outgoing.payload_bytes);
                // Before the call: on loopback the reply is there when it returns.
                let at = Instant::now();
                socket.send(&bytes, outgoing.target).map(|()| at)
            });
            self.flights.sent(&outgoing, left, Instant::now());
        }
    }
}

/// Returns when there may be something to read; never without a socket.
async fn readable(socket: Option<&EchoSocket>) {
    match socket {
        Some(socket) => {
            // An error shows again when the socket is read.
            socket.readable().await.ok();
        }
        None => pending().await,
    }
}

async fn timer(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at.into()).await,
        None => pending().await,
    }
}
