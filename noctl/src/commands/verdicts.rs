//! `noctl verdicts`.

use nocturne_proto::api::v1::{ListCheckVerdictsRequest, telemetry_service_client::TelemetryServiceClient};

use super::ListArgs;
use crate::{client::pages, context::Context, error::Error, view::verdict::CheckVerdict};

/// Which verdicts.
#[derive(Debug, clap::Args)]
pub(crate) struct VerdictsArgs {
    /// Only of this check (name or id).
    #[arg(long, default_value = "", value_name = "NAME")]
    check: String,
    #[command(flatten)]
    list: ListArgs,
}

/// Examples.
pub(crate) const HELP: &str = "\
Examples:
  noctl verdicts
  noctl verdicts --check web -o json

DOWN is seen by more than half of the sites that could look, PARTIAL by fewer. What is stale or could not look has no
vote; UNKNOWN is when nobody has one.";

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, arguments: VerdictsArgs) -> Result<(), Error> {
    let api = context.api()?;
    let verdicts = pages(arguments.list.limit, async |page_size, page_token| {
        let message = ListCheckVerdictsRequest { check: arguments.check.clone(), page_size, page_token };
        let page = api
            .call("list check verdicts", message, async |channel, request| {
                TelemetryServiceClient::new(channel).list_check_verdicts(request).await
            })
            .await?;
        Ok((page.check_verdicts, page.next_page_token))
    })
    .await?;
    context.output.list(&verdicts.into_iter().map(CheckVerdict::from).collect::<Vec<_>>())
}
