//! What a refused check has wrong.

use std::collections::BTreeSet;

use crate::{
    check_form::CheckForm,
    failure::{Failure, FailureKind, FieldFailure},
    fields::FormErrors,
};

/// Everything a failure says about fields. A name that is taken is one of them, although the coordinator answers it as a
/// failure of the whole.
#[must_use]
pub fn findings(failure: &Failure) -> Vec<FieldFailure> {
    match failure.kind {
        FailureKind::AlreadyExists if failure.fields.is_empty() => {
            vec![FieldFailure::new("slug", failure.detail.clone())]
        }
        FailureKind::Invalid | FailureKind::TooLarge if failure.fields.is_empty() => {
            vec![FieldFailure::new("", failure.detail.clone())]
        }
        _ => failure.fields.clone(),
    }
}

/// The findings at their fields, in the order of the page, so that the first one is the uppermost.
#[must_use]
pub fn placed(found: &[FieldFailure]) -> FormErrors {
    // With a window that is out of its range every other number of the policy is as well.
    let of_window = |path: &str| path.ends_with("status_policy.window");
    let follows = |path: &str| !of_window(path) && path.contains("status_policy.");
    let mut own = found.to_vec();
    if found.iter().any(|finding| of_window(&finding.path)) {
        own.retain(|finding| !follows(&finding.path));
    }
    let mut errors = CheckForm::field_map().place(&own);
    let place = |id: &str| {
        super::FIELDS.iter().position(|path| CheckForm::field_id(path) == id).unwrap_or(super::FIELDS.len())
    };
    crate::order::sort_by_key(&mut errors.fields, |(id, _)| place(id));
    errors
}

/// What is told while somebody types.
///
/// Nothing about fields that were not touched yet, and nothing that came up with the last key (`settled` is what was found
/// a moment ago). After an attempt to save everything is told.
#[must_use]
pub fn shown(
    found: &[FieldFailure],
    settled: &[FieldFailure],
    touched: &BTreeSet<&'static str>,
    attempted: bool,
) -> Vec<FieldFailure> {
    let is_told = |finding: &&FieldFailure| {
        let field = field_of(&finding.path);
        let held = settled.iter().any(|before| field_of(&before.path) == field);
        held && (attempted || touched.contains(field))
    };
    found.iter().filter(is_told).cloned().collect()
}

/// `targets[3]` is about `targets`.
fn field_of(path: &str) -> &str {
    let path = path.strip_prefix("check.").unwrap_or(path);
    path.split_once('[').map_or(path, |(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_is_said_at_the_name() {
        let taken = Failure::new(FailureKind::AlreadyExists, "a check named \"web\" exists already");

        assert_eq!(placed(&findings(&taken)).first(), Some("check-slug"));
    }

    #[test]
    fn what_names_no_field_is_not_lost() {
        let odd = Failure::new(FailureKind::Invalid, "something is odd");
        assert_eq!(placed(&findings(&odd)).summary, [FieldFailure::new("", "something is odd")]);

        let lost = Failure::unreachable("no network");
        assert!(placed(&findings(&lost)).is_empty());
    }

    #[test]
    fn the_uppermost_field_is_the_first() {
        let found = ["timeout", "targets[1]", "slug"].map(|path| FieldFailure::new(path, "x"));

        let errors = placed(&found);

        let ids: Vec<&str> = errors.fields.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["check-slug", "check-targets", "check-timeout"]);
    }

    #[test]
    fn nothing_is_told_before_its_time() {
        let found = ["slug", "targets[1]", "interval"].map(|path| FieldFailure::new(path, "x"));
        let settled = ["check.slug", "targets[0]"].map(|path| FieldFailure::new(path, "x"));
        let told = |touched: &[&'static str], attempted| -> Vec<String> {
            let touched = touched.iter().copied().collect();
            shown(&found, &settled, &touched, attempted).into_iter().map(|finding| finding.path).collect()
        };

        assert_eq!(told(&[], false), Vec::<String>::new());
        assert_eq!(told(&["targets", "interval"], false), ["targets[1]"]);
        assert_eq!(told(&[], true), ["slug", "targets[1]"]);
    }
}
