//! The profile: where the coordinator is and how to get in.
//!
//! One YAML file of mode 0600. It is replaced whole (written beside, synced, renamed), so that a reader sees the old or
//! the new one. A refresh token works once: whoever rotates the pair holds [`Lock`] from reading the file to replacing it,
//! so that two calls at a time do not end the session.

use std::{
    fmt,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use nocturne_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Bits of the mode that must not be set: anything for group and others.
const FOREIGN_BITS: u32 = 0o077;
/// A profile holds two tokens of about 1 KiB.
const MAX_BYTES: u64 = 1 << 20;
/// Another call holds the lock for one refresh at most, which has a timeout of its own.
const LOCK_PATIENCE: Duration = Duration::from_secs(40);
/// Between two looks at the lock.
const LOCK_STEP: Duration = Duration::from_millis(20);

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

/// The file's content.
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
    #[error("another noctl has held {} for {} s", .path.display(), LOCK_PATIENCE.as_secs())]
    Locked {
        /// The lock file.
        path: PathBuf,
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
        }
    }
}

/// Where the profile is.
#[derive(Debug, Clone)]
pub(crate) struct ProfileFile {
    path: PathBuf,
}

impl ProfileFile {
    /// The file given, or the one in the person's configuration folder.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoPlace`] when there is no such folder.
    pub(crate) fn find(
        given: Option<PathBuf>,
        xdg: Option<PathBuf>,
        home: Option<PathBuf>,
    ) -> Result<Self, ProfileError> {
        // The XDG specification tells to ignore a relative path.
        let xdg = xdg.filter(|path| path.is_absolute());
        let folder = xdg.or_else(|| home.map(|home| home.join(".config")));
        let path = match (given, folder) {
            (Some(path), _) => path,
            (None, Some(folder)) => folder.join("nocturne").join("noctl.yaml"),
            (None, None) => return Err(ProfileError::NoPlace),
        };
        // A link is kept and what it points to replaced.
        Ok(Self { path: fs::canonicalize(&path).unwrap_or(path) })
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A path in the profile, seen from the profile's folder.
    pub(crate) fn relative(&self, path: &Path) -> PathBuf {
        self.path.parent().map_or_else(|| path.to_path_buf(), |folder| folder.join(path))
    }

    /// Reads it; a file that is not there is an empty profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Read`], [`ProfileError::Open`], [`ProfileError::Parse`].
    pub(crate) fn load(&self) -> Result<Profile, ProfileError> {
        let path = || self.path.clone();
        let failed = |source| ProfileError::Read { path: path(), source };
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Profile::default()),
            Err(error) => return Err(failed(error)),
        };
        // Of the file that is open, which is the one that is read.
        let metadata = file.metadata().map_err(failed)?;
        let mode = metadata.permissions().mode() & 0o777;
        if metadata.is_file() && mode & FOREIGN_BITS != 0 {
            return Err(ProfileError::Open { path: path(), mode });
        }
        let mut text = String::new();
        file.take(MAX_BYTES).read_to_string(&mut text).map_err(failed)?;
        if text.trim().is_empty() {
            return Ok(Profile::default());
        }
        serde_norway::from_str(&text).map_err(|source| ProfileError::Parse { path: path(), source })
    }

    /// Replaces it. Only the holder of the lock may.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Write`]; the old file is there then.
    pub(crate) fn save(&self, profile: &Profile, _held: &Lock) -> Result<(), ProfileError> {
        let failed = |source| ProfileError::Write { path: self.path.clone(), source };
        let text = serde_norway::to_string(profile).map_err(|error| failed(io::Error::other(error)))?;
        let beside = self.beside(&format!(".{}.tmp", std::process::id()));
        let written = replace(&beside, &self.path, text.as_bytes());
        if written.is_err() {
            fs::remove_file(&beside).ok();
        }
        written.map_err(failed)
    }

    /// Waits until no other call rotates the tokens of this profile. Makes the folder when it is not there.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Write`] when the folder cannot be written, [`ProfileError::Locked`].
    pub(crate) async fn lock(&self) -> Result<Lock, ProfileError> {
        let path = self.beside(".lock");
        let failed = |source| ProfileError::Write { path: self.path.clone(), source };
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        let attempt = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(fs::TryLockError::WouldBlock) => tokio::time::sleep(LOCK_STEP).await,
                    Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
                }
            }
        };
        match tokio::time::timeout(LOCK_PATIENCE, attempt).await {
            Ok(locked) => locked.map(|()| Lock { _file: file }),
            Err(_elapsed) => Err(ProfileError::Locked { path }),
        }
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(suffix);
        self.path.with_file_name(name)
    }
}

/// Held while a token pair is rotated; given up when dropped or when the process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

fn replace(beside: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Left by a process of the same number that was killed.
    fs::remove_file(beside)
        .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests;
