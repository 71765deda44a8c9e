//! `noctl checks revisions` and `noctl checks events`: what was.

use nocturne_proto::api::v1::{
    ListCheckEventsRequest, ListCheckRevisionsRequest, check_service_client::CheckServiceClient,
    telemetry_service_client::TelemetryServiceClient,
};

use crate::{
    client::{MAX_ANSWER_BYTES, pages},
    commands::ListArgs,
    context::Context,
    error::Error,
    view::{event::CheckEvent, revision},
};

/// Which revisions.
#[derive(Debug, clap::Args)]
pub(crate) struct RevisionsArgs {
    /// Name or id of the check.
    check: String,
    #[command(flatten)]
    list: ListArgs,
}

/// Which events.
#[derive(Debug, clap::Args)]
pub(crate) struct EventsArgs {
    /// Only of this check (name or id).
    #[arg(long, default_value = "", value_name = "NAME")]
    check: String,
    /// Show at most so many; 0 is all.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// Lists revisions.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn revisions(context: &Context, arguments: RevisionsArgs) -> Result<(), Error> {
    let api = context.api()?;
    let shown = arguments.list.limit.unwrap_or(usize::MAX);
    // The one behind the last is what the last is compared with.
    let limit = arguments.list.limit.map(|limit| limit.saturating_add(1));
    let revisions = pages(limit, async |page_size, page_token| {
        let message = ListCheckRevisionsRequest { check: arguments.check.clone(), page_size, page_token };
        let page = api
            .call("list the check's revisions", message, async |channel, request| {
                CheckServiceClient::new(channel)
                    .max_decoding_message_size(MAX_ANSWER_BYTES)
                    .list_check_revisions(request)
                    .await
            })
            .await?;
        Ok((page.revisions, page.next_page_token))
    })
    .await?;
    context.output.list(&revision::revisions(revisions, shown))
}

/// Lists events.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn events(context: &Context, arguments: EventsArgs) -> Result<(), Error> {
    let api = context.api()?;
    let limit = (arguments.limit > 0).then_some(arguments.limit);
    let events = pages(limit, async |page_size, page_token| {
        let message = ListCheckEventsRequest { check: arguments.check.clone(), page_size, page_token };
        let page = api
            .call("list check events", message, async |channel, request| {
                TelemetryServiceClient::new(channel).list_check_events(request).await
            })
            .await?;
        Ok((page.check_events, page.next_page_token))
    })
    .await?;
    context.output.list(&events.into_iter().map(CheckEvent::from).collect::<Vec<_>>())
}
