//! The agent protocol.

use nocturne_agent::assignments::parts::sha256;
use nocturne_proto::agent::v1::{self as wire, check_assignment::Spec};
use prost::Message;
use prost_types::{Duration, Timestamp};

use super::Made;

const CHECK_ID: [u8; 16] =
    [1, 0x98, 0xf3, 0xa2, 0x7c, 0x1e, 0x7d, 0x33, 0x9b, 0x61, 0x2f, 0x0c, 0x5e, 0x8a, 0x4d, 0x10];

/// Behind the line that names them.
pub(super) fn messages() -> Vec<Made> {
    let hello = wire::Hello {
        agent_version: "0.1.0".to_owned(),
        capabilities: vec!["icmp.raw".to_owned(), "tcp".to_owned()],
        hostname: "edge-1".to_owned(),
        spool_id: vec![7; 16],
        epoch: 1,
        lanes: vec![wire::LaneState { lane: 1, last_seq: 9, last_chain: vec![1; 16], ..Default::default() }],
        generation: 3,
        desired_state_sha256: vec![2; 32],
        agent_time: Some(at(0)),
        ..Default::default()
    };
    let welcome = wire::Welcome {
        fence: 4,
        epoch: 1,
        cursors: vec![wire::LaneCursor { lane: 1, acked_seq: 9, acked_chain: vec![1; 16] }],
        server_time: Some(at(0)),
        heartbeat_interval: Some(seconds(10)),
        credit: Some(wire::Credit { records: 1_000, bytes: 8 << 20 }),
        ..Default::default()
    };
    let heartbeat = wire::Heartbeat {
        spool_pending_records: 5,
        degraded: vec!["spool: x".to_owned()],
        ..Default::default()
    };
    let rejected = wire::Rejected { lane: 1, reason: 3, expected_seq: 5, detail: "chain".to_owned() };
    let mut made = vec![
        named("good-up-hello", "Up", &wire::Up { kind: Some(wire::up::Kind::Hello(hello)) }),
        named("good-up-heartbeat", "Up", &wire::Up { kind: Some(wire::up::Kind::Heartbeat(heartbeat)) }),
        named("good-down-welcome", "Down", &wire::Down { kind: Some(wire::down::Kind::Welcome(welcome)) }),
        named(
            "good-data-up-batch",
            "DataUp",
            &wire::DataUp { kind: Some(wire::data_up::Kind::Batch(batch())) },
        ),
        named(
            "good-data-down-rejected",
            "DataDown",
            &wire::DataDown { kind: Some(wire::data_down::Kind::Rejected(rejected)) },
        ),
        named("good-batch", "Batch", &batch()),
        named("good-record-unknown-kind", "Record", &record(99, b"?".to_vec())),
        named("good-results", "Results", &results()),
        named("good-status", "StatusChange", &status()),
        named("good-gap", "Gap", &gap()),
        named(
            "good-enrol",
            "EnrolRequest",
            &wire::EnrolRequest {
                token: "noc1.a.b.c".to_owned(),
                csr_der: vec![0x30, 0x82],
                hostname: "edge-1".to_owned(),
                agent_version: "0.1.0".to_owned(),
            },
        ),
        named("good-empty-up", "Up", &wire::Up::default()),
        ("bad-length-over-the-end", b"Batch\n\x22\xff\x01\x08\x01".to_vec()),
        ("bad-length-of-five-bytes", b"Batch\n\x22\xff\xff\xff\xff\x0f".to_vec()),
        ("bad-varint-of-eleven-bytes", [b"Results\n\x10".as_slice(), &[0xff; 11]].concat()),
        ("bad-wire-type", b"Record\n\x0f\x00".to_vec()),
        ("bad-field-number-0", b"Record\n\x00\x00".to_vec()),
        ("bad-text-no-utf8", b"Up\n\x0a\x04\x0a\x02\xff\xfe".to_vec()),
        ("odd-unknown-field", b"Record\n\xfa\x7f\x02ab".to_vec()),
        ("odd-packed-numbers-unpacked", b"Results\n\x10\x01\x10\x02".to_vec()),
        ("odd-same-field-twice", b"Record\n\x08\x01\x08\x02".to_vec()),
        ("odd-group", b"Record\n\x0b\x08\x01\x0c".to_vec()),
        ("odd-no-name", b"\x08\x01".to_vec()),
    ];
    let deep = (0..200).fold(Vec::new(), |inner: Vec<u8>, _| {
        let mut outer = vec![0x0b];
        outer.extend(inner);
        outer.push(0x0c);
        outer
    });
    made.push(("odd-groups-200-deep", [b"Record\n".as_slice(), &deep].concat()));
    made
}

