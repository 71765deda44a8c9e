//! Check definitions.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, serialize_number, span_of, time_of};
use crate::{output::Tone, span::Span};

/// One check. Printed as YAML it is a file for `checks apply`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Check {
    check_id: String,
    /// Name.
    pub slug: String,
    description: String,
    icmp: Option<Icmp>,
    tcp: Option<Tcp>,
    targets: Vec<String>,
    agent_selector: String,
    interval: Option<Span>,
    timeout: Option<Span>,
    status_policy: Option<StatusPolicy>,
    enabled: bool,
    /// Revision of the specification.
    pub revision: u32,
    etag: String,
    create_time: Option<Timestamp>,
    update_time: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize)]
struct Icmp {
    packets: u32,
    payload_bytes: u32,
    #[serde(serialize_with = "serialize_number")]
    max_loss_ratio: f64,
    packet_interval: Option<Span>,
}

#[derive(Debug, Clone, Serialize)]
struct Tcp {
    port: u32,
    read_number: bool,
}

#[derive(Debug, Clone, Serialize)]
struct StatusPolicy {
    window: u32,
    down_after: u32,
    up_after: u32,
}

impl From<wire::Check> for Check {
    fn from(check: wire::Check) -> Self {
        let (icmp, tcp) = match check.spec {
            Some(wire::check::Spec::Icmp(icmp)) => (Some(icmp.into()), None),
            Some(wire::check::Spec::Tcp(tcp)) => {
                (None, Some(Tcp { port: tcp.port, read_number: tcp.read_number }))
            }
            None => (None, None),
        };
        Self {
            check_id: check.check_id,
            slug: check.slug,
            description: check.description,
            icmp,
            tcp,
            targets: check.targets,
            agent_selector: check.agent_selector,
            interval: span_of(check.interval),
            timeout: span_of(check.timeout),
            status_policy: check.status_policy.map(|policy| StatusPolicy {
                window: policy.window,
                down_after: policy.down_after,
                up_after: policy.up_after,
            }),
            enabled: check.enabled.unwrap_or(true),
            revision: check.revision,
            etag: check.etag,
            create_time: time_of(check.create_time),
            update_time: time_of(check.update_time),
        }
    }
}

impl From<wire::IcmpCheck> for Icmp {
    fn from(icmp: wire::IcmpCheck) -> Self {
        Self {
            packets: icmp.packets,
            payload_bytes: icmp.payload_bytes,
            max_loss_ratio: icmp.max_loss_ratio,
            packet_interval: span_of(icmp.packet_interval),
        }
    }
}

impl Check {
    fn kind(&self) -> String {
        match (&self.icmp, &self.tcp) {
            (Some(icmp), _) => format!("icmp ({} packets)", icmp.packets),
            (None, Some(tcp)) if tcp.read_number => format!("tcp :{} (reads a number)", tcp.port),
            (None, Some(tcp)) => format!("tcp :{}", tcp.port),
            (None, None) => "unknown to this noctl".to_owned(),
        }
    }

    fn policy(&self) -> String {
        self.status_policy.as_ref().map_or_else(String::new, |policy| {
            format!("down after {} of {}, up after {}", policy.down_after, policy.window, policy.up_after)
        })
    }
}

impl View for Check {
    const COLUMNS: &'static [Column] = &[
        listed("slug", "NAME"),
        listed("kind", "KIND"),
        listed("targets", "TARGETS"),
        listed("agent_selector", "AGENTS"),
        listed("interval", "EVERY"),
        detail("timeout", "TIMEOUT"),
        detail("status_policy", "STATUS"),
        listed("enabled", "ENABLED"),
        listed("revision", "REVISION"),
        detail("description", "DESCRIPTION"),
        detail("create_time", "DEFINED"),
        detail("update_time", "CHANGED"),
        detail("check_id", "ID"),
    ];
    const EMPTY: &'static str =
        "No checks. Define one with `noctl checks create`, or several with `noctl checks apply -f FILE`.";

    fn values(&self) -> Vec<Value> {
        let selector =
            if self.agent_selector.is_empty() { "(all)".to_owned() } else { self.agent_selector.clone() };
        vec![
            Value::Text(self.slug.clone()),
            Value::Text(self.kind()),
            Value::List(self.targets.clone()),
            Value::Text(selector),
            Value::Span(self.interval),
            Value::Span(self.timeout),
            Value::Text(self.policy()),
            Value::Flag(self.enabled),
            Value::Number(u64::from(self.revision)),
            Value::Text(self.description.clone()),
            Value::Age(self.create_time),
            Value::Age(self.update_time),
            Value::Text(self.check_id.clone()),
        ]
    }
}

/// What `apply` did, or would do, with one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Applied {
    /// The check's name.
    pub slug: String,
    /// What became of it.
    pub result: ApplyResult,
    /// Revision after it; 0 when it is not known.
    pub revision: u32,
}

/// What became of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ApplyResult {
    /// It did not exist.
    Created,
    /// It was different.
    Updated,
    /// It was as it should be.
    Unchanged,
    /// The coordinator refused it.
    Failed,
    /// An earlier one failed.
    NotTried,
}

impl ApplyResult {
    const fn word(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Updated => "UPDATED",
            Self::Unchanged => "UNCHANGED",
            Self::Failed => "FAILED",
            Self::NotTried => "NOT_TRIED",
        }
    }
}

impl View for Applied {
    const COLUMNS: &'static [Column] =
        &[listed("slug", "CHECK"), listed("result", "RESULT"), listed("revision", "REVISION")];
    const EMPTY: &'static str = "No checks in the file.";

    fn values(&self) -> Vec<Value> {
        let tone = match self.result {
            ApplyResult::Created | ApplyResult::Updated => Tone::Good,
            ApplyResult::Unchanged | ApplyResult::NotTried => Tone::Dim,
            ApplyResult::Failed => Tone::Bad,
        };
        let revision = if self.revision == 0 {
            Value::Text(String::new())
        } else {
            Value::Number(u64::from(self.revision))
        };
        vec![Value::Text(self.slug.clone()), Value::Status { word: self.result.word(), tone }, revision]
    }
}
