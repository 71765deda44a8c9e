//! `AuthService`: sessions of people.

use std::{net::IpAddr, sync::Arc};

use nocturne_proto::{
    api::v1::{self as wire, auth_service_server::AuthService, who_am_i_response::Kind},
    convert::time::timestamp_to_wire,
};
use nocturne_runtime::accept::ConnInfo;
use tonic::{Request, Response, Status};

use super::caller::principal;
use crate::{
    api_state::ApiState,
    app::{
        auth::{Caller, Principal, Session},
        organization,
    },
};

/// Sessions of people.
pub struct AuthApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl AuthService for AuthApi {
    async fn login(
        &self,
        request: Request<wire::LoginRequest>,
    ) -> Result<Response<wire::LoginResponse>, Status> {
        let address = address(&request);
        let sent = request.into_inner();
        let session = self.0.auth.login(&sent.username, sent.password.into(), address).await?;
        Ok(Response::new(wire::LoginResponse { session: Some(session_to_wire(session)) }))
    }

    async fn refresh(
        &self,
        request: Request<wire::RefreshRequest>,
    ) -> Result<Response<wire::RefreshResponse>, Status> {
        let session = self.0.auth.refresh(&request.into_inner().refresh_token).await?;
        Ok(Response::new(wire::RefreshResponse { session: Some(session_to_wire(session)) }))
    }

    async fn logout(
        &self,
        request: Request<wire::LogoutRequest>,
    ) -> Result<Response<wire::LogoutResponse>, Status> {
        self.0.auth.logout(&request.into_inner().refresh_token).await?;
        Ok(Response::new(wire::LogoutResponse {}))
    }

    async fn who_am_i(
        &self,
        request: Request<wire::WhoAmIRequest>,
    ) -> Result<Response<wire::WhoAmIResponse>, Status> {
        let principal = principal(&request)?;
        let organization = organization::organization_name(&self.0, principal.org_id).await?;
        Ok(Response::new(caller_to_wire(principal, organization)))
    }
}

/// Where the connection comes from, as the accept loop put it there; `None` inside one process.
fn address<T>(request: &Request<T>) -> Option<IpAddr> {
    request.extensions().get::<ConnInfo>().map(|info| info.peer_addr.ip())
}

fn caller_to_wire(principal: Principal, organization: String) -> wire::WhoAmIResponse {
    let kind = match principal.caller {
        Caller::User(_) => Kind::User,
        Caller::ApiToken(_) => Kind::ApiToken,
    };
    let permissions = principal.role.permissions();
    wire::WhoAmIResponse {
        kind: kind.into(),
        org_id: principal.org_id.to_string(),
        organization,
        role: principal.role.as_str().to_owned(),
        permissions: permissions.iter().map(|permission| permission.as_str().to_owned()).collect(),
        expire_time: principal.expires_at().map(timestamp_to_wire),
        name: principal.name,
    }
}

fn session_to_wire(session: Session) -> wire::Session {
    wire::Session {
        access_token: session.access_token,
        access_expire_time: Some(timestamp_to_wire(session.access_expires_at)),
        refresh_token: session.refresh_token,
        refresh_expire_time: Some(timestamp_to_wire(session.refresh_expires_at)),
        username: session.username,
        org_id: session.org_id.to_string(),
    }
}
