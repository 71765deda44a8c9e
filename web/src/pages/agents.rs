//! The fleet: who is there, and how well.

mod calls;
mod cells;
mod columns;
mod doing;
mod open_tokens;
mod presence;
mod reading;
mod revoke;
mod table_state;

use std::rc::Rc;

use nocturne_proto::api::v1::{Agent, watch_response::Event};
use nocturne_web_model::{status::StatusKind, table::TableState};
use yew::prelude::*;

use self::{
    calls::agents_call,
    columns::{Look, columns},
    open_tokens::OpenTokens,
    presence::{KEY, PresenceFilter, Shown},
};
pub(in crate::pages) use self::{
    calls::{agent_call, open_token_call, token_call, tokens_call},
    cells::{clock, desired, nothing},
    doing::{Doing, use_doing},
    reading::{incomplete, outdated, unread},
    revoke::{PERMISSION as REVOKE_PERMISSION, RevokeAgents},
    table_state::use_table_state,
};
use super::join_tokens::PERMISSION as JOIN_PERMISSION;
use crate::{
    api::{Connection, Listing, MAX_LISTED, use_connection, use_identity},
    app::Route,
    hooks::{Refresh, Resource, use_query, use_resource, use_title},
    ui::{Bulk, Button, ButtonKind, ButtonLink, DataTable, EmptyState, IconName, PageHeader},
};

/// Reads all agents, and again when one of them changes. Heartbeats are no events: they come every 10 s.
#[hook]
pub(in crate::pages) fn use_agents() -> Resource<Listing<Agent>> {
    let refresh = Refresh { every_secs: 10, on: |event| matches!(event, Event::Agent(_)) };
    use_resource((), refresh, |api, ()| async move { api.agents(String::new(), MAX_LISTED).await })
}

/// Agents.
#[component]
pub(crate) fn Agents() -> Html {
    use_title("Agents".into());
    let agents = use_agents();
    let all = use_memo(agents.data.clone(), |data| {
        data.as_ref().map(|listing| listing.items.clone()).unwrap_or_default()
    });
    let may_join = use_identity().is_some_and(|identity| identity.may(JOIN_PERMISSION));
    let actions = html! {
        <>
            { agents_call() }
            { new_agent(may_join) }
        </>
    };
    let body = unread(&agents).unwrap_or_else(|| {
        let complete = agents.data.as_ref().is_none_or(|listing| listing.complete);
        html! {
            <>
                { outdated(&agents) }
                { incomplete(complete, "agents", all.len()) }
                <AgentTable agents={Rc::clone(&all)} loading={agents.data.is_none()} reload={agents.reload.clone()} />
            </>
        }
    });
    html! {
        <div class="page">
            <PageHeader title="Agents" subtitle={html! { <Subtitle agents={all} {may_join} /> }} {actions} />
            { body }
        </div>
    }
}

fn new_agent(may_join: bool) -> Html {
    if may_join {
        return html! {
            <ButtonLink to={Route::NewAgent} kind={ButtonKind::Primary} icon={IconName::Plus}>{ "New agent" }</ButtonLink>
        };
    }
    let title = format!("Your role lacks the permission {JOIN_PERMISSION}");
    html! { <Button icon={IconName::Plus} disabled=true {title}>{ "New agent" }</Button> }
}

/// Props.
#[derive(Properties, PartialEq)]
struct SubtitleProps {
    agents: Rc<Vec<Agent>>,
    may_join: bool,
}

