//! Options and the fields they set.
//!
//! [`OPTIONS`] is the one table of both names: it leads from an option to its field, and from what is wrong with a field
//! back to its option.

use nocturne_shared::field::FieldError;
use serde_norway::Mapping;

use crate::{check_file::KINDS, error::Error};

/// Kinds of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// ICMP echo.
    Icmp,
    /// TCP connect.
    Tcp,
    /// A question to a DNS server.
    Dns,
    /// An HTTP or HTTPS request.
    Http,
}

impl Kind {
    /// Its name, which is that of its fields' block.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Icmp => "icmp",
            Self::Tcp => "tcp",
            Self::Dns => "dns",
            Self::Http => "http",
        }
    }

    /// The kind of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        [Self::Icmp, Self::Tcp, Self::Dns, Self::Http].into_iter().find(|kind| kind.name() == name)
    }
}

/// One option and the field it sets.
pub(super) struct Opt {
    /// The option.
    pub name: &'static str,
    /// Kinds it belongs to; empty is every check.
    pub kinds: &'static [Kind],
    /// Field, inside the kind's block when it belongs to a kind.
    pub field: &'static str,
}

const fn every(name: &'static str, field: &'static str) -> Opt {
    Opt { name, kinds: &[], field }
}

const fn of(kinds: &'static [Kind], name: &'static str, field: &'static str) -> Opt {
    Opt { name, kinds, field }
}

/// Every option that sets a field.
pub(super) const OPTIONS: &[Opt] = &[
    every("--target", "targets"),
    every("--selector", "agent_selector"),
    every("--interval", "interval"),
    every("--check-timeout", "timeout"),
    every("--description", "description"),
    every("--status-policy", "status_policy"),
    of(&[Kind::Icmp], "--packets", "packets"),
    of(&[Kind::Icmp], "--payload-bytes", "payload_bytes"),
    of(&[Kind::Icmp], "--max-loss-ratio", "max_loss_ratio"),
    of(&[Kind::Icmp], "--packet-interval", "packet_interval"),
    of(&[Kind::Tcp, Kind::Dns], "--port", "port"),
    of(&[Kind::Tcp], "--read-number", "read_number"),
    of(&[Kind::Dns], "--query", "query_name"),
    of(&[Kind::Dns], "--type", "record_type"),
    of(&[Kind::Dns], "--transport", "transport"),
    of(&[Kind::Dns], "--no-recursion", "recursion_desired"),
    of(&[Kind::Dns], "--expect-rcode", "expected_rcode"),
    of(&[Kind::Dns], "--expect-answer", "expected_answers"),
    of(&[Kind::Http], "--method", "method"),
    of(&[Kind::Http], "--header", "headers"),
    of(&[Kind::Http], "--body", "body"),
    of(&[Kind::Http], "--expect-status", "expected_statuses"),
    of(&[Kind::Http], "--match", "body_matches"),
    of(&[Kind::Http], "--forbid", "body_forbids"),
    of(&[Kind::Http], "--max-redirects", "max_redirects"),
    of(&[Kind::Http], "--max-body-bytes", "max_body_bytes"),
    of(&[Kind::Http], "--ca-file", "tls_ca_file"),
    of(&[Kind::Http], "--ca-file", "tls_ca_pem"),
    of(&[Kind::Http], "--server-name", "tls_server_name"),
    of(&[Kind::Http], "--insecure", "tls_insecure"),
    of(&[Kind::Http], "--min-remaining", "tls_min_remaining"),
];

/// The option that sets a field, with the field: `--target (targets[2])`. A field without option stands for itself.
pub(crate) fn place(field: &str) -> String {
    let field = field.strip_prefix("check.").unwrap_or(field);
    let base = field.split('[').next().unwrap_or(field);
    let (kind, inner) = base.split_once('.').filter(|(kind, _)| KINDS.contains(kind)).unwrap_or(("", base));
    let is_it = |option: &&Opt| match (option.kinds, Kind::of(kind)) {
        ([], _) => {
            kind.is_empty() && (inner == option.field || inner.starts_with(&format!("{}.", option.field)))
        }
        (kinds, Some(kind)) => kinds.contains(&kind) && inner == option.field,
        (_, None) => false,
    };
    match OPTIONS.iter().find(is_it) {
        _ if base == "slug" => "NAME (slug)".to_owned(),
        _ if base == "request_id" => "--request-id".to_owned(),
        Some(option) => format!("{} ({field})", option.name),
        None => field.to_owned(),
    }
}

/// Findings about fields as findings about options. What must be given and is not is said so.
pub(crate) fn refusal(found: &[FieldError], patch: &Mapping) -> Error {
    let is_given = |field: &str| match field.split_once('.') {
        Some((block, inner)) => patch.get(block).is_some_and(|block| block.get(inner).is_some()),
        None => patch.get(field).is_some(),
    };
    let line = |finding: &FieldError| {
        let is_missing = ["targets", "tcp.port", "dns.query_name"].contains(&finding.field.as_str());
        let reason = if is_missing && !is_given(&finding.field) { "is missing" } else { &finding.reason };
        format!("\n  - {}: {reason}", place(&finding.field))
    };
    Error::Usage(format!("the check is not valid{}", found.iter().map(line).collect::<String>()))
}

/// True when an option may be given for a check of this kind.
pub(super) fn belongs(option: &Opt, kind: Option<Kind>) -> bool {
    option.kinds.is_empty() || kind.is_some_and(|kind| option.kinds.contains(&kind))
}
