//! The state folder: what outlives a lab.
//!
//! ```text
//! DIR/
//!   ca.pem, ca.key   the authority; the key for its owner only
//!   ports.json       where each target listened last, and the control endpoint
//!   lab.json         where everything listens, while it does
//!   lock             held while a lab uses the folder
//! ```

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    net::SocketAddr,
    path::{Path, PathBuf},
};

use nocturne_runtime::fs::{FsError, create_dir_private, read_limited, replace};
use serde::Serialize;

use crate::authority::CA_FILE;

/// Thousands of targets fit.
const MAX_BYTES: u64 = 1 << 20;

/// Why a state folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file system.
    #[error(transparent)]
    File(#[from] FsError),
    /// The lock cannot be opened.
    #[error("could not open {}", path.display())]
    Lock {
        /// The lock.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// Somebody else is there.
    #[error("another lab uses {}; stop it or choose another folder", folder.display())]
    Held {
        /// The folder.
        folder: PathBuf,
    },
    /// Not what a lab wrote.
    #[error("{} is damaged; remove it, and the targets get other ports", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

/// Addresses by the name of the target.
pub(crate) type Ports = BTreeMap<String, SocketAddr>;

/// A folder that this lab alone uses.
#[derive(Debug)]
pub(crate) struct StateFolder {
    path: PathBuf,
    _held: File,
}

impl StateFolder {
    /// Creates what is missing and keeps others out. Blocks, as everything here does.
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        create_dir_private(path)?;
        let lock = path.join("lock");
        let held = OpenOptions::new().create(true).truncate(false).write(true).open(&lock);
        let held = held.map_err(|source| StateError::Lock { path: lock, source })?;
        if held.try_lock().is_err() {
            return Err(StateError::Held { folder: path.to_owned() });
        }
        // Programs that read where it is may be anywhere.
        let path = path.canonicalize().unwrap_or_else(|_unknown| path.to_owned());
        Ok(Self { path, _held: held })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The authority's certificate.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.path.join(CA_FILE)
    }

    /// Where everything listened last.
    pub(crate) fn ports(&self) -> Result<Ports, StateError> {
        let path = self.path.join("ports.json");
        if !path.exists() {
            return Ok(Ports::new());
        }
        let bytes = read_limited(&path, MAX_BYTES)?;
        serde_json::from_slice(&bytes).map_err(|source| StateError::Damaged { path, source })
    }

    /// Remembers where everything listens.
    pub(crate) fn remember(&self, ports: &Ports) -> Result<(), StateError> {
        Ok(replace(&self.path.join("ports.json"), &json(ports), 0o644)?)
    }

    /// Says where everything listens.
    pub(crate) fn announce(&self, announcement: &impl Serialize) -> Result<(), StateError> {
        Ok(replace(&self.announcement(), &json(announcement), 0o644)?)
    }

    /// Nothing listens any more.
    pub(crate) fn retract(&self) {
        // It may never have been there.
        fs::remove_file(self.announcement()).ok();
    }

    fn announcement(&self) -> PathBuf {
        self.path.join("lab.json")
    }
}

/// Maps of texts and addresses always are JSON.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}
