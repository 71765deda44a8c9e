//! Check definitions.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, span_of, time_of};
use crate::{
    output::{self, Look},
    span::Span,
};

mod kind;

pub(crate) use kind::Kind;

/// One check. Printed as YAML it is a file for `checks apply`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Check {
    /// Id.
    pub check_id: String,
    /// Name.
    pub slug: String,
    description: String,
    #[serde(flatten)]
    kind: Option<Kind>,
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
struct StatusPolicy {
    window: u32,
    down_after: u32,
    up_after: u32,
}

impl From<wire::Check> for Check {
    fn from(check: wire::Check) -> Self {
        Self {
            kind: check.spec.map(Kind::from),
            check_id: check.check_id,
            slug: check.slug,
            description: check.description,
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

impl Check {
    /// Everything about it, for people.
    pub(crate) fn text(&self, look: &Look) -> String {
        let mut rows = vec![
            ("NAME", Value::Text(self.slug.clone())),
            ("KIND", Value::Text(self.kind.as_ref().map_or(UNKNOWN_KIND, Kind::name).to_owned())),
        ];
        rows.extend(self.targets.iter().map(|target| ("TARGET", Value::Text(target.clone()))));
        rows.extend(self.kind.iter().flat_map(Kind::facts));
        rows.extend([
            ("AGENTS", Value::Text(self.agents())),
            ("EVERY", Value::Span(self.interval)),
            ("TIMEOUT", Value::Span(self.timeout)),
            ("STATUS", Value::Text(self.policy())),
            ("ENABLED", Value::Flag(self.enabled)),
            ("REVISION", Value::Number(self.revision.into())),
            ("DESCRIPTION", Value::Text(self.description.clone())),
            ("DEFINED", Value::Age(self.create_time)),
            ("CHANGED", Value::Age(self.update_time)),
            ("ID", Value::Text(self.check_id.clone())),
        ]);
        output::facts(look, &rows)
    }

    fn brief(&self) -> String {
        self.kind.as_ref().map_or_else(|| UNKNOWN_KIND.to_owned(), Kind::brief)
    }

    fn agents(&self) -> String {
        if self.agent_selector.is_empty() { "(all)".to_owned() } else { self.agent_selector.clone() }
    }

    fn policy(&self) -> String {
        self.status_policy.as_ref().map_or_else(String::new, |policy| {
            format!("down after {} of {}, up after {}", policy.down_after, policy.window, policy.up_after)
        })
    }
}

/// A kind that a later coordinator has.
const UNKNOWN_KIND: &str = "unknown to this noctl";

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
        vec![
            Value::Text(self.slug.clone()),
            Value::Text(self.brief()),
            Value::List(self.targets.clone()),
            Value::Text(self.agents()),
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
