//! One row. It is drawn anew only when something in it has changed: scrolling draws the rows that come into sight.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use super::{HrefOf, column::Column};
use crate::{router::Link, ui::dom};

#[derive(Properties)]
pub(super) struct RowProps {
    pub rows: Rc<Vec<usize>>,
    pub columns: Rc<Vec<Column<usize>>>,
    pub shown: Rc<Vec<usize>>,
    /// Place among the rows of the page.
    pub index: usize,
    /// Place on the screen.
    pub position: usize,
    pub row_key: String,
    pub is_cursor: bool,
    pub selected: bool,
    pub selectable: bool,
    pub opens: bool,
    pub row_href: Option<HrefOf>,
    pub on_toggle: Callback<(String, bool)>,
    pub on_open: Callback<usize>,
}

impl PartialEq for RowProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && Rc::ptr_eq(&self.columns, &other.columns)
            && self.shown == other.shown
            && (self.index, self.position) == (other.index, other.position)
            && self.row_key == other.row_key
            && (self.is_cursor, self.selected, self.selectable, self.opens)
                == (other.is_cursor, other.selected, other.selectable, other.opens)
            && self.on_toggle == other.on_toggle
            && self.on_open == other.on_open
    }
}

#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    let Some(row) = props.rows.get(props.index).copied() else { return Html::default() };
    let onclick = {
        let (on_open, opens, index) = (props.on_open.clone(), props.opens, props.index);
        move |event: MouseEvent| {
            if opens && !is_control(&event) && !event.default_prevented() {
                on_open.emit(index);
            }
        }
    };
    html! {
        <div
            class={classes!(
                "data-table__row",
                props.opens.then_some("data-table__row--opens"),
                props.selected.then_some("data-table__row--selected"),
            )}
            role="row"
            aria-rowindex={(props.position + 2).to_string()}
            aria-selected={props.selectable.then(|| props.selected.to_string())}
            tabindex={if props.is_cursor { "0" } else { "-1" }}
            data-position={props.position.to_string()}
            {onclick}
        >
            if props.selectable {
                <div class="data-table__cell data-table__cell--box" role="gridcell">{ tick(props) }</div>
            }
            { for props.shown.iter().enumerate().map(|(nth, index)| cell(props, row, nth, *index)) }
        </div>
    }
}

/// The first cell is what the row is known by, and where it leads.
fn cell(props: &RowProps, row: usize, nth: usize, index: usize) -> Html {
    let Some(column) = props.columns.get(index) else { return Html::default() };
    let content = column.draw(&row);
    let content = match props.row_href.as_ref().filter(|_| nth == 0).and_then(|href| href.emit(row)) {
        Some(to) => {
            html! { <Link {to} classes="data-table__link">{ content }</Link> }
        }
        None => content,
    };
    let role = if nth == 0 { "rowheader" } else { "gridcell" };
    html! { <div key={column.id} class={column.class("data-table__cell")} {role}>{ content }</div> }
}

fn tick(props: &RowProps) -> Html {
    let onclick = {
        let (on_toggle, key) = (props.on_toggle.clone(), props.row_key.clone());
        move |event: MouseEvent| {
            event.stop_propagation();
            on_toggle.emit((key.clone(), event.shift_key()));
        }
    };
    html! {
        <label class="data-table__hit">
            <input
                type="checkbox"
                class="checkbox"
                tabindex="-1"
                checked={props.selected}
                aria-label={format!("Select {}", props.row_key)}
                {onclick}
            />
        </label>
    }
}

/// A press on something in the row that is for itself.
fn is_control(event: &MouseEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    target.closest("a, button, input, label, select, summary, [role=menu]").ok().flatten().is_some()
}

/// Heights of the rows that are not drawn go into the body's padding.
pub(super) fn spacers(body: &web_sys::Element, above: f64, below: f64) {
    dom::set_style(body, "padding-top", &format!("{above:.0}px"));
    dom::set_style(body, "padding-bottom", &format!("{below:.0}px"));
}
