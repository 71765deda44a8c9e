//! What surrounds the lines: times without data, status.

use super::*;

pub(super) fn gap(id: &str, from: f64, to: Option<f64>, cause: &str) -> Gap {
    Gap {
        gap_id: id.to_owned(),
        agent_id: "1".to_owned(),
        agent: "ams-1".to_owned(),
        cause: cause.to_owned(),
        from_time: wire(from),
        to_time: to.and_then(wire),
        records: 3,
        ..Gap::default()
    }
}

#[test]
fn gaps_are_cut_to_the_axis_and_drawn_once() {
    let gaps = [
        gap("2", 50.0, Some(500.0), "spool_full"),
        gap("1", -50.0, Some(10.0), "restart"),
        gap("1", -50.0, Some(10.0), "restart"),
        gap("", 90.0, None, "disconnected"),
        gap("9", 200.0, Some(300.0), "restart"),
        gap("8", -90.0, Some(-80.0), "restart"),
        Gap::default(),
    ];

    let bands = gap_bands(&gaps, (0.0, 100.0));

    let drawn: Vec<(f64, f64, &str, bool)> =
        bands.iter().map(|band| (band.from, band.to, band.label.as_str(), band.ongoing)).collect();
    let want = [
        (0.0, 10.0, "Agent restarted", false),
        (50.0, 100.0, "Spool full", false),
        (90.0, 100.0, "Not connected", true),
    ];
    assert_eq!(drawn, want);
    assert_eq!(gap_cause_label("of_tomorrow"), "of tomorrow");
    assert_eq!(gap_cause_meaning("of_tomorrow"), "");
}

#[test]
fn a_gap_is_told_in_one_line() {
    let now = Timestamp::from_second(200).unwrap();
    let bands =
        gap_bands(&[gap("1", 0.0, Some(60.0), "restart"), gap("", 80.0, None, "disconnected")], (0.0, 200.0));

    let lines: Vec<String> =
        bands.iter().map(|band| band_text(band, now, Offset::UTC).replace('\u{202f}', " ")).collect();

    let want = [
        "ams-1: Agent restarted (00:00:00 to 00:01:00, 1 min, 3 records missing)",
        "ams-1: Not connected (since 00:01:20, 2 min, 3 records missing)",
    ];
    assert_eq!(lines, want);
}

pub(super) fn event(at: f64, from: Status, to: Status) -> CheckEvent {
    CheckEvent {
        from_status: from.into(),
        to_status: to.into(),
        reason: "timeout".to_owned(),
        time: wire(at),
        ..CheckEvent::default()
    }
}

fn kinds(segments: &[StatusSegment]) -> Vec<(f64, f64, StatusKind)> {
    segments.iter().map(|segment| (segment.from, segment.to, segment.kind)).collect()
}

#[test]
fn a_status_lasts_until_the_next_event() {
    let events = [
        event(70.0, Status::Down, Status::Up),
        event(30.0, Status::Up, Status::Down),
        event(500.0, Status::Up, Status::Down),
    ];

    let segments = status_segments(&events, None, (0.0, 100.0));

    let want = [(0.0, 30.0, StatusKind::Up), (30.0, 70.0, StatusKind::Down), (70.0, 100.0, StatusKind::Up)];
    assert_eq!(kinds(&segments), want);
    assert_eq!(segments[1].reason, "timeout");
    assert_eq!(status_share(&segments), [(StatusKind::Down, 40.0), (StatusKind::Up, 60.0)]);
}

#[test]
fn without_events_the_present_status_counts_since_it_began() {
    let state = |since: f64| CheckState {
        status: Status::Degraded.into(),
        since_time: wire(since),
        ..CheckState::default()
    };

    let unknown = (0.0, 100.0, StatusKind::Unknown);
    assert_eq!(
        kinds(&status_segments(&[], Some(&state(-50.0)), (0.0, 100.0))),
        [(0.0, 100.0, StatusKind::Degraded)]
    );
    let want = [(0.0, 40.0, StatusKind::Unknown), (40.0, 100.0, StatusKind::Degraded)];
    assert_eq!(kinds(&status_segments(&[], Some(&state(40.0)), (0.0, 100.0))), want);
    assert_eq!(kinds(&status_segments(&[], Some(&state(900.0)), (0.0, 100.0))), [unknown]);
    assert_eq!(kinds(&status_segments(&[], None, (0.0, 100.0))), [unknown]);
    assert!(status_segments(&[], None, (5.0, 5.0)).is_empty());
}

#[test]
fn of_events_at_one_time_the_last_counts() {
    let events = [event(30.0, Status::Up, Status::Down), event(30.0, Status::Down, Status::Up)];

    assert_eq!(kinds(&status_segments(&events, None, (0.0, 50.0))), [(0.0, 50.0, StatusKind::Up)]);
}

#[test]
fn before_the_axis_only_the_latest_event_counts() {
    let events = [event(-20.0, Status::Unspecified, Status::Up), event(-10.0, Status::Up, Status::Down)];

    assert_eq!(kinds(&status_segments(&events, None, (0.0, 9.0))), [(0.0, 9.0, StatusKind::Down)]);
}

proptest! {
    #[test]
    fn segments_cover_the_axis_without_holes(
        events in proptest::collection::vec((0_i32..200, 0_i32..5, 0_i32..5), 0..20),
    ) {
        let events: Vec<CheckEvent> = events
            .into_iter()
            .map(|(at, from, to)| CheckEvent { from_status: from, to_status: to, time: wire(f64::from(at)), ..CheckEvent::default() })
            .collect();

        let segments = status_segments(&events, None, (50.0, 150.0));

        prop_assert_eq!(segments.first().map(|segment| segment.from), Some(50.0));
        prop_assert_eq!(segments.last().map(|segment| segment.to), Some(150.0));
        prop_assert!(segments.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].kind != pair[1].kind));
    }
}
