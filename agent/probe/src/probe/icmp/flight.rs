//! Which echo requests are under way, and what became of them.
//!
//! Replies of all executions arrive at one socket. A request is found again by where it went and by its label, which no
//! other request to that address has while this one waits, and is believed only with the right token from the right
//! source. No socket and no clock here; the engine brings both.

use std::{
    collections::{BTreeSet, HashMap},
    io,
    net::IpAddr,
    time::{Duration, Instant},
};

use nocturne_shared::check::IcmpSpec;
use tokio::sync::oneshot;

use super::{
    packet::{Label, Message, Token},
    socket::Mode,
};

#[cfg(test)]
mod tests;

/// Wait before a full send buffer is tried again.
const CONGESTION_PAUSE: Duration = Duration::from_millis(1);

/// One execution to perform.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) target: IpAddr,
    packets: u32,
    payload_bytes: usize,
    gap: Duration,
    deadline: Instant,
    reply: oneshot::Sender<Report>,
}

impl Request {
    pub(super) fn new(
        spec: &IcmpSpec,
        target: IpAddr,
        deadline: Instant,
        reply: oneshot::Sender<Report>,
    ) -> Self {
        Self {
            target,
            packets: spec.packets.max(1),
            payload_bytes: usize::try_from(spec.payload_bytes).unwrap_or(0),
            gap: spec.packet_interval,
            deadline,
            reply,
        }
    }

    /// Ends an execution that cannot begin.
    pub(super) fn refuse(self, error: io::Error) {
        let fault = Some(Fault::NoSocket(error));
        // Nobody waits any more when the caller was cancelled.
        self.reply.send(Report { fault, ..Report::default() }).ok();
    }
}

/// What became of an execution.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Requests that left this host.
    pub(super) sent: u32,
    /// Round trips of the answered ones, in the order they were sent.
    pub(super) rtts: Vec<Duration>,
    /// Who said that the target cannot be reached, and how.
    pub(super) complaint: Option<String>,
    /// Why this host could not ask; the rest means nothing then.
    pub(super) fault: Option<Fault>,
}

/// Why this host could not ask.
#[derive(Debug)]
pub(super) enum Fault {
    NoSocket(io::Error),
    Send(io::Error),
    /// No packet left in time: the send buffer stayed full, or the time was over.
    NothingSent,
}

/// A packet to send, at once. The outcome must be told to [`Flights::sent`].
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) target: IpAddr,
    pub(super) label: Label,
    pub(super) token: Token,
    pub(super) payload_bytes: usize,
    execution: u64,
}

/// All executions under way.
#[derive(Debug)]
pub(super) struct Flights {
    executions: HashMap<u64, Execution>,
    /// Execution and index of the request that waits.
    waiting: HashMap<(IpAddr, Label), (u64, usize)>,
    timers: BTreeSet<(Instant, u64, Step)>,
    next_execution: u64,
    next_label: u32,
    random: fastrand::Rng,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// First, so that nothing is sent at the deadline itself.
    GiveUp,
    Send,
}

#[derive(Debug)]
struct Execution {
    request: Request,
    mode: Mode,
    next_send: Instant,
    packets: Vec<Packet>,
    complaint: Option<String>,
}

#[derive(Debug)]
struct Packet {
    label: Label,
    token: Token,
    sent_at: Instant,
    fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Waiting,
    Answered(Duration),
    Refused,
}

