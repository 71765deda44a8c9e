//! What differs between two versions of a check: for people, and as the mask of a change.

use nocturne_proto::api::v1::Check;
use serde_json::Value;

use crate::{
    check_form::CheckKind,
    check_json::{check_to_json, leaves, normal},
    format::{bytes, duration_human, duration_parse, percent},
};

/// Longest value that is shown whole, characters.
const SHOWN: usize = 80;
/// What stands for a value that is not there.
const NOTHING: &str = "nothing";

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Path in the API, e.g. `http.body_matches`.
    pub path: String,
    /// Name of the field for people.
    pub title: String,
    /// What it was; empty for lists.
    pub before: String,
    /// What it becomes; empty for lists.
    pub after: String,
    /// Values that come, of a list.
    pub added: Vec<String>,
    /// Values that go, of a list.
    pub removed: Vec<String>,
}

impl Difference {
    /// In one line: `Interval: 30 s → 10 s`, `Targets: +a −b`.
    #[must_use]
    pub fn text(&self) -> String {
        let is_list = !(self.added.is_empty() && self.removed.is_empty());
        if is_list {
            let signed = |sign: char, values: &[String]| {
                values.iter().map(|value| format!("{sign}{value}")).collect::<Vec<_>>()
            };
            let words = [signed('+', &self.added), signed('−', &self.removed)].concat();
            format!("{}: {}", self.title, words.join(" "))
        } else if self.before == self.after {
            format!("{}: in another order", self.title)
        } else {
            format!("{}: {} → {}", self.title, self.before, self.after)
        }
    }
}

/// The fields that differ, defaults filled in. Of a check that changes its kind only that is told.
#[must_use]
pub fn differences(before: &Check, after: &Check) -> Vec<Difference> {
    let (old, new) = (CheckKind::of(before), CheckKind::of(after));
    let mut found = Vec::new();
    if old != new {
        let name = |kind: Option<CheckKind>| kind.map_or(NOTHING, CheckKind::label).to_owned();
        found.push(Difference {
            path: "spec".to_owned(),
            title: title("spec"),
            before: name(old),
            after: name(new),
            added: Vec::new(),
            removed: Vec::new(),
        });
    }
    let is_compared = |path: &str| path != "slug" && (old == new || !is_of_kind(path));
    let (before, after) = (leaves(&check_to_json(&normal(before))), leaves(&check_to_json(&normal(after))));
    let mut paths: Vec<&String> = before.iter().chain(&after).map(|(path, _)| path).collect();
    paths.retain(|path| is_compared(path));
    crate::order::sort_by_key(&mut paths, |path| {
        NAMES.iter().position(|(known, _)| known == path).unwrap_or(NAMES.len())
    });
    paths.dedup();
    for path in paths {
        let value = |of: &[(String, Value)]| {
            of.iter().find(|(known, _)| known == path).map_or(Value::Null, |(_, value)| value.clone())
        };
        let (from, to) = (value(&before), value(&after));
        if from != to {
            found.push(difference(path, &from, &to));
        }
    }
    found
}

/// The fields of a check that a change has to send, as [`nocturne_proto::api::v1::UpdateCheckRequest`] names them.
#[must_use]
pub fn changed_mask(before: &Check, after: &Check) -> prost_types::FieldMask {
    let (old, new) = (normal(before), normal(after));
    let mut paths = Vec::new();
    let mut changed = |path: &str, differs: bool| {
        if differs {
            paths.push(path.to_owned());
        }
    };
    changed("description", old.description != new.description);
    changed(CheckKind::of(after).map_or("spec", CheckKind::slug), old.spec != new.spec);
    changed("targets", old.targets != new.targets);
    changed("agent_selector", old.agent_selector != new.agent_selector);
    changed("interval", old.interval != new.interval);
    changed("timeout", old.timeout != new.timeout);
    changed("status_policy", old.status_policy != new.status_policy);
    changed("enabled", old.enabled != new.enabled);
    prost_types::FieldMask { paths }
}

