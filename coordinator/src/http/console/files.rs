//! Finding the file at a path: in memory, or in a folder.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use bytes::Bytes;

use super::{INDEX, Source, file::File};

/// Largest file that is read from a folder; a debug build of the console has about 30 MB.
const MAX_FILE: u64 = 128 << 20;

/// The files of the console.
#[derive(Debug)]
pub(super) enum Files {
    Memory(BTreeMap<&'static str, File>),
    Folder(PathBuf),
}

impl Files {
    pub(super) fn new(source: Source) -> Self {
        match source {
            Source::Absent => Self::Memory(BTreeMap::new()),
            Source::Embedded(files) => {
                Self::Memory(files.iter().map(|file| (file.path, File::embedded(file))).collect())
            }
            Source::Folder(folder) => Self::Folder(folder),
        }
    }

    /// The folder they are read from, if they are.
    pub(super) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Memory(_) => None,
            Self::Folder(folder) => Some(folder),
        }
    }

    /// The file at a path of a request; the index at its root.
    pub(super) async fn find(&self, path: &str) -> Option<File> {
        let name = file_name(path)?;
        match self {
            Self::Memory(files) => files.get(name).cloned(),
            Self::Folder(folder) => read(folder.clone(), name.to_owned()).await,
        }
    }
}

/// The relative name behind a path. Names of the console's files are letters, digits, `-`, `_` and `.`, so nothing has to
/// be decoded, and what begins with a dot is none: no path leads out of the folder.
fn file_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    if name.is_empty() {
        return Some(INDEX);
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(legal);
    let is_sibling = name.ends_with(".br") || name.ends_with(".gz");
    (!is_sibling && name.split('/').all(is_name)).then_some(name)
}

async fn read(folder: PathBuf, name: String) -> Option<File> {
    let read = tokio::task::spawn_blocking(move || {
        let file = read_blocking(&folder, &name);
        if let Err(error) = &file {
            tracing::debug!(error = error as &dyn std::error::Error, "no file {name} of the console");
        }
        file.ok()
    });
    read.await.ok().flatten()
}

fn read_blocking(folder: &Path, name: &str) -> io::Result<File> {
    let folder = folder.canonicalize()?;
    let path = folder.join(name).canonicalize()?;
    let metadata = path.metadata()?;
    if !path.starts_with(&folder) || !metadata.is_file() || metadata.len() > MAX_FILE {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no plain file in the folder"));
    }
    let raw = Bytes::from(std::fs::read(&path)?);
    let changed_at = metadata.modified()?;
    // One that a former build left behind says something else.
    let sibling = |end: &str| -> Option<Bytes> {
        let path = folder.join(format!("{name}{end}"));
        let metadata = path.symlink_metadata().ok()?;
        let is_fresh = metadata.is_file() && metadata.modified().is_ok_and(|at| at >= changed_at);
        is_fresh.then(|| std::fs::read(&path).ok().map(Bytes::from))?
    };
    Ok(File::new(name, raw, sibling(".br"), sibling(".gz")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_stay_inside() {
        for (path, want) in [
            ("/", "index.html"),
            ("/index.html", "index.html"),
            ("/assets/app-1f2e_bg.wasm", "assets/app-1f2e_bg.wasm"),
        ] {
            assert_eq!(file_name(path), Some(want), "{path}");
        }
        for path in [
            "",
            "*",
            "//",
            "/../secret",
            "/assets/../../secret",
            "/assets/..%2f..%2fsecret",
            "/%2e%2e/secret",
            "/.git/config",
            "/assets/.hidden",
            "/a\\..\\b",
            "/a//b",
            "/assets/",
            "/assets/app.js.br",
            "/assets/app.js.gz",
            "/a b",
            "/a:b",
        ] {
            assert_eq!(file_name(path), None, "{path}");
        }
    }
}
