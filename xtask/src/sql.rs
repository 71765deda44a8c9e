//! `coordinator/store/queries/*.sql` to Rust, checked against a real database with the real migrations.

use std::{path::Path, process::Command};

use anyhow::Context as _;
use nocturne_database::{
    bootstrap::connect_once,
    cluster::{Cluster, ClusterOptions, Durability},
    testing::{CLUSTER_VARIABLE, TestDatabase},
};

use crate::tree;

/// Regenerates `coordinator/store/generated/src`, or with `check` only compares.
///
/// # Errors
///
/// A query that the database refuses, or with `check` code that is stale.
pub fn run(check: bool) -> anyhow::Result<()> {
    let store = tree::root().join("coordinator/store");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let database = runtime.block_on(TestDatabase::create());

    let out = tempfile::tempdir()?;
    let mut config = cornucopia::config::Config::from_file(store.join("cornucopia.toml"))
        .map_err(|error| anyhow::anyhow!("cornucopia.toml: {error}"))?;
    config.queries = store.join("queries");
    config.destination = out.path().join("crate");
    let client = runtime.block_on(connect_once(&database.owner()))?;
    cornucopia::gen_live(&client, config).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    drop(client);

    let generated = out.path().join("crate/src");
    format(&generated)?;
    tree::install(&generated, &store.join("generated/src"), check)
}

/// Runs a command with one private cluster for all the test processes it starts; returns its exit code.
///
/// # Errors
///
/// No PostgreSQL, or the command cannot be started.
pub fn with_cluster(command: &[String]) -> anyhow::Result<u8> {
    let (program, arguments) = command.split_first().context("no command given")?;
    let folder = tempfile::tempdir()?;
    let options =
        ClusterOptions { state_dir: folder.path().to_owned(), durability: Durability::Test, ephemeral: true };
    let cluster = Cluster::start(&options).context("no PostgreSQL to test with")?;
    let status = Command::new(program)
        .args(arguments)
        .env(CLUSTER_VARIABLE, cluster.record_path())
        .status()
        .with_context(|| format!("could not start {program}"))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

fn format(folder: &Path) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for entry in walk(folder)? {
        if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
    let config = tree::root().join("rustfmt.toml");
    let status = Command::new("rustfmt").arg("--config-path").arg(config).args(&files).status()?;
    anyhow::ensure!(status.success(), "rustfmt failed on generated code");
    Ok(())
}

fn walk(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(walk(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
