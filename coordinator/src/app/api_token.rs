//! Tokens of automation.

use nocturne_core::access::Role;
use nocturne_runtime::clock;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::ApiTokenId,
    time::Timestamp,
};
use nocturne_store::api_token::{self as store, ApiTokenRow, NewApiToken, RevokeApiToken};

use crate::{
    api_state::ApiState,
    app::{
        auth::{Principal, secret},
        id::fresh_id,
        idempotency::{Asked, both, secret_shown},
        page::{Page, PageRequest},
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
    /// `None` is for ever.
    pub expires_at: Option<Timestamp>,
}

/// Makes an API token; returns it with its secret, which is nowhere else.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Refused`] for a role above the caller's;
/// [`ApiError::Precondition`] for a repetition: its secret was in the first answer.
pub async fn api_token_create(
    state: &ApiState,
    caller: &Principal,
    input: &ApiTokenInput,
    asked: &Asked,
) -> Result<(ApiTokenRow, String), ApiError> {
    let (once, role) = both(asked.check(caller, "CreateApiToken"), check(input))?;
    if role > caller.role {
        return Err(above(role, caller.role));
    }

    let secret = secret::fresh(secret::API_TOKEN)?;
    let token = NewApiToken {
        api_token_id: fresh_id(),
        name: input.name.clone(),
        role,
        secret_sha256: secret.sha256,
        expires_at: input.expires_at,
    };
    let tx = state.org.begin("api_token_create", caller.org_id).await?;
    if let Some(answered) = once.claim(&tx).await? {
        tx.commit().await?;
        return Err(secret_shown("API token", &answered));
    }
    let row = store::api_token_insert(&tx, &token).await?;
    once.settle(&tx, token.api_token_id.to_string().as_bytes()).await?;
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
/// [`ApiError::NotFound`]; [`ApiError::Refused`] for a token whose role is above the caller's.
pub async fn api_token_revoke(state: &ApiState, caller: &Principal, id: &str) -> Result<(), ApiError> {
    let absent = || ApiError::NotFound { what: "API token", id: id.to_owned() };
    let token_id: ApiTokenId = id.parse().map_err(|_| absent())?;
    match store::api_token_revoke(&state.org, caller.org_id, token_id, caller.role).await? {
        RevokeApiToken::Done => Ok(()),
        RevokeApiToken::Absent => Err(absent()),
        RevokeApiToken::Above(role) => Err(above(role, caller.role)),
    }
}

fn check(input: &ApiTokenInput) -> Result<Role, FieldErrors> {
    let mut found = Vec::new();
    let n_chars = input.name.chars().count();
    if !(1..=MAX_NAME).contains(&n_chars) || input.name.contains(char::is_control) {
        found.push(FieldError::new("name", "must be 1 to 64 characters without control characters"));
    }
    let role = Role::from_text(&input.role);
    if role.is_none() {
        let reason = format!("{:?} is no role; give admin, operator or viewer", input.role);
        found.push(FieldError::new("role", reason));
    }
    if input.expires_at.is_some_and(|at| at <= clock::now()) {
        found.push(FieldError::new("expire_time", "is in the past"));
    }
    match role {
        Some(role) if found.is_empty() => Ok(role),
        _ => Err(FieldErrors(found)),
    }
}

fn above(wanted: Role, own: Role) -> ApiError {
    ApiError::Refused(format!(
        "the token's role {wanted} is above your own, {own}; choose {own} or less, or ask an administrator"
    ))
}
