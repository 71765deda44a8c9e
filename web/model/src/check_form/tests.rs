use nocturne_proto::api::v1::{
    DnsCheck, HttpCheck, HttpHeader, IcmpCheck, StatusPolicy, TcpCheck, check::Spec,
};
use proptest::prelude::*;

use super::*;
use crate::format::duration_to_proto;

fn typed(kind: CheckKind) -> CheckForm {
    let target = if kind == CheckKind::Http { "https://example.org/" } else { "192.0.2.1" };
    let mut form = CheckForm::new(kind);
    form.slug = "web".to_owned();
    form.targets = target.to_owned();
    form.tcp.port = "443".to_owned();
    form.dns.query_name = "example.org".to_owned();
    form
}

fn paths(found: &[FieldFailure]) -> Vec<&str> {
    found.iter().map(|finding| finding.path.as_str()).collect()
}

fn refused(form: &CheckForm) -> Vec<String> {
    form.to_check().unwrap_err().into_iter().map(|finding| finding.path).collect()
}

fn full(kind: CheckKind) -> Check {
    let spec = match kind {
        CheckKind::Icmp => Spec::Icmp(IcmpCheck {
            packets: 5,
            payload_bytes: 100,
            max_loss_ratio: 1.0 / 3.0,
            packet_interval: Some(duration_to_proto(std::time::Duration::from_millis(50))),
        }),
        CheckKind::Tcp => Spec::Tcp(TcpCheck { port: 25, read_number: true }),
        CheckKind::Dns => Spec::Dns(DnsCheck {
            query_name: "example.org".to_owned(),
            record_type: 4,
            port: 5_353,
            transport: 2,
            recursion_desired: Some(false),
            expected_rcode: "NOERROR".to_owned(),
            expected_answers: vec!["10 mail.example.org.".to_owned()],
        }),
        CheckKind::Http => Spec::Http(HttpCheck {
            method: "POST".to_owned(),
            headers: vec![HttpHeader { name: "accept".to_owned(), value: "text/html".to_owned() }],
            body: "a\n b".to_owned(),
            expected_statuses: vec!["204".to_owned(), "300-308".to_owned()],
            body_matches: vec![" ok".to_owned(), "a,b".to_owned()],
            body_forbids: vec!["error".to_owned()],
            max_redirects: Some(0),
            max_body_bytes: 65_536,
            tls_ca_pem: String::new(),
            tls_server_name: "example.net".to_owned(),
            tls_insecure: true,
            tls_min_remaining: Some(duration_to_proto(std::time::Duration::from_hours(336))),
        }),
    };
    let targets = match kind {
        CheckKind::Http => vec!["https://example.org/a,b".to_owned(), "http://192.0.2.1/".to_owned()],
        _ => vec!["192.0.2.1".to_owned(), "example.org".to_owned()],
    };
    Check {
        check_id: "0191".to_owned(),
        slug: "web".to_owned(),
        description: "Front door".to_owned(),
        spec: Some(spec),
        targets,
        agent_selector: "site in (ams,fra)".to_owned(),
        interval: Some(duration_to_proto(std::time::Duration::from_secs(10))),
        timeout: Some(duration_to_proto(std::time::Duration::from_millis(1_500))),
        status_policy: Some(StatusPolicy { window: 5, down_after: 3, up_after: 1 }),
        enabled: Some(false),
        etag: "v7".to_owned(),
        ..Check::default()
    }
}

#[test]
fn a_check_that_is_read_and_sent_back_is_the_same() {
    for kind in CheckKind::ALL {
        let check = full(kind);

        let form = CheckForm::from_check(&check);

        assert_eq!(form.to_check(), Ok(check.clone()), "{kind:?}");
        assert_eq!(form.changed_mask(&check), Ok(prost_types::FieldMask::default()));
        assert_eq!(differences(&check, &form.to_check().unwrap()), []);
    }
}

#[test]
fn every_kind_needs_little_more_than_a_name_and_a_target() {
    for kind in CheckKind::ALL {
        let check = typed(kind).to_check().unwrap();

        assert_eq!(CheckKind::of(&check), Some(kind));
        assert_eq!(check.timeout, None);
        assert_eq!(CheckKind::from_slug(kind.slug()), Some(kind));
    }
}

#[test]
fn what_cannot_be_read_and_what_is_refused_are_told_together() {
    let mut form = typed(CheckKind::Tcp);
    form.slug = "No Slug".to_owned();
    form.targets = "a\n\nhttp://x/\nb".to_owned();
    form.interval = "30".to_owned();
    form.timeout = "1h".to_owned();
    form.window = "x".to_owned();
    form.down_after = "9".to_owned();
    form.tcp.port = String::new();

    let found = form.to_check().unwrap_err();

    assert_eq!(paths(&found), ["slug", "targets[1]", "interval", "status_policy.window", "tcp.port"]);
    assert!(found[2].message.contains("30s"), "{}", found[2].message);
}

