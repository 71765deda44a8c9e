//! Files for `checks apply`: YAML, one check, a list of checks, or several documents of either.
//!
//! ```yaml
//! slug: web                     # or `name`
//! http: {expected_statuses: [200-299]}
//! targets: [https://example.org/]
//! agent_selector: site=ams      # empty is every agent
//! interval: 10s
//! ---
//! - slug: gateway
//!   icmp: {}
//!   targets: [192.0.2.1]
//! ```
//!
//! Keys are the fields of the API; enums are written as their short names, durations with their unit. What a file does
//! not say has the coordinator's default. Fields that the coordinator makes (ids, revision, etag, times) are accepted and
//! not looked at, so that the output of `checks show -o yaml` can be edited and applied. `tls_ca_file` names a file, seen
//! from the YAML file's folder, whose content becomes `tls_ca_pem`.

use std::{
    collections::BTreeSet,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use nocturne_proto::api::v1 as wire;
use nocturne_shared::field::FieldErrors;
use serde::Deserialize as _;
use serde_norway::Value;

use crate::error::Error;

mod entry;
mod fields;
mod place;

pub(crate) use entry::{KINDS, read as read_entry};

/// Largest file that a check may name: certificates are smaller.
const MAX_NAMED_BYTES: u64 = 1 << 20;

/// A file of checks, read and not looked at.
#[derive(Debug, Clone)]
pub(crate) struct CheckFile {
    /// Its name in messages.
    origin: String,
    text: String,
    /// Folder that relative paths in it are seen from.
    base: PathBuf,
}

/// One check of a file.
#[derive(Debug, Clone)]
pub(crate) struct FileCheck {
    /// The check.
    pub check: wire::Check,
    /// Index of its document in the file.
    document: usize,
    /// Index in the document's list; `None` when the document is the check.
    item: Option<usize>,
}

impl CheckFile {
    /// Reads a file; `-` is standard input.
    ///
    /// # Errors
    ///
    /// [`Error::Read`].
    pub(crate) fn open(file: &Path) -> Result<Self, Error> {
        if file == Path::new("-") {
            let mut text = String::new();
            let origin = "standard input".to_owned();
            std::io::stdin()
                .read_to_string(&mut text)
                .map_err(|source| Error::Read { what: origin.clone(), source })?;
            return Ok(Self { origin, text, base: PathBuf::new() });
        }
        let origin = file.display().to_string();
        let base = file.parent().map(Path::to_path_buf).unwrap_or_default();
        match fs::read_to_string(file) {
            Ok(text) => Ok(Self { origin, text, base }),
            Err(source) => Err(Error::Read { what: origin, source }),
        }
    }

    /// Looks at every check in it.
    ///
    /// # Errors
    ///
    /// All findings, a line each, with the file, the line where it is known, and the check in front.
    pub(crate) fn checks(&self) -> Result<Vec<FileCheck>, Vec<String>> {
        let mut checks = Vec::new();
        let mut findings = Vec::new();
        let mut seen = BTreeSet::new();
        for (document, parsed) in self.documents() {
            let value = match parsed {
                Ok(value) => value,
                Err(error) => {
                    findings.push(format!("{}: {}", self.origin, with_line(&error)));
                    continue;
                }
            };
            for (item, entry) in entries(value) {
                if !matches!(entry, Value::Mapping(_)) {
                    let place = place::Place { document, item };
                    findings.push(self.line(place, "", "", "a check, or a list of checks, belongs here"));
                    continue;
                }
                let (slug, read) = read_entry(entry, &|path| self.load(path));
                let place = place::Place { document, item };
                if !slug.is_empty() && !seen.insert(slug.clone()) {
                    findings.push(self.line(place, &slug, "slug", "the name is there twice"));
                }
                match read {
                    Ok(check) => checks.push(FileCheck { check, document, item }),
                    Err(FieldErrors(found)) => findings.extend(
                        found.iter().map(|finding| self.line(place, &slug, &finding.field, &finding.reason)),
                    ),
                }
            }
        }
        if checks.is_empty() && findings.is_empty() {
            findings.push(format!("{}: there is no check in it", self.origin));
        }
        if findings.is_empty() { Ok(checks) } else { Err(findings) }
    }

    /// Where a field of one of its checks is, as findings begin: `checks.yaml:7: check web: http.body`.
    pub(crate) fn place_of(&self, one: &FileCheck, field: &str) -> String {
        let place = place::Place { document: one.document, item: one.item };
        self.place(place, &one.check.slug, field)
    }

    fn line(&self, place: place::Place, slug: &str, field: &str, reason: &str) -> String {
        format!("{}: {reason}", self.place(place, slug, field))
    }

    fn place(&self, place: place::Place, slug: &str, field: &str) -> String {
        let line = place::line_of(&self.text, place, field);
        let mut text = line.map_or_else(|| self.origin.clone(), |line| format!("{}:{line}", self.origin));
        match place.item {
            _ if !slug.is_empty() => text.push_str(&format!(": check {slug}")),
            Some(item) => text.push_str(&format!(": check {}", item + 1)),
            None => {}
        }
        if !field.is_empty() {
            text.push_str(&format!(": {field}"));
        }
        text
    }

    /// Its documents, each parsed or not.
    fn documents(&self) -> Vec<(usize, Result<Value, serde_norway::Error>)> {
        let mut documents: Vec<(usize, Result<Value, serde_norway::Error>)> = Vec::new();
        // The parser has no document then, and no line to name.
        if self.text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return documents;
        }
        for (index, document) in serde_norway::Deserializer::from_str(&self.text).enumerate() {
            let parsed = Value::deserialize(document)
                .and_then(|mut value| value.apply_merge().map(|()| value))
                .map(|value| (!value.is_null()).then_some(value));
            let Some(parsed) = parsed.transpose() else { continue };
            // Behind broken syntax the parser finds the same fault again and again.
            if let (Err(error), Some((_, Err(before)))) = (&parsed, documents.last())
                && error.to_string() == before.to_string()
            {
                break;
            }
            documents.push((index, parsed));
        }
        documents
    }

    fn load(&self, path: &Path) -> Result<String, String> {
        load(&self.base.join(path))
    }
}

/// Reads a file that a check names.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn load(path: &Path) -> Result<String, String> {
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    match file.take(MAX_NAMED_BYTES + 1).read_to_string(&mut text) {
        Ok(_) if text.len() as u64 > MAX_NAMED_BYTES => Err("it is larger than 1 MiB".to_owned()),
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}

/// The checks of one document, each with its index when they are a list.
fn entries(document: Value) -> Vec<(Option<usize>, Value)> {
    match document {
        Value::Sequence(items) => {
            items.into_iter().enumerate().map(|(index, item)| (Some(index), item)).collect()
        }
        one => vec![(None, one)],
    }
}

/// The parser leaves out the place of what stands at the very beginning.
fn with_line(error: &serde_norway::Error) -> String {
    let text = error.to_string();
    match error.location() {
        Some(place) if !text.contains(" line ") => format!("{text} at line {}", place.line()),
        _ => text,
    }
}

#[cfg(test)]
mod tests;
