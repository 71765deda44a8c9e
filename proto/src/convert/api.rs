//! The API: checks, labels and the lists that the API spells its own way.
//!
//! A [`wire::Check`] becomes a [`CheckInput`], which is looked at as a whole: everything that is wrong with it is found in
//! one go, under the names the fields have in the API.

use std::{collections::HashMap, time::Duration};

use nocturne_shared::{
    check::{CheckSpec, MAX_DESCRIPTION, RawCheckSpec, RawKind},
    field::{FieldError, FieldErrors},
    label::{Labels, MAX_LABELS, Slug, label_check},
    outcome::CheckStatus,
    selector::Selector,
};

use self::kind::{kind_from_wire, kind_to_wire};
use crate::{
    api::v1::{self as wire, check_state},
    convert::time::{duration_from_wire, duration_to_wire},
};

mod kind;

/// A check as somebody wants it, before anybody looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckInput {
    /// Name as given.
    pub slug: String,
    /// For people.
    pub description: String,
    /// False stops it without deleting it.
    pub enabled: bool,
    /// What to do, as given.
    pub spec: RawCheckSpec,
    /// Findings about values that a [`RawCheckSpec`] cannot hold, e.g. a negative duration.
    pub malformed: Vec<FieldError>,
}

/// A check that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedInput {
    /// Name.
    pub slug: Slug,
    /// For people.
    pub description: String,
    /// False stops it without deleting it.
    pub enabled: bool,
    /// What to do.
    pub spec: CheckSpec,
    /// Which agents do it.
    pub agent_selector: Selector,
}

impl CheckInput {
    /// Looks at every field.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn check(&self) -> Result<CheckedInput, FieldErrors> {
        let mut found = Vec::new();
        let slug = self.slug.parse::<Slug>();
        if let Err(error) = &slug {
            found.push(FieldError::new("slug", error.to_string()));
        }
        if self.description.len() > MAX_DESCRIPTION {
            let n_bytes = self.description.len();
            found.push(FieldError::new(
                "description",
                format!("{n_bytes} bytes, the limit is {MAX_DESCRIPTION}"),
            ));
        }
        if self.description.contains('\0') {
            found.push(FieldError::new("description", "holds the character U+0000; leave it out"));
        }
        found.extend(self.malformed.iter().cloned());
        let spec = self.spec.check_written().map_err(|FieldErrors(more)| found.extend(more));

        match (slug, spec) {
            (Ok(slug), Ok((spec, agent_selector))) if found.is_empty() => Ok(CheckedInput {
                slug,
                description: self.description.clone(),
                enabled: self.enabled,
                spec,
                agent_selector,
            }),
            _ => Err(FieldErrors(found)),
        }
    }

    /// Takes over the fields that `paths` name from `other`; no path means every field a person sets.
    ///
    /// # Errors
    ///
    /// One finding per path that names nothing a person may change.
    pub fn overlay(&mut self, other: &Self, paths: &[String]) -> Result<(), FieldErrors> {
        const EVERY: [&str; 8] = [
            "description",
            "spec",
            "targets",
            "agent_selector",
            "interval",
            "timeout",
            "status_policy",
            "enabled",
        ];
        let mut found = Vec::new();
        let paths: Vec<&str> =
            if paths.is_empty() { EVERY.to_vec() } else { paths.iter().map(String::as_str).collect() };
        for path in paths {
            if let Err(finding) = self.overlay_one(other, path) {
                found.push(finding);
            }
        }
        FieldErrors::check(found)
    }

    fn overlay_one(&mut self, other: &Self, path: &str) -> Result<(), FieldError> {
        match path {
            "description" => self.description.clone_from(&other.description),
            "enabled" => self.enabled = other.enabled,
            "spec" | "icmp" | "tcp" | "dns" | "http" => {
                self.spec.kind.clone_from(&other.spec.kind);
                self.take_findings(
                    other,
                    &["icmp.packet_interval", "dns.record_type", "dns.transport", "http.tls_min_remaining"],
                );
            }
            "targets" => self.spec.targets.clone_from(&other.spec.targets),
            "agent_selector" => self.spec.agent_selector.clone_from(&other.spec.agent_selector),
            "interval" => {
                self.spec.interval = other.spec.interval;
                self.take_findings(other, &["interval"]);
            }
            "timeout" => {
                self.spec.timeout = other.spec.timeout;
                self.take_findings(other, &["timeout"]);
            }
            "status_policy" => self.spec.status_policy = other.spec.status_policy,
            // What was read and is sent back whole holds it too.
            "slug" if other.slug == self.slug => {}
            "slug" => {
                let reason = "`slug` cannot be changed; make another check and delete this one";
                return Err(FieldError::new("update_mask", reason));
            }
            _ => {
                let reason = format!(
                    "{path:?} is no field that can be changed; use description, icmp, tcp, dns, http, targets, \
                     agent_selector, interval, timeout, status_policy or enabled"
                );
                return Err(FieldError::new("update_mask", reason));
            }
        }
        Ok(())
    }

    fn take_findings(&mut self, other: &Self, fields: &[&str]) {
        let taken = other.malformed.iter().filter(|finding| fields.contains(&finding.field.as_str()));
        self.malformed.extend(taken.cloned());
    }
}

