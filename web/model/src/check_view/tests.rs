use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{
    Agent, Check, CheckEvent, CheckState, CheckVerdict, HttpCheck, IcmpCheck, LatestValue, Sample, Series,
    StatusPolicy, check::Spec, check_state::Status, check_verdict::Verdict,
};

use super::*;
use crate::{
    chart::{Point, Preset, TimeRange, Track},
    check_form::CheckKind,
    check_rows::{Overlay, agent_slots},
    format::UNIT_SPACE,
    status::{StatusKind, Tone},
};

fn at(second: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: second, nanos: 0 })
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn event(agent: &str, second: i64, from: Status, to: Status, reason: &str) -> CheckEvent {
    CheckEvent {
        target: "x".to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        from_status: from.into(),
        to_status: to.into(),
        reason: reason.to_owned(),
        evidence: format!("seen by {agent} at {second}"),
        time: at(second),
        receive_time: at(second + 1),
        ..CheckEvent::default()
    }
}

fn state(agent: &str, second: i64, status: Status, reason: &str) -> CheckState {
    CheckState {
        target: "x".to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        status: status.into(),
        reason: reason.to_owned(),
        since_time: at(second),
        ..CheckState::default()
    }
}

#[test]
fn a_failure_that_several_agents_saw_is_one_and_an_earlier_one_is_another() {
    let events = [
        event("ams", 300, Status::Degraded, Status::Down, "tcp.refused"),
        event("ams", 290, Status::Up, Status::Degraded, "tcp.refused"),
        event("ams", 360, Status::Down, Status::Up, ""),
        event("fra", 310, Status::Up, Status::Down, "tcp.refused"),
        event("fra", 390, Status::Down, Status::Up, ""),
        event("lon", 380, Status::Up, Status::Degraded, "timeout"),
        event("lon", 400, Status::Degraded, Status::Up, ""),
        event("ams", 100, Status::Up, Status::Down, "timeout"),
        event("ams", 120, Status::Down, Status::Up, ""),
    ];

    let last = last_failure("x", &events, &[]).unwrap();

    assert_eq!((last.status, last.reason.as_str()), (StatusKind::Down, "tcp.refused"));
    assert_eq!(last.evidence, "seen by ams at 300");
    assert_eq!((last.began, last.ended), (Some(time(290)), Ending::At(time(400))));
    let agents: Vec<(&str, StatusKind)> =
        last.spans.iter().map(|span| (span.agent.as_str(), span.status)).collect();
    assert_eq!(agents, [("ams", StatusKind::Down), ("fra", StatusKind::Down), ("lon", StatusKind::Degraded)]);
}

#[test]
fn an_agent_that_saw_it_several_times_is_one_witness() {
    let mut events = vec![event("ams", 100, Status::Up, Status::Down, "timeout")];
    for second in [110, 130, 150] {
        events.push(event("fra", second, Status::Up, Status::Degraded, "timeout"));
        events.push(event("fra", second + 5, Status::Degraded, Status::Up, ""));
    }
    let states = [state("ams", 100, Status::Down, "timeout")];

    let witnesses = last_failure("x", &events, &states).unwrap().witnesses();

    let told: Vec<(&str, StatusKind, usize, Option<Timestamp>)> = witnesses
        .iter()
        .map(|witness| (witness.agent.as_str(), witness.status, witness.n_times, witness.latest.began))
        .collect();
    assert_eq!(
        told,
        [("ams", StatusKind::Down, 1, Some(time(100))), ("fra", StatusKind::Degraded, 3, Some(time(150)))]
    );
}

#[test]
fn a_failure_that_lasts_goes_before_one_that_ended_later_than_it_began() {
    let events = [
        event("ams", 100, Status::Up, Status::Down, "tcp.refused"),
        event("fra", 200, Status::Up, Status::Down, "timeout"),
        event("fra", 210, Status::Down, Status::Up, ""),
    ];
    let states = [state("ams", 100, Status::Down, "tcp.refused"), state("fra", 210, Status::Up, "")];

    let last = last_failure("x", &events, &states).unwrap();

    assert_eq!((last.began, last.ended, last.spans.len()), (Some(time(100)), Ending::Lasts, 2));
}

#[test]
fn what_began_before_the_first_known_event_has_no_begin() {
    let events = [event("ams", 100, Status::Down, Status::Up, "")];
    let last = last_failure("x", &events, &[]).unwrap();
    assert_eq!((last.began, last.ended), (None, Ending::At(time(100))));

    let by_state = last_failure("x", &[], &[state("ams", 50, Status::Down, "timeout")]).unwrap();
    assert_eq!((by_state.began, by_state.ended), (Some(time(50)), Ending::Lasts));
    assert_eq!(last_failure("x", &[], &[state("ams", 50, Status::Up, "")]), None);
    assert_eq!(last_failure("y", &events, &[]), None);
}

