//! Files for `checks apply`: YAML, one check, a list of checks, or several documents of either.
//!
//! ```yaml
//! slug: web                     # or `name`
//! tcp: {port: 443}              # or icmp: {packets: 3}
//! targets: [example.org]
//! agent_selector: site=ams      # empty is every agent
//! interval: 10s
//! ---
//! - slug: gateway
//!   icmp: {}
//!   targets: [192.0.2.1]
//! ```
//!
//! What a file does not say has the coordinator's default. Fields that the coordinator makes (ids, revision, etag, times)
//! are accepted and not looked at, so that the output of `checks show -o yaml` can be edited and applied.

use std::{collections::BTreeSet, fmt};

use nocturne_proto::{api::v1 as wire, convert::time::duration_to_wire};
use nocturne_shared::field::FieldErrors;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{check_spec, span::Span};

/// One check as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what the coordinator makes is accepted and not looked at")]
pub(crate) struct CheckEntry {
    /// Name.
    #[serde(alias = "name")]
    pub slug: String,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
    /// ICMP echo.
    #[serde(default)]
    pub icmp: Option<IcmpEntry>,
    /// TCP connect.
    #[serde(default)]
    pub tcp: Option<TcpEntry>,
    /// Host names or addresses.
    pub targets: Vec<String>,
    /// Which agents; nothing is every agent.
    #[serde(default)]
    pub agent_selector: Option<String>,
    /// Time between two starts.
    #[serde(default)]
    pub interval: Option<Span>,
    /// Time one execution may take.
    #[serde(default)]
    pub timeout: Option<Span>,
    /// How executions become a status.
    #[serde(default)]
    pub status_policy: Option<PolicyEntry>,
    /// False stops it.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Made by the coordinator; accepted and not looked at, as the next four.
    #[serde(default)]
    pub check_id: Option<IgnoredAny>,
    /// See `check_id`.
    #[serde(default)]
    pub revision: Option<IgnoredAny>,
    /// See `check_id`.
    #[serde(default)]
    pub etag: Option<IgnoredAny>,
    /// See `check_id`.
    #[serde(default)]
    pub create_time: Option<IgnoredAny>,
    /// See `check_id`.
    #[serde(default)]
    pub update_time: Option<IgnoredAny>,
}

/// ICMP echo as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct IcmpEntry {
    /// Requests per execution.
    pub packets: Option<u32>,
    /// Payload of each.
    pub payload_bytes: Option<u32>,
    /// Largest loss that still succeeds.
    pub max_loss_ratio: Option<f64>,
    /// Time between two requests.
    pub packet_interval: Option<Span>,
}

/// TCP connect as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TcpEntry {
    /// Port.
    pub port: u32,
    /// Read a number from the greeting.
    #[serde(default)]
    pub read_number: bool,
}

/// Status policy as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyEntry {
    /// Executions looked at.
    pub window: u32,
    /// Failures that make it DOWN.
    pub down_after: u32,
    /// Successes that make it UP.
    pub up_after: u32,
}

impl CheckEntry {
    /// The check as the API takes it, looked at whole.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub(crate) fn into_check(self) -> Result<wire::Check, FieldErrors> {
        let spec = match (self.icmp, self.tcp) {
            (Some(_), Some(_)) => {
                return Err(FieldErrors::one("spec", "icmp and tcp are both given; give one"));
            }
            (Some(icmp), None) => Some(wire::check::Spec::Icmp(icmp.into_wire()?)),
            (None, Some(tcp)) => {
                Some(wire::check::Spec::Tcp(wire::TcpCheck { port: tcp.port, read_number: tcp.read_number }))
            }
            (None, None) => {
                return Err(FieldErrors::one(
                    "spec",
                    "no kind of check is given; write `icmp: {}` or `tcp: {port: 443}`",
                ));
            }
        };
        let check = wire::Check {
            slug: self.slug,
            description: self.description.unwrap_or_default(),
            spec,
            targets: self.targets,
            agent_selector: self.agent_selector.unwrap_or_default(),
            interval: self.interval.map(|Span(span)| duration_to_wire(span)),
            timeout: self.timeout.map(|Span(span)| duration_to_wire(span)),
            status_policy: self.status_policy.map(|policy| wire::StatusPolicy {
                window: policy.window,
                down_after: policy.down_after,
                up_after: policy.up_after,
            }),
            enabled: Some(self.enabled.unwrap_or(true)),
            ..wire::Check::default()
        };
        check_spec::meant(&check).map(|_meant| check)
    }
}

impl IcmpEntry {
    fn into_wire(self) -> Result<wire::IcmpCheck, FieldErrors> {
        // On the wire 0 is the default, so that a written 0 would not be refused there.
        for (field, number) in [("icmp.packets", self.packets), ("icmp.payload_bytes", self.payload_bytes)] {
            if number == Some(0) {
                return Err(FieldErrors::one(field, "must be larger than 0; leave it out for the default"));
            }
        }
        Ok(wire::IcmpCheck {
            packets: self.packets.unwrap_or(0),
            payload_bytes: self.payload_bytes.unwrap_or(0),
            max_loss_ratio: self.max_loss_ratio.unwrap_or(0.0),
            packet_interval: self.packet_interval.map(|Span(span)| duration_to_wire(span)),
        })
    }
}

/// Reads a file and looks at every check in it.
///
/// # Errors
///
/// All findings, a line each, with `origin` (the file's name) in front.
pub(crate) fn parse(origin: &str, text: &str) -> Result<Vec<wire::Check>, Vec<String>> {
    let mut checks = Vec::new();
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    // The parser has no document then, and no line to name.
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Err(vec![format!("{origin}: there is no check in it")]);
    }
    for document in serde_norway::Deserializer::from_str(text) {
        let entries = match Entries::deserialize(document) {
            Ok(Entries(entries)) => entries,
            Err(error) => {
                let finding = format!("{origin}: {}", with_line(&error));
                // Behind broken syntax the parser finds the same fault again and again.
                if findings.last() == Some(&finding) {
                    break;
                }
                findings.push(finding);
                continue;
            }
        };
        for entry in entries {
            let slug = entry.slug.clone();
            if !seen.insert(slug.clone()) {
                findings.push(format!("{origin}: check {slug}: is there twice"));
            }
            match entry.into_check() {
                Ok(check) => checks.push(check),
                Err(FieldErrors(found)) => {
                    findings.extend(found.iter().map(|finding| format!("{origin}: check {slug}: {finding}")));
                }
            }
        }
    }
    if checks.is_empty() && findings.is_empty() {
        findings.push(format!("{origin}: there is no check in it"));
    }
    if findings.is_empty() { Ok(checks) } else { Err(findings) }
}

/// The parser leaves out the place of what stands at the very beginning.
fn with_line(error: &serde_norway::Error) -> String {
    let text = error.to_string();
    match error.location() {
        Some(place) if !text.contains(" line ") => format!("{text} at line {}", place.line()),
        _ => text,
    }
}

/// The checks of one document.
struct Entries(Vec<CheckEntry>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntriesVisitor).map(Self)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Vec<CheckEntry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a check or a list of checks")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        CheckEntry::deserialize(MapAccessDeserializer::new(map)).map(|entry| vec![entry])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests;
