//! Two changes of one check, made at the same time.

use super::value::{changed_fields, field, put};
use crate::check_form::CheckForm;

/// One's own changes on top of somebody else's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The form to go on with.
    pub form: CheckForm,
    /// Fields that both changed, to different values; one's own stand in the form.
    pub clashes: Vec<&'static str>,
}

/// Puts what `mine` changed since `base` on top of `theirs`.
#[must_use]
pub fn merge(base: &CheckForm, mine: &CheckForm, theirs: &CheckForm) -> Merged {
    let mut form = theirs.clone();
    let mut clashes = Vec::new();
    for path in changed_fields(base, mine) {
        let (own, other) = (field(mine, path), field(theirs, path));
        if other != field(base, path) && other != own {
            clashes.push(path);
        }
        if let Some(own) = own {
            put(&mut form, path, own);
        }
    }
    Merged { form, clashes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_form::CheckKind;

    #[test]
    fn ones_own_changes_are_kept_and_clashes_are_named() {
        let mut base = CheckForm::new(CheckKind::Tcp);
        base.etag = "v1".to_owned();
        let (mut mine, mut theirs) = (base.clone(), base.clone());
        mine.interval = "10s".to_owned();
        mine.description = "mine".to_owned();
        mine.enabled = false;
        theirs.etag = "v2".to_owned();
        theirs.description = "theirs".to_owned();
        theirs.enabled = false;
        theirs.targets = "a".to_owned();

        let merged = merge(&base, &mine, &theirs);

        let want = CheckForm {
            etag: "v2".to_owned(),
            interval: "10s".to_owned(),
            description: "mine".to_owned(),
            enabled: false,
            targets: "a".to_owned(),
            ..base
        };
        assert_eq!(merged, Merged { form: want, clashes: vec!["description"] });
    }
}
