//! `noctl login` and `noctl logout`.

use std::path::PathBuf;

use nocturne_proto::api::v1::{
    LoginRequest, LoginResponse, LogoutRequest, auth_service_client::AuthServiceClient,
};
use serde_json::json;

use crate::{
    ask,
    cli::Global,
    client::{Api, Credential, keep_session},
    context::Context,
    error::Error,
    output,
    profile::{Profile, ProfileError},
    url::ApiUrl,
};

/// Who logs in.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginArgs {
    /// User name; the profile's when not given.
    #[arg(long, short)]
    username: Option<String>,
    /// Read the password from the first line of standard input instead of asking for it, and a code of the second factor,
    /// where one is asked for, from the second.
    #[arg(long)]
    password_stdin: bool,
    /// The same as --api-ca-file.
    #[arg(id = "login_ca_file", long = "ca-file", value_name = "FILE", hide = true)]
    ca_file: Option<PathBuf>,
    /// The same as --api-insecure.
    #[arg(id = "login_insecure", long = "insecure", hide = true)]
    insecure: bool,
}

/// Examples.
pub(crate) const HELP: &str = "\
Examples:
  noctl login --api-url http://127.0.0.1:8080 --username admin
  noctl login --profile lab --api-url https://lab.example.org:8443 --api-ca-file lab-ca.pem --username me
  noctl login --password-stdin < password-file

The profile that is chosen with --profile is made when it is not there; `noctl profiles use NAME` makes it the one that
is used when none is chosen.";

impl LoginArgs {
    /// Options that mean the same as those of every command.
    pub(crate) fn hand_over(&mut self, global: &mut Global) {
        global.adopt(self.ca_file.take(), self.insecure);
    }
}

/// Logs in and keeps the session in the profile.
///
/// # Errors
///
/// Why it was not done; the profile is as it was then.
pub(crate) async fn login(context: &Context, arguments: LoginArgs) -> Result<(), Error> {
    let before = load_or_new(context)?;
    let url = context.url(&before)?;
    let username = arguments.username.or_else(|| before.username.clone()).filter(|name| !name.is_empty());
    let username = username.ok_or_else(|| Error::Usage("who? give --username NAME".to_owned()))?;
    // Refuses an address that a password must not travel to before it asks for one.
    let api = context.connect(url.clone(), &before, Credential::None)?;
    let password = password(&username, &url, arguments.password_stdin)?;

    let request = LoginRequest { username: username.clone(), password, totp_code: String::new() };
    let session = ask_in(&api, request).await?.session.unwrap_or_default();
    let must_change_password = session.must_change_password;

    let lock = context.file.lock().await?;
    let mut profile = for_url(load_or_new(context)?, &url);
    profile.username = Some(username);
    if let Some(ca_file) = context.global.api_ca_file() {
        profile.ca_file = Some(std::path::absolute(ca_file).unwrap_or_else(|_| ca_file.clone()));
    }
    keep_session(&mut profile, session)?;
    context.file.save(&profile, &lock)?;

    let who = profile.username.unwrap_or_default();
    let text =
        format!("Logged in at {url} as {who}; the session is kept in {}.", context.file.path().display());
    let name = context.file.name();
    context.output.done(&json!({"api_url": url.to_string(), "username": who, "profile": name}), &text)?;
    if context.file.load_all()?.current() != name {
        output::note(&format!(
            "Profile {name} is used with --profile {name}, or after `noctl profiles use {name}`."
        ));
    }
    if must_change_password {
        output::note(
            "Somebody else gave you this password: choose your own with `noctl passwd` before anything else.",
        );
    }
    if profile.api_token.is_some() || context.global.api_token.is_some() {
        output::note("An API token is set too (profile or NOCTL_API_TOKEN) and wins over the session.");
    }
    Ok(())
}

/// The chosen profile; one that is not there is made by logging in.
fn load_or_new(context: &Context) -> Result<Profile, Error> {
    match context.file.load() {
        Err(ProfileError::Unknown { .. }) => Ok(Profile::default()),
        loaded => Ok(loaded?),
    }
}

/// The profile for another coordinator holds nothing of the one before.
fn for_url(before: Profile, url: &ApiUrl) -> Profile {
    let is_same =
        before.api_url.as_ref().is_none_or(|own| own.parse::<ApiUrl>().is_ok_and(|own| own == *url));
    let kept = if is_same { before } else { Profile::default() };
    Profile { api_url: Some(url.to_string()), ..kept }
}

fn password(username: &str, url: &ApiUrl, from_stdin: bool) -> Result<String, Error> {
    let password = if from_stdin {
        ask::line("the password")?
    } else {
        ask::secret(&format!("Password of {username} at {url}: "))?
    };
    ask::filled(password, "the password")
}

/// Logs in, and once more with a code when the account has a second factor.
async fn ask_in(api: &Api, request: LoginRequest) -> Result<LoginResponse, Error> {
    let send = async |channel, request| AuthServiceClient::new(channel).login(request).await;
    match api.call_anonymous("log in", request.clone(), send).await {
        Err(error) if error.reason() == "TOTP_REQUIRED" => {
            let totp_code = ask::code("Code of the second factor, or a recovery code: ")?;
            Ok(api.call_anonymous("log in", LoginRequest { totp_code, ..request }, send).await?)
        }
        answered => Ok(answered?),
    }
}

/// Ends the session and forgets it. It is forgotten here even when the coordinator cannot be told.
///
/// # Errors
///
/// [`Error::Partly`] when the coordinator could not be told.
pub(crate) async fn logout(context: &Context) -> Result<(), Error> {
    let lock = context.file.lock().await?;
    let mut profile = context.file.load()?;
    let Some(refresh) = profile.refresh_token.clone() else {
        profile.forget_session();
        return context.output.done(&json!({"session": null}), "There was no session.");
    };
    // The token is for the profile's coordinator, whatever the options say.
    let url: ApiUrl = match &profile.api_url {
        Some(url) => url.parse()?,
        None => context.url(&profile)?,
    };
    let told = async {
        let api = context.connect(url.clone(), &profile, Credential::None)?;
        let message = LogoutRequest { refresh_token: refresh.expose().to_owned() };
        api.call_anonymous("end the session", message, async |channel, request| {
            AuthServiceClient::new(channel).logout(request).await
        })
        .await
        .map_err(Error::from)
    }
    .await;

    profile.forget_session();
    context.file.save(&profile, &lock)?;
    match told {
        // Over already is what was wanted.
        Err(Error::Call(error)) if error.code() == tonic::Code::Unauthenticated => {}
        Err(source) => {
            let what =
                "the session is forgotten here, but the coordinator does not know that it ended".to_owned();
            return Err(Error::Partly { what, source: Box::new(source) });
        }
        Ok(_answer) => {}
    }
    context.output.done(&json!({"api_url": url.to_string()}), &format!("Logged out at {url}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Secret;

    #[test]
    fn another_coordinator_gets_nothing_of_the_one_before() {
        let before = Profile {
            api_url: Some("http://127.0.0.1:1".to_owned()),
            api_token: Some(Secret::new("pat".to_owned())),
            ..Profile::default()
        };

        let same = for_url(before.clone(), &"http://127.0.0.1:1/".parse().unwrap());
        let other = for_url(before, &"http://127.0.0.1:2".parse().unwrap());

        assert!(same.api_token.is_some());
        assert_eq!(other, Profile { api_url: Some("http://127.0.0.1:2".to_owned()), ..Profile::default() });
    }
}
