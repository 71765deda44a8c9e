//! Check definitions: what is measured, by whom.

use nocturne_proto::convert::api::{CheckInput, CheckedInput, spec_to_raw};
use nocturne_shared::id::{CheckId, OrgId};
use nocturne_store::{
    check::{self as store, CheckChange, CheckRow, NewCheck},
    check_revision::{CheckRevisionRow, check_revision_page},
};

use crate::{
    api_state::ApiState,
    app::{
        audit::{self, Action, Change, snapshot},
        auth::Principal,
        id::fresh_id,
        idempotency::{Asked, Created, both},
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// How often a change is tried again when somebody else changes the check in between and the caller sent no etag.
const ATTEMPTS: usize = 5;
const LIST: &str = "checks";

/// What an etag says: the version of the row.
#[must_use]
pub fn etag(row: &CheckRow) -> String {
    format!("v{}", row.version)
}

/// Defines a check; `answer` is what a repetition of the same request gets.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::AlreadyExists`]. Nothing was made then, and the id of
/// the request is free.
pub async fn check_create(
    state: &ApiState,
    caller: &Principal,
    input: &CheckInput,
    asked: &Asked,
    answer: impl Fn(&CheckRow) -> Vec<u8>,
) -> Result<Created<CheckRow>, ApiError> {
    let (once, checked) = both(asked.check(caller, "CreateCheck"), input.check())?;
    let check = NewCheck {
        check_id: fresh_id(),
        slug: checked.slug.to_string(),
        description: checked.description,
        agent_selector: checked.agent_selector.to_string(),
        enabled: checked.enabled,
        spec: checked.spec,
    };
    let tx = state.org.begin("check_create", caller.org_id).await?;
    if let Some(answered) = once.claim(&tx).await? {
        tx.commit().await?;
        return Ok(Created::Repeated(answered));
    }
    let made = store::check_create(&tx, &check).await?;
    let row = made.ok_or(ApiError::AlreadyExists { what: "check", name: check.slug })?;
    audit::record(&tx, caller, change(Action::ChecksCreate, &row, None, Some(&row))?).await?;
    once.settle(&tx, &answer(&row)).await?;
    tx.commit().await?;
    state.wake_desired.notify_one();
    state.live.check_changed(caller.org_id, row.check_id);
    Ok(Created::Made(row))
}

/// One check by id or name.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's.
pub async fn check_get(state: &ApiState, org_id: OrgId, check: &str) -> Result<CheckRow, ApiError> {
    let row = store::check_find(&state.org, org_id, check).await?;
    row.ok_or_else(|| ApiError::NotFound { what: "check", id: check.to_owned() })
}

/// Lists checks by name.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn check_list(
    state: &ApiState,
    org_id: OrgId,
    request: &PageRequest,
) -> Result<Page<CheckRow>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<String> = pager.after(LIST, org_id, request)?;
    let rows = store::check_page(&state.org, org_id, after.as_deref(), size + 1).await?;
    Ok(pager.page(LIST, org_id, size, rows, |row| row.slug.clone()))
}

/// Lists the revisions of a check, newest first.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn check_revision_list(
    state: &ApiState,
    org_id: OrgId,
    check: &str,
    request: &PageRequest,
) -> Result<Page<CheckRevisionRow>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let check_id = check_get(state, org_id, check).await?.check_id;
    // A page token of one check says nothing about another.
    let list = format!("check_revisions {check_id}");
    let before: Option<u32> = pager.after(&list, org_id, request)?;
    let rows = check_revision_page(&state.org, org_id, check_id, before, size + 1).await?;
    Ok(pager.page(&list, org_id, size, rows, |row| row.revision))
}

