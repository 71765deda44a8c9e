//! Things to fill in. Every field has its label above, its hint below, and its error instead of nothing.

use yew::prelude::*;

use super::icon::{Icon, IconName};

mod duration;
mod errors;
mod number;
mod pairs;
mod select;
mod switch;
mod text;

pub(crate) use self::{
    duration::DurationField,
    errors::FormErrors,
    number::NumberField,
    pairs::PairsField,
    select::{Choice, Segmented, SelectField},
    switch::SwitchField,
    text::{TextArea, TextField, TextKind},
};

#[derive(Properties, PartialEq)]
pub(crate) struct FieldProps {
    /// Of the control; the label is `ID-label`, the hint `ID-hint`, the error `ID-error`.
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    #[prop_or_default]
    pub required: bool,
    /// A group of controls: the label names the group and is tied by `aria-labelledby`.
    #[prop_or_default]
    pub group: bool,
    pub children: Html,
}

/// The frame of a control of any kind. The control itself refers to it by [`described_by`].
#[component]
pub(crate) fn Field(props: &FieldProps) -> Html {
    let FieldProps { id, label, hint, error, required, group, children } = props;
    let text = html! {
        <>
            <span id={format!("{id}-label")}>{ label }</span>
            if *required {
                <span class="field__required" aria-hidden="true">{ "required" }</span>
            }
        </>
    };
    html! {
        <div class={classes!("field", error.is_some().then_some("field--error"))}>
            if *group {
                <div class="field__label">{ text }</div>
            } else {
                <label class="field__label" for={id.clone()}>{ text }</label>
            }
            { children.clone() }
            if let Some(error) = error {
                <p class="field__error" id={format!("{id}-error")}>
                    <Icon name={IconName::Alert} size={14} />
                    <span>{ error }</span>
                </p>
            }
            if let Some(hint) = hint {
                <p class="field__hint" id={format!("{id}-hint")}>{ hint }</p>
            }
        </div>
    }
}

/// What describes a control: its error first, then its hint.
pub(crate) fn described_by(id: &str, error: bool, hint: bool) -> Option<String> {
    match (error, hint) {
        (true, true) => Some(format!("{id}-error {id}-hint")),
        (true, false) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}
