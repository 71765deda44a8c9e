//! Checks as they are meant: every default filled in, so that two of them can be compared.

use std::time::Duration;

use nocturne_proto::{api::v1 as wire, convert::time::duration_from_wire};
use nocturne_shared::{
    check::{CheckKind, CheckSpec, IcmpSpec, MAX_DESCRIPTION, RawCheckSpec, TcpSpec},
    field::{FieldError, FieldErrors},
    label::Slug,
    selector::Selector,
};

/// A check without what the coordinator adds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MeantCheck {
    slug: String,
    description: String,
    enabled: bool,
    spec: CheckSpec,
    selector: Selector,
}

/// Looks at a check as the coordinator will and fills in the defaults.
///
/// # Errors
///
/// Everything that is wrong, at once.
pub(crate) fn meant(check: &wire::Check) -> Result<MeantCheck, FieldErrors> {
    let mut found = Vec::new();
    if let Err(error) = check.slug.parse::<Slug>() {
        found.push(FieldError::new("slug", format!("{:?} {error}", check.slug)));
    }
    if check.description.len() > MAX_DESCRIPTION {
        found.push(FieldError::new("description", format!("is longer than {MAX_DESCRIPTION} bytes")));
    }
    match raw(check).check() {
        Ok((spec, selector)) if found.is_empty() => Ok(MeantCheck {
            slug: check.slug.clone(),
            description: check.description.clone(),
            enabled: check.enabled.unwrap_or(true),
            spec,
            selector,
        }),
        Ok(_) => Err(FieldErrors(found)),
        Err(FieldErrors(more)) => {
            found.extend(more);
            Err(FieldErrors(found))
        }
    }
}

fn raw(check: &wire::Check) -> RawCheckSpec {
    let (kind, port) = match &check.spec {
        None => (None, 0),
        Some(wire::check::Spec::Icmp(icmp)) => (Some(CheckKind::Icmp(icmp_spec(icmp))), 0),
        // The port that counts is the wide one beside it, which is checked.
        Some(wire::check::Spec::Tcp(tcp)) => {
            (Some(CheckKind::Tcp(TcpSpec { port: 0, read_number: tcp.read_number })), tcp.port)
        }
    };
    // A negative duration is as wrong as none at all.
    let span = |wire: &Option<prost_types::Duration>| {
        wire.as_ref().map(|span| duration_from_wire(span).unwrap_or(Duration::ZERO))
    };
    RawCheckSpec {
        kind,
        port,
        targets: check.targets.clone(),
        agent_selector: check.agent_selector.clone(),
        interval: span(&check.interval),
        timeout: span(&check.timeout),
        status_policy: check.status_policy.map(|policy| (policy.window, policy.down_after, policy.up_after)),
    }
}

fn icmp_spec(icmp: &wire::IcmpCheck) -> IcmpSpec {
    let default = IcmpSpec::default();
    let or = |given: u32, default: u32| if given == 0 { default } else { given };
    IcmpSpec {
        packets: or(icmp.packets, default.packets),
        payload_bytes: or(icmp.payload_bytes, default.payload_bytes),
        max_loss_ratio: icmp.max_loss_ratio,
        packet_interval: icmp
            .packet_interval
            .as_ref()
            .map_or(default.packet_interval, |span| duration_from_wire(span).unwrap_or(Duration::MAX)),
    }
}
