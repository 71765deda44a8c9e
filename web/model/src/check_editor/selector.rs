//! Selectors that are put together by choosing labels.

use std::collections::BTreeMap;

use nocturne_proto::api::v1::Agent;
use nocturne_shared::selector::Selector;

/// Most labels that are offered.
const OFFERED: usize = 8;
/// The label that names one agent.
const NAME: &str = "agent";

/// A label that narrows a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelChoice {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Agents that have it.
    pub n_agents: usize,
    /// True when the selector asks for it.
    pub chosen: bool,
}

/// Labels of the fleet, sites first, then those that most agents have; names of agents only in a small fleet.
#[must_use]
pub fn label_choices(agents: &[Agent], selector: &str) -> Vec<LabelChoice> {
    let mut counted: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (name, value) in agents.iter().flat_map(|agent| &agent.labels) {
        *counted.entry((name, value)).or_default() += 1;
    }
    let chosen = equalities(selector);
    let mut choices: Vec<LabelChoice> = counted
        .into_iter()
        .map(|((name, value), n_agents)| LabelChoice {
            name: name.to_owned(),
            value: value.to_owned(),
            n_agents,
            chosen: chosen.iter().any(|(known, values)| known == name && values.iter().any(|v| v == value)),
        })
        .filter(|choice| choice.name != NAME || agents.len() <= 4 || choice.chosen)
        .collect();
    let rank = |choice: &LabelChoice| match choice.name.as_str() {
        "site" => 0_u8,
        NAME => 2,
        _ => 1,
    };
    crate::order::sort_by(&mut choices, |a, b| (rank(a), b.n_agents).cmp(&(rank(b), a.n_agents)));
    choices.truncate(OFFERED);
    choices
}

/// The selector with a label more, or less when it asks for it already. One that cannot be read, and terms of other sorts,
/// stay as they are.
#[must_use]
pub fn label_toggled(selector: &str, name: &str, value: &str) -> String {
    if selector.parse::<Selector>().is_err() {
        return selector.to_owned();
    }
    let mut terms = split(selector);
    let known = terms.iter().position(|term| equality(term).is_some_and(|(known, _)| known == name));
    match known.and_then(|index| Some((index, equality(terms.get(index)?)?.1))) {
        None => terms.push(format!("{name}={value}")),
        Some((index, mut values)) => {
            match values.iter().position(|known| known == value) {
                Some(at) => drop(values.remove(at)),
                None => values.push(value.to_owned()),
            }
            terms.remove(index);
            match values.as_slice() {
                [] => (),
                [only] => terms.insert(index, format!("{name}={only}")),
                several => terms.insert(index, format!("{name} in ({})", several.join(","))),
            }
        }
    }
    terms.join(",")
}

/// Terms that ask for one of some values of a label.
fn equalities(selector: &str) -> Vec<(String, Vec<String>)> {
    if selector.parse::<Selector>().is_err() {
        return Vec::new();
    }
    split(selector).iter().filter_map(|term| equality(term)).collect()
}

fn equality(term: &str) -> Option<(String, Vec<String>)> {
    if term.contains("!=") {
        return None;
    }
    if let Some((name, value)) = term.split_once('=') {
        return Some((name.trim().to_owned(), vec![value.trim_start_matches('=').trim().to_owned()]));
    }
    let (head, list) = term.split_once('(')?;
    let name = head.trim().strip_suffix("in").filter(|name| name.ends_with(char::is_whitespace))?;
    let values = list.trim().trim_end_matches(')').split(',').map(|value| value.trim().to_owned());
    Some((name.trim().to_owned(), values.collect()))
}

/// Terms between commas outside of parentheses.
fn split(selector: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let mut inside = false;
    for c in selector.chars() {
        inside = (inside || c == '(') && c != ')';
        match terms.last_mut() {
            Some(_) if c == ',' && !inside => terms.push(String::new()),
            Some(term) => term.push(c),
            None => (),
        }
    }
    terms.into_iter().map(|term| term.trim().to_owned()).filter(|term| !term.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agent(labels: &[(&str, &str)]) -> Agent {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Agent { labels, ..Agent::default() }
    }

    #[test]
    fn labels_are_chosen_and_unchosen() {
        for (before, name, value, after) in [
            ("", "site", "ams", "site=ams"),
            ("site=ams", "site", "fra", "site in (ams,fra)"),
            ("site in (ams, fra),!spare", "site", "fra", "site=ams,!spare"),
            ("site==ams, role!=edge", "site", "ams", "role!=edge"),
            ("role!=edge", "role", "core", "role!=edge,role=core"),
            ("site notin (a)", "site", "b", "site notin (a),site=b"),
            ("site=", "site", "ams", "site="),
        ] {
            assert_eq!(label_toggled(before, name, value), after, "{before}");
        }
    }

    #[test]
    fn sites_come_first_and_what_is_chosen_is_marked() {
        let agents = [
            agent(&[("site", "ams"), ("role", "edge"), ("agent", "a")]),
            agent(&[("site", "fra"), ("role", "edge"), ("agent", "b")]),
            agent(&[("site", "fra"), ("agent", "c")]),
        ];

        let choices = label_choices(&agents, "site in (ams)");

        let told: Vec<(String, usize, bool)> = choices
            .iter()
            .take(3)
            .map(|choice| (format!("{}={}", choice.name, choice.value), choice.n_agents, choice.chosen))
            .collect();
        let want = [("site=fra", 2, false), ("site=ams", 1, true), ("role=edge", 2, false)];
        assert_eq!(told, want.map(|(text, n, chosen)| (text.to_owned(), n, chosen)));
        assert_eq!(choices.len(), 6);
    }

    proptest! {
        #[test]
        fn a_selector_stays_one(text in "[a-z!=(), ]{0,24}", value in "[a-z]{1,3}") {
            if text.parse::<Selector>().is_ok() {
                let chosen = label_toggled(&text, "site", &value);
                prop_assert!(chosen.parse::<Selector>().is_ok(), "{}", chosen);
            }
        }
    }
}
