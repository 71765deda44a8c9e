//! Users as those who administer an organization work with them.

use nocturne_core::access::Permissions;
use nocturne_shared::{
    id::{OrgId, UserId},
    time::Timestamp,
};
use nocturne_store_queries::queries::{refresh_token, user as sql};

use crate::{
    error::{StoreError, query},
    pool::{SystemStore, SystemTx},
    row,
};

/// A user as an organization sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Id.
    pub user_id: UserId,
    /// Name, lower case.
    pub username: String,
    /// For people.
    pub display_name: String,
    /// Role in the organization.
    pub role: String,
    /// What that role may do.
    pub permissions: Permissions,
    /// True once disabled.
    pub disabled: bool,
    /// True until the user has chosen a password that nobody else knows.
    pub must_change_password: bool,
    /// Whether a login asks for a code.
    pub second_factor: bool,
    /// `None` is never.
    pub last_login_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Raised by every change.
    pub version: i64,
}

macro_rules! user_row {
    ($row:expr) => {{
        let row = $row;
        Ok(UserRow {
            user_id: UserId::from_uuid(row.user_id),
            username: row.username,
            display_name: row.display_name,
            permissions: row::permissions(&row.role, row.permissions)?,
            role: row.role,
            disabled: row.disabled,
            must_change_password: row.must_change_password,
            second_factor: row.second_factor,
            last_login_at: row.last_login_at,
            created_at: row.created_at,
            version: row.version,
        })
    }};
}

/// Users of an organization whose names follow `after`, by name.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a role that is not known.
pub async fn user_page(
    system: &SystemStore,
    org_id: OrgId,
    after: Option<&str>,
    n_rows: usize,
) -> Result<Vec<UserRow>, StoreError> {
    let client = system.client().await?;
    let rows = sql::user_page()
        .bind(&client, &org_id.uuid(), &after, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("user_page"))?;
    rows.into_iter().map(|row| user_row!(row)).collect()
}

/// A user of an organization by id or name.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a role that is not known.
pub async fn user_find(tx: &SystemTx, org_id: OrgId, user: &str) -> Result<Option<UserRow>, StoreError> {
    let found =
        sql::user_find().bind(tx.client(), &org_id.uuid(), &user).opt().await.map_err(query("user_find"))?;
    found.map(|row| user_row!(row)).transpose()
}

/// Waits until nobody else changes the users of an organization, until the end of the transaction.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_administration_lock(tx: &SystemTx, org_id: OrgId) -> Result<(), StoreError> {
    sql::user_administration_lock()
        .bind(tx.client(), &org_id.uuid())
        .opt()
        .await
        .map_err(query("user_administration_lock"))?;
    Ok(())
}

/// How many administrators of an organization can log in besides this user.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_other_admins(tx: &SystemTx, org_id: OrgId, user_id: UserId) -> Result<u64, StoreError> {
    let n_others: i64 = sql::user_other_admins()
        .bind(tx.client(), &org_id.uuid(), &user_id.uuid())
        .one()
        .await
        .map_err(query("user_other_admins"))?;
    Ok(row::natural(n_others))
}

/// In how many other organizations the user has a role.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_other_organizations(
    tx: &SystemTx,
    org_id: OrgId,
    user_id: UserId,
) -> Result<u64, StoreError> {
    let n_others: i64 = sql::user_other_organizations()
        .bind(tx.client(), &user_id.uuid(), &org_id.uuid())
        .one()
        .await
        .map_err(query("user_other_organizations"))?;
    Ok(row::natural(n_others))
}

/// Changes a user; one that becomes disabled is logged out.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_update(
    tx: &SystemTx,
    org_id: OrgId,
    user_id: UserId,
    display_name: &str,
    disabled: bool,
    role: &str,
) -> Result<(), StoreError> {
    sql::user_update()
        .bind(tx.client(), &display_name, &disabled, &user_id.uuid())
        .await
        .map_err(query("user_update"))?;
    sql::user_role_set()
        .bind(tx.client(), &role, &org_id.uuid(), &user_id.uuid())
        .await
        .map_err(query("user_role_set"))?;
    Ok(())
}

/// Gives a user a password that somebody else knows, and logs them out.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_password_reset(
    tx: &SystemTx,
    user_id: UserId,
    password_hash: &str,
) -> Result<(), StoreError> {
    sql::user_password_reset()
        .bind(tx.client(), &password_hash, &user_id.uuid())
        .await
        .map_err(query("user_password_reset"))?;
    Ok(())
}

/// Takes a user out of an organization. An account without any organization is gone.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_remove(tx: &SystemTx, org_id: OrgId, user_id: UserId) -> Result<(), StoreError> {
    refresh_token::refresh_token_user_delete()
        .bind(tx.client(), &org_id.uuid(), &user_id.uuid())
        .await
        .map_err(query("refresh_token_user_delete"))?;
    sql::user_unbind()
        .bind(tx.client(), &org_id.uuid(), &user_id.uuid())
        .await
        .map_err(query("user_unbind"))?;
    sql::user_sessions_end().bind(tx.client(), &user_id.uuid()).await.map_err(query("user_sessions_end"))?;
    sql::user_delete_unbound()
        .bind(tx.client(), &user_id.uuid())
        .await
        .map_err(query("user_delete_unbound"))?;
    Ok(())
}
