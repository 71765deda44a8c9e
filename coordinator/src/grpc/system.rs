//! `SystemService`: the coordinator itself.

use std::sync::Arc;

use nocturne_proto::{
    api::v1::{self as wire, health::State, system_service_server::SystemService},
    convert::time::timestamp_to_wire,
};
use nocturne_runtime::version;
use nocturne_store::migrate;
use tonic::{Request, Response, Status};

use super::caller::principal;
use crate::{api_state::ApiState, app::system as app};

/// The coordinator itself.
pub struct SystemApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl SystemService for SystemApi {
    async fn get_health(
        &self,
        _request: Request<wire::GetHealthRequest>,
    ) -> Result<Response<wire::Health>, Status> {
        let state = if app::system_serving(&self.0) { State::Serving } else { State::NotServing };
        Ok(Response::new(wire::Health { state: state.into() }))
    }

    async fn get_status(
        &self,
        request: Request<wire::GetStatusRequest>,
    ) -> Result<Response<wire::SystemStatus>, Status> {
        let org_id = principal(&request)?.org_id;
        let view = app::system_status(&self.0, org_id).await?;
        let [online, offline, pending, revoked] = view.agents;
        let [up, degraded, down, inconclusive] = view.check_states;
        Ok(Response::new(wire::SystemStatus {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: version::commit().to_owned(),
            start_time: Some(timestamp_to_wire(self.0.started_at)),
            server_time: Some(timestamp_to_wire(view.database_now)),
            database_version: view.database_version,
            schema_version: migrate::known_version(),
            agents: Some(wire::AgentCounts { online, offline, pending, revoked }),
            check_states: Some(wire::CheckStateCounts { up, degraded, down, inconclusive }),
            samples_committed: view.ingest.samples_committed,
            ingest_queue: view.ingest.queue,
            agent_address: self.0.agent_address.clone(),
            last_commit_time: view.ingest.last_commit_at.map(timestamp_to_wire),
            checks: view.n_checks,
        }))
    }
}
