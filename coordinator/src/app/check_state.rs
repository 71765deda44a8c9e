//! How checks stand, as each agent sees them.

use std::collections::BTreeMap;

use nocturne_core::staleness::{confirmed_at, is_stale};
use nocturne_runtime::clock;
use nocturne_shared::{
    id::{AgentId, OrgId},
    label::Labels,
    outcome::CheckStatus,
    time::Timestamp,
};
use nocturne_store::{
    agent::agent_roster,
    check::check_selectors,
    check_state::{self as store, CheckStatePlace, CheckStateRow},
};

use crate::{
    api_state::ApiState,
    app::{
        check::check_filter,
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// Fewest rows looked at in one go when some are left out.
const CHUNK: usize = 50;
const LIST: &str = "check_states";

/// A status with its age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStateView {
    /// What is stored.
    pub row: CheckStateRow,
    /// When it was last confirmed, coordinator's clock.
    pub confirmed_at: Timestamp,
    /// True when that is too long ago.
    pub stale: bool,
}

/// Which status of which agent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign<'a> {
    /// Name of the check.
    pub(super) check: &'a str,
    /// Target as defined.
    pub(super) target: &'a str,
    /// Name of the agent.
    pub(super) agent: &'a str,
    /// Agent's clock minus coordinator's, microseconds.
    pub(super) clock_offset_us: i64,
    /// When the status was written.
    pub(super) written_at: Timestamp,
}

/// Current statuses by names of check, target and agent: of what agents are meant to run, and of nothing else.
///
/// # Errors
///
/// [`ApiError::NotFound`] for a check that is not there; [`ApiError::Invalid`] names page size and page token.
pub async fn check_state_list(
    state: &ApiState,
    org_id: OrgId,
    check: &str,
    request: &PageRequest,
) -> Result<Page<CheckStateView>, ApiError> {
    let list = format!("{LIST} {check}");
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<(String, String, String)> = pager.after(&list, org_id, request)?;
    let mut after = after.map(|(check, target, agent)| CheckStatePlace { check, target, agent });
    let check_id = check_filter(state, org_id, check).await?;

    let mut rows: Vec<CheckStateRow> = Vec::new();
    while rows.len() <= size {
        let n_rows = (size + 1 - rows.len()).max(CHUNK);
        let chunk = store::check_state_page(&state.org, org_id, check_id, after.as_ref(), n_rows).await?;
        let is_end = chunk.len() < n_rows;
        after = chunk.last().map(place);
        rows.extend(chunk.into_iter().filter(CheckStateRow::is_assigned));
        if is_end {
            break;
        }
    }
    let now = clock::now();
    let page = pager.page(&list, org_id, size, rows, |row| {
        let CheckStatePlace { check, target, agent } = place(row);
        (check, target, agent)
    });
    Ok(page.map(|row| view(state, org_id, row, now)))
}

/// Statuses in the order up, degraded, down, inconclusive.
///
/// # Errors
///
/// The store's.
pub async fn check_state_count(state: &ApiState, org_id: OrgId) -> Result<[u64; 4], ApiError> {
    let selectors = check_selectors(&state.org, org_id).await?;
    let roster = agent_roster(&state.org, org_id).await?;
    let agents: BTreeMap<AgentId, Labels> =
        roster.into_iter().map(|row| (row.agent_id, row.labels)).collect();
    let mut counts = [0_u64; 4];
    let [up, degraded, down, inconclusive] = &mut counts;
    for count in store::check_state_count(&state.org, org_id).await? {
        let (selector, labels) = (selectors.get(&count.check_id), agents.get(&count.agent_id));
        if !selector.zip(labels).is_some_and(|(selector, labels)| selector.matches(labels)) {
            continue;
        }
        match count.status {
            CheckStatus::Up => *up += count.n_states,
            CheckStatus::Degraded => *degraded += count.n_states,
            CheckStatus::Down => *down += count.n_states,
            CheckStatus::Inconclusive => *inconclusive += count.n_states,
        }
    }
    Ok(counts)
}

/// When a status was last confirmed: each execution confirms it, though only a change is written.
pub(super) fn confirmed(state: &ApiState, org_id: OrgId, sign: &Sign<'_>, now: Timestamp) -> Timestamp {
    let run = state.telemetry.last_run(org_id, sign.check, sign.target, sign.agent);
    let run = run.map(|run_at| confirmed_at(run_at, sign.clock_offset_us, now));
    sign.written_at.max(run.unwrap_or(sign.written_at))
}

fn view(state: &ApiState, org_id: OrgId, row: CheckStateRow, now: Timestamp) -> CheckStateView {
    let sign = Sign {
        check: &row.check,
        target: &row.target,
        agent: &row.agent,
        clock_offset_us: row.clock_offset_us,
        written_at: row.updated_at,
    };
    let confirmed_at = confirmed(state, org_id, &sign, now);
    CheckStateView { stale: is_stale(confirmed_at, row.interval, row.timeout, now), confirmed_at, row }
}

fn place(row: &CheckStateRow) -> CheckStatePlace {
    CheckStatePlace { check: row.check.clone(), target: row.target.clone(), agent: row.agent.clone() }
}
