//! Tokens of automation.

use nocturne_core::{access::Permissions, audit::Action, user::beyond};
use nocturne_runtime::clock;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::ApiTokenId,
    time::Timestamp,
};
use nocturne_store::{
    api_token::{self as store, ApiTokenRow, NewApiToken},
    role::role_hold,
};
use serde_json::json;

use crate::{
    api_state::ApiState,
    app::{
        audit::{Change, Object, record},
        auth::{Principal, secret},
        id::fresh_id,
        idempotency::{Asked, both, secret_shown},
        page::{Page, PageRequest},
        role::{above, no_role, permissions_check, role_name_is_legal},
    },
    error::ApiError,
};

/// Longest name, characters.
const MAX_NAME: usize = 64;
const LIST: &str = "api_tokens";

/// What somebody wants.
#[derive(Debug, Clone)]
pub struct ApiTokenInput {
    /// For people.
    pub name: String,
    /// Role as given.
    pub role: String,
    /// Texts of the permissions that are left of the role; none is all of them.
    pub scopes: Vec<String>,
    /// `None` is for ever.
    pub expires_at: Option<Timestamp>,
}

/// Makes an API token; returns it with its secret, which is nowhere else.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Refused`] when it could do what the caller may not;
/// [`ApiError::Precondition`] for a repetition: its secret was in the first answer.
pub async fn api_token_create(
    state: &ApiState,
    caller: &Principal,
    input: &ApiTokenInput,
    asked: &Asked,
) -> Result<(ApiTokenRow, String), ApiError> {
    let tx = state.org.begin("api_token_create", caller.org_id).await?;
    let role = if role_name_is_legal(&input.role) { role_hold(&tx, &input.role).await? } else { None };
    let (once, (role, scopes)) = both(asked.check(caller, "CreateApiToken"), check(input, role))?;
    let secret = secret::fresh(secret::API_TOKEN)?;
    let token = NewApiToken {
        api_token_id: fresh_id(),
        name: input.name.clone(),
        role: input.role.clone(),
        scopes,
        secret_sha256: secret.sha256,
        expires_at: input.expires_at,
    };
    if let Some(answered) = once.claim(&tx).await? {
        tx.commit().await?;
        return Err(secret_shown("API token", &answered));
    }
    if let Some(missing) = beyond(caller.permissions, scopes.unwrap_or(role)) {
        return Err(above("the token", missing));
    }
    let row = store::api_token_insert(&tx, &token).await?;
    once.settle(&tx, token.api_token_id.to_string().as_bytes()).await?;
    record(&tx, caller, changed(Action::ApiTokensCreate, &row)).await?;
    tx.commit().await?;
    Ok((row, secret.text))
}

/// Lists API tokens, newest first.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn api_token_list(
    state: &ApiState,
    caller: &Principal,
    request: &PageRequest,
) -> Result<Page<ApiTokenRow>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let before: Option<ApiTokenId> = pager.after(LIST, caller.org_id, request)?;
    let rows = store::api_token_page(&state.org, caller.org_id, before, size + 1).await?;
    Ok(pager.page(LIST, caller.org_id, size, rows, |row| row.api_token_id))
}

/// Ends an API token at once. Doing it twice is the same as once.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Refused`] for a token that may do what the caller may not.
pub async fn api_token_revoke(state: &ApiState, caller: &Principal, id: &str) -> Result<(), ApiError> {
    let absent = || ApiError::NotFound { what: "API token", id: id.to_owned() };
    let token_id: ApiTokenId = id.parse().map_err(|_| absent())?;
    let tx = state.org.begin("api_token_revoke", caller.org_id).await?;
    let row = store::api_token_lock(&tx, token_id).await?.ok_or_else(absent)?;
    if let Some(missing) = beyond(caller.permissions, row.permissions) {
        return Err(above("the token", missing));
    }
    if store::api_token_revoke(&tx, token_id).await? {
        record(&tx, caller, changed(Action::ApiTokensRevoke, &row)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// `role` is what the role that was asked for may do; `None` when there is no such role.
fn check(
    input: &ApiTokenInput,
    role: Option<Permissions>,
) -> Result<(Permissions, Option<Permissions>), FieldErrors> {
    let mut found = Vec::new();
    let n_chars = input.name.chars().count();
    if !(1..=MAX_NAME).contains(&n_chars) || input.name.contains(char::is_control) {
        found.push(FieldError::new("name", "must be 1 to 64 characters without control characters"));
    }
    if role.is_none() {
        found.push(FieldError::new("role", no_role(&input.role)));
    }
    let scopes = permissions_check("scopes", &input.scopes, &mut found);
    let role = role.unwrap_or(Permissions::ALL);
    if let Some(missing) = beyond(role, scopes) {
        let reason = format!("role {:?} has no {missing}; scopes only take away from a role", input.role);
        found.push(FieldError::new("scopes", reason));
    }
    if input.expires_at.is_some_and(|at| at <= clock::now()) {
        found.push(FieldError::new("expire_time", "is in the past"));
    }
    FieldErrors::check(found).map(|()| (role, Some(scopes).filter(|_| !input.scopes.is_empty())))
}

/// An entry without the secret's hash.
fn changed(action: Action, row: &ApiTokenRow) -> Change {
    let thing = Some(json!({
        "name": row.name,
        "role": row.role,
        "scopes": row.scopes.map(Permissions::texts).unwrap_or_default(),
        "expire_time": row.expires_at.map(|at| at.to_string()),
    }));
    let (before, after) = if action == Action::ApiTokensCreate { (None, thing) } else { (thing, None) };
    Change { action, object: Object::new("api_token", row.api_token_id, row.name.clone()), before, after }
}
