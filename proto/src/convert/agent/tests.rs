#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::time::Duration;

use nocturne_shared::check::TcpSpec;
use nocturne_shared::outcome::{CheckStatus, GapCause, Metric, Outcome, Reason, RecordKind};

use super::*;

fn spec(kind: CheckKind) -> CheckSpec {
    CheckSpec {
        kind,
        targets: vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap(), "example.org".parse().unwrap()],
        interval: Duration::from_millis(1_500),
        timeout: Duration::from_millis(250),
        status_policy: StatusPolicy::new(5, 3, 2).unwrap(),
    }
}

fn check_id(byte: u8) -> CheckId {
    CheckId::from_bytes(&[byte; 16]).unwrap()
}

fn sent() -> wire::CheckAssignment {
    let tcp = CheckKind::Tcp(TcpSpec { port: 443, read_number: true });
    assignment_to_wire(check_id(7), 3, "web", &spec(tcp))
}

fn fields(error: &FieldErrors) -> Vec<&str> {
    error.0.iter().map(|finding| finding.field.as_str()).collect()
}

#[test]
fn an_assignment_round_trips() {
    let icmp = IcmpSpec { max_loss_ratio: 0.25, ..IcmpSpec::default() };
    for kind in [CheckKind::Icmp(icmp), CheckKind::Tcp(TcpSpec { port: 65_535, read_number: true })] {
        let spec = spec(kind);

        let read = try_assignment_from_wire(&assignment_to_wire(check_id(7), 3, "web-1", &spec)).unwrap();

        assert_eq!(
            read,
            Assignment { check_id: check_id(7), revision: 3, slug: "web-1".parse().unwrap(), spec }
        );
    }
}

#[test]
fn everything_wrong_with_an_assignment_is_found_at_once() {
    let bad = wire::CheckAssignment {
        check_id: vec![1, 2],
        revision: 0,
        slug: "Web!".to_owned(),
        interval: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
        timeout: None,
        targets: vec!["a:80".to_owned()],
        status_policy: Some(wire::StatusPolicy { window: 33, down_after: 0, up_after: 1 }),
        spec: Some(check_assignment::Spec::Tcp(wire::TcpSpec { port: 70_000, read_number: false })),
    };

    let error = try_assignment_from_wire(&bad).unwrap_err();

    assert_eq!(
        fields(&error),
        [
            "check_id",
            "revision",
            "slug",
            "interval",
            "timeout",
            "tcp.port",
            "targets[0]",
            "status_policy.window",
            "status_policy.down_after",
        ]
    );
}

#[test]
fn an_empty_message_is_refused_and_does_not_fall_back_to_defaults() {
    let error = try_assignment_from_wire(&wire::CheckAssignment::default()).unwrap_err();

    for field in ["check_id", "slug", "interval", "timeout", "status_policy", "spec", "targets"] {
        assert!(fields(&error).contains(&field), "{field} in {error}");
    }
}

#[test]
fn the_limits_of_the_api_hold_on_the_agent_too() {
    let quick = Some(prost_types::Duration { seconds: 0, nanos: 1_000_000 });
    let cases = [
        ("interval", wire::CheckAssignment { interval: quick, timeout: quick, ..sent() }),
        ("timeout", wire::CheckAssignment { timeout: Some(prost_types::Duration::default()), ..sent() }),
        ("targets", wire::CheckAssignment { targets: vec!["a".to_owned(); 1_001], ..sent() }),
        (
            "icmp.max_loss_ratio",
            wire::CheckAssignment {
                spec: Some(check_assignment::Spec::Icmp(wire::IcmpSpec {
                    packets: 3,
                    payload_bytes: 56,
                    max_loss_ratio: f64::NAN,
                    packet_interval: quick,
                })),
                ..sent()
            },
        ),
    ];

    for (field, bad) in cases {
        let error = try_assignment_from_wire(&bad).unwrap_err();
        assert!(fields(&error).contains(&field), "{field} in {error}");
    }
}

#[test]
fn findings_of_a_desired_state_name_the_check() {
    let state =
        wire::DesiredState { checks: vec![sent(), sent(), wire::CheckAssignment { revision: 0, ..sent() }] };

    let error = try_desired_state_from_wire(&state).unwrap_err();

    assert_eq!(fields(&error), ["checks[1].check_id", "checks[2].revision"]);
    assert_eq!(try_desired_state_from_wire(&wire::DesiredState::default()), Ok(Vec::new()));
}

#[test]
fn refusals_travel_as_short_names() {
    assert_eq!(refusal_to_metadata(wire::Refusal::TokenUsed), "token_used");
    for code in 1..=10 {
        let refusal = wire::Refusal::try_from(code).unwrap();
        assert_eq!(refusal_from_metadata(&refusal_to_metadata(refusal)), Some(refusal));
    }
    assert_eq!(refusal_from_metadata("unspecified"), None);
    assert_eq!(refusal_from_metadata("something-else"), None);
}

#[test]
fn closed_lists_have_the_same_numbers_on_both_sides() {
    fn same<T: Copy + PartialEq + std::fmt::Debug>(
        ours: &[T],
        code: impl Fn(T) -> i32,
        from_code: impl Fn(i32) -> Option<T>,
        wire_name: impl Fn(i32) -> Option<&'static str>,
        prefix: &str,
    ) {
        for value in ours {
            let name = wire_name(code(*value)).unwrap_or_default().replace('_', "").to_ascii_lowercase();
            let want = format!("{prefix}{value:?}").to_ascii_lowercase();
            let alias = [("gapcauseunknown", "gapcauseunspecified")];
            let want = alias.iter().find(|(ours, _)| *ours == want).map_or(want.as_str(), |(_, wire)| wire);
            assert!(name.starts_with(want), "{value:?} is {name} on the wire");
        }
        for number in 0..64 {
            let is_unspecified = wire_name(number).is_some_and(|name| name.ends_with("UNSPECIFIED"));
            if wire_name(number).is_some() && !is_unspecified {
                assert!(from_code(number).is_some(), "{prefix} {number} is not known to the vocabulary");
            }
        }
    }

    same(
        Outcome::ALL,
        Outcome::code,
        Outcome::from_code,
        |n| Some(wire::Outcome::try_from(n).ok()?.as_str_name()),
        "outcome",
    );
    same(
        Reason::ALL,
        Reason::code,
        Reason::from_code,
        |n| Some(wire::Reason::try_from(n).ok()?.as_str_name()),
        "reason",
    );
    same(
        CheckStatus::ALL,
        CheckStatus::code,
        CheckStatus::from_code,
        |n| Some(wire::CheckStatus::try_from(n).ok()?.as_str_name()),
        "checkstatus",
    );
    same(
        GapCause::ALL,
        GapCause::code,
        GapCause::from_code,
        |n| Some(wire::GapCause::try_from(n).ok()?.as_str_name()),
        "gapcause",
    );
    same(
        RecordKind::ALL,
        RecordKind::code,
        RecordKind::from_code,
        |n| Some(wire::RecordKind::try_from(n).ok()?.as_str_name()),
        "recordkind",
    );
    assert_eq!(
        Metric::ALL.len(),
        (1..64).filter(|number| wire::Metric::try_from(*number).is_ok()).count(),
        "metrics on both sides"
    );
    for metric in Metric::ALL {
        let name = wire::Metric::try_from(metric.code()).unwrap().as_str_name();
        assert_eq!(name.to_ascii_lowercase(), format!("metric_{}", metric.as_str()));
    }
}
