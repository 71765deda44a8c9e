//! Users of an organization. Accounts are global, so this works as the system role, and says the organization in every
//! statement.
//!
//! Whoever manages a user could become that user (by giving them a password), so nobody manages a user who may do more
//! than they may themselves. An account that has a role in another organization too is not this one's to change.

pub mod change;

use nocturne_core::{audit::Action, user::beyond};
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::{OrgId, UserId},
};
use nocturne_store::{
    SystemTx,
    role::role_hold_system,
    user::{self as store, NewUser, UserRow},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::{
    api_state::ApiState,
    app::{
        audit::{Actor, Change, Object, record_system},
        auth::Principal,
        id::fresh_id,
        idempotency::{Asked, both},
        page::{Page, PageRequest},
        role::{above, no_role},
    },
    error::ApiError,
};

/// Longest user name, characters.
const MAX_USERNAME: usize = 64;
/// Longest name for people, characters.
const MAX_DISPLAY_NAME: usize = 128;
const LIST: &str = "users";

/// A user as somebody wants it.
pub struct UserInput {
    /// User name.
    pub username: String,
    /// For people.
    pub display_name: String,
    /// Name of a role.
    pub role: String,
    /// Empty is a random one.
    pub password: SecretString,
}

/// What an etag says: the version of the row.
#[must_use]
pub fn etag(row: &UserRow) -> String {
    format!("v{}", row.version)
}

/// Lists users by name.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn user_list(
    state: &ApiState,
    org_id: OrgId,
    request: &PageRequest,
) -> Result<Page<UserRow>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<String> = pager.after(LIST, org_id, request)?;
    let rows = store::user_page(state.auth.system(), org_id, after.as_deref(), size + 1).await?;
    Ok(pager.page(LIST, org_id, size, rows, |row| row.username.clone()))
}

/// One user by id or name.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's.
pub async fn user_get(state: &ApiState, org_id: OrgId, user: &str) -> Result<UserRow, ApiError> {
    let tx = state.auth.system().begin("user_get").await?;
    let row = found(&tx, org_id, user).await?;
    tx.commit().await?;
    Ok(row)
}

/// Makes a user; returns it with the random password, which is nowhere else, unless one was given.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Refused`] for a role that may do what the caller may
/// not; [`ApiError::AlreadyExists`]; [`ApiError::Precondition`] for a repetition whose password was shown before.
pub async fn user_create(
    state: &ApiState,
    caller: &Principal,
    input: UserInput,
    asked: &Asked,
) -> Result<(UserRow, Option<SecretString>), ApiError> {
    let (once, ()) = both(asked.check(caller, "CreateUser"), check(&input))?;
    let (shown, hash) = if input.password.expose_secret().is_empty() {
        let (made, hash) = state.auth.password_made().await?;
        (Some(made), hash)
    } else {
        (None, state.auth.password_hashed(input.password, &input.username, "password").await?)
    };
    let user_id: UserId = fresh_id();
    let tx = state.auth.system().begin("user_create").await?;
    if let Some(answered) = once.claim_system(&tx, caller.org_id).await? {
        return repeated(&tx, caller.org_id, &answered, shown.is_some()).await;
    }
    role_given(&tx, caller, &input.role).await?;
    let made = NewUser {
        user_id,
        username: &input.username,
        display_name: &input.display_name,
        password_hash: &hash,
        must_change_password: true,
        role: &input.role,
    };
    // The same words whether the name is taken here or elsewhere: nobody learns of other organizations.
    if !store::user_insert(&tx, caller.org_id, &made).await? {
        return Err(ApiError::AlreadyExists { what: "user", name: input.username });
    }
    let row = found(&tx, caller.org_id, &user_id.to_string()).await?;
    once.settle_system(&tx, caller.org_id, user_id.to_string().as_bytes()).await?;
    record_system(&tx, caller.org_id, Actor::from(caller), changed(Action::UsersCreate, None, Some(&row)))
        .await?;
    tx.commit().await?;
    Ok((row, shown))
}

