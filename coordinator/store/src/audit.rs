//! Who changed what, and the chain over it.
//!
//! Entries are only ever added, by the transaction of the change. Sealing is the system role's.

use nocturne_core::audit::{Action, Actor, Entry, Link, Seal};
use nocturne_shared::{
    id::{AuditId, OrgId},
    time::Timestamp,
};
use nocturne_store_queries::{client::GenericClient, queries::audit as sql};
use uuid::Uuid;

use crate::{
    error::{StoreError, damaged, query},
    pool::{OrgStore, OrgTx, SystemStore, SystemTx},
    row,
};

/// An entry to be written. The database adds the time.
#[derive(Debug, Clone)]
pub struct NewAudit<'a> {
    /// Id.
    pub audit_id: AuditId,
    /// Who.
    pub actor: &'a Actor,
    /// From where, an IP address.
    pub address: Option<String>,
    /// Id of the request.
    pub request_id: &'a str,
    /// What was done.
    pub action: Action,
    /// Kind of thing it was done to.
    pub object_kind: &'a str,
    /// Its id.
    pub object_id: &'a str,
    /// Its name.
    pub object_name: &'a str,
    /// JSON of it before.
    pub before: Option<String>,
    /// JSON of it after.
    pub after: Option<String>,
}

/// An entry with its seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The entry.
    pub entry: Entry,
    /// Number and value; `None` until it is sealed.
    pub seal: Option<(u64, Seal)>,
}

/// Which entries; what is `None` lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Id of the user or token.
    pub actor_id: Option<Uuid>,
    /// Name of the actor.
    pub actor_name: Option<String>,
    /// What was done.
    pub action: Option<Action>,
    /// Kind of thing.
    pub object_kind: Option<String>,
    /// Id or name of the thing.
    pub object: Option<String>,
    /// First time, inclusive.
    pub from: Option<Timestamp>,
    /// Last time, exclusive.
    pub to: Option<Timestamp>,
}

/// Writes an entry in the transaction of the change.
///
/// # Errors
///
/// [`StoreError::Query`]; the transaction is of no use then.
pub async fn audit_insert(tx: &OrgTx, new: &NewAudit<'_>) -> Result<(), StoreError> {
    insert(tx.client(), tx.org_id(), new).await
}

/// Writes an entry in a transaction of the system.
///
/// # Errors
///
/// [`StoreError::Query`]; the transaction is of no use then.
pub async fn audit_insert_system(tx: &SystemTx, org_id: OrgId, new: &NewAudit<'_>) -> Result<(), StoreError> {
    insert(tx.client(), org_id, new).await
}

/// Entries made before `before`, newest first.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_page(
    org: &OrgStore,
    org_id: OrgId,
    filter: &AuditFilter,
    before: Option<AuditId>,
    n_rows: usize,
) -> Result<Vec<AuditRow>, StoreError> {
    let tx = org.begin("audit_page", org_id).await?;
    sql::audit_plan().bind(tx.client()).one().await.map_err(query("audit_plan"))?;
    let rows = sql::audit_page()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &before.map(AuditId::uuid),
            &filter.actor_id,
            &filter.actor_name.as_deref(),
            &filter.action.map(Action::as_str),
            &filter.object_kind.as_deref(),
            &filter.object.as_deref(),
            &filter.from,
            &filter.to,
            &row::n_rows(n_rows),
        )
        .all()
        .await
        .map_err(query("audit_page"))?;
    tx.commit().await?;
    rows.into_iter().map(from_row).collect()
}

/// One entry.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_get(
    org: &OrgStore,
    org_id: OrgId,
    audit_id: AuditId,
) -> Result<Option<AuditRow>, StoreError> {
    let tx = org.begin("audit_get", org_id).await?;
    let found = sql::audit_get()
        .bind(tx.client(), &org_id.uuid(), &audit_id.uuid())
        .opt()
        .await
        .map_err(query("audit_get"))?;
    tx.commit().await?;
    found.map(from_row).transpose()
}

/// Seals after number `after_seq` with their entries, oldest first.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_sealed_page(tx: &OrgTx, after_seq: u64, n_rows: usize) -> Result<Vec<Link>, StoreError> {
    let after_seq = i64::try_from(after_seq).unwrap_or(i64::MAX);
    let rows = sql::audit_sealed_page()
        .bind(tx.client(), &tx.org_id().uuid(), &after_seq, &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("audit_sealed_page"))?;
    rows.into_iter().map(link_from_row).collect()
}

/// Entries that have no seal and do not wait for one.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_stray(tx: &OrgTx, n_rows: usize) -> Result<Vec<AuditId>, StoreError> {
    let rows = sql::audit_stray()
        .bind(tx.client(), &tx.org_id().uuid(), &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("audit_stray"))?;
    Ok(rows.into_iter().map(AuditId::from_uuid).collect())
}

/// How many entries wait for their seal.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_pending_count(tx: &OrgTx) -> Result<u64, StoreError> {
    let n_rows = sql::audit_pending_count()
        .bind(tx.client(), &tx.org_id().uuid())
        .one()
        .await
        .map_err(query("audit_pending_count"))?;
    Ok(row::natural(n_rows))
}

