//! Round trips and refusals of the API's checks.

use nocturne_shared::check::{CheckKind, IcmpSpec};

use super::*;
use crate::api::v1::check;

fn tcp_check() -> wire::Check {
    wire::Check {
        slug: "web".to_owned(),
        description: "the shop".to_owned(),
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: true })),
        targets: vec!["192.0.2.1".to_owned(), "example.org".to_owned()],
        agent_selector: "site=ams".to_owned(),
        interval: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
        ..wire::Check::default()
    }
}

fn fields(errors: &FieldErrors) -> Vec<&str> {
    errors.0.iter().map(|finding| finding.field.as_str()).collect()
}

#[test]
fn a_check_survives_the_way_in_and_out() {
    let input = check_from_wire(&tcp_check());
    let checked = input.check().unwrap();

    let mut back = wire::Check { slug: "web".to_owned(), ..wire::Check::default() };
    spec_to_wire(&checked.spec, &mut back);
    back.agent_selector = checked.agent_selector.to_string();
    back.description.clone_from(&checked.description);

    assert!(checked.enabled);
    assert_eq!(check_from_wire(&back).check().unwrap(), checked);
    assert_eq!(spec_to_raw(&checked.spec, "site=ams").check().unwrap().0, checked.spec);
}

#[test]
fn zeros_of_an_icmp_check_are_the_defaults() {
    let sent = wire::Check { spec: Some(check::Spec::Icmp(wire::IcmpCheck::default())), ..tcp_check() };

    let checked = check_from_wire(&sent).check().unwrap();

    assert_eq!(checked.spec.kind, CheckKind::Icmp(IcmpSpec::default()));
}

#[test]
fn everything_wrong_with_a_check_is_found_at_once() {
    let sent = wire::Check {
        slug: "Web Shop".to_owned(),
        description: "x".repeat(MAX_DESCRIPTION + 1),
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 0, read_number: false })),
        targets: vec!["http://example.org".to_owned()],
        agent_selector: "site=".to_owned(),
        interval: Some(prost_types::Duration { seconds: 0, nanos: 0 }),
        timeout: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
        status_policy: Some(wire::StatusPolicy { window: 40, down_after: 1, up_after: 1 }),
        ..wire::Check::default()
    };

    let errors = check_from_wire(&sent).check().unwrap_err();

    let found = fields(&errors);
    for want in [
        "slug",
        "description",
        "timeout",
        "tcp.port",
        "targets[0]",
        "interval",
        "agent_selector",
        "status_policy.window",
    ] {
        assert!(found.contains(&want), "{want} is missing in {found:?}");
    }
}

#[test]
fn only_the_named_fields_change() {
    let base = check_from_wire(&tcp_check());
    let other = wire::Check {
        description: "other".to_owned(),
        targets: vec!["192.0.2.9".to_owned()],
        enabled: Some(false),
        interval: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
        spec: None,
        ..tcp_check()
    };
    let other = check_from_wire(&other);

    let mut changed = base.clone();
    changed.overlay(&other, &["targets".to_owned(), "enabled".to_owned()]).unwrap();
    assert_eq!(changed.spec.targets, ["192.0.2.9"]);
    assert!(!changed.enabled);
    assert_eq!(changed.description, "the shop");
    assert!(changed.check().is_ok());

    let mut whole = base.clone();
    whole.overlay(&other, &[]).unwrap();
    assert_eq!(fields(&whole.check().unwrap_err()), ["interval", "spec"]);

    // What was read and is sent back whole holds the name as it is.
    assert!(base.clone().overlay(&other, &["slug".to_owned()]).is_ok());
    let other = CheckInput { slug: "another".to_owned(), ..other };
    let mut refused = base;
    let errors = refused.overlay(&other, &["slug".to_owned(), "nonsense".to_owned()]).unwrap_err();
    assert_eq!(fields(&errors), ["update_mask", "update_mask"]);
}

#[test]
fn labels_of_the_coordinator_and_malformed_ones_are_all_named() {
    let sent = HashMap::from([
        ("site".to_owned(), "ams".to_owned()),
        ("1a".to_owned(), "x".to_owned()),
        ("role".to_owned(), "edge".to_owned()),
    ]);

    let errors = try_labels_from_wire(sent).unwrap_err();

    assert_eq!(fields(&errors), ["labels.1a", "labels.site"]);
    let good = HashMap::from([("role".to_owned(), "edge".to_owned())]);
    assert_eq!(labels_to_wire(&try_labels_from_wire(good.clone()).unwrap()), good);
}

#[test]
fn statuses_round_trip() {
    for status in CheckStatus::ALL {
        assert_eq!(status_from_wire(status_to_wire(*status)), Some(*status));
    }
}
