//! The query of the address: what a page shows is part of its link.

use std::rc::Rc;

use yew::prelude::*;

use crate::router::{Pairs, use_location, use_navigator, use_route};

/// The query and how to change it.
#[derive(Clone, PartialEq)]
pub(crate) struct Query {
    pairs: Rc<Pairs>,
    set: Callback<Pairs>,
}

impl Query {
    /// The value of a key.
    #[must_use]
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.pairs.get(key).map(String::as_str)
    }

    /// Every pair.
    #[must_use]
    pub(crate) fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// Changes some values in one step; `None` or an empty value takes a key out. The address is replaced: Back leads to
    /// the page before, not through every keystroke.
    pub(crate) fn change<'a>(&self, changes: impl IntoIterator<Item = (&'a str, Option<String>)>) {
        let mut pairs = (*self.pairs).clone();
        for (key, value) in changes {
            match value.filter(|value| !value.is_empty()) {
                Some(value) => pairs.insert(key.to_owned(), value),
                None => pairs.remove(key),
            };
        }
        if pairs != *self.pairs {
            self.set.emit(pairs);
        }
    }
}

/// The query of the current address.
#[hook]
pub(crate) fn use_query() -> Query {
    let location = use_location();
    let navigator = use_navigator();
    let route = use_route();
    let text = location.map(|location| location.query).unwrap_or_default();
    let pairs = use_memo(text, |text| parse(text));
    let set = Callback::from(move |pairs: Pairs| {
        if let (Some(navigator), Some(route)) = (&navigator, &route) {
            navigator.replace_with_query(route, &pairs);
        }
    });
    Query { pairs, set }
}

fn parse(text: &str) -> Pairs {
    let Ok(search) = web_sys::UrlSearchParams::new_with_str(text) else { return Pairs::new() };
    let mut pairs = Pairs::new();
    for entry in js_sys::try_iter(&search).ok().flatten().into_iter().flatten().flatten() {
        let entry = js_sys::Array::from(&entry);
        if let (Some(key), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.insert(key, value);
        }
    }
    pairs
}
