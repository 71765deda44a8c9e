//! The API as a program uses it.

use std::net::SocketAddr;

use nocturne_proto::api::v1 as wire;
use prost_types::Timestamp;
use tonic::{
    Request,
    transport::{Channel, Endpoint},
};

/// A client with an API token of an administrator.
#[derive(Debug, Clone)]
pub struct Api {
    channel: Channel,
    token: String,
}

macro_rules! clients {
    ($($(#[$doc:meta])* $name:ident => $module:ident :: $client:ident;)*) => {
        impl Api {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> wire::$module::$client<Channel> {
                wire::$module::$client::new(self.channel.clone())
            }
        )*}
    };
}

clients! {
    /// Agents.
    agents => agent_service_client::AgentServiceClient;
    /// API tokens.
    api_tokens => api_token_service_client::ApiTokenServiceClient;
    /// Sessions.
    auth => auth_service_client::AuthServiceClient;
    /// Checks.
    checks => check_service_client::CheckServiceClient;
    /// Join tokens.
    join_tokens => join_token_service_client::JoinTokenServiceClient;
    /// What happens, as it happens.
    live => live_service_client::LiveServiceClient;
    /// The coordinator.
    system => system_service_client::SystemServiceClient;
    /// Measurements.
    telemetry => telemetry_service_client::TelemetryServiceClient;
}

impl Api {
    /// Logs in once and goes on with a token that does not end.
    ///
    /// # Panics
    ///
    /// The coordinator does not let the administrator in.
    pub async fn log_in(at: SocketAddr, password: &str) -> Self {
        let endpoint = Endpoint::from_shared(format!("http://{at}")).expect("an address is a URL");
        let mut api = Self { channel: endpoint.connect_lazy(), token: String::new() };
        let login = wire::LoginRequest {
            username: "admin".to_owned(),
            password: password.to_owned(),
            ..wire::LoginRequest::default()
        };
        let answer = api.auth().login(login).await.expect("the administrator is let in").into_inner();
        api.token = answer.session.expect("there is a session").access_token;
        let message = wire::CreateApiTokenRequest {
            name: "harness".to_owned(),
            role: "admin".to_owned(),
            ..wire::CreateApiTokenRequest::default()
        };
        let made = api.api_tokens().create_api_token(api.request(message)).await.expect("a token is made");
        api.token = made.into_inner().secret;
        api
    }

    /// The administrator's token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A request of the administrator.
    ///
    /// # Panics
    ///
    /// Never: tokens are ASCII.
    #[must_use]
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let value = format!("Bearer {}", self.token).parse().expect("a token is ASCII");
        request.metadata_mut().insert("authorization", value);
        request
    }

    /// Makes a token that lets an agent with this name join.
    ///
    /// # Panics
    ///
    /// The coordinator refuses.
    pub async fn join_token(&self, name: &str, ttl: Option<prost_types::Duration>) -> String {
        let message = wire::CreateJoinTokenRequest {
            site: "lab".to_owned(),
            agent_slug: name.to_owned(),
            ttl,
            ..wire::CreateJoinTokenRequest::default()
        };
        let made = self.join_tokens().create_join_token(self.request(message)).await;
        made.expect("a join token is made").into_inner().secret
    }

    /// Defines a check.
    ///
    /// # Panics
    ///
    /// The coordinator refuses.
    pub async fn define(&self, check: wire::Check) -> wire::Check {
        let message = wire::CreateCheckRequest { check: Some(check), request_id: String::new() };
        let made = self.checks().create_check(self.request(message)).await;
        made.expect("a check is defined").into_inner()
    }

    /// The agent of this name; `None` when the coordinator does not answer.
    pub async fn agent(&self, name: &str) -> Option<wire::Agent> {
        let message = wire::GetAgentRequest { agent: name.to_owned() };
        self.agents().get_agent(self.request(message)).await.ok().map(tonic::Response::into_inner)
    }

    /// Every declared gap of an agent; `None` when the coordinator does not answer.
    pub async fn gaps(&self, agent: &str) -> Option<Vec<wire::Gap>> {
        let message = wire::ListGapsRequest {
            agent: agent.to_owned(),
            page_size: 500,
            ..wire::ListGapsRequest::default()
        };
        Some(self.telemetry().list_gaps(self.request(message)).await.ok()?.into_inner().gaps)
    }

    /// Every current status; `None` when the coordinator does not answer.
    pub async fn states(&self) -> Option<Vec<wire::CheckState>> {
        let message =
            wire::ListCheckStatesRequest { page_size: 500, ..wire::ListCheckStatesRequest::default() };
        Some(self.telemetry().list_check_states(self.request(message)).await.ok()?.into_inner().check_states)
    }
}

/// Microseconds since 1970 of a time in an answer; 0 when it is absent.
#[must_use]
pub fn micros(at: Option<&Timestamp>) -> i64 {
    at.map_or(0, |at| at.seconds * 1_000_000 + i64::from(at.nanos) / 1_000)
}
