//! Agents that are connected to this coordinator.
//!
//! One entry per agent, replaced by the session with the higher fence. The hub knows no database: heartbeats change an
//! entry here, and the presence reconciler writes all changed entries in one statement a second.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use nocturne_proto::agent::v1 as wire;
use nocturne_runtime::clock;
use nocturne_shared::{
    id::{AgentId, OrgId},
    time::Timestamp,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::{live::Live, pki::identity::PeerAgent};

/// Towards one agent. When it is full the agent is stuck and is disconnected: it finds everything again at its next
/// Hello.
pub type Down = mpsc::Sender<Result<wire::Down, Status>>;

/// All connected agents. Cheap to clone.
#[derive(Clone, Default)]
pub struct Hub {
    sessions: Arc<Mutex<BTreeMap<AgentId, Session>>>,
    draining: Arc<AtomicBool>,
    /// Told who comes and goes.
    live: Live,
}

struct Session {
    peer: PeerAgent,
    fence: i64,
    down: Down,
    /// Ends every stream of the session.
    end: CancellationToken,
    beat: Beat,
    dirty: bool,
    /// The desired state that was sent or that Hello said is running.
    desired: Desired,
}

/// What the latest heartbeat said.
#[derive(Debug, Clone)]
pub struct Beat {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// When it arrived, coordinator's clock.
    pub seen_at: Timestamp,
    /// Agent's clock minus coordinator's, microseconds.
    pub clock_offset_us: i64,
    /// The message itself.
    pub message: wire::Heartbeat,
    /// Where it came from.
    pub remote_address: String,
}

/// Presence of an agent that is connected here.
#[derive(Debug, Clone, Copy)]
pub struct LivePresence {
    /// True while a session is open.
    pub connected: bool,
    /// When it was last heard from.
    pub last_seen_at: Timestamp,
}

/// A desired state by its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desired {
    /// Generation; 0 is none.
    pub generation: i64,
    /// SHA-256 of the document; empty is none.
    pub sha256: Vec<u8>,
}

/// A session as reconcilers see it.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Who.
    pub peer: PeerAgent,
    /// Which session.
    pub fence: i64,
    /// The desired state that was sent or runs already.
    pub desired: Desired,
}

impl Hub {
    /// Nobody is connected.
    #[must_use]
    pub fn new(live: Live) -> Self {
        Self { live, ..Self::default() }
    }

    /// Enters a session; an older one of the same agent ends. Returns the token that ends this one.
    ///
    /// A session with a lower fence than the one present is a ghost: its token is returned cancelled.
    pub fn join(&self, peer: PeerAgent, fence: i64, down: Down, remote_address: String) -> CancellationToken {
        let end = CancellationToken::new();
        let beat = Beat {
            org_id: peer.org_id,
            agent_id: peer.agent_id,
            seen_at: clock::now(),
            clock_offset_us: 0,
            message: wire::Heartbeat::default(),
            remote_address,
        };
        let (org_id, agent_id) = (peer.org_id, peer.agent_id);
        let session =
            Session { peer, fence, down, end: end.clone(), beat, dirty: false, desired: Desired::default() };

        let mut sessions = self.lock();
        match sessions.get(&agent_id) {
            Some(present) if present.fence >= fence => end.cancel(),
            _ => {
                if let Some(older) = sessions.insert(agent_id, session) {
                    older.end.cancel();
                }
            }
        }
        metrics::gauge!("nocturne_coordinator_agents_connected").set(count(sessions.len()));
        drop(sessions);
        self.live.agent_changed(org_id, agent_id);
        end
    }

    /// Takes a session out, unless a later one is there already.
    pub fn leave(&self, agent_id: AgentId, fence: i64) {
        let mut sessions = self.lock();
        let is_current = sessions.get(&agent_id).is_some_and(|session| session.fence == fence);
        let left = if is_current { sessions.remove(&agent_id) } else { None };
        metrics::gauge!("nocturne_coordinator_agents_connected").set(count(sessions.len()));
        drop(sessions);
        if let Some(session) = left {
            session.end.cancel();
            self.live.agent_changed(session.peer.org_id, agent_id);
        }
    }

    /// Takes in a heartbeat.
    pub fn heartbeat(&self, agent_id: AgentId, fence: i64, message: wire::Heartbeat, clock_offset_us: i64) {
        self.with(agent_id, fence, |session| {
            session.beat.seen_at = clock::now();
            session.beat.clock_offset_us = clock_offset_us;
            session.beat.message = message;
            session.dirty = true;
        });
    }

    /// Remembers which desired state the agent runs or was sent.
    pub fn desired_sent(&self, agent_id: AgentId, fence: i64, desired: Desired) {
        self.with(agent_id, fence, |session| session.desired = desired);
    }

