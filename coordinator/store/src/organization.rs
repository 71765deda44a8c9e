//! Organizations.

use nocturne_shared::id::OrgId;
use nocturne_store_queries::queries::organization as sql;

use crate::{
    error::{StoreError, query},
    pool::OrgStore,
};

/// Name of the organization, for people; `None` when there is no such organization.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn organization_name(org: &OrgStore, org_id: OrgId) -> Result<Option<String>, StoreError> {
    let tx = org.begin("organization_name", org_id).await?;
    let name = sql::organization_name()
        .bind(tx.client(), &org_id.uuid())
        .opt()
        .await
        .map_err(query("organization_name"))?;
    tx.commit().await?;
    Ok(name)
}
