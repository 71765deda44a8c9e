//! Changes of status.

use std::rc::Rc;

use nocturne_web_model::{
    check_view::{EventRow, event_rows},
    format::{self, lasting},
    reason::{evidence_parts, reason_title, reason_words},
    status::{StatusKind, Tone},
    table::{SortKey, TableState},
};
use yew::prelude::*;

use super::{
    known::{Known, MAX_EVENTS},
    status_now::evidence,
};
use crate::{
    pages::{agents::use_table_state, checks::Reason},
    ui::{
        Age, Badge, Column, DataTable, Drawer, EmptyState, ErrorState, Facts, IconName, Notice, Priority,
        Status, Time, TimeStyle,
    },
};

#[derive(Properties, PartialEq)]
pub(super) struct EventsTabProps {
    pub known: Known,
}

/// Every change that is kept, the latest first; a press opens what was seen.
#[component]
pub(super) fn EventsTab(props: &EventsTabProps) -> Html {
    let known = &props.known;
    let rows = use_memo(Rc::as_ptr(&known.all_events).addr(), |_| event_rows(known.all_events.iter()));
    let several = known.check.targets.len() > 1;
    let columns = use_memo(several, |several| columns(*several));
    let (state, on_state) = use_table_state("e.", TableState::sorted_by("time", true));
    let open = use_state(|| None::<EventRow>);
    let on_open = {
        let open = open.setter();
        use_callback((), move |row: EventRow, ()| open.set(Some(row)))
    };
    let on_close = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    if let Some(failure) = known.events.unread() {
        return html! {
            <ErrorState failure={failure.clone()} on_retry={known.events.reload.clone()} busy={known.events.loading} />
        };
    }
    let complete = known.events.data.as_ref().is_none_or(|listing| listing.complete);
    html! {
        <div class="stack">
            if !complete {
                <Notice tone={Tone::Info}>
                    { format!("These are the {MAX_EVENTS} changes that were stored last. Older ones: ") }
                    <code>{ format!("noctl checks events --check {}", known.check.slug) }</code>
                </Notice>
            }
            <DataTable<EventRow>
                id="check-events"
                label="Changes of status"
                what="changes"
                {columns}
                {rows}
                key_of={key as fn(&EventRow) -> String}
                {state}
                {on_state}
                {on_open}
                loading={known.events.data.is_none()}
                empty={html! {
                    <EmptyState icon={IconName::Clock} title="Nothing has changed yet"
                        text="The first status that an agent decides is the first change." />
                }}
            />
            <EventDrawer event={(*open).clone()} {on_close} />
        </div>
    }
}

fn key(row: &EventRow) -> String {
    row.key.clone()
}

fn columns(several_targets: bool) -> Vec<Column<EventRow>> {
    let mut all = vec![time(), change(), agent()];
    if several_targets {
        let target = Column::new("target", "Target", |row: &EventRow| row.target.clone());
        all.push(target.sort_text().grow().width(10.0));
    }
    all.push(
        Column::new("reason", "Reason", |row: &EventRow| {
            if row.reason.is_empty() {
                String::new()
            } else {
                format!("{} {}", reason_title(&row.reason), row.reason)
            }
        })
        .cell(|row| html! { <Reason code={row.reason.clone()} /> })
        .sort(|row| SortKey::text(row.reason.clone()))
        .width(12.0)
        .priority(Priority::Second),
    );
    all.push(
        Column::new("evidence", "What was seen", |row: &EventRow| row.evidence.clone())
            .cell(
                |row| html! { <span class="secondary" title={row.evidence.clone()}>{ &row.evidence }</span> },
            )
            .grow()
            .width(14.0),
    );
    all
}

fn time() -> Column<EventRow> {
    Column::new("time", "When", |row: &EventRow| row.at.map(format::rfc3339).unwrap_or_default())
        .cell(|row| {
            html! {
                <span class="event-time">
                    if let Some(at) = row.at { <Time {at} /> }
                    if let Some(late) = row.late {
                        <Badge tone={Tone::Info} icon={IconName::Clock} title={late_text(late)}>{ "late" }</Badge>
                    }
                </span>
            }
        })
        .sort(|row| SortKey::time(row.at))
        .width(10.0)
        .priority(Priority::First)
}

fn late_text(late: std::time::Duration) -> String {
    format!("Stored {} after it happened: the agent was cut off and sent it later", lasting(late))
}

fn change() -> Column<EventRow> {
    let word = |row: &EventRow| match row.from {
        Some(from) => format!("{} to {}", from.label(), row.to.label()),
        None => format!("first {}", row.to.label()),
    };
    Column::new("change", "Change", word)
        .cell(|row| html! { <Change from={row.from} to={row.to} /> })
        .sort(|row| SortKey::count(row.to.rank().into()))
        .width(11.0)
        .priority(Priority::First)
}

fn agent() -> Column<EventRow> {
    Column::new("agent", "Agent", |row: &EventRow| row.agent.clone())
        .sort_text()
        .width(8.0)
        .priority(Priority::Second)
}

#[derive(Properties, PartialEq)]
struct ChangeProps {
    from: Option<StatusKind>,
    to: StatusKind,
}

#[component]
fn Change(props: &ChangeProps) -> Html {
    html! {
        <span class="status-change">
            if let Some(from) = props.from {
                <Status kind={from} compact=true />
                <span class="status-change__arrow" aria-hidden="true">{ "→" }</span>
                <span class="visually-hidden">{ " to " }</span>
            } else {
                <span class="muted">{ "first" }</span>
            }
            <Status kind={props.to} />
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct EventDrawerProps {
    event: Option<EventRow>,
    on_close: Callback<()>,
}

#[component]
fn EventDrawer(props: &EventDrawerProps) -> Html {
    let held = use_mut_ref(|| None::<EventRow>);
    // While it closes it shows what it showed.
    if props.event.is_some() {
        held.borrow_mut().clone_from(&props.event);
    }
    let shown = held.borrow().clone();
    html! {
        <Drawer open={props.event.is_some()} title="Change of status" on_close={props.on_close.clone()}>
            if let Some(event) = shown { { told(&event) } }
        </Drawer>
    }
}

fn told(event: &EventRow) -> Html {
    let mut items: Vec<(AttrValue, Html)> = vec![
        ("Change".into(), html! { <Change from={event.from} to={event.to} /> }),
        ("Agent".into(), html! { { &event.agent } }),
        ("Target".into(), html! { <span class="mono">{ &event.target }</span> }),
    ];
    if let Some(at) = event.at {
        let text = html! { <><Time {at} style={TimeStyle::Full} />{ ", " }<Age time={at} /></> };
        items.push(("Agent's clock".into(), text));
    }
    if let Some(late) = event.late {
        items.push(("Came late".into(), html! { { late_text(late) } }));
    }
    if !event.reason.is_empty() {
        items.push(("Reason".into(), html! { <Reason code={event.reason.clone()} coded=true /> }));
    }
    let words = reason_words(&event.reason);
    html! {
        <div class="stack">
            <Facts {items} />
            if let Some(words) = words { <p class="prose">{ words.meaning }</p> }
            <div>
                <h3 class="failure__label">{ "What was seen" }</h3>
                { evidence(&evidence_parts(&event.evidence)) }
            </div>
        </div>
    }
}
