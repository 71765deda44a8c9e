//! A disk in memory that never fails.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use nocturne_spool::disk::{Disk, DiskFile};

/// Largest file, bytes: what a decoder makes of a length must not grow a file beyond it.
const MAX_FILE: u64 = 8 << 20;

type Content = Arc<Mutex<Vec<u8>>>;

/// Files by path.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<PathBuf, Content>>>);

impl Memory {
    /// Makes or replaces a file.
    pub fn put(&self, path: PathBuf, bytes: Vec<u8>) {
        self.files().insert(path, Arc::new(Mutex::new(bytes)));
    }

    /// Every file by path.
    #[must_use]
    pub fn contents(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.files().iter().map(|(path, content)| (path.clone(), lock(content).clone())).collect()
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Content>> {
        self.0.lock().expect("nobody panics with the lock")
    }
}

struct Handle(Content);

fn lock(content: &Content) -> MutexGuard<'_, Vec<u8>> {
    content.lock().expect("nobody panics with the lock")
}

impl Disk for Memory {
    fn create_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Send>> {
        Ok(Box::new(()))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let files = self.files();
        let inside = files.keys().filter(|path| path.parent() == Some(dir));
        Ok(inside.filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut files = self.files();
        let content = files.entry(path.to_owned()).or_default();
        lock(content).clear();
        Ok(Box::new(Handle(Arc::clone(content))))
    }

    fn open(&self, path: &Path, _write: bool) -> io::Result<Box<dyn DiskFile>> {
        let files = self.files();
        let content = files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Handle(Arc::clone(content))))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.files();
        let content = files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.insert(to.to_owned(), content);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.files().remove(path).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        Ok(u64::MAX)
    }
}

impl DiskFile for Handle {
    fn size(&self) -> io::Result<u64> {
        Ok(u64::try_from(lock(&self.0).len()).unwrap_or(u64::MAX))
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let content = lock(&self.0);
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(content.len());
        let length = buffer.len().min(content.len() - from);
        buffer[..length].copy_from_slice(&content[from..from + length]);
        Ok(length)
    }

    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let end = offset.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.size()? < end {
            self.set_size(end)?;
        }
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        lock(&self.0)[from..from + bytes.len()].copy_from_slice(bytes);
        Ok(())
    }

    fn set_size(&mut self, size: u64) -> io::Result<()> {
        assert!(size <= MAX_FILE, "a file of {size} bytes");
        lock(&self.0).resize(usize::try_from(size).unwrap_or(0), 0);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}
