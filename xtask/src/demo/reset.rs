//! Beginning anew: forgets everything that a demo kept, and nothing else.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::folder::{self, Folder};

/// What a demo writes into its folder. Whatever else lies there is somebody else's.
const OURS: [&str; 13] = [
    "agent.yaml",
    "agents",
    "checks.next.yaml",
    "checks.yaml",
    "coordinator",
    "coordinator.json",
    "demo.json",
    "lab",
    "login.json",
    "noctl",
    "noctl.yaml",
    "noctl.yaml.lock",
    "processes.json",
];
/// Beginning of the names of folders with private clusters, and where they lie when root starts them.
const CLUSTER: (&str, &str) = ("nocturne-pg-", "/var/lib/nocturne-private");

/// The part of a cluster's record that says where it lies.
#[derive(Deserialize)]
struct Record {
    home: PathBuf,
}

/// Refuses a folder that is no demo's.
///
/// # Errors
///
/// It holds neither a lock nor logs as a demo makes them.
pub fn recognise(folder: &Folder) -> anyhow::Result<()> {
    if folder.lock().is_file() && folder.logs().is_dir() {
        return Ok(());
    }
    bail!("{} is no folder of a demo; nothing was deleted", folder.root().display());
}

/// What would be deleted.
pub fn victims(folder: &Folder) -> Vec<PathBuf> {
    let inside =
        OURS.iter().map(|name| folder.root().join(name)).filter(|path| path.symlink_metadata().is_ok());
    inside.chain(cluster(&folder.coordinator())).collect()
}

/// Deletes it. Nothing may run any more; lock and logs stay.
///
/// # Errors
///
/// Something cannot be deleted.
pub fn delete(folder: &Folder) -> anyhow::Result<()> {
    // The cluster first: the record of it is inside.
    for path in victims(folder).iter().rev() {
        let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
        let gone = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        gone.with_context(|| format!("could not delete {}", path.display()))?;
    }
    Ok(())
}

/// Where the coordinator keeps its database, if that is outside of the folder.
fn cluster(coordinator: &Path) -> Option<PathBuf> {
    let record: Record = folder::read(&coordinator.join("cluster.json")).ok()?;
    let ours = record.home.file_name()?.to_str()?.starts_with(CLUSTER.0);
    let places = [PathBuf::from(CLUSTER.1), std::env::temp_dir()];
    let there = places.iter().any(|place| record.home.parent() == Some(place)) && record.home.is_dir();
    (ours && there).then_some(record.home)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_demo_made_is_deleted() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(&temp.path().join("demo")).unwrap();
        drop(folder.hold().unwrap());
        fs::create_dir_all(folder.agent("ams").join("identity")).unwrap();
        for name in ["login.json", "mine.txt", "agents/ams/identity/key"] {
            fs::write(folder.root().join(name), "x").unwrap();
        }
        let outside = temp.path().join("outside");
        fs::create_dir(&outside).unwrap();
        std::os::unix::fs::symlink(&outside, folder.lab()).unwrap();

        recognise(&folder).unwrap();
        delete(&folder).unwrap();

        let mut left = crate::tree::names(folder.root()).unwrap();
        left.retain(|name| name != "lock" && name != "logs");
        assert_eq!(left, ["mine.txt"]);
        assert!(outside.is_dir());
    }

    #[test]
    fn a_stranger_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("thesis.tex"), "x").unwrap();

        let error = recognise(&Folder::existing(temp.path()).unwrap()).unwrap_err();

        assert!(error.to_string().ends_with("nothing was deleted"), "{error}");
    }

    #[test]
    fn a_record_cannot_name_any_folder() {
        let temp = tempfile::tempdir().unwrap();
        let mine = temp.path().join("nocturne-pg-mine");
        fs::create_dir(&mine).unwrap();
        for home in ["/", "/home", mine.to_str().unwrap()] {
            fs::write(temp.path().join("cluster.json"), format!("{{\"home\": {home:?}}}")).unwrap();
            assert_eq!(cluster(temp.path()), None, "{home}");
        }
    }
}
