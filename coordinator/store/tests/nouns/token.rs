//! API tokens.

use nocturne_core::access::{Permissions, Role};
use nocturne_store::api_token::{
    ApiTokenRow, NewApiToken, api_token_by_secret, api_token_insert, api_token_lock, api_token_page,
    api_token_revoke,
};

use crate::fixture::{Fixture, fresh};

fn token(n: u8, role: Role) -> NewApiToken {
    NewApiToken {
        api_token_id: fresh(),
        name: format!("token {n}"),
        role: role.as_str().to_owned(),
        scopes: None,
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
        (found.org_id, found.api_token_id, found.permissions),
        (fixture.org_id, made.api_token_id, Role::Viewer.permissions())
    );
    assert!(!found.revoked && !found.expired);
    assert!(api_token_by_secret(&fixture.system, &[2; 32]).await.unwrap().is_none());

    let id = made.api_token_id;
    let foreign = fixture.in_tx(fixture.foreign, async |tx| api_token_revoke(tx, id).await.unwrap()).await;
    assert!(!foreign);
    for is_first in [true, false] {
        let ended = fixture.in_tx(fixture.org_id, async |tx| api_token_revoke(tx, id).await.unwrap()).await;
        assert_eq!(ended, is_first);
    }
    assert!(api_token_by_secret(&fixture.system, &[1; 32]).await.unwrap().unwrap().revoked);

    let over =
        NewApiToken { expires_at: Some("2020-01-01T00:00:00Z".parse().unwrap()), ..token(3, Role::Viewer) };
    insert(&fixture, &over).await;
    assert!(api_token_by_secret(&fixture.system, &[3; 32]).await.unwrap().unwrap().expired);
}

#[tokio::test]
async fn scopes_take_away_from_the_role_and_add_nothing() {
    let fixture = Fixture::new().await;
    let scopes = Permissions::parse(["checks.read", "agents.manage"]).unwrap();
    let made = insert(&fixture, &NewApiToken { scopes: Some(scopes), ..token(1, Role::Viewer) }).await;

    let id = made.api_token_id;
    let held = fixture.in_tx(fixture.org_id, async |tx| api_token_lock(tx, id).await.unwrap()).await.unwrap();
    let presented = api_token_by_secret(&fixture.system, &[1; 32]).await.unwrap().unwrap();

    assert_eq!((made.scopes, held.scopes), (Some(scopes), Some(scopes)));
    assert_eq!(presented.permissions.texts(), ["checks.read"]);
    assert_eq!((made.permissions, held.permissions), (presented.permissions, presented.permissions));
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
