//! What a command works with: the coordinator, the profile and the output.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{
    cli::Global,
    client::{Api, Credential, channel},
    error::Error,
    output::{Look, Output},
    profile::{Profile, ProfileFile, Secret},
    url::ApiUrl,
};

/// Made once from the options.
#[derive(Debug)]
pub(crate) struct Context {
    /// The options.
    pub global: Global,
    /// The profile's file.
    pub file: ProfileFile,
    /// Where answers go.
    pub output: Output,
}

impl Context {
    /// Finds profile and screen.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when there is no place for a profile, or nobody can tell which one is meant.
    pub(crate) fn new(global: Global) -> Result<Self, Error> {
        // An empty variable is one that is not set.
        let path = |text: &Option<OsString>| text.as_ref().filter(|text| !text.is_empty()).map(PathBuf::from);
        let file =
            ProfileFile::find(path(&global.config), path(&global.xdg_config_home), path(&global.home))?;
        let file = file.choose(global.profile.as_deref().filter(|name| !name.is_empty()))?;
        let no_color = global.no_color.as_ref().is_some_and(|wish| !wish.is_empty());
        let output = Output { format: global.output, look: Look::of_stdout(no_color) };
        Ok(Self { global, file, output })
    }

    /// The coordinator of options and profile, with the best credential for it.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`], [`Error::NoUrl`], [`Error::Url`] and what [`channel`] refuses.
    pub(crate) fn api(&self) -> Result<Api, Error> {
        let profile = self.file.load()?;
        let url = self.url(&profile)?;
        let credential = self.credential(&profile, &url);
        self.connect(url, &profile, credential)
    }

    /// The coordinator at `url`, to be asked with `credential`.
    ///
    /// # Errors
    ///
    /// What [`channel`] refuses.
    pub(crate) fn connect(
        &self,
        url: ApiUrl,
        profile: &Profile,
        credential: Credential,
    ) -> Result<Api, Error> {
        let ca_file = self.ca_file(profile);
        let channel = channel(&url, ca_file.as_deref(), self.global.api_insecure(), self.global.timeout)?;
        Ok(Api::new(channel, url, self.global.timeout, credential, self.file.clone()))
    }

    /// Address from the options or the profile.
    ///
    /// # Errors
    ///
    /// [`Error::NoUrl`], [`Error::Url`].
    pub(crate) fn url(&self, profile: &Profile) -> Result<ApiUrl, Error> {
        let text = self.global.api_url.as_ref().filter(|url| !url.is_empty()).or(profile.api_url.as_ref());
        let text = text.ok_or_else(|| Error::NoUrl { profile: self.file.path().to_path_buf() })?;
        Ok(text.parse()?)
    }

    fn ca_file(&self, profile: &Profile) -> Option<PathBuf> {
        let of_profile = || profile.ca_file.as_deref().map(|path: &Path| self.file.relative(path));
        self.global.api_ca_file().cloned().or_else(of_profile)
    }

    /// A token given by hand wins over the profile's API token, which wins over the session. What is in the profile is
    /// shown only to the coordinator the profile names.
    fn credential(&self, profile: &Profile, url: &ApiUrl) -> Credential {
        if let Some(token) = self.global.api_token.as_ref().filter(|token| !token.is_empty()) {
            return Credential::ApiToken(Secret::new(token.clone()));
        }
        let is_own =
            profile.api_url.as_ref().is_none_or(|own| own.parse::<ApiUrl>().is_ok_and(|own| own == *url));
        if !is_own {
            return Credential::None;
        }
        if let Some(token) = &profile.api_token {
            return Credential::ApiToken(token.clone());
        }
        match (&profile.access_token, profile.access_expire_time) {
            (Some(access), Some(expires)) => Credential::Session { access: access.clone(), expires },
            _ => Credential::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    fn context(arguments: &[&str]) -> Context {
        let line = ["noctl", "--home", "/nowhere"].iter().chain(arguments).chain(&["status"]);
        Context::new(Cli::try_parse_from(line).unwrap().global).unwrap()
    }

    fn profile() -> Profile {
        Profile {
            api_url: Some("http://127.0.0.1:1".to_owned()),
            access_token: Some(Secret::new("jwt".to_owned())),
            access_expire_time: Some("2026-01-01T00:00:00Z".parse().unwrap()),
            api_token: Some(Secret::new("pat".to_owned())),
            ca_file: Some(PathBuf::from("ca.pem")),
            ..Profile::default()
        }
    }

    #[test]
    fn the_api_token_wins_over_the_session_and_the_given_one_over_both() {
        let own = "http://127.0.0.1:1/".parse().unwrap();
        let session_only = Profile { api_token: None, ..profile() };
        let token = |credential| match credential {
            Credential::ApiToken(token) => token.expose().to_owned(),
            Credential::Session { access, .. } => access.expose().to_owned(),
            Credential::None => "none".to_owned(),
        };

        assert_eq!(token(context(&["--api-token", "given"]).credential(&profile(), &own)), "given");
        assert_eq!(token(context(&["--api-token", ""]).credential(&profile(), &own)), "pat");
        assert_eq!(token(context(&["--api-token", ""]).credential(&session_only, &own)), "jwt");
    }

    #[test]
    fn credentials_of_a_profile_are_for_its_coordinator_only() {
        let other = "http://127.0.0.1:2".parse().unwrap();

        let credential = context(&["--api-token", ""]).credential(&profile(), &other);

        assert!(matches!(credential, Credential::None));
    }

    #[test]
    fn a_ca_file_is_seen_from_the_folder_of_the_profile() {
        let context = context(&["--config", "/etc/n/p.yaml"]);

        assert_eq!(context.ca_file(&profile()), Some(PathBuf::from("/etc/n/ca.pem")));
    }
}
