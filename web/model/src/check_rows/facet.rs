//! Which rows the chips above the list let through.

use std::collections::{BTreeMap, BTreeSet};

use super::CheckRow;
use crate::{check_form::CheckKind, status::StatusKind, table::Pairs};

const STATUS: &str = "verdict";
const KIND: &str = "kind";
/// Order of the chips.
const STATUSES: [&str; 6] = [
    StatusKind::Down.slug(),
    StatusKind::Partial.slug(),
    StatusKind::Degraded.slug(),
    StatusKind::Unknown.slug(),
    StatusKind::Up.slug(),
    super::DISABLED,
];

/// What is chosen; nothing of a facet is everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Slugs of statuses.
    pub statuses: BTreeSet<String>,
    /// Slugs of kinds.
    pub kinds: BTreeSet<String>,
}

impl Facets {
    /// Names in the address, with their values by this choice; `None` takes one out.
    #[must_use]
    pub fn to_query(&self) -> [(&'static str, Option<String>); 2] {
        let list = |set: &BTreeSet<String>| {
            let values: Vec<&str> = set.iter().map(String::as_str).collect();
            (!values.is_empty()).then(|| values.join(","))
        };
        [(STATUS, list(&self.statuses)), (KIND, list(&self.kinds))]
    }

    /// Reads what [`Facets::to_query`] wrote; what is not known is left out.
    #[must_use]
    pub fn from_query(query: &Pairs) -> Self {
        let read = |name: &str, known: &dyn Fn(&str) -> bool| {
            let value = query.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str());
            let slugs = value.split(',').map(str::trim).filter(|slug| known(slug));
            crate::order::set(slugs.map(str::to_owned))
        };
        Self {
            statuses: read(STATUS, &|slug| STATUSES.contains(&slug)),
            kinds: read(KIND, &|slug| CheckKind::from_slug(slug).is_some()),
        }
    }

    /// True when nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statuses.is_empty() && self.kinds.is_empty()
    }

    /// With a status chosen, or not any more.
    #[must_use]
    pub fn status_toggled(mut self, slug: &str) -> Self {
        toggle(&mut self.statuses, slug);
        self
    }

    /// With a kind chosen, or not any more.
    #[must_use]
    pub fn kind_toggled(mut self, slug: &str) -> Self {
        toggle(&mut self.kinds, slug);
        self
    }

    /// True when the row is let through.
    #[must_use]
    pub fn keep(&self, row: &CheckRow) -> bool {
        self.keep_status(row) && self.keep_kind(row)
    }

    fn keep_status(&self, row: &CheckRow) -> bool {
        self.statuses.is_empty() || self.statuses.contains(row.status_slug())
    }

    fn keep_kind(&self, row: &CheckRow) -> bool {
        self.kinds.is_empty() || row.kind.is_some_and(|kind| self.kinds.contains(kind.slug()))
    }
}

fn toggle(set: &mut BTreeSet<String>, slug: &str) {
    if !set.remove(slug) {
        set.insert(slug.to_owned());
    }
}

/// Chips of statuses with how many rows each would show beside the chosen kinds. What no row has is left out unless it is
/// chosen.
#[must_use]
pub fn count_by_status(rows: &[CheckRow], facets: &Facets) -> Vec<(&'static str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| facets.keep_kind(row)) {
        *counts.entry(row.status_slug()).or_default() += 1;
    }
    let chips = STATUSES.iter().map(|slug| (*slug, counts.get(slug).copied().unwrap_or_default()));
    chips.filter(|(slug, n)| *n > 0 || facets.statuses.contains(*slug)).collect()
}

/// As [`count_by_status`], for kinds.
#[must_use]
pub fn count_by_kind(rows: &[CheckRow], facets: &Facets) -> Vec<(CheckKind, usize)> {
    let count =
        |kind: CheckKind| rows.iter().filter(|row| row.kind == Some(kind) && facets.keep_status(row)).count();
    let chips = CheckKind::ALL.into_iter().map(|kind| (kind, count(kind)));
    chips.filter(|(kind, n)| *n > 0 || facets.kinds.contains(kind.slug())).collect()
}
