use std::time::Duration;

use nocturne_proto::api::v1::LatestValue;

use super::{http_values, time, value};
use crate::{
    chart::{Point, Preset, TimeRange, Track},
    check_form::CheckKind,
    check_view::{Place, append, choices, missing, phases, reading, series_of, service_facts},
    status::{StatusKind, Tone},
};

#[test]
fn the_most_telling_picture_of_a_kind_comes_first() {
    let ids = |kind, values: &[LatestValue]| -> Vec<String> {
        choices(kind, values).into_iter().map(|choice| choice.id).collect()
    };

    let http = ids(Some(CheckKind::Http), &http_values());
    assert_eq!(http[..2], ["probe_duration_seconds", "probe_http_duration_seconds"]);
    assert_eq!(http.len(), 6);
    let base = [("agent", "ams"), ("target", "x")];
    let icmp = [
        value("probe_duration_seconds", &base, 1, 0.1),
        value("probe_icmp_duration_seconds", &[base[0], base[1], ("phase", "rtt")], 1, 0.1),
        value("probe_icmp_rtt_seconds", &[base[0], base[1], ("stat", "avg")], 1, 0.1),
        value("probe_icmp_loss_ratio", &base, 1, 0.0),
    ];
    assert_eq!(
        ids(Some(CheckKind::Icmp), &icmp),
        ["probe_icmp_rtt_seconds.avg", "probe_icmp_loss_ratio", "probe_duration_seconds"]
    );
    assert_eq!(ids(None, &[]), Vec::<String>::new());
}

#[test]
fn a_line_belongs_to_an_agent_and_phases_to_one_of_them() {
    let values = http_values();
    let choices = choices(Some(CheckKind::Http), &values);
    let series = |index: usize, agent: Option<&str>| -> Vec<(String, String)> {
        let choice = &choices[index];
        series_of(choice, &values, "x", agent)
            .into_iter()
            .map(|series| {
                let label = |name: &str| series.labels.get(name).cloned().unwrap_or_default();
                (label("agent"), label("phase"))
            })
            .collect()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());

    assert_eq!(series(0, None), [pair("ams", ""), pair("fra", "")]);
    assert_eq!(series(0, Some("fra")), [pair("fra", "")]);
    assert_eq!(series(1, None), [pair("ams", "connect"), pair("ams", "tls"), pair("ams", "transfer")]);
    assert_eq!(series(1, Some("fra")).len(), 3);
    assert!(series_of(&choices[0], &values, "y", None).is_empty());
}

#[test]
fn phases_are_those_of_the_latest_execution_in_its_course() {
    let phases = phases(&http_values(), "x");

    let names = |index: usize| -> Vec<&str> {
        phases[index].parts.iter().map(|(phase, _, _)| phase.as_str()).collect()
    };
    assert_eq!((phases.len(), names(0)), (2, vec!["connect", "transfer"]));
    assert!((phases[1].total() - 0.052).abs() < 1e-9);
}

#[test]
fn facts_that_all_agents_agree_on_are_said_once() {
    let mut values = http_values();
    let base = [("agent", "lon"), ("target", "x")];
    values.push(value("probe_http_status_code", &base, 12, 503.0));
    values.push(value("probe_ssl_earliest_cert_expiry", &base, 12, 12.0 + 3.0 * 86_400.0));

    let facts = service_facts(&values, "x", time(12));

    assert_eq!(facts[0].values[0], ("200".to_owned(), vec!["ams".to_owned(), "fra".to_owned()]));
    assert_eq!(facts[0].values[1].0, "503");
    assert_eq!((facts[1].tone, facts[1].at), (Some(Tone::Warning), Some(time(12))));
    assert_eq!(service_facts(&values, "x", time(12 + 4 * 86_400))[1].tone, Some(Tone::Bad));
}

#[test]
fn a_range_of_more_samples_than_a_chart_takes_is_cut_at_its_begin() {
    let now = time(1_800_000_000);
    let week = TimeRange::Last(Preset::Week);

    let slow = reading(week, now, Duration::from_secs(60), 3);
    assert_eq!((slow.clipped, slow.to, slow.limit), (false, None, 100_000));
    assert_eq!(slow.from, time(1_800_000_000 - 7 * 86_400));
    let fast = reading(week, now, Duration::from_secs(1), 30);
    assert_eq!((fast.clipped, fast.limit), (true, 20_000));
    assert_eq!(fast.from, time(1_800_000_000 - 16_000));
    let fixed = reading(TimeRange::between(time(100), time(200)), now, Duration::from_secs(1), 0);
    assert_eq!((fixed.from, fixed.to), (time(100), Some(time(200))));
}

#[test]
fn samples_join_their_line_in_order_once_and_old_ones_leave() {
    let point = |at: f64| Point { at, value: at };
    let values: Vec<LatestValue> = [30, 20, 30, 10]
        .iter()
        .map(|second| value("m", &[], *second, f64::from(u8::try_from(*second).unwrap())))
        .collect();
    let key = values[0].series.as_ref().map(|series| series.series_id.clone()).unwrap();
    let mut tracks = [Track {
        key,
        label: String::new(),
        agent: String::new(),
        metric: "m".to_owned(),
        points: vec![point(5.0), point(25.0)],
        holes: Vec::new(),
    }];

    assert!(append(&mut tracks, &values, 8.0));

    assert_eq!(tracks[0].points, [10.0, 20.0, 25.0, 30.0].map(point));
    assert!(!append(&mut tracks, &values, 8.0));
}

#[test]
fn an_agent_without_a_line_is_named_with_what_is_known_about_why() {
    let values = http_values();
    let choice = &choices(Some(CheckKind::Http), &values)[0];
    let place = |agent: &str, status: StatusKind, reason: &str| Place {
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        site: String::new(),
        status,
        reason: reason.to_owned(),
        evidence: String::new(),
        since: None,
        confirmed: None,
        stale: false,
    };
    let places = [
        place("ams", StatusKind::Up, ""),
        place("lon", StatusKind::Down, "tcp.refused"),
        place("fra", StatusKind::Up, ""),
    ];
    let tracks = [Track {
        key: String::new(),
        label: "ams".to_owned(),
        agent: "ams".to_owned(),
        metric: String::new(),
        points: vec![Point { at: 1.0, value: 1.0 }],
        holes: Vec::new(),
    }];

    let told: Vec<String> = missing(choice, &places, &tracks, &[], &values)
        .iter()
        .map(|missing| missing.text(time(20), jiff::tz::Offset::UTC))
        .collect();

    assert_eq!(
        told,
        [
            "fra: no samples in this time, its last sample is of 00:00:10.",
            "lon: no samples in this time, it never measured this; its executions end before that (Connection refused).",
        ]
    );
}
