//! Times for which an agent's measurements are missing.

use std::rc::Rc;

use nocturne_proto::api::v1::{Agent, ListGapsResponse};
use nocturne_web_model::{
    agent::{GapRow, gap_rows},
    format,
    status::Tone,
    table::{SortKey, TableState},
};
use yew::prelude::*;

use crate::{
    hooks::use_now,
    pages::agents::{incomplete, use_table_state},
    ui::{Badge, Column, DataTable, EmptyState, IconName, Priority, Time},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct AgentGapsProps {
    pub agent: Rc<Agent>,
    pub answer: Option<Rc<ListGapsResponse>>,
    /// What stands above the table, or instead of it.
    pub around: Result<Html, Html>,
}

/// A table of them, those that last first.
#[component]
pub(super) fn AgentGaps(props: &AgentGapsProps) -> Html {
    let (state, on_state) = use_table_state("gaps.", TableState::default());
    let columns = use_memo((), |()| columns());
    let rows = use_memo(props.answer.clone(), |answer| {
        answer.as_ref().map(|answer| gap_rows(answer)).unwrap_or_default()
    });
    let complete = props.answer.as_ref().is_none_or(|answer| answer.next_page_token.is_empty());
    let above = match &props.around {
        Ok(above) => above.clone(),
        Err(instead) => return instead.clone(),
    };
    let empty = html! {
        <EmptyState icon={IconName::Gap} title="No gaps"
            text={format!("Nothing that {} measured is known to be missing. A gap would stand here with its cause, its length and what was lost.", props.agent.slug)} />
    };
    html! {
        <div class="stack">
            { above }
            { incomplete(complete, "gaps", rows.len()) }
            <DataTable<GapRow>
                id="agent-gaps"
                label={format!("Gaps of {}", props.agent.slug)}
                what="gaps"
                {columns}
                {rows}
                key_of={key_of as fn(&GapRow) -> String}
                {state}
                {on_state}
                loading={props.answer.is_none()}
                {empty}
            />
        </div>
    }
}

fn key_of(gap: &GapRow) -> String {
    gap.key.clone()
}

fn columns() -> Vec<Column<GapRow>> {
    vec![
        Column::new("cause", "Cause", |gap: &GapRow| gap.label.clone())
            .cell(|gap| {
                html! {
                    <span class="gap-cause" title={gap.meaning}>
                        <span class="strong">{ &gap.label }</span>
                        if gap.is_ongoing() { <Badge tone={Tone::Warning} icon={IconName::Gap}>{ "ongoing" }</Badge> }
                    </span>
                }
            })
            .sort_text()
            .width(13.0)
            .priority(Priority::First),
        Column::new("from", "From", |gap: &GapRow| gap.from.map(format::rfc3339).unwrap_or_default())
            .cell(|gap| gap.from.map_or_else(unknown, |at| html! { <Time {at} /> }))
            .sort(|gap| SortKey::time(gap.from))
            .width(8.0)
            .priority(Priority::Second),
        Column::new("to", "To", |gap: &GapRow| gap.to.map(format::rfc3339).unwrap_or_default())
            .cell(|gap| match gap.to {
                Some(at) => html! { <Time {at} /> },
                None => html! { <span class="muted">{ "lasts" }</span> },
            })
            .sort(|gap| SortKey::time(gap.to))
            .width(8.0)
            .priority(Priority::Second),
        Column::new("length", "Length", length_text)
            .cell(|gap| html! { <Length gap={gap.clone()} /> })
            .sort(length_key)
            .width(8.5)
            .priority(Priority::First),
        Column::new("records", "Records", |gap: &GapRow| gap.records.map(|n| n.to_string()).unwrap_or_default())
            .cell(|gap| match gap.records {
                Some(_) => html! { { gap.records_text() } },
                None => html! { <span class="muted" title="How many records are missing cannot be known">{ "not known" }</span> },
            })
            .sort(|gap| gap.records.map_or(SortKey::None, SortKey::count))
            .numeric()
            .width(6.5),
        Column::new("detail", "What happened", GapRow::happened)
            .cell(|gap| {
                let title = [gap.happened().as_str(), gap.meaning].join("\n");
                html! { <span class="secondary" {title}>{ gap.happened() }</span> }
            })
            .grow()
            .width(16.0),
    ]
}

fn length_text(gap: &GapRow) -> String {
    gap.to.map(|to| gap.length_text(to)).unwrap_or_default()
}

/// What lasts is longer than anything that is over.
fn length_key(gap: &GapRow) -> SortKey {
    match (gap.to, gap.from) {
        (None, Some(from)) => SortKey::number(f64::from(u32::MAX) * 1e3 - from.as_duration().as_secs_f64()),
        (Some(to), _) => gap.length(to).map_or(SortKey::None, |length| SortKey::number(length.as_secs_f64())),
        (None, None) => SortKey::None,
    }
}

fn unknown() -> Html {
    html! { <span class="muted">{ "not known" }</span> }
}

/// Props.
#[derive(Properties, PartialEq)]
struct LengthProps {
    gap: GapRow,
}

#[component]
fn Length(props: &LengthProps) -> Html {
    let now = use_now();
    html! { <span>{ props.gap.length_text(now) }</span> }
}
