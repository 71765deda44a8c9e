//! What an agent measures, and what it says of it.

use std::rc::Rc;

use nocturne_proto::api::v1::{Agent, CheckState};
use nocturne_web_model::{
    agent::work_summary,
    format::{self, timestamp},
    reason::reason_title,
    status::StatusKind,
    table::{SortKey, TableState},
};
use yew::prelude::*;

use crate::{
    api::{Connection, MAX_LISTED, use_connection},
    app::Route,
    pages::agents::{incomplete, use_table_state},
    ui::{Age, ButtonLink, Column, DataTable, EmptyState, IconName, Priority, Status},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct AgentChecksProps {
    pub agent: Rc<Agent>,
    /// Worst first.
    pub states: Rc<Vec<CheckState>>,
    pub is_complete: bool,
    pub loading: bool,
    /// What stands above the table, or instead of it.
    pub around: Result<Html, Html>,
}

/// A table of them, each with the way to its check.
#[component]
pub(super) fn AgentChecks(props: &AgentChecksProps) -> Html {
    let (state, on_state) = use_table_state("checks.", TableState::default());
    let connection = use_connection();
    let lost = matches!(connection, Connection::Lost { .. });
    let columns = use_memo(lost, |lost| columns(*lost));
    let above = match &props.around {
        Ok(above) => above.clone(),
        Err(instead) => return instead.clone(),
    };
    html! {
        <div class="stack">
            { above }
            { incomplete(props.is_complete, "statuses", MAX_LISTED) }
            if !props.states.is_empty() { <p class="secondary">{ work_summary(&props.states).scope() }</p> }
            <DataTable<CheckState>
                id="agent-checks"
                label={format!("Checks that {} runs", props.agent.slug)}
                what="targets"
                {columns}
                rows={Rc::clone(&props.states)}
                key_of={key_of as fn(&CheckState) -> String}
                {state}
                {on_state}
                row_href={route_of as fn(&CheckState) -> Route}
                loading={props.loading}
                empty={empty(&props.agent)}
            />
        </div>
    }
}

fn key_of(state: &CheckState) -> String {
    format!("{} {}", state.check, state.target)
}

fn route_of(state: &CheckState) -> Route {
    Route::Check { check: state.check.clone() }
}

fn columns(lost: bool) -> Vec<Column<CheckState>> {
    vec![
        Column::new("check", "Check", |state: &CheckState| state.check.clone())
            .sort_text()
            .grow()
            .width(8.0)
            .priority(Priority::First),
        Column::new("status", "Status", |state: &CheckState| StatusKind::from(state).label().to_owned())
            .cell(move |state| html! { <Status kind={StatusKind::from(state)} stale={lost || state.stale} /> })
            .sort(|state| SortKey::count(StatusKind::from(state).rank().into()))
            .width(7.5)
            .priority(Priority::First),
        Column::new("target", "Target", |state: &CheckState| state.target.clone())
            .cell(|state| html! { <span class="mono" title={state.target.clone()}>{ &state.target }</span> })
            .sort_text()
            .grow()
            .width(10.0)
            .priority(Priority::Second),
        Column::new("reason", "Reason", |state: &CheckState| state.reason.clone())
            .cell(|state| {
                let title = if state.evidence.is_empty() { state.reason.clone() } else { state.evidence.clone() };
                html! { <span {title}>{ reason_title(&state.reason) }</span> }
            })
            .sort_text()
            .grow()
            .width(9.0),
        Column::new("evidence", "Evidence", |state: &CheckState| state.evidence.clone())
            .cell(|state| html! { <span class="secondary" title={state.evidence.clone()}>{ &state.evidence }</span> })
            .grow()
            .width(14.0)
            .priority(Priority::Hidden),
        Column::new("since", "Since", |state: &CheckState| time_text(state.since_time.as_ref()))
            .cell(|state| html! { <Age time={timestamp(state.since_time.as_ref())} /> })
            .sort(|state| SortKey::time(timestamp(state.since_time.as_ref())))
            .width(8.0)
            .priority(Priority::Second),
        Column::new("confirmed", "Confirmed", |state: &CheckState| time_text(state.update_time.as_ref()))
            .cell(move |state| {
                html! { <Age time={timestamp(state.update_time.as_ref())} stale={lost || state.stale} /> }
            })
            .sort(|state| SortKey::time(timestamp(state.update_time.as_ref())))
            .width(7.5),
    ]
}

fn time_text(at: Option<&prost_types::Timestamp>) -> String {
    timestamp(at).map(format::rfc3339).unwrap_or_default()
}

fn empty(agent: &Agent) -> Html {
    let text = if agent.scheduled_checks > 0 {
        "It runs checks and has not reported a status yet: that takes as many executions as the check asks for.".to_owned()
    } else {
        format!(
            "No check reaches it. A check chooses agents by their labels, for example site={} or agent={}.",
            agent.site, agent.slug
        )
    };
    let action = html! { <ButtonLink to={Route::Checks}>{ "To the checks" }</ButtonLink> };
    html! { <EmptyState icon={IconName::Checks} title="No statuses from this agent" text={html! { { text } }} {action} /> }
}
