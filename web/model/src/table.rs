//! Tables: order, filter, columns, selection, export. What a table shows is a function of its rows and its state, and the
//! state is a function of the page's address.

mod arrange;
mod export;
mod filter;
mod selection;
mod sort_key;
mod state;

pub use self::{
    arrange::arrange,
    export::{csv, file_name, json},
    filter::Filter,
    selection::{Selected, Selection},
    sort_key::{SortKey, natural_compare},
    state::{Pairs, TableState},
};
