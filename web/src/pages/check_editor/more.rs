//! Fields that most people leave alone.

use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use super::field::Fields;
use crate::ui::{Badge, Icon, IconName};

#[derive(Properties, PartialEq)]
pub(super) struct MoreProps {
    pub fields: Fields,
    /// What is inside.
    pub paths: &'static [&'static str],
    #[prop_or(AttrValue::Static("More options"))]
    pub title: AttrValue,
    pub children: Html,
}

/// Closed unless something inside is not as usual; it opens by itself for a field that is wrong.
#[component]
pub(super) fn More(props: &MoreProps) -> Html {
    let n_chosen = props.fields.n_chosen(props.paths);
    let wrong = props.fields.any_error(props.paths);
    let chosen_by_hand = use_state_eq(|| None::<bool>);
    let began_open = *use_memo((), |()| n_chosen > 0);
    let open = wrong || chosen_by_hand.unwrap_or(began_open);
    let ontoggle = {
        let chosen_by_hand = chosen_by_hand.setter();
        move |event: Event| {
            let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            chosen_by_hand.set(details.map(|details| details.has_attribute("open")));
        }
    };
    html! {
        <details class="more-fields" {open} {ontoggle}>
            <summary class="more-fields__head">
                <Icon name={IconName::ChevronRight} size={14} class="more-fields__chevron" />
                { props.title.clone() }
                if n_chosen > 0 {
                    <Badge>{ format!("{n_chosen} set") }</Badge>
                }
            </summary>
            <div class="more-fields__body stack">{ props.children.clone() }</div>
        </details>
    }
}
