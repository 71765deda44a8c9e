//! The API port: the services, and the layers that every surface shares.
//!
//! ```text
//!                  ┌─ gRPC ────────────────────┐
//!   request id ─▶ ─┼─ gRPC-web ─▶ translation ─┼─▶ size in plain words ─▶ admission (head only) ─┐
//!                  │                           ┘                                                 ├─▶ service ─▶ use case
//!                  ├─ REST ─▶ admission (head only) ─▶ transcoding ──────────────────────────────┘
//!                  └─ anything else ─▶ the console's files
//! ```

use std::{convert::Infallible, sync::Arc};

use anyhow::Context as _;
use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
};
use nocturne_core::access;
use nocturne_proto::{
    api::v1::{
        agent_service_server::AgentServiceServer, api_token_service_server::ApiTokenServiceServer,
        audit_service_server::AuditServiceServer, auth_service_server::AuthServiceServer,
        check_service_server::CheckServiceServer, join_token_service_server::JoinTokenServiceServer,
        live_service_server::LiveServiceServer, role_service_server::RoleServiceServer,
        setting_service_server::SettingServiceServer, system_service_server::SystemServiceServer,
        telemetry_service_server::TelemetryServiceServer, user_service_server::UserServiceServer,
    },
    descriptor::FILE_DESCRIPTOR_SET,
};
use prost::{DecodeError, Message as _};
use prost_types::FileDescriptorSet;
use tonic::{Status, server::NamedService};
use tonic_health::{
    ServingStatus,
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};
use tower::Service;

use super::{
    console::Console,
    cors,
    principal::Gate,
    protection::{self, Protection},
    request_id, size,
    surface::Surfaces,
};
use crate::{
    api_state::ApiState,
    grpc::{
        agent::AgentApi, api_token::ApiTokenApi, audit::AuditApi, auth::AuthApi, check::CheckApi,
        join_token::JoinTokenApi, live::LiveApi, role::RoleApi, setting::SettingApi, system::SystemApi,
        telemetry::TelemetryApi, user::UserApi,
    },
};

/// Package of the API.
const PACKAGE: &str = "nocturne.api.v1";

/// The API and the console. Requests carry the accept loop's `ConnInfo`: logins are counted by its address. `tls` says
/// whether the port is reached by TLS.
///
/// # Errors
///
/// A method without an entry in the permission table, or an entry without a method: the coordinator does not start then.
pub fn router(state: ApiState, console: Console, tls: bool) -> anyhow::Result<Router> {
    let methods = methods().context("could not read the descriptors of the API")?;
    access::coverage(methods.iter().map(String::as_str)).context("the API cannot be served")?;

    let health = HealthServer::new(HealthService::from_health_reporter(state.health.clone()));
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET);
    let reflection = services()?
        .into_iter()
        .fold(reflection, |reflection, name| reflection.with_service_name(name))
        .build_v1()
        .context("could not prepare reflection")?;

    let state = Arc::new(state);
    let settings = Arc::clone(&state.settings);
    let protection = Protection { settings: Arc::clone(&settings), tls };
    let gate = Gate { auth: Arc::clone(&state.auth), rates: Arc::clone(&state.rates) };
    let api = || Arc::clone(&state);
    let most = size::MAX_MESSAGE;
    let router = Router::new();
    let router = with(router, AgentServiceServer::new(AgentApi(api())).max_decoding_message_size(most));
    let router = with(router, ApiTokenServiceServer::new(ApiTokenApi(api())).max_decoding_message_size(most));
    let router = with(router, AuditServiceServer::new(AuditApi(api())).max_decoding_message_size(most));
    let router = with(router, AuthServiceServer::new(AuthApi(api())).max_decoding_message_size(most));
    let router = with(router, CheckServiceServer::new(CheckApi(api())).max_decoding_message_size(most));
    let router =
        with(router, JoinTokenServiceServer::new(JoinTokenApi(api())).max_decoding_message_size(most));
    let router = with(router, LiveServiceServer::new(LiveApi(api())).max_decoding_message_size(most));
    let router = with(router, SettingServiceServer::new(SettingApi(api())).max_decoding_message_size(most));
    let router = with(router, RoleServiceServer::new(RoleApi(api())).max_decoding_message_size(most));
    let router = with(router, SystemServiceServer::new(SystemApi(api())).max_decoding_message_size(most));
    let router =
        with(router, TelemetryServiceServer::new(TelemetryApi(api())).max_decoding_message_size(most));
    let router = with(router, UserServiceServer::new(UserApi(api())).max_decoding_message_size(most));
    let router = with(router, health);
    let services = with(router, reflection).fallback(unknown);
    Ok(Surfaces::new(services, gate, console, tls)?
        .into_router()
        .layer(middleware::from_fn_with_state(settings, cors::allow))
        .layer(middleware::from_fn_with_state(protection, protection::protect))
        .layer(middleware::from_fn(request_id::assign)))
}

/// Tells health checks whether calls are served: the whole, and each service.
pub async fn serving(health: &HealthReporter, serving: bool) {
    let status = if serving { ServingStatus::Serving } else { ServingStatus::NotServing };
    health.set_service_status("", status).await;
    for name in services().unwrap_or_default() {
        health.set_service_status(name, status).await;
    }
}

/// Routes a service under its name.
pub fn with<S>(router: Router, service: S) -> Router
where
    S: Service<Request, Error = Infallible, Response: IntoResponse, Future: Send> + NamedService,
    S: Clone + Send + Sync + 'static,
{
    router.route_service(&format!("/{}/{{*method}}", S::NAME), service)
}

/// Reached only by what admission lets through: nothing.
async fn unknown() -> Response {
    Status::unimplemented("there is no such method").into_http()
}

/// Full names of the services of the API.
fn services() -> Result<Vec<String>, DecodeError> {
    let mut names: Vec<String> = methods()?
        .iter()
        .filter_map(|path| path.strip_prefix('/')?.split_once('/'))
        .map(|(service, _)| service.to_owned())
        .filter(|service| service.starts_with(PACKAGE))
        .collect();
    names.dedup();
    Ok(names)
}

/// gRPC paths of every method that this port serves.
fn methods() -> Result<Vec<String>, DecodeError> {
    let mut paths = Vec::new();
    for set in [
        FILE_DESCRIPTOR_SET,
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
    ] {
        for file in FileDescriptorSet::decode(set)?.file {
            // The agents' own package is served on their port.
            let package = file.package();
            if package.starts_with("nocturne.") && package != PACKAGE {
                continue;
            }
            for service in &file.service {
                let path = |method: &str| format!("/{package}.{}/{method}", service.name());
                paths.extend(service.method.iter().map(|method| path(method.name())));
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_a_permission_and_no_permission_is_stale() {
        let methods = methods().unwrap();

        assert_eq!(access::coverage(methods.iter().map(String::as_str)), Ok(()));
        assert_eq!(services().unwrap().len(), 12);
    }
}
