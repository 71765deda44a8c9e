//! The site of an agent to be, with the ones there are.

use std::rc::Rc;

use nocturne_web_model::agent::{similar_site, sites_like};
use yew::prelude::*;

use crate::ui::{Button, ButtonKind, Icon, IconName, TextField};

/// More would be a list and no suggestion.
const MAX_SUGGESTIONS: usize = 8;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct SiteFieldProps {
    pub id: AttrValue,
    pub value: AttrValue,
    pub on_change: Callback<String>,
    pub error: Option<AttrValue>,
    pub disabled: bool,
    /// Those that are known.
    pub sites: Rc<Vec<String>>,
}

/// A name to type or to choose; a new one is allowed and said to be new.
#[component]
pub(super) fn SiteField(props: &SiteFieldProps) -> Html {
    let typed = props.value.trim();
    let suggestions = sites_like(&props.sites, typed, MAX_SUGGESTIONS);
    let known = props.sites.iter().any(|site| site == typed);
    html! {
        <div class="site-field">
            <TextField
                id={props.id.clone()}
                label="Site"
                value={props.value.clone()}
                on_change={props.on_change.clone()}
                error={props.error.clone()}
                hint="Where it stands. Checks choose agents by it: site=ams"
                required=true
                disabled={props.disabled}
                mono=true
                autocomplete="off"
                autofocus=true
                placeholder="ams"
            />
            if !suggestions.is_empty() && !known {
                <div class="suggestions" role="group" aria-label="Known sites">
                    { for suggestions.into_iter().map(|site| suggestion(props, site)) }
                </div>
            }
            <p class="site-field__note" role="status">
                { note(props, typed, known) }
            </p>
        </div>
    }
}

fn suggestion(props: &SiteFieldProps, site: String) -> Html {
    let onclick = {
        let (on_change, site) = (props.on_change.clone(), site.clone());
        move |_: MouseEvent| on_change.emit(site.clone())
    };
    html! {
        <button key={site.clone()} type="button" class="suggestions__item" disabled={props.disabled} {onclick}>
            { site }
        </button>
    }
}

fn note(props: &SiteFieldProps, typed: &str, known: bool) -> Html {
    if typed.is_empty() || props.error.is_some() {
        return Html::default();
    }
    if known {
        return html! { <><Icon name={IconName::Check} size={14} />{ "This site has agents already." }</> };
    }
    match similar_site(&props.sites, typed) {
        Some(similar) => {
            let onclick = {
                let (on_change, site) = (props.on_change.clone(), similar.to_owned());
                move |_: MouseEvent| on_change.emit(site.clone())
            };
            html! {
                <>
                    <Icon name={IconName::Alert} size={14} class="site-field__alert" />
                    { "This makes another site. Was " }
                    <Button small=true kind={ButtonKind::Ghost} {onclick}>{ similar.to_owned() }</Button>
                    { "meant?" }
                </>
            }
        }
        None => {
            html! { <><Icon name={IconName::Plus} size={14} />{ "No agent is there yet: the site will be created." }</> }
        }
    }
}
