//! What of a check is looked at, as part of the address.

use jiff::Timestamp;
use nocturne_web_model::{chart::TimeRange, table::Pairs};
use yew::prelude::*;

use crate::hooks::{Query, use_query};

/// Tabs, the first is shown when none is named.
pub(super) const OVERVIEW: &str = "overview";
pub(super) const EVENTS: &str = "events";
pub(super) const DEFINITION: &str = "definition";

/// The address, read and written.
#[derive(Clone, PartialEq)]
pub(super) struct View {
    query: Query,
}

/// What of a check is looked at.
#[hook]
pub(super) fn use_view() -> View {
    View { query: use_query() }
}

impl View {
    pub(super) fn tab(&self) -> &'static str {
        match self.query.get("tab") {
            Some(EVENTS) => EVENTS,
            Some(DEFINITION) => DEFINITION,
            _ => OVERVIEW,
        }
    }

    pub(super) fn target(&self) -> Option<&str> {
        self.query.get("target")
    }

    pub(super) fn agent(&self) -> Option<&str> {
        self.query.get("agent")
    }

    pub(super) fn metric(&self) -> Option<&str> {
        self.query.get("metric")
    }

    pub(super) fn range(&self, now: Timestamp) -> TimeRange {
        TimeRange::from_query(&self.pairs(), now)
    }

    pub(super) fn pairs(&self) -> Pairs {
        self.query.pairs().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    pub(super) fn set(&self, name: &str, value: Option<String>) {
        self.query.change([(name, value)]);
    }

    pub(super) fn set_range(&self, range: TimeRange) {
        let chosen = range.to_query();
        let names = ["range", "from", "to"];
        let value =
            |name: &str| chosen.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone());
        self.query.change(names.map(|name| (name, value(name))));
    }
}
