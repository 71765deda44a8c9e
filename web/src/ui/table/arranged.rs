//! Which rows are shown, in which order.

use std::{cell::OnceCell, rc::Rc};

use nocturne_web_model::table::{Filter, SortKey, TableState, arrange};
use yew::prelude::*;

use super::{KeyOf, column::Column};

/// Rows in the order of the screen, by their place in what the page gave, with their keys.
#[derive(Clone)]
pub(super) struct Arranged {
    pub indexes: Rc<Vec<usize>>,
    pub keys: Rc<Vec<String>>,
}

impl PartialEq for Arranged {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.indexes, &other.indexes)
    }
}

impl Arranged {
    pub(super) fn len(&self) -> usize {
        self.indexes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.indexes.is_empty()
    }
}

/// Arranges anew only when rows, columns, order or filter are others.
#[hook]
pub(super) fn use_arranged(
    rows: &Rc<Vec<usize>>,
    columns: &Rc<Vec<Column<usize>>>,
    key_of: &KeyOf,
    state: &TableState,
) -> Arranged {
    let identity = (Rc::as_ptr(rows).addr(), Rc::as_ptr(columns).addr());
    // Made when somebody filters, and kept while the rows are the same.
    let texts = use_memo(identity, |_| OnceCell::<Vec<Vec<(&'static str, String)>>>::new());
    let cells_of = |row: &usize| {
        columns.iter().map(|column| (column.id, (column.text)(row).to_lowercase())).collect::<Vec<_>>()
    };
    let memo = (identity, state.filter.clone(), state.sort.clone(), state.descending);
    let arranged = use_memo(memo, |_| {
        let ids: Vec<&str> = columns.iter().map(|column| column.id).collect();
        let filter = Filter::parse(&state.filter, &ids);
        let keep = |index: usize| {
            filter.is_empty()
                || texts
                    .get_or_init(|| rows.iter().map(cells_of).collect())
                    .get(index)
                    .is_some_and(|cells| filter.matches(cells))
        };
        let by = columns.iter().find(|column| Some(column.id) == state.sort.as_deref());
        let key = by
            .and_then(|column| column.sort.as_ref())
            .map(|sort| |index: usize| rows.get(index).map_or(SortKey::None, |row| sort(row)));
        let indexes = arrange(rows.len(), keep, key, state.descending);
        let keys = indexes.iter().map(|index| key_of.emit(*index)).collect();
        Arranged { indexes: Rc::new(indexes), keys: Rc::new(keys) }
    });
    (*arranged).clone()
}
