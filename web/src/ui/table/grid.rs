//! Head and rows in one scrolling box, and where in it the keyboard is.

use std::rc::Rc;

use nocturne_web_model::table::{Filter, Selection, TableState};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{
    HrefOf, TableHeight,
    arranged::Arranged,
    body::{self, Row},
    column::Column,
    head::Head,
    keys::{Keyboard, use_keys},
    visible::{Window, use_window},
};
use crate::ui::{
    button::Button,
    dom::{self, Area},
    icon::IconName,
    state::{EmptyState, Skeleton},
};

/// Air below a table that reaches to the lower edge of the window, where the page has none of its own.
const BOTTOM: f64 = 24.0;
/// Less is no table.
const MIN_HEIGHT: f64 = 280.0;
const SKELETON_ROWS: usize = 8;

#[derive(Properties)]
pub(super) struct GridProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub columns: Rc<Vec<Column<usize>>>,
    pub rows: Rc<Vec<usize>>,
    pub order: Arranged,
    pub state: TableState,
    pub on_state: Callback<TableState>,
    pub selection: Selection,
    pub on_select: Callback<Selection>,
    pub selectable: bool,
    pub opens: bool,
    pub on_open: Callback<usize>,
    pub row_href: Option<HrefOf>,
    pub loading: bool,
    pub height: TableHeight,
    pub what: AttrValue,
    pub keys: bool,
    pub on_clear_filter: Callback<()>,
}

impl PartialEq for GridProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.columns, &other.columns)
            && Rc::ptr_eq(&self.rows, &other.rows)
            && self.order == other.order
            && self.state == other.state
            && self.on_state == other.on_state
            && self.selection == other.selection
            && self.on_open == other.on_open
            && self.loading == other.loading
            && (self.selectable, self.opens, self.height, self.keys)
                == (other.selectable, other.opens, other.height, other.keys)
            && (&self.label, &self.what) == (&other.label, &other.what)
    }
}

#[component]
pub(super) fn Grid(props: &GridProps) -> Html {
    let (scroller, rows) = (use_node_ref(), use_node_ref());
    let n = props.order.len();
    let shown: Rc<Vec<usize>> = Rc::new(visible_columns(&props.columns, &props.state));
    let window = use_window(&rows, n);
    // Before the keyboard: a row is focused when the heights around it are right.
    use_layout(&scroller, &rows, &tracks(props, &shown), window, n, props.height);
    use_top(&scroller, &props.state);
    let keyboard = use_keys(Keyboard {
        rows: rows.clone(),
        row_height: window.row_height,
        order: props.order.clone(),
        selection: props.selection.clone(),
        on_select: props.on_select.clone(),
        selectable: props.selectable,
        on_open: props.on_open.clone(),
        of_page: props.keys,
    });

    let on_row = use_on_row(&props.order, &props.selection, &props.on_select, &props.on_open);
    let loading = props.rows.is_empty() && props.loading;
    let again = props.loading && !loading;
    html! {
        <div
            ref={scroller}
            class={classes!("data-table__scroll", again.then_some("data-table__scroll--busy"))}
        >
            <div
                class="data-table__grid"
                role="grid"
                aria-label={props.label.clone()}
                aria-rowcount={(n + 1).to_string()}
                aria-colcount={(shown.len() + usize::from(props.selectable)).to_string()}
                aria-multiselectable={props.selectable.then_some("true")}
                aria-busy={props.loading.then_some("true")}
            >
                <Head
                    columns={Rc::clone(&props.columns)}
                    shown={Rc::clone(&shown)}
                    order={props.order.clone()}
                    state={props.state.clone()}
                    on_state={props.on_state.clone()}
                    selection={props.selection.clone()}
                    on_select={props.on_select.clone()}
                    selectable={props.selectable}
                />
                <div
                    ref={rows}
                    class="data-table__body"
                    role="rowgroup"
                    onkeydown={keyboard.onkeydown}
                    onfocusin={keyboard.onfocusin}
                >
                    { rows_in(props, &shown, window, keyboard.cursor, &on_row) }
                </div>
            </div>
            if loading {
                <Skeleton count={SKELETON_ROWS} label={format!("Loading {}", props.what)} />
            } else if n == 0 {
                { no_match(props) }
            }
        </div>
    }
}

fn visible_columns(columns: &[Column<usize>], state: &TableState) -> Vec<usize> {
    let visible =
        |(_, column): &(usize, &Column<usize>)| state.is_visible(column.id, column.hidden_by_default());
    columns.iter().enumerate().filter(visible).map(|(index, _)| index).collect()
}

/// Widths of the columns as CSS has them. The last one of a table without a growing column takes the rest.
fn tracks(props: &GridProps, shown: &[usize]) -> String {
    let columns: Vec<&Column<usize>> = shown.iter().filter_map(|index| props.columns.get(*index)).collect();
    let mut tracks: Vec<String> = columns.iter().map(|column| column.track()).collect();
    if props.selectable {
        tracks.insert(0, "2.5rem".to_owned());
    }
    let grows = columns.iter().any(|column| column.grow);
    if let (false, Some(last), Some(column)) = (grows, tracks.last_mut(), columns.last()) {
        *last = format!("minmax({}rem, 1fr)", column.width);
    }
    tracks.join(" ")
}

