//! Which agents are listed, by their presence.

use std::rc::Rc;

use nocturne_proto::api::v1::Agent;
use nocturne_web_model::status::StatusKind;
use yew::prelude::*;

use crate::ui::{Choice, Segmented};

/// Name in the address.
pub(super) const KEY: &str = "presence";
const ALL: &str = "all";

/// Those that are not revoked, those of one presence, or all.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shown {
    /// Not revoked.
    InService,
    /// Of one presence.
    Only(StatusKind),
    /// All.
    All,
}

impl Shown {
    pub(super) fn from_query(text: Option<&str>) -> Self {
        match text {
            Some(ALL) => Self::All,
            Some(slug) => StatusKind::from_slug(slug).map_or(Self::InService, Self::Only),
            None => Self::InService,
        }
    }

    pub(super) fn has(self, agent: &Agent) -> bool {
        let kind = StatusKind::from(agent);
        match self {
            Self::All => true,
            Self::InService => kind != StatusKind::Revoked,
            Self::Only(only) => kind == only,
        }
    }

    const fn slug(self) -> &'static str {
        match self {
            Self::InService => "",
            Self::Only(kind) => kind.slug(),
            Self::All => ALL,
        }
    }
}

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct PresenceFilterProps {
    /// All agents.
    pub agents: Rc<Vec<Agent>>,
    /// They were read; before that nobody knows how many there are.
    pub known: bool,
    /// What is chosen.
    pub shown: Shown,
    /// Takes what is to stand in the address.
    pub on_change: Callback<String>,
}

/// The choice, with how many each one has. What nobody is, is not offered.
#[component]
pub(super) fn PresenceFilter(props: &PresenceFilterProps) -> Html {
    let n = |shown: Shown| props.agents.iter().filter(|agent| shown.has(agent)).count();
    let choice = |shown: Shown, label: &str| {
        let text = if props.known { format!("{label} {}", n(shown)) } else { label.to_owned() };
        Choice::new(shown.slug(), text)
    };
    let kinds = [StatusKind::Online, StatusKind::Offline, StatusKind::Pending, StatusKind::Revoked];
    let offered = kinds.into_iter().map(Shown::Only).filter(|shown| n(*shown) > 0 || *shown == props.shown);
    let mut options = vec![choice(Shown::InService, "In service")];
    options.extend(offered.map(|shown| {
        let label = if let Shown::Only(kind) = shown { kind.label() } else { "" };
        choice(shown, label)
    }));
    if n(Shown::Only(StatusKind::Revoked)) > 0 || props.shown == Shown::All {
        options.push(choice(Shown::All, "All"));
    }
    html! {
        <div class="state-filter">
            <Segmented
                id="agents-presence"
                label="Presence"
                bare=true
                small=true
                value={props.shown.slug()}
                on_change={props.on_change.clone()}
                {options}
            />
        </div>
    }
}
