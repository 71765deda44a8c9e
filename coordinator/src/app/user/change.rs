//! Changing, resetting and removing users.

use nocturne_core::{
    audit::Action,
    user::{Standing, beyond, loses_last_admin},
};
use nocturne_shared::field::{FieldError, FieldErrors};
use nocturne_store::{
    SystemTx,
    refresh_token::refresh_token_end_others,
    totp::totp_delete,
    user::{self as store, UserRow},
};
use secrecy::SecretString;

use super::{changed, display_name_check, etag, found, role_given};
use crate::{
    api_state::ApiState,
    app::{
        audit::{Actor, record_system},
        auth::Principal,
        role::above,
    },
    error::ApiError,
};

/// What a person says of a user that is there.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// For people.
    pub display_name: String,
    /// Name of a role.
    pub role: String,
    /// Whether they cannot log in.
    pub disabled: bool,
}

/// Changes the fields of a user that `paths` names, all when it is empty. It holds at once; a user who becomes disabled is
/// logged out.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Conflict`] when `etag` is not
/// empty and not the current one; [`ApiError::Refused`] for a user or a role that may do what the caller may not;
/// [`ApiError::Precondition`] for the last administrator and for an account of another organization too.
pub async fn user_update(
    state: &ApiState,
    caller: &Principal,
    user: &str,
    etag_given: &str,
    input: &UserChange,
    paths: &[String],
) -> Result<UserRow, ApiError> {
    let tx = state.auth.system().begin("user_update").await?;
    let before = managed(&tx, caller, user, etag_given).await?;
    let wanted = overlaid(&before, input, paths)?;
    let same_role = wanted.role == before.role;
    if same_role && wanted.display_name == before.display_name && wanted.disabled == before.disabled {
        return Ok(before);
    }
    if !same_role {
        role_given(&tx, caller, &wanted.role).await?;
    }
    if wanted.display_name != before.display_name || wanted.disabled != before.disabled {
        not_shared(&tx, caller, &before).await?;
    }
    let after = Standing { role: &wanted.role, disabled: wanted.disabled };
    keep_an_admin(&tx, caller, &before, Some(after)).await?;
    let (org_id, user_id) = (caller.org_id, before.user_id);
    store::user_update(&tx, org_id, user_id, &wanted.display_name, wanted.disabled, &wanted.role).await?;
    if wanted.disabled && !before.disabled {
        refresh_token_end_others(&tx, user_id, None).await?;
    }
    let row = found(&tx, org_id, &user_id.to_string()).await?;
    let change = changed(Action::UsersUpdate, Some(&before), Some(&row));
    record_system(&tx, org_id, Actor::from(caller), change).await?;
    tx.commit().await?;
    state.auth.forget_standings();
    Ok(row)
}

/// Gives a user a random password, which is returned and nowhere else, and ends all their sessions; their second factor
/// too when `with_factor`.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Refused`] for a user who may do what the caller may not;
/// [`ApiError::Precondition`] for an account of another organization too.
pub async fn user_password_reset(
    state: &ApiState,
    caller: &Principal,
    user: &str,
    with_factor: bool,
) -> Result<(UserRow, SecretString), ApiError> {
    let (made, hash) = state.auth.password_made().await?;
    let tx = state.auth.system().begin("user_password_reset").await?;
    let before = managed(&tx, caller, user, "").await?;
    not_shared(&tx, caller, &before).await?;
    store::user_password_reset(&tx, before.user_id, &hash).await?;
    refresh_token_end_others(&tx, before.user_id, None).await?;
    if with_factor {
        totp_delete(&tx, before.user_id).await?;
    }
    let row = found(&tx, caller.org_id, &before.user_id.to_string()).await?;
    let change = changed(Action::UsersResetPassword, Some(&before), Some(&row));
    record_system(&tx, caller.org_id, Actor::from(caller), change).await?;
    tx.commit().await?;
    state.auth.forget_standings();
    Ok((row, made))
}

/// Takes a user out of the organization.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] when `etag` is not empty and not the current one; [`ApiError::Refused`]
/// for a user who may do what the caller may not; [`ApiError::Precondition`] for the last administrator.
pub async fn user_remove(
    state: &ApiState,
    caller: &Principal,
    user: &str,
    etag_given: &str,
) -> Result<(), ApiError> {
    let tx = state.auth.system().begin("user_remove").await?;
    let before = managed(&tx, caller, user, etag_given).await?;
    keep_an_admin(&tx, caller, &before, None).await?;
    store::user_remove(&tx, caller.org_id, before.user_id).await?;
    let change = changed(Action::UsersRemove, Some(&before), None);
    record_system(&tx, caller.org_id, Actor::from(caller), change).await?;
    tx.commit().await?;
    state.auth.forget_standings();
    Ok(())
}

/// A user whom this caller may manage, and nobody else meanwhile.
async fn managed(
    tx: &SystemTx,
    caller: &Principal,
    user: &str,
    etag_given: &str,
) -> Result<UserRow, ApiError> {
    store::user_administration_lock(tx, caller.org_id).await?;
    let row = found(tx, caller.org_id, user).await?;
    if !etag_given.is_empty() && etag_given != etag(&row) {
        return Err(ApiError::Conflict { what: "user", name: row.username });
    }
    match beyond(caller.permissions, row.permissions) {
        Some(missing) => Err(above(&format!("user {:?}", row.username), missing)),
        None => Ok(row),
    }
}

async fn keep_an_admin(
    tx: &SystemTx,
    caller: &Principal,
    before: &UserRow,
    after: Option<Standing<'_>>,
) -> Result<(), ApiError> {
    let n_others = store::user_other_admins(tx, caller.org_id, before.user_id).await?;
    let standing = Standing { role: &before.role, disabled: before.disabled };
    if loses_last_admin(standing, after, n_others) {
        return Err(ApiError::Precondition(format!(
            "{} is the last administrator who can log in; make another one first",
            before.username
        )));
    }
    Ok(())
}

async fn not_shared(tx: &SystemTx, caller: &Principal, row: &UserRow) -> Result<(), ApiError> {
    if store::user_other_organizations(tx, caller.org_id, row.user_id).await? == 0 {
        return Ok(());
    }
    Err(ApiError::Precondition(format!(
        "the account of {} does not belong to this organization alone; change the role here, or remove the user from it",
        row.username
    )))
}

fn overlaid(before: &UserRow, input: &UserChange, paths: &[String]) -> Result<UserChange, FieldErrors> {
    let mut wanted = UserChange {
        display_name: before.display_name.clone(),
        role: before.role.clone(),
        disabled: before.disabled,
    };
    let every = ["display_name".to_owned(), "role".to_owned(), "disabled".to_owned()];
    let mut wrong = Vec::new();
    for path in if paths.is_empty() { &every } else { paths } {
        match path.as_str() {
            "display_name" => wanted.display_name.clone_from(&input.display_name),
            "role" => wanted.role.clone_from(&input.role),
            "disabled" => wanted.disabled = input.disabled,
            _ => {
                let reason =
                    format!("{path:?} is no field that can be changed; use display_name, role or disabled");
                wrong.push(FieldError::new("update_mask", reason));
            }
        }
    }
    wrong.extend(display_name_check(&wanted.display_name).err());
    FieldErrors::check(wrong).map(|()| wanted)
}