fn rows_in(props: &GridProps, shown: &Rc<Vec<usize>>, window: Window, cursor: usize, on: &OnRow) -> Html {
    let draw = |position: usize| {
        let index = *props.order.indexes.get(position)?;
        let row_key = props.order.keys.get(position)?.clone();
        let selected = props.selectable && props.selection.contains(&row_key);
        Some(html! {
            <Row
                key={row_key}
                rows={Rc::clone(&props.rows)}
                columns={Rc::clone(&props.columns)}
                shown={Rc::clone(shown)}
                {index}
                {position}
                {selected}
                row_key={row_key.clone()}
                is_cursor={position == cursor}
                selectable={props.selectable}
                opens={props.opens}
                row_href={props.row_href.clone()}
                on_toggle={on.toggle.clone()}
                on_open={on.open.clone()}
            />
        })
    };
    html! { <>{ for (window.from..window.to).filter_map(draw) }</> }
}

/// What rows tell. They are the same callbacks for ever, so that no row is drawn anew because of them.
struct OnRow {
    /// A key, and whether everything up to it is meant.
    toggle: Callback<(String, bool)>,
    open: Callback<usize>,
}

#[hook]
fn use_on_row(
    order: &Arranged,
    selection: &Selection,
    on_select: &Callback<Selection>,
    on_open: &Callback<usize>,
) -> OnRow {
    let now = (Rc::clone(&order.keys), selection.clone(), on_select.clone(), on_open.clone());
    let latest = use_mut_ref(|| now.clone());
    *latest.borrow_mut() = now;
    let toggle = {
        let latest = Rc::clone(&latest);
        use_callback((), move |(key, ranged): (String, bool), ()| {
            let (keys, selection, on_select, _) = latest.borrow().clone();
            on_select.emit(if ranged { selection.extended(&keys, &key) } else { selection.toggled(&key) });
        })
    };
    let open = use_callback((), move |index: usize, ()| {
        let on_open = latest.borrow().3.clone();
        on_open.emit(index);
    });
    OnRow { toggle, open }
}

fn no_match(props: &GridProps) -> Html {
    let clear = props.on_clear_filter.reform(|_: MouseEvent| ());
    let columns: Vec<&str> =
        props.columns.iter().filter(|column| !column.controls).map(|column| column.id).collect();
    let complaint = Filter::parse(&props.state.filter, &columns).complaint(&columns);
    html! {
        <EmptyState
            icon={IconName::Filter}
            title={format!("No {} match “{}”", props.what, props.state.filter.trim())}
            text={html! { <>
                if let Some(complaint) = complaint { <p>{ complaint }</p> }
                <p>{ "Words are looked for in every column; " }<code>{ "column:word" }</code>{ " looks in one, a minus in front excludes." }</p>
            </> }}
            action={html! { <Button small=true onclick={clear}>{ "Clear the filter" }</Button> }}
            small=true
        />
    }
}

/// Another order or filter begins at its top.
#[hook]
fn use_top(scroller: &NodeRef, state: &TableState) {
    let shown = (state.filter.clone(), state.sort.clone(), state.descending);
    use_effect_with((scroller.clone(), shown), |(scroller, _)| {
        if let Some(scroller) = scroller.cast::<Element>() {
            scroller.set_scroll_top(0);
        }
    });
}

/// What the sheet cannot know: widths of columns, height to the edge of the window, heights of rows that are not drawn.
#[hook]
fn use_layout(
    scroller: &NodeRef,
    rows: &NodeRef,
    tracks: &str,
    window: Window,
    n_rows: usize,
    height: TableHeight,
) {
    use_effect_with((scroller.clone(), tracks.to_owned()), |(scroller, tracks)| {
        if let Some(scroller) = scroller.cast::<Element>() {
            dom::set_style(&scroller, "--columns", tracks);
        }
    });
    use_effect_with((rows.clone(), window.padding(n_rows)), |(rows, (above, below))| {
        if let Some(rows) = rows.cast::<Element>() {
            body::spacers(&rows, *above, *below);
        }
    });
    use_effect_with((scroller.clone(), height, n_rows == 0), |(scroller, height, _)| {
        let (scroller, height) = (scroller.clone(), *height);
        let fit = move || {
            if let Some(scroller) = scroller.cast::<HtmlElement>() {
                dom::set_style(&scroller, "--table-height", &max_height(&scroller, height));
            }
        };
        fit();
        let resized =
            dom::window().map(|page| gloo_events::EventListener::new(&page, "resize", move |_| fit()));
        move || drop(resized)
    });
}

fn max_height(scroller: &HtmlElement, height: TableHeight) -> String {
    match height {
        TableHeight::Rows(rows) => format!("calc(var(--row) * {})", u32::from(rows) + 1),
        TableHeight::Page => {
            let below = scroller.closest("main").ok().flatten().map(|main| dom::padding_below(&main));
            let left = Area::of_window().height - Area::of(scroller).top - below.unwrap_or(BOTTOM);
            format!("{:.0}px", left.max(MIN_HEIGHT))
        }
    }
}
