//! `noctl whoami`.

use nocturne_proto::api::v1::{WhoAmIRequest, auth_service_client::AuthServiceClient};

use crate::{context::Context, error::Error, view::whoami::Caller};

/// Asks and prints.
///
/// # Errors
///
/// As [`crate::client::Api::call`].
pub(crate) async fn run(context: &Context) -> Result<(), Error> {
    let caller = context
        .api()?
        .call("ask who is asking", WhoAmIRequest {}, async |channel, request| {
            AuthServiceClient::new(channel).who_am_i(request).await
        })
        .await?;
    context.output.one(&Caller::from(caller))
}
