//! Kept inputs.

use std::{fs, path::PathBuf};

use crate::Target;

/// What a decoder must make of a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `good-…`: accepts it.
    Accepted,
    /// `bad-…`: refuses it.
    Refused,
    /// `odd-…`: survives it.
    Either,
}

/// One kept input.
#[derive(Debug, Clone)]
pub struct Seed {
    /// File name, which says what it is.
    pub name: String,
    /// What must come of it.
    pub expected: Expected,
    /// The input.
    pub bytes: Vec<u8>,
}

/// Where the seeds of a target lie.
#[must_use]
pub fn folder(target: &Target) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name)
}

/// The seeds of a target by name.
///
/// # Panics
///
/// The folder cannot be read, is empty, or holds a file whose name does not say what must come of it.
#[must_use]
pub fn seeds(target: &Target) -> Vec<Seed> {
    let folder = folder(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut seeds: Vec<Seed> = entries
        .map(|entry| {
            let path = entry.expect("a folder's entry can be read").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("names are text").to_owned();
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let expected = expected(&name)
                .unwrap_or_else(|| panic!("{}: call it good-…, bad-… or odd-…", path.display()));
            Seed { name, expected, bytes }
        })
        .collect();
    assert!(!seeds.is_empty(), "{} is empty", folder.display());
    seeds.sort_by(|a, b| a.name.cmp(&b.name));
    seeds
}

fn expected(name: &str) -> Option<Expected> {
    match name.split_once('-')?.0 {
        "good" => Some(Expected::Accepted),
        "bad" => Some(Expected::Refused),
        "odd" => Some(Expected::Either),
        _ => None,
    }
}
