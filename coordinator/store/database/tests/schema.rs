//! The schema comes up once, however many ask, and a program refuses one that it does not know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use jiff::{ToSpan as _, tz::TimeZone};
use nocturne_database::{
    bootstrap::connect_once,
    migrate::{MigrateError, known_version, migrate, schema_check, schema_version},
    partitions,
    testing::TestDatabase,
};

#[tokio::test]
async fn migrating_again_does_nothing() {
    let database = TestDatabase::create().await;
    let (_org, system) = database.stores();

    let steps = migrate(&database.owner()).await.expect("a second run");

    assert_eq!(steps, Vec::<String>::new());
    assert_eq!(schema_version(&system).await.expect("a version"), known_version());
    assert_eq!(schema_check(&system).await.expect("our own schema"), known_version());
}

#[tokio::test]
async fn an_empty_database_is_migrated_once_by_two_callers() {
    let database = TestDatabase::create().await;
    let owner = connect_once(&database.owner()).await.expect("the owner may connect");
    owner.batch_execute("DROP OWNED BY nocturne_owner CASCADE").await.expect("an empty schema");
    let (_org, system) = database.stores();
    assert_eq!(schema_version(&system).await.expect("a version"), 0);
    let refused = schema_check(&system).await.expect_err("there is no schema");
    assert!(matches!(refused, MigrateError::Older { found: 0, .. }), "{refused:?}");

    let endpoint = database.owner();
    let (first, second) = tokio::join!(migrate(&endpoint), migrate(&endpoint));

    let n_steps = first.expect("one caller").len() + second.expect("the other caller").len();
    assert_eq!(i32::try_from(n_steps).expect("few steps"), known_version());
    schema_check(&system).await.expect("the schema is complete");
}

#[tokio::test]
async fn a_schema_of_a_later_program_is_refused() {
    let database = TestDatabase::create().await;
    let owner = connect_once(&database.owner()).await.expect("the owner may connect");
    owner
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES ($1, 'later', '2026-01-01T00:00:00Z', '0')",
            &[&(known_version() + 1)],
        )
        .await
        .expect("a step that this program does not know");
    let (_org, system) = database.stores();

    let refused = schema_check(&system).await.expect_err("the schema is ahead");

    assert!(matches!(refused, MigrateError::Newer { .. }), "{refused:?}");
}

#[tokio::test]
async fn partitions_are_made_once_and_dropped_by_whole_days() {
    let database = TestDatabase::create().await;
    let (_org, system) = database.stores();
    let client = system.client().await.expect("a connection");
    let far = jiff::Timestamp::now().to_zoned(TimeZone::UTC).saturating_add(30.days()).timestamp();

    let made = partitions::ensure(&system, far).await.expect("partitions");
    let again = partitions::ensure(&system, far).await.expect("partitions");

    assert!(made > 0);
    assert_eq!(again, 0);

    let dropped = partitions::drop_older(&system, "event", far, 0).await.expect("a drop");
    let left = client
        .query("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event'::regclass", &[])
        .await
        .expect("the catalog");
    // From the day of `far` itself to a week ahead of it.
    assert_eq!(left.len(), 8);
    assert!(dropped > 0);
}

#[tokio::test]
async fn two_coordinators_may_make_the_same_partitions_at_once() {
    let database = TestDatabase::create().await;
    let (_org, system) = database.stores();
    let far = jiff::Timestamp::now().to_zoned(TimeZone::UTC).saturating_add(60.days()).timestamp();

    let (first, second) = tokio::join!(partitions::ensure(&system, far), partitions::ensure(&system, far));

    let (first, second) = (first.expect("one caller"), second.expect("the other caller"));
    assert!(first > 0 || second > 0, "{first} and {second}");
}
