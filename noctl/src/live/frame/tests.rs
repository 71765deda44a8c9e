use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::from_micros;

use super::*;
use crate::live::board::{Filter, Lists};

const STATES: Wants = Wants { states: true, values: false, agents: false, gaps: false };

fn look(height: Option<u16>) -> Look {
    Look { now: at(1_010), symbols: false, colour: false, width: None, height, brief: false }
}

fn at(seconds: i64) -> Timestamp {
    from_micros(seconds * 1_000_000)
}

fn head(connection: Connection) -> Head {
    Head { url: "http://a".to_owned(), connection, known_at: Some(at(1_000)), note: String::new() }
}

fn live() -> Head {
    head(Connection::Live { heard_at: at(1_007) })
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

fn board(states: Vec<CheckState>) -> Board {
    let mut board = Board::new(Filter::default());
    board.list_begin();
    board.list_end(Lists { states: Some(states), agents: Some(Vec::new()), ..Lists::default() }, at(1_000));
    board
}

fn up(n: usize) -> Vec<CheckState> {
    (0..n).map(|n| state(&format!("t{n:02}"), wire::check_state::Status::Up)).collect()
}

#[test]
fn the_head_says_how_old_it_is_and_how_many_are_how() {
    let mut states = up(3);
    states.push(state("x", wire::check_state::Status::Down));
    states.push(CheckState { stale: true, ..state("y", wire::check_state::Status::Down) });

    let text = frame(&board(states), &live(), STATES, &look(None));

    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("http://a  live, heard 3s ago"));
    assert_eq!(lines.next(), Some("1 DOWN, 3 UP, 1 STALE"));
}

#[test]
fn while_it_is_cut_the_table_stays_with_reason_and_age() {
    let waiting = Connection::Waiting { reason: "nothing listens".to_owned(), retry_at: at(1_014) };

    let text = frame(&board(up(1)), &head(waiting), STATES, &look(None));

    assert!(text.contains("nothing listens; trying again in 4s; what follows is from 10s ago"), "{text}");
    assert!(text.contains("t00"), "{text}");
}

#[test]
fn before_anything_is_known_nothing_is_claimed() {
    let head = Head { known_at: None, ..head(Connection::Opening) };

    let text = frame(&Board::default(), &head, STATES, &look(None));

    assert!(text.contains("connecting") && !text.contains(CheckState::EMPTY), "{text}");
}

#[test]
fn a_table_fits_the_screen_shows_the_worst_and_says_what_it_hides() {
    let mut states = up(30);
    states.push(state("zz", wire::check_state::Status::Down));

    let text = frame(&board(states), &live(), STATES, &look(Some(12)));

    assert!(text.lines().count() <= 12, "{text}");
    assert!(text.contains("zz") && text.contains("… 26 more; narrow with --check"), "{text}");
}

#[test]
fn several_tables_share_the_screen() {
    let wants = Wants { agents: true, ..STATES };

    let text = frame(&board(up(30)), &live(), wants, &look(Some(24)));

    assert!(text.lines().count() <= 24, "{text}");
    assert!(text.contains("STATUSES\n") && text.contains("AGENTS\n") && text.contains("No agents"), "{text}");
}

#[test]
fn who_needs_little_leaves_the_rest_to_the_others() {
    assert_eq!(share(12, &[Some(100), Some(2), None, Some(3)]), [Some(7), Some(2), None, Some(3)]);
    assert_eq!(share(12, &[Some(100), Some(100), None, None]), [Some(6), Some(6), None, None]);
    assert_eq!(share(0, &[Some(5), Some(0), None, None]), [Some(1), Some(0), None, None]);
}

#[test]
fn hostile_words_cannot_drive_the_terminal() {
    let hostile = CheckState { evidence: "\u{1b}[2J".to_owned(), ..up(1).remove(0) };
    let mut head = live();
    head.note = "\u{1b}]0;x".to_owned();

    let text = frame(&board(vec![hostile]), &head, STATES, &look(None));

    assert!(!text.contains('\u{1b}'), "{text:?}");
}