/// Changes the fields of a check that `paths` names, all that a person sets when it is empty. Another specification is
/// the next revision; a description, a selector or a switch is not.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Conflict`] when `etag` is
/// not empty and not the current one.
pub async fn check_update(
    state: &ApiState,
    caller: &Principal,
    check_id: &str,
    etag: &str,
    input: &CheckInput,
    paths: &[String],
) -> Result<CheckRow, ApiError> {
    let org_id = caller.org_id;
    for _attempt in 0..ATTEMPTS {
        let current = check_get(state, org_id, check_id).await?;
        let checked = check_overlaid(&current, etag, input, paths)?;

        let same_spec = checked.spec == current.spec;
        let agent_selector = checked.agent_selector.to_string();
        if same_spec
            && checked.description == current.description
            && agent_selector == current.agent_selector
            && checked.enabled == current.enabled
        {
            return Ok(current);
        }
        let next = CheckChange {
            description: checked.description,
            agent_selector,
            enabled: checked.enabled,
            next_spec: (!same_spec).then_some(checked.spec),
        };
        let tx = state.org.begin("check_update", org_id).await?;
        let updated = store::check_update(&tx, &current, &next).await?;
        if let Some(row) = &updated {
            let change = change(Action::ChecksUpdate, row, Some(&current), Some(row))?;
            audit::record(&tx, caller, change).await?;
        }
        tx.commit().await?;
        if let Some(row) = updated {
            state.wake_desired.notify_one();
            state.live.check_changed(org_id, row.check_id);
            return Ok(row);
        }
    }
    Err(ApiError::Conflict { what: "check", name: check_id.to_owned() })
}

/// Deletes a check. Its name is free again; results that are still on their way are kept.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] when `etag` is not empty and not the current one.
pub async fn check_delete(
    state: &ApiState,
    caller: &Principal,
    check: &str,
    etag: &str,
) -> Result<(), ApiError> {
    let org_id = caller.org_id;
    for _attempt in 0..ATTEMPTS {
        let current = check_get(state, org_id, check).await?;
        etag_check(&current, etag)?;
        let tx = state.org.begin("check_delete", org_id).await?;
        let deleted = store::check_delete(&tx, current.check_id, current.version).await?;
        if deleted {
            let change = change(Action::ChecksDelete, &current, Some(&current), None)?;
            audit::record(&tx, caller, change).await?;
        }
        tx.commit().await?;
        if deleted {
            state.wake_desired.notify_one();
            state.live.check_changed(org_id, current.check_id);
            return Ok(());
        }
    }
    Err(ApiError::Conflict { what: "check", name: check.to_owned() })
}

/// The id behind an id or a name that a filter gives; empty is no filter.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's.
pub async fn check_filter(state: &ApiState, org_id: OrgId, check: &str) -> Result<Option<CheckId>, ApiError> {
    if check.is_empty() {
        return Ok(None);
    }
    check_get(state, org_id, check).await.map(|row| Some(row.check_id))
}

/// What a check would be after a change.
///
/// # Errors
///
/// As [`check_update`], for the check as it was read.
pub(super) fn check_overlaid(
    current: &CheckRow,
    etag: &str,
    input: &CheckInput,
    paths: &[String],
) -> Result<CheckedInput, ApiError> {
    etag_check(current, etag)?;
    let mut wanted = as_input(current);
    wanted.overlay(input, paths)?;
    Ok(wanted.check()?)
}

fn change(
    action: Action,
    row: &CheckRow,
    before: Option<&CheckRow>,
    after: Option<&CheckRow>,
) -> Result<Change, ApiError> {
    Ok(Change {
        action,
        object: audit::Object::new("check", row.check_id, &row.slug),
        before: before.map(snapshot::check).transpose()?,
        after: after.map(snapshot::check).transpose()?,
    })
}

fn etag_check(current: &CheckRow, given: &str) -> Result<(), ApiError> {
    if given.is_empty() || given == etag(current) {
        Ok(())
    } else {
        Err(ApiError::Conflict { what: "check", name: current.slug.clone() })
    }
}

fn as_input(row: &CheckRow) -> CheckInput {
    CheckInput {
        slug: row.slug.clone(),
        description: row.description.clone(),
        enabled: row.enabled,
        spec: spec_to_raw(&row.spec, &row.agent_selector),
        malformed: Vec::new(),
    }
}