/// Behind a byte with the kind.
pub(super) fn records() -> Vec<Made> {
    let kind =
        |name, kind: u8, message: &dyn Fn() -> Vec<u8>| (name, [&[kind], message().as_slice()].concat());
    let broken = |name, change: fn(&mut wire::Results)| {
        let mut message = results();
        change(&mut message);
        kind(name, 1, &|| message.encode_to_vec())
    };
    vec![
        kind("good-results", 1, &|| results().encode_to_vec()),
        kind("good-status", 2, &|| status().encode_to_vec()),
        kind("good-config-status", 4, &|| {
            wire::ConfigStatus { generation: 3, state: 1, at: Some(at(0)), ..Default::default() }
                .encode_to_vec()
        }),
        kind("good-gap", 5, &|| gap().encode_to_vec()),
        kind("good-gap-backwards", 5, &|| {
            wire::Gap { from_time: Some(at(9)), to_time: Some(at(0)), ..Default::default() }.encode_to_vec()
        }),
        kind("good-evidence-long-with-zero-bytes", 2, &|| {
            wire::StatusChange { evidence: "ä\0".repeat(3_000), ..status() }.encode_to_vec()
        }),
        broken("good-last-row-only", |it| (it.columns[0].rows, it.columns[0].values) = (vec![1], vec![0.5])),
        broken("bad-no-rows", |it| *it = wire::Results { checks: it.checks.clone(), ..Default::default() }),
        broken("bad-rows-of-different-length", |it| it.reason.truncate(1)),
        broken("bad-check-index", |it| it.check_index[1] = 7),
        broken("bad-check-id", |it| it.checks[0].check_id.truncate(15)),
        broken("bad-revision-0", |it| it.checks[0].revision = 0),
        broken("bad-outcome", |it| it.outcome[0] = 77),
        broken("bad-metric-unknown", |it| it.columns[0].metric = 999),
        broken("bad-metric-derived", |it| it.columns[0].metric = 1),
        broken("bad-label-without-value", |it| it.columns[1].labels.truncate(1)),
        broken("bad-column-descending", |it| it.columns[0].rows = vec![1, 0]),
        broken("bad-column-row-outside", |it| it.columns[0].rows = vec![0, 2]),
        broken("bad-513-rows", |it| {
            it.check_index = vec![0; 513];
            it.target_index = vec![0; 513];
            it.start_us = vec![1; 513];
            it.duration_us = vec![1; 513];
            it.outcome = vec![1; 513];
            it.reason = vec![0; 513];
            it.columns.clear();
        }),
        broken("odd-times-overflow", |it| it.start_us = vec![i64::MAX, i64::MAX]),
        broken("odd-values-no-numbers", |it| it.columns[1].values = vec![f64::NAN, f64::NEG_INFINITY]),
        kind("bad-status-without-check", 2, &|| {
            wire::StatusChange { check: None, ..status() }.encode_to_vec()
        }),
        kind("bad-kind-reserved", 6, &Vec::new),
        kind("bad-kind-0", 0, &Vec::new),
        kind("bad-kind-255", 255, &Vec::new),
        kind("odd-gap-empty", 5, &Vec::new),
    ]
}

