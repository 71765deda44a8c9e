use nocturne_shared::time;
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;

const SITES: [&str; 3] = ["ams", "fra", "lon"];
/// Later than everything that happens.
const NOW: i64 = 100;

/// What one agent does: its site, its statuses with the time of each, and when it is no longer believed.
#[derive(Debug, Clone)]
struct Life {
    site: &'static str,
    said: Vec<(i64, CheckStatus)>,
    silent_at: Option<i64>,
}

/// A status that changed, as it is written down.
#[derive(Debug, Clone, Copy)]
struct Written {
    at: i64,
    change: Change,
}

fn at(seconds: i64) -> Timestamp {
    time::from_micros(seconds * 1_000_000)
}

impl Life {
    fn new(site: &'static str, said: &[(i64, CheckStatus)]) -> Self {
        Self { site, said: said.to_vec(), silent_at: None }
    }

    /// What was told of it at a time, with whatever happened at that time.
    fn witness(&self, now: i64) -> Witness<'static> {
        let last = self.said.iter().rev().find(|(when, _)| *when <= now);
        let sight = last.map(|(since, status)| Sight {
            status: *status,
            is_fresh: self.silent_at.is_none_or(|silent_at| now < silent_at),
            reason: "",
            since_at: at(*since),
            confirmed_at: at(*since),
            believed_until: at(self.silent_at.unwrap_or(NOW + 1)),
        });
        Witness { site: self.site, sight }
    }

    fn written(&self, witness: usize) -> impl Iterator<Item = Written> {
        (0..self.said.len()).map(move |nth| {
            let before = nth.checked_sub(1).map(|earlier| self.said[earlier].1);
            let when = self.said[nth].0;
            Written { at: when, change: Change { witness, before, at: at(when) } }
        })
    }
}

fn witnesses(lives: &[Life], now: i64) -> Vec<Witness<'static>> {
    lives.iter().map(|life| life.witness(now)).collect()
}

/// Every change of all lives, the last first.
fn changes(lives: &[Life]) -> Vec<Change> {
    let mut written: Vec<Written> = (0..).zip(lives).flat_map(|(index, life)| life.written(index)).collect();
    written.sort_by_key(|written| std::cmp::Reverse(written.at));
    // Of one agent at one time the last is first: times of a life differ, so there is no such pair.
    written.into_iter().map(|written| written.change).collect()
}

/// The truth, by watching from the first moment to the last.
fn watched(lives: &[Life]) -> Option<i64> {
    let mut verdict = Verdict::Unknown;
    let mut began = None;
    for now in 0..=NOW {
        let is = verdict_of(&witnesses(lives, now));
        if is != verdict {
            (verdict, began) = (is, Some(now));
        }
    }
    began.filter(|_| verdict != Verdict::Unknown)
}

fn replayed(lives: &[Life], changes: &[Change]) -> Option<i64> {
    began_at(&witnesses(lives, NOW), changes).map(Timestamp::as_second)
}

const UP: CheckStatus = CheckStatus::Up;
const DEGRADED: CheckStatus = CheckStatus::Degraded;
const DOWN: CheckStatus = CheckStatus::Down;
const INCONCLUSIVE: CheckStatus = CheckStatus::Inconclusive;

