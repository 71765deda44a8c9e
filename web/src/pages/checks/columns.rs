//! Columns of the list of checks.

use std::rc::Rc;

use nocturne_web_model::{
    check_form::CheckKind,
    check_rows::{CheckRow, Slots},
    format,
    reason::reason_title,
    status::StatusKind,
    table::SortKey,
};
use yew::prelude::*;

use super::{
    marks::{KindTag, Sights},
    words::{Elapsed, Reason, RunState},
};
use crate::ui::{Column, Priority};

/// What the cells depend on besides their check.
#[derive(Clone)]
pub(super) struct Look {
    /// What is seen may not be what is.
    pub lost: bool,
    /// Order of the agents.
    pub slots: Rc<Slots>,
}

impl PartialEq for Look {
    fn eq(&self, other: &Self) -> bool {
        self.lost == other.lost && Rc::ptr_eq(&self.slots, &other.slots)
    }
}

/// All of them.
pub(super) fn columns(look: &Look) -> Vec<Column<CheckRow>> {
    let mut all = vec![name(), status(look.lost), agents(look)];
    all.extend(why(look.lost));
    all.extend(numbers());
    all.extend(details());
    all
}

fn name() -> Column<CheckRow> {
    Column::new("name", "Check", |row: &CheckRow| {
        if row.description.is_empty() {
            row.slug.clone()
        } else {
            format!("{} {}", row.slug, row.description)
        }
    })
    .cell(|row| {
        html! {
            <span class="check-name" title={row.description.clone()}>
                <span class="check-name__slug">{ &row.slug }</span>
                if !row.description.is_empty() {
                    <span class="check-name__text">{ &row.description }</span>
                }
            </span>
        }
    })
    .sort(|row| SortKey::text(row.slug.clone()))
    .grow()
    .width(12.0)
    .priority(Priority::First)
}

fn status(lost: bool) -> Column<CheckRow> {
    let word =
        |row: &CheckRow| if row.enabled { row.status.label().to_owned() } else { "Disabled".to_owned() };
    Column::new("status", "Status", word)
        .cell(move |row| {
            html! { <RunState kind={row.status} enabled={row.enabled} stale={lost || row.stale} /> }
        })
        .sort(CheckRow::status_key)
        .width(6.5)
        .priority(Priority::First)
}

fn agents(look: &Look) -> Column<CheckRow> {
    let Look { lost, slots } = look.clone();
    let width = f64::from(u8::try_from(slots.all().len().clamp(4, 12)).unwrap_or(12)) * 1.25 + 1.0;
    let text = {
        let slots = Rc::clone(&slots);
        move |row: &CheckRow| {
            let said = slots
                .all()
                .iter()
                .zip(row.sights.iter())
                .filter_map(|(slot, sight)| Some(format!("{}={}", slot.name, sight.status()?.slug())));
            said.collect::<Vec<_>>().join(" ")
        }
    };
    Column::new("agents", "Agents", text)
        .cell(move |row| {
            html! { <Sights slots={Rc::clone(&slots)} sights={Rc::clone(&row.sights)} {lost} /> }
        })
        .width(width)
        .priority(Priority::Second)
}

fn why(lost: bool) -> Vec<Column<CheckRow>> {
    let text = |row: &CheckRow| {
        if row.reason.is_empty() {
            row.summary.clone()
        } else {
            format!("{}: {} ({})", row.summary, reason_title(&row.reason), row.reason)
        }
    };
    vec![
        Column::new("why", "Why", text)
            .cell(move |row| {
                let quiet = !row.enabled || row.status == StatusKind::Up;
                let class = if quiet { "why why--quiet" } else { "why" };
                html! {
                    <span {class} title={text(row)}>
                        if row.reason.is_empty() {
                            { &row.summary }
                        } else {
                            <Reason code={row.reason.clone()} />
                            <span class="why__extent">{ &row.extent }</span>
                        }
                    </span>
                }
            })
            .sort(|row| SortKey::text(row.reason.clone()))
            .grow()
            .width(12.0)
            .priority(Priority::Second),
        Column::new("since", "For", |row: &CheckRow| row.since.map(format::rfc3339).unwrap_or_default())
            .cell(move |row| html! { <Elapsed since={row.since} stale={lost || row.stale} /> })
            .sort(|row| SortKey::time(row.since))
            .width(5.0),
    ]
}

fn numbers() -> Vec<Column<CheckRow>> {
    vec![
        Column::new("target", "Target", |row: &CheckRow| row.measured.join(" "))
            .cell(|row| {
                html! {
                    <span class="check-target" title={targets_hint(&row.measured)}>
                        <KindTag kind={row.kind} />
                        <span class="check-target__text">{ row.target_text() }</span>
                    </span>
                }
            })
            .sort(|row| SortKey::text(row.target_text()))
            .grow()
            .width(10.5),
        Column::new("latency", "Latest", |row: &CheckRow| {
            row.latency.map(|latency| latency.to_string()).unwrap_or_default()
        })
        .cell(|row| match row.latency {
            Some(latency) => html! {
                <span class="secondary" title="Duration of the latest execution, the slowest of all agents and targets">
                    { format::seconds(latency) }
                </span>
            },
            None => html! { <span class="muted">{ "–" }</span> },
        })
        .sort(|row| row.latency.map_or(SortKey::None, SortKey::number))
        .numeric()
        .width(5.0),
        Column::new("interval", "Every", |row: &CheckRow| format::duration_print(row.interval))
            .cell(|row| html! { <span class="muted">{ format::duration_human(row.interval) }</span> })
            .sort(|row| SortKey::number(row.interval.as_secs_f64()))
            .numeric()
            .width(4.5),
    ]
}

/// A few targets are all named; a thousand would be no hint any more.
fn targets_hint(targets: &[String]) -> String {
    const NAMED: usize = 20;
    let mut lines: Vec<String> = targets.iter().take(NAMED).cloned().collect();
    if targets.len() > NAMED {
        lines.push(format!("and {} more", targets.len() - NAMED));
    }
    lines.join("\n")
}

fn details() -> Vec<Column<CheckRow>> {
    vec![
        Column::new("heard", "Heard", |row: &CheckRow| {
            row.confirmed.map(format::rfc3339).unwrap_or_default()
        })
        .cell(|row| {
            html! {
                <span class="muted" title="Since the latest execution that confirmed it">
                    <Elapsed since={row.confirmed} stale={row.stale} />
                </span>
            }
        })
        .sort(|row| SortKey::time(row.confirmed))
        .numeric()
        .width(4.5),
        Column::new("kind", "Kind", |row: &CheckRow| row.kind.map_or("", CheckKind::label).to_owned())
            .sort_text()
            .width(4.5)
            .priority(Priority::Hidden),
        Column::new("selector", "Run by", |row: &CheckRow| {
            if row.agent_selector.is_empty() { "every agent".to_owned() } else { row.agent_selector.clone() }
        })
        .cell(|row| {
            if row.agent_selector.is_empty() {
                html! { <span class="muted">{ "every agent" }</span> }
            } else {
                html! { <span class="mono secondary" title={row.agent_selector.clone()}>{ &row.agent_selector }</span> }
            }
        })
        .sort_text()
        .grow()
        .width(8.0)
        .priority(Priority::Hidden),
        Column::new("targets", "Targets", |row: &CheckRow| row.targets.len().to_string())
            .sort(|row| SortKey::count(u64::try_from(row.targets.len()).unwrap_or(u64::MAX)))
            .numeric()
            .width(5.0)
            .priority(Priority::Hidden),
    ]
}
