//! Views of one thing beside each other.

use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use super::dom;

/// One of the tabs.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Tab {
    pub id: AttrValue,
    pub title: AttrValue,
    /// How many there are inside.
    pub count: Option<AttrValue>,
}

impl Tab {
    pub(crate) fn new(id: impl Into<AttrValue>, title: impl Into<AttrValue>) -> Self {
        Self { id: id.into(), title: title.into(), count: None }
    }

    pub(crate) fn count(self, count: usize) -> Self {
        Self { count: Some(count.to_string().into()), ..self }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct TabsProps {
    /// Prefix of the ids of tabs and panel: `ID-tab-TAB`, `ID-panel`.
    pub id: AttrValue,
    pub label: AttrValue,
    pub tabs: Vec<Tab>,
    pub selected: AttrValue,
    pub on_select: Callback<AttrValue>,
    /// The selected tab's content.
    pub children: Html,
}

/// Tabs and the panel under them: Left, Right, Home and End go through them.
#[component]
pub(crate) fn Tabs(props: &TabsProps) -> Html {
    let list = use_node_ref();
    let panel = format!("{}-panel", props.id);
    let onkeydown = {
        let (list, tabs, selected, on_select) =
            (list.clone(), props.tabs.clone(), props.selected.clone(), props.on_select.clone());
        move |event: KeyboardEvent| {
            let at = tabs.iter().position(|tab| tab.id == selected).unwrap_or_default();
            let Some(next) = step(&event.key(), at, tabs.len()) else { return };
            event.prevent_default();
            let Some(tab) = tabs.get(next) else { return };
            on_select.emit(tab.id.clone());
            let button = list
                .cast::<web_sys::Element>()
                .and_then(|list| list.children().item(u32::try_from(next).ok()?))
                .and_then(|button| button.dyn_into().ok());
            if let Some(button) = button {
                dom::focus(&button);
            }
        }
    };
    html! {
        <div class="tabs">
            <div class="tabs__list" role="tablist" aria-label={props.label.clone()} ref={list} {onkeydown}>
                { for props.tabs.iter().map(|tab| draw(props, tab, &panel)) }
            </div>
            <div
                id={panel.clone()}
                class="tabs__panel"
                role="tabpanel"
                tabindex="-1"
                aria-labelledby={format!("{}-tab-{}", props.id, props.selected)}
            >
                { props.children.clone() }
            </div>
        </div>
    }
}

fn draw(props: &TabsProps, tab: &Tab, panel: &str) -> Html {
    let selected = tab.id == props.selected;
    let onclick = {
        let (on_select, id) = (props.on_select.clone(), tab.id.clone());
        move |_| on_select.emit(id.clone())
    };
    html! {
        <button
            key={tab.id.to_string()}
            id={format!("{}-tab-{}", props.id, tab.id)}
            type="button"
            role="tab"
            class={classes!("tabs__tab", selected.then_some("tabs__tab--selected"))}
            aria-selected={selected.to_string()}
            aria-controls={selected.then(|| panel.to_owned())}
            tabindex={if selected { "0" } else { "-1" }}
            {onclick}
        >
            { tab.title.clone() }
            if let Some(count) = &tab.count {
                <span class="tabs__count">{ count }</span>
            }
        </button>
    }
}

/// Where a key leads in a row of `n`, around its ends.
pub(super) fn step(key: &str, at: usize, n: usize) -> Option<usize> {
    let last = n.checked_sub(1)?;
    match key {
        "ArrowRight" | "ArrowDown" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowLeft" | "ArrowUp" => Some(if at == 0 { last } else { at - 1 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}
