//! Documents from outside, with everything that is wrong in them at once.
//!
//! serde stops at the first fault. Here each fault is noted, what is at fault is taken away and the rest is tried again,
//! so every field of a type that is read like this is optional.

use nocturne_runtime::config::Finding;
use serde::de::DeserializeOwned;
use serde_norway::{Mapping, Value};
use serde_path_to_error::Segment;

/// More faults than this in one place are not worth telling apart.
const MAX_FINDINGS: usize = 64;

/// Reads a `T`; what is wrong is noted with `place` in front of its key. `None` when nothing is left to read.
pub(crate) fn read<T: DeserializeOwned>(
    mut value: Value,
    place: &str,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    for _ in 0..MAX_FINDINGS {
        let error = match serde_path_to_error::deserialize(value.clone()) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let path = error.path().to_string();
        let key = match (place, path.as_str()) {
            (place, ".") => place.to_owned(),
            ("", path) => path.to_owned(),
            (place, path) if path.starts_with('[') => format!("{place}{path}"),
            (place, path) => format!("{place}.{path}"),
        };
        let key = if key.is_empty() { "document".to_owned() } else { key };
        let segments: Vec<&Segment> = error.path().iter().collect();
        let removed = remove(&mut value, &segments);
        findings.push(Finding::new(key, error.inner().to_string()));
        if !removed {
            return None;
        }
    }
    None
}

/// Takes away what the path leads to; false when nothing is there.
fn remove(value: &mut Value, path: &[&Segment]) -> bool {
    match (path, value) {
        ([Segment::Map { key }], Value::Mapping(map)) => map.shift_remove(key.as_str()).is_some(),
        ([Segment::Seq { index }], Value::Sequence(list)) if *index < list.len() => {
            list.remove(*index);
            true
        }
        ([Segment::Map { key }, rest @ ..], Value::Mapping(map)) => {
            map.get_mut(key.as_str()).is_some_and(|inner| remove(inner, rest))
        }
        ([Segment::Seq { index }, rest @ ..], Value::Sequence(list)) => {
            list.get_mut(*index).is_some_and(|inner| remove(inner, rest))
        }
        _ => false,
    }
}

/// Reads a document of `key: value` lines.
pub(crate) fn mapping(text: &str) -> Result<Mapping, Finding> {
    match serde_norway::from_str(text) {
        Ok(Value::Mapping(map)) => Ok(map),
        Ok(_) => Err(Finding::new("document", "must be a document of `key: value` lines")),
        Err(error) => Err(Finding::new("document", error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq, Eq)]
    #[serde(deny_unknown_fields, default)]
    struct Sample {
        port: Option<u16>,
        names: Option<Vec<String>>,
    }

    #[test]
    fn every_fault_is_found_and_the_rest_is_read() {
        let value = serde_norway::from_str("{port: many, names: [a, {b: c}], colour: red, size: 3}").unwrap();
        let mut findings = Vec::new();

        let sample: Sample = read(value, "targets.x", &mut findings).unwrap();

        assert_eq!(sample, Sample { port: None, names: Some(vec!["a".to_owned()]) });
        let keys: Vec<&str> = findings.iter().map(|finding| finding.key.as_str()).collect();
        assert_eq!(
            keys,
            ["targets.x.port", "targets.x.names[1]", "targets.x.colour", "targets.x.size"],
            "{findings:?}"
        );
    }

    #[test]
    fn what_is_something_else_altogether_is_one_finding() {
        let mut findings = Vec::new();

        let sample: Option<Sample> = read(Value::from("text"), "timeline", &mut findings);

        assert_eq!(sample, None);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].key, "timeline");
    }
}
