//! What a check does, in the API's spelling.

use std::time::Duration;

use nocturne_shared::{
    check::{CheckKind, IcmpSpec, Pattern, RawDns, RawHttp, RawKind, RecordType},
    field::FieldError,
};

use super::duration;
use crate::{
    api::v1::{self as wire, check},
    convert::time::duration_to_wire,
};

pub(super) fn kind_to_wire(kind: &CheckKind) -> check::Spec {
    match kind {
        CheckKind::Icmp(icmp) => check::Spec::Icmp(wire::IcmpCheck {
            packets: icmp.packets,
            payload_bytes: icmp.payload_bytes,
            max_loss_ratio: icmp.max_loss_ratio,
            packet_interval: Some(duration_to_wire(icmp.packet_interval)),
        }),
        CheckKind::Tcp(tcp) => {
            check::Spec::Tcp(wire::TcpCheck { port: u32::from(tcp.port), read_number: tcp.read_number })
        }
        CheckKind::Dns(dns) => {
            let transport =
                if dns.tcp { wire::dns_check::Transport::Tcp } else { wire::dns_check::Transport::Udp };
            check::Spec::Dns(wire::DnsCheck {
                query_name: dns.query_name.clone(),
                record_type: record_type_to_wire(dns.record_type).into(),
                port: u32::from(dns.port),
                transport: transport.into(),
                recursion_desired: Some(dns.recursion_desired),
                expected_rcode: dns.expected_rcode.to_string(),
                expected_answers: dns.expected_answers.clone(),
            })
        }
        CheckKind::Http(http) => {
            let header = |(name, value): &(String, String)| wire::HttpHeader {
                name: name.clone(),
                value: value.clone(),
            };
            let texts =
                |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect();
            check::Spec::Http(wire::HttpCheck {
                method: http.method.as_str().to_owned(),
                headers: http.headers.iter().map(header).collect(),
                body: http.body.clone(),
                expected_statuses: http.expected_statuses.to_texts(),
                body_matches: texts(&http.body_matches),
                body_forbids: texts(&http.body_forbids),
                max_redirects: Some(http.max_redirects),
                max_body_bytes: http.max_body_bytes,
                tls_ca_pem: http.tls_ca_pem.clone(),
                tls_server_name: http.tls_server_name.clone(),
                tls_insecure: http.tls_insecure,
                tls_min_remaining: http.tls_min_remaining.map(duration_to_wire),
            })
        }
    }
}

pub(super) fn kind_from_wire(spec: &check::Spec, malformed: &mut Vec<FieldError>) -> RawKind {
    match spec {
        check::Spec::Icmp(icmp) => {
            let interval = duration("icmp.packet_interval", icmp.packet_interval.as_ref(), malformed);
            RawKind::Icmp(icmp_from_wire(icmp, interval))
        }
        check::Spec::Tcp(tcp) => RawKind::Tcp { port: tcp.port, read_number: tcp.read_number },
        check::Spec::Dns(dns) => RawKind::Dns(dns_from_wire(dns, malformed)),
        check::Spec::Http(http) => RawKind::Http(Box::new(RawHttp {
            method: http.method.clone(),
            headers: http.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
            body: http.body.clone(),
            expected_statuses: http.expected_statuses.clone(),
            body_matches: http.body_matches.clone(),
            body_forbids: http.body_forbids.clone(),
            max_redirects: http.max_redirects,
            max_body_bytes: http.max_body_bytes,
            tls_ca_pem: http.tls_ca_pem.clone(),
            tls_server_name: http.tls_server_name.clone(),
            tls_insecure: http.tls_insecure,
            tls_min_remaining: duration("http.tls_min_remaining", http.tls_min_remaining.as_ref(), malformed),
        })),
    }
}

/// Zeros of the message mean the defaults.
fn icmp_from_wire(sent: &wire::IcmpCheck, packet_interval: Option<Duration>) -> IcmpSpec {
    let default = IcmpSpec::default();
    let or = |given: u32, otherwise: u32| if given == 0 { otherwise } else { given };
    IcmpSpec {
        packets: or(sent.packets, default.packets),
        payload_bytes: or(sent.payload_bytes, default.payload_bytes),
        max_loss_ratio: sent.max_loss_ratio,
        packet_interval: packet_interval.unwrap_or(default.packet_interval),
    }
}

fn dns_from_wire(sent: &wire::DnsCheck, malformed: &mut Vec<FieldError>) -> RawDns {
    let record_type = wire::dns_check::RecordType::try_from(sent.record_type);
    if record_type.is_err() {
        let reason = format!("{} is no record type", sent.record_type);
        malformed.push(FieldError::new("dns.record_type", reason));
    }
    let transport = wire::dns_check::Transport::try_from(sent.transport);
    if transport.is_err() {
        malformed.push(FieldError::new("dns.transport", format!("{} is no transport", sent.transport)));
    }
    RawDns {
        query_name: sent.query_name.clone(),
        record_type: record_type.map_or(String::new(), record_type_text),
        port: sent.port,
        tcp: transport == Ok(wire::dns_check::Transport::Tcp),
        recursion_desired: sent.recursion_desired,
        expected_rcode: sent.expected_rcode.clone(),
        expected_answers: sent.expected_answers.clone(),
    }
}

fn record_type_text(record_type: wire::dns_check::RecordType) -> String {
    let name = record_type.as_str_name();
    match name.strip_prefix("RECORD_TYPE_") {
        None | Some("UNSPECIFIED") => String::new(),
        Some(mnemonic) => mnemonic.to_owned(),
    }
}

fn record_type_to_wire(record_type: RecordType) -> wire::dns_check::RecordType {
    let name = format!("RECORD_TYPE_{record_type}");
    wire::dns_check::RecordType::from_str_name(&name).unwrap_or_default()
}
