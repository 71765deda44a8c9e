//! Lines of text.

use yew::prelude::*;

use super::{Field, described_by};
use crate::ui::dom;

/// What a line of text is for: keyboards and password managers look at it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum TextKind {
    #[default]
    Text,
    Password,
    Url,
}

impl TextKind {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::Url => "url",
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct TextFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub value: AttrValue,
    /// Every change, as it is typed.
    pub on_change: Callback<String>,
    #[prop_or_default]
    pub on_blur: Callback<()>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub readonly: bool,
    #[prop_or_default]
    pub placeholder: AttrValue,
    #[prop_or_default]
    pub kind: TextKind,
    #[prop_or_default]
    pub autocomplete: Option<AttrValue>,
    #[prop_or_default]
    pub autofocus: bool,
    /// In the font of code: names, addresses, expressions.
    #[prop_or_default]
    pub mono: bool,
    /// Quiet text at the end, inside of the edge.
    #[prop_or_default]
    pub unit: Option<AttrValue>,
    #[prop_or_default]
    pub node: NodeRef,
}

/// One line.
#[component]
pub(crate) fn TextField(props: &TextFieldProps) -> Html {
    let oninput = {
        let on_change = props.on_change.clone();
        move |event: InputEvent| {
            if let Some(text) = dom::value_of(&event) {
                on_change.emit(text);
            }
        }
    };
    use_effect_with((props.autofocus, props.id.clone()), |(autofocus, id)| {
        if *autofocus {
            dom::focus_id(id);
        }
    });
    let code = props.mono || props.kind == TextKind::Url;
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={props.error.clone()}
            required={props.required}
        >
            <div class="input-box">
                <input
                    ref={props.node.clone()}
                    id={props.id.clone()}
                    class={classes!("input", props.mono.then_some("input--mono"))}
                    type={props.kind.attribute()}
                    value={props.value.clone()}
                    placeholder={props.placeholder.clone()}
                    required={props.required}
                    disabled={props.disabled}
                    readonly={props.readonly}
                    autocomplete={props.autocomplete.clone()}
                    spellcheck={code.then_some("false")}
                    autocapitalize={code.then_some("none")}
                    aria-invalid={props.error.is_some().then_some("true")}
                    aria-describedby={described_by(&props.id, props.error.is_some(), props.hint.is_some())}
                    {oninput}
                    onblur={props.on_blur.reform(|_| ())}
                />
                if let Some(unit) = &props.unit {
                    <span class="input-box__unit" aria-hidden="true">{ unit }</span>
                }
            </div>
        </Field>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct TextAreaProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub value: AttrValue,
    pub on_change: Callback<String>,
    #[prop_or_default]
    pub on_blur: Callback<()>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub placeholder: AttrValue,
    #[prop_or(4)]
    pub rows: u32,
    #[prop_or_default]
    pub mono: bool,
}

/// Several lines.
#[component]
pub(crate) fn TextArea(props: &TextAreaProps) -> Html {
    let oninput = {
        let on_change = props.on_change.clone();
        move |event: InputEvent| {
            if let Some(text) = dom::value_of(&event) {
                on_change.emit(text);
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
            <textarea
                id={props.id.clone()}
                class={classes!("input", "input--area", props.mono.then_some("input--mono"))}
                rows={props.rows.to_string()}
                value={props.value.clone()}
                placeholder={props.placeholder.clone()}
                required={props.required}
                disabled={props.disabled}
                spellcheck={props.mono.then_some("false")}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={described_by(&props.id, props.error.is_some(), props.hint.is_some())}
                {oninput}
                onblur={props.on_blur.reform(|_| ())}
            />
        </Field>
    }
}
