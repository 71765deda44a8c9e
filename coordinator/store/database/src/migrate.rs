//! The schema, step by step, as `nocturne_owner`.

use crate::{
    bootstrap::connect_once,
    endpoint::Endpoint,
    error::{StoreError, query},
    pool::SystemStore,
};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Any number that nobody else uses as an advisory lock in this database: "nocturne" in ASCII.
const LOCK: i64 = 0x6e6f_6374_7572_6e65;

/// Why the schema is not what this program needs.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A step failed; the steps before it are done and stay.
    #[error("a migration failed")]
    Step(#[source] refinery::Error),
    /// Steps are missing.
    #[error(
        "the database schema is version {found}, this program needs {needed}; run: nocturne-coordinator migrate"
    )]
    Older {
        /// In the database.
        found: i32,
        /// Newest known.
        needed: i32,
    },
    /// A later program was here.
    #[error(
        "the database schema is version {found}, this program knows {known}; run a later version of the program"
    )]
    Newer {
        /// In the database.
        found: i32,
        /// Newest known.
        known: i32,
    },
}

/// Newest version this program knows.
#[must_use]
pub fn known_version() -> i32 {
    embedded::migrations::runner().get_migrations().iter().map(|step| step.version()).max().unwrap_or(0)
}

/// Runs what is missing; returns the names of the steps it ran. Of several callers at once, one works and the others
/// wait for it.
///
/// # Errors
///
/// [`MigrateError::Step`] names the step.
pub async fn migrate(owner: &Endpoint) -> Result<Vec<String>, MigrateError> {
    run(owner, refinery::Target::Latest).await
}

/// Runs what is missing up to a version that was the newest once.
///
/// # Errors
///
/// As [`migrate`].
#[cfg(feature = "testing")]
pub async fn migrate_to(owner: &Endpoint, version: i32) -> Result<Vec<String>, MigrateError> {
    run(owner, refinery::Target::Version(version)).await
}

async fn run(owner: &Endpoint, target: refinery::Target) -> Result<Vec<String>, MigrateError> {
    // The lock lives on its own connection: a migration's transaction must not hold or lose it.
    let guard = connect_once(owner).await?;
    guard.query_one("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(query("migrate_lock"))?;
    let mut client = connect_once(owner).await?;
    let runner = embedded::migrations::runner().set_target(target);
    let report = runner.run_async(&mut client).await.map_err(MigrateError::Step)?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Refuses a schema that this program cannot work with.
///
/// # Errors
///
/// [`MigrateError::Older`] and [`MigrateError::Newer`] say what to do.
pub async fn schema_check(system: &SystemStore) -> Result<i32, MigrateError> {
    let found = schema_version(system).await?;
    let known = known_version();
    match found {
        _ if found < known => Err(MigrateError::Older { found, needed: known }),
        _ if found > known => Err(MigrateError::Newer { found, known }),
        _ => Ok(found),
    }
}

/// Version of the schema in the database; 0 when it is empty.
///
/// # Errors
///
/// The store's.
pub async fn schema_version(system: &SystemStore) -> Result<i32, StoreError> {
    let client = system.client().await?;
    let table = client
        .query_one("SELECT to_regclass('schema_version_seen') IS NOT NULL", &[])
        .await
        .map_err(query("schema_version_exists"))?;
    if !table.get::<_, bool>(0) {
        return Ok(0);
    }
    let row = client
        .query_one("SELECT coalesce(max(version), 0)::integer FROM schema_version_seen", &[])
        .await
        .map_err(query("schema_version"))?;
    Ok(row.get(0))
}
