//! Users and signing keys.

use nocturne_core::access::Role;
use nocturne_store::{
    signing_key::{SigningKeyRow, signing_key_active, signing_key_ensure},
    user::{user_any, user_bootstrap, user_create, user_disable, user_login, user_standing},
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

    assert_eq!((found.user_id, found.org_id, found.role), (fixture.user_id, fixture.org_id, Role::Admin));
    assert!(user_login(&fixture.system, "nobody").await.unwrap().is_none());
}

#[tokio::test]
async fn a_disabled_user_has_another_session_version() {
    let fixture = Fixture::new().await;
    let user_id = fresh();
    let made =
        user_create(&fixture.system, fixture.org_id, user_id, "Eve", "hash", Role::Viewer).await.unwrap();
    assert!(made);
    assert!(
        !user_create(&fixture.system, fixture.org_id, fresh(), "eve", "hash", Role::Viewer).await.unwrap()
    );
    let before = user_standing(&fixture.system, fixture.org_id, user_id).await.unwrap().unwrap();

    assert!(user_disable(&fixture.system, "EVE").await.unwrap());
    assert!(!user_disable(&fixture.system, "eve").await.unwrap());

    let after = user_standing(&fixture.system, fixture.org_id, user_id).await.unwrap().unwrap();
    assert!(!before.disabled && after.disabled);
    assert_eq!(after.session_version, before.session_version + 1);
    assert!(user_standing(&fixture.system, fixture.foreign, user_id).await.unwrap().is_none());
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
