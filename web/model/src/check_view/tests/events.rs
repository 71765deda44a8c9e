use super::*;
use crate::check_view::{event_count, event_rows};

#[test]
fn a_change_that_was_read_and_heard_is_one() {
    let first = event("ams", 10, Status::Unspecified, Status::Up, "");
    let second = event("ams", 20, Status::Up, Status::Down, "timeout");

    let rows = event_rows([&first, &second, &second]);

    assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [Some(time(20)), Some(time(10))]);
}

#[test]
fn of_a_list_that_is_cut_the_limit_is_said() {
    assert_eq!(event_count(0, true, 500), None);
    assert_eq!(event_count(17, true, 500).as_deref(), Some("17"));
    assert_eq!(event_count(500, true, 500).as_deref(), Some("500"));
    assert_eq!(event_count(500, false, 500).as_deref(), Some("500+"));
    assert_eq!(event_count(503, true, 500).as_deref(), Some("500+"), "some of them were heard of");
}
