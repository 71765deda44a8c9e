//! What a change of a check would do. Changes nothing.

use nocturne_core::preview::{Definition, Member, Preview, preview};
use nocturne_proto::convert::api::{CheckInput, CheckedInput};
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::OrgId,
};
use nocturne_store::{
    agent::{RosterRow, agent_roster},
    check::{CheckRow, check_find},
};

use crate::{
    api_state::ApiState,
    app::check::{check_get, check_overlaid},
    error::ApiError,
};

/// Compares what is in force with what would be after a creation, when `check_id` is empty, or a change.
///
/// # Errors
///
/// Exactly those of the creation or the change; [`ApiError::Invalid`] also for `paths` without a `check_id`.
pub async fn check_preview(
    state: &ApiState,
    org_id: OrgId,
    check_id: &str,
    etag: &str,
    input: &CheckInput,
    paths: &[String],
) -> Result<Preview, ApiError> {
    let (current, wanted) = if check_id.is_empty() {
        (None, creation(state, org_id, input, paths).await?)
    } else {
        let current = check_get(state, org_id, check_id).await?;
        let wanted = check_overlaid(&current, etag, input, paths)?;
        (Some(in_force(current)?), wanted)
    };
    let wanted = Definition { enabled: wanted.enabled, selector: wanted.agent_selector, spec: wanted.spec };
    let roster = agent_roster(&state.org, org_id).await?;
    Ok(preview(roster.into_iter().map(member).collect(), current.as_ref(), &wanted))
}

async fn creation(
    state: &ApiState,
    org_id: OrgId,
    input: &CheckInput,
    paths: &[String],
) -> Result<CheckedInput, ApiError> {
    let checked = input.check();
    let wanted = if paths.is_empty() {
        checked?
    } else {
        let mut found = checked.err().map(|found| found.0).unwrap_or_default();
        let reason = "names fields of a check that exists; send its check_id too, or no mask";
        found.push(FieldError::new("update_mask", reason));
        return Err(FieldErrors(found).into());
    };
    let slug = wanted.slug.as_str();
    let namesake = check_find(&state.org, org_id, slug).await?.filter(|row| row.slug == slug);
    match namesake {
        Some(row) => Err(ApiError::AlreadyExists { what: "check", name: row.slug }),
        None => Ok(wanted),
    }
}

fn in_force(row: CheckRow) -> Result<Definition, ApiError> {
    let selector = row.agent_selector.parse();
    let selector = selector.map_err(|error| ApiError::internal("could not read a stored selector", error))?;
    Ok(Definition { enabled: row.enabled, selector, spec: row.spec })
}

fn member(row: RosterRow) -> Member {
    Member { agent_id: row.agent_id, agent: row.slug, site: row.site, labels: row.labels }
}
