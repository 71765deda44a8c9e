use nocturne_proto::convert::api::{CheckedInput, check_from_wire};

use super::*;

const TWO_FORMS: &str = "\
slug: web
description: The front door
tcp:
  port: 443
targets: [example.org, 192.0.2.1]
agent_selector: site=ams
interval: 10s
timeout: 500ms
status_policy: {window: 5, down_after: 3, up_after: 2}
enabled: false
---
- name: gateway
  icmp: {packets: 5}
  targets: [192.0.2.1]
- slug: resolver
  icmp: {}
  targets: [192.0.2.53]
---
";

fn file(text: &str) -> CheckFile {
    CheckFile { origin: "f.yaml".to_owned(), text: text.to_owned(), base: PathBuf::from("nowhere") }
}

fn parse(text: &str) -> Vec<wire::Check> {
    file(text).checks().unwrap().into_iter().map(|one| one.check).collect()
}

fn findings(text: &str) -> Vec<String> {
    file(text).checks().unwrap_err()
}

/// What a check means, defaults filled in.
fn meant(check: &wire::Check) -> CheckedInput {
    check_from_wire(check).check().unwrap()
}

#[test]
fn documents_and_lists_are_read_in_order() {
    let checks = parse(TWO_FORMS);

    let slugs: Vec<&str> = checks.iter().map(|check| check.slug.as_str()).collect();
    assert_eq!(slugs, ["web", "gateway", "resolver"]);
    assert_eq!(checks[0].interval, Some(prost_types::Duration { seconds: 10, nanos: 0 }));
    assert_eq!(checks[0].timeout, Some(prost_types::Duration { seconds: 0, nanos: 500_000_000 }));
    assert_eq!(checks[0].enabled, Some(false));
    assert_eq!(checks[1].enabled, Some(true));
    assert!(matches!(&checks[1].spec, Some(wire::check::Spec::Icmp(icmp)) if icmp.packets == 5));
}

#[test]
fn every_unknown_field_is_named_with_its_path_and_line() {
    let one = findings("slug: web\ntcp: {port: 443, prt: 1}\ntarget: [a]\ntargets: [a]\n");
    assert_eq!(one.len(), 2, "{one:?}");
    assert!(
        one[0].starts_with("f.yaml:2: check web: tcp.prt: unknown field `prt`; known are port, read_number")
    );
    assert!(one[1].starts_with("f.yaml:3: check web: target: unknown field `target`"), "{one:?}");

    let later =
        findings("slug: a\nicmp: {}\ntargets: [a]\n---\n- slug: b\n  icmp:\n    packet: 3\n  targets: [a]\n");
    assert!(later[0].starts_with("f.yaml:7: check b: icmp.packet: unknown field"), "{later:?}");
}

#[test]
fn a_wrong_interval_is_refused_with_the_way_to_write_one() {
    let without_unit = findings("slug: web\ntcp: {port: 443}\ntargets: [a]\ninterval: 10\n");
    assert!(
        without_unit[0].starts_with("f.yaml:4: check web: interval: ")
            && without_unit[0].contains("has no unit"),
        "{without_unit:?}"
    );

    for zero in ["0s", "50ms", "25h"] {
        let out_of_range =
            findings(&format!("slug: web\ntcp: {{port: 443}}\ntargets: [a]\ninterval: {zero}\n"));
        assert!(out_of_range[0].contains("check web: interval: "), "{out_of_range:?}");
    }
}

#[test]
fn everything_wrong_in_every_document_is_reported() {
    let found = findings(
        "slug: Web\ntcp: {port: 70000}\ntargets: ['http://x']\n---\nslug: b\ntargets: [a]\n---\nslug: c\nicmp: {packets: 0}\ntargets: [a]\n",
    );

    let has = |text: &str| found.iter().any(|finding| finding.contains(text));
    assert!(has("check Web: slug:") && has("tcp.port: 70000") && has("targets[0]:"), "{found:?}");
    assert!(has("check b: spec:") && has("check c: icmp.packets:"), "{found:?}");
}

