use nocturne_core::block::Sample;
use nocturne_shared::id::{CheckId, OrgId};

use super::*;
use crate::telemetry::SeriesInfo;

const LARGE: Bound = Bound { n_events: 1_000, n_bytes: 1 << 30 };

fn bounds(n_events: usize, n_waiting: usize) -> LogBounds {
    let bound = |n_events| Bound { n_events, ..LARGE };
    LogBounds { events: bound(n_events), values: bound(n_events), waiting: bound(n_waiting) }
}

fn log(bounds: LogBounds) -> Log {
    Log::new(Uuid::from_u128(7), bounds)
}

fn check() -> Event {
    Event::CheckDeleted(CheckId::from_parts(1, &[0; 10]))
}

fn value() -> Event {
    let info = SeriesInfo {
        org_id: OrgId::from_parts(1, &[1; 10]),
        metric: "m".to_owned(),
        labels: [("check".to_owned(), "web".to_owned())].into(),
    };
    Event::Values(vec![(Sample { series_id: 1, at_us: 0, value: 1.0 }, Arc::new(info))])
}

fn push(log: &mut Log, events: impl IntoIterator<Item = Event>) {
    for event in events {
        log.push(Timestamp::UNIX_EPOCH, event);
    }
}

fn topics(topics: &[Topic]) -> BTreeSet<Topic> {
    topics.iter().copied().collect()
}

/// Numbers that a reader gets, and up to where; or how many wait for one that lagged.
type Got = Result<(Vec<u64>, u64), u64>;

fn read(log: &Log, after: u64, wanted: &[Topic], n_most: usize) -> Got {
    match log.read(after, &topics(wanted), n_most, false) {
        Read::Entries { entries, through } => {
            Ok((entries.iter().map(|entry| entry.sequence).collect(), through))
        }
        Read::Lagged { waiting } => Err(waiting),
    }
}

#[test]
fn a_reader_gets_what_comes_after_its_number_in_order_and_of_its_topics() {
    let mut log = log(bounds(100, 100));
    log.values_begin();
    push(&mut log, [check(), value(), check(), value(), value(), check()]);

    let both = [Topic::Checks, Topic::Values];
    let cases: [(u64, &[Topic], usize, Got); 8] = [
        (0, &both, 9, Ok((vec![1, 2, 3, 4, 5, 6], 6))),
        (2, &both, 9, Ok((vec![3, 4, 5, 6], 6))),
        (2, &both, 2, Ok((vec![3, 4], 4))),
        (0, &[Topic::Checks], 9, Ok((vec![1, 3, 6], 6))),
        (1, &[Topic::Values], 9, Ok((vec![2, 4, 5], 6))),
        (0, &[Topic::Gaps], 9, Ok((vec![], 6))),
        (6, &both, 9, Ok((vec![], 6))),
        (3, &[Topic::Checks], 1, Ok((vec![6], 6))),
    ];
    for (after, wanted, n_most, want) in cases {
        assert_eq!(read(&log, after, wanted, n_most), want, "after {after}, {wanted:?}, at most {n_most}");
    }
}

#[test]
fn what_does_not_fit_goes_oldest_first_and_whoever_needs_it_has_lagged() {
    let mut log = log(bounds(3, 100));
    push(&mut log, (0..5).map(|_| check()));

    assert_eq!(read(&log, 1, &[Topic::Checks], 9), Err(3));
    assert_eq!(read(&log, 2, &[Topic::Checks], 9), Ok((vec![3, 4, 5], 5)));
    let held = |sequence| {
        let position = Position { sequence, ..log.head() };
        log.holds_since(position, &topics(&[Topic::Checks]))
    };
    assert_eq!([1, 2, 5, 6].map(held), [false, true, true, false]);
}

#[test]
fn bytes_are_a_bound_too() {
    let one = check().size_bytes();
    let small = Bound { n_events: 1_000, n_bytes: 2 * one + one / 2 };
    let mut log = log(LogBounds { events: small, values: LARGE, waiting: LARGE });
    push(&mut log, (0..5).map(|_| check()));

    assert_eq!(read(&log, 2, &[Topic::Checks], 9), Err(2));
    assert_eq!(read(&log, 3, &[Topic::Checks], 9), Ok((vec![4, 5], 5)));
}

#[test]
fn a_reader_that_is_too_far_behind_has_lagged_unless_it_is_catching_up() {
    let mut log = log(bounds(100, 3));
    push(&mut log, (0..5).map(|_| check()));

    assert_eq!(read(&log, 2, &[Topic::Checks], 9), Ok((vec![3, 4, 5], 5)));
    assert_eq!(read(&log, 1, &[Topic::Checks], 9), Err(4));
    let caught = log.read(1, &topics(&[Topic::Checks]), 9, true);
    assert!(matches!(caught, Read::Entries { entries, .. } if entries.len() == 4));
}

#[test]
fn values_push_nothing_else_out() {
    let mut log = log(bounds(4, 100));
    log.values_begin();
    push(&mut log, [check()]);
    push(&mut log, (0..50).map(|_| value()));

    assert_eq!(read(&log, 0, &[Topic::Checks], 9), Ok((vec![1], 51)));
    assert_eq!(read(&log, 0, &[Topic::Checks, Topic::Values], 9), Err(5));
}

#[test]
fn values_are_known_from_where_they_were_wanted_on() {
    let mut log = log(bounds(100, 100));
    let values = topics(&[Topic::Values]);
    push(&mut log, [check(), value()]);
    assert_eq!(log.head().sequence, 1, "values that nobody wants have no number");
    assert!(!log.holds_since(log.head(), &values));

    log.values_begin();
    let begin = log.head();
    push(&mut log, [value(), check()]);
    assert!(log.holds_since(begin, &values));
    assert!(!log.holds_since(Position { sequence: 0, ..begin }, &values));
    log.values_begin();
    assert!(log.holds_since(begin, &values), "a second reader changes nothing");

    log.values_end();
    log.values_begin();
    assert!(!log.holds_since(begin, &values));
    assert!(log.holds_since(begin, &topics(&[Topic::Checks])));
}

#[test]
fn a_position_of_another_log_is_not_known() {
    let mut log = log(bounds(100, 100));
    push(&mut log, [check()]);
    let position = Position { source: Uuid::from_u128(8), sequence: 1 };

    assert!(!log.holds_since(position, &topics(&[Topic::Checks])));
}
