//! `noctl states`.

use nocturne_proto::api::v1::{ListCheckStatesRequest, telemetry_service_client::TelemetryServiceClient};

use super::ListArgs;
use crate::{
    client::{Api, pages},
    context::Context,
    error::Error,
    view::state::CheckState,
};

/// Which states.
#[derive(Debug, clap::Args)]
pub(crate) struct StatesArgs {
    /// Only of this check (name or id).
    #[arg(long, default_value = "")]
    check: String,
    #[command(flatten)]
    list: ListArgs,
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, arguments: StatesArgs) -> Result<(), Error> {
    context.output.list(&fetch(&context.api()?, &arguments.check, arguments.list.limit).await?)
}

/// States by check, target and agent.
///
/// # Errors
///
/// As [`Api::call`].
pub(crate) async fn fetch(api: &Api, check: &str, limit: Option<usize>) -> Result<Vec<CheckState>, Error> {
    let states = pages(limit, async |page_size, page_token| {
        let message = ListCheckStatesRequest { check: check.to_owned(), page_size, page_token };
        let page = api
            .call("list check states", message, async |channel, request| {
                TelemetryServiceClient::new(channel).list_check_states(request).await
            })
            .await?;
        Ok((page.check_states, page.next_page_token))
    })
    .await?;
    Ok(states.into_iter().map(CheckState::from).collect())
}
