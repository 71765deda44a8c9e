//! What default, file and environment say of every setting.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use nocturne_core::setting::{Definition, REGISTRY, Said, Source, Value, in_force};
use nocturne_runtime::config::{Finding, Findings, Layered};

/// Checked values of the layers below and above the database. The database's own are laid between them.
#[derive(Debug, Clone)]
pub struct Layers {
    by_name: BTreeMap<&'static str, Vec<Said>>,
}

impl Layers {
    /// Checks what was read. `file` is shown as the place of its values; `instead` are defaults other than the program's,
    /// by name. What is no value of its setting is a finding, and not said.
    #[must_use]
    pub fn read(
        layered: &Layered,
        file: Option<&Path>,
        instead: &[(&str, &str)],
        findings: &mut Vec<Finding>,
    ) -> Self {
        let place = file.map(|file| file.display().to_string()).unwrap_or_default();
        let by_name = REGISTRY
            .iter()
            .map(|definition| {
                let name = definition.name;
                let other = instead.iter().find(|(of, _)| *of == name).map(|(_, text)| *text);
                let said = [
                    Some((Source::Default, other.unwrap_or(definition.default), "")),
                    layered.file(name).map(|text| (Source::File, text, place.as_str())),
                    layered.environment(name).map(|(variable, text)| (Source::Environment, text, variable)),
                ];
                let said = said.into_iter().flatten();
                let said = said.filter_map(|said| look(definition, said, findings)).collect();
                (name, said)
            })
            .collect();
        Self { by_name }
    }

    /// The defaults alone, with `instead` in place of some.
    ///
    /// # Errors
    ///
    /// Which of those are no values.
    pub fn defaults(instead: &[(&str, &str)]) -> Result<Self, Findings> {
        let mut findings = Vec::new();
        let layers = Self::read(&Layered::default(), None, instead, &mut findings);
        if findings.is_empty() { Ok(layers) } else { Err(Findings(findings)) }
    }

    /// What the layers say of a setting, and the database with them if it says something.
    #[must_use]
    pub fn said(&self, name: &str, stored: Option<&Value>) -> Vec<Said> {
        let mut said = self.by_name.get(name).cloned().unwrap_or_default();
        said.extend(stored.map(|value| Said {
            source: Source::Database,
            value: value.clone(),
            place: String::new(),
        }));
        said.sort_by_key(|said| said.source);
        said
    }

    /// The text that default, file and environment decide on.
    pub(super) fn text(&self, name: &str) -> String {
        self.value(name).map(ToString::to_string).unwrap_or_default()
    }

    /// The same where an empty text is none.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        let text = self.text(name);
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    /// The number that they decide on.
    pub(super) fn number(&self, name: &str) -> u64 {
        match self.value(name) {
            Some(Value::Number(number)) => *number,
            Some(Value::Boolean(_) | Value::Text(_) | Value::List(_)) | None => 0,
        }
    }

    fn value(&self, name: &str) -> Option<&Value> {
        in_force(self.by_name.get(name)?).map(|said| &said.value)
    }
}

fn look(
    definition: &Definition,
    (source, text, place): (Source, &str, &str),
    findings: &mut Vec<Finding>,
) -> Option<Said> {
    match definition.kind.read(text) {
        Ok(value) => Some(Said { source, value, place: place.to_owned() }),
        Err(reason) if source == Source::Environment => {
            findings.push(Finding::new(definition.name, format!("{reason} (set by {place})")));
            None
        }
        Err(reason) => {
            findings.push(Finding::new(definition.name, reason));
            None
        }
    }
}
