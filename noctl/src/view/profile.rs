//! Profiles, without what is secret in them.

use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed};
use crate::profile;

/// One profile.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Profile {
    name: String,
    current: bool,
    api_url: Option<String>,
    username: Option<String>,
    credential: &'static str,
    access_expire_time: Option<Timestamp>,
    ca_file: Option<String>,
}

impl Profile {
    /// What can be shown of a profile.
    pub(crate) fn new(name: &str, is_current: bool, profile: &profile::Profile) -> Self {
        let credential = match (&profile.api_token, &profile.refresh_token) {
            (Some(_), _) => "API token",
            (None, Some(_)) => "session",
            (None, None) => "none",
        };
        Self {
            name: name.to_owned(),
            current: is_current,
            api_url: profile.api_url.clone(),
            username: profile.username.clone(),
            credential,
            access_expire_time: profile.access_expire_time,
            ca_file: profile.ca_file.as_ref().map(|path| path.display().to_string()),
        }
    }
}

impl View for Profile {
    const COLUMNS: &'static [Column] = &[
        listed("name", "NAME"),
        listed("current", "CURRENT"),
        listed("api_url", "ADDRESS"),
        listed("username", "USER"),
        listed("credential", "CREDENTIAL"),
        detail("access_expire_time", "ACCESS ENDS"),
        detail("ca_file", "CA FILE"),
    ];
    const EMPTY: &'static str =
        "No profiles. Make one with `noctl login --api-url URL --username NAME [--profile NAME]`.";

    fn values(&self) -> Vec<Value> {
        let text = |text: &Option<String>| Value::Text(text.clone().unwrap_or_default());
        vec![
            Value::Text(self.name.clone()),
            Value::Flag(self.current),
            text(&self.api_url),
            text(&self.username),
            Value::Text(self.credential.to_owned()),
            self.access_expire_time.map_or(Value::Blank, |at| Value::Age(Some(at))),
            text(&self.ca_file),
        ]
    }
}
