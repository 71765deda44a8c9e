//! Desired states on disk.
//!
//! ```text
//! nocturne-desired-state 1 <generation> <sha256, hexadecimal>\n
//! the encoded DesiredState
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use nocturne_runtime::fs::{FsError, read_limited, replace};

use crate::assignments::parts::{Document, MAX_DOCUMENT};

/// First word of a file.
const MAGIC: &str = "nocturne-desired-state";
/// Version of the form above.
const VERSION: &str = "1";
/// Longest first line, bytes.
const MAX_HEADER: u64 = 160;
/// The last that was applied.
const CURRENT: &str = "current";
/// One that was looked at and is about to be applied.
const STAGED: &str = "staged";
/// One that was damaged, for people to look at.
const DAMAGED: &str = "current.damaged";

/// The folder they lie in.
#[derive(Debug)]
pub struct Shelf {
    dir: PathBuf,
}

/// The folder cannot be used as it should.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FsError),
    /// A file cannot get its name.
    #[error("could not give {} its name", path.display())]
    Rename {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is not what was written.
    #[error("{} is damaged; it is kept as {DAMAGED}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

impl Shelf {
    /// A shelf in a folder that exists.
    #[must_use]
    pub const fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// The last that was applied; `None` when there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is damaged and was moved aside.
    pub fn current(&self) -> Result<Option<Document>, ShelfError> {
        let path = self.dir.join(CURRENT);
        if !path.exists() {
            return Ok(None);
        }
        let bytes = read_limited(&path, MAX_DOCUMENT + MAX_HEADER)?;
        match decode(&bytes) {
            Some(document) => Ok(Some(document)),
            None => {
                self.rename(CURRENT, DAMAGED)?;
                Err(ShelfError::Damaged { path })
            }
        }
    }

    /// Keeps one beside the current one, for good.
    ///
    /// # Errors
    ///
    /// [`ShelfError::File`]; nothing has changed then.
    pub fn stage(&self, document: &Document) -> Result<(), ShelfError> {
        Ok(replace(&self.dir.join(STAGED), &encode(document), 0o600)?)
    }

    /// Makes the staged one the current one.
    ///
    /// # Errors
    ///
    /// [`ShelfError::Rename`]; the current one is the one before then.
    pub fn promote(&self) -> Result<(), ShelfError> {
        self.rename(STAGED, CURRENT)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), ShelfError> {
        let path = self.dir.join(from);
        fs::rename(&path, self.dir.join(to))
            .and_then(|()| sync_dir(&self.dir))
            .map_err(|source| ShelfError::Rename { path, source })
    }
}

fn sync_dir(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

fn encode(document: &Document) -> Vec<u8> {
    let sha256 = hex::encode(document.sha256);
    let mut bytes = format!("{MAGIC} {VERSION} {} {sha256}\n", document.generation).into_bytes();
    bytes.extend_from_slice(&document.bytes);
    bytes
}

fn decode(bytes: &[u8]) -> Option<Document> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (header, body) = bytes.split_at_checked(end)?;
    let words: Vec<&str> = std::str::from_utf8(header).ok()?.split(' ').collect();
    let [MAGIC, VERSION, generation, sha256] = words.as_slice() else {
        return None;
    };
    let document = Document::new(generation.parse().ok()?, body.get(1..)?.to_vec());
    (hex::encode(document.sha256) == *sha256).then_some(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_is_staged_becomes_current_by_its_promotion() {
        let temp = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(temp.path().to_owned());
        let document = Document::new(7, b"a\nb".to_vec());
        assert_eq!(shelf.current().unwrap(), None);

        shelf.stage(&document).unwrap();
        assert_eq!(shelf.current().unwrap(), None);
        shelf.promote().unwrap();

        assert_eq!(shelf.current().unwrap(), Some(document));
        assert!(shelf.promote().is_err(), "there is nothing staged");
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_seen_and_the_file_is_kept() {
        let whole = encode(&Document::new(7, b"some".to_vec()));
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1;
            }
            let generation_only = decode(&bytes).is_some_and(|document| document.bytes == b"some");
            assert!(decode(&bytes).is_none() || generation_only, "byte {at}");
            assert_eq!(decode(whole.get(..at).unwrap()), None);
        }

        let temp = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(temp.path().to_owned());
        replace(&temp.path().join(CURRENT), b"rubbish", 0o600).unwrap();
        assert!(matches!(shelf.current(), Err(ShelfError::Damaged { .. })));
        assert!(temp.path().join(DAMAGED).exists());
        assert_eq!(shelf.current().unwrap(), None);
    }
}
