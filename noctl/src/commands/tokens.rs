//! `noctl tokens`: join tokens.

use std::time::Duration;

use nocturne_proto::{
    api::v1::{
        CreateJoinTokenRequest, ListJoinTokensRequest, RevokeJoinTokenRequest,
        join_token_service_client::JoinTokenServiceClient,
    },
    convert::time::duration_to_wire,
};
use serde_json::json;

use super::{ListArgs, labels, parse_label, parse_request_id};
use crate::{
    client::pages,
    context::Context,
    error::Error,
    span,
    view::join_token::{JoinToken, JoinTokenCreated},
};

/// What to do with join tokens.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum TokensCommand {
    /// Make a token that lets one agent join, and print the command that enrols it.
    Create(CreateArgs),
    /// List tokens, newest first, without secrets.
    List(ListArgs),
    /// End a token that was not redeemed.
    Revoke {
        /// Id.
        id: String,
    },
}

/// A token to make.
#[derive(Debug, clap::Args)]
pub(crate) struct CreateArgs {
    /// Site the agent will belong to; created when it does not exist.
    #[arg(long)]
    site: String,
    /// Label the agent will get; may be given several times.
    #[arg(long = "label", value_name = "NAME=VALUE", value_parser = parse_label)]
    labels: Vec<(String, String)>,
    /// How long the token works, at most 30d.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = span::parse_positive)]
    ttl: Duration,
    /// Name the agent will get; otherwise derived from its host name.
    #[arg(long, value_name = "SLUG")]
    name: Option<String>,
    /// Id that makes a repetition harmless for 24 hours, at most 128 printable ASCII characters.
    #[arg(long, value_name = "ID", value_parser = parse_request_id)]
    request_id: Option<String>,
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: TokensCommand) -> Result<(), Error> {
    match command {
        TokensCommand::Create(arguments) => create(context, arguments).await,
        TokensCommand::List(list) => {
            let api = context.api()?;
            let tokens = pages(list.limit, async |page_size, page_token| {
                let message = ListJoinTokensRequest { page_size, page_token };
                let page = api
                    .call("list join tokens", message, async |channel, request| {
                        JoinTokenServiceClient::new(channel).list_join_tokens(request).await
                    })
                    .await?;
                Ok((page.join_tokens, page.next_page_token))
            })
            .await?;
            context.output.list(&tokens.into_iter().map(JoinToken::from).collect::<Vec<_>>())
        }
        TokensCommand::Revoke { id } => {
            let message = RevokeJoinTokenRequest { join_token_id: id };
            let token = context
                .api()?
                .call("revoke the join token", message, async |channel, request| {
                    JoinTokenServiceClient::new(channel).revoke_join_token(request).await
                })
                .await?;
            let token = JoinToken::from(token);
            let text = format!("Join token {} is revoked.", token.join_token_id);
            context.output.done(&json!(token), &text)
        }
    }
}

async fn create(context: &Context, arguments: CreateArgs) -> Result<(), Error> {
    let message = CreateJoinTokenRequest {
        site: arguments.site,
        labels: labels(arguments.labels)?.into_iter().collect(),
        ttl: Some(duration_to_wire(arguments.ttl)),
        agent_slug: arguments.name.unwrap_or_default(),
        request_id: arguments.request_id.unwrap_or_default(),
    };
    let answer = context
        .api()?
        .call("make a join token", message, async |channel, request| {
            JoinTokenServiceClient::new(channel).create_join_token(request).await
        })
        .await?;
    let created = JoinTokenCreated::from(answer);
    context.output.told(&created, |look| created.text(look))
}
