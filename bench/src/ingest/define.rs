//! What the agents of this benchmark run, defined through the API.

use anyhow::Context as _;
use nocturne_proto::api::v1::{
    self as api, check_service_client::CheckServiceClient, join_token_service_client::JoinTokenServiceClient,
};

use super::workload::{N_TARGETS, target};
use crate::system::System;

/// Defines the check and makes a join token for each agent.
///
/// # Errors
///
/// The coordinator refuses.
pub(crate) async fn define(system: &System, n_agents: usize) -> anyhow::Result<Vec<String>> {
    let check = api::Check {
        slug: "bench".to_owned(),
        spec: Some(api::check::Spec::Icmp(api::IcmpCheck { packets: 1, ..api::IcmpCheck::default() })),
        targets: (0..N_TARGETS).map(target).collect(),
        ..api::Check::default()
    };
    let channel = system.api().await?;
    let wanted = api::CreateCheckRequest { check: Some(check), ..api::CreateCheckRequest::default() };
    let made = CheckServiceClient::new(channel.clone()).create_check(system.request(wanted)?).await;
    made.context("could not define the check")?;

    let mut tokens = Vec::new();
    let mut client = JoinTokenServiceClient::new(channel);
    for number in 0..n_agents {
        let wanted = api::CreateJoinTokenRequest {
            site: "bench".to_owned(),
            agent_slug: format!("bench-{number}"),
            ..api::CreateJoinTokenRequest::default()
        };
        let made = client.create_join_token(system.request(wanted)?).await;
        tokens.push(made.context("could not make a join token")?.into_inner().secret);
    }
    Ok(tokens)
}
