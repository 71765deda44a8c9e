//! `proto/proto/**.proto` to Rust, without protoc.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use prost::Message as _;

use crate::tree;

/// Regenerates `proto/src/generated`, or with `check` only compares.
///
/// # Errors
///
/// A proto that does not compile, or with `check` code that is stale.
pub fn run(check: bool) -> anyhow::Result<()> {
    let include = tree::root().join("proto/proto");
    let mut protos = Vec::new();
    collect(&include.join("nocturne"), &mut protos)?;
    protos.sort();

    let mut compiler = protox::Compiler::new([&include]).context("could not open proto/proto")?;
    compiler
        .include_source_info(true)
        .include_imports(true)
        .open_files(&protos)
        .context("a proto is wrong")?;
    let descriptors = compiler.file_descriptor_set();

    let out = tempfile::tempdir()?;
    tonic_prost_build::configure()
        .out_dir(out.path())
        .build_transport(false)
        .bytes(".nocturne.agent.v1.Record")
        .bytes(".nocturne.agent.v1.DesiredStatePart.data")
        .emit_rerun_if_changed(false)
        .compile_fds(descriptors)
        .context("could not generate Rust from the descriptors")?;
    // The option's own package becomes a module of nothing but HttpRule: nobody reads it in Rust.
    fs::remove_file(out.path().join("google.api.rs")).ok();
    fs::write(out.path().join("descriptors.bin"), compiler.encode_file_descriptor_set())?;
    anyhow::ensure!(!compiler.file_descriptor_set().encode_to_vec().is_empty(), "no descriptors");

    tree::install(out.path(), &tree::root().join("proto/src/generated"), check)
}

fn collect(folder: &Path, protos: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, protos)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            protos.push(path);
        }
    }
    Ok(())
}
