//! What can be done with the chosen rows, at the lower edge of the table.

use std::rc::Rc;

use nocturne_web_model::{format, order, table::Selection};
use yew::prelude::*;

use super::{Bulk, KeyOf, arranged::Arranged};
use crate::ui::{button::IconButton, icon::IconName};

#[derive(Properties)]
pub(super) struct BulkBarProps {
    pub rows: Rc<Vec<usize>>,
    pub order: Arranged,
    pub selection: Selection,
    pub on_select: Callback<Selection>,
    pub key_of: KeyOf,
    pub actions: Callback<Bulk<usize>, Html>,
    pub what: AttrValue,
}

impl PartialEq for BulkBarProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && self.order == other.order
            && self.selection == other.selection
            && self.on_select == other.on_select
            && self.actions == other.actions
            && self.what == other.what
    }
}

#[component]
pub(super) fn BulkBar(props: &BulkBarProps) -> Html {
    let clear = {
        let on_select = props.on_select.clone();
        Callback::from(move |()| on_select.emit(Selection::default()))
    };
    let rows = Rc::new(chosen(props));
    let n = rows.len();
    let on_clear = clear.reform(|_: MouseEvent| ());
    html! {
        <div class="bulk-bar" role="toolbar" aria-label={format!("Actions on selected {}", props.what)}>
            <span class="bulk-bar__count" role="status">
                { format!("{} selected", format::count(u64::try_from(n).unwrap_or(u64::MAX))) }
            </span>
            <div class="bulk-bar__actions">{ props.actions.emit(Bulk { rows, clear }) }</div>
            <IconButton icon={IconName::Close} label="Clear selection" small=true onclick={on_clear} />
        </div>
    }
}

/// Chosen rows in the order of the screen, then those that the filter hides.
fn chosen(props: &BulkBarProps) -> Vec<usize> {
    let is_chosen = |row: &usize| props.selection.contains(&props.key_of.emit(*row));
    let shown = order::set(props.order.indexes.iter().copied());
    let hidden = props.rows.iter().filter(|row| !shown.contains(row));
    props.order.indexes.iter().chain(hidden).filter(|row| is_chosen(row)).copied().collect()
}
