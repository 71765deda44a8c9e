//! What is shown, as a file.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_web_model::table::{TableState, csv, file_name, json};

use super::{arranged::Arranged, column::Column};
use crate::ui::dom;

/// Kind of file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Json,
}

/// Hands over the visible columns of the rows that pass the filter, in their order.
pub(super) fn export<T: 'static>(
    id: &str,
    columns: &Rc<Vec<Column<T>>>,
    rows: &[T],
    order: &Arranged,
    state: &TableState,
    format: Format,
) {
    let columns: Vec<&Column<T>> = columns
        .iter()
        .filter(|column| !column.controls && state.is_visible(column.id, column.hidden_by_default()))
        .collect();
    let cells = order
        .indexes
        .iter()
        .filter_map(|index| rows.get(*index))
        .map(|row| columns.iter().map(|column| (column.text)(row)).collect::<Vec<String>>());
    let now = Timestamp::now();
    match format {
        Format::Csv => {
            let titles: Vec<String> = columns.iter().map(|column| column.title.to_string()).collect();
            dom::download(&file_name(id, now, "csv"), "text/csv;charset=utf-8", &csv(&titles, cells));
        }
        Format::Json => {
            let ids: Vec<String> = columns.iter().map(|column| column.id.to_owned()).collect();
            dom::download(&file_name(id, now, "json"), "application/json", &json(&ids, cells));
        }
    }
}
