//! What is measured: the lab with its built-in scenario.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::Path,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::{
    folder::{self, Folder},
    interrupt, path_text,
    process::{Running, Stage},
};

/// How long the targets may take to listen.
const READY: Duration = Duration::from_secs(20);

/// What the lab says about itself when everything listens.
#[derive(Debug, Clone, Deserialize)]
pub struct Lab {
    /// Where faults are switched.
    pub control: String,
    /// The authority behind its certificates.
    pub ca_file: PathBuf,
    /// Targets by name.
    pub targets: BTreeMap<String, LabTarget>,
}

/// One target.
#[derive(Debug, Clone, Deserialize)]
pub struct LabTarget {
    /// Where it listens.
    pub address: SocketAddr,
    /// The same for web servers, with a slash at the end.
    pub url: Option<String>,
}

impl Lab {
    /// A target by its name.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn target(&self, name: &str) -> anyhow::Result<&LabTarget> {
        self.targets.get(name).with_context(|| format!("the lab has no target {name:?}"))
    }
}

/// Starts it. Its ports are those of the last time, unless somebody else took one.
///
/// # Errors
///
/// It does not listen in time: the end of its log.
pub fn start(folder: &Folder, programs: &Path, running: &mut Running) -> anyhow::Result<Lab> {
    const NAME: &str = "lab";
    let announced = folder.lab().join("lab.json");
    fs::remove_file(&announced).ok();
    let state = folder.lab();
    let args = ["run", "--state", path_text(&state)?, "--control", "127.0.0.1:0"];
    running.start(Stage::Lab, NAME, &programs.join("nocturne-lab"), &args)?;

    let begun = Instant::now();
    while !announced.exists() {
        running.all_alive()?;
        if begun.elapsed() > READY {
            bail!("the targets do not listen after {} s\n{}", READY.as_secs(), running.log_tail(NAME));
        }
        interrupt::pause(Duration::from_millis(20))?;
    }
    folder::read(&announced)
}
