//! API tokens and refresh tokens.

use std::time::Duration;

use nocturne_core::access::Role;
use nocturne_store::{
    api_token::{
        ApiTokenRow, NewApiToken, RevokeApiToken, api_token_by_secret, api_token_insert, api_token_page,
        api_token_revoke,
    },
    refresh_token::{
        Exchange, refresh_token_begin, refresh_token_end, refresh_token_exchange, refresh_token_expire,
    },
};

use crate::fixture::{Fixture, fresh};

const DAY: Duration = Duration::from_hours(24);

fn token(n: u8, role: Role) -> NewApiToken {
    NewApiToken {
        api_token_id: fresh(),
        name: format!("token {n}"),
        role,
        secret_sha256: [n; 32],
        expires_at: None,
    }
}

async fn insert(fixture: &Fixture, token: &NewApiToken) -> ApiTokenRow {
    fixture.in_tx(fixture.org_id, async |tx| api_token_insert(tx, token).await.unwrap()).await
}

#[tokio::test]
async fn a_token_is_found_by_its_secret_until_it_is_revoked_or_over() {
    let fixture = Fixture::new().await;
    let made = insert(&fixture, &token(1, Role::Viewer)).await;

    let found = api_token_by_secret(&fixture.system, &[1; 32]).await.unwrap().unwrap();
    assert_eq!(
        (found.org_id, found.api_token_id, found.role),
        (fixture.org_id, made.api_token_id, Role::Viewer)
    );
    assert!(!found.revoked && !found.expired);
    assert!(api_token_by_secret(&fixture.system, &[2; 32]).await.unwrap().is_none());

    let id = made.api_token_id;
    let foreign = api_token_revoke(&fixture.org, fixture.foreign, id, Role::Admin).await.unwrap();
    assert_eq!(foreign, RevokeApiToken::Absent);
    for _ in 0..2 {
        let revoked = api_token_revoke(&fixture.org, fixture.org_id, id, Role::Viewer).await.unwrap();
        assert_eq!(revoked, RevokeApiToken::Done);
    }
    assert!(api_token_by_secret(&fixture.system, &[1; 32]).await.unwrap().unwrap().revoked);

    let over =
        NewApiToken { expires_at: Some("2020-01-01T00:00:00Z".parse().unwrap()), ..token(3, Role::Viewer) };
    insert(&fixture, &over).await;
    assert!(api_token_by_secret(&fixture.system, &[3; 32]).await.unwrap().unwrap().expired);
}

#[tokio::test]
async fn a_token_above_the_callers_role_is_left_alone() {
    let fixture = Fixture::new().await;
    let made = insert(&fixture, &token(1, Role::Admin)).await;

    let refused =
        api_token_revoke(&fixture.org, fixture.org_id, made.api_token_id, Role::Operator).await.unwrap();

    assert_eq!(refused, RevokeApiToken::Above(Role::Admin));
    assert!(!api_token_by_secret(&fixture.system, &[1; 32]).await.unwrap().unwrap().revoked);
}

#[tokio::test]
async fn tokens_are_listed_newest_first_and_to_their_organization_only() {
    let fixture = Fixture::new().await;
    for n in 1..=3 {
        insert(&fixture, &token(n, Role::Viewer)).await;
    }

    let first = api_token_page(&fixture.org, fixture.org_id, None, 2).await.unwrap();
    let rest = api_token_page(&fixture.org, fixture.org_id, Some(first[1].api_token_id), 2).await.unwrap();

    let names: Vec<&str> = first.iter().chain(&rest).map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["token 3", "token 2", "token 1"]);
    assert!(api_token_page(&fixture.org, fixture.foreign, None, 2).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_and_its_late_reuse_ends_the_family() {
    let fixture = Fixture::new().await;
    let (system, org_id, user_id) = (&fixture.system, fixture.org_id, fixture.user_id);
    refresh_token_begin(system, org_id, user_id, &[1; 32], DAY).await.unwrap();

    let next = refresh_token_exchange(system, &[1; 32], &[2; 32], DAY).await.unwrap();
    let twin = refresh_token_exchange(system, &[1; 32], &[3; 32], DAY).await.unwrap();
    assert!(matches!(next, Exchange::Next { .. }) && matches!(twin, Exchange::Next { .. }));

    fixture.sql("UPDATE refresh_token SET used_at = used_at - interval '11 seconds'").await;
    let late = refresh_token_exchange(system, &[1; 32], &[4; 32], DAY).await.unwrap();
    assert_eq!(late, Exchange::FamilyEnded { user_id });
    for secret in [2, 3, 4] {
        let after = refresh_token_exchange(system, &[secret; 32], &[9; 32], DAY).await.unwrap();
        assert_eq!(after, Exchange::Over, "{secret}");
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
