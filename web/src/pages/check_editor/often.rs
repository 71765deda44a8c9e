//! How often, and how results become a status.

use nocturne_web_model::{check_editor::rhythm, check_form::CheckForm, format};
use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use super::field::Fields;
use crate::ui::{Icon, IconName, Panel};

const POLICY: [&str; 3] = ["status_policy.window", "status_policy.down_after", "status_policy.up_after"];

#[derive(Properties, PartialEq)]
pub(super) struct OftenSectionProps {
    pub fields: Fields,
}

/// Interval, timeout and the policy as a sentence.
#[component]
pub(super) fn OftenSection(props: &OftenSectionProps) -> Html {
    let fields = &props.fields;
    html! {
        <Panel title="How often">
            <div class="stack">
                <div class="form__row">
                    { fields.duration("interval", "Interval", "Between two starts at one target, 100ms to 24h") }
                    { fields.duration("timeout", "Timeout", "At most the interval; empty is 5 s, or the interval if that is shorter") }
                </div>
                { policy(fields) }
                { meaning(fields) }
            </div>
        </Panel>
    }
}

fn policy(fields: &Fields) -> Html {
    let errors: Vec<(&str, AttrValue)> =
        POLICY.iter().filter_map(|path| Some((*path, fields.error(path)?))).collect();
    let [window, down_after, up_after] = POLICY;
    html! {
        <div
            class={classes!("field", (!errors.is_empty()).then_some("field--error"))}
            role="group"
            aria-labelledby="check-status_policy-label"
            id={CheckForm::field_id("status_policy")}
            tabindex="-1"
        >
            <div class="field__label" id="check-status_policy-label">{ "Status" }</div>
            <p class="status-policy">
                <span>{ "DOWN after " }{ count(fields, down_after, "Failures until down") }</span>
                <span>{ " of the last " }{ count(fields, window, "Executions looked at") }{ " fail;" }</span>
                <span>{ " UP after " }{ count(fields, up_after, "Successes in a row until up") }{ " in a row succeed." }</span>
            </p>
            // In a place of their own: next to the sentence they would be taken for it, and its fields made anew.
            <div class="status-policy__errors">
                { for errors.into_iter().map(|(path, error)| html! {
                    <p class="field__error" id={format!("{}-error", CheckForm::field_id(path))} key={path}>
                        <Icon name={IconName::Alert} size={14} />
                        <span>{ error }</span>
                    </p>
                }) }
            </div>
        </div>
    }
}

fn count(fields: &Fields, path: &'static str, label: &'static str) -> Html {
    let id = CheckForm::field_id(path);
    let wrong = fields.error(path).is_some();
    let oninput = fields.on_text(path).reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        input.map(|input| input.value()).unwrap_or_default()
    });
    html! {
        <>
            <label class="visually-hidden" for={id.clone()} id={format!("{id}-label")}>{ label }</label>
            <input
                id={id.clone()}
                class="input status-policy__count"
                type="text"
                inputmode="numeric"
                autocomplete="off"
                value={fields.text(path)}
                placeholder={CheckForm::placeholder(path)}
                aria-invalid={wrong.then_some("true")}
                aria-describedby={wrong.then(|| format!("{id}-error"))}
                {oninput}
            />
        </>
    }
}

/// What that means in time.
fn meaning(fields: &Fields) -> Html {
    let Some(rhythm) = rhythm(&fields.form) else { return Html::default() };
    html! {
        <p class="status-policy__meaning">
            <Icon name={IconName::Clock} size={14} />
            <span>
                { "A target that stops answering is DOWN within " }
                <strong>{ format::duration_human(rhythm.down_within) }</strong>
                { ", one that is back is UP within " }
                <strong>{ format::duration_human(rhythm.up_within) }</strong>
                { "." }
            </span>
        </p>
    }
}
