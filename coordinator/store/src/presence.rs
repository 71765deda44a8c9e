//! Rows of `agent_presence`, many at once.

use nocturne_shared::id::{AgentId, OrgId};
use nocturne_store_queries::queries::presence as sql;

use crate::{
    error::{StoreError, query},
    pool::SystemStore,
};

/// What the latest heartbeat of an agent said.
#[derive(Debug, Clone)]
pub struct PresenceRow {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// How long ago it was heard, microseconds: subtracted from the database clock.
    pub age_us: i64,
    /// Agent's clock minus coordinator's.
    pub clock_offset_us: i64,
    /// Records waiting in its spool.
    pub spool_pending_records: i64,
    /// Records its spool ever dropped.
    pub spool_dropped_records: i64,
    /// Checks scheduled.
    pub scheduled_checks: i32,
    /// Slots missed since its start.
    pub missed_slots: i64,
    /// Parts that are not well.
    pub degraded: Vec<String>,
    /// Where it came from.
    pub remote_address: String,
}

/// Saves heartbeats in one statement; with none it only asks whether the database answers.
///
/// # Errors
///
/// The store's.
pub async fn presence_put(system: &SystemStore, rows: &[PresenceRow]) -> Result<(), StoreError> {
    let client = system.client().await?;
    if rows.is_empty() {
        return client.simple_query("").await.map(drop).map_err(query("presence_put"));
    }
    macro_rules! column {
        ($field:expr) => {
            rows.iter().map($field).collect::<Vec<_>>()
        };
    }
    sql::presence_put()
        .bind(
            &client,
            &column!(|row| row.org_id.uuid()),
            &column!(|row| row.agent_id.uuid()),
            &column!(|row| row.age_us),
            &column!(|row| row.clock_offset_us),
            &column!(|row| row.spool_pending_records),
            &column!(|row| row.spool_dropped_records),
            &column!(|row| row.scheduled_checks),
            &column!(|row| row.missed_slots),
            &column!(|row| row.degraded.join("\n")),
            &column!(|row| row.remote_address.as_str()),
        )
        .await
        .map(drop)
        .map_err(query("presence_put"))
}
