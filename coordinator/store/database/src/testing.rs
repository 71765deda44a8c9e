//! A private database per test.
//!
//! One cluster per run when `NOCTURNE_TEST_CLUSTER` names its record, otherwise one per test process. A migrated template
//! is made once per process and copied per test, which takes some 50 ms.

use std::{
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::{
    bootstrap::{APP, OWNER, Passwords, SYSTEM, bootstrap, connect_once},
    cluster::{Cluster, ClusterOptions, Durability},
    endpoint::Endpoint,
    migrate::migrate,
    pool::{OrgStore, StoreConfig, SystemStore, Tls, connect},
};

/// Record of a cluster that was started for the whole run.
pub const CLUSTER_VARIABLE: &str = "NOCTURNE_TEST_CLUSTER";
/// Password of all three roles in a test cluster: nothing in it is worth more.
const PASSWORD: &str = "test-role-password";

/// A migrated database of its own, dropped with the handle.
pub struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// Copies the template.
    ///
    /// # Panics
    ///
    /// When there is no PostgreSQL to test with: its message says how to install one.
    pub async fn create() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let template = template().await;
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = connect_once(&superuser()).await.expect("the test cluster answers");
        let copy = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}");
        admin.batch_execute(&copy).await.expect("the template can be copied");
        Self { name }
    }

    /// The database as its owner.
    #[must_use]
    pub fn owner(&self) -> Endpoint {
        endpoint(&self.name, OWNER)
    }

    /// The database as the application role.
    #[must_use]
    pub fn app(&self) -> Endpoint {
        endpoint(&self.name, APP)
    }

    /// The database as the system role.
    #[must_use]
    pub fn system(&self) -> Endpoint {
        endpoint(&self.name, SYSTEM)
    }

    /// The database as superuser.
    #[must_use]
    pub fn admin(&self) -> Endpoint {
        superuser().in_database(&self.name)
    }

    /// Both pools on it.
    ///
    /// # Panics
    ///
    /// Never: the sizes are constants.
    #[must_use]
    pub fn stores(&self) -> (OrgStore, SystemStore) {
        let config = StoreConfig {
            app: self.app(),
            system: self.system(),
            app_connections: 4,
            system_connections: 4,
            tls: Tls::Off,
        };
        connect(&config).expect("constant sizes are accepted")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // From a thread of its own: the test's runtime may be gone, and a test database left behind only costs disk.
        let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    if let Ok(admin) = connect_once(&superuser()).await {
                        admin.batch_execute(&drop_it).await.ok();
                    }
                });
            }
        });
        thread.join().ok();
    }
}

/// The cluster of this run.
///
/// # Panics
///
/// When there is no PostgreSQL to test with.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        if let Some(record) = std::env::var_os(CLUSTER_VARIABLE) {
            return Cluster::open(&PathBuf::from(record)).expect("the run's cluster is recorded");
        }
        let state_dir = std::env::temp_dir().join(format!("nocturne-test-{}", std::process::id()));
        let options = ClusterOptions { state_dir, durability: Durability::Test, ephemeral: true };
        let cluster =
            Cluster::start(&options).unwrap_or_else(|error| panic!("no PostgreSQL to test with: {error}"));
        stop_with_process(&cluster);
        cluster
    })
}

/// A static is never dropped: a small watcher stops the cluster when this process is gone.
fn stop_with_process(cluster: &Cluster) {
    let Some(postmaster) = cluster.postmaster_pid() else { return };
    let home = cluster.superuser().host;
    let script = format!(
        "while kill -0 {parent} 2>/dev/null; do sleep 0.5; done; kill -INT {postmaster}; \
         while kill -0 {postmaster} 2>/dev/null; do sleep 0.2; done; rm -rf '{home}' '{state}'",
        parent = std::process::id(),
        state = cluster.record_path().parent().map(|path| path.display().to_string()).unwrap_or_default(),
    );
    let watcher = std::os::unix::process::CommandExt::process_group(
        std::process::Command::new("sh").args(["-c", &script]),
        0,
    )
    .stdin(std::process::Stdio::null())
    .stdout(std::process::Stdio::null())
    .stderr(std::process::Stdio::null())
    .spawn();
    drop(watcher.expect("a shell can be started"));
}

async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let admin = connect_once(&superuser()).await.expect("the test cluster answers");
            // Test processes of one run start at once and share roles: one at a time.
            admin.execute("SELECT pg_advisory_lock(1)", &[]).await.expect("an advisory lock");
            let name = format!("template_{}", std::process::id());
            let password = || SecretString::from(PASSWORD);
            let passwords = Passwords { owner: password(), app: password(), system: password() };
            bootstrap(&admin, &name, &passwords).await.expect("roles and the template database");
            migrate(&endpoint(&name, OWNER)).await.expect("migrations run");
            ensure_partitions(&name).await;
            name
        })
        .await
}

async fn ensure_partitions(name: &str) {
    let system = connect_once(&endpoint(name, SYSTEM)).await.expect("the template answers");
    system
        .execute("SELECT partition_ensure(current_date - 1, current_date + 7)", &[])
        .await
        .expect("partitions are made");
}

fn superuser() -> Endpoint {
    cluster().superuser()
}

fn endpoint(dbname: &str, user: &str) -> Endpoint {
    superuser().in_database(dbname).as_user(user, SecretString::from(PASSWORD))
}
