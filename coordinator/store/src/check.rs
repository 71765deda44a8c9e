//! Check definitions and their revisions.

use std::collections::BTreeMap;

use nocturne_core::check_spec;
use nocturne_shared::{
    check::CheckSpec,
    id::{CheckId, OrgId},
    selector::Selector,
    time::Timestamp,
};
use nocturne_store_queries::queries::check as sql;

use crate::{
    error::{StoreError, damaged, query},
    pool::{OrgStore, OrgTx},
    row,
};

/// A check with the revision in force.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// Id.
    pub check_id: CheckId,
    /// Name.
    pub slug: String,
    /// For people.
    pub description: String,
    /// Label selector over agents.
    pub agent_selector: String,
    /// False stops it.
    pub enabled: bool,
    /// Revision in force, from 1.
    pub revision: u32,
    /// Raised by every change.
    pub version: i64,
    /// When it was defined.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What to do.
    pub spec: CheckSpec,
}

/// A check to be made.
pub struct NewCheck {
    /// Id.
    pub check_id: CheckId,
    /// Name.
    pub slug: String,
    /// For people.
    pub description: String,
    /// Label selector over agents.
    pub agent_selector: String,
    /// False makes it stopped.
    pub enabled: bool,
    /// What to do.
    pub spec: CheckSpec,
}

/// A check as it should become.
pub struct CheckChange {
    /// For people.
    pub description: String,
    /// Label selector over agents.
    pub agent_selector: String,
    /// False stops it.
    pub enabled: bool,
    /// The next revision; `None` keeps the one in force.
    pub next_spec: Option<CheckSpec>,
}

/// Makes a check with its first revision; `None`, and nothing made, when a living check has the name.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_create(tx: &OrgTx, check: &NewCheck) -> Result<Option<CheckRow>, StoreError> {
    let n_made = sql::check_insert()
        .bind(
            tx.client(),
            &tx.org_id().uuid(),
            &check.check_id.uuid(),
            &check.slug,
            &check.description,
            &check.agent_selector,
            &check.enabled,
        )
        .await
        .map_err(query("check_insert"))?;
    if n_made == 0 {
        return Ok(None);
    }
    revision_insert(tx, check.check_id, 1, &check.spec).await?;
    find(tx, &check.check_id.to_string()).await
}

/// One living check by id or name; an id wins over another check's name of the same letters.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a specification that does not read back.
pub async fn check_find(
    org: &OrgStore,
    org_id: OrgId,
    id_or_slug: &str,
) -> Result<Option<CheckRow>, StoreError> {
    let tx = org.begin("check_find", org_id).await?;
    let row = find(&tx, id_or_slug).await?;
    tx.commit().await?;
    Ok(row)
}

/// Living checks whose name comes after `after`, by name.
///
/// # Errors
///
/// As [`check_find`].
pub async fn check_page(
    org: &OrgStore,
    org_id: OrgId,
    after: Option<&str>,
    n_rows: usize,
) -> Result<Vec<CheckRow>, StoreError> {
    let tx = org.begin("check_page", org_id).await?;
    let rows = sql::check_page()
        .bind(tx.client(), &org_id.uuid(), &after, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("check_page"))?;
    tx.commit().await?;
    rows.into_iter().map(from_row).collect()
}

/// Changes a check that is still as `current` says; `None`, and nothing changed, when it is not.
///
/// # Errors
///
/// As [`check_find`].
pub async fn check_update(
    tx: &OrgTx,
    current: &CheckRow,
    change: &CheckChange,
) -> Result<Option<CheckRow>, StoreError> {
    let revision = current.revision + u32::from(change.next_spec.is_some());
    let n_changed = sql::check_update()
        .bind(
            tx.client(),
            &change.description,
            &change.agent_selector,
            &change.enabled,
            &number(revision)?,
            &tx.org_id().uuid(),
            &current.check_id.uuid(),
            &current.version,
        )
        .await
        .map_err(query("check_update"))?;
    if n_changed == 0 {
        return Ok(None);
    }
    if let Some(spec) = &change.next_spec {
        revision_insert(tx, current.check_id, revision, spec).await?;
    }
    find(tx, &current.check_id.to_string()).await
}

/// Deletes a check that still has this version; its row stays, its name is free.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_delete(tx: &OrgTx, check_id: CheckId, version: i64) -> Result<bool, StoreError> {
    let n_changed = sql::check_delete()
        .bind(tx.client(), &tx.org_id().uuid(), &check_id.uuid(), &version)
        .await
        .map_err(query("check_delete"))?;
    Ok(n_changed == 1)
}

/// Living checks.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_count(org: &OrgStore, org_id: OrgId) -> Result<u64, StoreError> {
    let tx = org.begin("check_count", org_id).await?;
    let count =
        sql::check_count().bind(tx.client(), &org_id.uuid()).one().await.map_err(query("check_count"))?;
    tx.commit().await?;
    Ok(row::natural(count))
}

/// Selectors of the checks that are run: living and not stopped. One that does not parse is an error.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`].
pub async fn check_selectors(
    org: &OrgStore,
    org_id: OrgId,
) -> Result<BTreeMap<CheckId, Selector>, StoreError> {
    let tx = org.begin("check_selectors", org_id).await?;
    let rows = sql::check_selectors()
        .bind(tx.client(), &org_id.uuid())
        .all()
        .await
        .map_err(query("check_selectors"))?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| Ok((CheckId::from_uuid(row.check_id), row::selector(&row.agent_selector)?)))
        .collect()
}

async fn find(tx: &OrgTx, id_or_slug: &str) -> Result<Option<CheckRow>, StoreError> {
    let found = sql::check_find()
        .bind(tx.client(), &tx.org_id().uuid(), &id_or_slug)
        .opt()
        .await
        .map_err(query("check_find"))?;
    found.map(from_row).transpose()
}

async fn revision_insert(
    tx: &OrgTx,
    check_id: CheckId,
    revision: u32,
    spec: &CheckSpec,
) -> Result<(), StoreError> {
    sql::check_revision_insert()
        .bind(
            tx.client(),
            &tx.org_id().uuid(),
            &check_id.uuid(),
            &number(revision)?,
            &check_spec::to_json(spec),
        )
        .await
        .map_err(query("check_revision_insert"))?;
    Ok(())
}

fn number(revision: u32) -> Result<i32, StoreError> {
    i32::try_from(revision).map_err(damaged("check_revision"))
}

fn from_row(row: sql::CheckRow) -> Result<CheckRow, StoreError> {
    Ok(CheckRow {
        check_id: CheckId::from_uuid(row.check_id),
        slug: row.slug,
        description: row.description,
        agent_selector: row.agent_selector,
        enabled: row.enabled,
        revision: u32::try_from(row.revision).map_err(damaged("check_definition"))?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        spec: check_spec::from_json(&row.spec).map_err(damaged("check_revision"))?,
    })
}
