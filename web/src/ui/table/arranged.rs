//! Which rows are shown, in which order.

use std::rc::Rc;

use nocturne_web_model::table::{Filter, SortKey, TableState, arrange};
use yew::prelude::*;

use super::column::Column;

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
pub(super) fn use_arranged<T: 'static>(
    rows: &Rc<Vec<T>>,
    columns: &Rc<Vec<Column<T>>>,
    key_of: fn(&T) -> String,
    state: &TableState,
) -> Arranged {
    let identity = (Rc::as_ptr(rows).addr(), Rc::as_ptr(columns).addr());
    let filtering = !state.filter.trim().is_empty();
    let texts = use_memo((identity, filtering), |_| {
        if !filtering {
            return Vec::new();
        }
        let texts = |row: &T| columns.iter().map(|column| (column.id, (column.text)(row))).collect();
        rows.iter().map(texts).collect::<Vec<Vec<(&'static str, String)>>>()
    });
    let memo = (identity, state.filter.clone(), state.sort.clone(), state.descending);
    let arranged = use_memo(memo, |_| {
        let ids: Vec<&str> = columns.iter().map(|column| column.id).collect();
        let filter = Filter::parse(&state.filter, &ids);
        let keep =
            |index: usize| filter.is_empty() || texts.get(index).is_some_and(|cells| filter.matches(cells));
        let by = columns.iter().find(|column| Some(column.id) == state.sort.as_deref());
        let key = by
            .and_then(|column| column.sort.as_ref())
            .map(|sort| |index: usize| rows.get(index).map_or(SortKey::None, |row| sort(row)));
        let indexes = arrange(rows.len(), keep, key, state.descending);
        let keys = indexes.iter().filter_map(|index| rows.get(*index)).map(key_of).collect();
        Arranged { indexes: Rc::new(indexes), keys: Rc::new(keys) }
    });
    (*arranged).clone()
}
