use nocturne_shared::id::CheckId;

use super::{subscription::Delivery, *};

const CALLER: Uuid = Uuid::from_u128(1);

fn org(n: u64) -> OrgId {
    OrgId::from_parts(n, &[1; 10])
}

fn options(n_events: usize, n_waiting: usize) -> LiveOptions {
    let bound = |n_events| Bound { n_events, n_bytes: 1 << 20 };
    LiveOptions {
        bounds: LogBounds { events: bound(n_events), values: bound(n_events), waiting: bound(n_waiting) },
        max_per_org: 3,
        max_per_caller: 2,
        max_streams: 4,
        ..LiveOptions::default()
    }
}

fn checks() -> Filter {
    Filter { topics: [Topic::Checks].into(), ..Filter::default() }
}

fn event(n: u64) -> Event {
    Event::CheckDeleted(CheckId::from_parts(n, &[0; 10]))
}

fn watch(live: &Live, from: Option<Position>) -> Subscription {
    live.subscribe(org(1), CALLER, checks(), from).unwrap()
}

/// The next event's own number, or how many waited for one that is cut; `None` when nothing is there.
async fn next(subscription: &mut Subscription) -> Option<Result<u64, u64>> {
    // What is there is there after a few turns.
    let idle = async {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    };
    let delivery = tokio::select! {
        biased;
        delivery = subscription.next() => delivery,
        () = idle => return None,
    };
    match delivery {
        Delivery::Event { event: Event::CheckDeleted(check_id), .. } => {
            let (seconds, nanos) = check_id.uuid().get_timestamp().unwrap().to_unix();
            Some(Ok(seconds * 1_000 + u64::from(nanos) / 1_000_000))
        }
        Delivery::Event { event, .. } => panic!("{event:?}"),
        Delivery::Lagged { waiting } => Some(Err(waiting)),
    }
}

#[tokio::test]
async fn what_happens_after_the_watch_began_is_delivered_once_and_what_was_before_is_not() {
    let live = Live::new(options(100, 100));
    let mut first = watch(&live, None);
    live.publish(org(1), [event(1)]);
    let mut second = watch(&live, None);
    live.publish(org(1), [event(2), event(3)]);

    assert_eq!(next(&mut first).await, Some(Ok(1)));
    assert_eq!(next(&mut first).await, Some(Ok(2)));
    assert_eq!(next(&mut first).await, Some(Ok(3)));
    assert_eq!(next(&mut first).await, None);
    assert_eq!(next(&mut second).await, Some(Ok(2)));
    assert_eq!(second.position().sequence, 2);
    live.publish(org(1), [event(4)]);
    assert_eq!(next(&mut first).await, Some(Ok(4)));
}

#[tokio::test]
async fn organizations_never_see_each_other() {
    let live = Live::new(options(100, 100));
    let mut one = watch(&live, None);
    let mut two = live.subscribe(org(2), CALLER, checks(), None).unwrap();

    live.publish(org(1), [event(1)]);
    live.publish(org(2), [event(2)]);
    live.publish(org(3), [event(3)]);

    assert_eq!((next(&mut one).await, next(&mut one).await), (Some(Ok(1)), None));
    assert_eq!((next(&mut two).await, next(&mut two).await), (Some(Ok(2)), None));
    let stolen = live.subscribe(org(2), CALLER, checks(), Some(one.position())).unwrap();
    assert!(!stolen.is_resumed());
    assert!(!live.is_watched(org(3)));
}

#[tokio::test]
async fn whoever_comes_back_gets_what_was_missed_exactly_once() {
    let live = Live::new(options(100, 100));
    let mut before = watch(&live, None);
    live.publish(org(1), [event(1), event(2)]);
    assert_eq!(next(&mut before).await, Some(Ok(1)));
    let position = before.position();
    drop(before);
    live.publish(org(1), [event(3)]);

    let mut after = watch(&live, Some(position));
    live.publish(org(1), [event(4)]);

    assert!(after.is_resumed());
    for n in 2..=4 {
        assert_eq!(next(&mut after).await, Some(Ok(n)));
    }
    assert_eq!(next(&mut after).await, None);
}

