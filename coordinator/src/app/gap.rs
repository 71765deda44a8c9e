//! Times without data, those that last among them.

use std::time::Duration;

use nocturne_core::presence::{Presence, presence};
use nocturne_shared::{
    id::{AgentId, GapId, OrgId},
    time::{self, Timestamp},
};
use nocturne_store::{
    agent::{agent_find, agent_signs},
    gap::{self as store, GapRow},
};

use crate::{
    api_state::ApiState,
    app::{
        agent::last_seen,
        page::{MAX_SIZE, Page, PageRequest},
    },
    error::ApiError,
};

/// Why data of an agent that is not heard from is missing. Never stored: what is really lost gets its cause from the
/// agent when it is back.
pub const DISCONNECTED: &str = "disconnected";
const LIST: &str = "gaps";

/// A time without data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapView {
    /// Id; `None` for one that lasts and is not stored.
    pub gap_id: Option<GapId>,
    /// Whose data is missing.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Why.
    pub cause: String,
    /// Begin.
    pub from_at: Timestamp,
    /// End; `None` while it lasts.
    pub to_at: Option<Timestamp>,
    /// Records known to be missing.
    pub records: u64,
    /// For people.
    pub detail: String,
}

/// Gaps, newest first.
#[derive(Debug, Clone)]
pub struct GapList {
    /// Gaps that are over.
    pub page: Page<GapView>,
    /// Agents that are not heard from, lately lost ones first; on the first page only, and at most as many as a page has.
    pub ongoing: Vec<GapView>,
}

/// An agent as far as its latest sign of life is concerned.
struct Lost {
    agent_id: AgentId,
    agent: String,
    is_revoked: bool,
    /// Latest heartbeat that was written.
    stored_at: Option<Timestamp>,
    database_now: Timestamp,
}

/// Gaps of one agent or all; of those that are over only the ones that end after `ends_after`.
///
/// # Errors
///
/// [`ApiError::NotFound`] for an agent that is not there; [`ApiError::Invalid`] names page size and page token.
pub async fn gap_list(
    state: &ApiState,
    org_id: OrgId,
    agent: &str,
    ends_after: Option<Timestamp>,
    request: &PageRequest,
) -> Result<GapList, ApiError> {
    let list = format!("{LIST} {agent} {ends_after:?}");
    let pager = state.pager();
    let size = pager.size(request)?;
    let before: Option<(Timestamp, GapId)> = pager.after(&list, org_id, request)?;
    let lost = if agent.is_empty() { None } else { Some(find(state, org_id, agent).await?) };
    let agent_id = lost.as_ref().map(|lost| lost.agent_id);
    let rows = store::gap_page(&state.org, org_id, agent_id, ends_after, before, size + 1).await?;
    let page = pager.page(&list, org_id, size, rows, |row| (row.to_at, row.gap_id)).map(GapView::from);

    let ongoing = match (before, lost) {
        (Some(_), _) => Vec::new(),
        (None, Some(lost)) => lost.gap(state).into_iter().collect(),
        (None, None) => all_ongoing(state, org_id).await?,
    };
    Ok(GapList { page, ongoing })
}

/// Gaps of an agent that touch the time from `from` to `to` (exclusive), oldest first, the lasting one last. Empty for an
/// agent that is not there.
///
/// # Errors
///
/// The store's.
pub async fn gap_between(
    state: &ApiState,
    org_id: OrgId,
    agent: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<GapView>, ApiError> {
    let lost = match find(state, org_id, agent).await {
        Ok(lost) => lost,
        Err(ApiError::NotFound { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let rows = store::gap_of_agent_between(&state.org, org_id, lost.agent_id, from, to, MAX_SIZE - 1).await?;
    let lasting = lost.gap(state).filter(|gap| gap.from_at < to);
    Ok(rows.into_iter().map(GapView::from).chain(lasting).collect())
}

impl From<GapRow> for GapView {
    fn from(row: GapRow) -> Self {
        Self {
            gap_id: Some(row.gap_id),
            agent_id: row.agent_id,
            agent: row.agent,
            cause: row.cause,
            from_at: row.from_at,
            to_at: Some(row.to_at),
            records: row.records,
            detail: row.detail,
        }
    }
}

impl Lost {
    /// The gap that lasts: `None` for an agent that is there, was never there, or was revoked.
    fn gap(self, state: &ApiState) -> Option<GapView> {
        let seen_at = last_seen(state, self.agent_id, self.stored_at);
        if presence(self.is_revoked, seen_at, self.database_now) != Presence::Offline {
            return None;
        }
        let from_at = seen_at?;
        let silent = in_words(time::since(from_at, self.database_now));
        Some(GapView {
            gap_id: None,
            agent_id: self.agent_id,
            agent: self.agent,
            cause: DISCONNECTED.to_owned(),
            from_at,
            to_at: None,
            records: 0,
            detail: format!(
                "not heard from for {silent}; what was measured since is missing or still on its way"
            ),
        })
    }
}

async fn find(state: &ApiState, org_id: OrgId, agent: &str) -> Result<Lost, ApiError> {
    let row = agent_find(&state.org, org_id, agent).await?;
    let row = row.ok_or_else(|| ApiError::NotFound { what: "agent", id: agent.to_owned() })?;
    Ok(Lost {
        agent_id: row.agent_id,
        agent: row.slug,
        is_revoked: row.revoked_at.is_some(),
        stored_at: row.last_seen_at,
        database_now: row.database_now,
    })
}

async fn all_ongoing(state: &ApiState, org_id: OrgId) -> Result<Vec<GapView>, ApiError> {
    let signs = agent_signs(&state.org, org_id).await?;
    let lost = signs.into_iter().map(|sign| Lost {
        agent_id: sign.agent_id,
        agent: sign.slug,
        is_revoked: sign.revoked,
        stored_at: sign.last_seen_at,
        database_now: sign.database_now,
    });
    let mut ongoing: Vec<GapView> = lost.filter_map(|lost| lost.gap(state)).collect();
    ongoing.sort_by(|a, b| b.from_at.cmp(&a.from_at).then_with(|| a.agent.cmp(&b.agent)));
    ongoing.truncate(MAX_SIZE);
    Ok(ongoing)
}

/// The two largest units of a time, e.g. `3 min 20 s`.
fn in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .skip_while(|(n, _)| *n == 0)
        .take(2)
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}"))
        .collect();
    if told.is_empty() { "0 s".to_owned() } else { told.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_their_two_largest_units() {
        let cases = [
            (0, "0 s"),
            (45, "45 s"),
            (200, "3 min 20 s"),
            (3_600, "1 h"),
            (3_659, "1 h"),
            (7_265, "2 h 1 min"),
            (200_000, "2 d 7 h"),
        ];
        for (seconds, want) in cases {
            assert_eq!(in_words(Duration::from_secs(seconds)), want);
        }
    }
}
