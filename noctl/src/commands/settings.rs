//! `noctl settings`.

use nocturne_proto::api::v1::{
    GetSettingRequest, ListSettingsRequest, ResetSettingRequest, Setting as WireSetting,
    UpdateSettingRequest, setting_service_client::SettingServiceClient,
};
use serde_json::json;

use crate::{client::pages, context::Context, error::Error, output::note, view::setting::Setting};

/// What to do with settings.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum SettingsCommand {
    /// List settings with value, source and whether a restart is needed.
    List {
        /// Only those whose names begin so, e.g. `retention`.
        #[arg(value_name = "PREFIX", default_value = "")]
        prefix: String,
    },
    /// Show what each layer says of a setting, and what values it takes.
    Get {
        /// Name, e.g. `retention.samples_days`.
        name: String,
    },
    /// Store a value in the database.
    Set {
        /// Name.
        name: String,
        /// Value, as `noctl settings get` writes it; entries of a list are separated by commas.
        value: String,
    },
    /// Take the stored value out: the file or the default decides again.
    Reset {
        /// Name.
        name: String,
    },
}

/// Examples for the help of all of them.
pub(crate) const HELP: &str = "\
Examples:
  noctl settings list
  noctl settings get retention.samples_days
  noctl settings set retention.samples_days 14
  noctl settings set api.cors_origins https://tools.example.org,https://wall.example.org
  noctl settings reset retention.samples_days

The environment of a coordinator wins over what is stored, and that over its file. Only members of the first organization
see and change settings.";

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: SettingsCommand) -> Result<(), Error> {
    match command {
        SettingsCommand::List { prefix } => {
            let settings =
                all(context).await?.into_iter().filter(|setting| setting.name.starts_with(&prefix));
            context.output.list(&settings.map(Setting::from).collect::<Vec<_>>())
        }
        SettingsCommand::Get { name } => {
            let setting = context
                .api()?
                .call("show the setting", GetSettingRequest { name }, async |channel, request| {
                    SettingServiceClient::new(channel).get_setting(request).await
                })
                .await?;
            context.output.one(&Setting::from(setting))
        }
        SettingsCommand::Set { name, value } => {
            let setting = WireSetting { name, value, ..WireSetting::default() };
            let message = UpdateSettingRequest { setting: Some(setting), update_mask: None };
            let answer = context
                .api()?
                .call("change the setting", message, async |channel, request| {
                    SettingServiceClient::new(channel).update_setting(request).await
                })
                .await?;
            done(context, Setting::from(answer), "stored")
        }
        SettingsCommand::Reset { name } => {
            let message = ResetSettingRequest { name, etag: String::new() };
            let answer = context
                .api()?
                .call("reset the setting", message, async |channel, request| {
                    SettingServiceClient::new(channel).reset_setting(request).await
                })
                .await?;
            done(context, Setting::from(answer), "reset")
        }
    }
}

fn done(context: &Context, setting: Setting, what: &str) -> Result<(), Error> {
    if let Some(warning) = setting.warning() {
        note(&warning);
    }
    let text = format!("{} is {what}; {}.", setting.name, setting.in_force());
    context.output.done(&json!(setting), &text)
}

async fn all(context: &Context) -> Result<Vec<WireSetting>, Error> {
    let api = context.api()?;
    pages(None, async |page_size, page_token| {
        let message = ListSettingsRequest { page_size, page_token };
        let page = api
            .call("list settings", message, async |channel, request| {
                SettingServiceClient::new(channel).list_settings(request).await
            })
            .await?;
        Ok((page.settings, page.next_page_token))
    })
    .await
}