#[test]
fn an_end_that_was_not_read_is_taken_from_the_state() {
    let events = [event("ams", 100, Status::Up, Status::Down, "timeout")];

    let healed = last_failure("x", &events, &[state("ams", 150, Status::Up, "")]).unwrap();
    assert_eq!(healed.ended, Ending::At(time(150)));
    let gone = last_failure("x", &events, &[]).unwrap();
    assert_eq!(gone.ended, Ending::NotKnown);
}

#[test]
fn events_are_listed_once_and_late_ones_are_marked() {
    let late = CheckEvent { receive_time: at(700), ..event("ams", 100, Status::Up, Status::Down, "timeout") };
    let events = [late.clone(), event("fra", 200, Status::Unspecified, Status::Up, ""), late];

    let rows = event_rows(&events);

    let told: Vec<(&str, Option<StatusKind>, Option<Duration>)> =
        rows.iter().map(|row| (row.agent.as_str(), row.from, row.late)).collect();
    assert_eq!(told, [("fra", None, None), ("ams", Some(StatusKind::Up), Some(Duration::from_secs(600)))]);
}

fn agent(id: &str) -> Agent {
    let labels = [("agent", id), ("site", "s")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Agent {
        agent_id: format!("id-{id}"),
        slug: id.to_owned(),
        site: "s".to_owned(),
        labels: labels.into(),
        ..Agent::default()
    }
}

#[test]
fn a_target_has_a_line_for_every_agent_that_runs_it_the_worst_first() {
    let check = Check { check_id: "c".to_owned(), targets: vec!["x".to_owned()], ..Check::default() };
    let slots = agent_slots(&[agent("ams"), agent("fra"), agent("lon")], &[]);
    let states = [state("ams", 10, Status::Up, ""), state("fra", 10, Status::Up, "")];
    let down =
        CheckEvent { check_id: "c".to_owned(), ..event("fra", 20, Status::Up, Status::Down, "timeout") };
    let newer = Overlay::default().with([&down]);

    let told: Vec<(String, StatusKind)> = places(&check, "x", &slots, &states, &newer)
        .into_iter()
        .map(|place| (place.agent, place.status))
        .collect();

    assert_eq!(
        told,
        [
            ("fra".to_owned(), StatusKind::Down),
            ("lon".to_owned(), StatusKind::Pending),
            ("ams".to_owned(), StatusKind::Up),
        ]
    );
    let stopped = Check { enabled: Some(false), ..check };
    assert_eq!(places(&stopped, "x", &slots, &states, &newer), Vec::new());
}

#[test]
fn the_worst_target_is_looked_at_first() {
    let targets = ["x", "y", "z"].map(str::to_owned).to_vec();
    let check = Check { targets, ..Check::default() };
    let verdict = |target: &str, verdict: Verdict| CheckVerdict {
        target: target.to_owned(),
        verdict: verdict.into(),
        ..CheckVerdict::default()
    };
    let verdicts = [verdict("x", Verdict::Up), verdict("y", Verdict::Down), verdict("z", Verdict::Down)];

    let rows = target_rows(&check, &verdicts, &agent_slots(&[], &[]), &[], &Overlay::default());

    assert_eq!(rows.len(), 3);
    assert_eq!(worst_target(&rows).map(|row| row.target.as_str()), Some("y"));
}

fn value(metric: &str, labels: &[(&str, &str)], second: i64, value: f64) -> LatestValue {
    let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    LatestValue {
        series: Some(Series { series_id: format!("{metric}{labels:?}"), metric: metric.to_owned(), labels }),
        sample: Some(Sample { time: at(second), value }),
    }
}

fn http_values() -> Vec<LatestValue> {
    let mut values = Vec::new();
    for (agent, connect) in [("ams", 0.001), ("fra", 0.002)] {
        let base = [("agent", agent), ("target", "x")];
        let phase = |phase| [base[0], base[1], ("phase", phase)];
        values.push(value("probe_duration_seconds", &base, 10, 0.1));
        values.push(value("probe_http_status_code", &base, 10, 200.0));
        values.push(value("probe_http_duration_seconds", &phase("transfer"), 10, 0.05));
        values.push(value("probe_http_duration_seconds", &phase("connect"), 10, connect));
        values.push(value("probe_http_duration_seconds", &phase("tls"), 3, 0.7));
    }
    values
}

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
    assert_eq!((fast.clipped, fast.limit), (true, 10_000));
    assert_eq!(fast.from, time(1_800_000_000 - 8_000));
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
    assert_eq!(policy(5, 3, 2), "Down after 3 failures in 5; up again after 2 successes in a row");
    assert_eq!(agents_text(" "), "Every agent");
    assert_eq!(agents_text("site in (ams, fra)"), "Agents with site in (ams,fra)");
    assert_eq!(agents_text("site=("), "site=(");
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
