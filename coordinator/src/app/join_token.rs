//! Permissions for an agent to join.

use std::{collections::HashMap, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use nocturne_proto::convert::api::try_labels_from_wire;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::{JoinTokenId, OrgId},
    label::{Labels, Slug},
};
use nocturne_store::join_token::{self as store, JoinTokenRow, JoinTokenState, NewJoinToken};
use serde_json::Value;

use crate::{
    api_state::ApiState,
    app::{
        audit::{self, Action, Change, Object, snapshot},
        auth::{Principal, secret},
        id::fresh_id,
        idempotency::{Asked, both, secret_shown},
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// Life of a token when none is given: long enough to walk to the machine.
pub const DEFAULT_LIFE: Duration = Duration::from_hours(1);
/// Longest life.
pub const MAX_LIFE: Duration = Duration::from_hours(24 * 30);
const LIST: &str = "join_tokens";

/// What somebody wants.
#[derive(Debug, Clone, Default)]
pub struct JoinTokenInput {
    /// Name of the site as given.
    pub site: String,
    /// Labels as given.
    pub labels: HashMap<String, String>,
    /// `None` is [`DEFAULT_LIFE`]; the inner `None` is a duration that is negative or malformed.
    pub life: Option<Option<Duration>>,
    /// Name the agent will get, as given; empty is derived from its host name.
    pub agent_slug: String,
}

/// A token that was made.
pub struct MadeJoinToken {
    /// The token's row.
    pub row: JoinTokenRow,
    /// `noc1.<id>.<secret>.<pin>`: nowhere else.
    pub secret: String,
    /// True when the site did not exist before.
    pub site_created: bool,
}

/// Makes a join token, and its site when it does not exist.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Precondition`] for a repetition: its secret was in the
/// first answer; the store's.
pub async fn join_token_create(
    state: &ApiState,
    caller: &Principal,
    input: JoinTokenInput,
    asked: &Asked,
) -> Result<MadeJoinToken, ApiError> {
    let (once, input) = both(asked.check(caller, "CreateJoinToken"), check(input))?;
    let (site, labels, life, agent_slug) = input;
    let join_token_id: JoinTokenId = fresh_id();
    let bytes = secret::random::<32>()?;
    let token = NewJoinToken {
        join_token_id,
        site: site.as_str().to_owned(),
        site_id_if_new: fresh_id(),
        labels,
        agent_slug,
        secret_sha256: secret::sha256(&bytes),
        life,
    };

    let tx = state.org.begin("join_token_create", caller.org_id).await?;
    if let Some(answered) = once.claim(&tx).await? {
        tx.commit().await?;
        return Err(secret_shown("join token", &answered));
    }
    let (row, site_created) = store::join_token_create(&tx, &token).await?;
    let after = Some(snapshot::join_token(&row));
    audit::record(&tx, caller, change(Action::JoinTokensCreate, &row, None, after)).await?;
    once.settle(&tx, join_token_id.to_string().as_bytes()).await?;
    tx.commit().await?;
    let encoded = URL_SAFE_NO_PAD.encode(bytes);
    let secret = format!("noc1.{join_token_id}.{encoded}.{}", hex::encode(state.authority_pin));
    Ok(MadeJoinToken { row, secret, site_created })
}

/// Lists join tokens, newest first.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn join_token_list(
    state: &ApiState,
    org_id: OrgId,
    request: &PageRequest,
) -> Result<Page<JoinTokenRow>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let before: Option<JoinTokenId> = pager.after(LIST, org_id, request)?;
    let rows = store::join_token_page(&state.org, org_id, before, size + 1).await?;
    Ok(pager.page(LIST, org_id, size, rows, |row| row.join_token_id))
}

/// Ends a token that was not redeemed. Doing it twice is the same as once.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Precondition`] when it was redeemed: its agent is there and must be revoked
/// itself.
pub async fn join_token_revoke(
    state: &ApiState,
    caller: &Principal,
    id: &str,
) -> Result<JoinTokenRow, ApiError> {
    let absent = || ApiError::NotFound { what: "join token", id: id.to_owned() };
    let token_id: JoinTokenId = id.parse().map_err(|_| absent())?;
    let tx = state.org.begin("join_token_revoke", caller.org_id).await?;
    let before = store::join_token_get(&tx, token_id).await?.ok_or_else(absent)?;
    let revoked = store::join_token_revoke(&tx, token_id).await?;
    let row = store::join_token_get(&tx, token_id).await?.ok_or_else(absent)?;
    if revoked {
        let (before, after) = (Some(snapshot::join_token(&before)), Some(snapshot::join_token(&row)));
        audit::record(&tx, caller, change(Action::JoinTokensRevoke, &row, before, after)).await?;
    }
    tx.commit().await?;
    match (row.state, row.agent_id) {
        (JoinTokenState::Redeemed, agent_id) => {
            let agent =
                agent_id.map_or_else(|| "an agent".to_owned(), |agent_id| format!("agent {agent_id}"));
            Err(ApiError::Precondition(format!(
                "the join token was redeemed by {agent}; revoke that agent to keep it out"
            )))
        }
        _ => Ok(row),
    }
}

fn change(action: Action, row: &JoinTokenRow, before: Option<Value>, after: Option<Value>) -> Change {
    let name = if row.agent_slug.is_empty() { &row.site } else { &row.agent_slug };
    Change { action, object: Object::new("join_token", row.join_token_id, name), before, after }
}

fn check(input: JoinTokenInput) -> Result<(Slug, Labels, Duration, String), FieldErrors> {
    let mut found = Vec::new();
    let site = input.site.parse::<Slug>();
    if let Err(error) = site {
        found.push(FieldError::new("site", error.to_string()));
    }
    let labels = try_labels_from_wire(input.labels).map_err(|FieldErrors(more)| found.extend(more));
    let life = match input.life {
        None => DEFAULT_LIFE,
        Some(Some(life)) if !life.is_zero() && life <= MAX_LIFE => life,
        Some(_) => {
            found.push(FieldError::new("ttl", "must be longer than 0 and at most 30 days"));
            DEFAULT_LIFE
        }
    };
    if !input.agent_slug.is_empty()
        && let Err(error) = input.agent_slug.parse::<Slug>()
    {
        found.push(FieldError::new("agent_slug", error.to_string()));
    }
    match (site, labels) {
        (Ok(site), Ok(labels)) if found.is_empty() => Ok((site, labels, life, input.agent_slug)),
        _ => Err(FieldErrors(found)),
    }
}
