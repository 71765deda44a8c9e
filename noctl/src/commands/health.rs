//! `noctl health`.

use nocturne_proto::api::v1::{GetHealthRequest, health::State, system_service_client::SystemServiceClient};
use serde_json::json;

use crate::{client::Credential, context::Context, error::Error};

/// Asks without a login; fails unless calls are served.
///
/// # Errors
///
/// [`Error::NotServing`], [`Error::Call`] when there is no answer, and a profile or an address that cannot be used.
pub(crate) async fn run(context: &Context) -> Result<(), Error> {
    let profile = context.file.load()?;
    let url = context.url(&profile)?;
    let api = context.connect(url.clone(), &profile, Credential::None)?;
    let health = api
        .call_anonymous("get the coordinator's health", GetHealthRequest {}, async |channel, request| {
            SystemServiceClient::new(channel).get_health(request).await
        })
        .await?;
    let word = health.state().as_str_name().trim_start_matches("STATE_");
    if health.state() != State::Serving {
        context.output.document(&json!({"state": word}))?;
        return Err(Error::NotServing { url: url.to_string(), state: word });
    }
    context.output.done(&json!({"state": word}), word)
}