/// Documents.
pub(super) fn desired_states() -> Vec<Made> {
    let with = |name, change: fn(&mut wire::DesiredState)| {
        let mut state = desired_state();
        change(&mut state);
        (name, state.encode_to_vec())
    };
    vec![
        with("good-one-of-each-kind", |_| ()),
        ("good-empty", Vec::new()),
        with("bad-check-twice", |it| it.checks[1].check_id = it.checks[0].check_id.clone()),
        with("bad-check-id", |it| it.checks[0].check_id.truncate(15)),
        with("bad-revision-0", |it| it.checks[0].revision = 0),
        with("bad-slug", |it| it.checks[0].slug = "A B".to_owned()),
        with("bad-no-interval", |it| it.checks[0].interval = None),
        with("bad-interval-negative", |it| it.checks[0].interval = Some(Duration { seconds: -1, nanos: 0 })),
        with("bad-nanos", |it| it.checks[0].timeout = Some(Duration { seconds: 1, nanos: i32::MAX })),
        with("bad-no-policy", |it| it.checks[0].status_policy = None),
        with("bad-no-kind", |it| it.checks[0].spec = None),
        with("bad-url-for-tcp", |it| it.checks[1].targets = vec!["http://a/".to_owned()]),
        with("bad-loss-ratio", |it| {
            if let Some(Spec::Icmp(icmp)) = &mut it.checks[0].spec {
                icmp.max_loss_ratio = f64::NAN;
            }
        }),
        with("bad-pattern", |it| {
            if let Some(Spec::Http(http)) = &mut it.checks[3].spec {
                http.body_matches = vec!["a(b".to_owned()];
            }
        }),
        ("bad-two-empty-checks", b"\x0a\x00\x0a\x00".to_vec()),
        ("bad-500-empty-checks", b"\x0a\x00".repeat(500)),
        ("bad-cut", desired_state().encode_to_vec()[..100].to_vec()),
    ]
}

/// Parts behind their lengths.
pub(super) fn parts() -> Vec<Made> {
    let document = desired_state().encode_to_vec();
    let cut = |n_parts: usize| -> Vec<wire::DesiredStatePart> {
        let chunks: Vec<&[u8]> = document.chunks(document.len().div_ceil(n_parts)).collect();
        let part = |(index, data): (usize, &&[u8])| wire::DesiredStatePart {
            generation: 5,
            sha256: sha256(&document).to_vec(),
            total_bytes: u64::try_from(document.len()).unwrap_or(u64::MAX),
            part: u32::try_from(index).unwrap_or(u32::MAX),
            parts: u32::try_from(n_parts).unwrap_or(u32::MAX),
            data: data.to_vec().into(),
        };
        chunks.iter().enumerate().map(part).collect()
    };
    let with = |name, change: fn(&mut Vec<wire::DesiredStatePart>)| {
        let mut parts = cut(3);
        change(&mut parts);
        (name, framed(&parts))
    };
    vec![
        ("good-one-part", framed(&cut(1))),
        with("good-three-parts", |_| ()),
        with("good-begun-twice", |it| it.insert(0, it[0].clone())),
        with("good-broken-then-whole", |it| {
            let mut again = it.clone();
            it.pop();
            it.append(&mut again);
        }),
        with("bad-out-of-order", |it| it.swap(0, 1)),
        with("bad-part-twice", |it| it.insert(1, it[1].clone())),
        with("bad-last-missing", |it| drop(it.pop())),
        with("bad-hash", |it| it.iter_mut().for_each(|part| part.sha256[0] ^= 1)),
        with("bad-hash-short", |it| it.iter_mut().for_each(|part| part.sha256.truncate(3))),
        with("bad-total-huge", |it| it.iter_mut().for_each(|part| part.total_bytes = u64::MAX)),
        with("bad-total-less", |it| it.iter_mut().for_each(|part| part.total_bytes = 10)),
        with("bad-other-generation", |it| it[2].generation = 6),
        with("bad-number-of-parts", |it| it[1].parts = u32::MAX),
        with("bad-data-cut", |it| it[1].data = it[1].data.slice(1..)),
    ]
}

fn framed(parts: &[wire::DesiredStatePart]) -> Vec<u8> {
    let frame = |part: &wire::DesiredStatePart| {
        let bytes = part.encode_to_vec();
        let length = u16::try_from(bytes.len()).expect("parts of seeds are short");
        [length.to_be_bytes().as_slice(), &bytes].concat()
    };
    parts.iter().flat_map(frame).collect()
}

fn named(name: &'static str, message: &str, content: &impl Message) -> Made {
    (name, [message.as_bytes(), b"\n", &content.encode_to_vec()].concat())
}

