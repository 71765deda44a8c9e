//! Refresh tokens.

use std::time::Duration;

use nocturne_store::{
    SystemStore,
    bootstrap::connect_once,
    refresh_token::{
        Exchange, NewRefreshToken, Owner, refresh_token_begin, refresh_token_end, refresh_token_exchange,
        refresh_token_expire,
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::fixture::Fixture;

const DAY: Duration = Duration::from_hours(24);

const fn token(sha256: &[u8; 32]) -> NewRefreshToken<'_> {
    NewRefreshToken { sha256, life: DAY, address: None }
}

async fn begin(fixture: &Fixture, secret: u8) {
    begin_as(fixture, token(&[secret; 32])).await;
}

async fn begin_as(fixture: &Fixture, token: NewRefreshToken<'_>) {
    let owner = Owner { org_id: fixture.org_id, user_id: fixture.user_id, family_id: Uuid::now_v7() };
    let tx = fixture.system.begin("test").await.unwrap();
    refresh_token_begin(&tx, owner, token).await.unwrap();
    tx.commit().await.unwrap();
}

async fn exchange(fixture: &Fixture, presented: u8, next: u8) -> Exchange {
    exchange_as(&fixture.system, &[presented; 32], &[next; 32]).await
}

async fn exchange_as(system: &SystemStore, presented: &[u8; 32], next: &[u8; 32]) -> Exchange {
    let tx = system.begin("test").await.unwrap();
    let exchange = refresh_token_exchange(&tx, presented, token(next)).await.unwrap();
    tx.commit().await.unwrap();
    exchange
}

async fn end(fixture: &Fixture, secret: u8) -> bool {
    let tx = fixture.system.begin("test").await.unwrap();
    let ended = refresh_token_end(&tx, &[secret; 32]).await.unwrap();
    tx.commit().await.unwrap();
    let ended = ended
        .inspect(|ended| assert_eq!((ended.owner.user_id, &*ended.username), (fixture.user_id, "admin")));
    ended.is_some()
}

fn is_ended(exchange: &Exchange) -> bool {
    matches!(exchange, Exchange::FamilyEnded(_))
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
    begin(&fixture, 1).await;

    assert!(is_next(&exchange(&fixture, 1, 2).await));
    assert!(is_next(&exchange(&fixture, 1, 3).await));
    assert!(is_next(&exchange(&fixture, 1, 4).await));
    assert_eq!(n_live(&fixture).await, 1);
    assert!(is_next(&exchange(&fixture, 4, 5).await), "the latest goes on");

    assert!(is_ended(&exchange(&fixture, 2, 9).await), "a void one is a copy");
    assert_eq!(exchange(&fixture, 5, 9).await, Exchange::Over);
}

#[tokio::test]
async fn a_used_token_whose_successor_was_used_ends_the_family_within_the_grace_too() {
    let fixture = Fixture::new().await;
    begin(&fixture, 1).await;
    assert!(is_next(&exchange(&fixture, 1, 2).await));
    assert!(is_next(&exchange(&fixture, 2, 3).await));

    assert!(is_ended(&exchange(&fixture, 1, 9).await));

    assert_eq!(exchange(&fixture, 3, 9).await, Exchange::Over);
}

#[tokio::test]
async fn the_late_reuse_of_a_token_ends_the_family() {
    let fixture = Fixture::new().await;
    begin(&fixture, 1).await;
    assert!(is_next(&exchange(&fixture, 1, 2).await));
    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '31 seconds'").await;
    assert!(is_next(&exchange(&fixture, 1, 3).await));

    // The grace begins with the first exchange, not with the second.
    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '30 seconds'").await;
    assert!(is_ended(&exchange(&fixture, 1, 4).await));

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
        calls.spawn(async move { exchange_as(&system, &[1; 32], &[next; 32]).await });
    }

    assert!(calls.join_all().await.iter().all(is_next));
    assert_eq!(n_live(&fixture).await, 1);
}

#[tokio::test]
async fn a_token_and_its_successor_presented_at_once_end_the_family_in_either_order() {
    let fixture = Fixture::new().await;
    for round in 100..120 {
        let [first, second, left, right] = [1, 2, 3, 4].map(|n| {
            let mut secret = [round; 32];
            secret[0] = n;
            secret
        });
        begin_as(&fixture, token(&first)).await;
        assert!(is_next(&exchange_as(&fixture.system, &first, &second).await));

        let (older, newer) = tokio::join!(
            exchange_as(&fixture.system, &first, &left),
            exchange_as(&fixture.system, &second, &right),
        );

        let answers = [older, newer];
        assert_eq!(answers.iter().filter(|answer| is_next(answer)).count(), 1, "{answers:?}");
        assert!(answers.iter().any(is_ended), "{answers:?}");
        assert_eq!(n_live(&fixture).await, 0);
    }
}

#[tokio::test]
async fn logout_ends_one_family_and_leaves_the_others() {
    let fixture = Fixture::new().await;
    begin(&fixture, 1).await;
    begin(&fixture, 2).await;

    assert_eq!(
        [end(&fixture, 1).await, end(&fixture, 1).await, end(&fixture, 77).await],
        [true, false, false]
    );

    assert_eq!(exchange(&fixture, 1, 3).await, Exchange::Over);
    assert!(is_next(&exchange(&fixture, 2, 4).await));
}

#[tokio::test]
async fn an_expired_refresh_token_is_over_and_is_deleted_a_week_later() {
    let fixture = Fixture::new().await;
    let system = &fixture.system;
    begin_as(&fixture, NewRefreshToken { life: Duration::ZERO, ..token(&[1; 32]) }).await;

    assert_eq!(exchange(&fixture, 1, 2).await, Exchange::Over);
    assert_eq!(refresh_token_expire(system).await.unwrap(), 0);
    fixture.sql("UPDATE refresh_token SET expires_at = expires_at - interval '8 days'").await;
    assert_eq!(refresh_token_expire(system).await.unwrap(), 1);
}
