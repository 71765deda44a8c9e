//! Lengths of time, typed as `1m30s`.

use gloo_timers::callback::Timeout;
use nocturne_web_model::format;
use yew::prelude::*;

use super::{Field, described_by};
use crate::ui::dom;

/// A press that took the focus away is over by then: nothing may move under it.
const PRESS_MILLIS: u32 = 300;

#[derive(Properties, PartialEq)]
pub(crate) struct DurationFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// Of the form; without one the field says itself what is no duration, once it was left.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The text: what is no duration stays to be mended.
    pub value: AttrValue,
    pub on_change: Callback<String>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or(AttrValue::Static("30s"))]
    pub placeholder: AttrValue,
}

/// A duration. Leaving it writes it the short way: `90s` becomes `1m30s`; beside it stands how it is read.
#[component]
pub(crate) fn DurationField(props: &DurationFieldProps) -> Html {
    let left = use_state_eq(|| false);
    let leaving = use_mut_ref(|| None::<Timeout>);
    let parsed = format::duration_parse(&props.value);
    let empty = props.value.trim().is_empty();
    let own = match &parsed {
        Err(error) if *left && !empty => Some(AttrValue::from(error.to_string())),
        _ => None,
    };
    let error = props.error.clone().or(own);
    let oninput = {
        let on_change = props.on_change.clone();
        let (left, leaving) = (left.setter(), leaving.clone());
        move |event: InputEvent| {
            leaving.take();
            left.set(false);
            if let Some(text) = dom::value_of(&event) {
                on_change.emit(text);
            }
        }
    };
    let onblur = {
        let (on_change, value) = (props.on_change.clone(), props.value.clone());
        let left = left.setter();
        move |_: FocusEvent| {
            let left = left.clone();
            leaving.replace(Some(Timeout::new(PRESS_MILLIS, move || left.set(true))));
            if let Ok(span) = format::duration_parse(&value) {
                let text = format::duration_print(span);
                if text != value.as_str() {
                    on_change.emit(text);
                }
            }
        }
    };
    let reading = parsed.ok().filter(|_| !empty).map(format::duration_human);
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={error.clone()}
            required={props.required}
        >
            <div class="input-box input-box--short">
                <input
                    id={props.id.clone()}
                    class="input"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value={props.value.clone()}
                    placeholder={props.placeholder.clone()}
                    required={props.required}
                    disabled={props.disabled}
                    aria-invalid={error.is_some().then_some("true")}
                    aria-describedby={described_by(&props.id, error.is_some(), props.hint.is_some())}
                    {oninput}
                    {onblur}
                />
                if let Some(reading) = reading {
                    <span class="input-box__unit" aria-hidden="true">{ reading }</span>
                }
            </div>
        </Field>
    }
}
