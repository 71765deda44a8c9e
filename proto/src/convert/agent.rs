//! The agent protocol: desired state, refusals and the closed lists.
//!
//! What an agent runs is checked with the same rules as what a person defines
//! ([`RawCheckSpec`]), so that a coordinator with a defect cannot make an agent do what the API would refuse.
//!
//! The closed lists of `record.proto` and of [`nocturne_shared::outcome`] share their numbers: `x.code()` is the wire
//! value and `X::from_code` reads one. The tests keep both equal.

use std::collections::BTreeSet;

use nocturne_shared::{
    check::{
        CheckKind, CheckSpec, HttpSpec, IcmpSpec, Pattern, RawCheckSpec, RawDns, RawHttp, RawKind,
        StatusPolicy,
    },
    field::{FieldError, FieldErrors},
    id::CheckId,
    label::Slug,
};

use crate::{
    agent::v1::{self as wire, check_assignment},
    convert::time::{duration_from_wire, duration_to_wire},
};

/// Name of the ASCII metadata entry of a gRPC status that carries a [`wire::Refusal`].
pub const REFUSAL_KEY: &str = "nocturne-refusal";

/// Findings after which no further check is looked at.
const MAX_FINDINGS: usize = 100;

/// One check as an agent runs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Which check.
    pub check_id: CheckId,
    /// Which revision of it, from 1.
    pub revision: u32,
    /// Immutable name inside the organization.
    pub slug: Slug,
    /// What to do.
    pub spec: CheckSpec,
}

/// One check as it travels to an agent.
#[must_use]
pub fn assignment_to_wire(
    check_id: CheckId,
    revision: u32,
    slug: &str,
    spec: &CheckSpec,
) -> wire::CheckAssignment {
    wire::CheckAssignment {
        check_id: check_id.uuid().as_bytes().to_vec(),
        revision,
        slug: slug.to_owned(),
        interval: Some(duration_to_wire(spec.interval)),
        timeout: Some(duration_to_wire(spec.timeout)),
        targets: spec.targets.iter().map(ToString::to_string).collect(),
        status_policy: Some(status_policy_to_wire(spec.status_policy)),
        spec: Some(match &spec.kind {
            CheckKind::Icmp(icmp) => check_assignment::Spec::Icmp(wire::IcmpSpec {
                packets: icmp.packets,
                payload_bytes: icmp.payload_bytes,
                max_loss_ratio: icmp.max_loss_ratio,
                packet_interval: Some(duration_to_wire(icmp.packet_interval)),
            }),
            CheckKind::Tcp(tcp) => check_assignment::Spec::Tcp(wire::TcpSpec {
                port: u32::from(tcp.port),
                read_number: tcp.read_number,
            }),
            CheckKind::Dns(dns) => check_assignment::Spec::Dns(wire::DnsSpec {
                query_name: dns.query_name.clone(),
                record_type: dns.record_type.to_string(),
                port: u32::from(dns.port),
                tcp: dns.tcp,
                recursion_desired: dns.recursion_desired,
                expected_rcode: dns.expected_rcode.to_string(),
                expected_answers: dns.expected_answers.clone(),
            }),
            CheckKind::Http(http) => check_assignment::Spec::Http(http_to_wire(http)),
        }),
    }
}

fn http_to_wire(http: &HttpSpec) -> wire::HttpSpec {
    let texts = |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect();
    wire::HttpSpec {
        method: http.method.as_str().to_owned(),
        headers: http
            .headers
            .iter()
            .map(|(name, value)| wire::HttpHeader { name: name.clone(), value: value.clone() })
            .collect(),
        body: http.body.clone(),
        expected_statuses: http.expected_statuses.to_texts(),
        body_matches: texts(&http.body_matches),
        body_forbids: texts(&http.body_forbids),
        max_redirects: http.max_redirects,
        max_body_bytes: http.max_body_bytes,
        tls_ca_pem: http.tls_ca_pem.clone(),
        tls_server_name: http.tls_server_name.clone(),
        tls_insecure: http.tls_insecure,
        tls_min_remaining: http.tls_min_remaining.map(duration_to_wire),
    }
}

/// A status policy as it travels.
#[must_use]
pub fn status_policy_to_wire(policy: StatusPolicy) -> wire::StatusPolicy {
    wire::StatusPolicy {
        window: u32::from(policy.window()),
        down_after: u32::from(policy.down_after()),
        up_after: u32::from(policy.up_after()),
    }
}

/// A status policy.
///
/// # Errors
///
/// One finding per number that is out of its range.
pub fn try_status_policy_from_wire(policy: &wire::StatusPolicy) -> Result<StatusPolicy, FieldErrors> {
    StatusPolicy::new(policy.window, policy.down_after, policy.up_after)
}

/// One check, looked at field by field. Nothing is filled in: what the coordinator leaves out is a finding.
///
/// # Errors
///
/// Everything that is wrong, at once.
pub fn try_assignment_from_wire(sent: &wire::CheckAssignment) -> Result<Assignment, FieldErrors> {
    let mut found = Vec::new();
    let check_id = CheckId::from_bytes(&sent.check_id);
    if check_id.is_none() {
        let n_bytes = sent.check_id.len();
        found.push(FieldError::new("check_id", format!("a UUID has 16 bytes, not {n_bytes}")));
    }
    if sent.revision == 0 {
        found.push(FieldError::new("revision", "revisions count from 1"));
    }
    let slug = sent.slug.parse::<Slug>();
    if let Err(error) = slug {
        found.push(FieldError::new("slug", error.to_string()));
    }
    let spec = match raw_spec(sent, &mut found).check() {
        Ok((spec, _agent_selector)) => Some(spec),
        Err(FieldErrors(more)) => {
            found.extend(more);
            None
        }
    };

    match (check_id, slug, spec) {
        (Some(check_id), Ok(slug), Some(spec)) if found.is_empty() => {
            Ok(Assignment { check_id, revision: sent.revision, slug, spec })
        }
        _ => Err(FieldErrors(found)),
    }
}

