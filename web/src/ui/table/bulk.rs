//! What can be done with the chosen rows, at the lower edge of the table.

use std::rc::Rc;

use nocturne_web_model::{format, table::Selection};
use yew::prelude::*;

use super::{Bulk, arranged::Arranged};
use crate::ui::{button::IconButton, icon::IconName};

#[derive(Properties)]
pub(super) struct BulkBarProps<T: 'static> {
    pub rows: Rc<Vec<T>>,
    pub order: Arranged,
    pub selection: Selection,
    pub on_select: Callback<Selection>,
    pub key_of: fn(&T) -> String,
    pub actions: Callback<Bulk<T>, Html>,
    pub what: AttrValue,
}

impl<T: 'static> PartialEq for BulkBarProps<T> {
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
pub(super) fn BulkBar<T: Clone + 'static>(props: &BulkBarProps<T>) -> Html {
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
fn chosen<T: Clone + 'static>(props: &BulkBarProps<T>) -> Vec<T> {
    let mut place = vec![usize::MAX; props.rows.len()];
    for (position, index) in props.order.indexes.iter().enumerate() {
        if let Some(place) = place.get_mut(*index) {
            *place = position;
        }
    }
    let is_chosen = |(_, row): &(&usize, &T)| props.selection.contains(&(props.key_of)(row));
    let mut found: Vec<(&usize, &T)> = place.iter().zip(props.rows.iter()).filter(is_chosen).collect();
    found.sort_by_key(|(position, _)| **position);
    found.into_iter().map(|(_, row)| row.clone()).collect()
}
