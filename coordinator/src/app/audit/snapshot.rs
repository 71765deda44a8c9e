//! Things as they are written down: the fields a person knows, under their names in the API, without secrets.

use std::sync::LazyLock;

use nocturne_core::presence::Presence;
use nocturne_proto::{api::v1 as wire, convert::api::spec_to_wire, descriptor::FILE_DESCRIPTOR_SET};
use nocturne_rest::json::message_to_json;
use nocturne_store::{
    agent::AgentRow,
    check::CheckRow,
    join_token::{JoinTokenRow, JoinTokenState},
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde_json::{Value, json};

use crate::{app::check::etag, error::ApiError};

/// What stands for a secret.
const MASKED: &str = "(masked)";
/// A header of a check is no place for a secret, and people put them there all the same. Parts of their names.
const SECRET_HEADERS: [&str; 7] = ["auth", "cookie", "token", "secret", "password", "api-key", "apikey"];

static CHECK: LazyLock<Option<MessageDescriptor>> = LazyLock::new(|| {
    DescriptorPool::decode(FILE_DESCRIPTOR_SET).ok()?.get_message_by_name("nocturne.api.v1.Check")
});

/// A check.
///
/// # Errors
///
/// [`ApiError::Internal`] when the API's own description of a check cannot be read.
pub fn check(row: &CheckRow) -> Result<Value, ApiError> {
    let mut check = wire::Check {
        check_id: row.check_id.to_string(),
        slug: row.slug.clone(),
        description: row.description.clone(),
        agent_selector: row.agent_selector.clone(),
        enabled: Some(row.enabled),
        revision: row.revision,
        etag: etag(row),
        ..wire::Check::default()
    };
    // The specification has a shape for each kind of check; the contract knows how each of them is called.
    spec_to_wire(&row.spec, &mut check);
    mask(&mut check);
    let failed = "could not write down a check";
    let descriptor = CHECK.clone().ok_or_else(|| ApiError::internal(failed, "the contract has no check"))?;
    let message = DynamicMessage::decode(descriptor, check.encode_to_vec().as_slice())
        .map_err(|error| ApiError::internal(failed, error))?;
    serde_json::from_slice(&message_to_json(&message)).map_err(|error| ApiError::internal(failed, error))
}

/// An agent; `presence` is the one at that moment.
#[must_use]
pub fn agent(row: &AgentRow, presence: Presence) -> Value {
    json!({
        "agent_id": row.agent_id,
        "slug": row.slug,
        "site": row.site,
        "labels": row.labels,
        "hostname": row.hostname,
        "version": row.version,
        "presence": presence_word(presence),
    })
}

/// A join token, without its secret.
#[must_use]
pub fn join_token(row: &JoinTokenRow) -> Value {
    let state = match row.state {
        JoinTokenState::Open => "OPEN",
        JoinTokenState::Redeemed => "REDEEMED",
        JoinTokenState::Expired => "EXPIRED",
        JoinTokenState::Revoked => "REVOKED",
    };
    json!({
        "join_token_id": row.join_token_id,
        "site": row.site,
        "labels": row.labels,
        "agent_slug": row.agent_slug,
        "state": state,
        "create_time": row.created_at,
        "expire_time": row.expires_at,
    })
}

const fn presence_word(presence: Presence) -> &'static str {
    match presence {
        Presence::Pending => "PENDING",
        Presence::Online => "ONLINE",
        Presence::Offline => "OFFLINE",
        Presence::Revoked => "REVOKED",
    }
}

fn mask(check: &mut wire::Check) {
    let Some(wire::check::Spec::Http(http)) = &mut check.spec else { return };
    for header in &mut http.headers {
        let name = header.name.to_ascii_lowercase();
        if SECRET_HEADERS.iter().any(|part| name.contains(part)) {
            header.value = MASKED.to_owned();
        }
    }
}
