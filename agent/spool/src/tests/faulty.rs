//! A disk in memory that fails, fills up, and forgets what was not synced.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use crate::disk::{Disk, DiskFile};

#[derive(Clone, Default)]
pub(super) struct FaultyDisk(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    files: BTreeMap<u64, Content>,
    names: BTreeMap<PathBuf, u64>,
    durable_names: BTreeMap<PathBuf, u64>,
    /// Name changes since the last sync of a directory, in order.
    journal: Vec<Change>,
    next_id: u64,
    locked: bool,
    /// Changing operations until the power fails; the one at 0 happens in part.
    fuse: Option<u64>,
    dead: bool,
    operations: u64,
    fail_syncs: u64,
    fail_reads: u64,
    fail_truncations: bool,
    room: Option<u64>,
    opens: u64,
    bytes_read: u64,
}

#[derive(Default, Clone)]
struct Content {
    bytes: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Clone)]
enum Change {
    Link(PathBuf, u64),
    Unlink(PathBuf),
    Rename(PathBuf, PathBuf),
}

struct Handle {
    disk: FaultyDisk,
    id: u64,
}

struct Guard(FaultyDisk);

impl FaultyDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The power fails at the changing operation after `count` more.
    pub(super) fn cut_after(&self, count: u64) {
        self.state().fuse = Some(count);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.state().dead
    }

    /// Changing operations so far.
    pub(super) fn operations(&self) -> u64 {
        self.state().operations
    }

    /// The next `count` syncs of files fail and the kernel forgets what they should have written.
    pub(super) fn fail_syncs(&self, count: u64) {
        self.state().fail_syncs = count;
    }

    pub(super) fn fail_reads(&self, count: u64) {
        self.state().fail_reads = count;
    }

    pub(super) fn fail_truncations(&self, fail: bool) {
        self.state().fail_truncations = fail;
    }

    /// Bytes that all files together may have.
    pub(super) fn room(&self, room: Option<u64>) {
        self.state().room = room;
    }

    pub(super) fn used(&self) -> u64 {
        self.state().used()
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.state().bytes_read
    }

    pub(super) fn opens(&self) -> u64 {
        self.state().opens
    }

    /// Power is back. Of what was not synced, `keep` of 0..=255 decides how much survived.
    pub(super) fn reboot(&self, keep: u8) {
        let mut state = self.state();
        let kept = state.journal.len() * usize::from(keep) / 255;
        let journal = std::mem::take(&mut state.journal);
        let mut names = std::mem::take(&mut state.durable_names);
        for change in journal.into_iter().take(kept) {
            change.apply(&mut names);
        }
        state.durable_names = names.clone();
        state.names = names;
        for content in state.files.values_mut() {
            content.lose(keep);
        }
        state.fuse = None;
        state.dead = false;
        state.locked = false;
    }

    pub(super) fn names(&self) -> Vec<String> {
        let state = self.state();
        state.names.keys().map(|it| it.to_str().unwrap().to_owned()).collect()
    }

    pub(super) fn content(&self, name: &str) -> Vec<u8> {
        let state = self.state();
        state.files[&state.names[Path::new(name)]].bytes.clone()
    }

    /// Changes a file behind the spool's back, durably.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        let mut state = self.state();
        let content = Content { bytes: bytes.to_vec(), durable: bytes.to_vec() };
        let id = state.link(Path::new(name));
        state.files.insert(id, content);
        state.settle();
    }

    pub(super) fn delete(&self, name: &str) {
        let mut state = self.state();
        state.names.remove(Path::new(name));
        state.settle();
    }

    /// An independent copy of the disk as it is.
    pub(super) fn copy(&self) -> Self {
        let state = self.state();
        Self(Arc::new(Mutex::new(State {
            files: state.files.clone(),
            names: state.names.clone(),
            durable_names: state.durable_names.clone(),
            journal: state.journal.clone(),
            next_id: state.next_id,
            ..State::default()
        })))
    }
}

impl State {
    fn used(&self) -> u64 {
        self.names.values().map(|it| self.files[it].bytes.len() as u64).sum()
    }

    fn link(&mut self, path: &Path) -> u64 {
        self.next_id += 1;
        let id = self.next_id;
        self.files.insert(id, Content::default());
        self.names.insert(path.to_owned(), id);
        self.journal.push(Change::Link(path.to_owned(), id));
        id
    }

    fn settle(&mut self) {
        self.journal.clear();
        self.durable_names = self.names.clone();
    }

    /// Counts a changing operation; true when the power fails during it.
    fn step(&mut self) -> io::Result<bool> {
        if self.dead {
            return Err(io::Error::other("no power"));
        }
        self.operations += 1;
        match &mut self.fuse {
            Some(0) => {
                self.dead = true;
                Ok(true)
            }
            Some(left) => {
                *left -= 1;
                Ok(false)
            }
            None => Ok(false),
        }
    }

