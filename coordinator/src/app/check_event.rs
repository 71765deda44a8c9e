//! Statuses that changed.

use nocturne_shared::{id::OrgId, time::Timestamp};
use nocturne_store::check_event::{CheckEventRow, check_event_page};

use crate::{
    api_state::ApiState,
    app::{
        check::check_filter,
        page::{Page, PageRequest},
    },
    error::ApiError,
};

const LIST: &str = "check_events";

/// Events newest first, by their arrival.
///
/// # Errors
///
/// [`ApiError::NotFound`] for a check that is not there; [`ApiError::Invalid`] names page size and page token.
pub async fn check_event_list(
    state: &ApiState,
    org_id: OrgId,
    check: &str,
    request: &PageRequest,
) -> Result<Page<CheckEventRow>, ApiError> {
    let list = format!("{LIST} {check}");
    let pager = state.pager();
    let size = pager.size(request)?;
    let before: Option<(Timestamp, i64)> = pager.after(&list, org_id, request)?;
    let check_id = check_filter(state, org_id, check).await?;
    let rows = check_event_page(&state.org, org_id, check_id, before, size + 1).await?;
    Ok(pager.page(&list, org_id, size, rows, |row| (row.received_at, row.check_event_id)))
}
