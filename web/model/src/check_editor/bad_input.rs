//! Every finding about a check lands at its field: what was typed goes through the coordinator's own validation, and so
//! do messages that no form of ours would send.

use nocturne_proto::{
    api::v1::{Check, DnsCheck, HttpCheck, HttpHeader, IcmpCheck, StatusPolicy, TcpCheck, check::Spec},
    convert::api::check_from_wire,
};
use nocturne_shared::field::FieldErrors;

use super::{FieldValue, placed, put};
use crate::{
    check_form::{CheckForm, CheckKind},
    failure::FieldFailure,
};

const KINDS: [CheckKind; 4] = CheckKind::ALL;

/// Something typed, where it must be found, and what the text must say.
struct Typed {
    kinds: &'static [CheckKind],
    field: &'static str,
    text: String,
    path: &'static str,
    says: &'static str,
}

fn typed(
    kinds: &'static [CheckKind],
    field: &'static str,
    text: impl Into<String>,
    path: &'static str,
    says: &'static str,
) -> Typed {
    Typed { kinds, field, text: text.into(), path, says }
}

fn good(kind: CheckKind) -> CheckForm {
    let mut form = CheckForm::new(kind);
    form.slug = "web".to_owned();
    form.targets = if kind == CheckKind::Http { "https://example.org/" } else { "192.0.2.1" }.to_owned();
    form.tcp.port = "443".to_owned();
    form.dns.query_name = "example.org".to_owned();
    form
}

fn common() -> Vec<Typed> {
    let all = KINDS.as_slice();
    vec![
        typed(all, "slug", "", "slug", "lower case"),
        typed(all, "slug", "Web Front", "slug", "lower case"),
        typed(all, "slug", "x".repeat(64), "slug", "1 to 63"),
        typed(all, "description", "ä".repeat(513), "description", "limit is 1024"),
        typed(all, "description", "a\0b", "description", "U+0000"),
        typed(all, "targets", "", "targets", "give 1 to 1000"),
        typed(all, "agent_selector", "site=", "agent_selector", "selector term"),
        typed(all, "agent_selector", "site in (a", "agent_selector", "parenthesis"),
        typed(all, "agent_selector", "a".repeat(1_025), "agent_selector", "1024 bytes"),
        typed(all, "interval", "1ms", "interval", "100ms to 24h"),
        typed(all, "interval", "25h", "interval", "100ms to 24h"),
        typed(all, "interval", "30", "interval", "30s"),
        typed(all, "interval", "soon", "interval", ""),
        typed(all, "interval", "-5s", "interval", ""),
        typed(all, "timeout", "2m", "timeout", "at most the interval"),
        typed(all, "timeout", "0s", "timeout", "at least"),
        typed(all, "timeout", "5 parsecs", "timeout", ""),
        typed(all, "status_policy.window", "0", "status_policy.window", "1 to 32"),
        typed(all, "status_policy.window", "33", "status_policy.window", "1 to 32"),
        typed(all, "status_policy.window", "three", "status_policy.window", "whole number"),
        typed(all, "status_policy.down_after", "4", "status_policy.down_after", "1 to 3"),
        typed(all, "status_policy.down_after", "-1", "status_policy.down_after", "whole number"),
        typed(all, "status_policy.up_after", "0", "status_policy.up_after", "1 to 3"),
        typed(all, "status_policy.up_after", "1.5", "status_policy.up_after", "whole number"),
    ]
}

fn targets() -> Vec<Typed> {
    let hosts = [CheckKind::Icmp, CheckKind::Tcp, CheckKind::Dns].as_slice();
    let urls = [CheckKind::Http].as_slice();
    let many = |target: fn(usize) -> String| (0..1_001).map(target).collect::<Vec<_>>().join("\n");
    vec![
        typed(hosts, "targets", "ok\n10.0.0.300", "targets[1]", "neither a host name"),
        typed(hosts, "targets", "host:80", "targets[0]", "without port"),
        typed(hosts, "targets", "https://example.org/", "targets[0]", "only HTTP checks"),
        typed(hosts, "targets", "a\nb\nA", "targets[2]", "there twice"),
        typed(hosts, "targets", many(|n| format!("h{n}")), "targets", "1001 targets given"),
        typed(urls, "targets", "example.org", "targets[0]", "https://host/path"),
        typed(urls, "targets", "ftp://example.org/", "targets[0]", "http and https"),
        typed(urls, "targets", "https://u:p@example.org/", "targets[0]", "seen by everybody"),
        typed(urls, "targets", "https://example.org/#top", "targets[0]", "never sent"),
        typed(urls, "targets", "https://example.org/\nhttps://EXAMPLE.org", "targets[1]", "there twice"),
        typed(urls, "targets", format!("https://a/{}", "x".repeat(2_048)), "targets[0]", "limit is 2048"),
        typed(urls, "targets", many(|n| format!("http://h{n}/")), "targets", "1001 targets given"),
    ]
}

