//! From Rust to a module for browsers with the script that loads it.

use std::{
    env,
    ffi::OsString,
    fs,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};
use cargo_metadata::{Message, MetadataCommand};
use wasm_bindgen_cli_support::Bindgen;

use crate::tree;

/// What it is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";
const PACKAGE: &str = "nocturne-web";

/// A compiled module that no browser can load yet.
#[derive(Debug)]
pub struct Compiled {
    /// Its bytes.
    pub module: Vec<u8>,
    path: PathBuf,
    dev: bool,
}

/// What a browser loads.
pub struct Bound {
    /// An ES module whose default export starts the console.
    pub script: Vec<u8>,
    /// The WebAssembly module.
    pub module: Vec<u8>,
}

impl Compiled {
    /// The folder it was compiled into.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }
}

/// Compiles the console with the profile `console`, or `console-dev`.
///
/// `toolchain` is the folder of a cargo and a rustc that have the sources of the standard library and not the library
/// for [`TARGET`].
///
/// # Errors
///
/// The target is not installed, or what the compiler says.
pub fn compile(dev: bool, toolchain: Option<&Path>) -> anyhow::Result<Compiled> {
    let mut command = match toolchain {
        Some(toolchain) => with_own_library(toolchain)?,
        None => Command::new(cargo()),
    };
    if !dev {
        command.env("CARGO_ENCODED_RUSTFLAGS", without_paths().join("\x1f"));
    }
    let mut child = command
        .current_dir(tree::root())
        .args(["build", "--locked", "--package", PACKAGE, "--target", TARGET])
        .args(["--profile", if dev { "console-dev" } else { "console" }])
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped())
        .spawn()
        .context("could not run cargo")?;
    let stdout = child.stdout.take().context("cargo has no output")?;
    let mut path = None;
    for message in Message::parse_stream(BufReader::new(stdout)) {
        if let Message::CompilerArtifact(artifact) = message? {
            let wasm = artifact.filenames.into_iter().find(|name| name.extension() == Some("wasm"));
            path = wasm.filter(|_| artifact.target.name == PACKAGE).map(Into::into).or(path);
        }
    }
    if !child.wait()?.success() {
        bail!(
            "the console does not compile; if the target is what is missing: rustup target add {TARGET}, or let \
             scripts/demo or scripts/test find another way"
        );
    }
    let path: PathBuf = path.context("cargo named no module")?;
    let module = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(Compiled { module, path, dev })
}

fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Cargo of another toolchain, in a target folder of its own: two versions would undo each other's work.
fn with_own_library(toolchain: &Path) -> anyhow::Result<Command> {
    let metadata = MetadataCommand::new().current_dir(tree::root()).no_deps().exec()?;
    let mut command = Command::new(toolchain.join("cargo"));
    command
        .arg("-Zbuild-std=std,panic_abort")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", toolchain.join("rustc"))
        .env("CARGO_TARGET_DIR", metadata.target_directory.join("console-std"))
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    Ok(command)
}

/// Panics name the file they come from: the same file must have the same name on every machine.
fn without_paths() -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"))).unwrap_or_default();
    let sources = home.join("registry/src");
    let mut flags = vec![remap(&tree::root(), "nocturne")];
    for registry in tree::names(&sources).unwrap_or_default() {
        flags.push(remap(&sources.join(registry), "crates"));
    }
    flags
}

fn remap(from: &Path, to: &str) -> String {
    format!("--remap-path-prefix={}={to}", from.display())
}

/// Writes the script for a module.
///
/// # Errors
///
/// The module does not fit this library, or brings scripts of its own.
pub fn bind(compiled: &Compiled) -> anyhow::Result<Bound> {
    let folder = tempfile::tempdir()?;
    Bindgen::new()
        .input_path(&compiled.path)
        .out_name("console")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(compiled.dev)
        .remove_name_section(!compiled.dev)
        .remove_producers_section(true)
        .generate(folder.path())?;
    if folder.path().join("snippets").exists() {
        bail!("a crate brings scripts of its own, which the console's files have no place for");
    }
    Ok(Bound {
        script: fs::read(folder.path().join("console.js"))?,
        module: fs::read(folder.path().join("console_bg.wasm"))?,
    })
}
