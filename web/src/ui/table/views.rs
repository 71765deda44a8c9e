//! Views of a table that somebody wants to come back to: an address's query under a name, kept in the browser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yew::prelude::*;

use crate::{
    hooks::use_query,
    ui::{
        button::{Button, ButtonKind, ButtonType},
        dialog::Dialog,
        dom,
        form::TextField,
        icon::IconName,
        menu::{Menu, MenuItem},
        toast::use_toasts,
    },
};

const SAVE: &str = "save";
const VIEW: &str = "view:";
const REMOVE: &str = "remove:";
/// More is not a menu any more.
const MAX_VIEWS: usize = 20;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct View {
    name: String,
    query: BTreeMap<String, String>,
}

fn key(table: &str) -> String {
    format!("nocturne.views.{table}")
}

fn load(table: &str) -> Vec<View> {
    let text = dom::stored(&key(table)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn keep(table: &str, views: &[View]) {
    if let Ok(text) = serde_json::to_string(views) {
        dom::store(&key(table), &text);
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct ViewsProps {
    pub id: AttrValue,
}

/// The menu of saved views.
#[component]
pub(super) fn Views(props: &ViewsProps) -> Html {
    let views = use_state(|| load(&props.id));
    let saving = use_state_eq(|| false);
    let query = use_query();
    let toasts = use_toasts();
    let current = query.pairs().clone();

    let set = {
        let (views, id) = (views.clone(), props.id.clone());
        move |next: Vec<View>| {
            keep(&id, &next);
            views.set(next);
        }
    };
    let on_pick = {
        let (views, saving, set, query) = (views.clone(), saving.setter(), set.clone(), query);
        Callback::from(move |picked: AttrValue| {
            if picked == SAVE {
                saving.set(true);
            } else if let Some(name) = picked.strip_prefix(REMOVE) {
                set(views.iter().filter(|view| view.name != name).cloned().collect());
                toasts.info(format!("View “{name}” removed"));
            } else if let Some(name) = picked.strip_prefix(VIEW)
                && let Some(view) = views.iter().find(|view| view.name == name)
            {
                apply(&query, view);
            }
        })
    };
    let on_save = {
        let (views, saving, query) = (views.clone(), saving.setter(), current.clone());
        Callback::from(move |name: String| {
            let mut next: Vec<View> = views.iter().filter(|view| view.name != name).cloned().collect();
            next.push(View { name, query: query.clone() });
            nocturne_web_model::order::sort_by(&mut next, |a, b| a.name.cmp(&b.name));
            set(next);
            saving.set(false);
        })
    };
    let on_close = {
        let saving = saving.setter();
        Callback::from(move |()| saving.set(false))
    };
    html! {
        <>
            <Menu
                id={format!("{}-views", props.id)}
                label="Views"
                icon={IconName::Bookmark}
                icon_only=true
                kind={ButtonKind::Ghost}
                items={items(&views, &current)}
                {on_pick}
                head={html! { <span class="menu__title">{ "Saved views" }</span> }}
            />
            <SaveView open={*saving} full={views.len() >= MAX_VIEWS} {on_save} {on_close} />
        </>
    }
}

fn items(views: &[View], current: &BTreeMap<String, String>) -> Vec<MenuItem> {
    let mut items: Vec<MenuItem> = views
        .iter()
        .map(|view| {
            let item = MenuItem::new(format!("{VIEW}{}", view.name), view.name.clone());
            if view.query == *current { item.icon(IconName::Check) } else { item.icon(IconName::Bookmark) }
        })
        .collect();
    items.push(MenuItem::new(SAVE, "Save this view…").icon(IconName::Plus).separated());
    if let Some(view) = views.iter().find(|view| view.query == *current) {
        items.push(
            MenuItem::new(format!("{REMOVE}{}", view.name), format!("Remove “{}”", view.name))
                .icon(IconName::Trash)
                .danger(),
        );
    }
    items
}

fn apply(query: &crate::hooks::Query, view: &View) {
    let gone = query.pairs().keys().map(|name| (name.as_str(), None));
    let wanted = view.query.iter().map(|(name, value)| (name.as_str(), Some(value.clone())));
    query.change(gone.chain(wanted).collect::<Vec<_>>());
}

#[derive(Properties, PartialEq)]
struct SaveViewProps {
    open: bool,
    full: bool,
    on_save: Callback<String>,
    on_close: Callback<()>,
}

#[component]
fn SaveView(props: &SaveViewProps) -> Html {
    let name = use_state_eq(String::new);
    use_effect_with(props.open, {
        let name = name.setter();
        move |_| name.set(String::new())
    });
    let on_change = {
        let name = name.setter();
        Callback::from(move |text| name.set(text))
    };
    let chosen = name.trim().to_owned();
    let ready = !chosen.is_empty() && !props.full;
    let onsubmit = {
        let on_save = props.on_save.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                on_save.emit(chosen.clone());
            }
        }
    };
    let on_cancel = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <Dialog open={props.open} title="Save this view" on_close={props.on_close.clone()}>
            <form class="stack" {onsubmit}>
                <TextField
                    id="view-name"
                    label="Name"
                    hint="Filters, order and columns, as they are, in this browser."
                    error={props.full.then(|| AttrValue::from(format!("There are {MAX_VIEWS} views; remove one first.")))}
                    value={(*name).clone()}
                    {on_change}
                    autocomplete="off"
                    required=true
                />
                <div class="sheet__buttons">
                    <Button onclick={on_cancel}>{ "Cancel" }</Button>
                    <Button kind={ButtonKind::Primary} kind_of={ButtonType::Submit} disabled={!ready}>{ "Save" }</Button>
                </div>
            </form>
        </Dialog>
    }
}
