//! The titles of columns, which order the rows.

use std::rc::Rc;

use nocturne_web_model::table::{Selected, Selection, TableState};
use yew::prelude::*;

use super::{arranged::Arranged, column::Column};
use crate::ui::{
    dom,
    icon::{Icon, IconName},
};

#[derive(Properties)]
pub(super) struct HeadProps {
    pub columns: Rc<Vec<Column<usize>>>,
    pub shown: Rc<Vec<usize>>,
    pub order: Arranged,
    pub state: TableState,
    pub on_state: Callback<TableState>,
    pub selection: Selection,
    pub on_select: Callback<Selection>,
    pub selectable: bool,
}

impl PartialEq for HeadProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.columns, &other.columns)
            && self.shown == other.shown
            && self.order == other.order
            && self.state == other.state
            && self.on_state == other.on_state
            && self.selection == other.selection
            && self.selectable == other.selectable
    }
}

#[component]
pub(super) fn Head(props: &HeadProps) -> Html {
    html! {
        <div class="data-table__head" role="rowgroup">
            <div class="data-table__titles" role="row" aria-rowindex="1">
                if props.selectable {
                    <div class="data-table__title data-table__title--box" role="columnheader">
                        <AllBox
                            state={props.selection.state(&props.order.keys)}
                            on_toggle={
                                let (on_select, selection, keys) =
                                    (props.on_select.clone(), props.selection.clone(), Rc::clone(&props.order.keys));
                                Callback::from(move |()| on_select.emit(selection.clone().all_toggled(&keys)))
                            }
                        />
                    </div>
                }
                { for props.shown.iter().filter_map(|index| props.columns.get(*index)).map(|column| title(props, column)) }
            </div>
        </div>
    }
}

fn title(props: &HeadProps, column: &Column<usize>) -> Html {
    let class = column.class("data-table__title");
    if column.sort.is_none() {
        return html! {
            <div {class} role="columnheader" key={column.id}>
                <span class={if column.controls { "visually-hidden" } else { "data-table__word" }}>{ column.title.clone() }</span>
            </div>
        };
    }
    let sort = props.state.aria_sort(column.id);
    let icon = match sort {
        "ascending" => Some(IconName::ArrowUp),
        "descending" => Some(IconName::ArrowDown),
        _ => None,
    };
    let onclick = {
        let (on_state, next) = (props.on_state.clone(), props.state.with_sort_toggled(column.id));
        move |_: MouseEvent| on_state.emit(next.clone())
    };
    html! {
        <div {class} role="columnheader" aria-sort={sort} key={column.id}>
            <button type="button" class="data-table__sort" {onclick} title={format!("Order by {}", column.title.to_lowercase())}>
                <span class="data-table__word">{ column.title.clone() }</span>
                <Icon
                    name={icon.unwrap_or(IconName::ArrowUp)}
                    size={12}
                    class={classes!("data-table__arrow", icon.is_some().then_some("data-table__arrow--on"))}
                />
            </button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct AllBoxProps {
    state: Selected,
    on_toggle: Callback<()>,
}

/// Ticks everything that is shown; half of it looks half ticked.
#[component]
fn AllBox(props: &AllBoxProps) -> Html {
    let node = use_node_ref();
    use_effect_with((node.clone(), props.state), |(node, state)| {
        if let Some(input) = node.cast::<web_sys::HtmlInputElement>() {
            input.set_indeterminate(*state == Selected::Some);
            input.set_checked(*state == Selected::All);
        }
    });
    let onchange = {
        let (on_toggle, node, state) = (props.on_toggle.clone(), node.clone(), props.state);
        move |_: Event| {
            on_toggle.emit(());
            if let Some(input) = node.cast::<web_sys::HtmlInputElement>() {
                dom::focus(&input);
                input.set_checked(state != Selected::All);
            }
        }
    };
    html! {
        <label class="data-table__hit">
            <input
                ref={node}
                type="checkbox"
                class="checkbox"
                aria-label="Select all that are shown"
                {onchange}
            />
        </label>
    }
}
