//! Roles: named sets of permissions. Nobody gives away what they do not have.

use nocturne_core::{
    access::{Permission, Permissions, Role},
    audit::Action,
    user::beyond,
};
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::OrgId,
};
use nocturne_store::{
    OrgTx,
    role::{self as store, RoleRow},
};
use serde_json::{Value, json};

use crate::{
    api_state::ApiState,
    app::{
        audit::{Change, Object, record},
        auth::Principal,
        idempotency::{Asked, Created, both},
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// Longest description, characters.
const MAX_DESCRIPTION: usize = 256;
/// Longest name, characters.
const MAX_NAME: usize = 32;
/// Entries of a list of permissions that are looked at: findings must fit into an answer's head.
const MAX_ENTRIES: usize = 2 * Permission::ALL.len();
const LIST: &str = "roles";
const PERMISSIONS: &str = "permissions";

/// What a person says of a role.
#[derive(Debug, Clone, Default)]
pub struct RoleInput {
    /// Name.
    pub name: String,
    /// For people.
    pub description: String,
    /// Texts of permissions.
    pub permissions: Vec<String>,
}

/// What an etag says: the version of the row.
#[must_use]
pub fn etag(row: &RoleRow) -> String {
    format!("v{}", row.version)
}

/// Lists roles by name.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn role_list(
    state: &ApiState,
    org_id: OrgId,
    request: &PageRequest,
) -> Result<Page<RoleRow>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<String> = pager.after(LIST, org_id, request)?;
    let rows = store::role_page(&state.org, org_id, after.as_deref(), size + 1).await?;
    Ok(pager.page(LIST, org_id, size, rows, |row| row.name.clone()))
}

/// Lists every permission there is, by text.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token.
pub fn permission_list(
    state: &ApiState,
    org_id: OrgId,
    request: &PageRequest,
) -> Result<Page<Permission>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: String = pager.after(PERMISSIONS, org_id, request)?.unwrap_or_default();
    let mut rows = Permission::ALL.to_vec();
    rows.retain(|permission| permission.as_str() > after.as_str());
    rows.sort_unstable_by_key(|permission| permission.as_str());
    Ok(pager.page(PERMISSIONS, org_id, size, rows, |permission| permission.as_str()))
}

/// One role.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's.
pub async fn role_get(state: &ApiState, org_id: OrgId, name: &str) -> Result<RoleRow, ApiError> {
    let tx = state.org.begin("role_get", org_id).await?;
    let row = found(&tx, name).await?;
    tx.commit().await?;
    Ok(row)
}

/// Makes a role; `answer` is what a repetition of the same request gets.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Refused`] for permissions that the caller lacks;
/// [`ApiError::AlreadyExists`].
pub async fn role_create(
    state: &ApiState,
    caller: &Principal,
    input: &RoleInput,
    asked: &Asked,
    answer: impl Fn(&RoleRow) -> Vec<u8>,
) -> Result<Created<RoleRow>, ApiError> {
    let (once, permissions) = both(asked.check(caller, "CreateRole"), check(input))?;
    if let Some(missing) = beyond(caller.permissions, permissions) {
        return Err(above("the role", missing));
    }
    let tx = state.org.begin("role_create", caller.org_id).await?;
    if let Some(answered) = once.claim(&tx).await? {
        tx.commit().await?;
        return Ok(Created::Repeated(answered));
    }
    if !store::role_insert(&tx, &input.name, &input.description, permissions).await? {
        return Err(ApiError::AlreadyExists { what: "role", name: input.name.clone() });
    }
    let row = found(&tx, &input.name).await?;
    once.settle(&tx, &answer(&row)).await?;
    record(&tx, caller, changed(Action::RolesCreate, None, Some(&row))).await?;
    tx.commit().await?;
    Ok(Created::Made(row))
}

/// Changes the fields of a role that `paths` names, both when it is empty. It holds at once for everybody who has it.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Conflict`] when `etag` is not
/// empty and not the current one; [`ApiError::Precondition`] for a built-in role; [`ApiError::Refused`] for permissions
/// that the caller lacks, in the role before or after.
pub async fn role_update(
    state: &ApiState,
    caller: &Principal,
    etag: &str,
    input: &RoleInput,
    paths: &[String],
) -> Result<RoleRow, ApiError> {
    let tx = state.org.begin("role_update", caller.org_id).await?;
    let before = locked(&tx, caller, &input.name, etag).await?;
    let wanted = overlaid(&before, input, paths)?;
    let permissions = check(&wanted)?;
    if let Some(missing) = beyond(caller.permissions, permissions) {
        return Err(above("the role", missing));
    }
    if permissions == before.permissions && wanted.description == before.description {
        return Ok(before);
    }
    if !store::role_update(&tx, &before.name, &wanted.description, permissions).await? {
        return Err(built_in(&before.name));
    }
    let after = found(&tx, &before.name).await?;
    record(&tx, caller, changed(Action::RolesUpdate, Some(&before), Some(&after))).await?;
    tx.commit().await?;
    state.auth.forget_standings();
    Ok(after)
}

