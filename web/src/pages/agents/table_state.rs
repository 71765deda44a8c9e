//! What a table shows, kept in the address.

use nocturne_web_model::table::TableState;
use yew::prelude::*;

use crate::hooks::use_query;

/// The state of the table whose names in the address begin with `prefix`, and the way to change it. The callback stays
/// the same one, so that a table is drawn again only when its rows or its state change.
#[hook]
pub(in crate::pages) fn use_table_state(
    prefix: &'static str,
    default: TableState,
) -> (TableState, Callback<TableState>) {
    let query = use_query();
    let pairs: Vec<(String, String)> =
        query.pairs().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let state = TableState::from_query(&pairs, prefix, &default);
    let latest = use_mut_ref(|| (query.clone(), default.clone()));
    *latest.borrow_mut() = (query, default);
    let on_state = use_callback((), move |next: TableState, ()| {
        let (query, default) = latest.borrow().clone();
        let old = query
            .pairs()
            .keys()
            .filter(|name| TableState::owns(name, prefix))
            .map(|name| (name.clone(), None));
        let new = next.to_query(prefix, &default).into_iter().map(|(name, value)| (name, Some(value)));
        let changes: Vec<(String, Option<String>)> = old.chain(new).collect();
        query.change(changes.iter().map(|(name, value)| (name.as_str(), value.clone())));
    });
    (state, on_state)
}
