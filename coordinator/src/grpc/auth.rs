//! `AuthService`: sessions of people.

use std::{net::IpAddr, sync::Arc};

use nocturne_proto::{
    api::v1::{self as wire, auth_service_server::AuthService, who_am_i_response::Kind},
    convert::time::timestamp_to_wire,
};
use nocturne_runtime::accept::ConnInfo;
use nocturne_store::refresh_token::Family;
use secrecy::ExposeSecret as _;
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal, texts};
use crate::{
    api_state::ApiState,
    app::{
        auth::{Caller, Principal, Session, sign_up::SignUpInput},
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
        let auth = &self.0.auth;
        let session = auth.login(&sent.username, sent.password.into(), &sent.totp_code, address).await?;
        Ok(Response::new(wire::LoginResponse { session: Some(session_to_wire(session)) }))
    }

    async fn refresh(
        &self,
        request: Request<wire::RefreshRequest>,
    ) -> Result<Response<wire::RefreshResponse>, Status> {
        let address = address(&request);
        let session = self.0.auth.refresh(&request.into_inner().refresh_token, address).await?;
        Ok(Response::new(wire::RefreshResponse { session: Some(session_to_wire(session)) }))
    }

    async fn logout(
        &self,
        request: Request<wire::LogoutRequest>,
    ) -> Result<Response<wire::LogoutResponse>, Status> {
        self.0.auth.logout(&request.into_inner().refresh_token).await?;
        Ok(Response::new(wire::LogoutResponse {}))
    }

    async fn sign_up(
        &self,
        request: Request<wire::SignUpRequest>,
    ) -> Result<Response<wire::SignUpResponse>, Status> {
        let address = address(&request);
        let sent = request.into_inner();
        let input = SignUpInput {
            organization: sent.organization,
            username: sent.username,
            display_name: sent.display_name,
            password: sent.password.into(),
        };
        let session = self.0.auth.sign_up(input, address).await?;
        Ok(Response::new(wire::SignUpResponse { session: Some(session_to_wire(session)) }))
    }

    async fn change_password(
        &self,
        request: Request<wire::ChangePasswordRequest>,
    ) -> Result<Response<wire::ChangePasswordResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let (current, next) = (sent.current_password.into(), sent.new_password.into());
        let goes_on = self.0.auth.password_change(&caller, current, next).await?;
        Ok(Response::new(wire::ChangePasswordResponse {
            access_token: goes_on.access_token,
            access_expire_time: Some(timestamp_to_wire(goes_on.access_expires_at)),
        }))
    }

    async fn list_sessions(
        &self,
        request: Request<wire::ListSessionsRequest>,
    ) -> Result<Response<wire::ListSessionsResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = self.0.auth.session_list(&caller, &page).await?;
        let (sessions, next_page_token) =
            page_to_wire(page, |(family, current)| family_to_wire(family, current));
        Ok(Response::new(wire::ListSessionsResponse { sessions, next_page_token }))
    }

    async fn end_session(
        &self,
        request: Request<wire::EndSessionRequest>,
    ) -> Result<Response<wire::EndSessionResponse>, Status> {
        let caller = principal(&request)?;
        self.0.auth.session_end(&caller, &request.into_inner().session_id).await?;
        Ok(Response::new(wire::EndSessionResponse {}))
    }

    async fn begin_totp(
        &self,
        request: Request<wire::BeginTotpRequest>,
    ) -> Result<Response<wire::BeginTotpResponse>, Status> {
        let begun = self.0.auth.totp_begin(&principal(&request)?).await?;
        Ok(Response::new(wire::BeginTotpResponse {
            secret: begun.secret.expose_secret().to_owned(),
            otpauth_uri: begun.uri.expose_secret().to_owned(),
        }))
    }

    async fn confirm_totp(
        &self,
        request: Request<wire::ConfirmTotpRequest>,
    ) -> Result<Response<wire::ConfirmTotpResponse>, Status> {
        let caller = principal(&request)?;
        let codes = self.0.auth.totp_confirm(&caller, &request.into_inner().code).await?;
        let recovery_codes = codes.iter().map(|code| code.expose_secret().to_owned()).collect();
        Ok(Response::new(wire::ConfirmTotpResponse { recovery_codes }))
    }

    async fn disable_totp(
        &self,
        request: Request<wire::DisableTotpRequest>,
    ) -> Result<Response<wire::DisableTotpResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        self.0.auth.totp_disable(&caller, sent.password.into(), &sent.code).await?;
        Ok(Response::new(wire::DisableTotpResponse {}))
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
    wire::WhoAmIResponse {
        kind: kind.into(),
        org_id: principal.org_id.to_string(),
        organization,
        permissions: texts(principal.permissions),
        must_change_password: principal.must_change_password,
        expire_time: principal.expires_at().map(timestamp_to_wire),
        role: principal.role,
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
        must_change_password: session.must_change_password,
    }
}

fn family_to_wire(family: Family, current: bool) -> wire::UserSession {
    wire::UserSession {
        session_id: family.family_id.to_string(),
        begin_time: Some(timestamp_to_wire(family.begun_at)),
        last_use_time: Some(timestamp_to_wire(family.last_used_at)),
        address: family.address.unwrap_or_default(),
        current,
    }
}
