//! Connections and transactions.
//!
//! Requests hold an [`OrgStore`] and can open nothing but an [`OrgTx`], which row level security binds to one
//! organization. A [`SystemStore`] sees every organization; it is handed out once, at start, to the modules that
//! data-model.md names.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use nocturne_shared::id::OrgId;
use tokio_postgres::{NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{
    endpoint::Endpoint,
    error::{StoreError, query},
};

/// How long a caller waits for a connection before it is told that the database is not available.
const WAIT: Duration = Duration::from_secs(5);
/// Says the level: a server may be configured to prefer another, and statements count on seeing the latest commits.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// What is read over many statements fits together.
const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A statement that takes a minute will not come back, and a coordinator that froze inside a transaction must not hold
/// its locks for ever. A statement whose caller hung up ends too: the pool has a fresh connection in place of its own by
/// then, and statements that nobody waits for would add up to more than the server has room for.
const LIMITS: &str = "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s \
                      -c client_connection_check_interval=2s";

/// How connections are secured.
#[derive(Clone)]
pub enum Tls {
    /// Not at all: a Unix socket, or loopback.
    Off,
    /// TLS with the host name and chain verified.
    Verified(Box<rustls::ClientConfig>),
}

/// Connections to make.
#[derive(Clone)]
pub struct StoreConfig {
    /// As `nocturne_app`.
    pub app: Endpoint,
    /// As `nocturne_system`.
    pub system: Endpoint,
    /// Most connections of requests.
    pub app_connections: usize,
    /// Most connections of ingest and the reconcilers.
    pub system_connections: usize,
    /// How connections are secured.
    pub tls: Tls,
}

/// What requests hold.
#[derive(Clone)]
pub struct OrgStore {
    pool: Pool,
}

/// What ingest, presence, identity, pki and the reconcilers hold.
#[derive(Clone)]
pub struct SystemStore {
    pool: Pool,
}

/// One transaction bound to one organization. Dropped without [`OrgTx::commit`], nothing of it happened.
pub struct OrgTx {
    open: Open,
    org_id: OrgId,
}

/// One transaction over every organization. Dropped without [`SystemTx::commit`], nothing of it happened.
pub struct SystemTx {
    open: Open,
}

/// Makes both pools. No connection is made yet.
///
/// # Errors
///
/// The configuration of a pool is refused.
pub fn connect(config: &StoreConfig) -> Result<(OrgStore, SystemStore), deadpool_postgres::BuildError> {
    let org = OrgStore { pool: pool(&config.app, config.app_connections, &config.tls)? };
    let system = SystemStore { pool: pool(&config.system, config.system_connections, &config.tls)? };
    Ok((org, system))
}

impl OrgStore {
    /// Opens a transaction of one organization; `name` labels its metrics.
    ///
    /// # Errors
    ///
    /// [`StoreError::Pool`] when no connection frees up in time.
    pub async fn begin(&self, name: &'static str, org_id: OrgId) -> Result<OrgTx, StoreError> {
        self.begin_as(name, org_id, BEGIN).await
    }

    /// Opens a transaction of one organization that changes nothing and sees one state of it in all its statements.
    ///
    /// # Errors
    ///
    /// [`StoreError::Pool`] when no connection frees up in time.
    pub async fn begin_snapshot(&self, name: &'static str, org_id: OrgId) -> Result<OrgTx, StoreError> {
        self.begin_as(name, org_id, BEGIN_SNAPSHOT).await
    }

    async fn begin_as(&self, name: &'static str, org_id: OrgId, begin: &str) -> Result<OrgTx, StoreError> {
        let begin = format!("{begin}; SET LOCAL app.org_id = '{}'", org_id.uuid());
        Ok(OrgTx { open: Open::begin(&self.pool, name, &begin).await?, org_id })
    }
}

impl OrgTx {
    /// The organization it is bound to. Statements say it as well.
    #[must_use]
    pub const fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// For statements.
    pub fn client(&self) -> &Object {
        &self.open.client
    }

    /// Makes it happen.
    ///
    /// # Errors
    ///
    /// The outcome is not known then.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.open.commit().await
    }
}

impl SystemStore {
    /// Opens a transaction; `name` labels its metrics.
    ///
    /// # Errors
    ///
    /// [`StoreError::Pool`] when no connection frees up in time.
    pub async fn begin(&self, name: &'static str) -> Result<SystemTx, StoreError> {
        Ok(SystemTx { open: Open::begin(&self.pool, name, BEGIN).await? })
    }

    /// A connection for single statements.
    ///
    /// # Errors
    ///
    /// [`StoreError::Pool`] when none frees up in time.
    pub async fn client(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(StoreError::Pool)
    }
}

impl SystemTx {
    /// For statements.
    pub fn client(&self) -> &Object {
        &self.open.client
    }

    /// Makes it happen.
    ///
    /// # Errors
    ///
    /// The outcome is not known then.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.open.commit().await
    }
}

/// A connection inside a transaction.
struct Open {
    client: Slot,
    name: &'static str,
    begun: std::time::Instant,
}

impl Open {
    async fn begin(pool: &Pool, name: &'static str, begin: &str) -> Result<Self, StoreError> {
        let client = Slot(Some(pool.get().await.map_err(StoreError::Pool)?));
        client.batch_execute(begin).await.map_err(query("begin"))?;
        Ok(Self { client, name, begun: std::time::Instant::now() })
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        self.client.batch_execute("COMMIT").await.map_err(query("commit"))?;
        metrics::histogram!("nocturne_store_transaction_seconds", "name" => self.name)
            .record(self.begun.elapsed().as_secs_f64());
        // Only a connection that is out of its transaction goes back to the pool.
        drop(self.client.0.take());
        Ok(())
    }
}

/// A pooled connection that is closed, not returned, when it is dropped inside a transaction: the server rolls back.
struct Slot(Option<Object>);

impl std::ops::Deref for Slot {
    type Target = Object;

    #[expect(clippy::expect_used, reason = "taken only by commit, which consumes the transaction")]
    fn deref(&self) -> &Object {
        self.0.as_ref().expect("the connection is there until commit")
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Object::take(client));
        }
    }
}

fn pool(endpoint: &Endpoint, max_size: usize, tls: &Tls) -> Result<Pool, deadpool_postgres::BuildError> {
    let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let mut config = endpoint.to_config();
    config.options(LIMITS);
    let manager = match tls {
        Tls::Off => Manager::from_config(config, NoTls, manager_config),
        Tls::Verified(tls) => {
            // The driver's own choice falls back to plain text when the server, or someone before it, has no TLS.
            config.ssl_mode(SslMode::Require);
            Manager::from_config(config, MakeRustlsConnect::new((**tls).clone()), manager_config)
        }
    };
    Pool::builder(manager)
        .max_size(max_size)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT))
        .runtime(Runtime::Tokio1)
        .build()
}
