use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn entries_spread_over_their_interval() {
    let mut schedule = Schedule::default();
    schedule.replace((0..60_000).map(|index| assignment(index, Duration::from_mins(1))), Duration::ZERO, 7);

    let mut per_second = Vec::new();
    for second in 0..60 {
        let due = schedule.pop_due(SECOND * second + SECOND - Duration::from_nanos(1));
        due.iter().for_each(|due| schedule.finished(due.key));
        per_second.push(due.len());
    }

    assert_eq!(per_second.iter().sum::<usize>() + usize::try_from(schedule.missed()).unwrap(), 60_000);
    assert!(per_second.iter().all(|count| (850..1_150).contains(count)), "{per_second:?}");
}

#[test]
fn two_agents_do_not_beat_together() {
    let one = first_slot(1, assignment(0, SECOND).key, SECOND, Duration::ZERO);
    let two = first_slot(2, assignment(0, SECOND).key, SECOND, Duration::ZERO);

    assert_ne!(one, two);
}

#[test]
fn unchanged_entries_keep_their_slots_when_others_come_and_go() {
    let mut schedule = Schedule::default();
    schedule.replace([assignment(0, SECOND), assignment(1, SECOND)], Duration::ZERO, 1);
    let kept = schedule.entries[&assignment(0, SECOND).key].next;

    schedule.replace([assignment(0, SECOND), assignment(2, SECOND)], Duration::from_millis(1), 1);

    assert_eq!(schedule.entries[&assignment(0, SECOND).key].next, kept);
    assert_eq!(schedule.len(), 2);
    assert_eq!(schedule.queue.len(), 2);
}

#[test]
fn an_entry_that_goes_and_comes_back_is_on_the_same_grid() {
    let mut schedule = Schedule::default();
    schedule.replace([assignment(0, SECOND)], Duration::ZERO, 1);
    let before = schedule.next_at().unwrap();

    schedule.replace([], SECOND, 1);
    assert_eq!(schedule.next_at(), None);
    schedule.replace([assignment(0, SECOND)], SECOND * 7, 1);

    let after = schedule.next_at().unwrap();
    assert!(after >= SECOND * 7);
    assert_eq!((after - before).as_nanos() % SECOND.as_nanos(), 0);
}

#[test]
fn an_execution_is_not_doubled_when_its_entry_goes_and_comes_back() {
    let mut schedule = Schedule::default();
    schedule.replace([assignment(0, SECOND)], Duration::ZERO, 1);
    assert_eq!(schedule.pop_due(schedule.next_at().unwrap()).len(), 1);

    schedule.replace([], SECOND, 1);
    schedule.replace([assignment(0, SECOND)], SECOND, 1);

    assert_eq!(schedule.pop_due(schedule.next_at().unwrap()), []);
    assert_eq!(schedule.missed(), 1);
}

#[test]
fn an_entry_that_still_runs_misses_its_slots_and_says_so() {
    let mut schedule = Schedule::default();
    schedule.replace([assignment(0, SECOND)], Duration::ZERO, 1);
    let first = schedule.next_at().unwrap();
    let key = schedule.pop_due(first)[0].key;

    assert_eq!(schedule.pop_due(first + SECOND), []);
    assert_eq!(schedule.pop_due(first + SECOND * 2), []);
    schedule.finished(key);

    let due = schedule.pop_due(first + SECOND * 3);
    assert_eq!(due, [Due { key, slot: first + SECOND * 3, missed: 2 }]);
    assert_eq!(schedule.missed(), 2);
}

#[test]
fn waking_from_a_long_sleep_is_no_burst() {
    let mut schedule = Schedule::default();
    schedule.replace((0..60_000).map(|index| assignment(index, Duration::from_mins(1))), Duration::ZERO, 7);

    let due = schedule.pop_due(Duration::from_hours(9));

    assert!(due.len() < 1_150, "{} at once", due.len());
    assert_eq!(due.len() as u64 + schedule.missed(), 60_000 * 60 * 9);
    assert!(due.iter().all(|due| Duration::from_hours(9) - due.slot <= MAX_LATENESS));
    assert!(schedule.next_at().unwrap() > Duration::from_hours(9));
}

proptest! {
    #[test]
    fn every_slot_is_due_or_missed_and_none_drifts(
        interval_ms in 100..5_000_u64,
        seed: u64,
        index in 0..1_000_u32,
        start_ms in 0..100_000_u64,
        steps in prop::collection::vec((0..3_000_u64, any::<bool>()), 1..200),
    ) {
        let interval = Duration::from_millis(interval_ms);
        let mut now = Duration::from_millis(start_ms);
        let mut schedule = Schedule::default();
        schedule.replace([assignment(index, interval)], now, seed);
        let first = schedule.next_at().unwrap();
        prop_assert!(first >= now && first < now + interval);

        let mut started = 0;
        let mut missed_reported = 0;
        for (step_ms, finish) in steps {
            now += Duration::from_millis(step_ms);
            let due = schedule.pop_due(now);
            prop_assert!(due.len() <= 1);
            for due in &due {
                prop_assert!(due.slot <= now && now - due.slot <= MAX_LATENESS);
                prop_assert_eq!((due.slot - first).as_nanos() % interval.as_nanos(), 0);
                missed_reported += due.missed;
                started += 1;
            }
            if finish {
                schedule.finished(assignment(index, interval).key);
            }
            let slots = if now < first { 0 } else { slots_between(first, now, interval) + 1 };
            prop_assert_eq!(started + schedule.missed(), slots);
            prop_assert!(missed_reported <= schedule.missed());
            prop_assert!(schedule.next_at().unwrap() > now);
        }
    }

    #[test]
    fn a_runner_that_is_on_time_misses_nothing(
        intervals_ms in prop::collection::vec(100..2_000_u64, 1..40),
        seed: u64,
    ) {
        let end = Duration::from_secs(20);
        let mut schedule = Schedule::default();
        let assignments: Vec<Assignment> = (0..).zip(&intervals_ms)
            .map(|(index, ms)| assignment(index, Duration::from_millis(*ms)))
            .collect();
        schedule.replace(assignments.clone(), Duration::ZERO, seed);
        let want: u64 = assignments.iter()
            .map(|entry| slots_between(schedule.entries[&entry.key].next, end, entry.interval) + 1)
            .sum();

        let mut count = 0;
        while let Some(at) = schedule.next_at().filter(|at| *at <= end) {
            for due in schedule.pop_due(at) {
                prop_assert_eq!((due.slot, due.missed), (at, 0));
                schedule.finished(due.key);
                count += 1;
            }
        }

        prop_assert_eq!((count, schedule.missed()), (want, 0));
    }
}

fn assignment(target_index: u32, interval: Duration) -> Assignment {
    Assignment { key: Key { check: CheckId::from_parts(1, &[9; 10]), target_index }, interval }
}
