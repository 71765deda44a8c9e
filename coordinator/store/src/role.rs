//! Roles of an organization.

use nocturne_core::access::Permissions;
use nocturne_shared::{id::OrgId, time::Timestamp};
use nocturne_store_queries::{client::GenericClient, queries::role as sql};

use crate::{
    error::{StoreError, query},
    pool::{OrgStore, OrgTx, SystemTx},
    row,
};

/// A role with what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Name.
    pub name: String,
    /// For people.
    pub description: String,
    /// What it may do.
    pub permissions: Permissions,
    /// Whether the program defines it.
    pub built_in: bool,
    /// Users who have it.
    pub n_users: u64,
    /// API tokens that have it and work.
    pub n_api_tokens: u64,
    /// Raised by every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

macro_rules! role_row {
    ($row:expr) => {{
        let row = $row;
        Ok(RoleRow {
            built_in: row.permissions.is_none(),
            permissions: row::permissions(&row.name, row.permissions)?,
            name: row.name,
            description: row.description,
            n_users: row::natural(row.n_users),
            n_api_tokens: row::natural(row.n_api_tokens),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }};
}

/// Roles whose names follow `after`, by name.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a built-in role that is not known.
pub async fn role_page(
    org: &OrgStore,
    org_id: OrgId,
    after: Option<&str>,
    n_rows: usize,
) -> Result<Vec<RoleRow>, StoreError> {
    let tx = org.begin("role_page", org_id).await?;
    let rows = sql::role_page()
        .bind(tx.client(), &org_id.uuid(), &after, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("role_page"))?;
    tx.commit().await?;
    rows.into_iter().map(|row| role_row!(row)).collect()
}

/// One role.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a built-in role that is not known.
pub async fn role_get(tx: &OrgTx, name: &str) -> Result<Option<RoleRow>, StoreError> {
    let found = sql::role_get()
        .bind(tx.client(), &tx.org_id().uuid(), &name)
        .opt()
        .await
        .map_err(query("role_get"))?;
    found.map(|row| role_row!(row)).transpose()
}

/// What a role may do; until the end of the transaction it stays and keeps these permissions. `None` when there is none.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a built-in role that is not known.
pub async fn role_hold(tx: &OrgTx, name: &str) -> Result<Option<Permissions>, StoreError> {
    hold(tx.client(), tx.org_id(), name).await
}

/// As [`role_hold`], by the system role.
///
/// # Errors
///
/// As [`role_hold`].
pub async fn role_hold_system(
    tx: &SystemTx,
    org_id: OrgId,
    name: &str,
) -> Result<Option<Permissions>, StoreError> {
    hold(tx.client(), org_id, name).await
}

async fn hold<C: GenericClient>(
    client: &C,
    org_id: OrgId,
    name: &str,
) -> Result<Option<Permissions>, StoreError> {
    let found =
        sql::role_hold().bind(client, &org_id.uuid(), &name).opt().await.map_err(query("role_hold"))?;
    found.map(|listed| row::permissions(name, listed)).transpose()
}

/// Keeps everybody else from giving, changing and deleting a role until the end of the transaction.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn role_lock(tx: &OrgTx, name: &str) -> Result<(), StoreError> {
    sql::role_lock().bind(tx.client(), &tx.org_id().uuid(), &name).opt().await.map_err(query("role_lock"))?;
    Ok(())
}

/// Makes a role; false when the name is taken.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn role_insert(
    tx: &OrgTx,
    name: &str,
    description: &str,
    permissions: Permissions,
) -> Result<bool, StoreError> {
    let n_made = sql::role_insert()
        .bind(tx.client(), &tx.org_id().uuid(), &name, &description, &permissions.texts())
        .await
        .map_err(query("role_insert"))?;
    Ok(n_made == 1)
}

/// Changes a role that people made; false when there is none.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn role_update(
    tx: &OrgTx,
    name: &str,
    description: &str,
    permissions: Permissions,
) -> Result<bool, StoreError> {
    let n_changed = sql::role_update()
        .bind(tx.client(), &description, &permissions.texts(), &tx.org_id().uuid(), &name)
        .await
        .map_err(query("role_update"))?;
    Ok(n_changed == 1)
}

/// Deletes a role that people made and nobody has, with the API tokens of it that do not work any more; false when there
/// is none.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn role_delete(tx: &OrgTx, name: &str) -> Result<bool, StoreError> {
    let org_id = tx.org_id().uuid();
    sql::role_dead_tokens_delete()
        .bind(tx.client(), &org_id, &name)
        .await
        .map_err(query("role_dead_tokens_delete"))?;
    let n_deleted =
        sql::role_delete().bind(tx.client(), &org_id, &name).await.map_err(query("role_delete"))?;
    Ok(n_deleted == 1)
}