/// Organizations with entries that wait for their seal.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_pending_organizations(system: &SystemStore) -> Result<Vec<OrgId>, StoreError> {
    let client = system.client().await?;
    let found = sql::audit_pending_organizations().bind(&client).all().await;
    let found = found.map_err(query("audit_pending_organizations"))?;
    Ok(found.into_iter().map(OrgId::from_uuid).collect())
}

/// True when this transaction alone seals entries of the organization until it ends.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_seal_lock(tx: &SystemTx, org_id: OrgId) -> Result<bool, StoreError> {
    sql::audit_seal_lock().bind(tx.client(), &org_id.uuid()).one().await.map_err(query("audit_seal_lock"))
}

/// Number and value of the last seal; `None` before the first.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_seal_head(tx: &SystemTx, org_id: OrgId) -> Result<Option<(u64, Seal)>, StoreError> {
    let found = sql::audit_seal_head()
        .bind(tx.client(), &org_id.uuid())
        .opt()
        .await
        .map_err(query("audit_seal_head"))?;
    found.map(|head| Ok((row::natural(head.seq), seal_from_bytes(&head.chain)?))).transpose()
}

/// Entries that wait for their seal, in the order in which they were written.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn audit_pending_page(
    tx: &SystemTx,
    org_id: OrgId,
    n_rows: usize,
) -> Result<Vec<Entry>, StoreError> {
    let rows = sql::audit_pending_page()
        .bind(tx.client(), &org_id.uuid(), &row::n_rows(n_rows))
        .all()
        .await
        .map_err(query("audit_pending_page"))?;
    let entry = |row: sql::AuditPendingPage| Entry {
        audit_id: AuditId::from_uuid(row.audit_id),
        at: row.at,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        address: row.address,
        request_id: row.request_id,
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        object_name: row.object_name,
        before: row.before,
        after: row.after,
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Stores seals; their entries wait no longer.
///
/// # Errors
///
/// [`StoreError::AlreadyExists`] when one of the numbers or entries has a seal; [`StoreError::Query`].
pub async fn audit_seal_insert(
    tx: &SystemTx,
    org_id: OrgId,
    seals: &[(u64, AuditId, Seal)],
) -> Result<(), StoreError> {
    let seqs: Vec<i64> = seals.iter().map(|(seq, ..)| i64::try_from(*seq).unwrap_or(i64::MAX)).collect();
    let audit_ids: Vec<Uuid> = seals.iter().map(|(_, audit_id, _)| audit_id.uuid()).collect();
    let chains: Vec<&[u8]> = seals.iter().map(|(.., seal)| seal.as_slice()).collect();
    sql::audit_seal_insert()
        .bind(tx.client(), &org_id.uuid(), &seqs, &audit_ids, &chains)
        .await
        .map_err(query("audit_seal_insert"))?;
    sql::audit_pending_delete()
        .bind(tx.client(), &org_id.uuid(), &audit_ids)
        .await
        .map_err(query("audit_pending_delete"))?;
    Ok(())
}

async fn insert(client: &impl GenericClient, org_id: OrgId, new: &NewAudit<'_>) -> Result<(), StoreError> {
    sql::audit_insert()
        .bind(
            client,
            &org_id.uuid(),
            &new.audit_id.uuid(),
            &new.actor.kind.as_str(),
            &new.actor.id,
            &new.actor.name.as_str(),
            &new.address.as_deref(),
            &new.request_id,
            &new.action.as_str(),
            &new.object_kind,
            &new.object_id,
            &new.object_name,
            &new.before.as_deref(),
            &new.after.as_deref(),
        )
        .await
        .map_err(query("audit_insert"))?;
    Ok(())
}

fn from_row(row: sql::AuditRow) -> Result<AuditRow, StoreError> {
    let chain = row.chain.as_deref().map(seal_from_bytes).transpose()?;
    let entry = Entry {
        audit_id: AuditId::from_uuid(row.audit_id),
        at: row.at,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        address: row.address,
        request_id: row.request_id,
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        object_name: row.object_name,
        before: row.before,
        after: row.after,
    };
    Ok(AuditRow { entry, seal: row.seq.map(row::natural).zip(chain) })
}

fn link_from_row(row: sql::AuditSealedPage) -> Result<Link, StoreError> {
    let audit_id = AuditId::from_uuid(row.audit_id);
    // Without the entry all its columns are NULL; with it the time never is.
    let entry = row.at.map(|at| Entry {
        audit_id,
        at,
        actor_kind: row.actor_kind.unwrap_or_default(),
        actor_id: row.actor_id,
        actor_name: row.actor_name.unwrap_or_default(),
        address: row.address,
        request_id: row.request_id.unwrap_or_default(),
        action: row.action.unwrap_or_default(),
        object_kind: row.object_kind.unwrap_or_default(),
        object_id: row.object_id.unwrap_or_default(),
        object_name: row.object_name.unwrap_or_default(),
        before: row.before,
        after: row.after,
    });
    Ok(Link { seq: row::natural(row.seq), audit_id, seal: seal_from_bytes(&row.chain)?, entry })
}

fn seal_from_bytes(bytes: &[u8]) -> Result<Seal, StoreError> {
    bytes.try_into().map_err(damaged("audit_seal"))
}
