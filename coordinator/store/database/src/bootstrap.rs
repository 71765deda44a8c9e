//! Roles and the database itself: what a superuser does once, before the first migration.

use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::Client;

use crate::{
    endpoint::Endpoint,
    error::{StoreError, query},
};

/// Owns the schema.
pub const OWNER: &str = "nocturne_owner";
/// Serves requests.
pub const APP: &str = "nocturne_app";
/// Serves ingest and the reconcilers.
pub const SYSTEM: &str = "nocturne_system";

const ROLES: &str = include_str!("../roles.sql");

/// Passwords of the three roles.
#[derive(Debug, Clone)]
pub struct Passwords {
    /// Of [`OWNER`].
    pub owner: SecretString,
    /// Of [`APP`].
    pub app: SecretString,
    /// Of [`SYSTEM`].
    pub system: SecretString,
}

/// Makes the roles, sets their passwords and makes the database, as far as they are not there. `admin` is a superuser.
///
/// # Errors
///
/// [`StoreError::Query`]; it may be run again.
pub async fn bootstrap(admin: &Client, dbname: &str, passwords: &Passwords) -> Result<(), StoreError> {
    admin.batch_execute(ROLES).await.map_err(query("roles"))?;
    for (role, password) in [(OWNER, &passwords.owner), (APP, &passwords.app), (SYSTEM, &passwords.system)] {
        let set = format!("ALTER ROLE {role} PASSWORD {}", literal(password.expose_secret()));
        admin.batch_execute(&set).await.map_err(query("role_password"))?;
    }
    let there = admin
        .query_opt("SELECT FROM pg_database WHERE datname = $1", &[&dbname])
        .await
        .map_err(query("database_exists"))?;
    if there.is_none() {
        let name = identifier(dbname);
        let make = format!("CREATE DATABASE {name} OWNER {OWNER}");
        admin.batch_execute(&make).await.map_err(query("database_create"))?;
        let limit = format!(
            "REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {APP}, {SYSTEM}"
        );
        admin.batch_execute(&limit).await.map_err(query("database_grant"))?;
    }
    Ok(())
}

/// Connects once, outside any pool.
///
/// # Errors
///
/// [`StoreError::Query`] with the driver's reason.
pub async fn connect_once(endpoint: &Endpoint) -> Result<Client, StoreError> {
    let (client, connection) =
        endpoint.to_config().connect(tokio_postgres::NoTls).await.map_err(query("connect"))?;
    #[expect(clippy::disallowed_methods, reason = "ends with the client that it serves")]
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a database connection ended");
        }
    });
    Ok(client)
}

/// `text` as an SQL string.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `name` as an SQL identifier.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
