//! What a table shows, as part of the page's address.

use std::collections::BTreeSet;

/// Names and values of an address's query, decoded, in order.
pub type Pairs = Vec<(String, String)>;

/// Order, filter and columns of one table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableState {
    /// Column that rows are ordered by; `None` is the order they came in.
    pub sort: Option<String>,
    /// Largest first.
    pub descending: bool,
    /// Text of the filter.
    pub filter: String,
    /// Columns that are hidden though they are shown by default.
    pub hidden: BTreeSet<String>,
    /// Columns that are shown though they are hidden by default.
    pub shown: BTreeSet<String>,
}

impl TableState {
    /// Ordered by a column.
    #[must_use]
    pub fn sorted_by(column: impl Into<String>, descending: bool) -> Self {
        Self { sort: Some(column.into()), descending, ..Self::default() }
    }

    /// Reads what [`TableState::to_query`] wrote. What is not there is as in `default`; what makes no sense too.
    #[must_use]
    pub fn from_query(query: &[(String, String)], prefix: &str, default: &Self) -> Self {
        let value = |name: &str| {
            let found = query.iter().find(|(given, _)| given.strip_prefix(prefix) == Some(name));
            found.map(|(_, value)| value.as_str())
        };
        let columns = |name: &str, otherwise: &BTreeSet<String>| {
            value(name)
                .map_or_else(|| otherwise.clone(), |list| crate::order::set(split(list).map(str::to_owned)))
        };
        let (sort, descending) = match value("sort") {
            None => (default.sort.clone(), default.descending),
            Some("" | "-") => (None, false),
            Some(text) => match text.strip_prefix('-') {
                Some(column) => (Some(column.to_owned()), true),
                None => (Some(text.to_owned()), false),
            },
        };
        Self {
            sort,
            descending,
            filter: value("q").unwrap_or(&default.filter).to_owned(),
            hidden: columns("hide", &default.hidden),
            shown: columns("show", &default.shown),
        }
    }

    /// The pairs that differ from `default`, each name behind `prefix` (e.g. `agents.`; empty for the page's only table).
    #[must_use]
    pub fn to_query(&self, prefix: &str, default: &Self) -> Pairs {
        let mut pairs = Pairs::new();
        let mut put = |name: &str, value: String| pairs.push((format!("{prefix}{name}"), value));
        if (&self.sort, self.descending) != (&default.sort, default.descending) {
            let sign = if self.descending { "-" } else { "" };
            put("sort", self.sort.as_ref().map_or_else(String::new, |column| format!("{sign}{column}")));
        }
        if self.filter != default.filter {
            put("q", self.filter.clone());
        }
        if self.hidden != default.hidden {
            put("hide", joined(&self.hidden));
        }
        if self.shown != default.shown {
            put("show", joined(&self.shown));
        }
        pairs
    }

    /// True for the names of pairs that belong to a table with this prefix.
    #[must_use]
    pub fn owns(name: &str, prefix: &str) -> bool {
        name.strip_prefix(prefix).is_some_and(|rest| ["sort", "q", "hide", "show"].contains(&rest))
    }

    /// What a click on a column's head does: ascending, descending, as it came.
    #[must_use]
    pub fn with_sort_toggled(&self, column: &str) -> Self {
        let (sort, descending) = match (&self.sort, self.descending) {
            (Some(now), false) if now == column => (self.sort.clone(), true),
            (Some(now), true) if now == column => (None, false),
            _ => (Some(column.to_owned()), false),
        };
        Self { sort, descending, ..self.clone() }
    }

    /// With another filter.
    #[must_use]
    pub fn with_filter(&self, filter: impl Into<String>) -> Self {
        Self { filter: filter.into(), ..self.clone() }
    }

    /// True when a column is to be drawn.
    #[must_use]
    pub fn is_visible(&self, column: &str, hidden_by_default: bool) -> bool {
        if hidden_by_default { self.shown.contains(column) } else { !self.hidden.contains(column) }
    }

