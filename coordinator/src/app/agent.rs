//! Agents as people see them, and their end.

use nocturne_core::{
    assignment::agent_labels,
    presence::{Presence, presence},
};
use nocturne_shared::{
    id::{AgentId, OrgId},
    label::Labels,
    selector::Selector,
    time::Timestamp,
};
use nocturne_store::agent::{self as store, AgentRow};

use crate::{
    api_state::ApiState,
    app::{
        audit::{self, Action, Change, Object, snapshot},
        auth::Principal,
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// Rows looked at in one go when a selector leaves out many.
const CHUNK: usize = 500;
const LIST: &str = "agents";

/// An agent with what is known of it at this moment.
#[derive(Debug, Clone)]
pub struct AgentView {
    /// What is stored.
    pub row: AgentRow,
    /// Labels that selectors see.
    pub labels: Labels,
    /// Is it there?
    pub presence: Presence,
    /// Latest sign of life, stored or heard on this coordinator.
    pub last_seen_at: Option<Timestamp>,
}

/// Lists agents by name.
///
/// # Errors
///
/// [`ApiError::Invalid`] names selector, page size and page token; the store's.
pub async fn agent_list(
    state: &ApiState,
    org_id: OrgId,
    selector: &str,
    request: &PageRequest,
) -> Result<Page<AgentView>, ApiError> {
    let selector: Selector =
        selector.parse().map_err(|error| ApiError::invalid("selector", format!("{error}")))?;
    let list = format!("{LIST} {selector}");
    let pager = state.pager();
    let size = pager.size(request)?;
    let mut after: Option<String> = pager.after(&list, org_id, request)?;

    let mut views: Vec<AgentView> = Vec::new();
    while views.len() <= size {
        let rows = store::agent_page(&state.org, org_id, after.as_deref(), CHUNK).await?;
        let is_end = rows.len() < CHUNK;
        after = rows.last().map(|row| row.slug.clone());
        let matching = rows.into_iter().map(|row| view(state, row));
        views.extend(matching.filter(|view| selector.matches(&view.labels)));
        if is_end {
            break;
        }
    }
    Ok(pager.page(&list, org_id, size, views, |view| view.row.slug.clone()))
}

/// One agent by id or name.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's.
pub async fn agent_get(state: &ApiState, org_id: OrgId, agent: &str) -> Result<AgentView, ApiError> {
    let row = store::agent_find(&state.org, org_id, agent).await?;
    row.map(|row| view(state, row)).ok_or_else(|| ApiError::NotFound { what: "agent", id: agent.to_owned() })
}

/// Revokes an agent for good and ends its streams. Doing it twice is the same as once.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's. The streams are ended after the commit only.
pub async fn agent_revoke(state: &ApiState, caller: &Principal, agent: &str) -> Result<AgentView, ApiError> {
    let org_id = caller.org_id;
    let found = agent_get(state, org_id, agent).await?;
    let agent_id: AgentId = found.row.agent_id;
    let tx = state.org.begin("agent_revoke", org_id).await?;
    let revoked = store::agent_revoke(&tx, agent_id).await?;
    if revoked {
        let change = Change {
            action: Action::AgentsRevoke,
            object: Object::new("agent", agent_id, &found.row.slug),
            before: Some(snapshot::agent(&found.row, found.presence)),
            after: Some(snapshot::agent(&found.row, Presence::Revoked)),
        };
        audit::record(&tx, caller, change).await?;
    }
    tx.commit().await?;
    if revoked {
        tracing::info!(agent.id = %agent_id, "agent {agent_id} was revoked");
    }
    state.hub.revoke(agent_id).await;
    state.live.agent_changed(org_id, agent_id);
    agent_get(state, org_id, &agent_id.to_string()).await
}

/// Agents by presence: online, offline, pending, revoked.
///
/// # Errors
///
/// The store's.
pub async fn agent_count(state: &ApiState, org_id: OrgId) -> Result<[u64; 4], ApiError> {
    let mut counts = [0_u64; 4];
    let [online, offline, pending, revoked] = &mut counts;
    for sign in store::agent_signs(&state.org, org_id).await? {
        let seen = last_seen(state, sign.agent_id, sign.last_seen_at);
        match presence(sign.revoked, seen, sign.database_now) {
            Presence::Online => *online += 1,
            Presence::Offline => *offline += 1,
            Presence::Pending => *pending += 1,
            Presence::Revoked => *revoked += 1,
        }
    }
    Ok(counts)
}

fn view(state: &ApiState, row: AgentRow) -> AgentView {
    let last_seen_at = last_seen(state, row.agent_id, row.last_seen_at);
    AgentView {
        labels: agent_labels(&row.labels, &row.slug, &row.site),
        presence: presence(row.revoked_at.is_some(), last_seen_at, row.database_now),
        last_seen_at,
        row,
    }
}

/// Heartbeats are written once a second; the hub knows the one of this moment.
pub(super) fn last_seen(state: &ApiState, agent_id: AgentId, stored: Option<Timestamp>) -> Option<Timestamp> {
    stored.max(state.hub.presence(agent_id).map(|live| live.last_seen_at))
}
