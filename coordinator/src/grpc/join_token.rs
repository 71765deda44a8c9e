//! `JoinTokenService`: permissions to join.

use std::{collections::BTreeMap, sync::Arc};

use nocturne_proto::{
    api::v1::{self as wire, join_token::State, join_token_service_server::JoinTokenService},
    convert::{
        api::labels_to_wire,
        time::{duration_from_wire, timestamp_to_wire},
    },
};
use nocturne_store::join_token::{JoinTokenRow, JoinTokenState};
use prost::Message as _;
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::{
        idempotency::Asked,
        join_token::{self as app, JoinTokenInput},
    },
};

/// Permissions to join.
pub struct JoinTokenApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl JoinTokenService for JoinTokenApi {
    async fn create_join_token(
        &self,
        request: Request<wire::CreateJoinTokenRequest>,
    ) -> Result<Response<wire::CreateJoinTokenResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let asked = asked(&sent);
        let input = JoinTokenInput {
            site: sent.site,
            labels: sent.labels,
            life: sent.ttl.as_ref().map(duration_from_wire),
            agent_slug: sent.agent_slug,
        };
        let made = app::join_token_create(&self.0, &caller, input, &asked).await?;
        Ok(Response::new(wire::CreateJoinTokenResponse {
            join_token: Some(to_wire(made.row)),
            secret: made.secret,
            site_created: made.site_created,
            agent_address: self.0.agent_address.clone(),
        }))
    }

    async fn list_join_tokens(
        &self,
        request: Request<wire::ListJoinTokensRequest>,
    ) -> Result<Response<wire::ListJoinTokensResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page =
            app::join_token_list(&self.0, org_id, &page_request(sent.page_size, sent.page_token)).await?;
        let (join_tokens, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListJoinTokensResponse { join_tokens, next_page_token }))
    }

    async fn revoke_join_token(
        &self,
        request: Request<wire::RevokeJoinTokenRequest>,
    ) -> Result<Response<wire::JoinToken>, Status> {
        let caller = principal(&request)?;
        let row = app::join_token_revoke(&self.0, &caller, &request.into_inner().join_token_id).await?;
        Ok(Response::new(to_wire(row)))
    }
}

/// Labels are hashed by name: a map of the wire has no order of its own.
fn asked(sent: &wire::CreateJoinTokenRequest) -> Asked {
    let labels: BTreeMap<&String, &String> = sent.labels.iter().collect();
    let mut request = wire::CreateJoinTokenRequest {
        site: sent.site.clone(),
        ttl: sent.ttl,
        agent_slug: sent.agent_slug.clone(),
        ..wire::CreateJoinTokenRequest::default()
    }
    .encode_length_delimited_to_vec();
    for text in labels.into_iter().flat_map(|(name, value)| [name, value]) {
        request.extend(text.encode_length_delimited_to_vec());
    }
    Asked::new(sent.request_id.clone(), &request)
}

fn to_wire(row: JoinTokenRow) -> wire::JoinToken {
    wire::JoinToken {
        join_token_id: row.join_token_id.to_string(),
        site: row.site,
        labels: labels_to_wire(&row.labels),
        state: state_to_wire(row.state).into(),
        create_time: Some(timestamp_to_wire(row.created_at)),
        expire_time: Some(timestamp_to_wire(row.expires_at)),
        agent_id: row.agent_id.map(|agent_id| agent_id.to_string()).unwrap_or_default(),
        agent_slug: row.agent_slug,
    }
}

const fn state_to_wire(state: JoinTokenState) -> State {
    match state {
        JoinTokenState::Open => State::Open,
        JoinTokenState::Redeemed => State::Redeemed,
        JoinTokenState::Expired => State::Expired,
        JoinTokenState::Revoked => State::Revoked,
    }
}
