//! What is measured: every check with its verdict and what each agent says of it.

mod bulk;
mod chips;
mod columns;
mod fleet;
mod marks;
mod words;

use std::rc::Rc;

use nocturne_web_model::{
    check_rows::{CheckRow, Facets, headline},
    status::Tone,
    table::{Pairs, TableState},
};
use yew::prelude::*;

use self::{
    bulk::BulkActions,
    chips::Chips,
    columns::{Look, columns},
    fleet::{Fleet, use_fleet},
};
pub(in crate::pages) use self::{
    bulk::switched,
    fleet::{missed, touches_checks},
    marks::{KindTag, Sights},
    words::{Elapsed, Reason, RunState, WRITE_PERMISSION, lacks},
};
use crate::{
    api::{Connection, as_call, use_connection, use_identity},
    app::Route,
    hooks::{Query, use_query, use_title},
    pages::agents::{incomplete, outdated, unread, use_table_state},
    ui::{
        ApiCallButton, Bulk, Button, ButtonKind, ButtonLink, DataTable, EmptyState, IconName, Notice,
        PageHeader,
    },
};

/// Checks.
#[component]
pub(crate) fn Checks() -> Html {
    use_title("Checks".into());
    let fleet = use_fleet();
    let may_write = use_identity().is_some_and(|identity| identity.may(WRITE_PERMISSION));
    let call = as_call(|api| api.check_list());
    let actions = html! {
        <>
            <ApiCallButton noctl={call.noctl} curl={call.curl} />
            { new_check(may_write) }
        </>
    };
    let body = unread(&fleet.checks).unwrap_or_else(|| table(&fleet));
    html! {
        <div class="page">
            <PageHeader title="Checks" subtitle={subtitle(&fleet.rows)} {actions} />
            { body }
        </div>
    }
}

fn table(fleet: &Fleet) -> Html {
    let complete = fleet.checks.data.as_ref().is_none_or(|listing| listing.complete);
    html! {
        <>
            { outdated(&fleet.checks) }
            { blind(fleet) }
            { incomplete(complete, "checks", fleet.rows.len()) }
            <CheckTable fleet={fleet.clone()} />
        </>
    }
}

/// That the definitions are there, but not what was found out.
fn blind(fleet: &Fleet) -> Html {
    let Some(failure) = fleet.blind.clone() else { return Html::default() };
    let text = match (&failure.permission, failure.is_forbidden()) {
        (Some(permission), true) => format!("Your role lacks the permission {permission}."),
        _ => failure.detail,
    };
    html! {
        <Notice tone={Tone::Warning} title="Statuses could not be read; what is shown of them may be old">
            { text }
        </Notice>
    }
}

fn subtitle(rows: &[CheckRow]) -> Html {
    html! { <span>{ headline(rows) }</span> }
}

fn new_check(may_write: bool) -> Html {
    if may_write {
        html! {
            <ButtonLink to={Route::NewCheck} kind={ButtonKind::Primary} icon={IconName::Plus}>{ "New check" }</ButtonLink>
        }
    } else {
        html! {
            <Button kind={ButtonKind::Primary} icon={IconName::Plus} disabled=true title={lacks()}>{ "New check" }</Button>
        }
    }
}

#[derive(Properties, PartialEq)]
struct CheckTableProps {
    fleet: Fleet,
}

#[component]
fn CheckTable(props: &CheckTableProps) -> Html {
    let fleet = &props.fleet;
    let query = use_query();
    let (state, on_state) = use_table_state("", TableState::sorted_by("status", false));
    let pairs: Pairs = query.pairs().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let facets = Facets::from_query(&pairs);
    let rows = use_memo((Rc::as_ptr(&fleet.rows).addr(), facets.clone()), |(_, facets)| {
        fleet.rows.iter().filter(|row| facets.keep(row)).cloned().collect::<Vec<_>>()
    });
    let connection = use_connection();
    let lost = matches!(connection, Connection::Lost { .. });
    let columns = use_memo(Look { lost, slots: Rc::clone(&fleet.slots) }, columns);
    let bulk = {
        let reload = fleet.checks.reload.clone();
        let checks = fleet.checks.data.clone();
        Callback::from(move |bulk: Bulk<CheckRow>| {
            let Some(checks) = checks.clone() else { return Html::default() };
            html! { <BulkActions rows={bulk.rows} clear={bulk.clear} {checks} reload={reload.clone()} /> }
        })
    };
    let on_facets = on_facets(query);
    html! {
        <>
            if !fleet.rows.is_empty() {
                <Chips rows={Rc::clone(&fleet.rows)} {facets} on_change={on_facets.clone()} />
            }
            <DataTable<CheckRow>
                id="checks"
                label="Checks"
                what="checks"
                {columns}
                {rows}
                key_of={name_of as fn(&CheckRow) -> String}
                {state}
                {on_state}
                row_href={route_of as fn(&CheckRow) -> Route}
                {bulk}
                loading={fleet.loading}
                empty={empty(fleet.rows.is_empty(), on_facets.reform(|_: MouseEvent| Facets::default()))}
            />
        </>
    }
}

fn on_facets(query: Query) -> Callback<Facets> {
    Callback::from(move |facets: Facets| query.change(facets.to_query()))
}

fn name_of(row: &CheckRow) -> String {
    row.slug.clone()
}

fn route_of(row: &CheckRow) -> Route {
    Route::Check { check: row.slug.clone() }
}

fn empty(no_checks: bool, on_all: Callback<MouseEvent>) -> Html {
    if !no_checks {
        return html! {
            <EmptyState
                icon={IconName::Filter}
                title="No check is like this"
                text="There are checks, but none with what was chosen above."
                action={html! { <Button onclick={on_all}>{ "Show all checks" }</Button> }}
            />
        };
    }
    let action = html! {
        <ButtonLink to={Route::NewCheck} kind={ButtonKind::Primary} icon={IconName::Plus}>{ "Define the first check" }</ButtonLink>
    };
    html! {
        <EmptyState
            icon={IconName::Checks}
            title="No checks yet"
            text="A check asks the same thing of its targets from every agent you choose: a web page, a name server, a port, a ping. It takes a minute to define one."
            {action}
        />
    }
}
