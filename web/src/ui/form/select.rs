//! One of several.

use yew::prelude::*;

use super::{Field, described_by};
use crate::ui::{
    dom,
    icon::{Icon, IconName},
};

/// One of them.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Choice {
    pub value: AttrValue,
    pub label: AttrValue,
    pub disabled: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self { value: value.into(), label: label.into(), disabled: false }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct SelectFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub value: AttrValue,
    pub on_change: Callback<String>,
    pub options: Vec<Choice>,
    /// Stands first and means nothing, e.g. `Choose…`.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub disabled: bool,
}

/// One of many, from the browser's own list.
#[component]
pub(crate) fn SelectField(props: &SelectFieldProps) -> Html {
    let onchange = {
        let on_change = props.on_change.clone();
        move |event: Event| {
            if let Some(value) = dom::value_of(&event) {
                on_change.emit(value);
            }
        }
    };
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={props.error.clone()}
            required={props.required}
        >
            <div class="select">
                <select
                    id={props.id.clone()}
                    class="input select__control"
                    required={props.required}
                    disabled={props.disabled}
                    aria-invalid={props.error.is_some().then_some("true")}
                    aria-describedby={described_by(&props.id, props.error.is_some(), props.hint.is_some())}
                    {onchange}
                >
                    if let Some(text) = &props.placeholder {
                        <option value="" selected={props.value.is_empty()}>{ text }</option>
                    }
                    { for props.options.iter().map(|option| html! {
                        <option
                            key={option.value.to_string()}
                            value={option.value.clone()}
                            selected={option.value == props.value}
                            disabled={option.disabled}
                        >
                            { option.label.clone() }
                        </option>
                    }) }
                </select>
                <Icon name={IconName::ChevronDown} size={14} class="select__chevron" />
            </div>
        </Field>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct SegmentedProps {
    /// Name of the group; each choice is `ID-VALUE`.
    pub id: AttrValue,
    pub label: AttrValue,
    /// The label is only read out.
    #[prop_or_default]
    pub bare: bool,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub value: AttrValue,
    pub on_change: Callback<String>,
    pub options: Vec<Choice>,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub small: bool,
}

/// One of a few, all in sight.
#[component]
pub(crate) fn Segmented(props: &SegmentedProps) -> Html {
    let group = html! {
        <div
            id={props.id.clone()}
            class={classes!("segmented", props.small.then_some("segmented--small"))}
            role="radiogroup"
            tabindex="-1"
            aria-label={props.bare.then(|| props.label.clone())}
            aria-labelledby={(!props.bare).then(|| format!("{}-label", props.id))}
            aria-describedby={described_by(&props.id, props.error.is_some(), props.hint.is_some())}
        >
            { for props.options.iter().map(|option| segment(props, option)) }
        </div>
    };
    if props.bare {
        return group;
    }
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={props.error.clone()}
            group=true
        >
            { group }
        </Field>
    }
}

fn segment(props: &SegmentedProps, option: &Choice) -> Html {
    let onchange = {
        let (on_change, value) = (props.on_change.clone(), option.value.to_string());
        move |_: Event| on_change.emit(value.clone())
    };
    let checked = option.value == props.value;
    html! {
        <label
            key={option.value.to_string()}
            class={classes!("segmented__item", checked.then_some("segmented__item--on"))}
        >
            <input
                id={format!("{}-{}", props.id, option.value)}
                class="segmented__radio"
                type="radio"
                name={props.id.clone()}
                value={option.value.clone()}
                {checked}
                disabled={props.disabled || option.disabled}
                {onchange}
            />
            <span>{ option.label.clone() }</span>
        </label>
    }
}
