//! What changed, newest first.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use nocturne_web_model::{
    format, order,
    reason::reason_title,
    situation::{Change, Changes as Lines, PresenceChange, Sources, StatusChange, What, changes},
    status::StatusKind,
};
use yew::prelude::*;

use super::{
    data::Data,
    lasting::Lasting,
    problems::{count, plural},
};
use crate::{
    app::Route,
    router::Link,
    ui::{EmptyState, ErrorState, Icon, IconName, Panel, Skeleton, Status, Time, TimeStyle},
};

/// Lines that are shown at most.
const MAX_CHANGES: usize = 20;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct ChangesProps {
    /// All parts.
    pub data: Data,
}

/// Statuses that changed, gaps, and agents that came or went. What happens while the page is open slides in.
#[component]
pub(super) fn Changes(props: &ChangesProps) -> Html {
    let Data { events, gaps, agents, seen, .. } = props.data.clone();
    let lines = use_memo((events.clone(), gaps.clone(), agents, seen), |(events, gaps, agents, seen)| {
        let events = events.data.as_ref()?;
        let gaps = gaps.data.as_ref();
        let declared = gaps.map(|gaps| gaps.gaps.as_slice()).unwrap_or_default();
        let ongoing = gaps.map(|gaps| gaps.ongoing.as_slice()).unwrap_or_default();
        let agents = agents.data.as_ref().map(|listing| listing.items.as_slice()).unwrap_or_default();
        let (events, whole) = (events.items.as_slice(), events.complete);
        Some(changes(Sources { events, whole, gaps: declared, ongoing, agents, seen }, MAX_CHANGES))
    });
    let known = use_mut_ref(|| None::<BTreeSet<String>>);
    let settled = gaps.data.is_some() || gaps.failure.is_some();
    let body = match lines.as_ref() {
        None => match &events.failure {
            Some(failure) => html! {
                <ErrorState failure={failure.clone()} on_retry={events.reload.clone()} busy={events.loading} small=true />
            },
            None => html! { <Skeleton count={8} /> },
        },
        Some(Lines { lines, .. }) if lines.is_empty() => html! {
            <EmptyState
                icon={IconName::Activity}
                title="Nothing has changed yet"
                text={html! { { "Statuses that change, gaps, and agents that come or go will stand here." } }}
                small=true
            />
        },
        Some(Lines { lines, horizon }) => {
            let keys = || order::set(lines.iter().map(|change| change.key.clone()));
            let mut known = known.borrow_mut();
            if known.is_none() && settled {
                *known = Some(keys());
            }
            let is_beyond = |change: &Change| horizon.is_some_and(|horizon| change.at < horizon);
            let is_new = |change: &Change| known.as_ref().is_some_and(|known| !known.contains(&change.key));
            html! {
                <ol class="overview-changes__list">
                    { for lines.iter().filter(|change| !is_beyond(change)).map(|change| line(change, is_new(change))) }
                    { for horizon.filter(|_| lines.iter().any(is_beyond)).map(end_of_statuses) }
                    { for lines.iter().filter(|change| is_beyond(change)).map(|change| line(change, is_new(change))) }
                </ol>
            }
        }
    };
    html! { <Panel title="What changed" flush=true class="overview-changes">{ body }</Panel> }
}

fn line(change: &Change, is_new: bool) -> Html {
    html! {
        <li class={classes!("overview-change", is_new.then_some("overview-change--new"))} key={change.key.clone()}>
            <span class="overview-change__time"><Time at={change.at} style={TimeStyle::Short} /></span>
            { match &change.what {
                What::Status(status) => of_status(status, change.late),
                What::Gap { agent, cause, length, records, detail } => of_gap(agent, cause, *length, *records, detail),
                What::Presence { agent, site, change } => of_agent(agent, site, *change),
            } }
        </li>
    }
}

/// Before it only gaps and agents are told of.
fn end_of_statuses(horizon: Timestamp) -> Html {
    html! {
        <li class="overview-changes__horizon" key="horizon">
            { "Changes of status before " }<Time at={horizon} style={TimeStyle::Short} />
            { " stand on the checks' own pages." }
        </li>
    }
}

