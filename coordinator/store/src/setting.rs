//! What administrators set.

use nocturne_shared::{id::OrgId, time::Timestamp};
use nocturne_store_queries::queries::setting as sql;

use crate::{
    error::{StoreError, query},
    pool::{OrgTx, SystemStore},
};

/// One stored value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// Name in the registry of the program that stored it.
    pub name: String,
    /// As text.
    pub value: String,
    /// Never the same twice for one name.
    pub version: i64,
    /// Who stored it, for people.
    pub updated_by: String,
    /// When.
    pub updated_at: Timestamp,
}

/// The organization that owns the installation, and what it has stored; `None` before there is one.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn setting_load(system: &SystemStore) -> Result<Option<(OrgId, Vec<SettingRow>)>, StoreError> {
    let client = system.client().await?;
    let owner = sql::setting_owner().bind(&client).opt().await.map_err(query("setting_owner"))?;
    let Some(owner) = owner else { return Ok(None) };
    let rows = sql::setting_list().bind(&client, &owner).all().await.map_err(query("setting_list"))?;
    Ok(Some((OrgId::from_uuid(owner), rows.into_iter().map(from_row).collect())))
}

/// What the organization has stored, by name.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn setting_list(tx: &OrgTx) -> Result<Vec<SettingRow>, StoreError> {
    let org_id = tx.org_id().uuid();
    let rows = sql::setting_list().bind(tx.client(), &org_id).all().await.map_err(query("setting_list"))?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Waits until no other transaction changes a setting of the organization, and keeps others out until this one ends.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn setting_lock(tx: &OrgTx) -> Result<(), StoreError> {
    let org_id = tx.org_id().uuid().to_string();
    sql::setting_lock().bind(tx.client(), &org_id).one().await.map_err(query("setting_lock"))?;
    Ok(())
}

/// Stores a value.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn setting_put(tx: &OrgTx, name: &str, value: &str, updated_by: &str) -> Result<(), StoreError> {
    sql::setting_put()
        .bind(tx.client(), &tx.org_id().uuid(), &name, &value, &updated_by)
        .await
        .map_err(query("setting_put"))?;
    Ok(())
}

/// Takes a value out; one that is not there is no error.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn setting_delete(tx: &OrgTx, name: &str) -> Result<(), StoreError> {
    sql::setting_delete()
        .bind(tx.client(), &tx.org_id().uuid(), &name)
        .await
        .map_err(query("setting_delete"))?;
    Ok(())
}

fn from_row(row: sql::SettingList) -> SettingRow {
    SettingRow {
        name: row.name,
        value: row.value,
        version: row.version,
        updated_by: row.updated_by,
        updated_at: row.updated_at,
    }
}