#[tokio::test]
async fn what_is_forgotten_is_not_pretended_to_be_known() {
    let live = Live::new(options(3, 3));
    let subscription = watch(&live, None);
    let begin = subscription.position();
    live.publish(org(1), (1..=4).map(event));

    let mut again = watch(&live, Some(begin));

    assert!(!again.is_resumed());
    assert_eq!(again.position().sequence, 4);
    assert_eq!(next(&mut again).await, None);
}

#[tokio::test]
async fn a_slow_reader_is_cut_and_goes_on_where_it_was_and_the_others_see_everything() {
    let live = Live::new(options(100, 50));
    let (mut slow, mut quick) = (watch(&live, None), watch(&live, None));
    live.publish(org(1), [event(1)]);
    assert_eq!(next(&mut slow).await, Some(Ok(1)));
    for n in 1..=90 {
        if n > 1 {
            live.publish(org(1), [event(n)]);
        }
        assert_eq!(next(&mut quick).await, Some(Ok(n)));
    }

    assert_eq!(next(&mut slow).await, Some(Err(89)));
    let position = slow.position();
    drop(slow);
    let mut again = watch(&live, Some(position));
    assert!(again.is_resumed());
    for n in 2..=90 {
        assert_eq!(next(&mut again).await, Some(Ok(n)));
    }
    assert_eq!(next(&mut again).await, None);
}

#[tokio::test]
async fn events_of_other_topics_are_passed_over_and_counted_in_the_position() {
    let live = Live::new(options(100, 100));
    let filter = Filter { topics: [Topic::Gaps].into(), ..Filter::default() };
    let mut gaps = live.subscribe(org(1), CALLER, filter, None).unwrap();
    live.publish(org(1), [event(1), event(2)]);

    assert_eq!(next(&mut gaps).await, None);
    assert_eq!(gaps.position().sequence, 2);
}

#[test]
fn each_limit_is_named_and_a_watch_that_ends_makes_room() {
    let live = Live::new(options(100, 100));
    let sit = |n: u64, caller: u128| live.subscribe(org(n), Uuid::from_u128(caller), checks(), None);
    let first = sit(1, 1).unwrap();
    let _second = sit(1, 1).unwrap();

    assert_eq!(sit(1, 1).err(), Some(TooManyWatches::Caller(2)));
    let _third = sit(1, 2).unwrap();
    assert_eq!(sit(1, 3).err(), Some(TooManyWatches::Org(3)));
    let _fourth = sit(2, 1).unwrap();
    assert_eq!(sit(3, 1).err(), Some(TooManyWatches::Coordinator(4)));
    drop(first);
    assert!(sit(1, 1).is_ok());
}

#[test]
fn a_log_outlives_its_last_watch_for_a_while_and_values_are_recorded_as_long() {
    let live = Live::new(options(100, 100));
    let linger = live.options().linger;
    assert!(!live.is_watched(org(1)) && !live.values_are_watched(org(1)));

    let values = Filter { topics: [Topic::Values].into(), ..Filter::default() };
    let values = live.subscribe(org(1), CALLER, values, None).unwrap();
    let checks = watch(&live, None);
    assert!(live.values_are_watched(org(1)));
    live.expire(Instant::now() + 2 * linger);
    assert!(live.values_are_watched(org(1)), "somebody watches them");

    drop(values);
    live.expire(Instant::now());
    assert!(live.values_are_watched(org(1)), "they may come back");
    live.expire(Instant::now() + 2 * linger);
    assert!(!live.values_are_watched(org(1)) && live.is_watched(org(1)));

    let position = checks.position();
    drop(checks);
    live.expire(Instant::now());
    assert!(live.is_watched(org(1)));
    live.expire(Instant::now() + 2 * linger);
    assert!(!live.is_watched(org(1)));
    assert!(!watch(&live, Some(position)).is_resumed(), "a log that begins again is another one");
}
