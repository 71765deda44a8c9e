//! From a check to what somebody would have typed.

use nocturne_proto::api::v1::{
    Check, DnsCheck, HttpCheck, IcmpCheck,
    check::Spec,
    dns_check::{RecordType, Transport},
};

use super::{CheckForm, CheckKind, DnsForm, HttpForm, IcmpForm, TcpForm};
use crate::format::{duration_from_proto, duration_print};

pub(super) fn form(check: &Check) -> CheckForm {
    let mut form = CheckForm {
        check_id: check.check_id.clone(),
        etag: check.etag.clone(),
        slug: check.slug.clone(),
        description: check.description.clone(),
        enabled: check.enabled.unwrap_or(true),
        targets: check.targets.join("\n"),
        agent_selector: check.agent_selector.clone(),
        interval: duration(check.interval.as_ref()),
        timeout: duration(check.timeout.as_ref()),
        ..CheckForm::new(CheckKind::of(check).unwrap_or(CheckKind::Http))
    };
    if let Some(policy) = &check.status_policy {
        form.window = policy.window.to_string();
        form.down_after = policy.down_after.to_string();
        form.up_after = policy.up_after.to_string();
    }
    match &check.spec {
        None => (),
        Some(Spec::Icmp(icmp)) => form.icmp = icmp_form(icmp),
        Some(Spec::Tcp(tcp)) => form.tcp = TcpForm { port: number(tcp.port), read_number: tcp.read_number },
        Some(Spec::Dns(dns)) => form.dns = dns_form(dns),
        Some(Spec::Http(http)) => form.http = http_form(http),
    }
    form
}

fn icmp_form(icmp: &IcmpCheck) -> IcmpForm {
    IcmpForm {
        packets: number(icmp.packets),
        payload_bytes: number(icmp.payload_bytes),
        max_loss_ratio: if icmp.max_loss_ratio == 0.0 { String::new() } else { ratio(icmp.max_loss_ratio) },
        packet_interval: duration(icmp.packet_interval.as_ref()),
    }
}

fn dns_form(dns: &DnsCheck) -> DnsForm {
    let default = DnsForm::default();
    let or = |text: &str, otherwise: String| if text.is_empty() { otherwise } else { text.to_owned() };
    DnsForm {
        query_name: dns.query_name.clone(),
        record_type: record_type_text(dns.record_type()).map_or(default.record_type, str::to_owned),
        port: number(dns.port),
        transport: transport_text(dns.transport()).to_owned(),
        recursion_desired: dns.recursion_desired.unwrap_or(true),
        expected_rcode: or(&dns.expected_rcode, default.expected_rcode),
        expected_answers: dns.expected_answers.join("\n"),
    }
}

fn http_form(http: &HttpCheck) -> HttpForm {
    HttpForm {
        method: if http.method.is_empty() { "GET".to_owned() } else { http.method.clone() },
        headers: http.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
        body: http.body.clone(),
        expected_statuses: http.expected_statuses.join(", "),
        body_matches: http.body_matches.join("\n"),
        body_forbids: http.body_forbids.join("\n"),
        max_redirects: http.max_redirects.map(|n| n.to_string()).unwrap_or_default(),
        max_body_bytes: size(http.max_body_bytes),
        tls_ca_pem: http.tls_ca_pem.clone(),
        tls_server_name: http.tls_server_name.clone(),
        tls_insecure: http.tls_insecure,
        tls_min_remaining: duration(http.tls_min_remaining.as_ref()),
    }
}

/// Mnemonic of a record type; `None` when none is given.
pub(crate) fn record_type_text(record_type: RecordType) -> Option<&'static str> {
    match record_type {
        RecordType::Unspecified => None,
        known => known.as_str_name().strip_prefix("RECORD_TYPE_"),
    }
}

pub(crate) const fn transport_text(transport: Transport) -> &'static str {
    match transport {
        Transport::Unspecified | Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
    }
}

/// Zero is the default, which is an empty field.
fn number(n: u32) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

fn ratio(ratio: f64) -> String {
    let percent = ratio * 100.0;
    // What has a short percentage is typed as one; what has none stays exact.
    let text = format!("{percent:.4}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    match super::ratio_parse(&format!("{short}%")) {
        Some(read) if (read - ratio).abs() < f64::EPSILON => format!("{short} %"),
        _ => ratio.to_string(),
    }
}

/// In the largest unit that leaves a whole number.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.iter().find(|(unit, _)| bytes > 0 && bytes.is_multiple_of(*unit)) {
        _ if bytes == 0 => String::new(),
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => bytes.to_string(),
    }
}

fn duration(span: Option<&prost_types::Duration>) -> String {
    duration_from_proto(span).map(duration_print).unwrap_or_default()
}
