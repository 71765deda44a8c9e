//! The line above the rows: filter, how many, and what can be done with the table as a whole.

use std::rc::Rc;

use nocturne_web_model::{format, table::TableState};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    arranged::Arranged,
    column::Column,
    export::{self, Format},
    filter::FilterText,
    views::Views,
};
use crate::{
    hooks::{Shortcut, use_shortcut},
    ui::{
        button::{ButtonKind, IconButton},
        dom,
        icon::{Icon, IconName},
        layout::has_content,
        menu::{Menu, MenuItem},
    },
};

#[derive(Properties)]
pub(super) struct ToolbarProps<T: 'static> {
    pub id: AttrValue,
    pub columns: Rc<Vec<Column<T>>>,
    pub rows: Rc<Vec<T>>,
    pub order: Arranged,
    pub state: TableState,
    pub on_state: Callback<TableState>,
    pub filter: FilterText,
    pub what: AttrValue,
    pub page: Html,
    pub keys: bool,
}

impl<T: 'static> PartialEq for ToolbarProps<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.columns, &other.columns)
            && Rc::ptr_eq(&self.rows, &other.rows)
            && self.order == other.order
            && self.state == other.state
            && self.on_state == other.on_state
            && self.filter == other.filter
            && self.page == other.page
            && (&self.id, &self.what, self.keys) == (&other.id, &other.what, other.keys)
    }
}

#[component]
pub(super) fn Toolbar<T: 'static>(props: &ToolbarProps<T>) -> Html {
    html! {
        <div class="toolbar data-table__toolbar">
            <FilterBox
                id={props.id.clone()}
                what={props.what.clone()}
                filter={props.filter.clone()}
                keys={props.keys}
            />
            if has_content(&props.page) {
                <div class="toolbar__page">{ props.page.clone() }</div>
            }
            <span class="toolbar__count" role="status">
                if !props.rows.is_empty() {
                    { counted(props.order.len(), props.rows.len(), &props.what) }
                }
            </span>
            <div class="toolbar__end">
                <div class="only-phone">{ order_menu(props) }</div>
                <Views id={props.id.clone()} />
                { columns_menu(props) }
                { export_menu(props) }
            </div>
        </div>
    }
}

/// `37 of 1 000 agents`, or `1 000 agents`.
fn counted(shown: usize, all: usize, what: &str) -> String {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let all_of_them = format::counted(number(all), what);
    if shown == all { all_of_them } else { format!("{} of {all_of_them}", format::count(number(shown))) }
}

fn columns_menu<T>(props: &ToolbarProps<T>) -> Html {
    // The first column is what a row is known by.
    let items = props
        .columns
        .iter()
        .skip(1)
        .filter(|column| !column.controls)
        .map(|column| {
            let visible = props.state.is_visible(column.id, column.hidden_by_default());
            MenuItem::new(column.id, column.title.clone()).checked(visible)
        })
        .collect::<Vec<_>>();
    let on_pick = {
        let (columns, state, on_state) =
            (Rc::clone(&props.columns), props.state.clone(), props.on_state.clone());
        Callback::from(move |id: AttrValue| {
            if let Some(column) = columns.iter().find(|column| column.id == id) {
                on_state.emit(state.with_column_toggled(column.id, column.hidden_by_default()));
            }
        })
    };
    html! {
        <Menu
            id={format!("{}-columns", props.id)}
            label="Columns"
            icon={IconName::Columns}
            icon_only=true
            kind={ButtonKind::Ghost}
            {items}
            {on_pick}
            head={html! { <span class="menu__title">{ "Columns" }</span> }}
        />
    }
}

/// On a phone the rows are cards, and the titles that order them are not there.
fn order_menu<T>(props: &ToolbarProps<T>) -> Html {
    let items = props
        .columns
        .iter()
        .filter(|column| column.sort.is_some())
        .map(|column| {
            let item = MenuItem::new(column.id, column.title.clone());
            match props.state.aria_sort(column.id) {
                "none" => item,
                direction => item.hint(direction),
            }
        })
        .collect::<Vec<_>>();
    let on_pick = {
        let (state, on_state) = (props.state.clone(), props.on_state.clone());
        Callback::from(move |id: AttrValue| on_state.emit(state.with_sort_toggled(&id)))
    };
    html! {
        <Menu
            id={format!("{}-order", props.id)}
            label="Order"
            icon={IconName::Sort}
            icon_only=true
            kind={ButtonKind::Ghost}
            {items}
            {on_pick}
            head={html! { <span class="menu__title">{ "Order by" }</span> }}
        />
    }
}

