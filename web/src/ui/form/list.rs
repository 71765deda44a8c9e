//! Several values, each in its own line.

use yew::prelude::*;

use super::TextArea;

#[derive(Properties, PartialEq)]
pub(crate) struct ListFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// One for each line that is not empty, without spaces around it.
    pub value: Vec<String>,
    pub on_change: Callback<Vec<String>>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub placeholder: AttrValue,
    #[prop_or(4)]
    pub rows: u32,
}

/// A list as text. While it is typed, empty lines and spaces stay as they are.
#[component]
pub(crate) fn ListField(props: &ListFieldProps) -> Html {
    let text = use_state(|| props.value.join("\n"));
    let shown = if lines(&text) == props.value { (*text).clone() } else { props.value.join("\n") };
    let on_change = {
        let (on_change, text) = (props.on_change.clone(), text.setter());
        Callback::from(move |typed: String| {
            let list = lines(&typed);
            text.set(typed);
            on_change.emit(list);
        })
    };
    html! {
        <TextArea
            id={props.id.clone()}
            label={props.label.clone()}
            hint={props.hint.clone()}
            error={props.error.clone()}
            value={shown}
            {on_change}
            required={props.required}
            disabled={props.disabled}
            placeholder={props.placeholder.clone()}
            rows={props.rows}
            mono=true
        />
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
