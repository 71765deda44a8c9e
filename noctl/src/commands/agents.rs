//! `noctl agents`.

use nocturne_proto::api::v1::{
    GetAgentRequest, ListAgentsRequest, RevokeAgentRequest, agent_service_client::AgentServiceClient,
};
use serde_json::json;

use super::{ListArgs, parse_selector};
use crate::{
    client::{Api, MAX_ANSWER_BYTES, pages},
    context::Context,
    error::Error,
    view::agent::Agent,
};

/// What to do with agents.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum AgentsCommand {
    /// List agents with site, presence, version and spool.
    List {
        /// Only agents with these labels, e.g. `site=ams,role!=edge`.
        #[arg(long, short = 'l', value_parser = parse_selector, default_value = "")]
        selector: String,
        #[command(flatten)]
        list: ListArgs,
    },
    /// Show everything known of one agent.
    Show {
        /// Name or id.
        agent: String,
    },
    /// Revoke an agent for good: its streams are closed and its certificates refused.
    Revoke {
        /// Name or id.
        agent: String,
    },
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: AgentsCommand) -> Result<(), Error> {
    let api = context.api()?;
    match command {
        AgentsCommand::List { selector, list } => {
            let agents = fetch(&api, &selector, list.limit).await?;
            context.output.list(&agents)
        }
        AgentsCommand::Show { agent } => {
            let agent = api
                .call("show the agent", GetAgentRequest { agent }, async |channel, request| {
                    AgentServiceClient::new(channel).get_agent(request).await
                })
                .await?;
            context.output.one(&Agent::from(agent))
        }
        AgentsCommand::Revoke { agent } => {
            let agent = api
                .call("revoke the agent", RevokeAgentRequest { agent }, async |channel, request| {
                    AgentServiceClient::new(channel).revoke_agent(request).await
                })
                .await?;
            let agent = Agent::from(agent);
            let text =
                format!("Agent {} is revoked: its streams end and its certificates are refused.", agent.slug);
            context.output.done(&json!(agent), &text)
        }
    }
}

/// Agents by name.
///
/// # Errors
///
/// As [`Api::call`].
pub(crate) async fn fetch(api: &Api, selector: &str, limit: Option<usize>) -> Result<Vec<Agent>, Error> {
    let agents = pages(limit, async |page_size, page_token| {
        let message = ListAgentsRequest { page_size, page_token, selector: selector.to_owned() };
        let page = api
            .call("list agents", message, async |channel, request| {
                AgentServiceClient::new(channel)
                    .max_decoding_message_size(MAX_ANSWER_BYTES)
                    .list_agents(request)
                    .await
            })
            .await?;
        Ok((page.agents, page.next_page_token))
    })
    .await?;
    Ok(agents.into_iter().map(Agent::from).collect())
}
