//! The agent's directory: what lies where, and that only one agent works in it.
//!
//! ```text
//! DIR/
//!   lock                  held while an agent runs or enrols here
//!   identity/             agent.pem (key and chain), roots.pem, agent.json, key.next.pem
//!   desired/              current (last known good), staged
//!   spool/                measurements that the coordinator has not committed yet
//! ```

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use nocturne_runtime::fs::{FsError, create_dir_private};
use rustix::fs::FlockOperation;

/// The directory.
#[derive(Debug, Clone)]
pub struct StateDir {
    root: PathBuf,
}

/// The directory, held for this process until this is dropped.
#[derive(Debug)]
pub struct LockedDir {
    dir: StateDir,
    _lock: File,
}

impl StateDir {
    /// Names a directory; nothing is touched.
    #[must_use]
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Key, certificate and roots.
    #[must_use]
    pub fn identity(&self) -> PathBuf {
        self.root.join("identity")
    }

    /// Desired states.
    #[must_use]
    pub fn desired(&self) -> PathBuf {
        self.root.join("desired")
    }

    /// The spool.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.root.join("spool")
    }

    /// Creates what is missing, for this user only, and takes the lock.
    ///
    /// # Errors
    ///
    /// Another process works here, or the system refuses something.
    pub fn lock(&self) -> Result<LockedDir, StateDirError> {
        for path in [self.root.clone(), self.identity(), self.desired()] {
            create_dir_private(&path).map_err(StateDirError::Create)?;
        }
        let path = self.root.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(|source| StateDirError::Lock { path: self.root.clone(), source })?;
        match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(LockedDir { dir: self.clone(), _lock: lock }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(StateDirError::InUse { path: self.root.clone() }),
            Err(errno) => Err(StateDirError::Lock { path: self.root.clone(), source: errno.into() }),
        }
    }
}

impl LockedDir {
    /// The directory that is held.
    #[must_use]
    pub const fn dir(&self) -> &StateDir {
        &self.dir
    }
}

/// The directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateDirError {
    /// It cannot be created or entered.
    #[error(
        "could not make a place for this agent's state; is the path right, and may this user write there?"
    )]
    Create(#[source] FsError),
    /// Two agents would share an identity and a spool.
    #[error(
        "another nocturne-agent works in {}; stop it first, or give this one a directory of its own with --state",
        path.display()
    )]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// The file system cannot lock.
    #[error("could not lock {}", path.display())]
    Lock {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;

    #[test]
    fn a_second_agent_in_the_same_directory_is_told_so() {
        let temp = tempfile::tempdir().unwrap();
        let dir = StateDir::new(temp.path().join("a/b"));
        let held = dir.lock().unwrap();

        let error = dir.lock().unwrap_err();

        assert!(error.to_string().contains("another nocturne-agent works in"), "{error}");
        drop(held);
        assert!(dir.lock().is_ok());
        let mode = fs::metadata(dir.identity()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
