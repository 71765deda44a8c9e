#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use super::*;

const PACE: Pace = Pace { base: Duration::from_secs(1), max: Duration::from_mins(5) };
const BEAT: Duration = Duration::from_secs(10);

fn online(now: Instant) -> Link {
    let mut link = Link::new(PACE);
    assert_eq!(link.step(Event::Start, now, 0.0), [Effect::Connect]);
    assert_eq!(link.step(Event::Connected, now, 0.0), [Effect::Greet]);
    assert_eq!(link.step(Event::Welcomed { beat_interval: BEAT }, now, 0.0), [Effect::OpenData]);
    link
}

fn in_state(state: State) -> Link {
    Link { state, pace: PACE, n_attempts: 0 }
}

#[test]
fn every_state_meets_every_event() {
    use Effect::{Connect, Greet, HangUp, OpenData};
    let now = Instant::now();
    let later = now + Duration::from_secs(5);
    let states = [
        State::Idle,
        State::Connecting,
        State::Greeting { until: later },
        State::Online { since: now, beat_interval: BEAT, next_beat: later, leave_at: None },
        State::Waiting { until: later },
        State::Stopped,
    ];
    let events = [
        Event::Start,
        Event::Connected,
        Event::Lost,
        Event::Refused,
        Event::Welcomed { beat_interval: BEAT },
        Event::GoAway { after: BEAT },
        Event::Renewed,
        Event::Tick,
        Event::Stop,
    ];
    // Rows: states; columns: events, both in the order above.
    let table: [[&[Effect]; 9]; 6] = [
        [&[Connect], &[], &[], &[], &[], &[], &[], &[], &[HangUp]],
        [&[], &[Greet], &[HangUp], &[HangUp], &[], &[], &[], &[], &[HangUp]],
        [&[], &[], &[HangUp], &[HangUp], &[OpenData], &[HangUp], &[HangUp, Connect], &[], &[HangUp]],
        [&[], &[], &[HangUp], &[HangUp], &[], &[], &[HangUp, Connect], &[], &[HangUp]],
        [&[], &[], &[], &[], &[], &[], &[], &[], &[HangUp]],
        [&[], &[], &[], &[], &[], &[], &[], &[], &[]],
    ];

    for (state, row) in states.into_iter().zip(table) {
        for (event, want) in events.into_iter().zip(row) {
            let effects = in_state(state).step(event, now, 0.5);
            assert_eq!(effects, want, "{event:?} in {state:?}");
        }
    }
}

#[test]
fn beats_follow_the_interval_of_welcome() {
    let now = Instant::now();
    let mut link = online(now);

    assert_eq!(link.deadline(), Some(now + BEAT));
    assert_eq!(link.step(Event::Tick, now + BEAT, 0.0), [Effect::Beat]);
    assert_eq!(link.deadline(), Some(now + 2 * BEAT));
}

#[test]
fn an_absurd_beat_interval_is_bounded() {
    let now = Instant::now();
    for (asked, got) in [(Duration::ZERO, FASTEST_BEAT), (Duration::MAX, SLOWEST_BEAT)] {
        let mut link = in_state(State::Greeting { until: now });
        assert_eq!(link.step(Event::Welcomed { beat_interval: asked }, now, 0.0), [Effect::OpenData]);
        assert_eq!(link.deadline(), Some(now + got));
    }
}

#[test]
fn waiting_doubles_up_to_the_maximum_and_is_spread_from_zero() {
    let now = Instant::now();
    let mut link = Link::new(PACE);
    let mut effects = link.step(Event::Start, now, 1.0);
    let mut waits = Vec::new();
    for _ in 0..12 {
        assert_eq!(effects, [Effect::Connect]);
        assert_eq!(link.step(Event::Lost, now, 1.0), [Effect::HangUp]);
        let until = link.deadline().unwrap();
        waits.push((until - now).as_secs());
        effects = link.step(Event::Tick, until, 1.0);
    }

    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    assert_eq!(link.step(Event::Lost, now, 0.0), [Effect::HangUp]);
    assert_eq!(link.deadline(), Some(now), "full jitter begins at zero");
}

#[test]
fn a_session_that_lasted_starts_the_doubling_anew() {
    let now = Instant::now();
    let mut link = online(now);
    link.n_attempts = 6;

    assert_eq!(link.step(Event::Lost, now + PROVEN, 1.0), [Effect::HangUp]);
    assert_eq!(link.deadline(), Some(now + PROVEN + Duration::from_secs(64)), "too short to prove anything");

    let mut link = online(now);
    link.n_attempts = 6;
    let after = now + PROVEN + Duration::from_millis(1);
    assert_eq!(link.step(Event::Lost, after, 1.0), [Effect::HangUp]);
    assert_eq!(link.deadline(), Some(after + PACE.base));
}

#[test]
fn a_refused_identity_asks_at_the_slowest_pace() {
    let now = Instant::now();
    for (random, wait) in [(0.0, PACE.max / 2), (1.0, PACE.max)] {
        let mut link = in_state(State::Connecting);
        assert_eq!(link.step(Event::Refused, now, random), [Effect::HangUp]);
        assert_eq!(link.deadline(), Some(now + wait));
    }
}

#[test]
fn go_away_keeps_the_session_until_its_moment() {
    let now = Instant::now();
    let mut link = online(now);

    assert_eq!(link.step(Event::GoAway { after: Duration::from_secs(20) }, now, 0.25), []);
    assert_eq!(link.deadline(), Some(now + Duration::from_secs(5)));
    assert_eq!(link.step(Event::Tick, now + Duration::from_secs(4), 0.0), []);
    assert_eq!(link.step(Event::Tick, now + Duration::from_secs(5), 0.0), [Effect::HangUp, Effect::Connect]);
}

#[test]
fn a_coordinator_that_never_welcomes_is_left() {
    let now = Instant::now();
    let mut link = Link::new(PACE);
    assert_eq!(link.step(Event::Start, now, 0.0), [Effect::Connect]);
    assert_eq!(link.step(Event::Connected, now, 0.0), [Effect::Greet]);

    assert_eq!(link.step(Event::Tick, now + WELCOME_WITHIN, 1.0), [Effect::HangUp]);
    assert_eq!(link.deadline(), Some(now + WELCOME_WITHIN + PACE.base));
}
