//! What the file holds.
//!
//! ```yaml
//! current: lab                     # used when neither --profile nor NOCTURNE_PROFILE says so; `default` when missing
//! api_url: https://…               # fields beside it are the profile `default`
//! username: admin
//! profiles:
//!   lab: {api_url: http://127.0.0.1:8080, username: admin}
//! ```

use std::{collections::BTreeMap, path::PathBuf};

use nocturne_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Profile, ProfileError, Secret};

/// The profile whose fields stand at the top of the file.
pub(crate) const DEFAULT: &str = "default";
/// Longest name.
const MAX_NAME: usize = 63;

/// All profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Content", into = "Content")]
pub(crate) struct ProfileSet {
    /// Which is used when nobody says so.
    pub current: Option<String>,
    /// By name.
    pub profiles: BTreeMap<String, Profile>,
}

impl ProfileSet {
    /// Name of the one that is used when nobody says so.
    pub(crate) fn current(&self) -> &str {
        self.current.as_deref().unwrap_or(DEFAULT)
    }

    /// Names, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.profiles.keys().cloned().collect()
    }
}

/// Looks at a name.
///
/// # Errors
///
/// [`ProfileError::Name`].
pub(crate) fn name_check(name: &str) -> Result<(), ProfileError> {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if (1..=MAX_NAME).contains(&name.len()) && name.chars().all(is_legal) && !name.starts_with('-') {
        Ok(())
    } else {
        Err(ProfileError::Name(name.to_owned()))
    }
}

/// The file as it is written. `flatten` would accept unknown fields, so those of the default profile are repeated.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Content {
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_expire_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<PathBuf>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    profiles: BTreeMap<String, Profile>,
}

impl TryFrom<Content> for ProfileSet {
    type Error = String;

    fn try_from(content: Content) -> Result<Self, String> {
        let mut profiles = content.profiles;
        for name in profiles.keys().chain(&content.current) {
            name_check(name).map_err(|error| format!("{error}; {}", error.advice()))?;
        }
        let top = Profile {
            api_url: content.api_url,
            username: content.username,
            access_token: content.access_token,
            access_expire_time: content.access_expire_time,
            refresh_token: content.refresh_token,
            api_token: content.api_token,
            ca_file: content.ca_file,
        };
        if !top.is_empty() && profiles.insert(DEFAULT.to_owned(), top).is_some() {
            return Err("profile default is there twice: at the top and below `profiles`".to_owned());
        }
        Ok(Self { current: content.current, profiles })
    }
}

impl From<ProfileSet> for Content {
    fn from(mut set: ProfileSet) -> Self {
        let top = set.profiles.remove(DEFAULT).unwrap_or_default();
        Self {
            current: set.current,
            api_url: top.api_url,
            username: top.username,
            access_token: top.access_token,
            access_expire_time: top.access_expire_time,
            refresh_token: top.refresh_token,
            api_token: top.api_token,
            ca_file: top.ca_file,
            profiles: set.profiles,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "api_url: http://127.0.0.1:8080\nusername: admin\napi_token: noc_pat_x\n";

    fn read(text: &str) -> Result<ProfileSet, String> {
        serde_norway::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_with_one_profile_is_the_default_and_is_written_as_it_was() {
        let set = read(OLD).unwrap();

        assert_eq!(set.names(), [DEFAULT]);
        assert_eq!(set.current(), DEFAULT);
        assert_eq!(serde_norway::to_string(&set).unwrap(), OLD);
    }

    #[test]
    fn several_are_kept_beside_each_other() {
        let text = format!("current: lab\n{OLD}profiles:\n  lab:\n    api_url: http://127.0.0.1:9090\n");

        let set = read(&text).unwrap();

        assert_eq!((set.current(), set.names()), ("lab", vec![DEFAULT.to_owned(), "lab".to_owned()]));
        assert_eq!(serde_norway::to_string(&set).unwrap(), text);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let twice = read(&format!("{OLD}profiles: {{default: {{username: b}}}}\n")).unwrap_err();
        let name = read("profiles: {'a b': {}}\n").unwrap_err();
        let field = read("profiles: {lab: {pasword: x}}\n").unwrap_err();

        assert!(twice.contains("there twice"), "{twice}");
        assert!(name.contains("no name of a profile") && name.contains("letters"), "{name}");
        assert!(field.contains("pasword"), "{field}");
    }
}
