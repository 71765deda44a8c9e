//! What is stored survives the steps that come after it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use nocturne_database::{
    bootstrap::connect_once,
    migrate::{migrate, migrate_to},
    testing::TestDatabase,
};

/// The last version without roles of one's own.
const WITHOUT_ROLES: i32 = 12;

#[tokio::test]
async fn users_and_tokens_of_a_database_without_roles_keep_what_they_may_do() {
    let database = TestDatabase::create().await;
    let owner = connect_once(&database.owner()).await.expect("the owner may connect");
    owner.batch_execute("DROP OWNED BY nocturne_owner CASCADE").await.expect("an empty schema");
    migrate_to(&database.owner(), WITHOUT_ROLES).await.expect("the steps until then");
    let system = connect_once(&database.system()).await.expect("the system role may connect");
    system
        .batch_execute(
            "INSERT INTO organization (org_id, slug, name)
             SELECT md5(n::text)::uuid, 'org-' || n, 'Org' FROM generate_series(1, 3) n;
             INSERT INTO user_account (user_id, username, password_hash)
             SELECT md5('user' || n)::uuid, 'user-' || n, 'x' FROM generate_series(1, 3) n;
             INSERT INTO role_binding (org_id, user_id, role)
             SELECT md5(n::text)::uuid, md5('user' || n)::uuid, (ARRAY['admin', 'operator', 'viewer'])[n]
             FROM generate_series(1, 3) n;
             INSERT INTO api_token (org_id, api_token_id, name, role, secret_sha256)
             SELECT md5(n::text)::uuid, md5('token' || n)::uuid, 't', 'operator', n::text::bytea
             FROM generate_series(1, 3) n",
        )
        .await
        .expect("rows of then");

    migrate(&database.owner()).await.expect("the steps since then");

    let count =
        async |statement: &str| -> i64 { system.query_one(statement, &[]).await.expect("a count").get(0) };
    assert_eq!(count("SELECT count(*) FROM role WHERE permissions IS NULL").await, 9);
    assert_eq!(count("SELECT count(*) FROM role_binding JOIN role r ON r.name = role AND r.org_id = role_binding.org_id").await, 3);
    assert_eq!(count("SELECT count(*) FROM api_token WHERE role = 'operator' AND scopes IS NULL").await, 3);
    assert_eq!(count("SELECT count(*) FROM user_account WHERE NOT must_change_password").await, 3);
    let forced =
        "SELECT count(*) FROM pg_class WHERE relname IN ('organization', 'role') AND relforcerowsecurity";
    assert_eq!(count(forced).await, 2);
    let unknown = system
        .execute("UPDATE role_binding SET role = 'nobody'", &[])
        .await
        .expect_err("a role that is not there");
    assert_eq!(unknown.code().map(tokio_postgres::error::SqlState::code), Some("23503"));
}
