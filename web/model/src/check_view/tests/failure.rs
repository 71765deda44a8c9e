use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, check_state::Status};

use super::{at, event, state, time};
use crate::{
    check_view::{Ending, event_rows, last_failure},
    status::StatusKind,
};

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
