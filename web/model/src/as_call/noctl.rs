//! Lines for noctl, whose options are those of `noctl/src/commands/checks/options.rs`.

use nocturne_proto::api::v1::Check;
use serde_json::Value;

use super::shell::{Words, here_document};
use crate::{
    check_form::CheckKind,
    check_json::{check_to_json, leaves, normal},
    format::{duration_parse, duration_print},
};

/// How the value of a field is given.
enum Given {
    /// Once.
    Once,
    /// Once for each value.
    Each,
    /// `NAME: VALUE` for each.
    Headers,
    /// As a duration.
    Time,
    /// As a switch, when it is not the default.
    Switch,
}

/// Fields and their options.
const OPTIONS: [(&str, &str, Given); 29] = [
    ("description", "--description", Given::Once),
    ("targets", "--target", Given::Each),
    ("agent_selector", "--selector", Given::Once),
    ("interval", "--interval", Given::Time),
    ("timeout", "--check-timeout", Given::Time),
    ("icmp.packets", "--packets", Given::Once),
    ("icmp.payload_bytes", "--payload-bytes", Given::Once),
    ("icmp.max_loss_ratio", "--max-loss-ratio", Given::Once),
    ("icmp.packet_interval", "--packet-interval", Given::Time),
    ("tcp.port", "--port", Given::Once),
    ("tcp.read_number", "--read-number", Given::Switch),
    ("dns.query_name", "--query", Given::Once),
    ("dns.record_type", "--type", Given::Once),
    ("dns.port", "--port", Given::Once),
    ("dns.transport", "--transport", Given::Once),
    ("dns.recursion_desired", "--no-recursion", Given::Switch),
    ("dns.expected_rcode", "--expect-rcode", Given::Once),
    ("dns.expected_answers", "--expect-answer", Given::Each),
    ("http.method", "--method", Given::Once),
    ("http.headers", "--header", Given::Headers),
    ("http.body", "--body", Given::Once),
    ("http.expected_statuses", "--expect-status", Given::Each),
    ("http.body_matches", "--match", Given::Each),
    ("http.body_forbids", "--forbid", Given::Each),
    ("http.max_redirects", "--max-redirects", Given::Once),
    ("http.max_body_bytes", "--max-body-bytes", Given::Once),
    ("http.tls_server_name", "--server-name", Given::Once),
    ("http.tls_insecure", "--insecure", Given::Switch),
    ("http.tls_min_remaining", "--min-remaining", Given::Time),
];

/// The begin of every line.
pub(super) fn start(words: &[&str]) -> Words {
    let words: Vec<String> = words.iter().map(|word| super::quoted(word)).collect();
    Words::new(format!("noctl {}", words.join(" ")))
}

/// A line without options.
pub(super) fn line(words: &[&str]) -> String {
    start(words).done()
}

/// Defines a check.
pub(super) fn create(check: &Check) -> String {
    let document = check_to_json(check);
    let Some(kind) = CheckKind::of(check).filter(|_| !has_certificates(&document)) else {
        return apply(&document);
    };
    let words = start(&["checks", "create", kind.slug(), &check.slug]);
    let words = policy(given(words, &leaves(&document)), check);
    words.switch("--disabled", check.enabled == Some(false)).done()
}

/// Changes what differs.
pub(super) fn update(before: &Check, after: &Check) -> String {
    let document = check_to_json(after);
    let (old, new) = (check_to_json(&normal(before)), check_to_json(&normal(after)));
    // Another kind, and certificates that are in no file, are told as a file is.
    if CheckKind::of(before) != CheckKind::of(after) || has_certificates(&old) || has_certificates(&new) {
        return apply(&document);
    }
    let (old, new) = (leaves(&old), leaves(&new));
    let differs = |(path, value): &&(String, Value)| !old.contains(&(path.clone(), value.clone()));
    let set: Vec<(String, Value)> = new.iter().filter(differs).cloned().collect();
    let gone = old.iter().filter(|(path, _)| !new.iter().any(|(known, _)| known == path));

    let mut words = given(start(&["checks", "update", &before.slug]), &set);
    if set.iter().any(|(path, _)| path.starts_with("status_policy")) {
        words = policy(words, &normal(after));
    }
    for (path, _) in gone.filter(|(path, _)| path != "enabled") {
        words = words.option("--reset", path);
    }
    let (was, is) = (before.enabled.unwrap_or(true), after.enabled.unwrap_or(true));
    words.switch("--enable", !was && is).switch("--disable", was && !is).done()
}

/// The check as a file, which JSON is: YAML reads it.
fn apply(document: &Value) -> String {
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    start(&["checks", "apply"]).bare("-f -").bare(here_document(&text, "CHECK")).done_in_line()
}

fn has_certificates(document: &Value) -> bool {
    document.pointer("/http/tls_ca_pem").is_some()
}

fn policy(words: Words, check: &Check) -> Words {
    let numbers = check.status_policy.as_ref();
    words.given(
        "--status-policy",
        numbers.map(|policy| format!("{},{},{}", policy.window, policy.down_after, policy.up_after)),
    )
}

fn given(mut words: Words, fields: &[(String, Value)]) -> Words {
    let value = |path: &str| fields.iter().find(|(known, _)| known == path).map(|(_, value)| value);
    for (path, option, how) in &OPTIONS {
        if let Some(value) = value(path) {
            words = one(words, option, how, value);
        }
    }
    words
}

fn one(words: Words, option: &str, how: &Given, value: &Value) -> Words {
    match how {
        Given::Once => words.option(option, &text(value)),
        Given::Each => {
            words.options(option, &value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>())
        }
        Given::Headers => {
            let header = |header: &Value| {
                let part = |name: &str| header.get(name).map(text).unwrap_or_default();
                format!("{}: {}", part("name"), part("value"))
            };
            words.options(option, &value.as_array().into_iter().flatten().map(header).collect::<Vec<_>>())
        }
        Given::Time => {
            let span = text(value);
            words.option(option, &duration_parse(&span).map_or(span, duration_print))
        }
        Given::Switch => words.bare(option),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
