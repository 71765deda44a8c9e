//! One organization never reaches another's rows: proved on the real schema, for every table there is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::time::Duration;

use nocturne_database::{
    OrgStore,
    bootstrap::connect_once,
    pool::{StoreConfig, Tls, connect},
    testing::TestDatabase,
};
use nocturne_shared::id::OrgId;
use tokio_postgres::{Client, error::SqlState};
use uuid::Uuid;

#[tokio::test]
async fn an_organization_sees_only_its_own_rows() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two_organizations(&database).await;
    let (org_store, _system) = database.stores();

    let seen = sites_seen(&org_store, ours).await;

    assert_eq!(seen, [(ours.uuid(), format!("site-of-{ours}"))]);
    assert_ne!(ours, theirs);
}

#[tokio::test]
async fn a_session_that_names_no_organization_sees_nothing() {
    let database = TestDatabase::create().await;
    let [ours, _theirs] = two_organizations(&database).await;
    let app = connect_once(&database.app()).await.expect("the application role may connect");

    let fresh = count(&app, "site").await;
    // What a pooled session looks like after a transaction that named one: the setting is there and empty.
    let local = format!("BEGIN; SET LOCAL app.org_id = '{}'; COMMIT", ours.uuid());
    app.batch_execute(&local).await.expect("a transaction");
    let reverted = count(&app, "site").await;

    assert_eq!((fresh, reverted), (0, 0));
    assert_eq!(count(&app, "organization").await, 0);
}

#[tokio::test]
async fn an_organization_does_not_outlive_its_transaction() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two_organizations(&database).await;
    let (org_store, _system) = database.stores();

    for org_id in [ours, theirs, ours] {
        let seen = sites_seen(&org_store, org_id).await;

        assert!(seen.iter().all(|(owner, _)| *owner == org_id.uuid()), "{seen:?}");
        assert_eq!(seen.len(), 1);
    }
}

/// How a transaction ends.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Committed,
    Dropped,
    Failed,
    /// Its task is cancelled inside a statement, as when a caller hangs up.
    Cancelled,
}

#[tokio::test]
async fn one_connection_that_organizations_take_in_turns_leaks_nothing_however_a_transaction_ends() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two_organizations(&database).await;
    let config = StoreConfig {
        app: database.app(),
        system: database.system(),
        app_connections: 1,
        system_connections: 1,
        tls: Tls::Off,
    };
    let (org_store, _system) = connect(&config).expect("constant sizes are accepted");
    let endings = [Ending::Committed, Ending::Dropped, Ending::Failed, Ending::Cancelled];

    // Every ending before every other, four pairs at a time: they wait for the one connection.
    for first in endings {
        let mut turns = tokio::task::JoinSet::new();
        for second in endings {
            let store = org_store.clone();
            turns.spawn(async move {
                for (org_id, ending) in [(ours, first), (theirs, second)] {
                    turn(&store, org_id, ending).await;
                }
            });
        }
        while let Some(done) = turns.join_next().await {
            done.expect("a turn sees its own organization only");
        }
    }

    for org_id in [theirs, ours] {
        assert_eq!(sites_seen(&org_store, org_id).await, [(org_id.uuid(), format!("site-of-{org_id}"))]);
    }
    // The server notices within seconds that nobody waits for a statement any more.
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");
    let held = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'nocturne_app' AND datname = current_database()";
    let gone = async {
        while admin.query_one(held, &[]).await.expect("a count").get::<_, i64>(0) > 1 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(15), gone)
        .await
        .expect("one connection is left of a pool of one");
}

