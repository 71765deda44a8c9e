//! Many rows of one kind: ordered, filtered, chosen, taken along. What it shows is a [`TableState`], which the page keeps
//! in its address; rows beyond the window are not drawn.

use std::rc::Rc;

use nocturne_web_model::table::{Selection, TableState};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::app::Route;

mod arranged;
mod body;
mod bulk;
mod column;
mod export;
mod filter;
mod grid;
mod head;
mod keys;
mod toolbar;
mod views;
mod visible;

pub(crate) use self::column::{Column, Priority};
use self::{arranged::use_arranged, bulk::BulkBar, filter::use_filter, grid::Grid, toolbar::Toolbar};

/// How high a table may be before it scrolls within itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum TableHeight {
    /// To the lower edge of the window: the table is the page.
    #[default]
    Page,
    /// So many rows: the table is a part of the page.
    Rows(u16),
}

/// What was chosen, for the actions on it.
pub(crate) struct Bulk<T> {
    /// In the order of the screen; rows that the filter hides are at the end.
    pub rows: Rc<Vec<T>>,
    /// Chooses nothing any more, e.g. after it was done.
    pub clear: Callback<()>,
}

#[derive(Properties)]
pub(crate) struct DataTableProps<T: 'static> {
    /// Unique in the console: saved views are kept under it, exports are named by it.
    pub id: AttrValue,
    pub label: AttrValue,
    /// Compared by identity: make them once, with `use_memo`.
    pub columns: Rc<Vec<Column<T>>>,
    /// Compared by identity.
    pub rows: Rc<Vec<T>>,
    pub key_of: fn(&T) -> String,
    pub state: TableState,
    pub on_state: Callback<TableState>,
    /// Where a row leads. The first column becomes the link.
    #[prop_or_default]
    pub row_href: Option<fn(&T) -> Route>,
    /// Instead of going to `row_href`.
    #[prop_or_default]
    pub on_open: Option<Callback<T>>,
    /// Actions on chosen rows. Without it nothing can be chosen.
    #[prop_or_default]
    pub bulk: Option<Callback<Bulk<T>, Html>>,
    /// For no rows at all.
    #[prop_or_default]
    pub empty: Html,
    /// Filters of the page, beside the filter box.
    #[prop_or_default]
    pub toolbar: Html,
    #[prop_or_default]
    pub loading: bool,
    #[prop_or_default]
    pub height: TableHeight,
    /// What rows are called, e.g. `agents`.
    #[prop_or(AttrValue::Static("rows"))]
    pub what: AttrValue,
    /// Without the line above: no filter, columns, views, exports.
    #[prop_or_default]
    pub plain: bool,
    /// Takes `/`, `j`, `k`, `x`, `a` of the whole page. One table of a page does.
    #[prop_or(true)]
    pub keys: bool,
}

impl<T: 'static> PartialEq for DataTableProps<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.columns, &other.columns)
            && Rc::ptr_eq(&self.rows, &other.rows)
            && self.id == other.id
            && self.label == other.label
            && self.state == other.state
            && self.on_state == other.on_state
            && self.on_open == other.on_open
            && self.bulk == other.bulk
            && self.empty == other.empty
            && self.toolbar == other.toolbar
            && self.loading == other.loading
            && self.height == other.height
            && self.what == other.what
            && (self.plain, self.keys) == (other.plain, other.keys)
    }
}

/// A table.
#[component]
pub(crate) fn DataTable<T: Clone + 'static>(props: &DataTableProps<T>) -> Html {
    let filter = use_filter(&props.state, &props.on_state);
    let state = props.state.with_filter((*filter.text).clone());
    let order = use_arranged(&props.rows, &props.columns, props.key_of, &state);
    let selection = use_state_eq(Selection::default);
    let navigator = use_navigator();
    let selectable = props.bulk.is_some();

    use_effect_with(Rc::as_ptr(&props.rows).addr(), {
        let (rows, key_of, selection) = (Rc::clone(&props.rows), props.key_of, selection.clone());
        move |_| {
            if !selection.is_empty() {
                let exists: std::collections::BTreeSet<String> = rows.iter().map(key_of).collect();
                selection.set((*selection).clone().kept(|key| exists.contains(key)));
            }
        }
    });
    let on_select = {
        let selection = selection.setter();
        Callback::from(move |chosen| selection.set(chosen))
    };
    let on_open = {
        let (rows, row_href, on_open) = (Rc::clone(&props.rows), props.row_href, props.on_open.clone());
        Callback::from(move |index: usize| {
            let Some(row) = rows.get(index) else { return };
            match (&on_open, row_href, &navigator) {
                (Some(on_open), ..) => on_open.emit(row.clone()),
                (None, Some(row_href), Some(navigator)) => navigator.push(&row_href(row)),
                _ => {}
            }
        })
    };

    let nothing = props.rows.is_empty() && !props.loading;
    let has_toolbar = !props.plain && (!nothing || !filter.text.is_empty());
    html! {
        <div class={classes!("data-table", props.plain.then_some("data-table--plain"))}>
            if has_toolbar {
                <Toolbar<T>
                    id={props.id.clone()}
                    columns={Rc::clone(&props.columns)}
                    rows={Rc::clone(&props.rows)}
                    order={order.clone()}
                    state={state.clone()}
                    on_state={props.on_state.clone()}
                    filter={filter.clone()}
                    what={props.what.clone()}
                    page={props.toolbar.clone()}
                    keys={props.keys}
                />
            }
            if nothing {
                <div class="data-table__empty">{ props.empty.clone() }</div>
            } else {
                <Grid<T>
                    id={props.id.clone()}
                    label={props.label.clone()}
                    columns={Rc::clone(&props.columns)}
                    rows={Rc::clone(&props.rows)}
                    order={order.clone()}
                    state={state.clone()}
                    on_state={props.on_state.clone()}
                    selection={(*selection).clone()}
                    on_select={on_select.clone()}
                    {selectable}
                    opens={props.row_href.is_some() || props.on_open.is_some()}
                    {on_open}
                    row_href={props.row_href}
                    loading={props.loading}
                    height={props.height}
                    what={props.what.clone()}
                    keys={props.keys}
                    on_clear_filter={filter.clear.clone()}
                />
            }
            if let Some(actions) = props.bulk.as_ref().filter(|_| !selection.is_empty()) {
                <BulkBar<T>
                    rows={Rc::clone(&props.rows)}
                    order={order}
                    selection={(*selection).clone()}
                    {on_select}
                    key_of={props.key_of}
                    actions={actions.clone()}
                    what={props.what.clone()}
                />
            }
        </div>
    }
}
