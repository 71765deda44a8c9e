use std::{collections::HashMap, time::Duration};

use jiff::{Timestamp, tz::Offset};
use nocturne_proto::api::v1::{
    CheckEvent, CheckState, Gap, GetSeriesRangeResponse, Sample, Series, check_state::Status,
};
use proptest::prelude::*;

mod around;
mod hole;

use self::around::{event, gap};
use super::*;
use crate::{format::Unit, status::StatusKind};

fn wire(seconds: f64) -> Option<prost_types::Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "a test")]
    let micros = (seconds * 1e6).round() as i64;
    Some(prost_types::Timestamp {
        seconds: micros.div_euclid(1_000_000),
        nanos: i32::try_from(micros.rem_euclid(1_000_000)).unwrap() * 1_000,
    })
}

fn response(series: &str, labels: &[(&str, &str)], samples: &[(f64, f64)]) -> GetSeriesRangeResponse {
    let labels: HashMap<String, String> =
        labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    GetSeriesRangeResponse {
        series: Some(Series {
            series_id: series.to_owned(),
            metric: "probe_duration_seconds".to_owned(),
            labels,
        }),
        samples: samples.iter().map(|(at, value)| Sample { time: wire(*at), value: *value }).collect(),
        ..GetSeriesRangeResponse::default()
    }
}

fn points(times: &[f64]) -> Vec<Point> {
    times.iter().map(|at| Point { at: *at, value: *at }).collect()
}

fn starts(runs: &[Vec<Point>]) -> Vec<f64> {
    runs.iter().filter_map(|run| run.first()).map(|point| point.at).collect()
}

fn ten() -> Option<Duration> {
    Some(Duration::from_secs(10))
}

#[test]
fn answers_become_lines_named_by_agent_in_natural_order() {
    let answers = [
        response("3", &[("agent", "ams-10")], &[(20.0, 1.0), (10.0, 2.0), (20.0, 9.0), (30.0, f64::NAN)]),
        response("2", &[("agent", "ams-9")], &[]),
        response("3", &[("agent", "ams-10")], &[(40.0, 3.0)]),
        GetSeriesRangeResponse::default(),
    ];

    let tracks = tracks(&answers);

    let labels: Vec<&str> = tracks.iter().map(|track| track.label.as_str()).collect();
    assert_eq!(labels, ["", "ams-9", "ams-10"]);
    let times: Vec<f64> = tracks[2].points.iter().map(|point| point.at).collect();
    assert_eq!(times, [10.0, 20.0, 40.0]);
}

