//! What a transaction promises: all or nothing, usable from any task, and no bad connection is handed out twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use nocturne_database::{StoreError, SystemStore, bootstrap::connect_once, testing::TestDatabase};
use nocturne_shared::{id::OrgId, kind::ErrorKind};
use uuid::Uuid;

#[tokio::test]
async fn a_transaction_can_be_used_from_a_spawned_task() {
    let database = TestDatabase::create().await;
    let (org_store, system) = database.stores();
    let org_id = organization(&system, "a").await;

    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        let tx = org_store.begin("test", org_id).await?;
        let name: String =
            tx.client().query_one("SELECT name FROM organization", &[]).await.expect("a row").get(0);
        tx.commit().await?;
        Ok::<_, StoreError>(name)
    });

    assert_eq!(tasks.join_next().await.expect("a task").expect("no panic").expect("a name"), "a");
}

#[tokio::test]
async fn a_dropped_transaction_did_not_happen() {
    let database = TestDatabase::create().await;
    let (_org, system) = database.stores();

    let tx = system.begin("test").await.expect("a transaction");
    insert(&tx, "dropped").await;
    drop(tx);

    assert_eq!(slugs(&system).await, Vec::<String>::new());
}

#[tokio::test]
async fn dropped_transactions_do_not_use_up_the_pool() {
    let database = TestDatabase::create().await;
    let (_org, system) = database.stores();

    for _ in 0..16 {
        let tx = system.begin("test").await.expect("a connection is free");
        insert(&tx, "same").await;
    }

    assert_eq!(slugs(&system).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_killed_connection_is_unavailable_once_and_replaced() {
    let database = TestDatabase::create().await;
    let (_org, system) = database.stores();
    let tx = system.begin("test").await.expect("a transaction");
    let backend: i32 = tx.client().query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0);
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");
    admin.execute("SELECT pg_terminate_backend($1, 5000)", &[&backend]).await.expect("the backend ends");

    let error = tx.commit().await.expect_err("the connection is gone");

    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error:?}");
    organization(&system, "after").await;
    assert_eq!(slugs(&system).await, ["after"]);
}

#[tokio::test]
async fn a_transaction_reads_committed_whatever_the_server_prefers() {
    let database = TestDatabase::create().await;
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");
    let prefer = format!(
        "ALTER DATABASE {} SET default_transaction_isolation = 'serializable'",
        database.admin().dbname
    );
    admin.batch_execute(&prefer).await.expect("a superuser's statement");
    let (_org, system) = database.stores();

    let tx = system.begin("test").await.expect("a transaction");
    let level: String = tx.client().query_one("SHOW transaction_isolation", &[]).await.expect("a row").get(0);

    assert_eq!(level, "read committed");
}

async fn organization(system: &SystemStore, slug: &str) -> OrgId {
    let tx = system.begin("test").await.expect("a transaction");
    let org_id = insert(&tx, slug).await;
    tx.commit().await.expect("a commit");
    org_id
}

async fn insert(tx: &nocturne_database::SystemTx, slug: &str) -> OrgId {
    let org_id = Uuid::now_v7();
    tx.client()
        .execute("INSERT INTO organization (org_id, slug, name) VALUES ($1, $2, $2)", &[&org_id, &slug])
        .await
        .expect("an organization");
    OrgId::from_uuid(org_id)
}

async fn slugs(system: &SystemStore) -> Vec<String> {
    let client = system.client().await.expect("a connection");
    let rows = client.query("SELECT slug FROM organization ORDER BY slug", &[]).await.expect("rows");
    rows.iter().map(|row| row.get(0)).collect()
}
