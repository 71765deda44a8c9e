//! Revisions of check specifications, never changed.

use nocturne_core::check_spec;
use nocturne_shared::{
    check::CheckSpec,
    id::{CheckId, OrgId},
    time::Timestamp,
};
use nocturne_store_queries::queries::check as sql;

use crate::{
    error::{StoreError, damaged, query},
    pool::OrgStore,
    row,
};

/// One revision.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRevisionRow {
    /// Number, from 1.
    pub revision: u32,
    /// What it asks for.
    pub spec: CheckSpec,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Revisions of a living check before `before`, newest first; `None` begins with the newest.
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`] for a specification that does not read back.
pub async fn check_revision_page(
    org: &OrgStore,
    org_id: OrgId,
    check_id: CheckId,
    before: Option<u32>,
    n_rows: usize,
) -> Result<Vec<CheckRevisionRow>, StoreError> {
    let before = before.and_then(|before| i32::try_from(before).ok()).unwrap_or(i32::MAX);
    let tx = org.begin("check_revision_page", org_id).await?;
    let rows = sql::check_revision_page()
        .bind(tx.client(), &org_id.uuid(), &check_id.uuid(), &before, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("check_revision_page"))?;
    tx.commit().await?;
    let revision = |row: sql::CheckRevisionPage| {
        Ok(CheckRevisionRow {
            revision: u32::try_from(row.revision).map_err(damaged("check_revision"))?,
            spec: check_spec::from_json(&row.spec).map_err(damaged("check_revision"))?,
            created_at: row.created_at,
        })
    };
    rows.into_iter().map(revision).collect()
}
