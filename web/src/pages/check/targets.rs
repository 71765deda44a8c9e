//! Targets of a check that has several: which is looked at, and how the others are.

use std::rc::Rc;

use nocturne_web_model::{
    check_rows::Slots,
    check_view::TargetRow,
    format::{self, plural},
    reason::reason_title,
    table::{SortKey, TableState},
};
use yew::prelude::*;

use super::known::Known;
use crate::{
    pages::{
        agents::use_table_state,
        checks::{Elapsed, Reason, Sights},
    },
    ui::{Column, DataTable, Icon, IconName, Panel, Priority, Status, TableHeight},
};

/// So many stand above the rest of the page before the list scrolls.
const ROWS: u16 = 6;
/// Fewer need no filter.
const FEW: usize = 8;

#[derive(Properties, PartialEq)]
pub(super) struct TargetsProps {
    pub known: Known,
    /// The one that is looked at.
    pub target: AttrValue,
    pub on_target: Callback<String>,
}

/// A line for each target; opening one looks at it.
#[component]
pub(super) fn Targets(props: &TargetsProps) -> Html {
    let known = &props.known;
    let (state, on_state) = use_table_state("t.", TableState::sorted_by("status", false));
    let look = (props.target.clone(), known.lost, Rc::as_ptr(&known.slots).addr());
    let columns = use_memo(look, |(target, lost, _)| columns(target, *lost, &known.slots));
    let on_open = props.on_target.reform(|row: TargetRow| row.target);
    let n = u64::try_from(known.targets.len()).unwrap_or(u64::MAX);
    html! {
        <Panel title="Targets" hint={format!("{}; the marked one is shown below", plural(n, "target"))} flush=true>
            <DataTable<TargetRow>
                id="check-targets"
                label="Targets"
                what="targets"
                {columns}
                rows={Rc::clone(&known.targets)}
                key_of={key as fn(&TargetRow) -> String}
                {state}
                {on_state}
                {on_open}
                loading={known.verdicts.data.is_none() && known.verdicts.failure.is_none()}
                height={TableHeight::Rows(ROWS)}
                plain={known.targets.len() <= FEW}
                keys={known.targets.len() > FEW}
            />
        </Panel>
    }
}

fn key(row: &TargetRow) -> String {
    row.target.clone()
}

fn columns(chosen: &AttrValue, lost: bool, slots: &Rc<Slots>) -> Vec<Column<TargetRow>> {
    let (chosen, slots) = (chosen.clone(), Rc::clone(slots));
    vec![
        Column::new("target", "Target", |row: &TargetRow| row.measured.clone())
            .cell(move |row| {
                let on = chosen == row.target;
                html! {
                    <button
                        type="button"
                        class={classes!("target-pick", on.then_some("target-pick--on"))}
                        aria-pressed={on.to_string()}
                        data-opens="row"
                    >
                        <Icon name={if on { IconName::Eye } else { IconName::ChevronRight }} size={14} />
                        <span class="truncate">{ &row.measured }</span>
                    </button>
                }
            })
            .sort_text()
            .grow()
            .width(14.0)
            .priority(Priority::First),
        Column::new("status", "Status", |row: &TargetRow| row.status.label().to_owned())
            .cell(move |row| html! { <Status kind={row.status} stale={lost} /> })
            .sort(|row| SortKey::count(row.status.rank().into()))
            .width(7.0)
            .priority(Priority::First),
        Column::new("agents", "Agents", |_: &TargetRow| String::new())
            .cell(move |row| {
                html! { <Sights slots={Rc::clone(&slots)} sights={Rc::clone(&row.sights)} {lost} /> }
            })
            .width(7.0)
            .priority(Priority::Second),
        Column::new("why", "Why", |row: &TargetRow| format!("{} {}", reason_title(&row.reason), row.summary))
            .cell(|row| {
                html! {
                    <span title={row.summary.clone()}>
                        if !row.reason.is_empty() {
                            <Reason code={row.reason.clone()} />
                            { ", " }
                        }
                        <span class="secondary">{ &row.summary }</span>
                    </span>
                }
            })
            .grow()
            .width(12.0)
            .priority(Priority::Second),
        Column::new("since", "For", |row: &TargetRow| row.since.map(format::rfc3339).unwrap_or_default())
            .cell(move |row| html! { <Elapsed since={row.since} stale={lost} /> })
            .sort(|row| SortKey::time(row.since))
            .width(7.0),
    ]
}
