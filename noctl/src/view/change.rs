//! What differs between two versions of a check.

use nocturne_proto::{
    api::v1 as wire,
    convert::api::{check_from_wire, spec_to_wire},
};
use serde::Serialize;
use serde_json::Value as Json;

use super::check::Check;
use crate::human;

/// Longest value that a table shows whole, characters.
const SHOWN: usize = 60;
/// What the coordinator makes: it changes with every change and says nothing about it.
const NOT_COMPARED: [&str; 6] = ["check_id", "slug", "revision", "etag", "create_time", "update_time"];

/// What a check cannot be without.
const ESSENTIAL: [&str; 3] = ["targets", "tcp.port", "dns.query_name"];

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Change {
    /// Path of the field, e.g. `http.body_matches`.
    pub field: String,
    /// What it was; null is nothing.
    pub from: Json,
    /// What it becomes; null is nothing.
    pub to: Json,
}

/// The fields that differ, defaults filled in, by name. `old` is `None` for what did not exist: defaults are nothing to
/// tell then.
pub(crate) fn changes(old: Option<&wire::Check>, new: &wire::Check) -> Vec<Change> {
    let is_created = old.is_none();
    let defaults = if is_created { fields(&defaults_of(new)) } else { Vec::new() };
    let (old, mut new) = (old.map(fields).unwrap_or_default(), fields(new));
    new.retain(|field| !defaults.contains(field) || ESSENTIAL.contains(&field.0.as_str()));
    let value = |of: &[(String, Json)], name: &str| {
        of.iter().find(|(field, _)| field == name).map_or(Json::Null, |(_, value)| value.clone())
    };
    let mut names: Vec<&String> = old.iter().chain(&new).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let change = |name: &String| {
        let (from, to) = (value(&old, name), value(&new, name));
        (from != to).then(|| Change { field: name.clone(), from, to })
    };
    names.into_iter().filter_map(change).collect()
}

/// A check of the same kind at the same targets that says nothing else.
fn defaults_of(check: &wire::Check) -> wire::Check {
    let spec = check.spec.as_ref().map(|spec| match spec {
        wire::check::Spec::Icmp(_) => wire::check::Spec::Icmp(wire::IcmpCheck::default()),
        wire::check::Spec::Tcp(tcp) => {
            wire::check::Spec::Tcp(wire::TcpCheck { port: tcp.port, ..wire::TcpCheck::default() })
        }
        wire::check::Spec::Dns(dns) => wire::check::Spec::Dns(wire::DnsCheck {
            query_name: dns.query_name.clone(),
            ..wire::DnsCheck::default()
        }),
        wire::check::Spec::Http(_) => wire::check::Spec::Http(wire::HttpCheck::default()),
    });
    wire::Check { spec, targets: check.targets.clone(), ..wire::Check::default() }
}

/// Leaves of a check by path; lists are leaves.
fn fields(check: &wire::Check) -> Vec<(String, Json)> {
    let mut leaves = Vec::new();
    if let Ok(Json::Object(object)) = serde_json::to_value(Check::from(meant(check))) {
        for (name, value) in object.into_iter().filter(|(name, _)| !NOT_COMPARED.contains(&name.as_str())) {
            flatten(name, value, &mut leaves);
        }
    }
    leaves
}

fn flatten(path: String, value: Json, leaves: &mut Vec<(String, Json)>) {
    match value {
        Json::Object(object) => {
            for (name, value) in object {
                flatten(format!("{path}.{name}"), value, leaves);
            }
        }
        value => leaves.push((path, value)),
    }
}

/// The check with its defaults filled in, when it makes sense; else as it is.
fn meant(check: &wire::Check) -> wire::Check {
    let mut meant = check.clone();
    // A revision has no name; any makes sense here.
    let named = wire::Check { slug: "x".to_owned(), ..check.clone() };
    if let Ok(checked) = check_from_wire(&named).check() {
        spec_to_wire(&checked.spec, &mut meant);
        meant.agent_selector = checked.agent_selector.to_string();
        meant.enabled = Some(checked.enabled);
    }
    meant
}