#[component]
fn Subtitle(props: &SubtitleProps) -> Html {
    let kinds = [StatusKind::Online, StatusKind::Offline, StatusKind::Pending];
    let counts = kinds.into_iter().filter_map(|kind| {
        let n = props.agents.iter().filter(|agent| StatusKind::from(*agent) == kind).count();
        (n > 0).then(|| format!("{n} {}", kind.label().to_lowercase()))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let summary = if counts.is_empty() { "What measures, and from where".to_owned() } else { counts };
    html! {
        <>
            <span>{ summary }</span>
            if props.may_join { <OpenTokens /> }
        </>
    }
}

/// Props.
#[derive(Properties, PartialEq)]
struct AgentTableProps {
    agents: Rc<Vec<Agent>>,
    loading: bool,
    reload: Callback<()>,
}

#[component]
fn AgentTable(props: &AgentTableProps) -> Html {
    let query = use_query();
    let (state, on_state) = use_table_state("", TableState::sorted_by("name", false));
    let shown = Shown::from_query(query.get(KEY));
    let rows = use_memo((Rc::clone(&props.agents), shown), |(agents, shown)| {
        agents.iter().filter(|agent| shown.has(agent)).cloned().collect::<Vec<_>>()
    });
    let revoking = use_state(|| Rc::new(Vec::<Agent>::new()));
    let may_revoke = use_identity().is_some_and(|identity| identity.may(REVOKE_PERMISSION));
    let on_revoke = {
        let revoking = revoking.setter();
        use_callback((), move |agent: Agent, ()| revoking.set(Rc::new(vec![agent])))
    };
    let connection = use_connection();
    let lost = matches!(connection, Connection::Lost { .. });
    let columns = use_memo(Look { lost, may_revoke, on_revoke }, columns);
    let bulk = {
        let revoking = revoking.setter();
        use_callback(may_revoke, move |bulk: Bulk<Agent>, may_revoke| {
            bulk_actions(&bulk, *may_revoke, &revoking)
        })
    };
    let on_close = {
        let revoking = revoking.setter();
        Callback::from(move |()| revoking.set(Rc::new(Vec::new())))
    };
    let on_shown = Callback::from(move |slug: String| query.change([(KEY, Some(slug))]));
    let toolbar = html! { <PresenceFilter known={!props.loading} agents={Rc::clone(&props.agents)} {shown} on_change={on_shown.clone()} /> };
    html! {
        <>
            <DataTable<Agent>
                id="agents"
                label="Agents"
                what="agents"
                {columns}
                {rows}
                key_of={name_of as fn(&Agent) -> String}
                {state}
                {on_state}
                row_href={route_of as fn(&Agent) -> Route}
                {bulk}
                {toolbar}
                loading={props.loading}
                empty={empty(props.agents.is_empty(), on_shown.reform(|_| String::new()))}
            />
            <RevokeAgents agents={(*revoking).clone()} {on_close} on_done={props.reload.clone()} />
        </>
    }
}

fn name_of(agent: &Agent) -> String {
    agent.slug.clone()
}

fn route_of(agent: &Agent) -> Route {
    Route::Agent { agent: agent.slug.clone() }
}

fn bulk_actions(bulk: &Bulk<Agent>, may_revoke: bool, revoking: &UseStateSetter<Rc<Vec<Agent>>>) -> Html {
    let alive: Rc<Vec<Agent>> = Rc::new(
        bulk.rows.iter().filter(|agent| StatusKind::from(*agent) != StatusKind::Revoked).cloned().collect(),
    );
    let title =
        if may_revoke { None } else { Some(format!("Your role lacks the permission {REVOKE_PERMISSION}")) };
    let disabled = !may_revoke || alive.is_empty();
    let onclick = {
        let revoking = revoking.clone();
        move |_: MouseEvent| revoking.set(Rc::clone(&alive))
    };
    html! {
        <Button kind={ButtonKind::Danger} small=true icon={IconName::Ban} {disabled} {title} {onclick}>
            { "Revoke…" }
        </Button>
    }
}

fn empty(no_agents: bool, on_in_service: Callback<MouseEvent>) -> Html {
    if !no_agents {
        let action = html! { <Button onclick={on_in_service}>{ "Show all in service" }</Button> };
        return html! {
            <EmptyState icon={IconName::Agents} title="No agent has this presence"
                text="There are agents, but none of the kind that was chosen." {action} />
        };
    }
    let action = html! {
        <ButtonLink to={Route::NewAgent} kind={ButtonKind::Primary} icon={IconName::Plus}>{ "Add the first agent" }</ButtonLink>
    };
    html! {
        <EmptyState
            icon={IconName::Agents}
            title="No agents yet"
            text="An agent is one small program at a site. It measures from there and keeps what it measured until it is stored here. Make a join token, paste a few lines on a host, and it appears here."
            {action}
        />
    }
}
