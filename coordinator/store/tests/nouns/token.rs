//! API tokens.

use nocturne_core::access::Role;
use nocturne_store::api_token::{
    ApiTokenRow, NewApiToken, RevokeApiToken, api_token_by_secret, api_token_insert, api_token_page,
    api_token_revoke,
};

use crate::fixture::{Fixture, fresh};

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
