//! One agent: how it is, what it measures, what is missing.

mod checks;
mod gaps;
mod notices;
mod panels;
mod summary;
mod vitals;

use std::rc::Rc;

use nocturne_proto::api::v1::{
    Agent as AgentMessage, CheckState, GetAgentRequest, ListGapsRequest, ListGapsResponse,
    watch_response::Event,
};
use nocturne_web_model::{
    agent::{states_of, work_summary},
    format::timestamp,
    order,
    status::StatusKind,
};
use yew::prelude::*;

use self::{checks::AgentChecks, gaps::AgentGaps, notices::Notices, summary::Summary, vitals::Vitals};
use super::agents::{REVOKE_PERMISSION, RevokeAgents, agent_call, outdated, unread};
use crate::{
    api::{Connection, Listing, MAX_LISTED, use_connection, use_identity},
    app::Route,
    hooks::{Refresh, Resource, use_query, use_resource, use_title},
    router::Link,
    ui::{
        Age, Button, ButtonLink, EmptyState, IconName, PageHeader, Skeleton, SkeletonKind, Status, Tab, Tabs,
    },
};

/// Name of the tab in the address.
const TAB: &str = "tab";
const SUMMARY: &str = "summary";
const CHECKS: &str = "checks";
const GAPS: &str = "gaps";
/// Gaps that are read: the newest ones.
const MAX_GAPS: i32 = 500;

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct AgentProps {
    /// Id or name.
    pub agent: String,
}

/// Agent.
#[component]
pub(crate) fn Agent(props: &AgentProps) -> Html {
    let refresh = Refresh { every_secs: 10, on: |event| matches!(event, Event::Agent(_)) };
    let agent = use_resource(props.agent.clone(), refresh, |api, agent| async move {
        api.get_agent(GetAgentRequest { agent }).await
    });
    let title = agent.data.as_ref().map_or_else(|| props.agent.clone(), |agent| agent.slug.clone());
    use_title(title.into());

    let crumbs = || vec![("Agents".into(), Some(Route::Agents))];
    if agent.data.is_none() && agent.failure.as_ref().is_some_and(|failure| failure.is_not_found()) {
        return not_found(&props.agent, crumbs());
    }
    if let Some(failed) = unread(&agent) {
        return html! {
            <div class="page"><PageHeader title={props.agent.clone()} crumbs={crumbs()} />{ failed }</div>
        };
    }
    match &agent.data {
        Some(known) => html! {
            <Known agent={Rc::clone(known)} outdated={outdated(&agent)} reload={agent.reload.clone()} />
        },
        None => html! {
            <div class="page">
                <PageHeader title={props.agent.clone()} crumbs={crumbs()} />
                <Skeleton kind={SkeletonKind::Stat} count={6} label="Loading the agent" />
                <Skeleton kind={SkeletonKind::Rows} count={6} />
            </div>
        },
    }
}

fn not_found(name: &str, crumbs: Vec<(AttrValue, Option<Route>)>) -> Html {
    let action = html! { <ButtonLink to={Route::Agents}>{ "To the list of agents" }</ButtonLink> };
    html! {
        <div class="page">
            <PageHeader title={name.to_owned()} {crumbs} />
            <EmptyState icon={IconName::Search} title={format!("There is no agent “{name}”")}
                text="The name or id may be mistyped. Agents are never deleted: one that was revoked is still in the list." {action} />
        </div>
    }
}

/// Props.
#[derive(Properties, PartialEq)]
struct KnownProps {
    agent: Rc<AgentMessage>,
    outdated: Html,
    reload: Callback<()>,
}

/// What this agent says and lacks.
#[derive(PartialEq)]
struct Work {
    states: Rc<Vec<CheckState>>,
    n_checks: usize,
    is_complete: bool,
}