#[test]
fn parts_are_named_only_when_they_differ() {
    let part = |agent: &str, phase: &str| {
        response(&format!("{agent}{phase}"), &[("agent", agent), ("phase", phase)], &[])
    };

    let same = tracks(&[part("a", "tls"), part("b", "tls")]);
    let mixed = tracks(&[part("a", "tls"), part("a", "connect")]);

    assert_eq!(same.iter().map(|track| track.label.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(
        mixed.iter().map(|track| track.label.as_str()).collect::<Vec<_>>(),
        ["a · Connect", "a · TLS handshake"]
    );
}

#[test]
fn a_line_ends_where_a_sample_is_missing() {
    let regular = points(&[0.0, 10.0, 20.0, 30.0, 50.0, 60.0, 70.0, 80.0]);

    assert_eq!(starts(&segments(&regular, ten(), &[])), [0.0, 50.0]);
    assert_eq!(starts(&segments(&regular, None, &[])), [0.0, 50.0]);
    let jittered = points(&[0.0, 9.0, 20.5, 29.0, 41.0, 50.0]);
    assert_eq!(starts(&segments(&jittered, ten(), &[])), [0.0]);
    assert!(segments(&[], ten(), &[]).is_empty());
    assert_eq!(segments(&points(&[5.0]), None, &[]).len(), 1);
}

#[test]
fn a_check_that_had_another_interval_is_not_torn_to_pieces() {
    let slow_then_fast: Vec<f64> =
        (0..10).map(|n| f64::from(n) * 60.0).chain((1..10).map(|n| 540.0 + f64::from(n) * 10.0)).collect();

    assert_eq!(starts(&segments(&points(&slow_then_fast), ten(), &[])), [0.0]);
    let minute = Some(Duration::from_secs(60));
    assert_eq!(
        starts(&segments(&points(&[0.0, 10.0, 20.0, 30.0, 60.0, 70.0, 80.0, 90.0]), minute, &[])),
        [0.0, 60.0]
    );
}

#[test]
fn a_declared_hole_ends_a_line_even_between_two_regular_samples() {
    let line = points(&[0.0, 10.0, 20.0, 30.0]);

    assert_eq!(starts(&segments(&line, ten(), &[(11.0, 19.0)])), [0.0, 20.0]);
    assert_eq!(
        starts(&segments(&line, ten(), &[(11.0, 13.0)])),
        [0.0],
        "back before the next sample was due"
    );
    assert_eq!(starts(&segments(&line, ten(), &[(12.0, f64::INFINITY)])), [0.0, 20.0, 30.0]);
}

#[test]
fn all_lines_share_one_axis_and_keep_their_own_times() {
    let tracks = tracks(&[
        response("1", &[("agent", "a")], &[(0.0, 1.0), (10.0, 2.0), (40.0, 3.0)]),
        response("2", &[("agent", "b")], &[(5.0, 4.0), (10.0, 5.0), (15.0, 6.0)]),
    ]);

    let data = chart_data(&tracks, ten(), (0.0, 60.0), 800);

    assert_eq!(data.xs, [0.0, 5.0, 10.0, 15.0, 25.0, 40.0]);
    use Cell::{Break, Skip, Value};
    assert_eq!(data.columns[0], [Value(1.0), Skip, Value(2.0), Break, Break, Value(3.0)]);
    assert_eq!(data.columns[1], [Skip, Value(4.0), Value(5.0), Value(6.0), Skip, Skip]);
    assert_eq!(data.isolated(), [vec![5], vec![]]);
    assert_eq!((data.most(), data.is_empty(), data.thinned), (6.0, false, false));
    assert!(chart_data(&[], None, (0.0, 1.0), 800).is_empty());
}

#[test]
fn the_cursor_finds_what_is_near_on_each_line() {
    let tracks = tracks(&[
        response("1", &[("agent", "a")], &[(0.0, 1.0), (10.0, 2.0), (90.0, 9.0)]),
        response("2", &[("agent", "b")], &[(7.0, 4.0)]),
    ]);
    let data = chart_data(&tracks, ten(), (0.0, 60.0), 800);

    let at = |time: f64| -> Vec<Option<f64>> {
        data.values_near(time, 4.0).into_iter().map(|point| point.map(|point| point.value)).collect()
    };

    assert_eq!(at(9.0), [Some(2.0), Some(4.0)]);
    assert_eq!(at(4.9), [Some(1.0), Some(4.0)], "on the line, however far the samples are");
    assert_eq!(at(1.0), [Some(1.0), None]);
    assert_eq!(at(30.0), [None, None]);
    assert_eq!(data.reach(), 0.3);
}

#[test]
fn the_keyboard_steps_from_sample_to_sample() {
    let tracks =
        tracks(&[response("1", &[("agent", "a")], &[(0.0, 1.0), (10.0, 2.0), (40.0, 3.0), (90.0, 4.0)])]);
    let data = chart_data(&tracks, ten(), (0.0, 60.0), 800);

    assert_eq!(data.step_from(None, 1), Some(40.0), "the latest that is shown");
    assert_eq!(data.step_from(Some(10.0), 1), Some(40.0));
    assert_eq!(data.step_from(Some(10.0), -1), Some(0.0));
    assert_eq!(data.step_from(Some(12.0), 1), Some(40.0));
    assert_eq!(data.step_from(Some(12.0), -1), Some(10.0));
    assert_eq!(data.step_from(Some(0.0), -10), Some(0.0));
    assert_eq!(data.step_from(Some(0.0), isize::MAX), Some(40.0));
    assert_eq!(ChartData::default().step_from(Some(0.0), 1), None);
}

#[test]
fn many_points_are_thinned_without_losing_a_peak() {
    let run: Vec<Point> = (0..10_000)
        .map(|n| Point { at: f64::from(n), value: if n == 7_777 { 99.0 } else { f64::from(n % 7) } })
        .collect();

    let thinned = thin(&run, 0.0, 10_000.0, 500);

    assert!(thinned.len() <= 1_002);
    assert!(thinned.contains(&run[7_777]));
    assert_eq!((thinned.first(), thinned.last()), (run.first(), run.last()));
    assert!(thinned.windows(2).all(|pair| pair[0].at < pair[1].at));
    assert_eq!(thin(&run, 5.0, 5.0, 500).len(), run.len());
    assert!(thin(&[], 0.0, 1.0, 0).is_empty());
}

#[test]
fn the_legend_counts_what_was_measured() {
    let values: Vec<Point> =
        (1..=100).map(|n| Point { at: f64::from(n), value: f64::from(101 - n) }).collect();

    let all = stats(&values);

    assert_eq!((all.last, all.min, all.max, all.mean), (Some(1.0), Some(1.0), Some(100.0), Some(50.5)));
    assert_eq!((all.p50, all.p95, all.p99, all.n_samples), (Some(50.0), Some(95.0), Some(99.0), 100));
    assert_eq!(stats(&[]), TrackStats::default());
    assert_eq!(stats(&values[..1]).p99, Some(100.0));
}

#[test]
fn a_time_under_the_cursor_knows_all_that_is_there() {
    let tracks = tracks(&[response("1", &[("agent", "a")], &[(0.0, 1.0), (50.0, 2.0)])]);
    let data = chart_data(&tracks, ten(), (0.0, 100.0), 800);
    let gaps = gap_bands(&[gap("1", 20.0, Some(60.0), "restart")], (0.0, 100.0));
    let events = [event(48.0, Status::Up, Status::Down)];
    let status = status_segments(&events, None, (0.0, 100.0));
    let around = Surroundings { gaps: &gaps, status: &status, events: &events };

    let here = hover(&data, around, 49.5, 3.0);

    assert_eq!(here.values, [Some(Point { at: 50.0, value: 2.0 })]);
    assert_eq!(here.gaps, [("ams-1".to_owned(), "Agent restarted".to_owned())]);
    assert_eq!(here.status, Some((StatusKind::Down, "timeout".to_owned())));
    assert_eq!(here.event.unwrap().1, Timestamp::from_second(48).unwrap());
    let nothing = hover(&data, around, 90.0, 3.0);
    assert_eq!((nothing.values, nothing.gaps.len(), nothing.event), (vec![None], 0, None));
}

#[test]
fn axes_have_one_unit_and_begin_at_zero_where_zero_means_something() {
    let plain = |unit: Unit, places: &[f64]| {
        value_ticks(unit, places).iter().map(|text| text.replace('\u{202f}', " ")).collect::<Vec<_>>()
    };
    assert_eq!(plain(Unit::Seconds, &[0.0, 0.005, 0.01]), ["0 ms", "5 ms", "10 ms"]);
    assert_eq!(plain(Unit::Ratio, &[0.0, 0.5]), ["0 %", "50 %"]);
    assert_eq!(plain(Unit::Code, &[200.0, 404.0]), ["200", "404"]);
    assert_eq!(plain(Unit::Count, &[1_000.0]), ["1 000"]);
    assert_eq!(plain(Unit::Epoch, &[0.0]), ["1 Jan"]);

    assert_eq!(value_range(Unit::Seconds, Some(0.5), Some(1.0)), (0.0, 1.08));
    assert_eq!(value_range(Unit::Seconds, Some(0.0), Some(0.0)), (0.0, 1.0));
    assert_eq!(value_range(Unit::Ratio, Some(0.0), Some(0.0)), (0.0, 0.1));
    assert_eq!(value_range(Unit::Flag, Some(1.0), Some(1.0)), (0.0, 1.0));
    assert_eq!(value_range(Unit::Plain, None, None), (0.0, 1.0));
    let (low, high) = value_range(Unit::Code, Some(200.0), Some(200.0));
    assert!(low < 200.0 && 200.0 < high);
}

#[test]
fn the_time_axis_says_the_day_where_one_begins() {
    let utc = |_: Timestamp| Offset::UTC;
    assert_eq!(time_ticks(&[82_800.0, 86_400.0, 90_000.0], 3_600.0, utc), ["23:00", "2 Jan", "01:00"]);
    assert_eq!(time_ticks(&[5.0], 5.0, utc), ["00:00:05"]);
    assert_eq!(time_ticks(&[43_200.0], 86_400.0, utc), ["1 Jan"]);
    assert_eq!(time_ticks(&[0.0], 60.0, |_| crate::format::offset_from_minutes(90)), ["01:30"]);
    assert_eq!(instant(f64::INFINITY), Timestamp::MAX);
}

proptest! {
    #[test]
    fn no_sample_is_lost_and_none_is_made_up(
        times in proptest::collection::btree_set(0_u32..5_000, 0..200),
        split in 1_usize..4,
    ) {
        let answers: Vec<GetSeriesRangeResponse> = (0..split)
            .map(|line| {
                let samples: Vec<(f64, f64)> = times.iter().enumerate().filter(|(n, _)| n % split == line)
                    .map(|(n, at)| (f64::from(*at), n as f64)).collect();
                response(&line.to_string(), &[("agent", &line.to_string())], &samples)
            })
            .collect();

        let data = chart_data(&tracks(&answers), None, (0.0, 5_000.0), 600);

        let drawn = data.columns.iter().flatten().filter(|cell| matches!(cell, Cell::Value(_))).count();
        prop_assert_eq!(drawn, times.len());
        prop_assert!(data.xs.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(data.columns.iter().all(|column| column.len() == data.xs.len()));
    }
}
