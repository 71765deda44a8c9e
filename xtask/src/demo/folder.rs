//! The state folder: what lies where, and who may read it.
//!
//! ```text
//! DIR/
//!   demo.json        what scripts need, while it works; 0600
//!   login.json       administrator's password and API token; 0600, kept
//!   processes.json   what was started, with start times
//!   noctl.yaml       profile for noctl
//!   noctl            runs noctl with it
//!   checks.yaml      what is measured
//!   coordinator/     state of the coordinator   coordinator.json  where it listens
//!   agents/SITE/     state of one agent          agent.yaml  configuration of all of them
//!   lab/             authority and ports of the lab; lab.json in it says where it listens
//!   logs/*.log       one per process
//! ```

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::summary::Ready;

/// The folder of one demo.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// What opens the coordinator. Kept: the coordinator shows the password once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Administrator.
    pub username: String,
    /// Its password.
    pub password: String,
    /// Token for programs, when it was made.
    pub api_token: Option<String>,
}

impl Folder {
    /// Creates what is missing.
    ///
    /// # Errors
    ///
    /// The folder cannot be created or written.
    pub fn create(root: &Path) -> anyhow::Result<Self> {
        let advice =
            || format!("could not use {} for the demo's state; choose another with --state", root.display());
        let make = |path: &Path| DirBuilder::new().recursive(true).mode(0o700).create(path);
        make(root).with_context(advice)?;
        let folder = Self { root: root.canonicalize().with_context(advice)? };
        for path in [folder.logs(), folder.root.join("agents")] {
            make(&path).with_context(advice)?;
        }
        Ok(folder)
    }

    /// A folder that a demo used before.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn existing(root: &Path) -> anyhow::Result<Self> {
        if !root.is_dir() {
            bail!("there is no {}: no demo was started with it", root.display());
        }
        Ok(Self { root: root.canonicalize()? })
    }

    /// Keeps other starts and stops out until the file is dropped.
    ///
    /// # Errors
    ///
    /// Another start, stop or foreground demo works with this folder.
    pub fn hold(&self) -> anyhow::Result<File> {
        self.try_hold()?.with_context(|| {
            format!(
                "another scripts/demo works with {folder}; wait for it, end it (scripts/demo --stop --state {folder}) \
                 or choose another folder",
                folder = self.root.display()
            )
        })
    }

    /// The same, or `None` when another works with this folder.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    pub fn try_hold(&self) -> anyhow::Result<Option<File>> {
        let path = self.lock();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("could not open {}; is the folder yours?", path.display()))?;
        Ok(file.try_lock().is_ok().then_some(file))
    }

    /// The file that is held; its holder writes itself into it.
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// The folder itself, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Logs of every process.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Profile for `noctl --config`.
    pub fn profile(&self) -> PathBuf {
        self.root.join("noctl.yaml")
    }

    /// What is measured.
    pub fn checks(&self) -> PathBuf {
        self.root.join("checks.yaml")
    }

    /// The same until it is applied.
    pub fn next_checks(&self) -> PathBuf {
        self.root.join("checks.next.yaml")
    }

    /// State of the coordinator.
    pub fn coordinator(&self) -> PathBuf {
        self.root.join("coordinator")
    }

    /// Where the coordinator says where it listens.
    pub fn announced(&self) -> PathBuf {
        self.root.join("coordinator.json")
    }

    /// State of the lab: its authority and its ports.
    pub fn lab(&self) -> PathBuf {
        self.root.join("lab")
    }

    /// State of the agent at a site.
    pub fn agent(&self, site: &str) -> PathBuf {
        self.root.join("agents").join(site)
    }

    /// Configuration of every agent.
    pub fn agent_config(&self) -> PathBuf {
        self.root.join("agent.yaml")
    }

    /// What was started.
    pub fn processes(&self) -> PathBuf {
        self.root.join("processes.json")
    }

    /// What scripts need, while it works.
    pub fn ready(&self) -> PathBuf {
        self.root.join("demo.json")
    }

    /// The command line with the profile.
    pub fn noctl(&self) -> PathBuf {
        self.root.join("noctl")
    }

    /// The administrator's password and what else opens the coordinator.
    pub fn login(&self) -> PathBuf {
        self.root.join("login.json")
    }

    /// Writes `demo.json`: from here on it works.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write_ready(&self, ready: &Ready) -> anyhow::Result<()> {
        write_secret(&self.ready(), ready)
    }

    /// Takes `demo.json` away: it does not work any more.
    pub fn remove_ready(&self) {
        fs::remove_file(self.ready()).ok();
    }

    /// What a demo that works has said.
    pub fn read_ready(&self) -> Option<Ready> {
        read(&self.ready()).ok()
    }

    /// Writes the command that runs `noctl` of a folder of programs with the demo's profile.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write_noctl(&self, programs: &Path) -> anyhow::Result<()> {
        let quoted = |path: PathBuf| format!("'{}'", path.display().to_string().replace('\'', "'\\''"));
        let (program, profile) = (quoted(programs.join("noctl")), quoted(self.profile()));
        let script = format!("#!/bin/sh\nexec {program} --config {profile} \"$@\"\n");
        write_private(&self.noctl(), script.as_bytes(), 0o700)
    }

    /// Remembers the login.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write_login(&self, login: &Login) -> anyhow::Result<()> {
        write_secret(&self.login(), login)
    }

    /// The login that was remembered.
    ///
    /// # Errors
    ///
    /// None was, or the file is damaged.
    pub fn read_login(&self) -> anyhow::Result<Login> {
        read(&self.login())
    }
}

/// Reads a file of JSON.
///
/// # Errors
///
/// It is not there or is something else.
pub fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))
}

/// Writes a file of JSON that only its owner can read, whole or not at all.
///
/// # Errors
///
/// The file system refuses.
pub fn write_secret(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    let text = format!("{}\n", serde_json::to_string_pretty(value)?);
    write_private(path, text.as_bytes(), 0o600)
}

fn write_private(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
    let part = path.with_extension("part");
    fs::remove_file(&part).ok();
    let written = (|| {
        let mut file = OpenOptions::new().create_new(true).write(true).mode(mode).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    written.with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_login_is_remembered_for_its_owner_only() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(&temp.path().join("a/b")).unwrap();
        let login = Login { username: "admin".into(), password: "secret".into(), api_token: None };

        folder.write_login(&login).unwrap();

        assert_eq!(folder.read_login().unwrap(), login);
        assert_eq!(folder.login().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_command_line_has_its_profile_whatever_the_folder_is_called() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(&temp.path().join("it's here")).unwrap();
        let programs = temp.path().join("bin dir");
        fs::create_dir(&programs).unwrap();
        std::os::unix::fs::symlink("/bin/echo", programs.join("noctl")).unwrap();

        folder.write_noctl(&programs).unwrap();

        let said = std::process::Command::new(folder.noctl()).arg("a b").output().unwrap().stdout;
        let profile = folder.profile();
        assert_eq!(String::from_utf8(said).unwrap(), format!("--config {} a b\n", profile.display()));
    }

    #[test]
    fn a_folder_is_held_by_one() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(temp.path()).unwrap();
        let held = folder.hold().unwrap();

        assert!(folder.hold().unwrap_err().to_string().contains("another scripts/demo"));

        drop(held);
        folder.hold().unwrap();
    }

    #[test]
    fn a_place_that_is_no_folder_is_refused_with_advice() {
        let temp = tempfile::NamedTempFile::new().unwrap();

        let error = Folder::create(temp.path()).unwrap_err();

        assert!(error.to_string().contains("--state"), "{error}");
    }
}
