//! Configuration: defaults, then the file, then the environment; the later wins.
//!
//! The default document is also the list of what exists: a key of the file that it lacks is a
//! finding. Below a key that defaults to `{}` or null anything may stand; the type decides.
//!
//! `PREFIX_SECTION__KEY=…` sets `section.key`. Everything wrong is reported at once: an operator
//! should need one edit, not four. What the values mean is checked by their owner.

mod layers;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, path::Path};

use serde::de::DeserializeOwned;
use serde_norway::Value;
use serde_path_to_error::Segment;

use self::layers::Layers;
use crate::fs::read_limited;

/// A configuration is some kilobytes; more is the wrong file.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// More faults than this in one file are not worth telling apart.
const MAX_TYPE_FINDINGS: usize = 64;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct Finding {
    /// Dotted key, variable or file.
    pub key: String,
    /// What is wrong with it, and what would be right.
    pub reason: String,
}

impl Finding {
    /// `key` is wrong because of `reason`.
    pub fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into() }
    }
}

/// Everything that is wrong; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings(pub Vec<Finding>);

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}

/// Reads a `T` from `defaults_yaml`, the file at `path` and the variables in `env` that begin
/// with `env_prefix` and an underscore, and hands it to `check` for what the values mean.
///
/// Values of variables are read as YAML scalars or `[…]` lists, and literally where the default
/// is a text. An empty variable sets an empty text, or null where the default is no text. A
/// variable that names no section (no `__`) and no known key is somebody else's and left alone.
///
/// # Errors
///
/// All [`Findings`] at once: unknown keys, sections that are none, values of the wrong type, and those of `check`, which
/// sees a default where a value has the wrong type.
pub fn load<T: DeserializeOwned, C>(
    path: Option<&Path>,
    defaults_yaml: &str,
    env: impl Iterator<Item = (String, String)>,
    env_prefix: &str,
    check: impl FnOnce(T) -> Result<C, Findings>,
) -> Result<C, Findings> {
    let mut findings = Vec::new();
    let mut layers = match serde_norway::from_str(defaults_yaml) {
        Ok(defaults) => Layers::new(defaults),
        Err(error) => return Err(Findings(vec![Finding::new("defaults", error.to_string())])),
    };
    if let Some(path) = path {
        match read(path) {
            Ok(file) => layers.add_file(file, &mut findings),
            // Without the file, findings about its values would be about defaults nobody chose.
            Err(finding) => return Err(Findings(vec![finding])),
        }
    }
    layers.add_env(env, env_prefix, &mut findings);

    match typed(layers, &mut findings).map(check) {
        Some(Ok(checked)) if findings.is_empty() => Ok(checked),
        Some(Ok(_)) | None => Err(Findings(findings)),
        Some(Err(Findings(more))) => {
            // A key with the wrong type was put back to its default; what is said of that is no news.
            let fresh = more.into_iter().filter(|new| !findings.iter().any(|old| old.key == new.key));
            let fresh: Vec<Finding> = fresh.collect();
            findings.extend(fresh);
            Err(Findings(findings))
        }
    }
}

/// What the file and the environment say, each by itself, before anybody looks at what it means.
#[derive(Debug, Clone, Default)]
pub struct Layered {
    file: BTreeMap<String, String>,
    environment: BTreeMap<String, (String, String)>,
}

impl Layered {
    /// What the file says of a key, as text: null is empty, entries of a list are joined by commas.
    #[must_use]
    pub fn file(&self, key: &str) -> Option<&str> {
        self.file.get(key).map(String::as_str)
    }

    /// The variable that sets a key, and its text.
    #[must_use]
    pub fn environment(&self, key: &str) -> Option<(&str, &str)> {
        self.environment.get(key).map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// Reads the same places as [`load`] and keeps them apart. Every value of the defaults is a scalar or a list below a
/// section. `findings` gets what has no place in the defaults.
///
/// # Errors
///
/// The file cannot be read: there is nothing else to say then.
pub fn layers(
    path: Option<&Path>,
    defaults_yaml: &str,
    env: impl Iterator<Item = (String, String)>,
    env_prefix: &str,
    findings: &mut Vec<Finding>,
) -> Result<Layered, Finding> {
    let defaults =
        serde_norway::from_str(defaults_yaml).map_err(|error| Finding::new("defaults", error.to_string()))?;
    let mut layers = Layers::new(defaults);
    let mut layered = Layered::default();
    if let Some(path) = path {
        let file = read(path)?;
        for (section, values) in file.as_mapping().into_iter().flatten() {
            for (key, value) in values.as_mapping().into_iter().flatten() {
                if let (Some(section), Some(key)) = (section.as_str(), key.as_str()) {
                    text_of(&format!("{section}.{key}"), value, findings, |key, text| {
                        layered.file.insert(key, text);
                    });
                }
            }
        }
        layers.add_file(file, findings);
    }
    layers.add_env(env, env_prefix, findings);
    for (path, name, value) in layers.variables() {
        text_of(&path.join("."), value, findings, |key, text| {
            layered.environment.insert(key, (name.to_owned(), text));
        });
    }
    Ok(layered)
}

/// Hands on a value as text, or notes that it is none.
fn text_of(key: &str, value: &Value, findings: &mut Vec<Finding>, hand_on: impl FnOnce(String, String)) {
    let scalar = |value: &Value| match value {
        Value::Null => Some(String::new()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => None,
    };
    let text = match value {
        Value::Sequence(entries) => {
            entries.iter().map(scalar).collect::<Option<Vec<_>>>().map(|entries| entries.join(","))
        }
        other => scalar(other),
    };
    match text {
        Some(text) => hand_on(key.to_owned(), text),
        None => findings.push(Finding::new(key, "must be one value, or a list of texts")),
    }
}

fn read(path: &Path) -> Result<Value, Finding> {
    let key = path.display().to_string();
    let finding = |reason: String| Finding::new(key.clone(), reason);
    let bytes = read_limited(path, MAX_FILE_BYTES).map_err(|error| finding(chain(&error)))?;
    match serde_norway::from_slice(&bytes) {
        Ok(Value::Null) => Ok(Value::Mapping(serde_norway::Mapping::new())),
        Ok(file @ Value::Mapping(_)) => Ok(file),
        Ok(_) => Err(finding("must be a document of `key: value` lines".to_owned())),
        Err(error) => Err(finding(error.to_string())),
    }
}

/// Turns the merged document into a `T`. Serde stops at the first fault, so each faulty value is
/// noted, put back to its default and the rest tried again.
fn typed<T: DeserializeOwned>(mut layers: Layers, findings: &mut Vec<Finding>) -> Option<T> {
    for _ in 0..MAX_TYPE_FINDINGS {
        let error = match serde_path_to_error::deserialize(layers.merged().clone()) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let path: Vec<String> = error
            .path()
            .iter()
            .map_while(|segment| match segment {
                Segment::Map { key } => Some(key.clone()),
                Segment::Seq { .. } | Segment::Enum { .. } | Segment::Unknown => None,
            })
            .collect();
        let mut reason = error.inner().to_string();
        if let Some(variable) = layers.variable(&path) {
            reason = format!("{reason} (set by {variable})");
        }
        let key = error.path().to_string();
        let key = if key == "." { "configuration".to_owned() } else { key };
        findings.push(Finding::new(key, reason));

        if !layers.restore(path) {
            return None;
        }
    }
    None
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