#[test]
fn a_name_that_is_there_twice_and_an_empty_file_are_refused() {
    let check = "slug: web\nicmp: {}\ntargets: [a]\n";

    assert!(findings(&format!("{check}---\n{check}"))[0].contains("is there twice"));
    assert!(findings("")[0].contains("no check"));
    assert!(findings("# nothing\n")[0].contains("no check"));
    assert!(findings("just text")[0].contains("a check, or a list of checks, belongs here"));
    assert!(findings("slug: [\n")[0].contains("line"));
}

#[test]
fn what_show_prints_can_be_applied() {
    let shown = wire::Check {
        check_id: "id".to_owned(),
        revision: 3,
        etag: "e".to_owned(),
        create_time: Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 }),
        ..parse(TWO_FORMS).remove(0)
    };
    let yaml = serde_norway::to_string(&crate::view::check::Check::from(shown.clone())).unwrap();

    let read = parse(&yaml).remove(0);

    assert_eq!(meant(&read), meant(&shown));
}

#[test]
fn defaults_written_out_are_the_same_check() {
    let short = parse("slug: a\nicmp: {}\ntargets: [A.example]\n").remove(0);
    let long = parse(
        "slug: a\nicmp: {packets: 3, payload_bytes: 56, packet_interval: 20ms}\ntargets: [a.example]\ninterval: 1m\n\
         timeout: 5s\nstatus_policy: {window: 3, down_after: 2, up_after: 2}\nenabled: true\nagent_selector: ''\n",
    )
    .remove(0);

    assert_eq!(meant(&short), meant(&long));
}

const DNS_AND_HTTP: &str = "\
slug: resolver
dns:
  query_name: example.org
  record_type: mx
  transport: Tcp
  recursion_desired: false
  expected_rcode: NOERROR
  expected_answers: ['10 mail.example.org.']
targets: [192.0.2.53]
---
slug: web
http:
  method: post
  headers: {Accept: text/html, X-Id: 7}
  body: '{}'
  expected_statuses: [200, 300-308]
  body_matches: ['ok$']
  body_forbids: [error]
  max_redirects: 0
  max_body_bytes: 4096
  tls_server_name: example.org
  tls_insecure: true
  tls_min_remaining: 14d
targets: ['https://example.org/']
";

#[test]
fn every_field_of_dns_and_http_can_be_written() {
    let checks = parse(DNS_AND_HTTP);

    let dns = wire::DnsCheck {
        query_name: "example.org".to_owned(),
        record_type: wire::dns_check::RecordType::Mx.into(),
        port: 0,
        transport: wire::dns_check::Transport::Tcp.into(),
        recursion_desired: Some(false),
        expected_rcode: "NOERROR".to_owned(),
        expected_answers: vec!["10 mail.example.org.".to_owned()],
    };
    assert_eq!(checks[0].spec, Some(wire::check::Spec::Dns(dns)));
    let header =
        |name: &str, value: &str| wire::HttpHeader { name: name.to_owned(), value: value.to_owned() };
    let http = wire::HttpCheck {
        method: "post".to_owned(),
        headers: vec![header("Accept", "text/html"), header("X-Id", "7")],
        body: "{}".to_owned(),
        expected_statuses: vec!["200".to_owned(), "300-308".to_owned()],
        body_matches: vec!["ok$".to_owned()],
        body_forbids: vec!["error".to_owned()],
        max_redirects: Some(0),
        max_body_bytes: 4096,
        tls_ca_pem: String::new(),
        tls_server_name: "example.org".to_owned(),
        tls_insecure: true,
        tls_min_remaining: Some(prost_types::Duration { seconds: 14 * 86_400, nanos: 0 }),
    };
    assert_eq!(checks[1].spec, Some(wire::check::Spec::Http(http)));
}

