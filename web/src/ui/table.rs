//! Many rows of one kind: ordered, filtered, chosen, taken along. What it shows is a [`TableState`], which the page keeps
//! in its address; rows beyond the window are not drawn.

use std::rc::Rc;

use nocturne_web_model::table::TableState;
use yew::prelude::*;

use crate::{
    app::Route,
    router::{Navigator, use_navigator},
};

mod arranged;
mod body;
mod bulk;
mod column;
mod export;
mod filter;
mod grid;
mod head;
mod keys;
mod numbered;
mod toolbar;
mod views;
mod visible;

pub(crate) use self::column::{Column, Priority};
use self::{column::numbered, numbered::Numbered};

/// The key of a row, by its number.
type KeyOf = Callback<usize, String>;
/// Where a row leads, by its number.
type HrefOf = Callback<usize, Option<Route>>;

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

/// A table. What draws it knows rows by their numbers and is compiled once for all kinds of them.
#[component]
pub(crate) fn DataTable<T: Clone + 'static>(props: &DataTableProps<T>) -> Html {
    let rows = use_memo(Rc::as_ptr(&props.rows).addr(), |_| (0..props.rows.len()).collect::<Vec<usize>>());
    let identity = (Rc::as_ptr(&props.rows).addr(), Rc::as_ptr(&props.columns).addr());
    let columns = use_memo(identity, |_| numbered(&props.columns, &props.rows));
    let navigator = use_navigator();

    let key_of = {
        let (rows, key_of) = (Rc::clone(&props.rows), props.key_of);
        Callback::from(move |row: usize| rows.get(row).map(key_of).unwrap_or_default())
    };
    let row_href = props.row_href.map(|row_href| {
        let rows = Rc::clone(&props.rows);
        Callback::from(move |row: usize| rows.get(row).map(row_href))
    });
    let on_open = match (&props.on_open, &row_href) {
        (Some(on_open), _) => {
            let (rows, on_open) = (Rc::clone(&props.rows), on_open.clone());
            Some(Callback::from(move |row: usize| {
                rows.get(row).cloned().into_iter().for_each(|row| on_open.emit(row))
            }))
        }
        (None, Some(row_href)) => Some(to_pages(row_href.clone(), navigator)),
        (None, None) => None,
    };
    let bulk = props.bulk.as_ref().map(|bulk| {
        let (rows, bulk) = (Rc::clone(&props.rows), bulk.clone());
        Callback::from(move |chosen: Bulk<usize>| {
            let rows = chosen.rows.iter().filter_map(|row| rows.get(*row).cloned()).collect();
            bulk.emit(Bulk { rows: Rc::new(rows), clear: chosen.clear })
        })
    });
    html! {
        <Numbered
            id={props.id.clone()}
            label={props.label.clone()}
            {columns}
            {rows}
            {key_of}
            state={props.state.clone()}
            on_state={props.on_state.clone()}
            {row_href}
            {on_open}
            {bulk}
            empty={props.empty.clone()}
            toolbar={props.toolbar.clone()}
            loading={props.loading}
            height={props.height}
            what={props.what.clone()}
            plain={props.plain}
            keys={props.keys}
        />
    }
}

fn to_pages(row_href: HrefOf, navigator: Option<Navigator>) -> Callback<usize> {
    Callback::from(move |row: usize| {
        if let (Some(navigator), Some(page)) = (&navigator, row_href.emit(row)) {
            navigator.push(&page);
        }
    })
}
