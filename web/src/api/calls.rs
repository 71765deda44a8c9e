//! One function per method the pages use.

use nocturne_proto::api::v1::{
    Agent, Check, CheckEvent, CheckRevision, CheckState, CheckVerdict, CreateCheckRequest,
    CreateJoinTokenRequest, CreateJoinTokenResponse, DeleteCheckRequest, GetAgentRequest, GetCheckRequest,
    GetSeriesRangeRequest, GetSeriesRangeResponse, GetStatusRequest, JoinToken, LatestValue,
    ListAgentsRequest, ListCheckEventsRequest, ListCheckRevisionsRequest, ListCheckStatesRequest,
    ListCheckVerdictsRequest, ListChecksRequest, ListGapsRequest, ListGapsResponse, ListJoinTokensRequest,
    ListLatestValuesRequest, PreviewCheckRequest, PreviewCheckResponse, RevokeAgentRequest,
    RevokeJoinTokenRequest, SystemStatus, UpdateCheckRequest, agent_service_client::AgentServiceClient,
    check_service_client::CheckServiceClient, join_token_service_client::JoinTokenServiceClient,
    system_service_client::SystemServiceClient, telemetry_service_client::TelemetryServiceClient,
};
use nocturne_web_model::failure::Failure;

use super::{Api, client::Effect};

/// Items of a page of a listing.
const PAGE_SIZE: i32 = 500;
/// Items of a listing that are read at most.
pub(crate) const MAX_LISTED: usize = 10_000;

/// Everything there is, up to [`MAX_LISTED`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listing<T> {
    /// The items.
    pub items: Vec<T>,
    /// False when there are more.
    pub complete: bool,
}

/// Unary methods that do the same to what there is: what each is called here, its client, its request and its answer.
macro_rules! methods {
    ($effect:ident; $($(#[$doc:meta])* $name:ident: $client:ident($request:ty) -> $answer:ty;)*) => {
        impl Api {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// The coordinator's, or that no answer came.
                pub(crate) async fn $name(&self, request: $request) -> Result<$answer, Failure> {
                    self.call(Effect::$effect, |channel| {
                        let request = request.clone();
                        async move { $client::new(channel).$name(request).await }
                    })
                    .await
                }
            )*
        }
    };
}

methods! {
    Reads;
    /// Gets one agent by id or by name.
    get_agent: AgentServiceClient(GetAgentRequest) -> Agent;
    /// Gets one check by id or by name.
    get_check: CheckServiceClient(GetCheckRequest) -> Check;
    /// Says what a change would touch.
    preview_check: CheckServiceClient(PreviewCheckRequest) -> PreviewCheckResponse;
    /// Reads the samples of one series.
    get_series_range: TelemetryServiceClient(GetSeriesRangeRequest) -> GetSeriesRangeResponse;
    /// Reads the newest gaps.
    list_gaps: TelemetryServiceClient(ListGapsRequest) -> ListGapsResponse;
    /// Says how the coordinator is.
    get_status: SystemServiceClient(GetStatusRequest) -> SystemStatus;
}

methods! {
    Changes;
    /// Revokes an agent for good.
    revoke_agent: AgentServiceClient(RevokeAgentRequest) -> Agent;
    /// Makes a join token.
    create_join_token: JoinTokenServiceClient(CreateJoinTokenRequest) -> CreateJoinTokenResponse;
    /// Ends a join token.
    revoke_join_token: JoinTokenServiceClient(RevokeJoinTokenRequest) -> JoinToken;
    /// Defines a check.
    create_check: CheckServiceClient(CreateCheckRequest) -> Check;
    /// Changes a check.
    update_check: CheckServiceClient(UpdateCheckRequest) -> Check;
}

/// A listing that is read page by page.
macro_rules! listings {
    ($($(#[$doc:meta])* $all:ident($($argument:ident),*): $client:ident.$name:ident($request:ident) -> $field:ident: $item:ty;)*) => {
        impl Api {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// The coordinator's, or that no answer came.
                pub(crate) async fn $all(&self, $($argument: String,)* at_most: usize) -> Result<Listing<$item>, Failure> {
                    let mut items = Vec::new();
                    let mut page_token = String::new();
                    let at_most = at_most.min(MAX_LISTED);
                    loop {
                        let wanted = i32::try_from(at_most - items.len()).unwrap_or(PAGE_SIZE).min(PAGE_SIZE);
                        let request = $request { page_size: wanted, page_token, $($argument: $argument.clone(),)* };
                        let page = self
                            .call(Effect::Reads, |channel| {
                                let request = request.clone();
                                async move { $client::new(channel).$name(request).await }
                            })
                            .await?;
                        items.extend(page.$field);
                        page_token = page.next_page_token;
                        if page_token.is_empty() || items.len() >= at_most {
                            return Ok(Listing { items, complete: page_token.is_empty() });
                        }
                    }
                }
            )*
        }
    };
}

listings! {
    /// Agents by name.
    agents(selector): AgentServiceClient.list_agents(ListAgentsRequest) -> agents: Agent;
    /// Join tokens, newest first.
    join_tokens(): JoinTokenServiceClient.list_join_tokens(ListJoinTokensRequest) -> join_tokens: JoinToken;
    /// Checks by name.
    checks(): CheckServiceClient.list_checks(ListChecksRequest) -> checks: Check;
    /// Revisions of a check, newest first.
    check_revisions(check): CheckServiceClient.list_check_revisions(ListCheckRevisionsRequest) -> revisions: CheckRevision;
    /// States by check, target and agent; of one check, or of all.
    check_states(check): TelemetryServiceClient.list_check_states(ListCheckStatesRequest) -> check_states: CheckState;
    /// Verdicts by check and target; of one check, or of all.
    check_verdicts(check): TelemetryServiceClient.list_check_verdicts(ListCheckVerdictsRequest) -> check_verdicts: CheckVerdict;
    /// Changes of status, the one that was stored last first; of one check, or of all.
    check_events(check): TelemetryServiceClient.list_check_events(ListCheckEventsRequest) -> check_events: CheckEvent;
    /// The latest value of every series that matches.
    latest_values(metric, selector): TelemetryServiceClient.list_latest_values(ListLatestValuesRequest) -> values: LatestValue;
}

impl Api {
    /// Deletes a check as it was when it had this etag.
    ///
    /// # Errors
    ///
    /// The coordinator's, or that no answer came.
    pub(crate) async fn delete_check(&self, request: DeleteCheckRequest) -> Result<(), Failure> {
        let send = |channel| {
            let request = request.clone();
            async move { CheckServiceClient::new(channel).delete_check(request).await }
        };
        self.call(Effect::Changes, send).await.map(drop)
    }
}