#[test]
fn what_show_prints_of_dns_and_http_can_be_applied() {
    for shown in parse(DNS_AND_HTTP) {
        let yaml = serde_norway::to_string(&crate::view::check::Check::from(shown.clone())).unwrap();

        assert_eq!(meant(&parse(&yaml).remove(0)), meant(&shown), "{yaml}");
    }
}

#[test]
fn findings_of_dns_and_http_have_their_path_and_line() {
    let found = findings(
        "\
slug: web
http:
  headers:
    - {name: Accept}
    - {name: 'B c', value: d}
  expected_statuses: [200, 2000]
  body_matches: ['(']
  max_redirects: many
targets: [example.org]
---
slug: resolver
dns: {query_name: a..b, record_type: AXFR, transport: carrier, porto: 1}
targets: [192.0.2.53]
",
    );

    let starts = [
        "f.yaml:4: check web: http.headers[0]: needs name and value",
        "f.yaml:6: check web: http.expected_statuses[1]: \"2000\" is no status code",
        "f.yaml:7: check web: http.body_matches[0]: \"(\"",
        "f.yaml:8: check web: http.max_redirects: is the text \"many\"",
        "f.yaml:9: check web: targets[0]: \"example.org\" is no URL",
        "f.yaml:12: check resolver: dns.record_type: \"AXFR\" is not known",
        "f.yaml:12: check resolver: dns.transport: \"carrier\" is not known",
        "f.yaml:12: check resolver: dns.porto: unknown field",
        "f.yaml:12: check resolver: dns.query_name: \"a..b\" is no domain name",
    ];
    for start in starts {
        assert!(found.iter().any(|finding| finding.starts_with(start)), "{start}\n{found:#?}");
    }
    assert_eq!(found.len(), starts.len(), "{found:#?}");
}

#[test]
fn a_ca_file_is_seen_from_the_folder_of_the_yaml_file() {
    let folder = tempfile::tempdir().unwrap();
    let pem = "-----BEGIN CERTIFICATE-----\nMBUwDQIBATAAMAAwADAAMAAwAAMCAAE=\n-----END CERTIFICATE-----\n";
    let write = |name: &str, text: &str| {
        std::io::Write::write_all(&mut fs::File::create(folder.path().join(name)).unwrap(), text.as_bytes())
            .unwrap();
    };
    write("ca.pem", pem);
    write("checks.yaml", "slug: web\nhttp: {tls_ca_file: ca.pem}\ntargets: ['https://a/']\n");
    write("both.yaml", "slug: web\nhttp: {tls_ca_file: ca.pem, tls_ca_pem: x}\ntargets: ['https://a/']\n");
    let open = |name: &str| CheckFile::open(&folder.path().join(name)).unwrap().checks();

    let read = open("checks.yaml").unwrap().remove(0).check;

    assert!(matches!(read.spec, Some(wire::check::Spec::Http(http)) if http.tls_ca_pem == pem));
    assert!(open("both.yaml").unwrap_err()[0].contains("http.tls_ca_file: is given beside tls_ca_pem"));
    let missing = findings("slug: web\nhttp: {tls_ca_file: ca.pem}\ntargets: ['https://a/']\n");
    assert!(missing[0].contains("http.tls_ca_file: \"ca.pem\" cannot be read"), "{missing:?}");
}

#[test]
fn a_place_that_the_coordinator_names_is_found_again() {
    let file = file(DNS_AND_HTTP);
    let checks = file.checks().unwrap();

    assert_eq!(file.place_of(&checks[1], "http.body"), "f.yaml:15: check web: http.body");
    assert_eq!(file.place_of(&checks[0], "targets[0]"), "f.yaml:9: check resolver: targets[0]");
    assert_eq!(file.place_of(&checks[0], "interval"), "f.yaml: check resolver: interval");
}

#[test]
fn numbers_that_could_mean_two_things_are_no_text() {
    let found = findings("slug: web\nhttp: {headers: {Version: 1.10}}\ntargets: ['https://a/']\n");

    assert!(found[0].contains("http.headers.Version") && found[0].contains("quotes"), "{found:?}");
}
