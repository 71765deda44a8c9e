//! Refresh tokens.

use std::time::Duration;

use nocturne_store::{
    bootstrap::connect_once,
    refresh_token::{
        Exchange, refresh_token_begin, refresh_token_end, refresh_token_exchange, refresh_token_expire,
    },
};
use tokio::task::JoinSet;

use crate::fixture::Fixture;

const DAY: Duration = Duration::from_hours(24);

async fn begin(fixture: &Fixture, secret: u8) {
    refresh_token_begin(&fixture.system, fixture.org_id, fixture.user_id, &[secret; 32], DAY).await.unwrap();
}

async fn exchange(fixture: &Fixture, presented: u8, next: u8) -> Exchange {
    refresh_token_exchange(&fixture.system, &[presented; 32], &[next; 32], DAY).await.unwrap()
}

/// Tokens that would still be exchanged as the latest of their family.
async fn n_live(fixture: &Fixture) -> i64 {
    let admin = connect_once(&fixture.database.admin()).await.unwrap();
    let count = "SELECT count(*) FROM refresh_token WHERE used_at IS NULL AND voided_at IS NULL AND revoked_at IS NULL";
    admin.query_one(count, &[]).await.unwrap().get(0)
}

fn is_next(exchange: &Exchange) -> bool {
    matches!(exchange, Exchange::Next { .. })
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_what_was_in_it_is_void() {
    let fixture = Fixture::new().await;
    let user_id = fixture.user_id;
    begin(&fixture, 1).await;

    assert!(is_next(&exchange(&fixture, 1, 2).await));
    assert!(is_next(&exchange(&fixture, 1, 3).await));
    assert!(is_next(&exchange(&fixture, 1, 4).await));
    assert_eq!(n_live(&fixture).await, 1);
    assert!(is_next(&exchange(&fixture, 4, 5).await), "the latest goes on");

    assert_eq!(exchange(&fixture, 2, 9).await, Exchange::FamilyEnded { user_id }, "a void one is a copy");
    assert_eq!(exchange(&fixture, 5, 9).await, Exchange::Over);
}

#[tokio::test]
async fn a_used_token_whose_successor_was_used_ends_the_family_within_the_grace_too() {
    let fixture = Fixture::new().await;
    let user_id = fixture.user_id;
    begin(&fixture, 1).await;
    assert!(is_next(&exchange(&fixture, 1, 2).await));
    assert!(is_next(&exchange(&fixture, 2, 3).await));

    assert_eq!(exchange(&fixture, 1, 9).await, Exchange::FamilyEnded { user_id });

    assert_eq!(exchange(&fixture, 3, 9).await, Exchange::Over);
}

#[tokio::test]
async fn the_late_reuse_of_a_token_ends_the_family() {
    let fixture = Fixture::new().await;
    let user_id = fixture.user_id;
    begin(&fixture, 1).await;
    assert!(is_next(&exchange(&fixture, 1, 2).await));
    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '31 seconds'").await;
    assert!(is_next(&exchange(&fixture, 1, 3).await));

    // The grace begins with the first exchange, not with the second.
    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '30 seconds'").await;
    assert_eq!(exchange(&fixture, 1, 4).await, Exchange::FamilyEnded { user_id });

    for secret in [1, 2, 3, 4] {
        assert_eq!(exchange(&fixture, secret, 9).await, Exchange::Over, "{secret}");
    }
}

#[tokio::test]
async fn one_token_that_many_present_at_once_leaves_one_behind_it() {
    let fixture = Fixture::new().await;
    begin(&fixture, 1).await;

    let mut calls = JoinSet::new();
    for next in 10..26 {
        let system = fixture.system.clone();
        calls.spawn(async move { refresh_token_exchange(&system, &[1; 32], &[next; 32], DAY).await });
    }

    assert!(calls.join_all().await.iter().all(|done| is_next(done.as_ref().unwrap())));
    assert_eq!(n_live(&fixture).await, 1);
}

#[tokio::test]
async fn a_token_and_its_successor_presented_at_once_end_the_family_in_either_order() {
    let fixture = Fixture::new().await;
    let user_id = fixture.user_id;
    for round in 100..120 {
        let [first, second, left, right] = [1, 2, 3, 4].map(|n| {
            let mut secret = [round; 32];
            secret[0] = n;
            secret
        });
        refresh_token_begin(&fixture.system, fixture.org_id, user_id, &first, DAY).await.unwrap();
        assert!(is_next(&refresh_token_exchange(&fixture.system, &first, &second, DAY).await.unwrap()));

        let (older, newer) = tokio::join!(
            refresh_token_exchange(&fixture.system, &first, &left, DAY),
            refresh_token_exchange(&fixture.system, &second, &right, DAY),
        );

        let answers = [older.unwrap(), newer.unwrap()];
        assert_eq!(answers.iter().filter(|answer| is_next(answer)).count(), 1, "{answers:?}");
        assert!(answers.contains(&Exchange::FamilyEnded { user_id }), "{answers:?}");
        assert_eq!(n_live(&fixture).await, 0);
    }
}

#[tokio::test]
async fn logout_ends_one_family_and_leaves_the_others() {
    let fixture = Fixture::new().await;
    let (system, org_id, user_id) = (&fixture.system, fixture.org_id, fixture.user_id);
    refresh_token_begin(system, org_id, user_id, &[1; 32], DAY).await.unwrap();
    refresh_token_begin(system, org_id, user_id, &[2; 32], DAY).await.unwrap();

    refresh_token_end(system, &[1; 32]).await.unwrap();
    refresh_token_end(system, &[77; 32]).await.unwrap();

    assert_eq!(refresh_token_exchange(system, &[1; 32], &[3; 32], DAY).await.unwrap(), Exchange::Over);
    let other = refresh_token_exchange(system, &[2; 32], &[4; 32], DAY).await.unwrap();
    assert!(matches!(other, Exchange::Next { .. }));
}

#[tokio::test]
async fn an_expired_refresh_token_is_over_and_is_deleted_a_week_later() {
    let fixture = Fixture::new().await;
    let (system, org_id, user_id) = (&fixture.system, fixture.org_id, fixture.user_id);
    refresh_token_begin(system, org_id, user_id, &[1; 32], Duration::ZERO).await.unwrap();

    assert_eq!(refresh_token_exchange(system, &[1; 32], &[2; 32], DAY).await.unwrap(), Exchange::Over);
    assert_eq!(refresh_token_expire(system).await.unwrap(), 0);
    fixture.sql("UPDATE refresh_token SET expires_at = expires_at - interval '8 days'").await;
    assert_eq!(refresh_token_expire(system).await.unwrap(), 1);
}
