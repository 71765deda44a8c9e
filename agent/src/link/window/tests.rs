#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use super::*;

const KIB: u64 = 1 << 10;
const CREDIT: Credit = Credit { records: 100, bytes: 1_000 * KIB };

#[test]
fn several_batches_fly_until_the_credit_is_used() {
    let now = Instant::now();
    let mut window = Window::new(CREDIT, 0, 10);

    window.sent(Lane::Telemetry, 50, 40, 400 * KIB);
    assert_eq!(window.room(Lane::Telemetry, now), Some(Credit { records: 60, bytes: 600 * KIB }));
    window.sent(Lane::Telemetry, 90, 40, 500 * KIB);

    assert_eq!(window.room(Lane::Telemetry, now), None, "the next record might be larger than what is left");
    assert!(window.acked(Lane::Telemetry, 50, None));
    assert_eq!(window.room(Lane::Telemetry, now), Some(Credit { records: 60, bytes: 500 * KIB }));
    assert_eq!(window.next_seq(Lane::Telemetry), 91);
}

#[test]
fn credit_that_shrinks_below_what_flies_stops_sending() {
    let now = Instant::now();
    let mut window = Window::new(CREDIT, 0, 0);
    window.sent(Lane::Telemetry, 10, 10, 500);
    window.sent(Lane::Telemetry, 20, 10, 500);

    assert!(window.acked(Lane::Telemetry, 10, Some(Credit { records: 5, bytes: 100 * KIB })));

    assert_eq!(window.room(Lane::Telemetry, now), None);
}

#[test]
fn a_record_larger_than_the_credit_goes_alone() {
    let now = Instant::now();
    let mut window = Window::new(Credit { records: 1, bytes: 0 }, 0, 0);

    assert_eq!(window.room(Lane::Critical, now), Some(Credit { records: 1, bytes: 1 }));
    window.sent(Lane::Critical, 1, 1, 200_000);
    assert_eq!(window.room(Lane::Critical, now), None);
}

#[test]
fn busy_goes_back_to_the_last_ack_and_waits() {
    let now = Instant::now();
    let mut window = Window::new(CREDIT, 0, 0);
    window.sent(Lane::Telemetry, 10, 10, 100);
    window.sent(Lane::Telemetry, 20, 10, 100);
    assert!(window.acked(Lane::Telemetry, 10, None));

    window.busy(Lane::Telemetry, Duration::from_secs(2), now);

    assert!(window.is_idle());
    assert_eq!(window.next_seq(Lane::Telemetry), 11);
    assert_eq!(window.room(Lane::Telemetry, now), None);
    assert!(window.room(Lane::Critical, now).is_some(), "the other lane goes on");
    assert_eq!(window.held_until(now), Some(now + Duration::from_secs(2)));
    assert!(window.room(Lane::Telemetry, now + Duration::from_secs(2)).is_some());
}

#[test]
fn a_hole_is_answered_from_where_the_coordinator_stands() {
    let now = Instant::now();
    let mut window = Window::new(CREDIT, 0, 0);
    window.sent(Lane::Telemetry, 10, 10, 100);

    window.rewind(Lane::Telemetry, 4, now).unwrap();

    assert_eq!(window.next_seq(Lane::Telemetry), 4);
    assert_eq!(window.acked_seq(Lane::Telemetry), 3);
    assert!(window.room(Lane::Telemetry, now + REWIND_PAUSE).is_some());
}

#[test]
fn a_coordinator_that_never_moves_on_is_given_up() {
    let now = Instant::now();
    let mut window = Window::new(CREDIT, 0, 0);
    for _ in 0..MAX_REWINDS {
        window.rewind(Lane::Telemetry, 1, now).unwrap();
    }

    assert!(window.rewind(Lane::Telemetry, 1, now).is_err());
}

#[test]
fn an_ack_from_before_changes_nothing() {
    let mut window = Window::new(CREDIT, 0, 30);

    assert!(!window.acked(Lane::Telemetry, 20, None));
    assert_eq!(window.next_seq(Lane::Telemetry), 31);
}