/// Fields in the order of the form, with their names.
const NAMES: [(&str, &str); 35] = [
    ("description", "Description"),
    ("enabled", "Running"),
    ("spec", "Kind"),
    ("targets", "Targets"),
    ("agent_selector", "Agents"),
    ("interval", "Interval"),
    ("timeout", "Timeout"),
    ("status_policy.window", "Executions looked at"),
    ("status_policy.down_after", "Failures until down"),
    ("status_policy.up_after", "Successes until up"),
    ("icmp.packets", "Echo requests"),
    ("icmp.payload_bytes", "Payload"),
    ("icmp.max_loss_ratio", "Allowed loss"),
    ("icmp.packet_interval", "Time between requests"),
    ("tcp.port", "Port"),
    ("tcp.read_number", "Number in the greeting"),
    ("dns.query_name", "Name asked for"),
    ("dns.record_type", "Record type"),
    ("dns.port", "Port"),
    ("dns.transport", "Transport"),
    ("dns.recursion_desired", "Recursion"),
    ("dns.expected_rcode", "Expected response code"),
    ("dns.expected_answers", "Expected answers"),
    ("http.method", "Method"),
    ("http.headers", "Headers"),
    ("http.body", "Body"),
    ("http.expected_statuses", "Expected status"),
    ("http.body_matches", "Body must match"),
    ("http.body_forbids", "Body must not match"),
    ("http.max_redirects", "Redirects to follow"),
    ("http.max_body_bytes", "Most bytes of body"),
    ("http.tls_ca_pem", "Trusted certificates"),
    ("http.tls_server_name", "Name in the certificate"),
    ("http.tls_insecure", "Accept any certificate"),
    ("http.tls_min_remaining", "Certificate must last"),
];

fn title(path: &str) -> String {
    NAMES.iter().find(|(known, _)| *known == path).map_or(path, |(_, title)| title).to_owned()
}

fn is_of_kind(path: &str) -> bool {
    path.split_once('.').is_some_and(|(head, _)| CheckKind::from_slug(head).is_some())
}

fn difference(path: &str, from: &Value, to: &Value) -> Difference {
    let list = |value: &Value| match value {
        Value::Array(items) => Some(items.iter().map(item).collect::<Vec<String>>()),
        Value::Null => Some(Vec::new()),
        _ => None,
    };
    let is_list = from.is_array() || to.is_array();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    if let (true, Some(old), Some(new)) = (is_list, list(from), list(to)) {
        added = new.iter().filter(|value| !old.contains(value)).cloned().collect();
        removed = old.iter().filter(|value| !new.contains(value)).cloned().collect();
    }
    let text = |value: &Value| if is_list { String::new() } else { shown(path, value) };
    Difference {
        path: path.to_owned(),
        title: title(path),
        before: text(from),
        after: text(to),
        added,
        removed,
    }
}

/// A value for people.
fn shown(path: &str, value: &Value) -> String {
    match (path, value) {
        ("enabled" | "dns.recursion_desired", Value::Null) => "yes".to_owned(),
        ("icmp.max_loss_ratio", value) => percent(value.as_f64().unwrap_or(0.0)),
        ("http.tls_insecure" | "tcp.read_number", Value::Null) | (_, Value::Bool(false)) => "no".to_owned(),
        (_, Value::Bool(true)) => "yes".to_owned(),
        ("http.tls_min_remaining", Value::Null) => "any time".to_owned(),
        ("http.tls_server_name", Value::Null) => "the host of the URL".to_owned(),
        ("agent_selector", Value::Null) => "every agent".to_owned(),
        (_, Value::Null) => NOTHING.to_owned(),
        ("http.max_body_bytes" | "icmp.payload_bytes", value) => bytes(value.as_f64().unwrap_or(0.0)),
        (_, Value::String(text)) if is_time(path) => {
            duration_parse(text).map_or_else(|_| text.clone(), duration_human)
        }
        ("http.tls_ca_pem", Value::String(pem)) => {
            let n = u64::try_from(pem.matches("-----BEGIN").count()).unwrap_or(0);
            crate::format::plural(n, "certificate")
        }
        (_, value) => item(value),
    }
}

fn is_time(path: &str) -> bool {
    ["interval", "timeout", "icmp.packet_interval", "http.tls_min_remaining"].contains(&path)
}

fn item(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(header) => {
            let part = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default();
            format!("{}: {}", part("name"), part("value"))
        }
        other => other.to_string(),
    };
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