fn export_menu<T: 'static>(props: &ToolbarProps<T>) -> Html {
    let n = counted(props.order.len(), props.order.len(), &props.what);
    let on_pick = {
        let (id, columns, rows) = (props.id.clone(), Rc::clone(&props.columns), Rc::clone(&props.rows));
        let (order, state) = (props.order.clone(), props.state.clone());
        Callback::from(move |picked: AttrValue| {
            let format = if picked == "json" { Format::Json } else { Format::Csv };
            export::export(&id, &columns, &rows, &order, &state, format);
        })
    };
    html! {
        <Menu
            id={format!("{}-export", props.id)}
            label="Export"
            icon={IconName::Download}
            icon_only=true
            kind={ButtonKind::Ghost}
            disabled={props.order.is_empty()}
            items={vec![MenuItem::new("csv", "As CSV").hint(".csv"), MenuItem::new("json", "As JSON").hint(".json")]}
            {on_pick}
            head={html! { <span class="menu__title">{ format!("Export {n}") }</span> }}
        />
    }
}

#[derive(Properties, PartialEq)]
struct FilterBoxProps {
    id: AttrValue,
    what: AttrValue,
    filter: FilterText,
    keys: bool,
}

/// Where the filter is typed; `/` leads here, Escape clears it, then leaves it.
#[component]
fn FilterBox(props: &FilterBoxProps) -> Html {
    let input = use_node_ref();
    let oninput = {
        let change = props.filter.change.clone();
        move |event: InputEvent| {
            if let Some(text) = dom::value_of(&event) {
                change.emit(text);
            }
        }
    };
    let onkeydown = {
        let (clear, empty, id) = (props.filter.clear.clone(), props.filter.text.is_empty(), props.id.clone());
        move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" if !empty => {
                event.prevent_default();
                clear.emit(());
            }
            "ArrowDown" | "Enter" => {
                event.prevent_default();
                focus_first_row(&id);
            }
            _ => {}
        }
    };
    let on_key =
        use_callback((input.clone(), props.keys), |Shortcut { key, command }: Shortcut, (input, of_page)| {
            let wanted = *of_page && !command && key == "/";
            if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| wanted) {
                dom::focus(&input);
                input.select();
            }
            wanted
        });
    use_shortcut(on_key);
    let on_clear = {
        let (clear, input) = (props.filter.clear.clone(), input.clone());
        move |_: MouseEvent| {
            clear.emit(());
            if let Some(input) = input.cast::<HtmlInputElement>() {
                dom::focus(&input);
            }
        }
    };
    html! {
        <div class="filter-box" role="search">
            <Icon name={IconName::Search} size={14} class="filter-box__icon" />
            <input
                ref={input}
                id={format!("{}-filter", props.id)}
                class="input filter-box__input"
                type="text"
                inputmode="search"
                autocomplete="off"
                spellcheck="false"
                aria-label={format!("Filter {}", props.what)}
                placeholder={format!("Filter {}", props.what)}
                value={(*props.filter.text).clone()}
                {oninput}
                {onkeydown}
            />
            if props.filter.text.is_empty() {
                if props.keys {
                    <kbd class="key filter-box__key" aria-hidden="true">{ "/" }</kbd>
                }
            } else {
                <IconButton icon={IconName::Close} label="Clear the filter" small=true class="filter-box__clear" onclick={on_clear} />
            }
        </div>
    }
}

fn focus_first_row(id: &str) {
    let row = dom::by_id(&format!("{id}-filter"))
        .and_then(|input| input.closest(".data-table").ok().flatten())
        .and_then(|table| dom::all(&table, "[data-position]").into_iter().next());
    if let Some(row) = row {
        dom::focus(&row);
    }
}
