//! From arguments to a specification, which is checked like those of the coordinator.

use std::{path::Path, time::Duration};

use nocturne_runtime::fs::read_limited;
use nocturne_shared::{
    check::{CheckSpec, IcmpSpec, MAX_INTERVAL, RawCheckSpec, RawDns, RawHttp, RawKind},
    field::{FieldError, FieldErrors},
};

use super::{DnsArgs, HttpArgs, IcmpArgs, Output, ProbeCommand, TcpArgs, Transport};
use crate::{
    spool::chain_of,
    units::{parse_bytes, parse_duration},
};

/// Longest file with certificates, bytes; the specification's own limit is smaller.
const MAX_CA_FILE: u64 = 1 << 20;

/// The specification, or everything that is wrong with the arguments.
pub(super) fn checked(command: &ProbeCommand) -> Result<(CheckSpec, Output), FieldErrors> {
    let mut found = Vec::new();
    let (target, common, kind) = match command {
        ProbeCommand::Icmp(args) => (&args.target, &args.common, icmp(args, &mut found)),
        ProbeCommand::Tcp(args) => (&args.target, &args.common, tcp(args)),
        ProbeCommand::Dns(args) => (&args.target, &args.common, dns(args)),
        ProbeCommand::Http(args) => (&args.target, &args.common, http(args, &mut found)),
    };
    let timeout = duration("timeout", Some(&common.timeout), &mut found);
    let raw = RawCheckSpec {
        kind: Some(kind),
        targets: vec![target.clone()],
        agent_selector: String::new(),
        // The longest, which leaves the timeout free.
        interval: Some(MAX_INTERVAL),
        timeout,
        status_policy: None,
    };
    let spec = match raw.check() {
        Ok((spec, _selector)) => Some(spec),
        Err(FieldErrors(more)) => {
            found.extend(more);
            None
        }
    };
    match spec {
        Some(spec) if found.is_empty() => Ok((spec, common.output)),
        _ => Err(FieldErrors(found)),
    }
}

fn icmp(args: &IcmpArgs, found: &mut Vec<FieldError>) -> RawKind {
    let usual = IcmpSpec::default();
    RawKind::Icmp(IcmpSpec {
        packets: args.packets.unwrap_or(usual.packets),
        payload_bytes: args.payload_bytes.unwrap_or(usual.payload_bytes),
        max_loss_ratio: args.max_loss_ratio.unwrap_or(usual.max_loss_ratio),
        packet_interval: duration("packet_interval", args.packet_interval.as_deref(), found)
            .unwrap_or(usual.packet_interval),
    })
}

fn tcp(args: &TcpArgs) -> RawKind {
    RawKind::Tcp { port: args.port, read_number: args.read_number }
}

fn dns(args: &DnsArgs) -> RawKind {
    RawKind::Dns(RawDns {
        query_name: args.query_name.clone(),
        record_type: args.record_type.clone(),
        port: args.port,
        tcp: args.transport == Transport::Tcp,
        recursion_desired: Some(!args.no_recursion),
        expected_rcode: args.expect_rcode.clone(),
        expected_answers: args.expect_answers.clone(),
    })
}

fn http(args: &HttpArgs, found: &mut Vec<FieldError>) -> RawKind {
    let mut headers = Vec::with_capacity(args.headers.len());
    for text in &args.headers {
        match text.split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => {
                let reason = format!("{text:?} is no header; write it as 'Name: value'");
                found.push(FieldError::new("header", reason));
            }
        }
    }
    RawKind::Http(Box::new(RawHttp {
        method: args.method.clone(),
        headers,
        body: args.body.clone(),
        expected_statuses: args.expect_statuses.clone(),
        body_matches: args.matches.clone(),
        body_forbids: args.forbids.clone(),
        max_redirects: args.max_redirects,
        max_body_bytes: size("max_body_bytes", args.max_body_bytes.as_deref(), found),
        tls_ca_pem: args.ca_file.as_deref().map(|path| certificates(path, found)).unwrap_or_default(),
        tls_server_name: args.server_name.clone().unwrap_or_default(),
        tls_insecure: args.insecure,
        tls_min_remaining: duration("min_remaining", args.min_remaining.as_deref(), found),
    }))
}

fn duration(field: &str, text: Option<&str>, found: &mut Vec<FieldError>) -> Option<Duration> {
    match parse_duration(text?) {
        Ok(duration) => Some(duration),
        Err(reason) => {
            found.push(FieldError::new(field, reason));
            None
        }
    }
}

/// Bytes as a plain number or with a unit; 0 when none is given.
fn size(field: &str, text: Option<&str>, found: &mut Vec<FieldError>) -> u64 {
    let Some(text) = text else { return 0 };
    text.parse().or_else(|_no_number| parse_bytes(text)).unwrap_or_else(|reason| {
        found.push(FieldError::new(field, reason));
        0
    })
}

fn certificates(path: &Path, found: &mut Vec<FieldError>) -> String {
    match read_limited(path, MAX_CA_FILE) {
        Ok(bytes) if !bytes.is_empty() => String::from_utf8_lossy(&bytes).into_owned(),
        Ok(_empty) => {
            found.push(FieldError::new("ca_file", format!("{} is empty", path.display())));
            String::new()
        }
        Err(error) => {
            found.push(FieldError::new("ca_file", chain_of(&error)));
            String::new()
        }
    }
}