/// One transaction: looks, writes a row that is gone unless it is committed, and ends.
async fn turn(org_store: &OrgStore, org_id: OrgId, ending: Ending) {
    let tx = org_store.begin("test", org_id).await.expect("the connection frees up");
    let look = "SELECT current_setting('app.org_id'), \
                (SELECT count(*) FROM site WHERE org_id <> $1), (SELECT count(*) FROM site WHERE org_id = $1)";
    let row = tx.client().query_one(look, &[&org_id.uuid()]).await.expect("a look");
    let (named, n_foreign): (String, i64) = (row.get(0), row.get(1));
    assert_eq!((named, n_foreign), (org_id.uuid().to_string(), 0));
    assert_eq!(row.get::<_, i64>(2), 1, "what was not committed is not there");

    let insert = "INSERT INTO site (org_id, site_id, slug) VALUES ($1, $2, 'planted')";
    match ending {
        Ending::Committed => tx.commit().await.expect("a commit"),
        Ending::Dropped => {
            tx.client().execute(insert, &[&org_id.uuid(), &Uuid::now_v7()]).await.expect("a row");
            drop(tx);
        }
        Ending::Failed => {
            tx.client().execute(insert, &[&org_id.uuid(), &Uuid::now_v7()]).await.expect("a row");
            tx.client().execute("SELECT 1 / 0", &[]).await.expect_err("a failing statement");
            tx.client().execute("SELECT 1", &[]).await.expect_err("the transaction is over");
        }
        Ending::Cancelled => {
            let asleep = async move {
                tx.client().execute(insert, &[&org_id.uuid(), &Uuid::now_v7()]).await.expect("a row");
                tx.client().execute("SELECT pg_sleep(30)", &[]).await.expect("never over");
            };
            tokio::time::timeout(Duration::from_millis(20), asleep).await.expect_err("cut in the middle");
        }
    }
}

#[tokio::test]
async fn an_organization_cannot_write_for_another() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two_organizations(&database).await;
    let (org_store, _system) = database.stores();

    let insert = org_store.begin("test", ours).await.expect("a transaction");
    let refused = insert
        .client()
        .execute(
            "INSERT INTO site (org_id, site_id, slug) VALUES ($1, $2, 'planted')",
            &[&theirs.uuid(), &Uuid::now_v7()],
        )
        .await
        .expect_err("row level security refuses the row");
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));
    drop(insert);

    let update = org_store.begin("test", ours).await.expect("a transaction");
    let n_rows = update
        .client()
        .execute("UPDATE site SET slug = 'taken' WHERE org_id = $1", &[&theirs.uuid()])
        .await
        .expect("a statement over invisible rows");
    update.commit().await.expect("a commit");
    assert_eq!(n_rows, 0);
}

#[tokio::test]
async fn a_foreign_key_cannot_cross_organizations() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two_organizations(&database).await;
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");
    let their_site: Uuid = admin
        .query_one("SELECT site_id FROM site WHERE org_id = $1", &[&theirs.uuid()])
        .await
        .expect("their site")
        .get(0);

    // As superuser: no policy helps here, only the composite key.
    let refused = admin
        .execute(
            "INSERT INTO agent (org_id, agent_id, slug, site_id, serial_current, certificate_expires_at)
             VALUES ($1, $2, 'rack-1', $3, '\\x01', now())",
            &[&ours.uuid(), &Uuid::now_v7(), &their_site],
        )
        .await
        .expect_err("the site is another organization's");

    assert_eq!(refused.code(), Some(&SqlState::FOREIGN_KEY_VIOLATION));
}

#[tokio::test]
async fn every_foreign_key_between_tenant_tables_carries_the_organization() {
    let database = TestDatabase::create().await;
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");

    let plain = names(
        &admin,
        "SELECT format('%s.%s', k.conrelid::regclass, k.conname)
         FROM pg_constraint k
         JOIN pg_attribute here ON here.attrelid = k.conrelid AND here.attname = 'org_id'
         JOIN pg_attribute there ON there.attrelid = k.confrelid AND there.attname = 'org_id'
         WHERE k.contype = 'f'
           AND NOT EXISTS (
               SELECT
               FROM unnest(k.conkey, k.confkey) AS pair (here_key, there_key)
               WHERE pair.here_key = here.attnum AND pair.there_key = there.attnum
           )
         ORDER BY 1",
    )
    .await;

    assert!(plain.is_empty(), "these keys could point at another organization's row: {plain:?}");
}

#[tokio::test]
async fn every_tenant_table_forces_row_level_security() {
    let database = TestDatabase::create().await;
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");

    let tenant = names(&admin, &tenant_tables("true")).await;
    let open = names(
        &admin,
        &tenant_tables(
            "NOT c.relispartition AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
                 SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant'))",
        ),
    )
    .await;
    // Policies of the parent do not hold for who names a partition itself: nobody may.
    let side_doors = names(
        &admin,
        &tenant_tables(
            "c.relispartition AND NOT c.relrowsecurity AND (
                 has_table_privilege('nocturne_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
                 OR has_any_column_privilege('nocturne_app', c.oid, 'SELECT, INSERT, UPDATE'))",
        ),
    )
    .await;

    assert!(tenant.iter().any(|name| name == "sample_block"), "the query looks at nothing: {tenant:?}");
    assert!(tenant.iter().any(|name| name.starts_with("sample_block_")), "no partition in {tenant:?}");
    assert!(open.is_empty(), "not protected: {open:?}");
    assert!(side_doors.is_empty(), "reachable around the parent's policies: {side_doors:?}");
}

