//! What the page knows about what is typed: whether it is right, what it would do, what to say where.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use jiff::Timestamp;
use nocturne_proto::api::v1::{PreviewCheckRequest, PreviewCheckResponse};
use nocturne_shared::selector::Selector;
use nocturne_web_model::{
    check_editor::{Draft, findings, needs, placed, reach_request, shown},
    check_form::{CheckForm, changed_mask},
    failure::FieldFailure,
    fields::FormErrors,
};
use yew::prelude::*;

use super::{
    asked::{Previewed, use_preview},
    editing::Editing,
    keep,
    save::Checked,
};

/// A mistake is told when it has stayed for so long: half a word is none.
const SETTLE_MILLIS: u32 = 500;

/// What there is to say.
pub(super) struct Working {
    /// What was typed, as a check or as what is wrong with it.
    pub checked: Rc<Checked>,
    /// What saving would do.
    pub previewed: Previewed,
    /// Whom the selector reaches.
    pub reached: Option<Rc<PreviewCheckResponse>>,
    /// That is being asked.
    pub reaching: bool,
    /// What is told at the fields.
    pub errors: Rc<FormErrors>,
    /// The same by path.
    pub found: Rc<Vec<FieldFailure>>,
    /// Fields that are empty and must not be.
    pub needs: Vec<&'static str>,
    /// Ids of the fields with other findings.
    pub wrong: Vec<String>,
}

/// Looks at what is typed, here and at the coordinator.
#[hook]
pub(super) fn use_working(editing: &Editing) -> Working {
    let checked = use_memo(Rc::clone(&editing.form), |form| form.to_check());
    let settled = use_settled(&checked);
    let request = (*checked).as_ref().ok().map(|check| PreviewCheckRequest {
        update_mask: editing.base.as_ref().map(|base| changed_mask(base, check)),
        check: Some(check.clone()),
    });
    let previewed = use_preview(request);
    let whole = previewed.answer.clone().filter(|_| editing.form.enabled && checked.is_ok());
    let selector = editing.form.agent_selector.trim();
    let alone = whole.is_none() && selector.parse::<Selector>().is_ok();
    let reach = use_preview(alone.then(|| reach_request(selector)));
    let (reached, reaching) = match whole {
        Some(answer) => (Some(answer), !previewed.current),
        None => (reach.answer.filter(|_| alone), alone && !reach.current),
    };

    let refused = previewed.failure.as_ref().map(findings).unwrap_or_default();
    let list = |checked: &Checked| match checked {
        Ok(_) => refused.clone(),
        Err(found) => found.clone(),
    };
    let (found, before) = (list(&checked), list(&settled));
    let needs = needs(&editing.form, &found);
    let ids = placed(&found).fields.into_iter().map(|(id, _)| id);
    let wrong = ids.filter(|id| !is_one_of(id, &needs)).collect();
    let told = shown(&found, &before, &editing.touched, editing.attempt > 0);
    let errors = with_refused(placed(&told), &editing.refused);
    Working {
        checked,
        previewed,
        reached,
        reaching,
        errors: Rc::new(errors),
        found: Rc::new(told),
        needs,
        wrong,
    }
}

fn is_one_of(id: &str, paths: &[&str]) -> bool {
    paths.iter().any(|path| CheckForm::field_id(path) == id)
}

/// What the coordinator refused is told until it is mended, also where nothing is found here.
fn with_refused(mut errors: FormErrors, refused: &FormErrors) -> FormErrors {
    for (id, message) in &refused.fields {
        if errors.of(id).is_none() {
            errors.fields.push((id.clone(), message.clone()));
        }
    }
    errors
}

/// The value once it has stayed the same for a moment.
#[hook]
fn use_settled<T: Clone + PartialEq + 'static>(value: &T) -> T {
    let held = use_state_eq(|| value.clone());
    use_effect_with(value.clone(), {
        let held = held.setter();
        move |value| {
            let value = value.clone();
            let timer = Timeout::new(SETTLE_MILLIS, move || held.set(value));
            move || drop(timer)
        }
    });
    (*held).clone()
}

/// Keeps what is typed while it is not saved.
#[hook]
pub(super) fn use_kept(key: &AttrValue, editing: &Editing) {
    let sent = editing.request_id.clone();
    use_effect_with((key.clone(), Rc::clone(&editing.form), sent, editing.is_dirty()), {
        let base = editing.base.as_deref().map(CheckForm::from_check);
        move |(key, form, request_id, dirty)| {
            if *dirty {
                let (form, request_id) = ((**form).clone(), request_id.clone());
                keep::write(key, &Draft { form, base, request_id, at: Timestamp::now() });
            } else {
                keep::forget(key);
            }
        }
    });
}
