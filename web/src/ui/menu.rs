//! A button with a list of things to do.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{
    button::ButtonKind,
    dom::{self, Area},
    icon::{Icon, IconName},
    tabs::step,
};

/// Air between the button and its list, and between the list and the window's edge.
const AIR: f64 = 4.0;

/// One line of a menu.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct MenuItem {
    pub id: AttrValue,
    pub label: AttrValue,
    pub icon: Option<IconName>,
    /// Quiet text at the end of the line.
    pub hint: Option<AttrValue>,
    /// A line that can be ticked; picking it leaves the menu open.
    pub checked: Option<bool>,
    pub danger: bool,
    pub disabled: bool,
    /// A rule stands above it.
    pub separated: bool,
}

impl MenuItem {
    pub(crate) fn new(id: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            icon: None,
            hint: None,
            checked: None,
            danger: false,
            disabled: false,
            separated: false,
        }
    }

    pub(crate) fn icon(self, icon: IconName) -> Self {
        Self { icon: Some(icon), ..self }
    }

    pub(crate) fn hint(self, hint: impl Into<AttrValue>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(crate) fn checked(self, checked: bool) -> Self {
        Self { checked: Some(checked), ..self }
    }

    pub(crate) fn danger(self) -> Self {
        Self { danger: true, ..self }
    }

    pub(crate) fn disabled(self, disabled: bool) -> Self {
        Self { disabled, ..self }
    }

    pub(crate) fn separated(self) -> Self {
        Self { separated: true, ..self }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct MenuProps {
    /// Of the button; the list is `ID-list`. Unique in the page.
    pub id: AttrValue,
    /// Written on the button, or its hidden name when only the icon shows.
    pub label: AttrValue,
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// The icon without the word.
    #[prop_or_default]
    pub icon_only: bool,
    #[prop_or_default]
    pub kind: ButtonKind,
    #[prop_or_default]
    pub small: bool,
    #[prop_or_default]
    pub disabled: bool,
    pub items: Vec<MenuItem>,
    pub on_pick: Callback<AttrValue>,
    /// Above the lines, e.g. who is logged in.
    #[prop_or_default]
    pub head: Html,
}

/// A dropdown. The browser opens, closes and stacks it; arrows, Home, End and first letters go through it.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let (button, list) = (use_node_ref(), use_node_ref());
    let list_id = format!("{}-list", props.id);

    let ontoggle = {
        let (open, button, list) = (open.clone(), button.clone(), list.clone());
        move |_: Event| {
            let Some(list) = list.cast::<HtmlElement>() else { return };
            let shown = dom::is_popover_open(&list);
            open.set(shown);
            if let (true, Some(button)) = (shown, button.cast::<HtmlElement>()) {
                place(&button, &list);
                if let Some(first) = dom::all(&list, "[role^=menuitem]:not(:disabled)").first() {
                    dom::focus(first);
                }
            }
        }
    };
    let onkeydown = {
        let (button, list) = (button.clone(), list.clone());
        move |event: KeyboardEvent| keydown(&event, &button, &list)
    };

    html! {
        <div class="menu">
            <button
                ref={button}
                id={props.id.clone()}
                type="button"
                class={classes!(
                    "button",
                    props.kind.class(),
                    props.small.then_some("button--small"),
                    props.icon_only.then_some("button--icon"),
                )}
                popovertarget={list_id.clone()}
                aria-haspopup="menu"
                aria-expanded={open.to_string()}
                aria-controls={list_id.clone()}
                aria-label={props.icon_only.then(|| props.label.clone())}
                title={props.icon_only.then(|| props.label.clone())}
                disabled={props.disabled}
            >
                if let Some(name) = props.icon {
                    <Icon {name} />
                }
                if !props.icon_only {
                    <span class="button__text">{ props.label.clone() }</span>
                    <Icon name={IconName::ChevronDown} size={14} class="menu__chevron" />
                }
            </button>
            <div
                ref={list.clone()}
                id={list_id}
                class="menu__list"
                popover="auto"
                role="menu"
                aria-label={props.label.clone()}
                {ontoggle}
                {onkeydown}
            >
                if super::layout::has_content(&props.head) {
                    <div class="menu__head" role="presentation">{ props.head.clone() }</div>
                }
                { for props.items.iter().map(|item| draw(item, &props.on_pick, &list)) }
            </div>
        </div>
    }
}

fn draw(item: &MenuItem, on_pick: &Callback<AttrValue>, list: &NodeRef) -> Html {
    let onclick = {
        let (on_pick, list, id, stays) =
            (on_pick.clone(), list.clone(), item.id.clone(), item.checked.is_some());
        move |event: MouseEvent| {
            event.stop_propagation();
            if let (false, Some(list)) = (stays, list.cast::<HtmlElement>()) {
                dom::hide_popover(&list);
            }
            on_pick.emit(id.clone());
        }
    };
    html! {
        <>
            if item.separated {
                <div class="menu__rule" role="separator"></div>
            }
            <button
                type="button"
                role={if item.checked.is_some() { "menuitemcheckbox" } else { "menuitem" }}
                aria-checked={item.checked.map(|checked| checked.to_string())}
                class={classes!("menu__item", item.danger.then_some("menu__item--danger"))}
                disabled={item.disabled}
                tabindex="-1"
                {onclick}
            >
                if let Some(checked) = item.checked {
                    <span class={classes!("menu__tick", checked.then_some("menu__tick--on"))}>
                        if checked {
                            <Icon name={IconName::Check} size={14} />
                        }
                    </span>
                } else if let Some(name) = item.icon {
                    <Icon {name} />
                }
                <span class="menu__label">{ item.label.clone() }</span>
                if let Some(hint) = &item.hint {
                    <span class="menu__hint">{ hint }</span>
                }
            </button>
        </>
    }
}

fn keydown(event: &KeyboardEvent, button: &NodeRef, list: &NodeRef) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let key = event.key();
    if key == "Tab" || key == "Escape" {
        event.prevent_default();
        event.stop_propagation();
        dom::hide_popover(&list);
        if let Some(button) = button.cast::<HtmlElement>() {
            dom::focus(&button);
        }
        return;
    }
    let items = dom::all(&list, "[role^=menuitem]:not(:disabled)");
    let active = dom::document().and_then(|document| document.active_element());
    let at = items.iter().position(|item| Some(item.unchecked_ref()) == active.as_ref());
    let next = match at {
        Some(at) => step(&key, at, items.len()),
        None => step(&key, items.len().saturating_sub(1), items.len()),
    };
    let next = next.or_else(|| by_letter(&key, at, &items));
    if let Some(item) = next.and_then(|next| items.get(next)) {
        event.prevent_default();
        event.stop_propagation();
        dom::focus(item);
    }
}

