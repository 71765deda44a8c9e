//! Chains committed audit entries, one organization after the other.
//!
//! Not in the transaction of the change: that would make every change of an organization wait for the one before.

use std::time::Duration;

use nocturne_core::audit::{SEAL_START, seal};
use nocturne_shared::id::{AuditId, OrgId};
use nocturne_store::{
    StoreError, SystemStore,
    audit::{
        audit_pending_organizations, audit_pending_page, audit_seal_head, audit_seal_insert, audit_seal_lock,
    },
};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How long an entry is without a seal, and so could be edited unseen.
const PERIOD: Duration = Duration::from_secs(1);
/// Entries of one transaction: each may carry a check of many kilobytes, twice.
const BATCH: usize = 200;

/// Runs until shutdown.
///
/// # Errors
///
/// None; the type is the supervisor's.
pub async fn run(system: SystemStore, shutdown: CancellationToken) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            _ = tick.tick() => (),
        }
        match pass(&system).await {
            Ok(0) => {}
            Ok(n_sealed) => tracing::debug!(n_sealed, "audit entries were sealed"),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "audit entries could not be sealed; the next pass tries again");
            }
        }
    }
}

/// Seals what waits, except where another coordinator is at it; returns how many entries.
///
/// # Errors
///
/// The store's. What was committed before stays sealed.
pub async fn pass(system: &SystemStore) -> Result<usize, StoreError> {
    let mut n_sealed = 0;
    for org_id in audit_pending_organizations(system).await? {
        loop {
            let n_batch = batch(system, org_id).await?;
            n_sealed += n_batch;
            if n_batch < BATCH {
                break;
            }
        }
    }
    Ok(n_sealed)
}

async fn batch(system: &SystemStore, org_id: OrgId) -> Result<usize, StoreError> {
    let tx = system.begin("audit_seal").await?;
    if !audit_seal_lock(&tx, org_id).await? {
        return Ok(0);
    }
    // Read behind the lock: whoever held it before has committed.
    let (mut seq, mut chain) = audit_seal_head(&tx, org_id).await?.unwrap_or((0, SEAL_START));
    let mut seals: Vec<(u64, AuditId, [u8; 32])> = Vec::new();
    for entry in audit_pending_page(&tx, org_id, BATCH).await? {
        seq += 1;
        chain = seal(&chain, seq, org_id, &entry);
        seals.push((seq, entry.audit_id, chain));
    }
    audit_seal_insert(&tx, org_id, &seals).await?;
    tx.commit().await?;
    metrics::counter!("nocturne_audit_sealed_total").increment(seals.len() as u64);
    Ok(seals.len())
}