#[test]
fn a_verdict_begins_with_the_change_that_made_it() {
    let silent = |life: Life, silent_at| Life { silent_at: Some(silent_at), ..life };
    let one = |said: &[(i64, CheckStatus)]| vec![Life::new("ams", said)];
    let three = |a: &[(i64, CheckStatus)], b: &[(i64, CheckStatus)], c: &[(i64, CheckStatus)]| {
        vec![Life::new("ams", a), Life::new("fra", b), Life::new("lon", c)]
    };
    let cases = [
        ("nobody has said anything", one(&[]), None),
        ("alone", one(&[(1, UP), (5, DOWN)]), Some(5)),
        ("it could not look for a while", one(&[(1, UP), (5, INCONCLUSIVE), (7, UP)]), Some(7)),
        (
            "the last of two that were down is up again",
            three(&[(1, UP)], &[(1, UP), (10, DOWN), (80, UP)], &[(1, UP), (10, DOWN), (90, UP)]),
            Some(90),
        ),
        (
            "the second of three sees what one saw for long",
            three(&[(1, UP), (10, DOWN)], &[(1, UP), (90, DOWN)], &[(1, UP)]),
            Some(90),
        ),
        (
            "the third of three joins two that see it down",
            three(&[(1, UP), (10, DOWN)], &[(1, UP), (20, DOWN)], &[(1, UP), (90, DOWN)]),
            Some(20),
        ),
        (
            "two change places at one moment",
            vec![
                Life::new("ams", &[(1, UP), (50, DOWN)]),
                Life::new("fra", &[(1, DOWN), (50, UP)]),
                Life::new("lon", &[(1, DEGRADED), (70, UP)]),
            ],
            Some(1),
        ),
        (
            "the only one that saw it down fell silent",
            vec![Life::new("ams", &[(1, UP)]), silent(Life::new("fra", &[(1, UP), (30, DOWN)]), 60)],
            Some(60),
        ),
        ("all fell silent", vec![silent(Life::new("ams", &[(1, UP)]), 60)], None),
    ];
    for (what, lives, want) in cases {
        assert_eq!(watched(&lives), want, "{what}");
        assert_eq!(replayed(&lives, &changes(&lives)), want, "{what}");
    }
}

#[test]
fn where_the_changes_end_the_verdict_is_as_old_as_that_at_least() {
    let lives = [Life::new("ams", &[(1, UP)]), Life::new("fra", &[(1, UP), (40, INCONCLUSIVE), (50, UP)])];
    let all = changes(&lives);

    assert_eq!(replayed(&lives, &all), Some(1));
    assert_eq!(replayed(&lives, &all[..2]), Some(40));
    assert_eq!(replayed(&lives, &all[..1]), Some(50));
    assert_eq!(replayed(&lives, &[]), Some(50));
}

#[test]
fn a_clock_that_was_set_back_does_not_change_the_order_of_what_an_agent_said() {
    let lives = [Life::new("ams", &[(1, UP)]), Life::new("fra", &[(1, UP), (60, DOWN), (70, UP)])];
    let mut all = changes(&lives);
    // It said so at 60 and 70 by a clock that showed 90 and 70.
    all[1].at = at(90);

    assert_eq!(replayed(&lives, &all), Some(70));
}

#[test]
fn what_was_said_before_an_agent_was_forgotten_and_asked_anew_is_of_no_account() {
    let lives = [Life::new("ams", &[(1, UP)]), Life::new("fra", &[(50, UP)])];
    let mut all = changes(&lives);
    all.insert(1, Change { witness: 1, before: Some(UP), at: at(20) });

    assert_eq!(replayed(&lives, &all), Some(1));
}

fn life() -> impl Strategy<Value = Life> {
    let statuses = select(vec![UP, UP, DOWN, DOWN, DEGRADED, INCONCLUSIVE]);
    // Few times, so that much happens at one moment.
    let said = vec((1_i64..4, statuses), 0..8);
    (select(SITES.to_vec()), said, option::weighted(0.2, 30_i64..60)).prop_map(|(site, steps, silent_at)| {
        let mut now = 0;
        let mut said: Vec<(i64, CheckStatus)> = Vec::new();
        for (step, status) in steps {
            now += step;
            // Only what is another status than before is a change.
            if said.last().is_none_or(|(_, last)| *last != status) {
                said.push((now, status));
            }
        }
        Life { site, said, silent_at }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_replay_finds_what_somebody_who_watched_all_the_time_saw(lives in vec(life(), 1..=4)) {
        prop_assert_eq!(replayed(&lives, &changes(&lives)), watched(&lives));
    }

    #[test]
    fn with_some_of_the_changes_it_never_says_that_a_verdict_is_older_than_it_is(
        lives in vec(life(), 1..=4),
        n_known in 0_usize..12,
    ) {
        let mut known = changes(&lives);
        known.truncate(n_known);

        prop_assert!(replayed(&lives, &known) >= watched(&lives));
    }
}
