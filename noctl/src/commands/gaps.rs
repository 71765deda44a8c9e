//! `noctl gaps`.

use std::time::Duration;

use nocturne_proto::{
    api::v1::{ListGapsRequest, telemetry_service_client::TelemetryServiceClient},
    convert::time::timestamp_to_wire,
};
use nocturne_shared::time::{Timestamp, sub};

use super::ListArgs;
use crate::{client::pages, context::Context, error::Error, span, view::telemetry::Gap};

/// Which gaps.
#[derive(Debug, clap::Args)]
pub(crate) struct GapsArgs {
    /// Only of this agent (name or id).
    #[arg(long, default_value = "")]
    agent: String,
    /// Only gaps that ended within this time, e.g. 24h.
    #[arg(long, value_name = "TIME", value_parser = span::parse_positive)]
    since: Option<Duration>,
    #[command(flatten)]
    list: ListArgs,
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, arguments: GapsArgs) -> Result<(), Error> {
    let api = context.api()?;
    let from_time = arguments.since.map(|span| timestamp_to_wire(sub(Timestamp::now(), span)));
    let gaps = pages(arguments.list.limit, async |page_size, page_token| {
        let message = ListGapsRequest { agent: arguments.agent.clone(), from_time, page_size, page_token };
        let page = api
            .call("list gaps", message, async |channel, request| {
                TelemetryServiceClient::new(channel).list_gaps(request).await
            })
            .await?;
        Ok((page.gaps, page.next_page_token))
    })
    .await?;
    context.output.list(&gaps.into_iter().map(Gap::from).collect::<Vec<_>>())
}
