use nocturne_proto::api::v1::{Check, HttpCheck, IcmpCheck, StatusPolicy, check::Spec};

use crate::{
    check_view::{agents_text, definition, policy_text},
    format::UNIT_SPACE,
};

#[test]
fn a_definition_reads_like_a_sentence() {
    let icmp = Check {
        spec: Some(Spec::Icmp(IcmpCheck { packets: 5, max_loss_ratio: 0.25, ..IcmpCheck::default() })),
        targets: vec!["192.0.2.1".to_owned()],
        ..Check::default()
    };
    let http = Check {
        spec: Some(Spec::Http(HttpCheck {
            expected_statuses: vec!["200".to_owned(), "204".to_owned()],
            tls_insecure: true,
            ..HttpCheck::default()
        })),
        targets: vec!["https://example.org/".to_owned()],
        ..Check::default()
    };
    let said = |check: &Check, field: &str| {
        let found = definition(check).into_iter().find(|(name, _)| *name == field);
        found.map(|(_, values)| values.join("|").replace(UNIT_SPACE, " "))
    };

    assert_eq!(said(&icmp, "Echo requests").as_deref(), Some("5 of 56 bytes, 20 ms apart"));
    assert_eq!(said(&icmp, "Allowed loss").as_deref(), Some("25 %"));
    assert_eq!(said(&http, "Expected status").as_deref(), Some("200, 204"));
    assert_eq!(said(&http, "Body read").as_deref(), Some("up to 1 MiB"));
    assert!(said(&http, "Certificate check").is_some());
    assert_eq!(said(&http, "Headers"), None);
}

#[test]
fn policy_and_agents_are_said_in_words() {
    let policy =
        |window, down_after, up_after| policy_text(Some(&StatusPolicy { window, down_after, up_after }));

    assert_eq!(policy_text(None), "Down after 2 failures in 3; up again after 2 successes in a row");
    assert_eq!(policy(1, 1, 1), "Down after one failure; up again after one success");
    assert_eq!(policy(3, 1, 1), "Down after 1 failure in 3; up again after one success");
    assert_eq!(policy(5, 3, 2), "Down after 3 failures in 5; up again after 2 successes in a row");
    assert_eq!(agents_text(" "), "Every agent");
    assert_eq!(agents_text("site in (ams, fra)"), "Agents with site in (ams,fra)");
    assert_eq!(agents_text("site=("), "site=(");
}
