//! Names with values: labels, headers.

use yew::prelude::*;

use super::{Field, described_by};
use crate::ui::{
    button::{Button, ButtonKind, IconButton},
    dom,
    icon::IconName,
};

type Pairs = Vec<(String, String)>;

#[derive(Properties, PartialEq)]
pub(crate) struct PairsFieldProps {
    /// Of the first name; the others are `ID-N-name` and `ID-N-value`, from 0.
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// As typed: empty ones are among them until the form takes them out.
    pub value: Pairs,
    pub on_change: Callback<Pairs>,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or(AttrValue::Static("name"))]
    pub name_placeholder: AttrValue,
    #[prop_or(AttrValue::Static("value"))]
    pub value_placeholder: AttrValue,
    /// What one of them is called, for the buttons.
    #[prop_or(AttrValue::Static("label"))]
    pub what: AttrValue,
}

/// Rows of two, with a way to add and to take away.
#[component]
pub(crate) fn PairsField(props: &PairsFieldProps) -> Html {
    let change = {
        let (on_change, pairs) = (props.on_change.clone(), props.value.clone());
        move |edit: &dyn Fn(&mut Pairs)| {
            let mut pairs = pairs.clone();
            edit(&mut pairs);
            on_change.emit(pairs);
        }
    };
    let on_add = {
        let (change, id, n) = (change.clone(), props.id.clone(), props.value.len());
        move |_: MouseEvent| {
            change(&|pairs| pairs.push((String::new(), String::new())));
            let id = control_id(&id, n, "name");
            // It is drawn when this turn of the browser is over.
            gloo_timers::callback::Timeout::new(0, move || dom::focus_id(&id)).forget();
        }
    };
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={props.error.clone()}
            group=true
        >
            <div
                class="pairs"
                role="group"
                aria-labelledby={format!("{}-label", props.id)}
                aria-describedby={described_by(&props.id, props.error.is_some(), props.hint.is_some())}
            >
                { for props.value.iter().enumerate().map(|(index, pair)| row(props, index, pair)) }
                <div>
                    <Button
                        id={props.value.is_empty().then(|| props.id.clone())}
                        kind={ButtonKind::Ghost}
                        small=true
                        icon={IconName::Plus}
                        disabled={props.disabled}
                        onclick={on_add}
                    >
                        { format!("Add {}", props.what) }
                    </Button>
                </div>
            </div>
        </Field>
    }
}

fn control_id(id: &str, index: usize, part: &str) -> String {
    if index == 0 && part == "name" { id.to_owned() } else { format!("{id}-{index}-{part}") }
}

fn row(props: &PairsFieldProps, index: usize, (name, value): &(String, String)) -> Html {
    let set = |write: fn(&mut (String, String), String)| {
        let (on_change, pairs) = (props.on_change.clone(), props.value.clone());
        move |event: InputEvent| {
            let mut pairs = pairs.clone();
            if let (Some(pair), Some(text)) = (pairs.get_mut(index), dom::value_of(&event)) {
                write(pair, text);
                on_change.emit(pairs);
            }
        }
    };
    let on_remove = {
        let (on_change, pairs) = (props.on_change.clone(), props.value.clone());
        move |_: MouseEvent| {
            let mut pairs = pairs.clone();
            if index < pairs.len() {
                pairs.remove(index);
            }
            on_change.emit(pairs);
        }
    };
    let number = index + 1;
    html! {
        <div class="pairs__row" key={index}>
            <input
                id={control_id(&props.id, index, "name")}
                class="input input--mono"
                aria-label={format!("Name of {} {number}", props.what)}
                aria-invalid={props.error.is_some().then_some("true")}
                value={name.clone()}
                placeholder={props.name_placeholder.clone()}
                disabled={props.disabled}
                autocomplete="off"
                spellcheck="false"
                oninput={set(|pair, text| pair.0 = text)}
            />
            <input
                id={control_id(&props.id, index, "value")}
                class="input input--mono"
                aria-label={format!("Value of {} {number}", props.what)}
                aria-invalid={props.error.is_some().then_some("true")}
                value={value.clone()}
                placeholder={props.value_placeholder.clone()}
                disabled={props.disabled}
                autocomplete="off"
                spellcheck="false"
                oninput={set(|pair, text| pair.1 = text)}
            />
            <IconButton
                icon={IconName::Close}
                label={format!("Remove {} {number}", props.what)}
                disabled={props.disabled}
                onclick={on_remove}
            />
        </div>
    }
}