#[component]
fn Known(props: &KnownProps) -> Html {
    let agent = &props.agent;
    let query = use_query();
    let connection = use_connection();
    let lost = matches!(connection, Connection::Lost { .. });
    let states = use_states();
    let work = use_memo((states.data.clone(), agent.agent_id.clone()), |(data, agent_id)| {
        let states = data.as_ref().map(|listing| states_of(agent_id, &listing.items)).unwrap_or_default();
        Work {
            n_checks: work_summary(&states).n_checks,
            states: Rc::new(states),
            is_complete: data.as_ref().is_none_or(|listing| listing.complete),
        }
    });
    let gaps = use_gaps(agent.agent_id.clone());

    let selected = match query.get(TAB) {
        Some(CHECKS) => CHECKS,
        Some(GAPS) => GAPS,
        _ => SUMMARY,
    };
    let on_select = Callback::from(move |tab: AttrValue| {
        query.change([(TAB, Some(tab.to_string()).filter(|tab| tab != SUMMARY))]);
    });
    let n_gaps = gaps.data.as_ref().map(|answer| answer.gaps.len() + answer.ongoing.len());
    let counted = |tab: Tab, n: Option<usize>| if let Some(n) = n { tab.count(n) } else { tab };
    let tabs = vec![
        Tab::new(SUMMARY, "Summary"),
        counted(Tab::new(CHECKS, "Checks it runs"), states.data.is_some().then(|| work.n_checks)),
        counted(Tab::new(GAPS, "Gaps"), n_gaps),
    ];
    let content = match selected {
        CHECKS => html! {
            <AgentChecks agent={Rc::clone(agent)} states={Rc::clone(&work.states)} is_complete={work.is_complete}
                loading={states.data.is_none()} around={around(&states)} />
        },
        GAPS => html! {
            <AgentGaps agent={Rc::clone(agent)} answer={gaps.data.clone()} around={around(&gaps)} />
        },
        _ => html! { <Summary agent={Rc::clone(agent)} /> },
    };
    html! {
        <div class="page">
            <Header agent={Rc::clone(agent)} {lost} reload={props.reload.clone()} />
            { props.outdated.clone() }
            <Notices agent={Rc::clone(agent)} />
            <Vitals agent={Rc::clone(agent)} states={states.data.is_some().then(|| Rc::clone(&work.states))} {lost} />
            <Tabs id="agent" label={format!("About {}", agent.slug)} {tabs} {selected} {on_select}>{ content }</Tabs>
        </div>
    }
}

/// A failure in the place of the content, or above it.
fn around<T>(resource: &Resource<T>) -> Result<Html, Html> {
    unread(resource).map_or_else(|| Ok(outdated(resource)), Err)
}

#[hook]
fn use_states() -> Resource<Listing<CheckState>> {
    let refresh = Refresh::on(|event| {
        matches!(event, Event::CheckEvent(_) | Event::Check(_) | Event::DeletedCheckId(_))
    });
    use_resource((), refresh, |api, ()| async move { api.check_states(String::new(), MAX_LISTED).await })
}

#[hook]
fn use_gaps(agent_id: String) -> Resource<ListGapsResponse> {
    let refresh = Refresh::on(|event| matches!(event, Event::Gap(_) | Event::Agent(_)));
    use_resource(agent_id, refresh, |api, agent| async move {
        api.list_gaps(ListGapsRequest { agent, page_size: MAX_GAPS, ..ListGapsRequest::default() }).await
    })
}

/// Props.
#[derive(Properties, PartialEq)]
struct HeaderProps {
    agent: Rc<AgentMessage>,
    lost: bool,
    reload: Callback<()>,
}

#[component]
fn Header(props: &HeaderProps) -> Html {
    let agent = &props.agent;
    let revoking = use_state_eq(|| false);
    let may_revoke = use_identity().is_some_and(|identity| identity.may(REVOKE_PERMISSION));
    let kind = StatusKind::from(&**agent);
    let set = |value: bool| {
        let revoking = revoking.setter();
        Callback::from(move |()| revoking.set(value))
    };
    let title = (!may_revoke).then(|| format!("Your role lacks the permission {REVOKE_PERMISSION}"));
    let actions = html! {
        <>
            { agent_call(&agent.slug) }
            if kind != StatusKind::Revoked {
                <Button icon={IconName::Ban} disabled={!may_revoke} {title} onclick={set(true).reform(|_| ())}>
                    { "Revoke…" }
                </Button>
            }
        </>
    };
    let seen = timestamp(agent.last_seen_time.as_ref());
    let site = order::map([("q".to_owned(), format!("site:{}", agent.site))]);
    let subtitle = html! {
        <>
            <span>{ "at " }
                <Link to={Route::Agents} query={site}
                    classes="link">{ &agent.site }</Link>
            </span>
            if !agent.hostname.is_empty() { <span>{ "on " }<span class="strong">{ &agent.hostname }</span></span> }
            if seen.is_some() {
                <span>{ "heard from " }<Age time={seen} stale={props.lost || kind == StatusKind::Offline} /></span>
            } else {
                <span>{ "never heard from" }</span>
            }
        </>
    };
    let agents = if *revoking { Rc::new(vec![(**agent).clone()]) } else { Rc::default() };
    html! {
        <>
            <PageHeader
                title={agent.slug.clone()}
                {subtitle}
                {actions}
                crumbs={vec![("Agents".into(), Some(Route::Agents))]}
                status={html! { <Status {kind} pill=true stale={props.lost} /> }}
            />
            <RevokeAgents {agents} on_close={set(false)} on_done={props.reload.clone()} />
        </>
    }
}
