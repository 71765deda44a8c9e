//! Loads agents and checks that changed and publishes them as they are; notices agents that fall silent.
//!
//! The hot paths only say that something changed. One task loads in order, so a later event never shows an earlier state.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use nocturne_shared::id::{AgentId, CheckId, OrgId};
use nocturne_store::agent::agent_signs;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use self::presence::Presences;
use super::{Changed, event::Event};
use crate::{
    api_state::ApiState,
    app::{agent::agent_get, check::check_get},
    error::ApiError,
};

mod presence;

/// How often presence is looked at: an agent that falls silent is told of within this time after it counts as offline.
const PERIOD: Duration = Duration::from_secs(2);
/// After a failed load; what was to be loaded is kept.
const RETRY: Duration = Duration::from_secs(1);

/// The task's state.
struct Publisher {
    state: Arc<ApiState>,
    /// Presence as it was last told, of organizations that are watched.
    presences: BTreeMap<OrgId, Presences>,
}

/// Runs until shutdown. A failed load is logged and tried again.
///
/// # Errors
///
/// None; the type is the supervisor's.
pub async fn run(state: Arc<ApiState>, shutdown: CancellationToken) -> anyhow::Result<()> {
    let live = state.live.clone();
    let mut publisher = Publisher { state, presences: BTreeMap::new() };
    let mut tick = tokio::time::interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let is_tick = tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = live.0.wake.notified() => false,
            _ = tick.tick() => true,
        };
        let pass = async {
            if is_tick {
                live.expire(std::time::Instant::now());
                publisher.look_at_presence().await?;
            }
            publisher.publish_changed().await
        };
        match shutdown.run_until_cancelled(pass).await {
            None => return Ok(()),
            Some(Ok(())) => continue,
            Some(Err(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(
                    error,
                    "changes could not be loaded for those who watch; they are tried again"
                );
            }
        }
        shutdown.run_until_cancelled(tokio::time::sleep(RETRY)).await;
        live.0.wake.notify_one();
    }
}

impl Publisher {
    /// Publishes what changed, until nothing is left. What fails stays.
    async fn publish_changed(&mut self) -> Result<(), ApiError> {
        loop {
            // Taken out before it is loaded: a change during the load is another one.
            let Some(changed) = self.state.live.pending().pop_first() else { return Ok(()) };
            let published = match changed {
                Changed::Agent(org_id, agent_id) => self.agent(org_id, agent_id).await,
                Changed::Check(org_id, check_id) => self.check(org_id, check_id).await,
            };
            if let Err(error) = published {
                self.state.live.pending().insert(changed);
                return Err(error);
            }
        }
    }

    async fn agent(&mut self, org_id: OrgId, agent_id: AgentId) -> Result<(), ApiError> {
        let view = match agent_get(&self.state, org_id, &agent_id.to_string()).await {
            Ok(view) => view,
            Err(ApiError::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        if let Some(presences) = self.presences.get_mut(&org_id) {
            presences.told(agent_id, view.presence);
        }
        self.state.live.publish(org_id, [Event::Agent(Box::new(view))]);
        Ok(())
    }

    async fn check(&self, org_id: OrgId, check_id: CheckId) -> Result<(), ApiError> {
        let event = match check_get(&self.state, org_id, &check_id.to_string()).await {
            // A check may be named as another one's id is spelled.
            Ok(row) if row.check_id == check_id => Event::Check(Box::new(row)),
            Ok(_) | Err(ApiError::NotFound { .. }) => Event::CheckDeleted(check_id),
            Err(error) => return Err(error),
        };
        self.state.live.publish(org_id, [event]);
        Ok(())
    }

    /// Marks agents whose presence is another than the one last told.
    async fn look_at_presence(&mut self) -> Result<(), ApiError> {
        let ApiState { org, hub, live, .. } = &*self.state;
        let watched = live.watched();
        self.presences.retain(|org_id, _| watched.iter().any(|(watched, _)| watched == org_id));
        for (org_id, begun) in watched {
            let mut signs = agent_signs(org, org_id).await?;
            for sign in &mut signs {
                let heard_at = hub.presence(sign.agent_id).map(|live| live.last_seen_at);
                sign.last_seen_at = sign.last_seen_at.max(heard_at);
            }
            let presences = self.presences.entry(org_id);
            let presences = presences.or_insert_with(|| Presences::as_of(&signs, begun.elapsed()));
            let changed = presences.changed(&signs);
            live.pending().extend(changed.into_iter().map(|id| Changed::Agent(org_id, id)));
        }
        Ok(())
    }
}
