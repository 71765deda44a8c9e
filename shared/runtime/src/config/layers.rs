//! Laying documents over each other.

use std::collections::BTreeMap;

use serde_norway::{Mapping, Value};

use super::Finding;

/// The defaults and what came over them.
pub(super) struct Layers {
    defaults: Value,
    merged: Value,
    /// Path of each value that a variable set, and that variable.
    variables: BTreeMap<Vec<String>, String>,
}

impl Layers {
    pub(super) fn new(defaults: Value) -> Self {
        Self { merged: defaults.clone(), defaults, variables: BTreeMap::new() }
    }

    pub(super) fn merged(&self) -> &Value {
        &self.merged
    }

    /// The variable that set the value at `path`.
    pub(super) fn variable(&self, path: &[String]) -> Option<&str> {
        self.variables.get(path).map(String::as_str)
    }

    /// Path, variable and value of everything that a variable set.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&[String], &str, &Value)> {
        self.variables
            .iter()
            .filter_map(|(path, name)| Some((path.as_slice(), name.as_str(), lookup(&self.merged, path)?)))
    }

    /// Lays `file` over; keys that the defaults do not know are left out and noted.
    pub(super) fn add_file(&mut self, file: Value, findings: &mut Vec<Finding>) {
        lay_over(&mut self.merged, file, "", findings);
    }

    /// Lays the variables over that begin with `prefix` and an underscore.
    pub(super) fn add_env(
        &mut self,
        env: impl Iterator<Item = (String, String)>,
        prefix: &str,
        findings: &mut Vec<Finding>,
    ) {
        let ours = |(name, text): (String, String)| {
            let rest = name.strip_prefix(prefix)?.strip_prefix('_')?;
            let path: Vec<String> = rest.split("__").map(str::to_lowercase).collect();
            Some((path, (name, text)))
        };
        // Sorted, so that findings do not change places between runs.
        let variables: BTreeMap<_, _> = env.filter_map(ours).collect();
        for (path, (name, text)) in variables {
            match place(&self.defaults, &path) {
                Place::Known(default) => {
                    let value = scalar(&text, default);
                    if set(&mut self.merged, &path, value) {
                        self.variables.insert(path, name);
                    } else {
                        findings.push(Finding::new(name, "is below a value that is no section"));
                    }
                }
                Place::Section => {
                    findings.push(Finding::new(name, "is a section, name one of its keys"));
                }
                // Kubernetes and others put variables with all kinds of names in place.
                Place::Unknown if path.len() < 2 => (),
                Place::Unknown => {
                    let reason = format!("sets {}, which does not exist", path.join("."));
                    findings.push(Finding::new(name, reason));
                }
            }
        }
    }

    /// Puts the value at the longest beginning of `path` that has a default back to that default.
    /// False if nothing was left to put back.
    pub(super) fn restore(&mut self, mut path: Vec<String>) -> bool {
        while !path.is_empty() {
            let default = lookup(&self.defaults, &path);
            if let Some(default) = default
                && lookup(&self.merged, &path) != Some(default)
            {
                return set(&mut self.merged, &path, default.clone());
            }
            path.pop();
        }
        false
    }
}

/// The value at `path`.
fn lookup<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.as_mapping()?.get(key.as_str()))
}

/// What the defaults say of a path.
enum Place<'v> {
    /// A value, with its default; null below a free key.
    Known(&'v Value),
    /// Holds keys; cannot be set as a whole by a variable.
    Section,
    Unknown,
}

fn place<'v>(defaults: &'v Value, path: &[String]) -> Place<'v> {
    let mut value = defaults;
    for (index, key) in path.iter().enumerate() {
        if key.is_empty() {
            return Place::Unknown;
        }
        match value {
            _ if 0 < index && is_free(value) => return Place::Known(&Value::Null),
            Value::Mapping(section) => match section.get(key.as_str()) {
                Some(below) => value = below,
                None => return Place::Unknown,
            },
            _ => return Place::Unknown,
        }
    }
    match value {
        Value::Mapping(section) if !section.is_empty() => Place::Section,
        value => Place::Known(value),
    }
}

/// Null and `{}` say nothing of what may stand below.
fn is_free(default: &Value) -> bool {
    match default {
        Value::Null => true,
        Value::Mapping(section) => section.is_empty(),
        _ => false,
    }
}

/// Lays `over` on `base`, which still holds the defaults.
fn lay_over(base: &mut Value, over: Value, path: &str, findings: &mut Vec<Finding>) {
    let Value::Mapping(section) = base else {
        *base = over;
        return;
    };
    if section.is_empty() && !path.is_empty() {
        // An empty line `labels:` means the same as no line.
        if !over.is_null() {
            *base = over;
        }
        return;
    }
    let over = match over {
        Value::Mapping(over) => over,
        Value::Null => return,
        _ => {
            findings.push(Finding::new(path, "must be a section of `key: value` lines"));
            return;
        }
    };
    for (key, value) in over {
        let Some(name) = key.as_str() else {
            findings.push(Finding::new(path, format!("has a key that is no text: {key:?}")));
            continue;
        };
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match section.get_mut(name) {
            Some(below) => lay_over(below, value, &path, findings),
            None => findings.push(Finding::new(path, unknown(section))),
        }
    }
}

fn unknown(section: &Mapping) -> String {
    let known: Vec<&str> = section.keys().filter_map(Value::as_str).collect();
    format!("unknown key, expected one of: {}", known.join(", "))
}

/// Sets the value at `path`, making sections on the way. False if a value is in the way.
fn set(base: &mut Value, path: &[String], value: Value) -> bool {
    let Some((key, rest)) = path.split_first() else {
        *base = value;
        return true;
    };
    if base.is_null() {
        *base = Value::Mapping(Mapping::new());
    }
    let Value::Mapping(section) = base else {
        return false;
    };
    let below = section.entry(Value::String(key.clone())).or_insert(Value::Null);
    set(below, rest, value)
}

/// Reads the value of a variable. Only what cannot be mistaken is taken as other than text: a
/// password may hold `: ` or ` #`.
fn scalar(text: &str, default: &Value) -> Value {
    let literal = || Value::String(text.to_owned());
    if default.is_string() {
        return literal();
    }
    if text.is_empty() {
        return Value::Null;
    }
    let is_quoted = text.starts_with(['"', '\'', '[']);
    match serde_norway::from_str(text) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value,
        Ok(value @ (Value::String(_) | Value::Sequence(_))) if is_quoted => value,
        _ => literal(),
    }
}
