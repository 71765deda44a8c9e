//! `noctl api-tokens`.

use std::time::Duration;

use nocturne_proto::{
    api::v1::{
        CreateApiTokenRequest, ListApiTokensRequest, RevokeApiTokenRequest,
        api_token_service_client::ApiTokenServiceClient,
    },
    convert::time::timestamp_to_wire,
};
use nocturne_shared::time::{Timestamp, add};
use serde_json::json;

use super::{ListArgs, parse_request_id};
use crate::{
    client::pages,
    context::Context,
    error::Error,
    span,
    view::api_token::{ApiToken, ApiTokenCreated},
};

/// What to do with API tokens.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ApiTokensCommand {
    /// Make a token for a program; its secret is printed once.
    Create {
        /// Name, for people.
        #[arg(long)]
        name: String,
        /// Role whose permissions it has, e.g. `viewer`; see `noctl roles list`.
        #[arg(long)]
        role: String,
        /// Permission to which the role is narrowed, e.g. `checks.read`; may be given several times.
        #[arg(long = "scope", value_name = "PERMISSION")]
        scopes: Vec<String>,
        /// How long it works, e.g. 90d; without, it does not end.
        #[arg(long, value_name = "TIME", value_parser = span::parse_positive)]
        ttl: Option<Duration>,
        /// Id that makes a repetition harmless for 24 hours, at most 128 printable ASCII characters.
        #[arg(long, value_name = "ID", value_parser = parse_request_id)]
        request_id: Option<String>,
    },
    /// List tokens, newest first, without secrets.
    List(ListArgs),
    /// End a token at once.
    Revoke {
        /// Id.
        id: String,
    },
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: ApiTokensCommand) -> Result<(), Error> {
    let api = context.api()?;
    match command {
        ApiTokensCommand::Create { name, role, scopes, ttl, request_id } => {
            let expire_time = ttl.map(|ttl| timestamp_to_wire(add(Timestamp::now(), ttl)));
            let request_id = request_id.unwrap_or_default();
            let message = CreateApiTokenRequest { name, role, expire_time, request_id, scopes };
            let answer = api
                .call("make an API token", message, async |channel, request| {
                    ApiTokenServiceClient::new(channel).create_api_token(request).await
                })
                .await?;
            let created = ApiTokenCreated::from(answer);
            context.output.told(&created, |_look| created.text())
        }
        ApiTokensCommand::List(list) => {
            let tokens = pages(list.limit, async |page_size, page_token| {
                let message = ListApiTokensRequest { page_size, page_token };
                let page = api
                    .call("list API tokens", message, async |channel, request| {
                        ApiTokenServiceClient::new(channel).list_api_tokens(request).await
                    })
                    .await?;
                Ok((page.api_tokens, page.next_page_token))
            })
            .await?;
            context.output.list(&tokens.into_iter().map(ApiToken::from).collect::<Vec<_>>())
        }
        ApiTokensCommand::Revoke { id } => {
            let message = RevokeApiTokenRequest { api_token_id: id.clone() };
            api.call("revoke the API token", message, async |channel, request| {
                ApiTokenServiceClient::new(channel).revoke_api_token(request).await
            })
            .await?;
            context.output.done(&json!({"api_token_id": id}), &format!("API token {id} is revoked."))
        }
    }
}