    fn change(&mut self, change: Change) -> io::Result<()> {
        let mut names = std::mem::take(&mut self.names);
        change.apply(&mut names);
        self.names = names;
        self.journal.push(change);
        Ok(())
    }
}

impl Content {
    fn lose(&mut self, keep: u8) {
        if keep < 255 {
            let common = self.durable.len().min(self.bytes.len());
            if self.bytes.starts_with(&self.durable) {
                let extra = (self.bytes.len() - common) * usize::from(keep) / 255;
                self.bytes.truncate(common + extra);
            } else if keep < 128 {
                self.bytes = self.durable.clone();
            }
        }
        self.durable = self.bytes.clone();
    }
}

impl Change {
    fn apply(&self, names: &mut BTreeMap<PathBuf, u64>) {
        match self {
            Self::Link(path, id) => {
                names.insert(path.clone(), *id);
            }
            Self::Unlink(path) => {
                names.remove(path);
            }
            Self::Rename(from, to) => {
                if let Some(id) = names.remove(from) {
                    names.insert(to.clone(), id);
                }
            }
        }
    }
}

fn cut() -> io::Error {
    io::Error::other("power failed")
}

impl Disk for FaultyDisk {
    fn create_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Send>> {
        let mut state = self.state();
        if state.locked {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        state.locked = true;
        Ok(Box::new(Guard(self.clone())))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let state = self.state();
        let inside = state.names.keys().filter(|it| it.parent() == Some(dir));
        Ok(inside.map(|it| it.file_name().unwrap().to_str().unwrap().to_owned()).collect())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        if state.step()? {
            return Err(cut());
        }
        let id = match state.names.get(path).copied() {
            Some(id) => {
                state.files.get_mut(&id).unwrap().bytes.clear();
                id
            }
            None => state.link(path),
        };
        Ok(Box::new(Handle { disk: self.clone(), id }))
    }

    fn open(&self, path: &Path, _: bool) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        state.opens += 1;
        let id = *state.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Handle { disk: self.clone(), id }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.step()? {
            return Err(cut());
        }
        if !state.names.contains_key(from) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.change(Change::Rename(from.to_owned(), to.to_owned()))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        if !state.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        if state.step()? {
            return Err(cut());
        }
        state.change(Change::Unlink(path.to_owned()))
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.step()? {
            return Err(cut());
        }
        state.settle();
        Ok(())
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        let state = self.state();
        Ok(state.room.map_or(u64::MAX, |it| it.saturating_sub(state.used())))
    }
}

impl DiskFile for Handle {
    fn size(&self) -> io::Result<u64> {
        Ok(self.disk.state().files[&self.id].bytes.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut state = self.disk.state();
        if state.fail_reads > 0 {
            state.fail_reads -= 1;
            return Err(io::Error::from_raw_os_error(5));
        }
        let bytes = &state.files[&self.id].bytes;
        let from = usize::try_from(offset).unwrap().min(bytes.len());
        let count = buffer.len().min(bytes.len() - from);
        buffer[..count].copy_from_slice(&bytes[from..from + count]);
        state.bytes_read += count as u64;
        Ok(count)
    }

    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        let cut_here = state.step()?;
        let room = state.room.map_or(u64::MAX, |it| it.saturating_sub(state.used()));
        let offset = usize::try_from(offset).unwrap();
        let content = state.files.get_mut(&self.id).unwrap();
        let growth = (offset + bytes.len()).saturating_sub(content.bytes.len()) as u64;
        let full = growth > room;
        let written = if cut_here || full { &bytes[..bytes.len() / 2] } else { bytes };
        let end = offset + written.len();
        if content.bytes.len() < end {
            content.bytes.resize(end, 0);
        }
        content.bytes[offset..end].copy_from_slice(written);
        if cut_here {
            return Err(cut());
        }
        if full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn set_size(&mut self, size: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        if state.step()? {
            return Err(cut());
        }
        if state.fail_truncations {
            return Err(io::Error::from_raw_os_error(5));
        }
        state.files.get_mut(&self.id).unwrap().bytes.resize(usize::try_from(size).unwrap(), 0);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        if state.step()? {
            return Err(cut());
        }
        let fails = state.fail_syncs > 0;
        state.fail_syncs = state.fail_syncs.saturating_sub(1);
        let content = state.files.get_mut(&self.id).unwrap();
        if fails {
            return Err(io::Error::from_raw_os_error(5));
        }
        content.durable = content.bytes.clone();
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.state().locked = false;
    }
}