    /// The token that ends the session with this fence; `None` when it is over.
    #[must_use]
    pub fn session(&self, agent_id: AgentId, fence: i64) -> Option<CancellationToken> {
        let sessions = self.lock();
        sessions.get(&agent_id).filter(|session| session.fence == fence).map(|session| session.end.clone())
    }

    /// Agent's clock minus coordinator's, as last heard, microseconds.
    #[must_use]
    pub fn clock_offset_us(&self, agent_id: AgentId) -> i64 {
        self.lock().get(&agent_id).map_or(0, |session| session.beat.clock_offset_us)
    }

    /// Sends to an agent. A full queue ends the session: the agent is stuck, and the next Hello brings everything again.
    pub fn send(&self, agent_id: AgentId, fence: i64, message: wire::Down) {
        self.with(agent_id, fence, |session| {
            if session.down.try_send(Ok(message)).is_err() {
                session.end.cancel();
            }
        });
    }

    /// Ends the streams of an agent that was revoked.
    pub async fn revoke(&self, agent_id: AgentId) {
        self.end_with(agent_id, crate::grpc::refusal::status(wire::Refusal::Revoked)).await;
    }

    /// Ends the streams of an agent and says why.
    pub async fn end_with(&self, agent_id: AgentId, why: Status) {
        let session = self.lock().remove(&agent_id);
        if let Some(session) = session {
            // The reason is a courtesy: a stuck agent does not get it, and is cut all the same.
            session.down.try_send(Err(why)).ok();
            tokio::task::yield_now().await;
            session.end.cancel();
            self.live.agent_changed(session.peer.org_id, agent_id);
        }
    }

    /// True once this coordinator takes no further sessions.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Agents that are connected.
    #[must_use]
    pub fn n_connected(&self) -> usize {
        self.lock().len()
    }

    /// Takes no further sessions and asks every agent to reconnect elsewhere, spread over `after`.
    pub fn drain(&self, after: std::time::Duration, reason: &str) {
        self.draining.store(true, Ordering::Relaxed);
        let message = wire::Down {
            kind: Some(wire::down::Kind::GoAway(wire::GoAway {
                after: Some(nocturne_proto::convert::time::duration_to_wire(after)),
                reason: reason.to_owned(),
            })),
        };
        for session in self.lock().values() {
            session.down.try_send(Ok(message.clone())).ok();
        }
    }

    /// Presence of an agent, if it is connected here.
    #[must_use]
    pub fn presence(&self, agent_id: AgentId) -> Option<LivePresence> {
        let sessions = self.lock();
        sessions
            .get(&agent_id)
            .map(|session| LivePresence { connected: true, last_seen_at: session.beat.seen_at })
    }

    /// Every session.
    #[must_use]
    pub fn connected(&self) -> Vec<Connected> {
        let seen = |session: &Session| Connected {
            peer: session.peer.clone(),
            fence: session.fence,
            desired: session.desired.clone(),
        };
        self.lock().values().map(seen).collect()
    }

    /// Heartbeats since the last call.
    #[must_use]
    pub fn take_beats(&self) -> Vec<Beat> {
        let mut sessions = self.lock();
        let fresh = |session: &mut Session| std::mem::take(&mut session.dirty).then(|| session.beat.clone());
        sessions.values_mut().filter_map(fresh).collect()
    }

    fn with(&self, agent_id: AgentId, fence: i64, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.lock().get_mut(&agent_id).filter(|session| session.fence == fence) {
            change(session);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<AgentId, Session>> {
        // Every change is a single assignment: a panic in between leaves nothing half done.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer() -> PeerAgent {
        PeerAgent {
            org_id: OrgId::from_parts(1, &[1; 10]),
            agent_id: AgentId::from_parts(1, &[2; 10]),
            serial: vec![1],
            not_after_us: i64::MAX,
        }
    }

    #[test]
    fn a_later_session_ends_the_earlier_and_a_ghost_ends_itself() {
        let hub = Hub::default();
        let (down, _queue) = mpsc::channel(4);

        let first = hub.join(peer(), 1, down.clone(), String::new());
        let second = hub.join(peer(), 2, down.clone(), String::new());
        let ghost = hub.join(peer(), 1, down, String::new());

        assert!(first.is_cancelled() && ghost.is_cancelled() && !second.is_cancelled());
        hub.leave(peer().agent_id, 1);
        assert!(hub.session(peer().agent_id, 2).is_some());
    }

    #[test]
    fn heartbeats_are_taken_once() {
        let hub = Hub::default();
        let (down, _queue) = mpsc::channel(4);
        hub.join(peer(), 1, down, String::new());

        hub.heartbeat(peer().agent_id, 1, wire::Heartbeat::default(), 5);

        assert_eq!(hub.take_beats().len(), 1);
        assert_eq!(hub.take_beats().len(), 0);
        assert_eq!(hub.clock_offset_us(peer().agent_id), 5);
    }
}
