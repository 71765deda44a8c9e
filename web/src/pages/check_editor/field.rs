//! The form's fields: each is named by its path in the API, from which its id, value and error follow.

use std::rc::Rc;

use nocturne_web_model::{
    check_editor::{FieldValue, field, is_default},
    check_form::CheckForm,
    failure::FieldFailure,
    fields::FormErrors,
};
use yew::prelude::*;

use crate::ui::{
    Choice, DurationField, NumberField, PairsField, SelectField, SwitchField, TextArea, TextField,
};

/// The form, what is told about it, and how to fill it in.
#[derive(Clone, PartialEq)]
pub(super) struct Fields {
    /// As it is typed.
    pub form: Rc<CheckForm>,
    /// What is told at the fields.
    pub errors: Rc<FormErrors>,
    /// The same by path.
    pub found: Rc<Vec<FieldFailure>>,
    /// Fills in a field.
    pub put: Callback<(&'static str, FieldValue)>,
}

impl Fields {
    pub(super) fn text(&self, path: &str) -> AttrValue {
        match field(&self.form, path) {
            Some(FieldValue::Text(text)) => text.into(),
            _ => AttrValue::default(),
        }
    }

    pub(super) fn error(&self, path: &str) -> Option<AttrValue> {
        self.errors.of(&CheckForm::field_id(path)).map(|text| text.to_owned().into())
    }

    pub(super) fn on_text(&self, path: &'static str) -> Callback<String> {
        self.put.reform(move |text| (path, FieldValue::Text(text)))
    }

    /// How many of these say something else than they do by themselves.
    pub(super) fn n_chosen(&self, paths: &[&str]) -> usize {
        paths.iter().filter(|path| !is_default(&self.form, path)).count()
    }

    /// True when something is wrong with one of these.
    pub(super) fn any_error(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.errors.of(&CheckForm::field_id(path)).is_some())
    }

    pub(super) fn line(&self, path: &'static str, label: &'static str, hint: &'static str) -> Html {
        self.line_of(path, label, hint, false, true)
    }

    pub(super) fn needed(&self, path: &'static str, label: &'static str, hint: &'static str) -> Html {
        self.line_of(path, label, hint, true, true)
    }

    pub(super) fn words(&self, path: &'static str, label: &'static str, hint: &'static str) -> Html {
        self.line_of(path, label, hint, false, false)
    }

    fn line_of(
        &self,
        path: &'static str,
        label: &'static str,
        hint: &'static str,
        required: bool,
        mono: bool,
    ) -> Html {
        html! {
            <TextField
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                value={self.text(path)}
                on_change={self.on_text(path)}
                placeholder={CheckForm::placeholder(path)}
                autocomplete="off"
                {required}
                {mono}
            />
        }
    }

    pub(super) fn lines(
        &self,
        path: &'static str,
        label: &'static str,
        hint: &'static str,
        rows: u32,
    ) -> Html {
        html! {
            <TextArea
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                value={self.text(path)}
                on_change={self.on_text(path)}
                placeholder={CheckForm::placeholder(path)}
                mono=true
                {rows}
            />
        }
    }

    pub(super) fn number(
        &self,
        path: &'static str,
        label: &'static str,
        hint: &'static str,
        limits: (f64, f64),
        unit: &'static str,
    ) -> Html {
        html! {
            <NumberField
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                value={self.text(path)}
                on_change={self.on_text(path)}
                placeholder={CheckForm::placeholder(path)}
                min={limits.0}
                max={limits.1}
                unit={some(unit)}
                required={path == "tcp.port"}
            />
        }
    }

    pub(super) fn duration(&self, path: &'static str, label: &'static str, hint: &'static str) -> Html {
        html! {
            <DurationField
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                value={self.text(path)}
                on_change={self.on_text(path)}
                placeholder={if path == "timeout" { "5s" } else { CheckForm::placeholder(path) }}
            />
        }
    }

    pub(super) fn select(
        &self,
        path: &'static str,
        label: &'static str,
        hint: &'static str,
        options: Vec<Choice>,
    ) -> Html {
        html! {
            <SelectField
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                value={self.text(path)}
                on_change={self.on_text(path)}
                {options}
            />
        }
    }

    pub(super) fn switch(&self, path: &'static str, label: &'static str, hint: &'static str) -> Html {
        let value = field(&self.form, path) == Some(FieldValue::Flag(true));
        html! {
            <SwitchField
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                {value}
                on_change={self.put.reform(move |on| (path, FieldValue::Flag(on)))}
            />
        }
    }

    pub(super) fn pairs(&self, path: &'static str, label: &'static str, hint: &'static str) -> Html {
        let value = match field(&self.form, path) {
            Some(FieldValue::Pairs(pairs)) => pairs,
            _ => Vec::new(),
        };
        html! {
            <PairsField
                id={CheckForm::field_id(path)}
                {label}
                hint={some(hint)}
                error={self.error(path)}
                {value}
                on_change={self.put.reform(move |pairs| (path, FieldValue::Pairs(pairs)))}
                what="header"
                name_placeholder="accept"
                value_placeholder="text/html"
            />
        }
    }
}

fn some(text: &'static str) -> Option<AttrValue> {
    (!text.is_empty()).then_some(AttrValue::Static(text))
}