    /// Shows a column that is hidden and hides one that is shown.
    #[must_use]
    pub fn with_column_toggled(&self, column: &str, hidden_by_default: bool) -> Self {
        let mut next = self.clone();
        let set = if hidden_by_default { &mut next.shown } else { &mut next.hidden };
        if !set.remove(column) {
            set.insert(column.to_owned());
        }
        next
    }

    /// How a column's head says its order to screen readers.
    #[must_use]
    pub fn aria_sort(&self, column: &str) -> &'static str {
        match (&self.sort, self.descending) {
            (Some(now), false) if now == column => "ascending",
            (Some(now), true) if now == column => "descending",
            _ => "none",
        }
    }
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|id| !id.is_empty())
}

fn joined(set: &BTreeSet<String>) -> String {
    set.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(given: &[(&str, &str)]) -> Pairs {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_default_leaves_no_trace_in_the_address() {
        let default = TableState::sorted_by("name", false);

        assert_eq!(default.to_query("", &default), Pairs::new());
        assert_eq!(TableState::from_query(&[], "", &default), default);
    }

    #[test]
    fn a_state_reads_as_it_is_written() {
        let state = TableState {
            sort: Some("age".to_owned()),
            descending: true,
            filter: "site:ams down".to_owned(),
            hidden: BTreeSet::from(["version".to_owned()]),
            shown: BTreeSet::from(["address".to_owned(), "spool".to_owned()]),
        };

        let query = state.to_query("agents.", &TableState::default());

        let want = [
            ("agents.sort", "-age"),
            ("agents.q", "site:ams down"),
            ("agents.hide", "version"),
            ("agents.show", "address,spool"),
        ];
        assert_eq!(query, pairs(&want));
        assert!(
            query.iter().all(|(name, _)| TableState::owns(name, "agents.") && !TableState::owns(name, ""))
        );
        assert_eq!(TableState::from_query(&query, "agents.", &TableState::default()), state);
    }

    #[test]
    fn nonsense_in_an_address_is_the_default() {
        let query = pairs(&[("sort", "-"), ("hide", ",, ,"), ("q2", "x")]);

        assert_eq!(TableState::from_query(&query, "", &TableState::default()), TableState::default());
    }

    #[test]
    fn no_order_can_be_told_from_the_default_order() {
        let default = TableState::sorted_by("name", false);
        let unsorted = TableState::default();

        let query = unsorted.to_query("", &default);

        assert_eq!(query, pairs(&[("sort", "")]));
        assert_eq!(TableState::from_query(&query, "", &default), unsorted);
    }

    #[test]
    fn a_head_goes_up_down_and_away() {
        let start = TableState::default();

        let up = start.with_sort_toggled("a");
        let down = up.with_sort_toggled("a");
        let away = down.with_sort_toggled("a");
        let other = down.with_sort_toggled("b");

        assert_eq!((up.aria_sort("a"), up.aria_sort("b")), ("ascending", "none"));
        assert_eq!(down.aria_sort("a"), "descending");
        assert_eq!((away.sort, away.descending), (None, false));
        assert_eq!(other.aria_sort("b"), "ascending");
    }

    #[test]
    fn columns_hide_and_show_against_their_default() {
        let state = TableState::default();
        assert!(state.is_visible("name", false) && !state.is_visible("address", true));

        let changed = state.with_column_toggled("name", false).with_column_toggled("address", true);
        assert!(!changed.is_visible("name", false) && changed.is_visible("address", true));

        let back = changed.with_column_toggled("name", false).with_column_toggled("address", true);
        assert_eq!(back, state);
    }

    proptest! {
        #[test]
        fn any_state_survives_the_address(
            sort in proptest::option::of("[a-z_]{1,8}"),
            descending: bool,
            filter in ".{0,20}",
            hidden in proptest::collection::btree_set("[a-z]{1,4}", 0..4),
        ) {
            let descending = descending && sort.is_some();
            let state = TableState { sort, descending, filter, hidden, shown: BTreeSet::new() };
            for default in [TableState::default(), TableState::sorted_by("x", true)] {
                let query = state.to_query("t.", &default);
                prop_assert_eq!(TableState::from_query(&query, "t.", &default), state.clone());
            }
        }
    }
}
