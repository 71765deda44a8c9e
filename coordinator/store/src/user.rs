//! People: who they are and what they may do where.

use nocturne_core::access::Role;
use nocturne_shared::id::{OrgId, UserId};
use nocturne_store_queries::queries::user as sql;

use crate::{
    error::{StoreError, query},
    pool::SystemStore,
    row,
};

/// What a login is decided by.
#[derive(Clone)]
pub struct UserLogin {
    /// User.
    pub user_id: UserId,
    /// Name as stored, lower case.
    pub username: String,
    /// PHC string.
    pub password_hash: String,
    /// Raised to log the user out everywhere.
    pub session_version: i64,
    /// True once disabled.
    pub disabled: bool,
    /// Organization of the first binding.
    pub org_id: OrgId,
    /// Role there.
    pub role: Role,
}

/// What a session is kept by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStanding {
    /// Name.
    pub username: String,
    /// Raised to log the user out everywhere.
    pub session_version: i64,
    /// True once disabled.
    pub disabled: bool,
    /// Role in the organization.
    pub role: Role,
}

/// True when there is any user.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_any(system: &SystemStore) -> Result<bool, StoreError> {
    let client = system.client().await?;
    sql::user_any().bind(&client).one().await.map_err(query("user_any"))
}

/// Makes the first organization with its first administrator; false, and nothing made, when the name is taken.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_bootstrap(
    system: &SystemStore,
    org_id_if_new: OrgId,
    org_slug: &str,
    user_id: UserId,
    username: &str,
    password_hash: &str,
) -> Result<bool, StoreError> {
    let tx = system.begin("user_bootstrap").await?;
    let client = tx.client();
    sql::organization_insert()
        .bind(client, &org_id_if_new.uuid(), &org_slug, &org_slug)
        .await
        .map_err(query("organization_insert"))?;
    let organization = sql::organization_by_slug()
        .bind(client, &org_slug)
        .one()
        .await
        .map_err(query("organization_by_slug"))?;
    let n_made = sql::user_insert()
        .bind(client, &user_id.uuid(), &username, &password_hash)
        .await
        .map_err(query("user_insert"))?;
    if n_made == 0 {
        return Ok(false);
    }
    sql::user_bind()
        .bind(client, &organization.org_id, &user_id.uuid(), &Role::Admin.as_str())
        .await
        .map_err(query("user_bind"))?;
    tx.commit().await?;
    Ok(true)
}

/// Makes a user with a role in an organization; false, and nothing made, when the name is taken.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_create(
    system: &SystemStore,
    org_id: OrgId,
    user_id: UserId,
    username: &str,
    password_hash: &str,
    role: Role,
) -> Result<bool, StoreError> {
    let tx = system.begin("user_create").await?;
    let n_made = sql::user_insert()
        .bind(tx.client(), &user_id.uuid(), &username, &password_hash)
        .await
        .map_err(query("user_insert"))?;
    if n_made == 0 {
        return Ok(false);
    }
    sql::user_bind()
        .bind(tx.client(), &org_id.uuid(), &user_id.uuid(), &role.as_str())
        .await
        .map_err(query("user_bind"))?;
    tx.commit().await?;
    Ok(true)
}

/// The user of that name, upper or lower case, who has a role somewhere.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a role that is not known.
pub async fn user_login(system: &SystemStore, username: &str) -> Result<Option<UserLogin>, StoreError> {
    let client = system.client().await?;
    let found = sql::user_login().bind(&client, &username).opt().await.map_err(query("user_login"))?;
    found
        .map(|row| {
            Ok(UserLogin {
                user_id: UserId::from_uuid(row.user_id),
                username: row.username,
                password_hash: row.password_hash,
                session_version: row.session_version,
                disabled: row.disabled,
                org_id: OrgId::from_uuid(row.org_id),
                role: row::role(&row.role)?,
            })
        })
        .transpose()
}

/// How a user stands in an organization; `None` without a role there.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a role that is not known.
pub async fn user_standing(
    system: &SystemStore,
    org_id: OrgId,
    user_id: UserId,
) -> Result<Option<UserStanding>, StoreError> {
    let client = system.client().await?;
    let found = sql::user_standing()
        .bind(&client, &user_id.uuid(), &org_id.uuid())
        .opt()
        .await
        .map_err(query("user_standing"))?;
    found
        .map(|row| {
            Ok(UserStanding {
                username: row.username,
                session_version: row.session_version,
                disabled: row.disabled,
                role: row::role(&row.role)?,
            })
        })
        .transpose()
}

/// Disables a user and ends every session; false when there is no such user, or disabled already.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_disable(system: &SystemStore, username: &str) -> Result<bool, StoreError> {
    let client = system.client().await?;
    let n_changed = sql::user_disable().bind(&client, &username).await.map_err(query("user_disable"))?;
    Ok(n_changed == 1)
}
