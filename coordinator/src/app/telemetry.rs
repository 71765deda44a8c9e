//! Measurements as they are asked for.

use std::time::Duration;

use nocturne_runtime::clock;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::OrgId,
    selector::Selector,
    time::{self, Timestamp},
};

use crate::{
    api_state::ApiState,
    app::{
        gap::{GapView, gap_between},
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
    let list = format!("{LIST} {metric} {selector}");
    let pager = state.pager();
    let size = pager.size(request)?;
    let query = LatestQuery {
        metric: Some(metric).filter(|metric| !metric.is_empty()),
        selector,
        after: pager.after(&list, org_id, request)?,
        limit: size + 1,
    };
    let rows = state.telemetry.latest(org_id, &query);
    Ok(pager.page(&list, org_id, size, rows, |row| row.series.series_id))
}

/// Samples of one series, oldest first, and the gaps of its agent in that time.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] for a range that ends before it begins; the store's.
pub async fn series_range(
    state: &ApiState,
    org_id: OrgId,
    query: &RangeQuery,
) -> Result<(SeriesRange, Vec<GapView>), ApiError> {
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
    let range = state.telemetry.range(org_id, series_id, from, to, limit).await?.ok_or_else(absent)?;
    let gaps = match range.series.labels.get("agent") {
        Some(agent) => gap_between(state, org_id, agent, from, to).await?,
        None => Vec::new(),
    };
    Ok((range, gaps))
}
