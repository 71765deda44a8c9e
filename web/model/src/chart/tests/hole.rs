//! Times without executions.

use super::*;

const TEN: Duration = Duration::from_secs(10);

fn every_ten(from: i32, to: i32) -> Vec<Point> {
    points(&(from..=to).step_by(10).map(f64::from).collect::<Vec<_>>())
}

fn frozen() -> Vec<Point> {
    [every_ten(0, 100), every_ten(160, 300)].concat()
}

fn spans(holes: &[Hole]) -> Vec<(f64, f64, bool)> {
    holes.iter().map(|hole| (hole.from, hole.to, hole.ongoing)).collect()
}

#[test]
fn an_agent_that_was_frozen_leaves_a_hole_that_begins_when_the_first_execution_was_due() {
    assert_eq!(spans(&holes(&frozen(), TEN, (0.0, 305.0))), [(110.0, 160.0, false)]);
    assert_eq!(holes(&every_ten(0, 300), TEN, (-5.0, 330.0)), []);
}

#[test]
fn a_hole_at_either_end_is_seen_but_what_is_on_its_way_is_not_missed() {
    let early = holes(&every_ten(50, 100), TEN, (0.0, 140.0));
    let late = holes(&every_ten(0, 100), TEN, (0.0, 150.0));

    assert_eq!(spans(&early), [(0.0, 50.0, false)]);
    assert_eq!(spans(&late), [(110.0, 150.0, true)]);
    assert_eq!(spans(&holes(&[], TEN, (0.0, 60.0))), [(0.0, 60.0, true)]);
    assert_eq!(holes(&[], TEN, (0.0, 0.0)), []);
}

#[test]
fn a_check_that_ran_less_often_before_has_no_holes_there() {
    let minutes = points(&[0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0, 420.0, 480.0, 540.0, 600.0]);
    let both = [minutes, every_ten(610, 900)].concat();

    assert_eq!(holes(&both, TEN, (0.0, 900.0)), []);
}

#[test]
fn a_status_is_not_known_where_nothing_was_measured() {
    let up =
        StatusSegment { from: 0.0, to: 200.0, kind: StatusKind::Up, reason: String::new(), missing: None };
    let down = StatusSegment { from: 200.0, to: 300.0, kind: StatusKind::Down, ..up.clone() };
    let before = StatusSegment { from: -50.0, to: 0.0, kind: StatusKind::Unknown, ..up.clone() };
    let declared = gap_bands(&[gap("1", 105.0, Some(160.0), "restart")], (0.0, 300.0));
    let hole = |from, to| Hole { from, to, cause: None, ongoing: false };
    let holes = explained(vec![hole(-50.0, 0.0), hole(110.0, 160.0), hole(190.0, 250.0)], "ams-1", &declared);

    let status = vec![before, up, down];
    assert_eq!(spans(&holes_in(&status, holes.clone())), [(110.0, 160.0, false), (190.0, 250.0, false)]);
    let strip = with_holes(status, &holes);

    let told: Vec<(f64, f64, StatusKind, Option<&str>)> =
        strip.iter().map(|part| (part.from, part.to, part.kind, part.missing.as_deref())).collect();
    let none = Some("no measurements and no declared cause");
    let want = [
        (-50.0, 0.0, StatusKind::Unknown, None),
        (0.0, 110.0, StatusKind::Up, None),
        (110.0, 160.0, StatusKind::Unknown, Some("no measurements: agent restarted")),
        (160.0, 190.0, StatusKind::Up, None),
        (190.0, 200.0, StatusKind::Unknown, none),
        (200.0, 250.0, StatusKind::Unknown, none),
        (250.0, 300.0, StatusKind::Down, None),
    ];
    assert_eq!(told, want);
    assert_eq!(
        status_text(&strip[1..]).replace('\u{202f}', " "),
        "Up 46.7 %, down 16.7 %, no measurements 36.7 %; 1 change."
    );
}

#[test]
fn holes_are_drawn_as_gaps_are_unless_they_are_declared() {
    let declared = gap_bands(&[gap("1", 105.0, Some(160.0), "restart")], (0.0, 300.0));
    let found = explained(holes(&frozen(), TEN, (0.0, 400.0)), "ams-1", &declared);
    let elsewhere = explained(holes(&frozen(), TEN, (0.0, 300.0)), "fra-1", &declared);

    let drawn = |bands: &[GapBand]| -> Vec<(f64, String, bool)> {
        bands.iter().map(|band| (band.from, band.label.clone(), band.ongoing)).collect()
    };
    let label = "No measurements and no declared cause".to_owned();
    assert_eq!(drawn(&undeclared(&found, "ams-1")), [(310.0, label.clone(), true)]);
    assert_eq!(drawn(&undeclared(&elsewhere, "fra-1")), [(110.0, label, false)]);
}

#[test]
fn what_an_execution_took_that_could_not_ask_is_not_drawn() {
    let answers = [
        response("1", &[("agent", "a")], &[(10.0, 0.1), (20.0, 9.0), (30.0, 0.3)]),
        response("2", &[("agent", "b")], &[(10.0, 1.0), (30.0, 1.0), (40.0, 1.0)]),
    ];
    let tracks = tracks(&answers);

    let kept = conclusive_only(&tracks[0], tracks.get(1));

    assert_eq!(starts(std::slice::from_ref(&kept.points)), [10.0]);
    assert_eq!(kept.points.iter().map(|point| point.at).collect::<Vec<_>>(), [10.0, 30.0]);
    assert!(conclusive_only(&tracks[0], None).points.is_empty());
}