/// Everything one agent should run.
///
/// # Errors
///
/// What is wrong in any check, each finding behind `checks[<index>].`; checks twice. After a hundred of them the rest is not
/// looked at: a document that is wrong throughout has millions, and an agent little memory.
pub fn try_desired_state_from_wire(sent: &wire::DesiredState) -> Result<Vec<Assignment>, FieldErrors> {
    let mut found = Vec::new();
    let mut assignments = Vec::with_capacity(sent.checks.len());
    let mut seen = BTreeSet::new();
    for (index, check) in sent.checks.iter().enumerate() {
        if MAX_FINDINGS <= found.len() {
            let reason = format!("is not looked at any more after {} findings", found.len());
            found.push(FieldError::new(format!("checks[{index}]"), reason));
            break;
        }
        match try_assignment_from_wire(check) {
            Ok(assignment) if !seen.insert(assignment.check_id) => found.push(FieldError::new(
                format!("checks[{index}].check_id"),
                format!("{} is there twice", assignment.check_id),
            )),
            Ok(assignment) => assignments.push(assignment),
            Err(FieldErrors(more)) => found.extend(more.into_iter().map(|finding| {
                FieldError::new(format!("checks[{index}].{}", finding.field), finding.reason)
            })),
        }
    }
    FieldErrors::check(found).map(|()| assignments)
}

/// The text of a refusal in [`REFUSAL_KEY`], e.g. `token_used`.
#[must_use]
pub fn refusal_to_metadata(refusal: wire::Refusal) -> String {
    let name = refusal.as_str_name();
    name.strip_prefix("REFUSAL_").unwrap_or(name).to_ascii_lowercase()
}

/// Reads the text of a refusal; `None` for one that is not known.
#[must_use]
pub fn refusal_from_metadata(text: &str) -> Option<wire::Refusal> {
    wire::Refusal::from_str_name(&format!("REFUSAL_{}", text.to_ascii_uppercase()))
        .filter(|refusal| *refusal != wire::Refusal::Unspecified)
}

fn raw_spec(sent: &wire::CheckAssignment, found: &mut Vec<FieldError>) -> RawCheckSpec {
    let kind = sent.spec.as_ref().map(|spec| match spec {
        check_assignment::Spec::Icmp(icmp) => RawKind::Icmp(IcmpSpec {
            packets: icmp.packets,
            payload_bytes: icmp.payload_bytes,
            max_loss_ratio: icmp.max_loss_ratio,
            packet_interval: required_duration("icmp.packet_interval", icmp.packet_interval.as_ref(), found)
                .unwrap_or_default(),
        }),
        check_assignment::Spec::Tcp(tcp) => RawKind::Tcp { port: tcp.port, read_number: tcp.read_number },
        check_assignment::Spec::Dns(dns) => RawKind::Dns(RawDns {
            query_name: dns.query_name.clone(),
            record_type: dns.record_type.clone(),
            port: dns.port,
            tcp: dns.tcp,
            recursion_desired: Some(dns.recursion_desired),
            expected_rcode: dns.expected_rcode.clone(),
            expected_answers: dns.expected_answers.clone(),
        }),
        check_assignment::Spec::Http(http) => RawKind::Http(Box::new(http_from_wire(http, found))),
    });
    if sent.status_policy.is_none() {
        found.push(FieldError::new("status_policy", "is missing"));
    }
    RawCheckSpec {
        kind,
        targets: sent.targets.clone(),
        agent_selector: String::new(),
        interval: required_duration("interval", sent.interval.as_ref(), found),
        timeout: required_duration("timeout", sent.timeout.as_ref(), found),
        status_policy: sent.status_policy.map(|policy| (policy.window, policy.down_after, policy.up_after)),
    }
}

fn http_from_wire(http: &wire::HttpSpec, found: &mut Vec<FieldError>) -> RawHttp {
    let tls_min_remaining = http
        .tls_min_remaining
        .as_ref()
        .and_then(|span| required_duration("http.tls_min_remaining", Some(span), found));
    RawHttp {
        method: http.method.clone(),
        headers: http.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
        body: http.body.clone(),
        expected_statuses: http.expected_statuses.clone(),
        body_matches: http.body_matches.clone(),
        body_forbids: http.body_forbids.clone(),
        max_redirects: Some(http.max_redirects),
        max_body_bytes: http.max_body_bytes,
        tls_ca_pem: http.tls_ca_pem.clone(),
        tls_server_name: http.tls_server_name.clone(),
        tls_insecure: http.tls_insecure,
        tls_min_remaining,
    }
}

fn required_duration(
    field: &str,
    sent: Option<&prost_types::Duration>,
    found: &mut Vec<FieldError>,
) -> Option<std::time::Duration> {
    let reason = match sent {
        None => "is missing",
        Some(span) => match duration_from_wire(span) {
            Some(span) => return Some(span),
            None => "is negative or malformed",
        },
    };
    found.push(FieldError::new(field, reason));
    None
}

#[cfg(test)]
mod tests;