/// Reads a check as somebody wants it; nothing is refused before [`CheckInput::check`].
#[must_use]
pub fn check_from_wire(sent: &wire::Check) -> CheckInput {
    let mut malformed = Vec::new();
    let kind = sent.spec.as_ref().map(|spec| kind_from_wire(spec, &mut malformed));
    let mut duration =
        |field: &str, span: Option<&prost_types::Duration>| duration(field, span, &mut malformed);
    let spec = RawCheckSpec {
        kind,
        targets: sent.targets.clone(),
        agent_selector: sent.agent_selector.clone(),
        interval: duration("interval", sent.interval.as_ref()),
        timeout: duration("timeout", sent.timeout.as_ref()),
        status_policy: sent.status_policy.map(|policy| (policy.window, policy.down_after, policy.up_after)),
    };
    CheckInput {
        slug: sent.slug.clone(),
        description: sent.description.clone(),
        enabled: sent.enabled.unwrap_or(true),
        spec,
        malformed,
    }
}

/// What is in force, as the input that would give it: the base of a partial change.
#[must_use]
pub fn spec_to_raw(spec: &CheckSpec, agent_selector: &str) -> RawCheckSpec {
    let policy = spec.status_policy;
    RawCheckSpec {
        kind: Some(RawKind::from(&spec.kind)),
        targets: spec.targets.iter().map(ToString::to_string).collect(),
        agent_selector: agent_selector.to_owned(),
        interval: Some(spec.interval),
        timeout: Some(spec.timeout),
        status_policy: Some((
            u32::from(policy.window()),
            u32::from(policy.down_after()),
            u32::from(policy.up_after()),
        )),
    }
}

/// Writes a specification into the fields of a check; the others are left as they are.
pub fn spec_to_wire(spec: &CheckSpec, check: &mut wire::Check) {
    check.spec = Some(kind_to_wire(&spec.kind));
    check.targets = spec.targets.iter().map(ToString::to_string).collect();
    check.interval = Some(duration_to_wire(spec.interval));
    check.timeout = Some(duration_to_wire(spec.timeout));
    check.status_policy = Some(wire::StatusPolicy {
        window: u32::from(spec.status_policy.window()),
        down_after: u32::from(spec.status_policy.down_after()),
        up_after: u32::from(spec.status_policy.up_after()),
    });
}

/// A status in the API's enumeration.
#[must_use]
pub const fn status_to_wire(status: CheckStatus) -> check_state::Status {
    match status {
        CheckStatus::Up => check_state::Status::Up,
        CheckStatus::Degraded => check_state::Status::Degraded,
        CheckStatus::Down => check_state::Status::Down,
        CheckStatus::Inconclusive => check_state::Status::Inconclusive,
    }
}

/// A status; `None` for one that is not known.
#[must_use]
pub const fn status_from_wire(status: check_state::Status) -> Option<CheckStatus> {
    match status {
        check_state::Status::Unspecified => None,
        check_state::Status::Up => Some(CheckStatus::Up),
        check_state::Status::Degraded => Some(CheckStatus::Degraded),
        check_state::Status::Down => Some(CheckStatus::Down),
        check_state::Status::Inconclusive => Some(CheckStatus::Inconclusive),
    }
}

/// Labels as they travel.
#[must_use]
pub fn labels_to_wire(labels: &Labels) -> HashMap<String, String> {
    labels.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Labels that a person gives.
///
/// # Errors
///
/// Everything that is wrong, at once, each finding under `labels.<name>`.
pub fn try_labels_from_wire(sent: HashMap<String, String>) -> Result<Labels, FieldErrors> {
    let labels: Labels = sent.into_iter().collect();
    let mut found: Vec<FieldError> = labels
        .iter()
        .filter_map(|(name, value)| {
            let reason = label_check(name, value).err()?;
            Some(FieldError::new(format!("labels.{name}"), reason))
        })
        .collect();
    if labels.len() > MAX_LABELS {
        found.push(FieldError::new(
            "labels",
            format!("{} labels given, the limit is {MAX_LABELS}", labels.len()),
        ));
    }
    FieldErrors::check(found).map(|()| labels)
}

fn duration(
    field: &str,
    span: Option<&prost_types::Duration>,
    malformed: &mut Vec<FieldError>,
) -> Option<Duration> {
    let read = span.map(duration_from_wire);
    if read == Some(None) {
        malformed.push(FieldError::new(field, "is negative or malformed"));
    }
    read.flatten()
}

#[cfg(test)]
mod tests;
