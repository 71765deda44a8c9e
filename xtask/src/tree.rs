//! Generated folders: written whole, or compared with what is committed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail};

/// The repository's root folder.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Makes `committed` equal to `generated`, or with `check` only says whether it is.
///
/// # Errors
///
/// With `check`, names each file that differs; otherwise only faults of the file system.
pub fn install(generated: &Path, committed: &Path, check: bool) -> anyhow::Result<()> {
    let want = files(generated)?;
    let have = files(committed)?;
    let name = committed.strip_prefix(root()).unwrap_or(committed).display();

    if check {
        let stale: Vec<String> = want
            .keys()
            .chain(have.keys())
            .filter(|path| want.get(*path) != have.get(*path))
            .map(|path| path.display().to_string())
            .collect();
        if stale.is_empty() {
            return Ok(());
        }
        bail!("{name} is stale ({}); run the same task without --check and commit", stale.join(", "));
    }

    for (path, bytes) in &want {
        if have.get(path) == Some(bytes) {
            continue;
        }
        let to = committed.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&to, bytes).with_context(|| format!("could not write {}", to.display()))?;
    }
    for path in have.keys().filter(|path| !want.contains_key(*path)) {
        fs::remove_file(committed.join(path))?;
    }
    Ok(())
}

/// Names in a folder, in order; none when there is no such folder.
///
/// # Errors
///
/// Faults of the file system, and a name that is not UTF-8.
pub fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let name = entry?.file_name();
        names.push(name.into_string().map_err(|name| anyhow!("{} is not UTF-8", name.display()))?);
    }
    names.sort();
    Ok(names)
}

/// Content of all files below a folder, however deep, by path relative to it.
///
/// # Errors
///
/// Faults of the file system.
pub fn files(folder: &Path) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        if !next.exists() {
            continue;
        }
        for entry in fs::read_dir(&next).with_context(|| format!("could not list {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
                found.insert(path.strip_prefix(folder)?.to_owned(), bytes);
            }
        }
    }
    Ok(found)
}