/// The answer to a request that was carried out before.
async fn repeated(
    tx: &SystemTx,
    org_id: OrgId,
    answered: &[u8],
    had_secret: bool,
) -> Result<(UserRow, Option<SecretString>), ApiError> {
    let id = String::from_utf8_lossy(answered).into_owned();
    if had_secret {
        return Err(ApiError::Precondition(format!(
            "this request was carried out before and made user {id}; the password was shown then and is not kept. If it \
             did not arrive, reset the password of user {id}"
        )));
    }
    Ok((found(tx, org_id, &id).await?, None))
}

/// A role that the caller may give; it stays what it is until the end of the transaction.
async fn role_given(tx: &SystemTx, caller: &Principal, role: &str) -> Result<(), ApiError> {
    let permissions = role_hold_system(tx, caller.org_id, role).await?;
    let permissions = permissions.ok_or_else(|| ApiError::invalid("role", no_role(role)))?;
    match beyond(caller.permissions, permissions) {
        Some(missing) => Err(above(&format!("role {role:?}"), missing)),
        None => Ok(()),
    }
}

async fn found(tx: &SystemTx, org_id: OrgId, user: &str) -> Result<UserRow, ApiError> {
    let row = if user.contains('\0') { None } else { store::user_find(tx, org_id, user).await? };
    row.ok_or_else(|| ApiError::NotFound { what: "user", id: user.to_owned() })
}

fn check(input: &UserInput) -> Result<(), FieldErrors> {
    let checks = [username_check(&input.username), display_name_check(&input.display_name)];
    let mut found: Vec<FieldError> = checks.into_iter().filter_map(Result::err).collect();
    if input.role.is_empty() {
        found.push(FieldError::new("role", "is missing; ListRoles has all of them"));
    }
    let password = input.password.expose_secret();
    if !password.is_empty()
        && let Err(reason) = nocturne_core::password::check(password, &input.username)
    {
        found.push(FieldError::new("password", reason.to_string()));
    }
    FieldErrors::check(found)
}

/// Judges a user name. Upper case is taken for lower case.
pub(super) fn username_check(username: &str) -> Result<(), FieldError> {
    let legal = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    let begins = username.starts_with(|c: char| c.is_ascii_alphanumeric());
    if (1..=MAX_USERNAME).contains(&username.len()) && begins && username.chars().all(legal) {
        return Ok(());
    }
    let reason = "must be 1 to 64 letters, digits and '.', '-', '_', '@', the first a letter or digit";
    Err(FieldError::new("username", reason))
}

/// Judges a name for people.
pub(super) fn display_name_check(name: &str) -> Result<(), FieldError> {
    if name.chars().count() <= MAX_DISPLAY_NAME && !name.contains(char::is_control) {
        return Ok(());
    }
    Err(FieldError::new("display_name", "must be at most 128 characters without control characters"))
}

fn changed(action: Action, before: Option<&UserRow>, after: Option<&UserRow>) -> Change {
    let (id, name) =
        before.or(after).map(|row| (row.user_id.to_string(), row.username.clone())).unwrap_or_default();
    Change {
        action,
        object: Object::new("user", id, name),
        before: before.map(audited),
        after: after.map(audited),
    }
}

fn audited(row: &UserRow) -> Value {
    json!({
        "username": row.username,
        "display_name": row.display_name,
        "role": row.role,
        "disabled": row.disabled,
        "must_change_password": row.must_change_password,
        "second_factor": row.second_factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_what_everybody_can_type() {
        for good in ["a", "Eve", "eve@example.org", "7of9", &"x".repeat(64)] {
            assert_eq!(username_check(good), Ok(()), "{good}");
        }
        for bad in ["", "-eve", "e ve", "ève", "eve\0", &"x".repeat(65)] {
            assert_eq!(username_check(bad).unwrap_err().field, "username", "{bad:?}");
        }
    }
}
