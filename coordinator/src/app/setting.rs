//! Settings of the installation, as administrators see and change them.
//!
//! They belong to no organization, and every table does: the rows of the first organization are the installation's, and
//! only its members get here.

use nocturne_core::setting::{REGISTRY, Source, Value};
use nocturne_shared::id::OrgId;
use nocturne_store::{
    OrgTx,
    setting::{self as store, SettingRow},
};
use serde_json::json;

use crate::{
    api_state::ApiState,
    app::{
        audit::{Action, Change, Object, record},
        auth::Principal,
        page::{Page, PageRequest},
    },
    error::ApiError,
    settings::SettingView,
};

const LIST: &str = "settings";

/// What an etag says: the version of what is stored.
#[must_use]
pub fn etag(view: &SettingView) -> String {
    format!("v{}", view.stored.as_ref().map_or(0, |row| row.version))
}

/// Lists settings in the order of the registry.
///
/// # Errors
///
/// [`ApiError::Refused`] for another organization than the first; [`ApiError::Invalid`] names page size and page token; the
/// store's.
pub async fn setting_list(
    state: &ApiState,
    caller: &Principal,
    request: &PageRequest,
) -> Result<Page<SettingView>, ApiError> {
    let org_id = owner(state, caller)?;
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<String> = pager.after(LIST, org_id, request)?;
    let tx = state.org.begin("setting_list", org_id).await?;
    let rows = store::setting_list(&tx).await?;
    tx.commit().await?;
    let first = after.and_then(|after| REGISTRY.iter().position(|definition| definition.name == after));
    let wanted = REGISTRY.iter().skip(first.map_or(0, |place| place + 1)).take(size + 1);
    let views = wanted.filter_map(|definition| state.settings.view(definition.name, &rows)).collect();
    Ok(pager.page(LIST, org_id, size, views, |view: &SettingView| view.definition.name.to_owned()))
}

/// One setting.
///
/// # Errors
///
/// [`ApiError::NotFound`]; as [`setting_list`].
pub async fn setting_get(state: &ApiState, caller: &Principal, name: &str) -> Result<SettingView, ApiError> {
    let tx = state.org.begin("setting_get", owner(state, caller)?).await?;
    let rows = store::setting_list(&tx).await?;
    tx.commit().await?;
    view(state, name, &rows)
}

/// Stores a value. It may be one that the environment overrides: then it has no effect until the variable is gone.
///
/// # Errors
///
/// [`ApiError::NotFound`]; [`ApiError::Invalid`] says what is wrong with the value; [`ApiError::Precondition`] for a
/// setting that the database cannot hold; [`ApiError::Conflict`] when `etag` is not empty and not the current one; as
/// [`setting_list`].
pub async fn setting_update(
    state: &ApiState,
    caller: &Principal,
    name: &str,
    value: &str,
    etag: &str,
) -> Result<SettingView, ApiError> {
    let found = view(state, name, &[])?;
    check_changeable(&found)?;
    let value = found.definition.kind.read(value).map_err(|reason| ApiError::invalid("value", reason))?;
    change(state, caller, name, etag, Some(value)).await
}

/// Takes the stored value out.
///
/// # Errors
///
/// As [`setting_update`].
pub async fn setting_reset(
    state: &ApiState,
    caller: &Principal,
    name: &str,
    etag: &str,
) -> Result<SettingView, ApiError> {
    check_changeable(&view(state, name, &[])?)?;
    change(state, caller, name, etag, None).await
}

async fn change(
    state: &ApiState,
    caller: &Principal,
    name: &str,
    etag: &str,
    value: Option<Value>,
) -> Result<SettingView, ApiError> {
    let org_id = owner(state, caller)?;
    let tx = state.org.begin("setting_change", org_id).await?;
    store::setting_lock(&tx).await?;
    let before = view(state, name, &store::setting_list(&tx).await?)?;
    if !etag.is_empty() && etag != self::etag(&before) {
        return Err(ApiError::Conflict { what: "setting", name: name.to_owned() });
    }
    let text = value.as_ref().map(Value::to_string);
    if before.stored.as_ref().map(|row| &row.value) == text.as_ref() {
        return Ok(before);
    }
    match &text {
        Some(text) => store::setting_put(&tx, name, text, &caller.name).await?,
        None => store::setting_delete(&tx, name).await?,
    }
    let rows = store::setting_list(&tx).await?;
    let after = view(state, name, &rows)?;
    note(&tx, caller, &before, &after).await?;
    tx.commit().await?;
    // Here at once. Rows that another call committed in between are seen by the look.
    state.settings.install(Some((org_id, rows)));
    state.settings.look_again();
    Ok(after)
}

async fn note(
    tx: &OrgTx,
    caller: &Principal,
    before: &SettingView,
    after: &SettingView,
) -> Result<(), ApiError> {
    let shown = |view: &SettingView| {
        json!({
            "value": view.decides.value.to_string(),
            "source": source_text(view.decides.source),
            "stored": view.stored.as_ref().map(|row| &row.value),
        })
    };
    let name = after.definition.name;
    let action = if after.stored.is_some() { Action::SettingsUpdate } else { Action::SettingsReset };
    let (before, after) = (Some(shown(before)), Some(shown(after)));
    record(tx, caller, Change { action, object: Object::new("setting", name, name), before, after }).await
}

const fn source_text(source: Source) -> &'static str {
    match source {
        Source::Default => "default",
        Source::File => "file",
        Source::Database => "database",
        Source::Environment => "environment",
    }
}

/// The organization whose rows are the installation's, if the caller belongs to it.
fn owner(state: &ApiState, caller: &Principal) -> Result<OrgId, ApiError> {
    match state.settings.owner() {
        Some(owner) if owner == caller.org_id => Ok(owner),
        Some(_) => Err(ApiError::Refused(
            "settings belong to the installation, not to an organization; only members of its first organization see \
             and change them"
                .to_owned(),
        )),
        None => {
            state.settings.look_again();
            Err(ApiError::Precondition(
                "the coordinator has not seen its first organization yet; try again in 2 s".to_owned(),
            ))
        }
    }
}

fn view(state: &ApiState, name: &str, rows: &[SettingRow]) -> Result<SettingView, ApiError> {
    let view = state.settings.view(name, rows);
    view.ok_or_else(|| ApiError::NotFound { what: "setting", id: name.to_owned() })
}

fn check_changeable(view: &SettingView) -> Result<(), ApiError> {
    if view.definition.change.is_stored() {
        return Ok(());
    }
    Err(ApiError::Precondition(format!(
        "{0} is needed before the database is open; set it in the configuration file, or by NOCTURNE_{1}, and start the \
         coordinator again",
        view.definition.name,
        view.definition.name.replace('.', "__").to_uppercase(),
    )))
}