/// The next line that begins with what was typed.
fn by_letter(key: &str, at: Option<usize>, items: &[HtmlElement]) -> Option<usize> {
    let mut letters = key.chars();
    let letter = letters.next().filter(|letter| letter.is_alphanumeric() && letters.next().is_none())?;
    let wanted = letter.to_lowercase().next();
    let start = at.map_or(0, |at| at + 1);
    (0..items.len()).map(|offset| (start + offset) % items.len()).find(|index| {
        let text = items.get(*index).and_then(|item| item.text_content()).unwrap_or_default();
        text.trim().chars().next().and_then(|first| first.to_lowercase().next()) == wanted
    })
}

/// Puts the list under its button, or above it where there is more room, within the window.
fn place(button: &HtmlElement, list: &HtmlElement) {
    let (anchor, area, window) = (Area::of(button), Area::of(list), Area::of_window());
    let below = window.height - anchor.bottom() - AIR;
    let top = if area.height <= below - AIR || anchor.top < below {
        anchor.bottom() + AIR
    } else {
        (anchor.top - AIR - area.height).max(AIR)
    };
    let aligned = if anchor.left + area.width + AIR <= window.width {
        anchor.left
    } else {
        anchor.right() - area.width
    };
    let left = aligned.clamp(AIR, (window.width - area.width - AIR).max(AIR));
    dom::set_style(list, "top", &format!("{top:.0}px"));
    dom::set_style(list, "left", &format!("{left:.0}px"));
    dom::set_style(list, "max-height", &format!("{:.0}px", (window.height - top - AIR).max(120.0)));
}
