//! The keyboard in a table: one row at a time can be reached by Tab, the others by arrows or `j` and `k`.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use nocturne_web_model::table::Selection;

use super::arranged::Arranged;
use crate::{
    hooks::{Shortcut, use_shortcut},
    ui::dom::{self, Area},
};

const PAGE_ROWS: usize = 10;

/// What the keys act on.
#[derive(Clone)]
pub(super) struct Keyboard {
    pub rows: NodeRef,
    pub row_height: f64,
    pub order: Arranged,
    pub selection: Selection,
    pub on_select: Callback<Selection>,
    pub selectable: bool,
    pub on_open: Callback<usize>,
    /// Also for keys that were pressed outside of the table.
    pub of_page: bool,
}

pub(super) struct Keys {
    /// Place on the screen of the row that Tab reaches.
    pub cursor: usize,
    pub onkeydown: Callback<KeyboardEvent>,
    pub onfocusin: Callback<FocusEvent>,
}

#[hook]
pub(super) fn use_keys(keyboard: Keyboard) -> Keys {
    let cursor = use_state_eq(|| 0_usize);
    let wanted = use_mut_ref(|| None::<usize>);
    let at = (*cursor).min(keyboard.order.len().saturating_sub(1));

    let go = {
        let (cursor, wanted, keyboard) = (cursor.setter(), wanted.clone(), keyboard.clone());
        Callback::from(move |position: usize| {
            *wanted.borrow_mut() = Some(position);
            cursor.set(position);
            reveal(&keyboard, position);
            if focus_row(&keyboard.rows, position) {
                *wanted.borrow_mut() = None;
            }
        })
    };
    // A row that was not drawn when it was asked for is drawn after the table has scrolled to it.
    use_effect({
        let rows = keyboard.rows.clone();
        move || {
            let position = *wanted.borrow();
            if position.is_some_and(|position| focus_row(&rows, position)) {
                *wanted.borrow_mut() = None;
            }
        }
    });

    let act = {
        let (keyboard, go) = (keyboard.clone(), go);
        Callback::from(move |key: String| step(&keyboard, at, &key, &go))
    };
    let onkeydown = {
        let (act, keyboard) = (act.clone(), keyboard.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || !on_row(&event) {
                return;
            }
            let key = event.key();
            let used = match key.as_str() {
                "Enter" => keyboard.order.indexes.get(at).is_some_and(|index| {
                    keyboard.on_open.emit(*index);
                    true
                }),
                _ => act.emit(key),
            };
            if used {
                event.prevent_default();
            }
        })
    };
    let latest = use_mut_ref(|| Callback::from(|_: String| false));
    *latest.borrow_mut() = if keyboard.of_page { act } else { Callback::from(|_| false) };
    let on_key = use_callback((), move |Shortcut { key, command }: Shortcut, ()| {
        let act = latest.borrow().clone();
        !command && matches!(key.as_str(), "j" | "k" | "x" | "a") && act.emit(key)
    });
    use_shortcut(on_key);
    let onfocusin = {
        let cursor = cursor.setter();
        Callback::from(move |event: FocusEvent| {
            if let Some(position) = position_of(&event) {
                cursor.set(position);
            }
        })
    };
    Keys { cursor: at, onkeydown, onfocusin }
}

/// True when the key meant something here.
fn step(keyboard: &Keyboard, at: usize, key: &str, go: &Callback<usize>) -> bool {
    let Some(last) = keyboard.order.len().checked_sub(1) else { return false };
    let focused = has_focus(&keyboard.rows);
    let next = match key {
        // The first key brings the keyboard to the row where it was.
        "j" | "k" if !focused => at,
        "j" | "ArrowDown" => (at + 1).min(last),
        "k" | "ArrowUp" => at.saturating_sub(1),
        "PageDown" => (at + PAGE_ROWS).min(last),
        "PageUp" => at.saturating_sub(PAGE_ROWS),
        "Home" => 0,
        "End" => last,
        "x" | " " if keyboard.selectable && focused => {
            if let Some(row) = keyboard.order.keys.get(at) {
                keyboard.on_select.emit(keyboard.selection.clone().toggled(row));
            }
            return true;
        }
        "a" if keyboard.selectable => {
            keyboard.on_select.emit(keyboard.selection.clone().all_toggled(&keyboard.order.keys));
            return true;
        }
        "Escape" if !keyboard.selection.is_empty() => {
            keyboard.on_select.emit(keyboard.selection.clone().cleared());
            return true;
        }
        _ => return false,
    };
    go.emit(next);
    true
}

fn focus_row(rows: &NodeRef, position: usize) -> bool {
    let row = rows
        .cast::<Element>()
        .and_then(|rows| rows.query_selector(&format!("[data-position=\"{position}\"]")).ok().flatten());
    let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) else { return false };
    dom::focus(&row);
    true
}

fn has_focus(rows: &NodeRef) -> bool {
    let active = dom::document().and_then(|document| document.active_element());
    rows.cast::<Element>().is_some_and(|rows| rows.contains(active.as_ref().map(AsRef::as_ref)))
}

/// Scrolls the table's box so that the row is in it, below the head.
fn reveal(keyboard: &Keyboard, position: usize) {
    let Some(rows) = keyboard.rows.cast::<Element>() else { return };
    let Some(scroller) = rows.closest(".data-table__scroll").ok().flatten() else { return };
    let (height, head) = (scroller.client_height(), Area::of(&rows).top - Area::of(&scroller).top);
    let scrolled = f64::from(scroller.scroll_top());
    let head = (head + scrolled).max(0.0);
    let top = f64::from(u32::try_from(position).unwrap_or(u32::MAX)) * keyboard.row_height;
    let bottom = top + keyboard.row_height;
    let to = if top < scrolled {
        top
    } else if bottom + head > scrolled + f64::from(height) {
        bottom + head - f64::from(height)
    } else {
        return;
    };
    #[allow(clippy::cast_possible_truncation, reason = "a table's height in pixels")]
    scroller.set_scroll_top(to.ceil() as i32);
}

/// True when the key was pressed on a row itself, not on something in it.
fn on_row(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.has_attribute("data-position"))
}

fn position_of(event: &FocusEvent) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("[data-position]").ok()??.get_attribute("data-position")?.parse().ok()
}
