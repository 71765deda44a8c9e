//! The database itself.

use nocturne_shared::{id::OrgId, time::Timestamp};
use nocturne_store_queries::queries::system as sql;

use crate::{
    error::{StoreError, query},
    pool::OrgStore,
};

/// What a database server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseRow {
    /// Version, e.g. `15.14`.
    pub server_version: String,
    /// Its clock.
    pub database_now: Timestamp,
}

/// Asks the server.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn system_database(org: &OrgStore, org_id: OrgId) -> Result<DatabaseRow, StoreError> {
    let tx = org.begin("system_database", org_id).await?;
    let row = sql::system_database().bind(tx.client()).one().await.map_err(query("system_database"))?;
    tx.commit().await?;
    Ok(DatabaseRow { server_version: row.server_version, database_now: row.database_now })
}
