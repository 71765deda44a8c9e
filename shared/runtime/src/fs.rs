//! Files that are whole or absent, and secrets that only their owner can read.
//!
//! Everything here blocks: call it while starting, or from the blocking pool.

#[cfg(test)]
mod tests;

use std::{
    ffi::{OsStr, OsString},
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use secrecy::SecretSlice;

/// A key or a password takes a few kilobytes; more is the wrong file.
const MAX_SECRET_BYTES: u64 = 64 << 10;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FsError {
    /// The operating system refused.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was tried, a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// Group or others may read a secret.
    #[error(
        "{} is readable by others (mode {mode:04o}); run: chmod 600 {}",
        path.display(), shell_quoted(path)
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// More in it than there should ever be.
    #[error("{} is larger than {max_bytes} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What was allowed.
        max_bytes: u64,
    },
    /// A folder, a pipe or a device where a file is expected, or the other way round.
    #[error("{} is not a {expected}", path.display())]
    WrongKind {
        /// What is there.
        path: PathBuf,
        /// What should be there.
        expected: &'static str,
    },
}

/// Makes `bytes` the content of `path` with permission bits `mode`, at once and for good.
///
/// A reader, or a host that lost power, sees the old file or the whole new one. The content is
/// never in a file with wider permissions than `mode`.
///
/// # Errors
///
/// [`FsError::Io`]; the old file is then still there, unless the last sync failed, which leaves
/// open which of the two survives a power cut.
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FsError> {
    let name =
        path.file_name().ok_or_else(|| FsError::WrongKind { path: path.to_owned(), expected: "file" })?;
    let parent = parent(path);
    let draft = parent.join(draft_name(name));

    let done = write_draft(&draft, bytes, mode)
        .and_then(|()| fs::rename(&draft, path).map_err(failed("replace", path)));
    if done.is_err() {
        // The first error tells more than a failed clean-up would.
        fs::remove_file(&draft).ok();
    }
    done?;
    sync_dir(parent)
}

/// Creates the folder `path` and every missing folder above it with mode 0700.
///
/// A folder that exists keeps its permissions: it may be shared on purpose.
///
/// # Errors
///
/// [`FsError::Io`], or [`FsError::WrongKind`] if a file is in the way.
pub fn create_dir_private(path: &Path) -> Result<(), FsError> {
    if path.exists() && !path.is_dir() {
        return Err(FsError::WrongKind { path: path.to_owned(), expected: "folder" });
    }
    let missing: Vec<&Path> =
        path.ancestors().take_while(|it| *it != Path::new("") && !it.exists()).collect();
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed("create folder", path))?;
    missing.into_iter().try_for_each(|created| sync_dir(parent(created)))
}

/// The content of the secret at `path`, which neither group nor others may read or write.
///
/// # Errors
///
/// [`FsError::Exposed`] says which command mends it; else as [`read_limited`].
pub fn read_secret(path: &Path) -> Result<SecretSlice<u8>, FsError> {
    let (file, metadata) = open(path)?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FsError::Exposed { path: path.to_owned(), mode });
    }
    read(path, file, MAX_SECRET_BYTES).map(SecretSlice::from)
}

/// The content of the file at `path`, which is at most `max_bytes` long.
///
/// # Errors
///
/// [`FsError::TooLarge`], [`FsError::WrongKind`] or [`FsError::Io`].
pub fn read_limited(path: &Path, max_bytes: u64) -> Result<Vec<u8>, FsError> {
    let (file, _metadata) = open(path)?;
    read(path, file, max_bytes)
}

fn open(path: &Path) -> Result<(File, fs::Metadata), FsError> {
    // Asked of the name first: opening a pipe would wait for a writer.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(FsError::WrongKind { path: path.to_owned(), expected: "file" });
    }
    let file = File::open(path).map_err(failed("open", path))?;
    let metadata = file.metadata().map_err(failed("look at", path))?;
    Ok((file, metadata))
}

fn read(path: &Path, file: File, max_bytes: u64) -> Result<Vec<u8>, FsError> {
    let mut bytes = Vec::new();
    let limit = max_bytes.saturating_add(1);
    let n_read = file.take(limit).read_to_end(&mut bytes).map_err(failed("read", path))?;
    if max_bytes < n_read as u64 {
        return Err(FsError::TooLarge { path: path.to_owned(), max_bytes });
    }
    Ok(bytes)
}

fn write_draft(draft: &Path, bytes: &[u8], mode: u32) -> Result<(), FsError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(draft)
        .map_err(failed("create", draft))?;
    // The umask may have taken bits away.
    file.set_permissions(Permissions::from_mode(mode)).map_err(failed("set the mode of", draft))?;
    file.write_all(bytes).map_err(failed("write", draft))?;
    file.sync_all().map_err(failed("sync", draft))
}

/// Makes the names in `path` survive a power cut.
fn sync_dir(path: &Path) -> Result<(), FsError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(failed("sync folder", path))
}

/// Hidden, beside its target so that the rename stays on one file system, and never taken.
fn draft_name(name: &OsStr) -> OsString {
    let mut draft = OsString::from(".");
    draft.push(name);
    draft.push(format!(".{:016x}.tmp", fastrand::u64(..)));
    draft
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|it| *it != Path::new("")).unwrap_or(Path::new("."))
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FsError {
    let path = path.to_owned();
    move |source| FsError::Io { action, path, source }
}

/// `path` as one word of a shell command.
fn shell_quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