fn icmp_tcp_dns() -> Vec<Typed> {
    let (icmp, tcp, dns) =
        ([CheckKind::Icmp].as_slice(), [CheckKind::Tcp].as_slice(), [CheckKind::Dns].as_slice());
    let answers = vec!["192.0.2.1"; 33].join("\n");
    vec![
        typed(icmp, "icmp.packets", "0", "icmp.packets", "too few"),
        typed(icmp, "icmp.packets", "21", "icmp.packets", "1 to 20"),
        typed(icmp, "icmp.payload_bytes", "15", "icmp.payload_bytes", "16 to 1400"),
        typed(icmp, "icmp.payload_bytes", "1401", "icmp.payload_bytes", "16 to 1400"),
        typed(icmp, "icmp.max_loss_ratio", "101 %", "icmp.max_loss_ratio", "0 to 1"),
        typed(icmp, "icmp.max_loss_ratio", "-0.1", "icmp.max_loss_ratio", "0 to 1"),
        typed(icmp, "icmp.max_loss_ratio", "none", "icmp.max_loss_ratio", "25 %"),
        typed(icmp, "icmp.packet_interval", "2s", "icmp.packet_interval", "longer than 1s"),
        typed(icmp, "icmp.packet_interval", "0s", "icmp.packet_interval", "no time"),
        typed(icmp, "icmp.packet_interval", "900ms", "icmp.packet_interval", "half of the timeout"),
        typed(icmp, "icmp.packet_interval", "quick", "icmp.packet_interval", ""),
        typed(tcp, "tcp.port", "", "tcp.port", "1 to 65535"),
        typed(tcp, "tcp.port", "0", "tcp.port", "1 to 65535"),
        typed(tcp, "tcp.port", "65536", "tcp.port", "1 to 65535"),
        typed(tcp, "tcp.port", "https", "tcp.port", "whole number"),
        typed(dns, "dns.query_name", "", "dns.query_name", "name to ask for"),
        typed(dns, "dns.query_name", "a..b", "dns.query_name", "no domain name"),
        typed(dns, "dns.record_type", "AXFR", "dns.record_type", "AXFR"),
        typed(dns, "dns.port", "65536", "dns.port", "no port"),
        typed(dns, "dns.transport", "QUIC", "dns.transport", "UDP"),
        typed(dns, "dns.expected_rcode", "NOPE", "dns.expected_rcode", "NXDOMAIN"),
        typed(dns, "dns.expected_answers", answers, "dns.expected_answers", "limit is 32"),
        typed(dns, "dns.expected_answers", "x".repeat(513), "dns.expected_answers[0]", "512"),
        typed(dns, "dns.expected_answers", "192.0.2.1\nb\u{7}", "dns.expected_answers[1]", "printable"),
        typed(dns, "dns.expected_answers", "192.0.2.1\n::1", "dns.expected_answers[1]", "IPv4 address"),
    ]
}

fn http() -> Vec<Typed> {
    let http = [CheckKind::Http].as_slice();
    let patterns = vec!["a"; 17].join("\n");
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}", "A".repeat(32 * 1_024));
    vec![
        typed(http, "http.method", "FETCH", "http.method", "GET, HEAD"),
        typed(http, "http.expected_statuses", "200, ok", "http.expected_statuses[1]", "200-299"),
        typed(http, "http.expected_statuses", "299-200", "http.expected_statuses[0]", "200-299"),
        typed(http, "http.expected_statuses", "200 ".repeat(65), "http.expected_statuses", "limit is 64"),
        typed(http, "http.body_matches", "ok\na(b", "http.body_matches[1]", "unclosed group"),
        typed(http, "http.body_matches", patterns.clone(), "http.body_matches", "limit is 16"),
        typed(http, "http.body_forbids", "[", "http.body_forbids[0]", "regular expression"),
        typed(http, "http.body_forbids", patterns, "http.body_forbids", "limit is 16"),
        typed(http, "http.body", "x".repeat(8_193), "http.body", "limit is 8192"),
        typed(http, "http.body", "\0", "http.body", "U+0000"),
        typed(http, "http.max_redirects", "21", "http.max_redirects", "0 to 20"),
        typed(http, "http.max_redirects", "-1", "http.max_redirects", "whole number"),
        typed(http, "http.max_body_bytes", "0", "http.max_body_bytes", "too few"),
        typed(http, "http.max_body_bytes", "17 MiB", "http.max_body_bytes", "16 MiB"),
        typed(http, "http.max_body_bytes", "a lot", "http.max_body_bytes", "64 KiB"),
        typed(http, "http.tls_ca_pem", "no pem", "http.tls_ca_pem", "BEGIN CERTIFICATE"),
        typed(http, "http.tls_ca_pem", pem, "http.tls_ca_pem", "limit is 32768"),
        typed(http, "http.tls_server_name", "https://x", "http.tls_server_name", "no host name"),
        typed(http, "http.tls_server_name", "a b", "http.tls_server_name", "no host name"),
        typed(http, "http.tls_min_remaining", "4000d", "http.tls_min_remaining", "10 years"),
        typed(http, "http.tls_min_remaining", "always", "http.tls_min_remaining", ""),
    ]
}

