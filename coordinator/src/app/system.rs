//! How the coordinator is.

use nocturne_shared::{id::OrgId, time::Timestamp};
use nocturne_store::{check, system};

use crate::{
    api_state::ApiState,
    app::{agent::agent_count, check_state::check_state_count},
    error::ApiError,
    telemetry::TelemetryStats,
};

/// What is told about the coordinator.
#[derive(Debug, Clone)]
pub struct SystemView {
    /// Database clock.
    pub database_now: Timestamp,
    /// Version of the database server.
    pub database_version: String,
    /// Agents: online, offline, pending, revoked.
    pub agents: [u64; 4],
    /// Check states: up, degraded, down, inconclusive.
    pub check_states: [u64; 4],
    /// Defined checks.
    pub n_checks: u64,
    /// How ingest is doing.
    pub ingest: TelemetryStats,
}

/// True while calls are served, as `/readyz` says.
#[must_use]
pub fn system_serving(state: &ApiState) -> bool {
    state.ready.report().ready
}

/// Looks at everything once.
///
/// # Errors
///
/// The store's.
pub async fn system_status(state: &ApiState, org_id: OrgId) -> Result<SystemView, ApiError> {
    let database = system::system_database(&state.org, org_id).await?;
    Ok(SystemView {
        database_now: database.database_now,
        database_version: database.server_version,
        agents: agent_count(state, org_id).await?,
        check_states: check_state_count(state, org_id).await?,
        n_checks: check::check_count(&state.org, org_id).await?,
        ingest: state.telemetry.stats(),
    })
}