#[test]
fn each_odd_text_is_found_at_its_field() {
    let with = |kind: CheckKind, change: &dyn Fn(&mut CheckForm)| {
        let mut form = typed(kind);
        change(&mut form);
        refused(&form)
    };
    use CheckKind::{Dns, Http, Icmp, Tcp};

    assert_eq!(with(Http, &|form| form.targets.clear()), ["targets"]);
    assert_eq!(with(Http, &|form| form.interval = "1ms".to_owned()), ["interval"]);
    assert_eq!(with(Http, &|form| form.timeout = "2m".to_owned()), ["timeout"]);
    assert_eq!(with(Http, &|form| form.agent_selector = "site=".to_owned()), ["agent_selector"]);
    assert_eq!(with(Http, &|form| form.up_after = "4".to_owned()), ["status_policy.up_after"]);
    assert_eq!(
        with(Http, &|form| form.http.expected_statuses = "200, ok".to_owned()),
        ["http.expected_statuses[1]"]
    );
    assert_eq!(with(Http, &|form| form.http.body_matches = "a\n(b".to_owned()), ["http.body_matches[1]"]);
    assert_eq!(with(Http, &|form| form.http.max_body_bytes = "much".to_owned()), ["http.max_body_bytes"]);
    assert_eq!(with(Http, &|form| form.http.max_redirects = "-1".to_owned()), ["http.max_redirects"]);
    assert_eq!(
        with(Http, &|form| form.http.headers.push((String::new(), "x".to_owned()))),
        ["http.headers[0]"]
    );
    assert_eq!(
        with(Http, &|form| form.http.tls_min_remaining = "soon".to_owned()),
        ["http.tls_min_remaining"]
    );
    assert_eq!(with(Icmp, &|form| form.icmp.packets = "0".to_owned()), ["icmp.packets"]);
    assert_eq!(with(Icmp, &|form| form.icmp.max_loss_ratio = "200%".to_owned()), ["icmp.max_loss_ratio"]);
    assert_eq!(with(Icmp, &|form| form.icmp.max_loss_ratio = "some".to_owned()), ["icmp.max_loss_ratio"]);
    assert_eq!(with(Tcp, &|form| form.tcp.port = "70000".to_owned()), ["tcp.port"]);
    assert_eq!(with(Dns, &|form| form.dns.record_type = "AXFR".to_owned()), ["dns.record_type"]);
    assert_eq!(with(Dns, &|form| form.dns.transport = "QUIC".to_owned()), ["dns.transport"]);
    assert_eq!(with(Dns, &|form| form.dns.query_name.clear()), ["dns.query_name"]);
    assert_eq!(with(Dns, &|form| form.dns.port = "99999999999".to_owned()), ["dns.port"]);
}

#[test]
fn every_finding_has_a_field() {
    let map = CheckForm::field_map();
    for kind in CheckKind::ALL {
        let mut form = typed(kind);
        form.slug.clear();
        form.targets = "!!\n!!".to_owned();
        form.interval = "x".to_owned();
        form.timeout = "x".to_owned();
        form.window = "x".to_owned();
        form.agent_selector = "=".to_owned();
        form.tcp.port = "x".to_owned();
        form.dns.query_name = "..".to_owned();
        form.http.method = "FETCH".to_owned();
        form.icmp.payload_bytes = "9999".to_owned();

        let errors = map.place(&form.to_check().unwrap_err());

        assert_eq!(errors.summary, [], "{kind:?}");
        assert!(errors.fields.len() >= 6);
    }
    assert_eq!(map.id_for("check.http.expected_statuses[2]"), Some("check-http-expected_statuses"));
    assert_eq!(map.id_for("update_mask"), None);
}

#[test]
fn a_mask_names_what_differs_and_nothing_else() {
    let original = full(CheckKind::Http);
    let mut form = CheckForm::from_check(&original);
    assert_eq!(form.changed_mask(&original).unwrap().paths, Vec::<String>::new());

    form.interval = "20s".to_owned();
    form.http.body.push('!');
    form.enabled = true;
    form.targets = "HTTPS://EXAMPLE.org/a,b\nhttp://192.0.2.1".to_owned();
    assert_eq!(form.changed_mask(&original).unwrap().paths, ["http", "interval", "enabled"]);

    form.kind = CheckKind::Icmp;
    form.targets = "example.org".to_owned();
    form.timeout.clear();
    let mask = form.changed_mask(&original).unwrap();
    assert_eq!(mask.paths, ["icmp", "targets", "interval", "timeout", "enabled"]);
}

#[test]
fn differences_are_told_in_words() {
    let original = full(CheckKind::Http);
    let mut form = CheckForm::from_check(&original);
    form.interval = "1m30s".to_owned();
    form.enabled = true;
    form.targets = "https://example.org/new\nhttp://192.0.2.1/".to_owned();
    form.http.tls_min_remaining.clear();
    form.http.headers[0].1 = "*/*".to_owned();
    form.http.max_body_bytes = "2 MiB".to_owned();
    form.agent_selector.clear();

    let found = differences(&original, &form.to_check().unwrap());

    let lines: Vec<String> = found.iter().map(|found| found.text().replace('\u{202f}', " ")).collect();
    let want = [
        "Running: no → yes",
        "Targets: +https://example.org/new −https://example.org/a,b",
        "Agents: site in (ams,fra) → every agent",
        "Interval: 10 s → 1 min 30 s",
        "Headers: +accept: */* −accept: text/html",
        "Most bytes of body: 64 KiB → 2 MiB",
        "Certificate must last: 14 d → any time",
    ];
    assert_eq!(lines, want);
}

