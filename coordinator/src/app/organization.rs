//! The organization a call acts in.

use nocturne_shared::id::OrgId;
use nocturne_store::organization as store;

use crate::{api_state::ApiState, error::ApiError};

/// Its name, for people.
///
/// # Errors
///
/// [`ApiError::Unauthenticated`] when it is gone: no credential of it is worth anything then; the store's.
pub async fn organization_name(state: &ApiState, org_id: OrgId) -> Result<String, ApiError> {
    let name = store::organization_name(&state.org, org_id).await?;
    name.ok_or(ApiError::Unauthenticated("the organization does not exist any more"))
}