fn at(seconds: i64) -> Timestamp {
    Timestamp { seconds: 1_700_000_000 + seconds, nanos: 123_456_000 }
}

fn seconds(seconds: i64) -> Duration {
    Duration { seconds, nanos: 0 }
}

fn record(kind: i32, payload: Vec<u8>) -> wire::Record {
    wire::Record { kind, chain: vec![3; 16].into(), payload: payload.into(), at_us: 1_700_000_000_000_000 }
}

fn batch() -> wire::Batch {
    wire::Batch {
        lane: 1,
        epoch: 1,
        first_seq: 10,
        records: vec![record(1, results().encode_to_vec()), record(5, gap().encode_to_vec())],
        hole: Some(wire::Hole {
            first_seq: 8,
            last_seq: 9,
            chain_after: vec![4; 16],
            cause: 1,
            from_time: Some(at(-20)),
            to_time: Some(at(-10)),
        }),
    }
}

fn check_ref() -> wire::CheckRevisionRef {
    wire::CheckRevisionRef { check_id: CHECK_ID.to_vec(), revision: 2 }
}

fn results() -> wire::Results {
    wire::Results {
        checks: vec![check_ref()],
        check_index: vec![0, 0],
        target_index: vec![0, 1],
        start_us: vec![1_700_000_000_000_000, 250],
        duration_us: vec![1_200, 5_000_000],
        outcome: vec![1, 2],
        reason: vec![0, 1],
        columns: vec![
            wire::MetricColumn { metric: 4, labels: Vec::new(), rows: Vec::new(), values: vec![0.0, 1.0] },
            wire::MetricColumn {
                metric: 5,
                labels: vec!["stat".to_owned(), "min".to_owned()],
                rows: vec![0, 1],
                values: vec![0.0012, 0.1],
            },
        ],
    }
}

fn status() -> wire::StatusChange {
    wire::StatusChange {
        check: Some(check_ref()),
        target_index: 1,
        before: 1,
        status: 3,
        reason: 1,
        evidence: "nothing came back in 5s".to_owned(),
        at: Some(at(0)),
        repeated: false,
    }
}

fn gap() -> wire::Gap {
    wire::Gap {
        cause: 5,
        from_time: Some(at(-60)),
        to_time: Some(at(0)),
        records: 12,
        detail: "the agent was killed".to_owned(),
    }
}

fn desired_state() -> wire::DesiredState {
    let check = |index: u8, target: &str, spec: Spec| wire::CheckAssignment {
        check_id: [&CHECK_ID[..15], &[index]].concat(),
        revision: 1,
        slug: format!("check-{index}"),
        interval: Some(seconds(10)),
        timeout: Some(seconds(5)),
        targets: vec![target.to_owned()],
        status_policy: Some(wire::StatusPolicy { window: 3, down_after: 2, up_after: 2 }),
        spec: Some(spec),
    };
    let icmp = wire::IcmpSpec {
        packets: 3,
        payload_bytes: 56,
        max_loss_ratio: 0.5,
        packet_interval: Some(Duration { seconds: 0, nanos: 20_000_000 }),
    };
    let dns = wire::DnsSpec {
        query_name: "example.org".to_owned(),
        record_type: "AAAA".to_owned(),
        port: 53,
        recursion_desired: true,
        expected_rcode: "NOERROR".to_owned(),
        expected_answers: vec!["2001:db8::1".to_owned()],
        ..Default::default()
    };
    let http = wire::HttpSpec {
        method: "GET".to_owned(),
        headers: vec![wire::HttpHeader { name: "accept".to_owned(), value: "*/*".to_owned() }],
        expected_statuses: vec!["200-299".to_owned()],
        body_matches: vec!["ok".to_owned()],
        max_redirects: 3,
        max_body_bytes: 1 << 20,
        tls_min_remaining: Some(seconds(86_400)),
        ..Default::default()
    };
    wire::DesiredState {
        checks: vec![
            check(1, "192.0.2.1", Spec::Icmp(icmp)),
            check(2, "example.org", Spec::Tcp(wire::TcpSpec { port: 443, read_number: true })),
            check(3, "2001:db8::53", Spec::Dns(dns)),
            check(4, "https://example.org/health", Spec::Http(http)),
        ],
    }
}
