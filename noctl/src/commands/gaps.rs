//! `noctl gaps`.

use std::{cell::RefCell, time::Duration};

use nocturne_proto::{
    api::v1::{ListGapsRequest, telemetry_service_client::TelemetryServiceClient},
    convert::time::timestamp_to_wire,
};
use nocturne_shared::time::{Timestamp, sub};

use super::ListArgs;
use crate::{
    client::{Api, pages},
    context::Context,
    error::Error,
    span,
    view::gap::Gap,
};

/// Which gaps.
#[derive(Debug, clap::Args)]
pub(crate) struct GapsArgs {
    /// Only of this agent (name or id).
    #[arg(long, default_value = "")]
    agent: String,
    /// Only gaps that ended within this time, e.g. 24h, or did not end.
    #[arg(long, value_name = "TIME", value_parser = span::parse_positive)]
    since: Option<Duration>,
    #[command(flatten)]
    list: ListArgs,
}

/// Examples.
pub(crate) const HELP: &str = "\
Examples:
  noctl gaps
  noctl gaps --agent ams-1 --since 24h

What is still open (cause `disconnected`) stands first: what the agent measured since is missing or still on its way. It
becomes a recorded gap only if it is really lost.";

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, arguments: GapsArgs) -> Result<(), Error> {
    let api = context.api()?;
    let since = arguments.since.map(|span| sub(Timestamp::now(), span));
    context.output.list(&fetch(&api, &arguments.agent, since, arguments.list.limit).await?)
}

/// What is still open, then recorded gaps, newest first; `limit` counts only these.
///
/// # Errors
///
/// As [`Api::call`].
pub(crate) async fn fetch(
    api: &Api,
    agent: &str,
    since: Option<Timestamp>,
    limit: Option<usize>,
) -> Result<Vec<Gap>, Error> {
    let from_time = since.map(timestamp_to_wire);
    let open = RefCell::new(Vec::new());
    let recorded = pages(limit, async |page_size, page_token| {
        let message = ListGapsRequest { agent: agent.to_owned(), from_time, page_size, page_token };
        let page = api
            .call("list gaps", message, async |channel, request| {
                TelemetryServiceClient::new(channel).list_gaps(request).await
            })
            .await?;
        open.borrow_mut().extend(page.ongoing);
        Ok((page.gaps, page.next_page_token))
    })
    .await?;
    Ok(open.into_inner().into_iter().chain(recorded).map(Gap::from).collect())
}
