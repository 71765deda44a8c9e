use std::collections::HashMap;

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::from_micros;

use super::*;

fn look(height: Option<u16>) -> Look {
    let now = from_micros(1_700_000_010_000_000);
    Look { now, symbols: false, colour: false, width: None, height, brief: false }
}

fn state(target: &str, status: wire::check_state::Status) -> CheckState {
    wire::CheckState {
        check: "web".to_owned(),
        target: target.to_owned(),
        agent: "ams-1".to_owned(),
        status: status.into(),
        ..wire::CheckState::default()
    }
    .into()
}

fn latest(target: &str, value: f64) -> LatestValue {
    let labels = [("check", "web"), ("target", target), ("agent", "ams-1")];
    let labels: HashMap<String, String> =
        labels.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let time = Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 });
    wire::LatestValue {
        series: Some(wire::Series { labels, ..wire::Series::default() }),
        sample: Some(wire::Sample { time, value }),
    }
    .into()
}

fn known(n_targets: usize) -> Known {
    let target = |n: usize| format!("t{n}");
    let states = (0..n_targets).map(|n| state(&target(n), wire::check_state::Status::Up)).collect();
    let rows = join(states, vec![latest("t0", 1.0)], vec![latest("t0", 0.25)]);
    Known { rows, as_of: Some(from_micros(1_700_000_000_000_000)), error: None }
}

#[test]
fn states_are_joined_with_their_latest_values() {
    let rows = known(2).rows;

    assert_eq!((rows[0].success, rows[0].duration_seconds), (Some(true), Some(0.25)));
    assert_eq!(rows[0].measure_time, Some(from_micros(1_700_000_000_000_000)));
    assert_eq!((rows[1].success, rows[1].duration_seconds, rows[1].measure_time), (None, None, None));
}

#[test]
fn while_the_coordinator_is_away_the_last_good_table_stays_with_its_age() {
    let away = Known { error: Some("nothing listens".to_owned()), ..known(1) };

    let text = frame(&away, &look(None), Duration::from_secs(2), "http://a").unwrap();

    assert!(text.contains("nothing listens; what follows is from 10s ago"), "{text}");
    assert!(text.contains("t0") && text.contains("250 ms"), "{text}");
}

#[test]
fn a_table_fits_the_screen_and_says_what_it_hides() {
    let text = frame(&known(30), &look(Some(10)), Duration::from_secs(2), "http://a").unwrap();

    assert!(text.lines().count() < 10, "{text}");
    assert!(text.contains("… 25 more lines"), "{text}");
}
