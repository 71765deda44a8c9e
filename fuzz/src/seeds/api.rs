//! The API.

use nocturne_proto::api::v1::{self as wire, check::Spec};
use prost::Message;
use prost_types::{Duration, FieldMask};

use super::Made;

/// Behind the line that names them.
pub(super) fn messages() -> Vec<Made> {
    let with = |name, change: fn(&mut wire::Check)| {
        let mut check = check();
        change(&mut check);
        named(name, "Check", &check)
    };
    let update = |paths: &[&str]| wire::UpdateCheckRequest {
        check: Some(check()),
        update_mask: Some(FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() }),
    };
    let labels = |labels: &[(&str, &str)]| wire::CreateJoinTokenRequest {
        site: "ams".to_owned(),
        labels: labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..Default::default()
    };
    vec![
        with("good-check-icmp", |_| ()),
        with("good-check-defaults", |it| {
            it.spec = Some(Spec::Icmp(wire::IcmpCheck::default()));
            (it.interval, it.timeout, it.status_policy, it.enabled) = (None, None, None, None);
        }),
        with("good-check-tcp", |it| {
            it.spec = Some(Spec::Tcp(wire::TcpCheck { port: 443, read_number: true }))
        }),
        with("good-check-dns", |it| it.spec = Some(Spec::Dns(dns()))),
        with("good-check-http", |it| {
            it.spec = Some(Spec::Http(http()));
            it.targets = vec!["https://example.org/health?x=1".to_owned()];
        }),
        with("bad-check-no-kind", |it| it.spec = None),
        with("bad-check-slug", |it| it.slug = "Not A Slug".to_owned()),
        with("bad-check-interval-0", |it| it.interval = Some(Duration::default())),
        with("bad-check-timeout-of-a-nanosecond", |it| it.timeout = Some(Duration { seconds: 0, nanos: 1 })),
        with("good-check-odd-nanoseconds", |it| {
            it.interval = Some(Duration { seconds: 10, nanos: 1_001 });
            it.timeout = Some(Duration { seconds: 0, nanos: 1_999 });
        }),
        with("bad-check-interval-huge", |it| {
            it.interval = Some(Duration { seconds: i64::MAX, nanos: 999_999_999 })
        }),
        with("bad-check-record-type", |it| {
            it.spec = Some(Spec::Dns(wire::DnsCheck { record_type: 77, ..dns() }));
        }),
        with("bad-check-pattern", |it| {
            it.spec = Some(Spec::Http(wire::HttpCheck { body_matches: vec!["a(b".to_owned()], ..http() }));
            it.targets = vec!["https://example.org/".to_owned()];
        }),
        with("bad-check-description", |it| it.description = "x".repeat(1_025)),
        with("bad-check-selector", |it| it.agent_selector = "site in (a".to_owned()),
        named("good-update-mask", "UpdateCheckRequest", &update(&["description", "interval", "icmp"])),
        named("good-update-everything", "UpdateCheckRequest", &update(&[])),
        behind("odd-update-unnamed", "", &update(&["targets"])),
        behind("bad-update-slug", "", &update(&["slug"])),
        behind("bad-update-unknown-path", "", &update(&["icmp.packets", "\u{202e}"])),
        named("good-labels", "CreateJoinTokenRequest", &labels(&[("role", "edge"), ("rack", "a1")])),
        named("bad-labels-reserved", "CreateJoinTokenRequest", &labels(&[("site", "x"), ("1a", "")])),
        named(
            "good-login",
            "LoginRequest",
            &wire::LoginRequest {
                username: "admin".to_owned(),
                password: "correct horse".to_owned(),
                ..wire::LoginRequest::default()
            },
        ),
        named(
            "good-list",
            "ListChecksRequest",
            &wire::ListChecksRequest { page_size: -1, ..Default::default() },
        ),
        ("bad-cut", b"nocturne.api.v1.Check\n\x12\x05ab".to_vec()),
        ("bad-map-entry", b"nocturne.api.v1.CreateJoinTokenRequest\n\x1a\x03\x0a\xff\x01".to_vec()),
        ("odd-oneof-twice", b"nocturne.api.v1.Check\n\x22\x00\x2a\x00".to_vec()),
    ]
}

fn named(name: &'static str, message: &str, content: &impl Message) -> Made {
    behind(name, &format!("nocturne.api.v1.{message}"), content)
}

fn behind(name: &'static str, line: &str, content: &impl Message) -> Made {
    (name, [line.as_bytes(), b"\n", &content.encode_to_vec()].concat())
}

fn check() -> wire::Check {
    wire::Check {
        slug: "ping".to_owned(),
        description: "for people".to_owned(),
        targets: vec!["192.0.2.1".to_owned(), "example.org".to_owned()],
        agent_selector: "site in (ams,fra),role!=edge".to_owned(),
        interval: Some(Duration { seconds: 10, nanos: 0 }),
        timeout: Some(Duration { seconds: 1, nanos: 500_000_000 }),
        status_policy: Some(wire::StatusPolicy { window: 5, down_after: 3, up_after: 2 }),
        enabled: Some(false),
        spec: Some(Spec::Icmp(wire::IcmpCheck { packets: 5, max_loss_ratio: 0.2, ..Default::default() })),
        ..Default::default()
    }
}

fn dns() -> wire::DnsCheck {
    wire::DnsCheck {
        query_name: "Example.org.".to_owned(),
        record_type: 2,
        expected_answers: vec!["2001:db8::1".to_owned()],
        ..Default::default()
    }
}

fn http() -> wire::HttpCheck {
    wire::HttpCheck {
        method: "get".to_owned(),
        headers: vec![wire::HttpHeader { name: "Accept".to_owned(), value: "*/*".to_owned() }],
        expected_statuses: vec!["200-299".to_owned(), "404".to_owned()],
        body_matches: vec!["(?i)ok".to_owned()],
        max_redirects: Some(0),
        tls_min_remaining: Some(Duration { seconds: 86_400, nanos: 0 }),
        ..Default::default()
    }
}
