//! `ApiTokenService`: tokens of automation.

use std::sync::Arc;

use nocturne_proto::{
    api::v1::{self as wire, api_token_service_server::ApiTokenService},
    convert::time::{timestamp_from_wire, timestamp_to_wire},
};
use nocturne_store::api_token::ApiTokenRow;
use tonic::{Request, Response, Status};

use super::caller::{asked, page_request, page_to_wire, principal, texts};
use crate::{
    api_state::ApiState,
    app::api_token::{self as app, ApiTokenInput},
};

/// Tokens of automation.
pub struct ApiTokenApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl ApiTokenService for ApiTokenApi {
    async fn create_api_token(
        &self,
        request: Request<wire::CreateApiTokenRequest>,
    ) -> Result<Response<wire::CreateApiTokenResponse>, Status> {
        let caller = principal(&request)?;
        let mut sent = request.into_inner();
        let request_id = std::mem::take(&mut sent.request_id);
        let asked = asked(request_id, &sent);
        let input = ApiTokenInput {
            name: sent.name,
            role: sent.role,
            scopes: sent.scopes,
            expires_at: sent.expire_time.as_ref().map(timestamp_from_wire),
        };
        let (row, secret) = app::api_token_create(&self.0, &caller, &input, &asked).await?;
        Ok(Response::new(wire::CreateApiTokenResponse { api_token: Some(to_wire(row)), secret }))
    }

    async fn list_api_tokens(
        &self,
        request: Request<wire::ListApiTokensRequest>,
    ) -> Result<Response<wire::ListApiTokensResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let page =
            app::api_token_list(&self.0, &caller, &page_request(sent.page_size, sent.page_token)).await?;
        let (api_tokens, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListApiTokensResponse { api_tokens, next_page_token }))
    }

    async fn revoke_api_token(
        &self,
        request: Request<wire::RevokeApiTokenRequest>,
    ) -> Result<Response<wire::RevokeApiTokenResponse>, Status> {
        let caller = principal(&request)?;
        app::api_token_revoke(&self.0, &caller, &request.into_inner().api_token_id).await?;
        Ok(Response::new(wire::RevokeApiTokenResponse {}))
    }
}

fn to_wire(row: ApiTokenRow) -> wire::ApiToken {
    wire::ApiToken {
        api_token_id: row.api_token_id.to_string(),
        name: row.name,
        role: row.role,
        scopes: row.scopes.map(texts).unwrap_or_default(),
        create_time: Some(timestamp_to_wire(row.created_at)),
        expire_time: row.expires_at.map(timestamp_to_wire),
        revoke_time: row.revoked_at.map(timestamp_to_wire),
    }
}
