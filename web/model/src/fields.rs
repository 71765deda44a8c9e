//! Which field of a form a finding of the server belongs to.

use std::collections::BTreeMap;

use crate::failure::FieldFailure;

/// A form's fields: paths of the API to ids on the page. Several paths may lead to one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    ids: BTreeMap<String, String>,
}

/// Findings, sorted to where they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors {
    /// Id of a field, and what is wrong with it, in the order it was found.
    pub fields: Vec<(String, String)>,
    /// What belongs to no field of the form.
    pub summary: Vec<FieldFailure>,
}

impl FieldMap {
    /// A form's fields as path and id.
    #[must_use]
    pub fn new(fields: &[(&str, &str)]) -> Self {
        let own = |(path, id): &(&str, &str)| ((*path).to_owned(), (*id).to_owned());
        Self { ids: fields.iter().map(own).collect() }
    }

    /// A form whose ids are the API's paths, behind `prefix`.
    #[must_use]
    pub fn same(prefix: &str, paths: &[&str]) -> Self {
        let own = |path: &&str| ((*path).to_owned(), format!("{prefix}{path}"));
        Self { ids: paths.iter().map(own).collect() }
    }

    /// Id of the field for a path: the path itself, else the nearest one that holds it. `check.` in front, as requests
    /// have it, is the same path.
    #[must_use]
    pub fn id_for(&self, path: &str) -> Option<&str> {
        let bare = path.strip_prefix("check.").unwrap_or(path);
        [path, bare].into_iter().find_map(|start| {
            let mut at = Some(start);
            while let Some(path) = at {
                if let Some(id) = self.ids.get(path) {
                    return Some(id.as_str());
                }
                at = parent(path);
            }
            None
        })
    }

    /// Sorts findings to fields; what belongs to none goes to the summary, so nothing is lost. Of a list the place is
    /// said in the text, because the form has one field for all of it.
    #[must_use]
    pub fn place(&self, found: &[FieldFailure]) -> FormErrors {
        let mut errors = FormErrors::default();
        for finding in found {
            let Some(id) = self.id_for(&finding.path) else {
                errors.summary.push(finding.clone());
                continue;
            };
            let message = match index_of(&finding.path) {
                Some(index) => format!("Value {}: {}", index.saturating_add(1), finding.message),
                None => capitalized(&finding.message),
            };
            match errors.fields.iter_mut().find(|(known, _)| known == id) {
                Some((_, text)) => {
                    text.push_str("; ");
                    text.push_str(&message);
                }
                None => errors.fields.push((id.to_owned(), message)),
            }
        }
        errors
    }
}

impl FormErrors {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.summary.is_empty()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == id).map(|(_, message)| message.as_str())
    }

    /// Id of the field to go to first.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.fields.first().map(|(id, _)| id.as_str())
    }

    /// Without what was said about a field: it was changed since.
    #[must_use]
    pub fn without(mut self, id: &str) -> Self {
        self.fields.retain(|(known, _)| known != id);
        self
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// The path that holds this one: `http.headers[2].name`, `http.headers[2]`, `http.headers`, `http`.
fn parent(path: &str) -> Option<&str> {
    let end = path.rfind(['.', '[']).filter(|end| *end > 0)?;
    path.get(..end)
}

/// The last index in a path.
fn index_of(path: &str) -> Option<usize> {
    let (_, tail) = path.rsplit_once('[')?;
    let (number, _) = tail.split_once(']')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map() -> FieldMap {
        FieldMap::new(&[
            ("slug", "check-slug"),
            ("targets", "check-targets"),
            ("http.expected_statuses", "check-statuses"),
            ("http", "check-http"),
            ("status_policy.window", "check-window"),
        ])
    }

    #[test]
    fn a_finding_goes_to_its_field_or_the_nearest_that_holds_it() {
        let cases = [
            ("slug", Some("check-slug")),
            ("check.slug", Some("check-slug")),
            ("targets[3]", Some("check-targets")),
            ("check.http.expected_statuses[2]", Some("check-statuses")),
            ("http.headers[1].name", Some("check-http")),
            ("status_policy.down_after", None),
            ("", None),
            ("check.", None),
            ("[0]", None),
            ("targetsX", None),
        ];
        for (path, want) in cases {
            assert_eq!(map().id_for(path), want, "{path}");
        }
        assert_eq!(FieldMap::same("f-", &["labels"]).id_for("labels.role"), Some("f-labels"));
    }

    #[test]
    fn several_findings_about_one_list_stand_together_with_their_lines() {
        let found = [
            FieldFailure::new("targets[0]", "is no host"),
            FieldFailure::new("nowhere", "is odd"),
            FieldFailure::new("targets[12]", "is there twice"),
            FieldFailure::new("slug", "is taken"),
        ];

        let errors = map().place(&found);

        assert_eq!(errors.of("check-targets"), Some("Value 1: is no host; Value 13: is there twice"));
        assert_eq!(errors.of("check-slug"), Some("Is taken"));
        assert_eq!(errors.summary, [FieldFailure::new("nowhere", "is odd")]);
        assert_eq!(errors.first(), Some("check-targets"));
        assert_eq!(errors.clone().without("check-targets").first(), Some("check-slug"));
        assert!(!errors.is_empty() && FormErrors::default().is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost(paths in proptest::collection::vec("[a-z.\\[\\]0-9]{0,12}", 0..8)) {
            let found: Vec<FieldFailure> =
                paths.iter().enumerate().map(|(n, path)| FieldFailure::new(path, format!("<{n}>"))).collect();

            let errors = map().place(&found);

            let shown = format!("{:?} {:?}", errors.fields, errors.summary);
            for n in 0..found.len() {
                let mark = format!("<{n}>");
                prop_assert!(shown.contains(&mark));
            }
        }
    }
}
