//! Users and signing keys.

use nocturne_core::access::{Permissions, Role};
use nocturne_shared::id::UserId;
use nocturne_store::{
    role::{role_delete, role_get, role_insert, role_update},
    signing_key::{SigningKeyRow, signing_key_active, signing_key_ensure},
    user::{
        NewUser, user_administration_lock, user_any, user_bootstrap, user_find, user_insert, user_login,
        user_other_admins, user_page, user_remove, user_standing, user_update,
    },
};

use crate::fixture::{Fixture, fresh};

#[tokio::test]
async fn the_first_administrator_is_made_once() {
    let fixture = Fixture::new().await;

    assert!(user_any(&fixture.system).await.unwrap());
    let again = user_bootstrap(&fixture.system, fresh(), "default", fresh(), "Admin", "other").await.unwrap();

    assert!(!again);
    assert_eq!(user_login(&fixture.system, "ADMIN").await.unwrap().unwrap().password_hash, "hash");
}

#[tokio::test]
async fn a_login_finds_the_user_with_role_and_organization() {
    let fixture = Fixture::new().await;

    let found = user_login(&fixture.system, "Admin").await.unwrap().unwrap();

    assert_eq!(
        (found.user_id, found.org_id, found.standing.permissions),
        (fixture.user_id, fixture.org_id, Permissions::ALL)
    );
    assert!(user_login(&fixture.system, "nobody").await.unwrap().is_none());
}

async fn make(fixture: &Fixture, username: &str, role: &str) -> Option<UserId> {
    let user_id = fresh();
    let user = NewUser {
        user_id,
        username,
        display_name: "",
        password_hash: "hash",
        must_change_password: false,
        role,
    };
    let tx = fixture.system.begin("test").await.unwrap();
    let made = user_insert(&tx, fixture.org_id, &user).await.unwrap();
    if made {
        tx.commit().await.unwrap();
    }
    made.then_some(user_id)
}

#[tokio::test]
async fn a_disabled_user_has_another_session_version() {
    let fixture = Fixture::new().await;
    let user_id = make(&fixture, "Eve", "viewer").await.unwrap();
    assert!(make(&fixture, "eve", "viewer").await.is_none());
    let before = user_standing(&fixture.system, fixture.org_id, user_id).await.unwrap().unwrap();

    for _ in 0..2 {
        let tx = fixture.system.begin("test").await.unwrap();
        user_update(&tx, fixture.org_id, user_id, "Eve", true, "operator").await.unwrap();
        tx.commit().await.unwrap();
    }

    let after = user_standing(&fixture.system, fixture.org_id, user_id).await.unwrap().unwrap();
    assert!(!before.disabled && after.disabled);
    assert_eq!((before.role.as_str(), after.role.as_str()), ("viewer", "operator"));
    assert_eq!(after.session_version, before.session_version + 1);
    assert!(user_standing(&fixture.system, fixture.foreign, user_id).await.unwrap().is_none());
}

#[tokio::test]
async fn users_are_found_listed_and_removed_in_their_organization_only() {
    let fixture = Fixture::new().await;
    let eve = make(&fixture, "eve", "viewer").await.unwrap();

    let page = user_page(&fixture.system, fixture.org_id, None, 10).await.unwrap();
    assert_eq!(page.iter().map(|row| row.username.as_str()).collect::<Vec<_>>(), ["admin", "eve"]);
    assert!(user_page(&fixture.system, fixture.foreign, None, 10).await.unwrap().is_empty());

    let tx = fixture.system.begin("test").await.unwrap();
    user_administration_lock(&tx, fixture.org_id).await.unwrap();
    assert_eq!(user_other_admins(&tx, fixture.org_id, eve).await.unwrap(), 1);
    assert_eq!(user_other_admins(&tx, fixture.org_id, fixture.user_id).await.unwrap(), 0);
    assert!(user_find(&tx, fixture.foreign, "eve").await.unwrap().is_none());
    assert_eq!(user_find(&tx, fixture.org_id, &eve.to_string()).await.unwrap().unwrap().username, "eve");
    user_remove(&tx, fixture.foreign, eve).await.unwrap();
    assert!(user_find(&tx, fixture.org_id, "EVE").await.unwrap().is_some());
    user_remove(&tx, fixture.org_id, eve).await.unwrap();
    tx.commit().await.unwrap();

    assert!(user_login(&fixture.system, "eve").await.unwrap().is_none());
    assert!(make(&fixture, "eve", "viewer").await.is_some(), "the account is gone and its name free");
}

#[tokio::test]
async fn every_organization_has_the_built_in_roles_and_they_stay() {
    let fixture = Fixture::new().await;
    for org_id in [fixture.org_id, fixture.foreign] {
        fixture
            .in_tx(org_id, async |tx| {
                for role in Role::ALL {
                    let row = role_get(tx, role.as_str()).await.unwrap().unwrap();
                    assert!(row.built_in);
                    assert_eq!(row.permissions, role.permissions());
                    assert!(!role_update(tx, role.as_str(), "x", Permissions::NONE).await.unwrap());
                }
                assert!(!role_delete(tx, "viewer").await.unwrap());
            })
            .await;
    }
}

#[tokio::test]
async fn a_role_is_made_once_per_organization_and_deleted_with_tokens_that_are_over() {
    let fixture = Fixture::new().await;
    let reads = Permissions::parse(["checks.read"]).unwrap();
    for org_id in [fixture.org_id, fixture.foreign] {
        let made = fixture
            .in_tx(org_id, async |tx| {
                let first = role_insert(tx, "auditor", "Looks.", reads).await.unwrap();
                (first, role_insert(tx, "auditor", "Looks.", reads).await.unwrap())
            })
            .await;
        assert_eq!(made, (true, false));
    }
    let (org_id, token) = (fixture.org_id, fresh::<nocturne_shared::id::ApiToken>());
    fixture
        .sql(&format!(
            "INSERT INTO api_token (org_id, api_token_id, name, role, secret_sha256, revoked_at)
             VALUES ('{org_id}', '{token}', 't', 'auditor', '\\x01', now())"
        ))
        .await;

    let deleted = fixture
        .in_tx(org_id, async |tx| {
            assert!(role_update(tx, "auditor", "All.", Permissions::ALL).await.unwrap());
            let row = role_get(tx, "auditor").await.unwrap().unwrap();
            assert_eq!((row.permissions, row.version, row.n_api_tokens), (Permissions::ALL, 2, 0));
            role_delete(tx, "auditor").await.unwrap()
        })
        .await;

    assert!(deleted);
    let theirs = fixture.in_tx(fixture.foreign, async |tx| role_get(tx, "auditor").await.unwrap()).await;
    assert_eq!(theirs.unwrap().permissions, reads);
}

#[tokio::test]
async fn the_first_signing_key_stays() {
    let fixture = Fixture::new().await;
    let key = |key_id: &str| SigningKeyRow {
        key_id: key_id.to_owned(),
        public_key: vec![1],
        private_wrapped: vec![2],
        kek_id: "kek".to_owned(),
    };

    let first = signing_key_ensure(&fixture.system, key("a")).await.unwrap();
    let second = signing_key_ensure(&fixture.system, key("b")).await.unwrap();

    assert_eq!((first, second), (vec![key("a")], vec![key("a")]));
    assert_eq!(signing_key_active(&fixture.system).await.unwrap(), vec![key("a")]);
}
