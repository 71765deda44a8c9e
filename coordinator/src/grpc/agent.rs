//! `AgentService`: the fleet.

use std::sync::Arc;

use nocturne_core::presence::Presence;
use nocturne_proto::{
    api::v1::{self as wire, agent::Presence as WirePresence, agent_service_server::AgentService},
    convert::{
        api::labels_to_wire,
        time::{signed_micros_to_wire, timestamp_to_wire},
    },
};
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::agent::{self as app, AgentView},
};

/// Agents.
pub struct AgentApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl AgentService for AgentApi {
    async fn list_agents(
        &self,
        request: Request<wire::ListAgentsRequest>,
    ) -> Result<Response<wire::ListAgentsResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = app::agent_list(&self.0, org_id, &sent.selector, &page).await?;
        let (agents, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListAgentsResponse { agents, next_page_token }))
    }

    async fn get_agent(
        &self,
        request: Request<wire::GetAgentRequest>,
    ) -> Result<Response<wire::Agent>, Status> {
        let org_id = principal(&request)?.org_id;
        let view = app::agent_get(&self.0, org_id, &request.into_inner().agent).await?;
        Ok(Response::new(to_wire(view)))
    }

    async fn revoke_agent(
        &self,
        request: Request<wire::RevokeAgentRequest>,
    ) -> Result<Response<wire::Agent>, Status> {
        let caller = principal(&request)?;
        let view = app::agent_revoke(&self.0, &caller, &request.into_inner().agent).await?;
        Ok(Response::new(to_wire(view)))
    }
}

pub(super) fn to_wire(view: AgentView) -> wire::Agent {
    let AgentView { row, labels, presence, last_seen_at } = view;
    wire::Agent {
        agent_id: row.agent_id.to_string(),
        slug: row.slug,
        site: row.site,
        labels: labels_to_wire(&labels),
        presence: presence_to_wire(presence).into(),
        last_seen_time: last_seen_at.map(timestamp_to_wire),
        version: row.version,
        hostname: row.hostname,
        capabilities: row.capabilities,
        clock_offset: row.clock_offset_us.map(signed_micros_to_wire),
        spool_pending_records: row.spool_pending_records,
        spool_dropped_records: row.spool_dropped_records,
        desired_generation: row.desired_generation,
        applied_generation: row.applied_generation,
        config_error: row.config_error,
        certificate_expire_time: Some(timestamp_to_wire(row.certificate_expires_at)),
        create_time: Some(timestamp_to_wire(row.created_at)),
        degraded: row.degraded,
        remote_address: row.remote_address,
        scheduled_checks: row.scheduled_checks,
    }
}

const fn presence_to_wire(presence: Presence) -> WirePresence {
    match presence {
        Presence::Pending => WirePresence::Pending,
        Presence::Online => WirePresence::Online,
        Presence::Offline => WirePresence::Offline,
        Presence::Revoked => WirePresence::Revoked,
    }
}