#[test]
fn whatever_is_typed_wrong_is_told_at_its_field() {
    for case in [common(), targets(), icmp_tcp_dns(), http()].into_iter().flatten() {
        for kind in case.kinds {
            let mut form = good(*kind);
            put(&mut form, case.field, FieldValue::Text(case.text.clone()));
            told_at(*kind, &case, &form);
        }
    }
}

#[test]
fn headers_are_told_at_their_row() {
    let long = "v".repeat(2_049);
    let rows = [("a b", "x"), ("Content-Length", "1"), ("x", "\u{e4}"), ("x", &long), ("", "x")];
    for (name, value) in rows {
        let mut form = good(CheckKind::Http);
        form.http.headers =
            vec![("accept".to_owned(), "*/*".to_owned()), (name.to_owned(), value.to_owned())];
        let case = typed(&[], "http.headers", name, "http.headers[1]", "");
        told_at(CheckKind::Http, &case, &form);
    }
    let mut form = good(CheckKind::Http);
    form.http.headers = vec![("a".to_owned(), "b".to_owned()); 33];
    told_at(CheckKind::Http, &typed(&[], "http.headers", "", "http.headers", "limit is 32"), &form);
}

/// Exactly one finding, at the field that was typed into, with the coordinator's path and words.
fn told_at(kind: CheckKind, case: &Typed, form: &CheckForm) {
    let what = format!("{kind:?} {}: {:.40}", case.field, case.text);
    let found = form.to_check().expect_err(&what);
    assert_eq!(found[0].path, case.path, "{what}: {found:?}");
    assert!(found[0].message.contains(case.says), "{what}: {:?} lacks {:?}", found[0].message, case.says);

    let errors = placed(&found);

    assert_eq!(errors.first(), Some(CheckForm::field_id(case.field).as_str()), "{what}");
    assert_eq!((errors.fields.len(), errors.summary.len()), (1, 0), "{what}: {errors:?}");
}

/// What other programs may send: nothing in it is right.
fn worst() -> Vec<Check> {
    let negative = Some(prost_types::Duration { seconds: -1, nanos: 0 });
    let specs = [
        None,
        Some(Spec::Icmp(IcmpCheck {
            packets: 99,
            payload_bytes: 1,
            max_loss_ratio: f64::NAN,
            packet_interval: negative,
        })),
        Some(Spec::Tcp(TcpCheck { port: 0, read_number: true })),
        Some(Spec::Dns(DnsCheck {
            query_name: String::new(),
            record_type: 99,
            port: 99_999,
            transport: 9,
            recursion_desired: None,
            expected_rcode: "REFUSED".to_owned(),
            expected_answers: vec!["x".to_owned()],
        })),
        Some(Spec::Http(HttpCheck {
            method: "?".to_owned(),
            headers: vec![HttpHeader::default()],
            body: "\0".to_owned(),
            expected_statuses: vec!["?".to_owned()],
            body_matches: vec!["(".to_owned()],
            body_forbids: vec![String::new()],
            max_redirects: Some(99),
            max_body_bytes: u64::MAX,
            tls_ca_pem: "?".to_owned(),
            tls_server_name: "?".to_owned(),
            tls_insecure: true,
            tls_min_remaining: negative,
        })),
    ];
    let check = |spec| Check {
        slug: "?".to_owned(),
        description: "\0".to_owned(),
        spec,
        targets: vec!["?".to_owned(), String::new()],
        agent_selector: "?".to_owned(),
        interval: negative,
        timeout: negative,
        status_policy: Some(StatusPolicy { window: 3, down_after: 0, up_after: 9 }),
        ..Check::default()
    };
    specs.into_iter().map(check).collect()
}

#[test]
fn every_finding_of_the_coordinator_has_a_place_with_and_without_the_name_of_the_message() {
    let mut seen = std::collections::BTreeSet::new();
    for check in worst() {
        let FieldErrors(found) = check_from_wire(&check).check().unwrap_err();
        for prefix in ["", "check."] {
            let found: Vec<FieldFailure> = found
                .iter()
                .map(|finding| FieldFailure::new(format!("{prefix}{}", finding.field), &finding.reason))
                .collect();

            let errors = placed(&found);

            assert_eq!(errors.summary, []);
            for finding in &found {
                let bare = finding.path.strip_prefix("check.").unwrap_or(&finding.path);
                let field = bare.split('[').next().unwrap();
                let id = CheckForm::field_id(field);
                let told = errors.of(&id).unwrap_or_default().to_lowercase();
                assert!(told.contains(&finding.message.to_lowercase()), "{field}: {told}");
                seen.insert(field.to_owned());
            }
        }
    }
    assert!(seen.len() >= 30, "{seen:?}");
}

#[test]
fn what_is_about_the_request_and_no_field_stands_in_the_summary() {
    let found =
        ["update_mask", "request_id", "check_id", "check"].map(|path| FieldFailure::new(path, "is odd"));

    let errors = placed(&found);

    assert_eq!((errors.fields.len(), errors.summary.len()), (0, 4));
}
