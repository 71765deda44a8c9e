//! `noctl checks create`.

use std::time::Duration;

use nocturne_proto::api::v1::{
    Check as WireCheck, CreateCheckRequest, check_service_client::CheckServiceClient,
};
use nocturne_shared::field::FieldErrors;
use serde_json::json;
use serde_norway::{Mapping, Value};

use super::{
    options::{CheckOptions, Kind, place, refusal},
    plan,
};
use crate::{
    check_file::{load, read_entry},
    client::Api,
    commands::parse_request_id,
    context::Context,
    error::Error,
    output,
    view::check::Check,
};

/// Attempts of a creation whose answer is cut off. Its id makes the later ones harmless.
const ATTEMPTS: u32 = 3;
/// Before the second attempt; doubled after it.
const FIRST_PAUSE: Duration = Duration::from_millis(300);

/// A check to define.
#[derive(Debug, clap::Args)]
pub(crate) struct CreateArgs {
    /// What to do.
    #[arg(value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// Name: lower case letters, digits and `-`.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The same as KIND.
    #[arg(
        id = "kind_option",
        long = "kind",
        value_enum,
        value_name = "KIND",
        conflicts_with = "kind",
        hide = true
    )]
    kind_option: Option<Kind>,
    /// The same as NAME.
    #[arg(id = "name_option", long = "name", value_name = "NAME", conflicts_with = "name", hide = true)]
    name_option: Option<String>,
    /// Define it without starting it.
    #[arg(long)]
    disabled: bool,
    /// Only say which agents and targets it would touch.
    #[arg(long)]
    preview: bool,
    /// Id that makes a repetition harmless for 24 hours, at most 128 printable ASCII characters [default: a random one]
    #[arg(long, value_name = "ID", value_parser = parse_request_id, conflicts_with = "preview")]
    request_id: Option<String>,
    // Its headings hold for what follows.
    #[command(flatten)]
    options: CheckOptions,
}

/// Does it.
///
/// # Errors
///
/// [`Error::Usage`] with everything that is wrong; what the coordinator refuses, at the option it belongs to.
pub(crate) async fn run(context: &Context, arguments: CreateArgs) -> Result<(), Error> {
    let check = arguments.check()?;
    let api = context.api()?;
    if arguments.preview {
        let planned = plan::one(&api, check, None).await.map_err(|error| error.placed(place))?;
        return context.output.told(&planned, |look| planned.text(look));
    }
    let created = create(&api, check, arguments.request_id).await.map_err(|error| error.placed(place))?;
    let check = Check::from(created);
    let text = format!("Check {} is defined (revision {}).", check.slug, check.revision);
    context.output.done(&json!(check), &text)
}

/// Defines one check. Without an id it gets a random one.
///
/// # Errors
///
/// As [`Api::call`].
pub(super) async fn create(
    api: &Api,
    check: WireCheck,
    request_id: Option<String>,
) -> Result<WireCheck, Error> {
    let request_id = request_id.unwrap_or_else(|| format!("noctl-{:032x}", fastrand::u128(..)));
    let message = CreateCheckRequest { check: Some(check), request_id: request_id.clone() };
    let mut pause = FIRST_PAUSE;
    for attempt in 1.. {
        let answer = api
            .call("create the check", message.clone(), async |channel, request| {
                CheckServiceClient::new(channel).create_check(request).await
            })
            .await;
        match answer {
            Err(Error::Call(error)) if error.is_cut_off() => {
                if attempt >= ATTEMPTS {
                    output::note(&format!(
                        "It may be defined all the same: repeating it with --request-id {request_id} is harmless."
                    ));
                    return Err(Error::Call(error));
                }
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            done => return done,
        }
    }
    Err(Error::Answer("no attempt was made".to_owned()))
}

impl CreateArgs {
    fn check(&self) -> Result<WireCheck, Error> {
        let kind = self.kind.or(self.kind_option);
        let name = self.name.as_ref().or(self.name_option.as_ref());
        let (Some(kind), Some(name)) = (kind, name) else {
            let what = if kind.is_none() { "what kind of check?" } else { "what is it called?" };
            return Err(Error::Usage(format!("{what} write `noctl checks create icmp|tcp|dns|http NAME …`")));
        };
        let mut written = self.options.patch(Some(kind))?;
        let patch = written.clone();
        written.insert("slug".into(), name.clone().into());
        written.insert("enabled".into(), (!self.disabled).into());
        written.entry(kind.name().into()).or_insert_with(|| Value::Mapping(Mapping::new()));
        let (_slug, read) = read_entry(Value::Mapping(written), &load);
        read.map_err(|FieldErrors(found)| refusal(&found, &patch))
    }
}

#[cfg(test)]
mod tests;