#[test]
fn another_order_and_another_kind_are_told_too() {
    let original = full(CheckKind::Tcp);
    let mut form = CheckForm::from_check(&original);
    form.targets = "example.org 192.0.2.1".to_owned();
    let found = differences(&original, &form.to_check().unwrap());
    assert_eq!(found.iter().map(Difference::text).collect::<Vec<_>>(), ["Targets: in another order"]);

    form = CheckForm::from_check(&original);
    form.kind = CheckKind::Icmp;
    let found = differences(&original, &form.to_check().unwrap());
    assert_eq!(found.iter().map(Difference::text).collect::<Vec<_>>(), ["Kind: TCP → Ping"]);
}

#[test]
fn every_field_of_the_form_has_a_name_for_people() {
    for kind in CheckKind::ALL {
        let found = differences(&full(kind), &typed(kind).to_check().unwrap());
        assert!(found.iter().all(|found| found.title != found.path && !found.text().is_empty()), "{found:?}");
    }
}

#[test]
fn starters_lack_only_name_and_target() {
    let mut ids = Vec::new();
    for starter in starters() {
        let mut form = starter.form;
        assert!(
            refused(&form).iter().all(|path| ["slug", "targets"].contains(&path.as_str())),
            "{}",
            starter.id
        );

        form.slug = "x".to_owned();
        form.targets = typed(form.kind).targets;
        assert!(form.to_check().is_ok(), "{}", starter.id);
        ids.push(starter.id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), starters().len());
}

#[test]
fn names_are_suggested_from_the_target() {
    let mut form = CheckForm::new(CheckKind::Http);
    assert_eq!(form.suggested_slug(), "");
    for (kind, target, want) in [
        (CheckKind::Http, "https://www.example.org:8443/health?x", "example-org-http"),
        (CheckKind::Icmp, "192.0.2.1, 192.0.2.2", "192-0-2-1-icmp"),
        (CheckKind::Tcp, "!!", "tcp"),
    ] {
        form.kind = kind;
        form.targets = target.to_owned();
        assert_eq!(form.suggested_slug(), want);
    }
}

#[test]
fn a_copy_is_something_to_make() {
    let copy = CheckForm::from_check(&full(CheckKind::Dns)).as_copy();

    assert_eq!((copy.check_id.as_str(), copy.etag.as_str(), copy.slug.as_str()), ("", "", "web-copy"));
    assert!(copy.to_check().is_ok());
}

#[test]
fn ratios_and_sizes_are_read_as_people_write_them() {
    for (text, want) in [
        ("0.25", Some(0.25)),
        ("25 %", Some(0.25)),
        ("2,5%", Some(0.025)),
        ("x", None),
        ("nan", None),
        ("%", None),
    ] {
        assert_eq!(ratio_parse(text), want, "{text}");
    }
    let sizes = [
        ("512", Some(512)),
        ("64 KiB", Some(65_536)),
        ("1.5mib", Some(1_572_864)),
        ("1 MB", Some(1_000_000)),
        ("2k", Some(2_048)),
        ("10 bytes", Some(10)),
        ("18446744073709551615", Some(u64::MAX)),
        ("-1", None),
        ("1e300 GiB", None),
        ("inf", None),
        ("KiB", None),
        ("", None),
    ];
    for (text, want) in sizes {
        assert_eq!(bytes_parse(text), want, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,40}", kind in 0_usize..4) {
        let mut form = typed(CheckForm::new(CheckKind::ALL[kind]).kind);
        for field in [
            &mut form.targets, &mut form.interval, &mut form.window, &mut form.icmp.packets,
            &mut form.icmp.max_loss_ratio, &mut form.tcp.port, &mut form.dns.record_type,
            &mut form.http.max_body_bytes, &mut form.http.expected_statuses, &mut form.http.body_matches,
        ] {
            field.clone_from(&text);
        }
        form.to_check().ok();
        prop_assert!(form.suggested_slug().len() <= 63);
    }

    #[test]
    fn what_is_accepted_survives_being_read_again(
        interval in 100_u64..86_400_000, packets in 1_u32..=20, loss in 0_u32..=10_000, size in 1_u64..16_777_216,
    ) {
        let mut form = typed(CheckKind::Icmp);
        form.interval = format!("{interval}ms");
        form.icmp.packets = packets.to_string();
        form.icmp.max_loss_ratio = format!("{} %", f64::from(loss) / 100.0);
        let check = form.to_check().unwrap();
        prop_assert_eq!(CheckForm::from_check(&check).to_check(), Ok(check));

        let mut form = typed(CheckKind::Http);
        form.http.max_body_bytes = size.to_string();
        let check = form.to_check().unwrap();
        prop_assert_eq!(CheckForm::from_check(&check).to_check(), Ok(check));
    }
}
