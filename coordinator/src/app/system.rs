//! How the coordinator is.

use nocturne_shared::{id::OrgId, outcome::CheckStatus, time::Timestamp};
use nocturne_store::{check, check_state, system};

use crate::{api_state::ApiState, app::agent::agent_count, error::ApiError, telemetry::TelemetryStats};

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

/// Looks at everything once.
///
/// # Errors
///
/// The store's.
pub async fn system_status(state: &ApiState, org_id: OrgId) -> Result<SystemView, ApiError> {
    let database = system::system_database(&state.org, org_id).await?;
    let mut check_states = [0_u64; 4];
    let [up, degraded, down, inconclusive] = &mut check_states;
    for (status, n_states) in check_state::check_state_count(&state.org, org_id).await? {
        match status {
            CheckStatus::Up => *up += n_states,
            CheckStatus::Degraded => *degraded += n_states,
            CheckStatus::Down => *down += n_states,
            CheckStatus::Inconclusive => *inconclusive += n_states,
        }
    }
    Ok(SystemView {
        database_now: database.database_now,
        database_version: database.server_version,
        agents: agent_count(state, org_id).await?,
        check_states,
        n_checks: check::check_count(&state.org, org_id).await?,
        ingest: state.telemetry.stats(),
    })
}
