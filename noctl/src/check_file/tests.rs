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

fn findings(text: &str) -> Vec<String> {
    parse("f.yaml", text).unwrap_err()
}

#[test]
fn documents_and_lists_are_read_in_order() {
    let checks = parse("f.yaml", TWO_FORMS).unwrap();

    let slugs: Vec<&str> = checks.iter().map(|check| check.slug.as_str()).collect();
    assert_eq!(slugs, ["web", "gateway", "resolver"]);
    assert_eq!(checks[0].interval, Some(prost_types::Duration { seconds: 10, nanos: 0 }));
    assert_eq!(checks[0].timeout, Some(prost_types::Duration { seconds: 0, nanos: 500_000_000 }));
    assert_eq!(checks[0].enabled, Some(false));
    assert_eq!(checks[1].enabled, Some(true));
    assert!(matches!(&checks[1].spec, Some(wire::check::Spec::Icmp(icmp)) if icmp.packets == 5));
}

#[test]
fn an_unknown_field_is_named_with_its_line() {
    let one = findings("slug: web\ntcp: {port: 443}\ntarget: [a]\n");
    assert!(one[0].contains("unknown field `target`") && one[0].contains("line 3"), "{one:?}");

    let later =
        findings("slug: a\nicmp: {}\ntargets: [a]\n---\n- slug: b\n  icmp:\n    packet: 3\n  targets: [a]\n");
    assert!(later[0].contains("unknown field `packet`") && later[0].contains("line 7"), "{later:?}");
}

#[test]
fn a_wrong_interval_is_refused_with_the_way_to_write_one() {
    let without_unit = findings("slug: web\ntcp: {port: 443}\ntargets: [a]\ninterval: 10\n");
    assert!(
        without_unit[0].contains("has no unit") && without_unit[0].contains("line 4"),
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
    assert!(findings("just text")[0].contains("a check or a list of checks"));
    assert!(findings("slug: [\n")[0].contains("line"));
}

#[test]
fn what_show_prints_can_be_applied() {
    let shown = wire::Check {
        check_id: "id".to_owned(),
        revision: 3,
        etag: "e".to_owned(),
        create_time: Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 }),
        ..parse("f.yaml", TWO_FORMS).unwrap().remove(0)
    };
    let yaml = serde_norway::to_string(&crate::view::check::Check::from(shown.clone())).unwrap();

    let read = parse("f.yaml", &yaml).unwrap().remove(0);

    assert_eq!(check_spec::meant(&read).unwrap(), check_spec::meant(&shown).unwrap());
}

#[test]
fn defaults_written_out_are_the_same_check() {
    let short = parse("f", "slug: a\nicmp: {}\ntargets: [A.example]\n").unwrap().remove(0);
    let long = parse(
        "f",
        "slug: a\nicmp: {packets: 3, payload_bytes: 56, packet_interval: 20ms}\ntargets: [a.example]\ninterval: 1m\n\
         timeout: 5s\nstatus_policy: {window: 3, down_after: 2, up_after: 2}\nenabled: true\nagent_selector: ''\n",
    )
    .unwrap()
    .remove(0);

    assert_eq!(check_spec::meant(&short).unwrap(), check_spec::meant(&long).unwrap());
}
