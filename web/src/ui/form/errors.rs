//! Everything that is wrong with a form, above it.

use nocturne_web_model::{fields, status::Tone};
use yew::prelude::*;

use crate::ui::{dom, state::Notice};

#[derive(Properties, PartialEq)]
pub(crate) struct FormErrorsProps {
    pub errors: fields::FormErrors,
    /// Counts the attempts to send: each one that fails leads to the first wrong field again.
    #[prop_or_default]
    pub attempt: u32,
}

/// What is wrong, each with the way to its field. Nothing when nothing is.
#[component]
pub(crate) fn FormErrors(props: &FormErrorsProps) -> Html {
    let first = props.errors.first().map(str::to_owned);
    use_effect_with((props.attempt, first.is_some()), move |_| {
        if let Some(id) = first {
            dom::focus_id(&id);
        }
    });
    // The fields stand below: their labels are in the page only after it was drawn.
    let labels = use_state_eq(Vec::<String>::new);
    use_effect_with(props.errors.fields.clone(), {
        let labels = labels.setter();
        move |fields: &Vec<(String, String)>| labels.set(fields.iter().map(|(id, _)| label_of(id)).collect())
    });
    if props.errors.is_empty() {
        return Html::default();
    }
    let n = props.errors.fields.len() + props.errors.summary.len();
    let title =
        if n == 1 { "One value is not right".to_owned() } else { format!("{n} values are not right") };
    html! {
        <Notice tone={Tone::Bad} {title} alert=true>
            <ul class="form-errors">
                { for props.errors.fields.iter().zip(labels.iter()).map(|((id, message), label)| field(id, label, message)) }
                { for props.errors.summary.iter().map(|finding| html! {
                    <li>
                        if !finding.path.is_empty() {
                            <code>{ finding.path.clone() }</code>{ " " }
                        }
                        { finding.message.clone() }
                    </li>
                }) }
            </ul>
        </Notice>
    }
}

fn label_of(id: &str) -> String {
    let label = dom::by_id(&format!("{id}-label")).and_then(|label| label.text_content());
    label.unwrap_or_else(|| id.to_owned())
}

fn field(id: &str, label: &str, message: &str) -> Html {
    let onclick = {
        let id = id.to_owned();
        move |_: MouseEvent| dom::focus_id(&id)
    };
    html! {
        <li key={id.to_owned()}>
            <button type="button" class="link" {onclick}>{ label.to_owned() }</button>
            { ": " }{ message }
        </li>
    }
}
