//! The spool's directory: whole-file reads, atomic replacement, quarantine.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    disk::{Disk, DiskFile},
    error::DiskError,
};

/// Where damaged files are kept for people to look at.
const QUARANTINE: &str = "quarantine";
/// Damaged files kept, the youngest; more would be a second unbounded spool.
const QUARANTINE_FILES: usize = 8;
/// No segment is larger; what lies behind is not read.
pub(crate) const MAX_FILE: u64 = 80 * 1024 * 1024;

/// A directory on a disk.
#[derive(Clone)]
pub(crate) struct Folder {
    disk: Arc<dyn Disk>,
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(disk: Arc<dyn Disk>, path: &Path) -> Self {
        Self { disk, path: path.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn disk(&self) -> &dyn Disk {
        self.disk.as_ref()
    }

    /// Names of the files, sorted.
    pub(crate) fn list(&self) -> Result<Vec<String>, DiskError> {
        let mut names = self.disk.list(&self.path).map_err(|it| self.error("list", "", it))?;
        names.sort();
        Ok(names)
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.disk.open(&self.path.join(name), false).is_ok()
    }

    pub(crate) fn open(&self, name: &str, write: bool) -> Result<Box<dyn DiskFile>, DiskError> {
        self.disk.open(&self.path.join(name), write).map_err(|it| self.error("open", name, it))
    }

    /// The content of a file, up to [`MAX_FILE`]; `None` when there is no such file.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
        let file = match self.disk.open(&self.path.join(name), false) {
            Ok(file) => file,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(self.error("open", name, source)),
        };
        let size = file.size().map_err(|it| self.error("measure", name, it))?.min(MAX_FILE);
        let bytes = read_range(file.as_ref(), 0, size).map_err(|it| self.error("read", name, it))?;
        Ok(Some(bytes))
    }

    /// Writes and syncs a file under its own name. The name is durable only after [`Folder::sync`].
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<Box<dyn DiskFile>, DiskError> {
        let path = self.path.join(name);
        let mut file = self.disk.create(&path).map_err(|it| self.error("create", name, it))?;
        let written = file.write_all_at(bytes, 0).map_err(|it| self.error("write", name, it));
        let synced = written.and_then(|()| file.sync().map_err(|it| self.error("sync", name, it)));
        if let Err(refused) = synced {
            // What was written may be what fills the disk.
            self.disk.remove(&path).ok();
            return Err(refused);
        }
        Ok(file)
    }

    /// Makes `bytes` the durable content of `name`, all or nothing, and returns the open file.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> Result<Box<dyn DiskFile>, DiskError> {
        let staged = format!("{name}.tmp");
        let file = self.write(&staged, bytes)?;
        self.rename(&staged, name)?;
        self.sync()?;
        Ok(file)
    }

    pub(crate) fn rename(&self, from: &str, to: &str) -> Result<(), DiskError> {
        self.disk
            .rename(&self.path.join(from), &self.path.join(to))
            .map_err(|it| self.error("rename", from, it))
    }

    pub(crate) fn remove(&self, name: &str) -> Result<(), DiskError> {
        match self.disk.remove(&self.path.join(name)) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(self.error("remove", name, source))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Cuts a file and makes that durable.
    pub(crate) fn truncate(&self, name: &str, size: u64) -> Result<(), DiskError> {
        let mut file = self.open(name, true)?;
        file.set_size(size).map_err(|it| self.error("truncate", name, it))?;
        file.sync().map_err(|it| self.error("sync", name, it))
    }

    pub(crate) fn sync(&self) -> Result<(), DiskError> {
        self.disk.sync_dir(&self.path).map_err(|it| self.error("sync directory of", "", it))
    }

    /// Keeps a copy of a damaged file, if the disk allows; returns its name.
    pub(crate) fn quarantine_copy(&self, name: &str, bytes: &[u8], now_us: u64) -> Option<String> {
        let kept = self.quarantine_name(name, now_us)?;
        let path = self.path.join(&kept);
        let mut file = self.disk.create(&path).ok()?;
        if file.write_all_at(bytes, 0).is_err() {
            self.disk.remove(&path).ok();
            return None;
        }
        self.quarantine_trim();
        Some(kept)
    }

    /// Moves a file that holds nothing usable out of the way; returns its name there.
    pub(crate) fn quarantine_move(&self, name: &str, now_us: u64) -> Result<String, DiskError> {
        let Some(kept) = self.quarantine_name(name, now_us) else {
            self.remove(name)?;
            return Ok(name.to_owned());
        };
        self.rename(name, &kept)?;
        self.quarantine_trim();
        Ok(kept)
    }

    pub(crate) fn error(&self, attempt: &'static str, name: &str, source: std::io::Error) -> DiskError {
        DiskError { attempt, path: self.path.join(name), source }
    }

    fn quarantine_name(&self, name: &str, now_us: u64) -> Option<String> {
        self.disk.create_dir(&self.path.join(QUARANTINE)).ok()?;
        Some(format!("{QUARANTINE}/{now_us:016x}-{name}"))
    }

    fn quarantine_trim(&self) {
        let path = self.path.join(QUARANTINE);
        let mut names = self.disk.list(&path).unwrap_or_default();
        names.sort();
        let surplus = names.len().saturating_sub(QUARANTINE_FILES);
        for name in names.iter().take(surplus) {
            self.disk.remove(&path.join(name)).ok();
        }
    }
}

/// Bytes `offset..offset + length` of a file, fewer if it ends before.
pub(crate) fn read_range(file: &dyn DiskFile, offset: u64, length: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length.min(MAX_FILE)).unwrap_or(usize::MAX)];
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|it| !it.is_empty()) {
        match file.read_at(room, offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(again) if again.kind() == std::io::ErrorKind::Interrupted => {}
            Err(other) => return Err(other),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}
