//! Profiles: where a coordinator is and how to get in.
//!
//! One file holds all of them ([`set`]); [`mod@file`] reads and replaces it. What a command works with is one [`Profile`].

use std::{fmt, io, path::PathBuf};

use nocturne_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

mod file;
mod set;

pub(crate) use file::ProfileFile;
pub(crate) use set::{DEFAULT, ProfileSet};

/// Text that must not be shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    /// Wraps it.
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for sending it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// One coordinator and how to get in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Profile {
    /// Address of the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_url: Option<String>,
    /// Who is logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// JWT of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<Secret>,
    /// When the JWT ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_expire_time: Option<Timestamp>,
    /// Gets the next pair, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// API token; wins over the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_token: Option<Secret>,
    /// PEM file with the CA of the coordinator; a relative path is seen from the profile's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

impl Profile {
    /// True when it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Forgets the session and nothing else.
    pub(crate) fn forget_session(&mut self) {
        self.access_token = None;
        self.access_expire_time = None;
        self.refresh_token = None;
    }
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProfileError {
    /// Neither `HOME` nor `XDG_CONFIG_HOME` is set.
    #[error("there is no place for a profile: neither HOME nor XDG_CONFIG_HOME is set")]
    NoPlace,
    /// It cannot be read.
    #[error("could not read profile {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Others could read the tokens in it.
    #[error("profile {} can be used by other users of this machine (mode {mode:04o})", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Permission bits.
        mode: u32,
    },
    /// Its content makes no sense.
    #[error("profile {} is not valid", .path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Why, with line.
        #[source]
        source: serde_norway::Error,
    },
    /// It cannot be replaced.
    #[error("could not write profile {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another call holds the lock for too long.
    #[error("another noctl holds {} for too long", .path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// A text that is no name.
    #[error("{0:?} is no name of a profile")]
    Name(String),
    /// There is no such profile.
    #[error("there is no profile {name} in {}", .path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// What is there.
        known: Vec<String>,
    },
}

impl ProfileError {
    /// What to do about it.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::NoPlace => "give the file with --config FILE or NOCTL_CONFIG".to_owned(),
            Self::Read { .. } | Self::Write { .. } => {
                "check the path and its permissions, or give another file with --config".to_owned()
            }
            Self::Open { path, .. } => format!("chmod 600 {}", path.display()),
            Self::Parse { .. } => "correct the file, or delete it and run `noctl login`".to_owned(),
            Self::Locked { .. } => "end the other noctl and repeat".to_owned(),
            Self::Name(_) => {
                "use 1 to 63 letters, digits, `.`, `_` and `-`, not beginning with `-`".to_owned()
            }
            Self::Unknown { name, known, .. } => {
                let known = if known.is_empty() { "(none)".to_owned() } else { known.join(", ") };
                format!("use one of {known}, or make it with `noctl login --profile {name} --api-url URL`")
            }
        }
    }
}

#[cfg(test)]
mod tests;
