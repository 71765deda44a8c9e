//! People: who they are and what they may do where.

use nocturne_core::access::{Permissions, Role};
use nocturne_shared::id::{OrgId, UserId};
use nocturne_store_queries::queries::user as sql;

pub use self::administration::{
    UserRow, user_administration_lock, user_find, user_other_admins, user_other_organizations, user_page,
    user_password_reset, user_remove, user_update,
};

use crate::{
    error::{StoreError, query},
    pool::{SystemStore, SystemTx},
    row,
};

mod administration;

/// What a login is decided by.
#[derive(Clone)]
pub struct UserLogin {
    /// User.
    pub user_id: UserId,
    /// Organization of the first binding.
    pub org_id: OrgId,
    /// PHC string.
    pub password_hash: String,
    /// How the user stands in that organization.
    pub standing: UserStanding,
}

/// What a session is kept by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStanding {
    /// Name as stored, lower case.
    pub username: String,
    /// Raised to log the user out everywhere.
    pub session_version: i64,
    /// True once disabled.
    pub disabled: bool,
    /// True until the user has chosen a password that nobody else knows.
    pub must_change_password: bool,
    /// Role in the organization.
    pub role: String,
    /// What that role may do.
    pub permissions: Permissions,
}

/// A user to be made.
pub struct NewUser<'a> {
    /// Id.
    pub user_id: UserId,
    /// Name, any case.
    pub username: &'a str,
    /// For people.
    pub display_name: &'a str,
    /// PHC string.
    pub password_hash: &'a str,
    /// Whether somebody else knows the password.
    pub must_change_password: bool,
    /// Role in the organization.
    pub role: &'a str,
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
    organization_insert(&tx, org_id_if_new, org_slug, org_slug).await?;
    let organization = sql::organization_by_slug()
        .bind(tx.client(), &org_slug)
        .one()
        .await
        .map_err(query("organization_by_slug"))?;
    let user = NewUser {
        user_id,
        username,
        display_name: "",
        password_hash,
        must_change_password: false,
        role: Role::Admin.as_str(),
    };
    let made = user_insert(&tx, OrgId::from_uuid(organization.org_id), &user).await?;
    if made {
        tx.commit().await?;
    }
    Ok(made)
}

/// Makes an organization with its built-in roles; false when the slug is taken.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn organization_insert(
    tx: &SystemTx,
    org_id: OrgId,
    slug: &str,
    name: &str,
) -> Result<bool, StoreError> {
    let n_made = sql::organization_insert()
        .bind(tx.client(), &org_id.uuid(), &slug, &name)
        .await
        .map_err(query("organization_insert"))?;
    Ok(n_made == 1)
}

/// Makes a user with a role in an organization; false, and nothing made, when the name is taken.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_insert(tx: &SystemTx, org_id: OrgId, user: &NewUser<'_>) -> Result<bool, StoreError> {
    let n_made = sql::user_insert()
        .bind(
            tx.client(),
            &user.user_id.uuid(),
            &user.username,
            &user.display_name,
            &user.password_hash,
            &user.must_change_password,
        )
        .await
        .map_err(query("user_insert"))?;
    if n_made == 0 {
        return Ok(false);
    }
    sql::user_bind()
        .bind(tx.client(), &org_id.uuid(), &user.user_id.uuid(), &user.role)
        .await
        .map_err(query("user_bind"))?;
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
                org_id: OrgId::from_uuid(row.org_id),
                password_hash: row.password_hash,
                standing: UserStanding {
                    username: row.username,
                    session_version: row.session_version,
                    disabled: row.disabled,
                    must_change_password: row.must_change_password,
                    permissions: row::permissions(&row.role, row.permissions)?,
                    role: row.role,
                },
            })
        })
        .transpose()
}

/// Notes that a user logged in; false when all their sessions were ended since they were read.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_logged_in(
    tx: &SystemTx,
    user_id: UserId,
    session_version: i64,
) -> Result<bool, StoreError> {
    let n_noted = sql::user_logged_in()
        .bind(tx.client(), &user_id.uuid(), &session_version)
        .await
        .map_err(query("user_logged_in"))?;
    Ok(n_noted == 1)
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
                must_change_password: row.must_change_password,
                permissions: row::permissions(&row.role, row.permissions)?,
                role: row.role,
            })
        })
        .transpose()
}

/// The hash of a user's password; `None` when there is no such user.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_password_hash(system: &SystemStore, user_id: UserId) -> Result<Option<String>, StoreError> {
    let client = system.client().await?;
    let found = sql::user_password_hash()
        .bind(&client, &user_id.uuid())
        .opt()
        .await
        .map_err(query("user_password_hash"))?;
    Ok(found.map(|row| row.password_hash))
}

/// Changes a password that is still the former one, and ends every access token; returns the next session version, `None`
/// when somebody else was faster.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_password_change(
    tx: &SystemTx,
    user_id: UserId,
    former_hash: &str,
    password_hash: &str,
) -> Result<Option<i64>, StoreError> {
    sql::user_password_change()
        .bind(tx.client(), &password_hash, &user_id.uuid(), &former_hash)
        .opt()
        .await
        .map_err(query("user_password_change"))
}

/// Ends every access token of a user; refresh tokens go on.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn user_sessions_end(tx: &SystemTx, user_id: UserId) -> Result<(), StoreError> {
    sql::user_sessions_end().bind(tx.client(), &user_id.uuid()).await.map_err(query("user_sessions_end"))?;
    Ok(())
}
