//! A table whose rows are known by their numbers.

use std::rc::Rc;

use nocturne_web_model::{
    order,
    table::{Selection, TableState},
};
use yew::prelude::*;

use super::{
    Bulk, HrefOf, KeyOf, TableHeight, arranged::use_arranged, bulk::BulkBar, column::Column,
    filter::use_filter, grid::Grid, toolbar::Toolbar,
};

/// As [`DataTableProps`](super::DataTableProps).
#[derive(Properties)]
pub(super) struct NumberedProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub columns: Rc<Vec<Column<usize>>>,
    pub rows: Rc<Vec<usize>>,
    pub key_of: KeyOf,
    pub state: TableState,
    pub on_state: Callback<TableState>,
    pub row_href: Option<HrefOf>,
    pub on_open: Option<Callback<usize>>,
    pub bulk: Option<Callback<Bulk<usize>, Html>>,
    pub empty: Html,
    pub toolbar: Html,
    pub loading: bool,
    pub height: TableHeight,
    pub what: AttrValue,
    pub plain: bool,
    pub keys: bool,
}

/// Never: it is drawn when the table around it is, whose properties were compared.
impl PartialEq for NumberedProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
pub(super) fn Numbered(props: &NumberedProps) -> Html {
    let filter = use_filter(&props.state, &props.on_state);
    let state = props.state.with_filter((*filter.text).clone());
    let arranged = use_arranged(&props.rows, &props.columns, &props.key_of, &state);
    let selection = use_state_eq(Selection::default);
    let selectable = props.bulk.is_some();

    use_effect_with(Rc::as_ptr(&props.rows).addr(), {
        let (rows, key_of, selection) = (Rc::clone(&props.rows), props.key_of.clone(), selection.clone());
        move |_| {
            if !selection.is_empty() {
                let exists = order::set(rows.iter().map(|row| key_of.emit(*row)));
                selection.set((*selection).clone().kept(|key| exists.contains(key)));
            }
        }
    });
    let on_select = {
        let selection = selection.setter();
        Callback::from(move |chosen| selection.set(chosen))
    };

    let nothing = props.rows.is_empty() && !props.loading;
    let has_toolbar = !props.plain && (!nothing || !filter.text.is_empty());
    html! {
        <div class={classes!("data-table", props.plain.then_some("data-table--plain"))}>
            if has_toolbar {
                <Toolbar<usize>
                    id={props.id.clone()}
                    columns={Rc::clone(&props.columns)}
                    rows={Rc::clone(&props.rows)}
                    order={arranged.clone()}
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
                <Grid
                    id={props.id.clone()}
                    label={props.label.clone()}
                    columns={Rc::clone(&props.columns)}
                    rows={Rc::clone(&props.rows)}
                    order={arranged.clone()}
                    state={state.clone()}
                    on_state={props.on_state.clone()}
                    selection={(*selection).clone()}
                    on_select={on_select.clone()}
                    {selectable}
                    opens={props.on_open.is_some()}
                    on_open={props.on_open.clone().unwrap_or_default()}
                    row_href={props.row_href.clone()}
                    loading={props.loading}
                    height={props.height}
                    what={props.what.clone()}
                    keys={props.keys}
                    on_clear_filter={filter.clear.clone()}
                />
            }
            if let Some(actions) = props.bulk.as_ref().filter(|_| !selection.is_empty()) {
                <BulkBar
                    rows={Rc::clone(&props.rows)}
                    order={arranged}
                    selection={(*selection).clone()}
                    {on_select}
                    key_of={props.key_of.clone()}
                    actions={actions.clone()}
                    what={props.what.clone()}
                />
            }
        </div>
    }
}