/// Deletes a role that nobody has.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] when `etag` is not empty and not the current one;
/// [`ApiError::Precondition`] for a built-in role and for one that somebody has; [`ApiError::Refused`] for one that may do
/// what the caller may not.
pub async fn role_delete(
    state: &ApiState,
    caller: &Principal,
    name: &str,
    etag: &str,
) -> Result<(), ApiError> {
    let tx = state.org.begin("role_delete", caller.org_id).await?;
    let before = locked(&tx, caller, name, etag).await?;
    if before.n_users > 0 || before.n_api_tokens > 0 {
        return Err(ApiError::Precondition(format!(
            "role {name:?} is in use by {} users and {} API tokens; give them another role, or revoke the tokens, first",
            before.n_users, before.n_api_tokens
        )));
    }
    if !store::role_delete(&tx, name).await? {
        return Err(built_in(name));
    }
    record(&tx, caller, changed(Action::RolesDelete, Some(&before), None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Texts as a set; what is no permission is added to `found`.
pub(super) fn permissions_check(field: &str, texts: &[String], found: &mut Vec<FieldError>) -> Permissions {
    if texts.len() > MAX_ENTRIES {
        found.push(FieldError::new(
            field,
            format!("has {} entries; there are not so many permissions", texts.len()),
        ));
        return Permissions::NONE;
    }
    Permissions::parse(texts).unwrap_or_else(|unknown| {
        found.extend(unknown.into_iter().map(|one| {
            let reason = format!("{:?} is no permission; ListPermissions has all of them", one.text);
            FieldError::new(format!("{field}[{}]", one.index), reason)
        }));
        Permissions::NONE
    })
}

/// True for what could be the name of a role.
pub(super) fn role_name_is_legal(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.len() <= MAX_NAME && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(legal)
}

/// What is wrong with the name of a role that is not there.
pub(super) fn no_role(name: &str) -> String {
    format!("{name:?} is no role here; ListRoles has all of them, among them admin, operator and viewer")
}

/// Somebody wants to give away, or to change, what they do not have.
pub(super) fn above(what: &str, missing: Permissions) -> ApiError {
    ApiError::Refused(format!(
        "{what} may do what you may not: {missing}; leave that out, or ask somebody who has it"
    ))
}

async fn found(tx: &OrgTx, name: &str) -> Result<RoleRow, ApiError> {
    let absent = || ApiError::NotFound { what: "role", id: name.to_owned() };
    if role_name_is_legal(name) { store::role_get(tx, name).await?.ok_or_else(absent) } else { Err(absent()) }
}

/// A role that may be changed by this caller, and by nobody else meanwhile.
async fn locked(tx: &OrgTx, caller: &Principal, name: &str, etag_given: &str) -> Result<RoleRow, ApiError> {
    store::role_lock(tx, name).await?;
    let row = found(tx, name).await?;
    if row.built_in {
        return Err(built_in(name));
    }
    if !etag_given.is_empty() && etag_given != etag(&row) {
        return Err(ApiError::Conflict { what: "role", name: name.to_owned() });
    }
    match beyond(caller.permissions, row.permissions) {
        Some(missing) => Err(above("the role", missing)),
        None => Ok(row),
    }
}

fn built_in(name: &str) -> ApiError {
    ApiError::Precondition(format!("role {name:?} is built in and stays as it is; make a role of your own"))
}

fn overlaid(before: &RoleRow, input: &RoleInput, paths: &[String]) -> Result<RoleInput, FieldErrors> {
    let mut wanted = RoleInput {
        name: before.name.clone(),
        description: before.description.clone(),
        permissions: before.permissions.texts().into_iter().map(str::to_owned).collect(),
    };
    let every = ["description".to_owned(), "permissions".to_owned()];
    let mut unknown = Vec::new();
    for path in if paths.is_empty() { &every } else { paths } {
        match path.as_str() {
            "description" => wanted.description.clone_from(&input.description),
            "permissions" => wanted.permissions.clone_from(&input.permissions),
            // What was read and is sent back whole holds it too.
            "name" => {}
            _ => {
                let reason =
                    format!("{path:?} is no field that can be changed; use description or permissions");
                unknown.push(FieldError::new("update_mask", reason));
            }
        }
    }
    FieldErrors::check(unknown).map(|()| wanted)
}

fn check(input: &RoleInput) -> Result<Permissions, FieldErrors> {
    let mut found = Vec::new();
    if !role_name_is_legal(&input.name) {
        let reason = "must begin with a lower case letter and go on with lower case letters, digits and '-', at most 32";
        found.push(FieldError::new("name", reason));
    }
    if Role::from_text(&input.name).is_some() {
        found.push(FieldError::new("name", "is that of a built-in role; choose another"));
    }
    if input.description.chars().count() > MAX_DESCRIPTION || input.description.contains(char::is_control) {
        found.push(FieldError::new(
            "description",
            "must be at most 256 characters without control characters",
        ));
    }
    let permissions = permissions_check("permissions", &input.permissions, &mut found);
    FieldErrors::check(found).map(|()| permissions)
}

fn changed(action: Action, before: Option<&RoleRow>, after: Option<&RoleRow>) -> Change {
    let name = before.or(after).map(|row| row.name.clone()).unwrap_or_default();
    Change {
        action,
        object: Object::new("role", &name, name.clone()),
        before: before.map(audited),
        after: after.map(audited),
    }
}

fn audited(row: &RoleRow) -> Value {
    json!({ "name": row.name, "description": row.description, "permissions": row.permissions.texts() })
}
