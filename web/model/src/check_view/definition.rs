//! What a check is meant to do, in words.

use std::time::Duration;

use nocturne_proto::api::v1::{Check, DnsCheck, HttpCheck, IcmpCheck, StatusPolicy, TcpCheck, check::Spec};
use nocturne_shared::selector::Selector;

use crate::{
    check_form::{record_type_text, transport_text},
    check_json::normal,
    format::{bytes, duration_from_proto, duration_human, percent, plural},
};

/// A field with its value; lists have several.
pub(crate) type Field = (&'static str, Vec<String>);

/// What the check's kind says, field by field, with defaults filled in. What is not said is left out.
#[must_use]
pub fn definition(check: &Check) -> Vec<Field> {
    let fields = match normal(check).spec {
        Some(Spec::Icmp(icmp)) => icmp_fields(&icmp),
        Some(Spec::Tcp(tcp)) => tcp_fields(&tcp),
        Some(Spec::Dns(dns)) => dns_fields(&dns),
        Some(Spec::Http(http)) => http_fields(http),
        None => Vec::new(),
    };
    fields.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty())).collect()
}

/// The rule that makes executions a status.
#[must_use]
pub fn policy_text(policy: Option<&StatusPolicy>) -> String {
    let StatusPolicy { window, down_after, up_after } =
        policy.copied().unwrap_or(StatusPolicy { window: 3, down_after: 2, up_after: 2 });
    let again = match up_after {
        0 | 1 => "up again after one success".to_owned(),
        n => format!("up again after {n} successes in a row"),
    };
    if window <= 1 {
        format!("Down after one failure; {again}")
    } else {
        format!("Down after {} in {window}; {again}", plural(u64::from(down_after), "failure"))
    }
}

/// Which agents run it.
#[must_use]
pub fn agents_text(selector: &str) -> String {
    if selector.trim().is_empty() {
        return "Every agent".to_owned();
    }
    match selector.parse::<Selector>() {
        Ok(selector) => format!("Agents with {selector}"),
        Err(_) => selector.to_owned(),
    }
}

fn one(text: impl Into<String>) -> Vec<String> {
    vec![text.into()]
}

fn yes(said: bool, words: &str) -> Vec<String> {
    if said { one(words) } else { Vec::new() }
}

fn span(given: Option<&prost_types::Duration>) -> Vec<String> {
    duration_from_proto(given).map(duration_human).into_iter().collect()
}

fn icmp_fields(icmp: &IcmpCheck) -> Vec<Field> {
    let apart = duration_from_proto(icmp.packet_interval.as_ref()).unwrap_or(Duration::from_millis(20));
    vec![
        (
            "Echo requests",
            one(format!(
                "{} of {}, {} apart",
                icmp.packets,
                plural(u64::from(icmp.payload_bytes), "byte"),
                duration_human(apart)
            )),
        ),
        (
            "Allowed loss",
            one(if icmp.max_loss_ratio > 0.0 { percent(icmp.max_loss_ratio) } else { "none".to_owned() }),
        ),
    ]
}

fn tcp_fields(tcp: &TcpCheck) -> Vec<Field> {
    vec![
        ("Port", one(tcp.port.to_string())),
        ("Greeting", yes(tcp.read_number, "the first number in its first line is recorded")),
    ]
}

fn dns_fields(dns: &DnsCheck) -> Vec<Field> {
    let answers = if dns.expected_answers.is_empty() && dns.expected_rcode == "NOERROR" {
        one("any, at least one")
    } else {
        dns.expected_answers.clone()
    };
    vec![
        (
            "Question",
            one(format!("{} {}", dns.query_name, record_type_text(dns.record_type()).unwrap_or("A"))),
        ),
        ("Server", one(format!("port {}, {}", dns.port, transport_text(dns.transport())))),
        (
            "Recursion",
            one(if dns.recursion_desired == Some(false) {
                "not asked for"
            } else {
                "the server may ask others"
            }),
        ),
        ("Expected response code", one(dns.expected_rcode.clone())),
        ("Expected answers", answers),
    ]
}

fn http_fields(http: HttpCheck) -> Vec<Field> {
    let redirects = match http.max_redirects.unwrap_or(5) {
        0 => "none is followed".to_owned(),
        n => format!("up to {n} are followed"),
    };
    let n_bytes = u64::try_from(http.body.len()).unwrap_or(u64::MAX);
    let body = if http.body.is_empty() { Vec::new() } else { one(plural(n_bytes, "byte")) };
    #[expect(clippy::cast_precision_loss, reason = "at most 16 MiB")]
    let most = http.max_body_bytes as f64;
    let certificates = http.tls_ca_pem.matches("-----BEGIN CERTIFICATE-----").count();
    let certificates = u64::try_from(certificates).unwrap_or(u64::MAX);
    let remaining = span(http.tls_min_remaining.as_ref());
    vec![
        ("Method", one(http.method)),
        ("Headers", http.headers.iter().map(|header| format!("{}: {}", header.name, header.value)).collect()),
        ("Body sent", body),
        ("Expected status", one(http.expected_statuses.join(", "))),
        ("Body must match", http.body_matches),
        ("Body must not match", http.body_forbids),
        ("Redirects", one(redirects)),
        ("Body read", one(format!("up to {}", bytes(most)))),
        ("Certificate must last", remaining.into_iter().map(|span| format!("{span} more")).collect()),
        ("Name in the certificate", one(http.tls_server_name)),
        (
            "Trusted besides the host's roots",
            if certificates > 0 { one(plural(certificates, "certificate")) } else { Vec::new() },
        ),
        ("Certificate check", yes(http.tls_insecure, "off: every certificate is accepted")),
    ]
}