impl Change {
    /// For people: `interval 10s → 30s`, `targets +a −b`.
    pub(crate) fn text(&self) -> String {
        let field = &self.field;
        match (&self.from, &self.to) {
            (Json::Array(from), Json::Array(to)) => {
                let marked = |sign: &str, of: &[Json], other: &[Json]| {
                    let only = of.iter().filter(|item| !other.contains(item));
                    only.map(|item| format!("{sign}{}", short(item))).collect::<Vec<_>>()
                };
                let words = [marked("+", to, from), marked("−", from, to)].concat();
                let words = if words.is_empty() { "in another order".to_owned() } else { words.join(" ") };
                format!("{field} {words}")
            }
            (Json::Null, to) => format!("{field} {}", short(to)),
            (from, Json::Null) => format!("{field} {} → (none)", short(from)),
            (from, to) => format!("{field} {} → {}", short(from), short(to)),
        }
    }
}

/// A value in one line of bounded length.
fn short(value: &Json) -> String {
    let text = match value {
        Json::String(text) if text.is_empty() => "(empty)".to_owned(),
        Json::String(text) => text.clone(),
        Json::Array(items) if items.is_empty() => "(none)".to_owned(),
        Json::Array(items) => items.iter().map(short).collect::<Vec<_>>().join(" "),
        Json::Object(header) => match (header.get("name"), header.get("value")) {
            (Some(Json::String(name)), Some(Json::String(value))) => format!("{name}:{value}"),
            _ => value.to_string(),
        },
        other => other.to_string(),
    };
    let text = human::clean(&text);
    if text.chars().count() > SHOWN { text.chars().take(SHOWN - 1).collect::<String>() + "…" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(interval: i64, targets: &[&str], statuses: &[&str]) -> wire::Check {
        wire::Check {
            slug: "web".to_owned(),
            targets: targets.iter().map(ToString::to_string).collect(),
            interval: Some(prost_types::Duration { seconds: interval, nanos: 0 }),
            spec: Some(wire::check::Spec::Http(wire::HttpCheck {
                expected_statuses: statuses.iter().map(ToString::to_string).collect(),
                ..wire::HttpCheck::default()
            })),
            ..wire::Check::default()
        }
    }

    fn texts(old: Option<&wire::Check>, new: &wire::Check) -> Vec<String> {
        changes(old, new).iter().map(Change::text).collect()
    }

    #[test]
    fn fields_that_differ_are_named_with_both_values() {
        let old = http(10, &["https://a/", "https://b/"], &["200"]);
        let new = http(30, &["https://b/", "https://c/"], &["200", "204"]);

        assert_eq!(
            texts(Some(&old), &new),
            ["http.expected_statuses +204", "interval 10s → 30s", "targets +https://c/ −https://a/"]
        );
    }

    #[test]
    fn defaults_written_out_differ_from_nothing() {
        let short = http(60, &["https://a"], &[]);
        let long = wire::Check {
            enabled: Some(true),
            revision: 7,
            etag: "e".to_owned(),
            ..http(60, &["https://A/"], &["200-299"])
        };

        assert_eq!(texts(Some(&short), &long), [] as [String; 0]);
    }

    #[test]
    fn what_is_created_shows_what_is_no_default() {
        let new =
            wire::Check { agent_selector: "site=ams".to_owned(), ..http(10, &["https://a/"], &["200"]) };

        assert_eq!(
            texts(None, &new),
            ["agent_selector site=ams", "http.expected_statuses 200", "interval 10s", "targets https://a/"]
        );
    }

    #[test]
    fn another_kind_shows_what_goes_and_what_comes() {
        let tcp = wire::check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false });
        let old = wire::Check { spec: Some(tcp), targets: vec!["a".to_owned()], ..http(10, &[], &[]) };

        let said = texts(Some(&old), &http(10, &["https://a/"], &[]));

        assert!(said.contains(&"tcp.port 443 → (none)".to_owned()), "{said:?}");
        assert!(said.contains(&"http.method GET".to_owned()), "{said:?}");
    }
}
