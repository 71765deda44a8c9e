use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::from_micros;
use wire::check_state::Status;

use super::*;

fn at(seconds: i64) -> Timestamp {
    from_micros(seconds * 1_000_000)
}

fn wire_at(seconds: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds, nanos: 0 })
}

fn state(check: &str, agent: &str, status: Status, since: i64) -> CheckState {
    wire::CheckState {
        check_id: format!("id-{check}"),
        check: check.to_owned(),
        target: "t".to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        site: format!("site-{agent}"),
        status: status.into(),
        since_time: wire_at(since),
        ..wire::CheckState::default()
    }
    .into()
}

fn event(check: &str, agent: &str, status: Status, time: i64) -> What {
    What::CheckEvent(
        wire::CheckEvent {
            check_id: format!("id-{check}"),
            check: check.to_owned(),
            target: "t".to_owned(),
            agent_id: format!("id-{agent}"),
            agent: agent.to_owned(),
            to_status: status.into(),
            time: wire_at(time),
            ..wire::CheckEvent::default()
        }
        .into(),
    )
}

fn states(list: Vec<CheckState>) -> Lists {
    Lists { states: Some(list), ..Lists::default() }
}

fn listed(list: Vec<CheckState>) -> Board {
    let mut board = Board::default();
    board.list_begin();
    board.list_end(states(list), at(100));
    board
}

fn shown(board: &Board) -> Vec<(String, String, &'static str)> {
    board.states().map(|row| (row.thing.check.clone(), row.thing.site.clone(), row.thing.status)).collect()
}

fn row(check: &str, agent: &str, status: &'static str) -> (String, String, &'static str) {
    (check.to_owned(), format!("site-{agent}"), status)
}

#[test]
fn events_change_rows_and_keep_what_they_do_not_carry() {
    let mut board = listed(vec![state("a", "x", Status::Up, 10), state("b", "x", Status::Up, 10)]);

    assert!(!board.apply(event("b", "x", Status::Down, 110), at(111)));

    assert_eq!(shown(&board), [row("a", "x", "UP"), row("b", "x", "DOWN")]);
}

#[test]
fn a_changed_row_stands_out_for_a_while() {
    let mut board = listed(vec![state("a", "x", Status::Up, 10), state("b", "x", Status::Up, 10)]);
    board.apply(event("b", "x", Status::Down, 110), at(111));

    let fresh = |now: i64| board.states().map(|row| row.is_fresh(at(now))).collect::<Vec<_>>();

    assert_eq!(fresh(112), [false, true]);
    assert_eq!(fresh(117), [false, false]);
}

#[test]
fn what_happens_while_lists_are_read_is_applied_on_top_of_them() {
    let mut board = Board::default();
    board.list_begin();

    board.apply(event("a", "x", Status::Down, 105), at(105));
    assert_eq!(board.n_waiting(), 1);
    board.list_end(states(vec![state("a", "x", Status::Up, 10)]), at(106));

    assert_eq!(shown(&board), [row("a", "x", "DOWN")]);
    assert_eq!(board.n_waiting(), 0);
}

#[test]
fn an_event_that_is_older_than_what_is_known_changes_nothing() {
    let mut board = listed(vec![state("a", "x", Status::Up, 50)]);

    board.apply(event("a", "x", Status::Down, 40), at(101));

    assert_eq!(shown(&board), [row("a", "x", "UP")]);
}

#[test]
fn lists_that_are_read_again_take_rows_away_and_mark_what_differs() {
    let mut board = listed(vec![state("a", "x", Status::Up, 10), state("b", "x", Status::Up, 10)]);

    board.list_begin();
    let stale = CheckState { stale: true, ..state("b", "x", Status::Up, 10) };
    board.list_end(states(vec![stale, state("c", "x", Status::Up, 10)]), at(200));

    assert_eq!(shown(&board), [row("b", "x", "UP"), row("c", "x", "UP")]);
    assert!(board.states().all(|row| row.is_fresh(at(201))));
}

