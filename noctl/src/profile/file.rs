//! The file: found, read, locked and replaced.
//!
//! YAML of mode 0600. It is replaced whole (written beside, synced, renamed), so that a reader sees the old or the new one.
//! A refresh token works once: whoever rotates the pair holds [`Lock`] from reading the file to replacing it, so that two
//! calls at a time do not end the session.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    Profile, ProfileError, ProfileSet,
    set::{DEFAULT, name_check},
};

/// Bits of the mode that must not be set: anything for group and others.
const FOREIGN_BITS: u32 = 0o077;
/// A profile holds two tokens of about 1 KiB.
const MAX_BYTES: u64 = 1 << 20;
/// Another call holds the lock for one refresh at most, which has a timeout of its own.
const LOCK_PATIENCE: Duration = Duration::from_secs(40);
/// Between two looks at the lock.
const LOCK_STEP: Duration = Duration::from_millis(20);

/// Where profiles are, and which of them is meant.
#[derive(Debug, Clone)]
pub(crate) struct ProfileFile {
    path: PathBuf,
    name: String,
}

impl ProfileFile {
    /// The file given, or the one in the person's configuration folder, with the default profile.
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
        Ok(Self { path: fs::canonicalize(&path).unwrap_or(path), name: DEFAULT.to_owned() })
    }

    /// The same file with the profile that is wanted, or else the file's current one. It stays chosen, whatever another
    /// call makes the current one meanwhile.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Name`], and when the file cannot be read.
    pub(crate) fn choose(self, wanted: Option<&str>) -> Result<Self, ProfileError> {
        let name = match wanted {
            Some(wanted) => {
                name_check(wanted)?;
                wanted.to_owned()
            }
            None => self.load_all()?.current().to_owned(),
        };
        Ok(Self { name, ..self })
    }

    /// Name of the chosen profile.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A path in the profile, seen from the profile's folder.
    pub(crate) fn relative(&self, path: &Path) -> PathBuf {
        self.path.parent().map_or_else(|| path.to_path_buf(), |folder| folder.join(path))
    }

    /// Reads the chosen profile. The default one is empty when it is not there.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Unknown`] when another one is not there, and what [`Self::load_all`] returns.
    pub(crate) fn load(&self) -> Result<Profile, ProfileError> {
        let mut set = self.load_all()?;
        match set.profiles.remove(&self.name) {
            Some(profile) => Ok(profile),
            None if self.name == DEFAULT => Ok(Profile::default()),
            None => Err(self.unknown(&self.name, &set)),
        }
    }

    /// That a profile is not there.
    pub(crate) fn unknown(&self, name: &str, set: &ProfileSet) -> ProfileError {
        ProfileError::Unknown { path: self.path.clone(), name: name.to_owned(), known: set.names() }
    }

    /// Reads every profile; a file that is not there has none.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Read`], [`ProfileError::Open`], [`ProfileError::Parse`].
    pub(crate) fn load_all(&self) -> Result<ProfileSet, ProfileError> {
        let path = || self.path.clone();
        let failed = |source| ProfileError::Read { path: path(), source };
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ProfileSet::default()),
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
            return Ok(ProfileSet::default());
        }
        serde_norway::from_str(&text).map_err(|source| ProfileError::Parse { path: path(), source })
    }

    /// Replaces the chosen profile. Only the holder of the lock may.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Write`], or that the file cannot be read; it is as it was then.
    pub(crate) fn save(&self, profile: &Profile, held: &Lock) -> Result<(), ProfileError> {
        let mut set = self.load_all()?;
        // The first one is the one that is meant later.
        if set.profiles.is_empty() && set.current.is_none() && self.name != DEFAULT {
            set.current = Some(self.name.clone());
        }
        set.profiles.insert(self.name.clone(), profile.clone());
        self.save_all(&set, held)
    }

    /// Replaces every profile. Only the holder of the lock may.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Write`]; the old file is there then.
    pub(crate) fn save_all(&self, set: &ProfileSet, _held: &Lock) -> Result<(), ProfileError> {
        let failed = |source| ProfileError::Write { path: self.path.clone(), source };
        let text = serde_norway::to_string(set).map_err(|error| failed(io::Error::other(error)))?;
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
