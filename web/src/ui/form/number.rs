//! Numbers, kept as they were typed.

use yew::prelude::*;

use super::{Field, described_by};
use crate::ui::dom;

#[derive(Properties, PartialEq)]
pub(crate) struct NumberFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The text: what is no number stays to be mended.
    pub value: AttrValue,
    pub on_change: Callback<String>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub placeholder: AttrValue,
    #[prop_or_default]
    pub min: Option<f64>,
    #[prop_or_default]
    pub max: Option<f64>,
    /// What Up and Down change.
    #[prop_or(1.0)]
    pub step: f64,
    #[prop_or_default]
    pub unit: Option<AttrValue>,
}

/// A number: Up and Down change it by a step, a wheel does not.
#[component]
pub(crate) fn NumberField(props: &NumberFieldProps) -> Html {
    let oninput = {
        let on_change = props.on_change.clone();
        move |event: InputEvent| {
            if let Some(text) = dom::value_of(&event) {
                on_change.emit(text);
            }
        }
    };
    let onkeydown = {
        let (on_change, value) = (props.on_change.clone(), props.value.clone());
        let (step, min, max) = (props.step, props.min, props.max);
        move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowUp" => step,
                "ArrowDown" => -step,
                _ => return,
            };
            if let Some(text) = stepped(&value, by, min, max) {
                event.prevent_default();
                on_change.emit(text);
            }
        }
    };
    let whole = props.step.fract() == 0.0;
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={props.error.clone()}
            required={props.required}
        >
            <div class="input-box input-box--short">
                <input
                    id={props.id.clone()}
                    class="input"
                    type="text"
                    inputmode={if whole { "numeric" } else { "decimal" }}
                    autocomplete="off"
                    value={props.value.clone()}
                    placeholder={props.placeholder.clone()}
                    required={props.required}
                    disabled={props.disabled}
                    aria-invalid={props.error.is_some().then_some("true")}
                    aria-describedby={described_by(&props.id, props.error.is_some(), props.hint.is_some())}
                    {oninput}
                    {onkeydown}
                />
                if let Some(unit) = &props.unit {
                    <span class="input-box__unit" aria-hidden="true">{ unit }</span>
                }
            </div>
        </Field>
    }
}

/// The number one step on, within its limits; nothing for what is no number. An empty field begins at its lower limit.
fn stepped(text: &str, by: f64, min: Option<f64>, max: Option<f64>) -> Option<String> {
    let text = text.trim();
    let next = if text.is_empty() { min.unwrap_or(0.0) } else { text.parse::<f64>().ok()? + by };
    let next = next.max(min.unwrap_or(f64::MIN)).min(max.unwrap_or(f64::MAX));
    let decimals = by.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some(format!("{next:.decimals$}"))
}