#[test]
fn a_list_that_failed_leaves_what_was_known() {
    let mut board = listed(vec![state("a", "x", Status::Up, 10)]);
    board.list_begin();
    board.apply(event("a", "x", Status::Down, 110), at(110));

    board.list_failed();

    assert_eq!(shown(&board), [row("a", "x", "DOWN")]);
    assert_eq!(board.n_waiting(), 0);
}

#[test]
fn a_deleted_check_goes_and_a_changed_one_asks_for_lists() {
    let mut board = listed(vec![state("a", "x", Status::Up, 10), state("b", "x", Status::Up, 10)]);
    let check = wire::Check { check_id: "id-b".to_owned(), ..wire::Check::default() };

    assert!(!board.apply(What::DeletedCheckId("id-a".to_owned()), at(101)));
    assert!(board.apply(What::Check(Box::new(check.into())), at(101)));

    assert_eq!(shown(&board), [row("b", "x", "UP")]);
}

#[test]
fn an_agent_that_nobody_knew_asks_for_lists() {
    let mut board = listed(vec![state("a", "x", Status::Up, 10)]);

    assert!(board.apply(event("a", "y", Status::Down, 101), at(101)));

    assert_eq!(shown(&board), [row("a", "x", "UP"), ("a".to_owned(), String::new(), "DOWN")]);
}

#[test]
fn only_what_is_wanted_is_shown() {
    let both = vec![state("a", "x", Status::Up, 10), state("b", "y", Status::Up, 10)];
    let board = |check: &str, selector: &str| {
        let mut board = Board::new(Filter::new(check, selector));
        board.list_begin();
        board.list_end(states(both.clone()), at(100));
        board
    };

    let by_name = board("b", "");
    let by_id = board("id-a", "");
    let by_site = board("", "site=site-y");

    assert_eq!((shown(&by_name), shown(&by_id)), (vec![row("b", "y", "UP")], vec![row("a", "x", "UP")]));
    assert_eq!(shown(&by_site), [row("b", "y", "UP")]);
    assert!(
        by_site.takes(&event("b", "y", Status::Down, 1)) && !by_site.takes(&event("a", "x", Status::Down, 1))
    );
    assert!(!by_name.takes(&What::DeletedCheckId("id-a".to_owned())));
}

#[test]
fn gaps_are_bounded_and_those_that_are_open_stand_first() {
    let gap = |id: String, from: i64, to: Option<i64>| {
        let to_time = to.and_then(wire_at);
        Gap::from(wire::Gap { gap_id: id, from_time: wire_at(from), to_time, ..wire::Gap::default() })
    };
    let mut board = Board::default();
    for n in 0..MAX_GAPS + 10 {
        let n = i64::try_from(n).unwrap();
        board.apply(What::Gap(gap(n.to_string(), n, Some(n + 1))), at(n));
    }

    board.apply(What::Gap(gap(String::new(), 50, None)), at(1));

    let gaps = board.gaps();
    assert_eq!(gaps.len(), MAX_GAPS);
    assert!(gaps[0].thing.ongoing && gaps[1].thing.gap_id == "209", "{:?}", gaps[1]);
}

#[test]
fn values_and_agents_are_replaced_by_later_ones() {
    let value = |number| {
        let labels = [("check", "a"), ("target", "t"), ("agent", "x")];
        What::Value(
            wire::LatestValue {
                series: Some(wire::Series {
                    labels: labels
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect(),
                    ..wire::Series::default()
                }),
                sample: Some(wire::Sample { time: None, value: number }),
            }
            .into(),
        )
    };
    let agent = |presence: wire::agent::Presence| {
        let agent = wire::Agent { slug: "x".to_owned(), presence: presence.into(), ..wire::Agent::default() };
        What::Agent(Box::new(agent.into()))
    };
    let mut board = Board::default();

    for what in
        [value(1.0), value(2.0), agent(wire::agent::Presence::Online), agent(wire::agent::Presence::Offline)]
    {
        board.apply(what, at(1));
    }

    let values: Vec<f64> =
        board.values().filter_map(|row| row.thing.sample.as_ref()).map(|s| s.value).collect();
    assert_eq!(values, [2.0]);
    assert_eq!(board.agents().map(|row| row.thing.presence).collect::<Vec<_>>(), ["OFFLINE"]);
}
