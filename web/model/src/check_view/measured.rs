//! What a check measures at a target, in one short text: a port and a question belong to it.

use std::net::Ipv6Addr;

use nocturne_proto::api::v1::{Check, DnsCheck, check::Spec};

use crate::check_form::record_type_text;

/// Port of DNS servers when a check names none.
const DNS_PORT: u32 = 53;

/// `127.0.0.1:5432`, `gone.lab.test A @ 192.0.2.53`, a URL, or the host.
#[must_use]
pub fn measured(check: &Check, target: &str) -> String {
    match &check.spec {
        Some(Spec::Tcp(tcp)) if tcp.port != 0 => at_port(target, tcp.port),
        Some(Spec::Dns(dns)) if !dns.query_name.is_empty() => {
            format!("{} {} @ {}", dns.query_name, record_type(dns), server(dns, target))
        }
        _ => target.to_owned(),
    }
}

fn record_type(dns: &DnsCheck) -> &'static str {
    record_type_text(dns.record_type()).unwrap_or("A")
}

fn server(dns: &DnsCheck, target: &str) -> String {
    match dns.port {
        0 | DNS_PORT => target.to_owned(),
        port => at_port(target, port),
    }
}

fn at_port(host: &str, port: u32) -> String {
    if host.parse::<Ipv6Addr>().is_ok() { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::{IcmpCheck, TcpCheck, dns_check::RecordType};

    use super::*;

    fn told(spec: Option<Spec>, target: &str) -> String {
        measured(&Check { spec, ..Check::default() }, target)
    }

    #[test]
    fn a_port_and_a_question_belong_to_what_is_measured() {
        let tcp = |port| Some(Spec::Tcp(TcpCheck { port, ..TcpCheck::default() }));
        let dns = |port, record_type: RecordType| {
            let query_name = "gone.lab.test".to_owned();
            Some(Spec::Dns(DnsCheck {
                query_name,
                record_type: record_type.into(),
                port,
                ..DnsCheck::default()
            }))
        };

        assert_eq!(told(tcp(5432), "127.0.0.1"), "127.0.0.1:5432");
        assert_eq!(told(tcp(22), "2001:db8::1"), "[2001:db8::1]:22");
        assert_eq!(told(dns(37575, RecordType::A), "127.0.0.1"), "gone.lab.test A @ 127.0.0.1:37575");
        assert_eq!(told(dns(53, RecordType::Soa), "ns.test"), "gone.lab.test SOA @ ns.test");
        assert_eq!(told(dns(0, RecordType::Unspecified), "::1"), "gone.lab.test A @ ::1");
        assert_eq!(told(Some(Spec::Icmp(IcmpCheck::default())), "192.0.2.1"), "192.0.2.1");
        assert_eq!(told(None, "https://example.org/"), "https://example.org/");
    }
}
