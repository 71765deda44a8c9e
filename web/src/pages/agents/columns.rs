//! Columns of the list of agents.

use nocturne_proto::api::v1::Agent;
use nocturne_web_model::{
    agent::{clock_offset, desired_state},
    format::{self, timestamp},
    order,
    status::StatusKind,
    table::SortKey,
};
use yew::prelude::*;

use super::cells::{self, CertificateCell};
use crate::ui::{Age, ButtonKind, Column, IconName, Menu, MenuItem, Priority, Status, Tags};

/// What the cells depend on besides their agent.
#[derive(Clone, PartialEq)]
pub(super) struct Look {
    /// What is seen may not be what is.
    pub lost: bool,
    /// The caller may revoke.
    pub may_revoke: bool,
    /// Begins to.
    pub on_revoke: Callback<Agent>,
}

/// All of them.
pub(super) fn columns(look: &Look) -> Vec<Column<Agent>> {
    let mut all = identity(look.lost);
    all.extend(health(look.lost));
    all.extend(details());
    all.push(actions(look));
    all
}

fn identity(lost: bool) -> Vec<Column<Agent>> {
    vec![
        Column::new("name", "Name", |agent: &Agent| agent.slug.clone())
            .sort_text()
            .grow()
            .width(6.0)
            .priority(Priority::First),
        Column::new("presence", "Presence", |agent: &Agent| StatusKind::from(agent).label().to_owned())
            .cell(move |agent| html! { <Status kind={StatusKind::from(agent)} stale={lost} /> })
            .sort(|agent| SortKey::count(StatusKind::from(agent).rank().into()))
            .width(6.0)
            .priority(Priority::First),
        Column::new("site", "Site", |agent: &Agent| agent.site.clone())
            .cell(|agent| cells::long(&agent.site))
            .sort_text()
            .width(5.5)
            .priority(Priority::Second),
        Column::new("seen", "Last seen", |agent: &Agent| time_text(agent.last_seen_time.as_ref()))
            .cell(move |agent| html! { <Age time={timestamp(agent.last_seen_time.as_ref())} stale={lost} /> })
            .sort(|agent| SortKey::time(timestamp(agent.last_seen_time.as_ref())))
            .width(7.0)
            .priority(Priority::Second),
    ]
}

fn health(lost: bool) -> Vec<Column<Agent>> {
    vec![
        Column::new("targets", "Targets", |agent: &Agent| agent.scheduled_checks.to_string())
            .cell(move |agent| {
                let class = if lost || agent.scheduled_checks == 0 { "muted" } else { "secondary" };
                let title = "Targets of all the checks that it ran at the last heartbeat";
                html! { <span {class} {title}>{ format::count(agent.scheduled_checks) }</span> }
            })
            .sort(|agent| SortKey::count(agent.scheduled_checks))
            .numeric()
            .width(5.25),
        Column::new("state", "Desired state", cells::desired_text)
            .cell(cells::desired)
            .sort(|agent| SortKey::count(desired_state(agent).rank().into()))
            .width(7.75),
        Column::new("clock", "Clock", |agent: &Agent| {
            clock_offset(agent).map(|offset| offset.text).unwrap_or_default()
        })
        .cell(cells::clock)
        .sort(|agent| {
            clock_offset(agent).map_or(SortKey::None, |offset| SortKey::number(offset.seconds.abs()))
        })
        .numeric()
        .width(5.0),
        Column::new("spool", "Spool", |agent: &Agent| agent.spool_pending_records.to_string())
            .cell(cells::spool)
            .sort(|agent| SortKey::count(agent.spool_pending_records))
            .numeric()
            .width(4.75),
        Column::new("dropped", "Dropped", |agent: &Agent| agent.spool_dropped_records.to_string())
            .sort(|agent| SortKey::count(agent.spool_dropped_records))
            .numeric()
            .width(5.5)
            .priority(Priority::Hidden),
        Column::new("certificate", "Certificate", |agent: &Agent| {
            time_text(agent.certificate_expire_time.as_ref())
        })
        .cell(|agent| html! { <CertificateCell agent={agent.clone()} /> })
        .sort(|agent| SortKey::time(timestamp(agent.certificate_expire_time.as_ref())))
        .width(6.0),
        Column::new("degraded", "Not well", |agent: &Agent| agent.degraded.join("; "))
            .cell(cells::degraded)
            .sort(|agent| SortKey::count(agent.degraded.len().try_into().unwrap_or(u64::MAX)))
            .width(5.5),
    ]
}

fn details() -> Vec<Column<Agent>> {
    vec![
        Column::new("labels", "Labels", |agent: &Agent| {
            own_labels(agent)
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(",")
        })
        .cell(|agent| html! { <Tags labels={own_labels(agent)} limit={1} /> })
        .width(7.0),
        Column::new("version", "Version", |agent: &Agent| agent.version.clone())
            .cell(|agent| cells::long(&agent.version))
            .sort_text()
            .width(5.5)
            .priority(Priority::Hidden),
        Column::new("host", "Host name", |agent: &Agent| agent.hostname.clone())
            .cell(|agent| cells::long(&agent.hostname))
            .sort_text()
            .width(10.0)
            .priority(Priority::Hidden),
        Column::new("address", "Address", |agent: &Agent| agent.remote_address.clone())
            .cell(|agent| cells::long(&agent.remote_address))
            .sort_text()
            .width(9.0)
            .priority(Priority::Hidden),
        Column::new("enrolled", "Enrolled", |agent: &Agent| time_text(agent.create_time.as_ref()))
            .cell(|agent| html! { <Age time={timestamp(agent.create_time.as_ref())} /> })
            .sort(|agent| SortKey::time(timestamp(agent.create_time.as_ref())))
            .width(7.0)
            .priority(Priority::Hidden),
        Column::new("id", "Id", |agent: &Agent| agent.agent_id.clone())
            .cell(|agent| html! { <span class="mono">{ &agent.agent_id }</span> })
            .width(20.0)
            .priority(Priority::Hidden),
    ]
}

fn actions(look: &Look) -> Column<Agent> {
    let (may_revoke, on_revoke) = (look.may_revoke, look.on_revoke.clone());
    Column::controls("actions", "Actions", move |agent: &Agent| {
        let revoked = StatusKind::from(agent) == StatusKind::Revoked;
        let mut revoke = MenuItem::new("revoke", "Revoke…").icon(IconName::Ban).danger();
        revoke = match (revoked, may_revoke) {
            (true, _) => revoke.disabled(true).hint("revoked already"),
            (_, false) => revoke.disabled(true).hint("lacks agents.manage"),
            (false, true) => revoke,
        };
        let on_pick = on_revoke.reform({
            let agent = agent.clone();
            move |_: AttrValue| agent.clone()
        });
        html! {
            <Menu
                id={format!("agent-{}", agent.agent_id)}
                label={format!("Actions on {}", agent.slug)}
                icon={IconName::More}
                icon_only=true
                small=true
                kind={ButtonKind::Ghost}
                items={vec![revoke]}
                {on_pick}
            />
        }
    })
}

/// Without those that have columns of their own.
pub(super) fn own_labels(agent: &Agent) -> std::collections::BTreeMap<String, String> {
    let own = agent.labels.iter().filter(|(name, _)| !matches!(name.as_str(), "site" | "agent"));
    order::map(own.map(|(name, value)| (name.clone(), value.clone())))
}

fn time_text(at: Option<&prost_types::Timestamp>) -> String {
    timestamp(at).map(format::rfc3339).unwrap_or_default()
}