#[tokio::test]
async fn the_application_role_reaches_only_tenant_tables() {
    let database = TestDatabase::create().await;
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");

    let reached = names(
        &admin,
        "SELECT c.relname::text
         FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace
           AND c.relkind IN ('r', 'p', 'm', 'f')
           AND has_table_privilege('nocturne_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
           AND NOT EXISTS (
               SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped)
         ORDER BY 1",
    )
    .await;

    assert!(reached.is_empty(), "tables without an organization: {reached:?}");
}

#[tokio::test]
async fn the_roles_of_requests_and_system_own_nothing_and_cannot_grow() {
    let database = TestDatabase::create().await;
    let admin = connect_once(&database.admin()).await.expect("the superuser may connect");

    let roles = admin
        .query(
            "SELECT rolname::text, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication, rolbypassrls,
                    EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid),
                    has_schema_privilege(r.oid, 'public', 'CREATE'),
                    EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
                    OR EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid)
                    OR EXISTS (SELECT FROM pg_database d WHERE d.datdba = r.oid)
             FROM pg_roles r
             WHERE rolname IN ('nocturne_app', 'nocturne_system')
             ORDER BY 1",
            &[],
        )
        .await
        .expect("the catalog");
    let seen: Vec<(String, [bool; 5])> =
        roles.iter().map(|row| (row.get(0), [1, 2, 3, 4, 5].map(|column| row.get(column)))).collect();

    // Powers, BYPASSRLS, membership, CREATE in the schema, ownership.
    let expected = [
        ("nocturne_app".to_owned(), [false; 5]),
        ("nocturne_system".to_owned(), [false, true, false, false, false]),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn the_application_role_cannot_touch_partitions() {
    let database = TestDatabase::create().await;
    let app = connect_once(&database.app()).await.expect("the application role may connect");

    let statements = [
        "SELECT partition_drop_before('sample_block', current_date)",
        "SELECT partition_ensure(current_date, current_date)",
    ];
    for statement in statements {
        let refused = app.execute(statement, &[]).await.expect_err("only the system role may");
        assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{statement}");
    }
}

async fn two_organizations(database: &TestDatabase) -> [OrgId; 2] {
    let (_org, system) = database.stores();
    let ids = [OrgId::from_uuid(Uuid::now_v7()), OrgId::from_uuid(Uuid::now_v7())];
    let tx = system.begin("test").await.expect("a transaction");
    for id in ids {
        let slug = id.uuid().to_string();
        tx.client()
            .execute(
                "INSERT INTO organization (org_id, slug, name) VALUES ($1, $2, $2)",
                &[&id.uuid(), &slug],
            )
            .await
            .expect("an organization");
        tx.client()
            .execute(
                "INSERT INTO site (org_id, site_id, slug) VALUES ($1, $2, $3)",
                &[&id.uuid(), &Uuid::now_v7(), &format!("site-of-{id}")],
            )
            .await
            .expect("a site");
    }
    tx.commit().await.expect("a commit");
    ids
}

/// Reads without naming the organization in the statement: only the policy filters.
async fn sites_seen(org_store: &OrgStore, org_id: OrgId) -> Vec<(Uuid, String)> {
    let tx = org_store.begin("test", org_id).await.expect("a transaction");
    let rows = tx.client().query("SELECT org_id, slug FROM site", &[]).await.expect("rows");
    tx.commit().await.expect("a commit");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

async fn count(client: &Client, table: &str) -> i64 {
    client.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.expect("a count").get(0)
}

async fn names(client: &Client, statement: &str) -> Vec<String> {
    client.query(statement, &[]).await.expect("the catalog").iter().map(|row| row.get(0)).collect()
}

fn tenant_tables(condition: &str) -> String {
    format!(
        "SELECT c.relname::text
         FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace
           AND c.relkind IN ('r', 'p')
           AND ({condition})
         ORDER BY 1"
    )
}
