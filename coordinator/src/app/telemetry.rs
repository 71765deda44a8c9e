//! Measurements, statuses and gaps as they are asked for.

use std::time::Duration;

use nocturne_runtime::clock;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::{GapId, OrgId},
    selector::Selector,
    time::{self, Timestamp},
};
use nocturne_store::{
    agent as agent_store,
    check_state::{self, CheckStatePlace, CheckStateRow},
    gap::{self, GapRow},
};

use crate::{
    api_state::ApiState,
    app::{
        check::check_filter,
        page::{Page, PageRequest},
    },
    error::ApiError,
    telemetry::{Latest, LatestQuery, SeriesRange},
};

/// Time before the end of a range when no begin is given.
const DEFAULT_SPAN: Duration = Duration::from_hours(1);
/// Samples of a range when no limit is given.
const DEFAULT_SAMPLES: usize = 10_000;
/// Most samples of a range: some 2.5 MB on the wire.
const MAX_SAMPLES: usize = 100_000;

/// Which samples.
#[derive(Debug, Clone, Default)]
pub struct RangeQuery {
    /// Series id as given.
    pub series_id: String,
    /// First time, inclusive; `None` is an hour before the end.
    pub from: Option<Timestamp>,
    /// Last time, exclusive; `None` is now.
    pub to: Option<Timestamp>,
    /// Samples wanted; 0 is the default, more than the limit is the limit.
    pub limit: i32,
}

/// The latest value of every series that matches.
///
/// # Errors
///
/// [`ApiError::Invalid`] names selector, page size and page token.
pub fn latest_list(
    state: &ApiState,
    org_id: OrgId,
    metric: String,
    selector: &str,
    request: &PageRequest,
) -> Result<Page<Latest>, ApiError> {
    const LIST: &str = "latest_values";
    let selector: Selector =
        selector.parse().map_err(|error| ApiError::invalid("selector", format!("{error}")))?;
    let pager = state.pager();
    let size = pager.size(request)?;
    let query = LatestQuery {
        metric: Some(metric).filter(|metric| !metric.is_empty()),
        selector,
        after: pager.after(LIST, org_id, request)?,
        limit: size + 1,
    };
    let rows = state.telemetry.latest(org_id, &query);
    Ok(pager.page(LIST, org_id, size, rows, |row| row.series.series_id))
}

/// Samples of one series, oldest first.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] for a range that ends before it begins; the store's.
pub async fn series_range(
    state: &ApiState,
    org_id: OrgId,
    query: &RangeQuery,
) -> Result<SeriesRange, ApiError> {
    let absent = || ApiError::NotFound { what: "series", id: query.series_id.clone() };
    let series_id: i64 = query.series_id.parse().map_err(|_| absent())?;
    let to = query.to.unwrap_or_else(clock::now);
    let from = query.from.unwrap_or_else(|| time::sub(to, DEFAULT_SPAN));
    let mut found = Vec::new();
    if from > to {
        found.push(FieldError::new("from_time", format!("{from} is after to_time, {to}")));
    }
    let limit = match usize::try_from(query.limit) {
        Ok(0) => DEFAULT_SAMPLES,
        Ok(limit) => limit.min(MAX_SAMPLES),
        Err(_) => {
            found.push(FieldError::new("limit", "is negative; give 1 to 100000, or 0 for 10000"));
            0
        }
    };
    FieldErrors::check(found)?;
    state.telemetry.range(org_id, series_id, from, to, limit).await?.ok_or_else(absent)
}

/// Current statuses by names of check, target and agent.
///
/// # Errors
///
/// [`ApiError::NotFound`] for a check that is not there; [`ApiError::Invalid`] names page size and page token.
pub async fn check_state_list(
    state: &ApiState,
    org_id: OrgId,
    check: &str,
    request: &PageRequest,
) -> Result<Page<CheckStateRow>, ApiError> {
    const LIST: &str = "check_states";
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<(String, String, String)> = pager.after(LIST, org_id, request)?;
    let after = after.map(|(check, target, agent)| CheckStatePlace { check, target, agent });
    let check_id = check_filter(state, org_id, check).await?;
    let mut rows =
        check_state::check_state_page(&state.org, org_id, check_id, after.as_ref(), size + 1).await?;
    for row in &mut rows {
        // Each execution confirms the status, though only a change is written.
        let confirmed = state.telemetry.last_run(org_id, &row.check, &row.target, &row.agent);
        row.updated_at = row.updated_at.max(confirmed.unwrap_or(row.updated_at));
    }
    let place = |row: &CheckStateRow| (row.check.clone(), row.target.clone(), row.agent.clone());
    Ok(pager.page(LIST, org_id, size, rows, place))
}

/// Times without data, newest first.
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
) -> Result<Page<GapRow>, ApiError> {
    const LIST: &str = "gaps";
    let pager = state.pager();
    let size = pager.size(request)?;
    let before: Option<(Timestamp, GapId)> = pager.after(LIST, org_id, request)?;
    let agent_id = if agent.is_empty() {
        None
    } else {
        let row = agent_store::agent_find(&state.org, org_id, agent).await?;
        let row = row.ok_or_else(|| ApiError::NotFound { what: "agent", id: agent.to_owned() })?;
        Some(row.agent_id)
    };
    let rows = gap::gap_page(&state.org, org_id, agent_id, ends_after, before, size + 1).await?;
    Ok(pager.page(LIST, org_id, size, rows, |row| (row.to_at, row.gap_id)))
}
