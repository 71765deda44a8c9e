//! Makes the desired state of each connected agent and sends it when the agent runs another.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use nocturne_core::assignment::{Candidate, agent_labels, assigned};
use nocturne_proto::{agent::v1 as wire, convert::agent::assignment_to_wire};
use nocturne_shared::id::{AgentId, CheckId, OrgId};
use nocturne_store::{StoreError, SystemStore, desired_state as store};
use prost::Message as _;
use sha2::{Digest as _, Sha256};
use tokio::{sync::Notify, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::hub::{Connected, Desired, Hub};

/// Full pass even when nobody asked for one.
const PERIOD: Duration = Duration::from_secs(2);
/// Bytes of one part.
const PART_BYTES: usize = 256 * 1024;
/// Generations kept per agent: what was tried and what became of it.
const KEPT_GENERATIONS: i64 = 20;

/// The reconciler.
pub struct DesiredStates {
    system: SystemStore,
    hub: Hub,
    /// Poked when a check changed or an agent came. Carries no data: the store is the truth.
    wake: Arc<Notify>,
}

impl DesiredStates {
    /// Works for the agents in `hub`.
    #[must_use]
    pub const fn new(system: SystemStore, hub: Hub, wake: Arc<Notify>) -> Self {
        Self { system, hub, wake }
    }

    /// Asks for a pass soon.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Runs until shutdown. A failed pass is logged; the next one tries again.
    ///
    /// # Errors
    ///
    /// None; the type is the supervisor's.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) -> anyhow::Result<()> {
        let mut tick = tokio::time::interval(PERIOD);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                _ = tick.tick() => (),
                () = self.wake.notified() => (),
            }
            if let Err(error) = self.pass().await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(
                    error,
                    "desired states were not brought up to date; the next pass tries again"
                );
            }
        }
    }

    async fn pass(&self) -> Result<(), StoreError> {
        let connected = self.hub.connected();
        if connected.is_empty() {
            return Ok(());
        }
        let agent_ids: Vec<AgentId> = connected.iter().map(|session| session.peer.agent_id).collect();
        let org_ids: BTreeSet<OrgId> = connected.iter().map(|session| session.peer.org_id).collect();
        let agents = store::desired_agents(&self.system, &agent_ids).await?;
        let checks = Checks::load(&self.system, &org_ids.into_iter().collect::<Vec<_>>()).await?;
        let latest = store::desired_latest(&self.system, &agent_ids).await?;

        let sessions: BTreeMap<AgentId, &Connected> =
            connected.iter().map(|session| (session.peer.agent_id, session)).collect();
        for agent in agents {
            let Some(session) = sessions.get(&agent.agent_id) else { continue };
            let (document, assigned) = checks.document(&agent);
            let sha256 = Sha256::digest(&document).to_vec();
            let held = latest.get(&agent.agent_id);
            let generation = match held {
                Some(held) if held.sha256 == sha256 => held.generation,
                _ => {
                    let generation = held.map_or(1, |held| held.generation + 1);
                    let made = store::NewDesired {
                        org_id: agent.org_id,
                        agent_id: agent.agent_id,
                        generation,
                        sha256: &sha256,
                        document: &document,
                        assigned: &assigned,
                        forget_through: generation - KEPT_GENERATIONS,
                    };
                    if !store::desired_save(&self.system, &made).await? {
                        continue; // Another coordinator was faster; the next pass sees what it made.
                    }
                    generation
                }
            };
            // The generation counts too: an agent that runs these bytes under another number confirms the later one.
            let desired = Desired { generation, sha256 };
            if session.desired != desired {
                self.send(session, desired, document.into());
            }
        }
        Ok(())
    }

    fn send(&self, session: &Connected, desired: Desired, document: Bytes) {
        let generation = desired.generation;
        let total_bytes = u64::try_from(document.len()).unwrap_or(u64::MAX);
        let n_parts = document.len().div_ceil(PART_BYTES).max(1);
        let agent_id = session.peer.agent_id;
        for part in 0..n_parts {
            let from = part * PART_BYTES;
            let to = (from + PART_BYTES).min(document.len());
            let message = wire::DesiredStatePart {
                generation: u64::try_from(generation).unwrap_or(0),
                sha256: desired.sha256.clone(),
                total_bytes,
                part: u32::try_from(part).unwrap_or(u32::MAX),
                parts: u32::try_from(n_parts).unwrap_or(u32::MAX),
                data: document.slice(from..to),
            };
            let down = wire::Down { kind: Some(wire::down::Kind::DesiredStatePart(message)) };
            self.hub.send(agent_id, session.fence, down);
        }
        self.hub.desired_sent(agent_id, session.fence, desired);
        tracing::info!(agent.id = %agent_id, generation, total_bytes, "desired state {generation} was sent to agent {agent_id}");
    }
}

/// Checks of the organizations whose agents are connected.
struct Checks {
    by_org: BTreeMap<OrgId, (Vec<Candidate>, BTreeMap<CheckId, wire::CheckAssignment>)>,
}

impl Checks {
    async fn load(system: &SystemStore, org_ids: &[OrgId]) -> Result<Self, StoreError> {
        let mut by_org: BTreeMap<OrgId, (Vec<Candidate>, BTreeMap<CheckId, wire::CheckAssignment>)> =
            BTreeMap::new();
        for check in store::desired_checks(system, org_ids).await? {
            let (candidates, assignments) = by_org.entry(check.org_id).or_default();
            let selector = match check.agent_selector.parse() {
                Ok(selector) => selector,
                Err(error) => {
                    tracing::error!(check.id = %check.check_id, %error, "check {} has a selector that does not parse", check.slug);
                    continue;
                }
            };
            candidates.push(Candidate { check_id: check.check_id, revision: check.revision, selector });
            let assignment = assignment_to_wire(check.check_id, check.revision, &check.slug, &check.spec);
            assignments.insert(check.check_id, assignment);
        }
        Ok(Self { by_org })
    }

    /// The encoded document of one agent, and what is in it. Equal inputs give equal bytes.
    fn document(&self, agent: &store::DesiredAgent) -> (Vec<u8>, Vec<(CheckId, u32)>) {
        let Some((candidates, assignments)) = self.by_org.get(&agent.org_id) else {
            return (wire::DesiredState::default().encode_to_vec(), Vec::new());
        };
        let labels = agent_labels(&agent.labels, &agent.slug, &agent.site_slug);
        let assigned = assigned(candidates, &labels);
        let checks = assigned.iter().filter_map(|(check_id, _)| assignments.get(check_id).cloned()).collect();
        (wire::DesiredState { checks }.encode_to_vec(), assigned)
    }
}