impl Flights {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        Self {
            executions: HashMap::new(),
            waiting: HashMap::new(),
            timers: BTreeSet::new(),
            next_execution: 0,
            // Two processes on one host see each other's replies; labels that differ spare them a look at the token.
            next_label: random.u32(..),
            random,
        }
    }

    /// Takes an execution on; its first packet is due at once.
    ///
    /// All packets leave in the first half of the time there is, closer together than asked if need be, so that the last
    /// one too has time to be answered.
    pub(super) fn begin(&mut self, mut request: Request, mode: Mode, now: Instant) {
        let half = request.deadline.saturating_duration_since(now) / 2;
        request.gap = request.gap.min(half / request.packets);
        let execution = self.next_execution;
        self.next_execution += 1;
        self.timers.insert((now, execution, Step::Send));
        self.timers.insert((request.deadline, execution, Step::GiveUp));
        let packets = Vec::with_capacity(usize::try_from(request.packets).unwrap_or(0));
        let begun = Execution { request, mode, next_send: now, packets, complaint: None };
        self.executions.insert(execution, begun);
    }

    /// When [`Flights::poll`] next has something to do.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.timers.first().map(|(at, ..)| *at)
    }

    /// The next packet to send; `None` when nothing more is due. Gives up on executions whose time is over.
    pub(super) fn poll(&mut self, now: Instant) -> Option<Outgoing> {
        loop {
            let (_at, number, step) = self.timers.first().copied().filter(|(at, ..)| *at <= now)?;
            self.timers.pop_first();
            match step {
                Step::GiveUp => self.finish(number, None),
                Step::Send => {
                    if let Some(outgoing) = self.outgoing(number) {
                        return Some(outgoing);
                    }
                }
            }
        }
    }

    fn outgoing(&mut self, number: u64) -> Option<Outgoing> {
        let (target, mode, payload_bytes) = {
            let execution = self.executions.get(&number)?;
            (execution.request.target, execution.mode, execution.request.payload_bytes)
        };
        let Some(label) = self.free_label(target, mode) else {
            self.finish(number, Some(Fault::NothingSent));
            return None;
        };
        let token = self.random.u128(..).to_ne_bytes();
        Some(Outgoing { target, label, token, payload_bytes, execution: number })
    }

    /// Raw: 2³² labels in turn. Datagram: the kernel writes the identifier, which leaves 2¹⁶ per target.
    fn free_label(&mut self, target: IpAddr, mode: Mode) -> Option<Label> {
        (0..=u16::MAX).find_map(|_attempt| {
            let [a, b, c, d] = self.next_label.to_be_bytes();
            self.next_label = self.next_label.wrapping_add(1);
            let identifier = match mode {
                Mode::Raw => u16::from_be_bytes([a, b]),
                Mode::Datagram => 0,
            };
            let label = Label { identifier, sequence: u16::from_be_bytes([c, d]) };
            (!self.waiting.contains_key(&(target, label))).then_some(label)
        })
    }

    /// Notes that a packet left at the time given, measured before the call, or why it did not.
    pub(super) fn sent(&mut self, outgoing: &Outgoing, left: Result<Instant, io::Error>, now: Instant) {
        let number = outgoing.execution;
        let Some(execution) = self.executions.get_mut(&number) else { return };
        match left {
            Ok(sent_at) => {
                let Outgoing { target, label, token, .. } = *outgoing;
                self.waiting.insert((target, label), (number, execution.packets.len()));
                execution.packets.push(Packet { label, token, sent_at, fate: Fate::Waiting });
                execution.next_send += execution.request.gap;
                if !execution.all_sent() {
                    self.timers.insert((execution.next_send, number, Step::Send));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.timers.insert((now + CONGESTION_PAUSE, number, Step::Send));
            }
            Err(error) => self.finish(number, Some(Fault::Send(error))),
        }
    }

    /// Settles the request that a message belongs to. Anything else, a second answer too, has no effect.
    pub(super) fn received(&mut self, message: &Message<'_>, from: IpAddr, at: Instant) {
        let (target, label, payload) = match message {
            Message::Reply { label, payload } => (from, *label, *payload),
            Message::Error { target, label, payload, .. } => (*target, *label, *payload),
        };
        // The identifier of a datagram socket is the kernel's and was looked at by it.
        let unidentified = Label { identifier: 0, ..label };
        for label in [label, unidentified] {
            let Some((number, index)) = self.waiting.get(&(target, label)).copied() else { continue };
            let Some(execution) = self.executions.get_mut(&number) else { continue };
            let Some(packet) = execution.packets.get_mut(index) else { continue };
            let fate = match message {
                Message::Reply { .. } if payload.first_chunk() == Some(&packet.token) => {
                    Fate::Answered(at.saturating_duration_since(packet.sent_at))
                }
                // An error quotes as little as the echo header.
                Message::Error { complaint, .. } if quotes(payload, &packet.token) => {
                    execution.complaint.get_or_insert_with(|| format!("{from} says: {complaint}"));
                    Fate::Refused
                }
                Message::Reply { .. } | Message::Error { .. } => continue,
            };
            packet.fate = fate;
            self.waiting.remove(&(target, label));
            if execution.settled() {
                self.finish(number, None);
            }
            return;
        }
    }

    fn finish(&mut self, number: u64, fault: Option<Fault>) {
        let Some(execution) = self.executions.remove(&number) else { return };
        let Execution { request, packets, complaint, next_send, .. } = execution;
        self.timers.remove(&(request.deadline, number, Step::GiveUp));
        self.timers.remove(&(next_send, number, Step::Send));
        for packet in packets.iter().filter(|packet| packet.fate == Fate::Waiting) {
            self.waiting.remove(&(request.target, packet.label));
        }
        let rtts = packets
            .iter()
            .filter_map(|packet| match packet.fate {
                Fate::Answered(rtt) => Some(rtt),
                Fate::Waiting | Fate::Refused => None,
            })
            .collect();
        let fault = fault.or_else(|| packets.is_empty().then_some(Fault::NothingSent));
        let sent = u32::try_from(packets.len()).unwrap_or(u32::MAX);
        // Nobody waits any more when the caller was cancelled.
        request.reply.send(Report { sent, rtts, complaint, fault }).ok();
    }
}

impl Execution {
    fn all_sent(&self) -> bool {
        u32::try_from(self.packets.len()).is_ok_and(|sent| sent >= self.request.packets)
    }

    fn settled(&self) -> bool {
        self.all_sent() && self.packets.iter().all(|packet| packet.fate != Fate::Waiting)
    }
}

/// Whether the quoted bytes are the beginning of a payload with this token.
fn quotes(payload: &[u8], token: &Token) -> bool {
    payload.iter().zip(token).all(|(quoted, own)| quoted == own)
}
