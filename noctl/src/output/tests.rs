use std::collections::HashMap;

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::from_micros;

use super::*;
use crate::view::{state::CheckState, telemetry::LatestValue};

/// 2023-11-14T22:13:20Z.
const NOW_MICROS: i64 = 1_700_000_000_000_000;

fn plain() -> Look {
    Look {
        now: from_micros(NOW_MICROS),
        symbols: false,
        colour: false,
        width: None,
        height: None,
        brief: false,
    }
}

fn state(status: wire::check_state::Status, evidence: &str) -> CheckState {
    wire::CheckState {
        check_id: "c-1".to_owned(),
        check: "web".to_owned(),
        target: "example.org".to_owned(),
        agent_id: "a-1".to_owned(),
        agent: "ams-1".to_owned(),
        site: "ams".to_owned(),
        status: status.into(),
        reason: "tcp.refused".to_owned(),
        evidence: evidence.to_owned(),
        since_time: Some(prost_types::Timestamp { seconds: 1_699_999_940, nanos: 0 }),
        update_time: None,
        stale: false,
    }
    .into()
}

fn latest(value: f64) -> LatestValue {
    let labels = [
        ("check", "web"),
        ("target", "example.org"),
        ("agent", "ams-1"),
        ("site", "ams"),
        ("phase", "connect"),
    ];
    wire::LatestValue {
        series: Some(wire::Series {
            series_id: "42".to_owned(),
            metric: "probe_tcp_duration_seconds".to_owned(),
            labels: labels
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .collect::<HashMap<_, _>>(),
        }),
        sample: Some(wire::Sample {
            time: Some(prost_types::Timestamp { seconds: 1_699_999_988, nanos: 500_000_000 }),
            value,
        }),
    }
    .into()
}

#[test]
fn a_table_is_for_people() {
    let text = render_list(Format::Table, &plain(), &[latest(0.012_345)]).unwrap();

    let want = "\
CHECK  TARGET       AGENT  SITE  METRIC                                     VALUE    AGE      SERIES
web    example.org  ams-1  ams   probe_tcp_duration_seconds{phase=connect}  12.3 ms  11s ago  42
";
    assert_eq!(text, want);
}

#[test]
fn json_has_the_names_and_forms_of_the_api() {
    let text = render_list(Format::Json, &plain(), &[state(wire::check_state::Status::Down, "")]).unwrap();

    let want = r#"[
  {
    "check_id": "c-1",
    "check": "web",
    "target": "example.org",
    "agent_id": "a-1",
    "agent": "ams-1",
    "site": "ams",
    "status": "DOWN",
    "reason": "tcp.refused",
    "evidence": "",
    "since_time": "2023-11-14T22:12:20Z",
    "update_time": null,
    "stale": false
  }
]
"#;
    assert_eq!(text, want);
}

#[test]
fn csv_has_every_column_and_plain_values() {
    let text = render_list(Format::Csv, &plain(), &[latest(0.012_345)]).unwrap();

    let want = "\
check,target,agent,site,metric,value,unit,time,series_id,labels
web,example.org,ams-1,ams,probe_tcp_duration_seconds{phase=connect},0.012345,s,2023-11-14T22:13:08.5Z,42,\
\"agent=ams-1,check=web,phase=connect,site=ams,target=example.org\"
";
    assert_eq!(text, want);
}

#[test]
fn yaml_says_the_same_as_json() {
    let text = render_list(Format::Yaml, &plain(), &[latest(1.0)]).unwrap();

    assert!(
        text.starts_with("- series:\n    series_id: '42'\n    metric: probe_tcp_duration_seconds\n"),
        "{text}"
    );
    assert!(text.contains("time: 2023-11-14T22:13:08.5Z\n    value: 1.0\n"), "{text}");
}

#[test]
fn a_value_that_is_no_number_is_written_as_protobuf_does() {
    let text = render_list(Format::Json, &plain(), &[latest(f64::NAN), latest(f64::NEG_INFINITY)]).unwrap();

    assert!(text.contains("\"value\": \"NaN\"") && text.contains("\"value\": \"-Infinity\""), "{text}");
}

#[test]
fn a_stale_status_says_so_and_is_nothing_to_act_on() {
    let stale = [CheckState { stale: true, ..state(wire::check_state::Status::Down, "") }];

    let table = render_list(Format::Table, &plain(), &stale).unwrap();
    let screen = render_list(Format::Table, &Look { symbols: true, ..plain() }, &stale).unwrap();
    let csv = render_list(Format::Csv, &plain(), &stale).unwrap();

    assert!(table.contains(" STALE "), "{table}");
    assert!(screen.contains("▲ STALE") && screen.contains("○ DOWN"), "{screen}");
    assert!(csv.contains(",DOWN,true,"), "{csv}");
}

#[test]
fn rows_that_changed_are_marked_with_and_without_colours() {
    let rows = [(latest(1.0), true), (latest(2.0), false)];

    let mono = marked(&plain(), &rows);
    let screen = marked(&Look { colour: true, ..plain() }, &rows);

    let marks: Vec<bool> = mono.lines().map(|line| line.starts_with('»')).collect();
    assert_eq!(marks, [false, true, false], "{mono}");
    assert!(screen.contains("\u{1b}[1m"), "{screen:?}");
}

#[test]
fn a_status_is_a_shape_and_a_word_on_a_screen_and_a_word_elsewhere() {
    let down = [state(wire::check_state::Status::Down, "")];

    let file = render_list(Format::Table, &plain(), &down).unwrap();
    let mono = render_list(Format::Table, &Look { symbols: true, ..plain() }, &down).unwrap();
    let screen = render_list(Format::Table, &Look { symbols: true, colour: true, ..plain() }, &down).unwrap();

    assert!(file.contains(" DOWN ") && !file.contains('✖'), "{file}");
    assert!(mono.contains("✖ DOWN") && !mono.contains('\u{1b}'), "{mono}");
    assert!(screen.contains("✖ DOWN") && screen.contains('\u{1b}'), "{screen}");
}

#[test]
fn hostile_evidence_reaches_neither_terminal_nor_spreadsheet() {
    let hostile = [state(wire::check_state::Status::Down, "=cmd()\u{1b}[2J\nX")];

    let table = render_list(Format::Table, &plain(), &hostile).unwrap();
    let csv = render_list(Format::Csv, &plain(), &hostile).unwrap();

    assert!(!table.contains('\u{1b}') && table.lines().count() == 2, "{table}");
    assert!(csv.contains("\"'=cmd()"), "{csv}");
}

#[test]
fn a_long_url_is_cut_on_a_screen_and_nowhere_else() {
    let url = format!("https://example.org/{}/end", "x".repeat(500));
    let things = [CheckState { target: url.clone(), ..state(wire::check_state::Status::Up, "") }];
    let screen = Look { brief: true, ..plain() };

    let shown = render_list(Format::Table, &screen, &things).unwrap();
    assert!(shown.contains("https://example.org/xxxxxxxxxxx…") && shown.contains("x/end"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
    for (format, look) in [
        (Format::Table, plain()),
        (Format::Json, screen.clone()),
        (Format::Yaml, screen.clone()),
        (Format::Csv, screen),
    ] {
        assert!(render_list(format, &look, &things).unwrap().contains(&url));
    }
}
