//! Yes or no.

use yew::prelude::*;

use super::described_by;
use crate::ui::{
    dom,
    icon::{Icon, IconName},
};

#[derive(Properties, PartialEq)]
pub(crate) struct SwitchFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub value: bool,
    pub on_change: Callback<bool>,
    #[prop_or_default]
    pub disabled: bool,
}

/// On or off.
#[component]
pub(crate) fn SwitchField(props: &SwitchFieldProps) -> Html {
    let SwitchFieldProps { id, label, hint, error, value, disabled, .. } = props;
    let onchange = {
        let on_change = props.on_change.clone();
        move |event: Event| {
            if let Some(checked) = dom::checked_of(&event) {
                on_change.emit(checked);
            }
        }
    };
    html! {
        <div class={classes!("field", "field--switch", error.is_some().then_some("field--error"))}>
            <input
                id={id.clone()}
                class="switch"
                type="checkbox"
                role="switch"
                checked={*value}
                disabled={*disabled}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={described_by(id, error.is_some(), hint.is_some())}
                {onchange}
            />
            <div class="field__beside">
                <label class="field__label" for={id.clone()} id={format!("{id}-label")}>{ label }</label>
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
        </div>
    }
}
