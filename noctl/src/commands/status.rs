//! `noctl status`.

use nocturne_proto::api::v1::{GetStatusRequest, system_service_client::SystemServiceClient};

use crate::{context::Context, error::Error, view::system::SystemStatus};

/// Asks and prints.
///
/// # Errors
///
/// As [`crate::client::Api::call`].
pub(crate) async fn run(context: &Context) -> Result<(), Error> {
    let status = context
        .api()?
        .call("get the coordinator's status", GetStatusRequest {}, async |channel, request| {
            SystemServiceClient::new(channel).get_status(request).await
        })
        .await?;
    let status = SystemStatus::from(status);
    context.output.told(&status, |look| status.text(look))
}