fn of_status(status: &StatusChange, late: Option<Duration>) -> Html {
    let targets = match status.targets.first() {
        Some(only) if status.targets.len() == 1 => only.clone(),
        _ => plural(status.targets.len(), "target"),
    };
    let query = (status.targets.len() == 1).then(|| [("target".to_owned(), targets.clone())].into());
    html! {
        <div class="overview-change__what">
            <p class="overview-change__line">
                <span class="overview-change__status">
                    if let Some(from) = status.from {
                        <Status kind={from} compact=true />
                        <Icon name={IconName::ArrowRight} size={12} class="overview-change__arrow" />
                        <span class="visually-hidden">{ " became " }</span>
                    }
                    <Status kind={status.to} />
                </span>
                <Link
                    to={Route::Check { check: status.check.clone() }}
                    {query}
                    classes="overview-change__check"
                >
                    { &status.check }
                </Link>
            </p>
            <p class="overview-change__more">
                <span class="overview-change__target" title={listed(&status.targets)}>{ targets }</span>
                { more(status, late) }
            </p>
        </div>
    }
}

fn more(status: &StatusChange, late: Option<Duration>) -> Html {
    let seen_by = match status.agents.first() {
        Some(only) if status.agents.len() == 1 => format!("from {only}"),
        _ => format!("from {}", plural(status.agents.len(), "agent")),
    };
    html! {
        <>
            if let Some((n, since)) = status.flapping {
                <span class="overview-change__flapping">
                    { format!("flapping: {} for ", plural(n, "change")) }<Lasting since={since} />
                </span>
            }
            if status.is_first {
                <span>{ "first result" }</span>
            }
            if !status.reason.is_empty() {
                <span title={status.evidence.clone()}>{ reason_title(&status.reason).to_owned() }</span>
            }
            <span title={listed(&status.agents)}>{ seen_by }</span>
            if let Some(late) = late {
                <span class="overview-change__late">{ format!("learned {} later", format::lasting(late)) }</span>
            }
        </>
    }
}

fn of_gap(agent: &str, cause: &str, length: Duration, records: u64, detail: &str) -> Html {
    html! {
        <div class="overview-change__what">
            <p class="overview-change__line">
                <span class="overview-change__status overview-change__status--gap"><Icon name={IconName::Gap} size={14} />{ "Gap" }</span>
                { agent_link(agent) }
            </p>
            <p class="overview-change__more">
                <span>{ format!("{} without data", format::lasting(length)) }</span>
                <span title={detail.to_owned()}>{ cause.to_owned() }</span>
                if records > 0 {
                    <span>{ format!("{} missing", format::plural(records, "record")) }</span>
                }
            </p>
        </div>
    }
}

fn of_agent(agent: &str, site: &str, change: PresenceChange) -> Html {
    let (kind, word) = match change {
        PresenceChange::Joined => (StatusKind::Pending, "Joined"),
        PresenceChange::Came => (StatusKind::Online, "Online"),
        PresenceChange::Went => (StatusKind::Offline, "Offline"),
        PresenceChange::Revoked => (StatusKind::Revoked, "Revoked"),
    };
    html! {
        <div class="overview-change__what">
            <p class="overview-change__line">
                <span class="overview-change__status"><Status {kind} label={word} /></span>
                { agent_link(agent) }
                <span class="overview-change__site">{ format!("agent at {site}") }</span>
            </p>
        </div>
    }
}

fn agent_link(agent: &str) -> Html {
    html! {
        <Link to={Route::Agent { agent: agent.to_owned() }} classes="overview-change__check">{ agent.to_owned() }</Link>
    }
}

/// For a hint: all of them, as far as anybody reads.
fn listed(names: &BTreeSet<String>) -> String {
    const MOST: usize = 20;
    let mut lines: Vec<String> = names.iter().take(MOST).cloned().collect();
    if names.len() > MOST {
        lines.push(format!("and {} more", format::count(count(names.len() - MOST))));
    }
    lines.join("\n")
}
