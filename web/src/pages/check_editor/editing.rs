//! What somebody is typing, and what is known about it.

use std::{collections::BTreeSet, rc::Rc};

use nocturne_proto::api::v1::Check;
use nocturne_web_model::{
    check_editor::{Draft, FieldValue, changed_fields, put},
    check_form::{CheckForm, CheckKind},
    fields::FormErrors,
};
use yew::prelude::*;

/// A check being edited.
#[derive(Clone, PartialEq)]
pub(super) struct Editing {
    /// As it is typed.
    pub form: Rc<CheckForm>,
    /// Where it began: what differs from this is what somebody would lose.
    pub start: Rc<CheckForm>,
    /// What is changed; `None` of a check to be.
    pub base: Option<Rc<Check>>,
    /// The name follows the first target until somebody types one.
    slug_follows: bool,
    /// Fields that were typed into.
    pub touched: BTreeSet<&'static str>,
    /// What the last attempt to save was refused for, as far as it was not touched since.
    pub refused: FormErrors,
    /// Attempts to save that were refused.
    pub attempt: u32,
    /// Of the request that may have made it already: a repetition of it is harmless.
    pub request_id: String,
}

/// What changes it.
pub(super) enum Edit {
    /// A field was filled in.
    Put(&'static str, FieldValue),
    /// Another kind of check.
    Kind(CheckKind),
    /// A starter: fills in what is to be done and how often; name, places and words stay.
    Fill(Box<CheckForm>),
    /// Another text in every field.
    Replace(Box<CheckForm>),
    /// From the beginning.
    Begin(Box<CheckForm>, Option<Rc<Check>>),
    /// Somebody else changed it: one's own text on top of what is there.
    Rebase(Box<CheckForm>, Rc<Check>),
    /// A request was sent.
    Sent(String),
    /// And refused.
    Refused(FormErrors),
}

impl Editing {
    /// Begins with a form; of a change `base` is what was read.
    pub(super) fn begin(start: CheckForm, base: Option<Rc<Check>>) -> Self {
        let slug_follows = base.is_none() && start.slug.is_empty();
        let form = Rc::new(start);
        Self {
            start: Rc::clone(&form),
            form,
            base,
            slug_follows,
            touched: BTreeSet::new(),
            refused: FormErrors::default(),
            attempt: 0,
            request_id: String::new(),
        }
    }

    /// Goes on with what was kept.
    pub(super) fn resume(self, draft: Draft) -> Self {
        let base = match (&self.base, &draft.base) {
            // A server's check is always right; if it is not, what is there is the base.
            (Some(_), Some(before)) => before.to_check().ok().map(Rc::new).or(self.base),
            _ => self.base,
        };
        let start = draft.base.map_or(self.start, Rc::new);
        let touched = changed_fields(&start, &draft.form).into_iter().collect();
        let slug_follows = base.is_none() && draft.form.slug == draft.form.suggested_slug();
        Self {
            form: Rc::new(draft.form),
            start,
            base,
            slug_follows,
            touched,
            request_id: draft.request_id,
            ..self
        }
    }

    /// True when leaving would lose something.
    pub(super) fn is_dirty(&self) -> bool {
        changed_fields(&self.start, &self.form).into_iter().any(|path| path != "slug" || !self.slug_follows)
    }

    fn change(&self, change: impl FnOnce(&mut CheckForm)) -> Self {
        let mut form = (*self.form).clone();
        change(&mut form);
        if self.slug_follows {
            form.slug = form.suggested_slug();
        }
        Self { form: Rc::new(form), request_id: String::new(), ..self.clone() }
    }
}

impl Reducible for Editing {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        Rc::new(match edit {
            Edit::Kind(kind) if kind == self.form.kind => return self,
            Edit::Put(path, value) => {
                let typed = Self { slug_follows: self.slug_follows && path != "slug", ..(*self).clone() };
                let mut next = typed.change(|form| put(form, path, value));
                next.touched.insert(path);
                if next.slug_follows && !next.form.slug.is_empty() {
                    next.touched.insert("slug");
                }
                next.refused = next.refused.without(&CheckForm::field_id(path));
                next
            }
            Edit::Kind(kind) => {
                let mut next = self.change(|form| form.kind = kind);
                next.refused = FormErrors::default();
                next
            }
            Edit::Fill(starter) => self.change(|form| *form = filled(form, *starter)),
            Edit::Replace(form) => self.change(|old| *old = *form),
            Edit::Begin(form, base) => Self { attempt: self.attempt, ..Self::begin(*form, base) },
            Edit::Rebase(form, base) => Self {
                start: Rc::new(CheckForm::from_check(&base)),
                base: Some(base),
                refused: FormErrors::default(),
                ..self.change(|old| *old = *form)
            },
            Edit::Sent(request_id) => Self { request_id, ..(*self).clone() },
            Edit::Refused(refused) => Self { refused, attempt: self.attempt + 1, ..(*self).clone() },
        })
    }
}

fn filled(form: &CheckForm, starter: CheckForm) -> CheckForm {
    CheckForm {
        check_id: form.check_id.clone(),
        etag: form.etag.clone(),
        slug: form.slug.clone(),
        description: form.description.clone(),
        enabled: form.enabled,
        targets: form.targets.clone(),
        agent_selector: form.agent_selector.clone(),
        ..starter
    }
}
