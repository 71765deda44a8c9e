//! The database of one fleet.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use nocturne_database::{
    bootstrap::{APP, OWNER, Passwords, SYSTEM, bootstrap, connect_once},
    cluster::{Cluster, ClusterOptions, Durability},
    endpoint::Endpoint,
    migrate::migrate,
    testing::TestDatabase,
};
use rustix::process::{Pid, Signal, kill_process};
use secrecy::SecretString;
use tokio_postgres::Client;

use crate::eventually::{PATIENCE, eventually};

/// Name of the database in a cluster of our own.
const NAME: &str = "nocturne";
/// A cluster that is gone with the test holds nothing worth a better one.
const PASSWORD: &str = "chaos-role-password";

/// A migrated database.
pub enum Database {
    /// One of many in the run's cluster, which promises nothing after a crash.
    Shared(TestDatabase),
    /// Alone in a cluster that keeps what it commits and may be killed.
    Own(Arc<Mutex<Cluster>>),
}

impl Database {
    /// A database in the run's cluster.
    pub async fn shared() -> Self {
        Self::Shared(TestDatabase::create().await)
    }

    /// A cluster of its own; `folder` records where it is.
    ///
    /// # Panics
    ///
    /// There is no PostgreSQL.
    pub async fn own(folder: &Path) -> Self {
        let options =
            ClusterOptions { state_dir: folder.to_owned(), durability: Durability::Full, ephemeral: true };
        let starting = tokio::task::spawn_blocking(move || Cluster::start(&options)).await;
        let cluster = starting.expect("starting does not panic").expect("a private PostgreSQL starts");
        let admin = connect_once(&cluster.superuser()).await.expect("it answers");
        let password = || SecretString::from(PASSWORD);
        let passwords = Passwords { owner: password(), app: password(), system: password() };
        bootstrap(&admin, NAME, &passwords).await.expect("roles and database are made");
        let this = Self::Own(Arc::new(Mutex::new(cluster)));
        migrate(&this.owner()).await.expect("migrations run");
        this
    }

    /// As the owner of the schema.
    #[must_use]
    pub fn owner(&self) -> Endpoint {
        self.endpoint(OWNER, TestDatabase::owner)
    }

    /// As the application role.
    #[must_use]
    pub fn app(&self) -> Endpoint {
        self.endpoint(APP, TestDatabase::app)
    }

    /// As the system role.
    #[must_use]
    pub fn system(&self) -> Endpoint {
        self.endpoint(SYSTEM, TestDatabase::system)
    }

    /// As the superuser, who sees the rows of every organization.
    #[must_use]
    pub fn admin(&self) -> Endpoint {
        match self {
            Self::Shared(database) => database.admin(),
            Self::Own(cluster) => locked(cluster).superuser().in_database(NAME),
        }
    }

    /// A connection that sees everything.
    ///
    /// # Panics
    ///
    /// The database does not answer.
    pub async fn look(&self) -> Client {
        connect_once(&self.admin()).await.expect("the database answers")
    }

    /// SIGKILL for the postmaster and every process below it. Nothing is flushed, nothing is told to clients.
    ///
    /// # Panics
    ///
    /// It is not a cluster of its own, or it does not run.
    pub fn kill(&self) {
        let Self::Own(cluster) = self else { panic!("the run's cluster serves other tests") };
        let postmaster = locked(cluster).postmaster_pid().expect("the postmaster runs");
        let children = children_of(postmaster);
        for pid in std::iter::once(postmaster).chain(children) {
            if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                kill_process(pid, Signal::KILL).ok();
            }
        }
    }

    /// Starts a killed cluster; returns when it answers.
    ///
    /// # Panics
    ///
    /// It does not come up.
    pub async fn revive(&self) {
        let Self::Own(cluster) = self else { return };
        let cluster = Arc::clone(cluster);
        // A killed process is there until its parent has taken note.
        eventually("the killed postmaster is gone", PATIENCE, async || {
            locked(&cluster).postmaster_pid().is_none().then_some(())
        })
        .await;
        let starting = tokio::task::spawn_blocking(move || locked(&cluster).ensure_running()).await;
        starting.expect("starting does not panic").expect("the private PostgreSQL starts again");
    }

    fn endpoint(&self, role: &str, shared: impl FnOnce(&TestDatabase) -> Endpoint) -> Endpoint {
        match self {
            Self::Shared(database) => shared(database),
            Self::Own(_) => self.admin().as_user(role, SecretString::from(PASSWORD)),
        }
    }
}

fn locked(cluster: &Mutex<Cluster>) -> MutexGuard<'_, Cluster> {
    cluster.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Process ids of the children of a process.
fn children_of(parent: u32) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name in brackets may hold anything; state and parent follow it.
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        rest.split_ascii_whitespace().nth(1).and_then(|text| text.parse().ok()) == Some(parent)
    })
    .collect()
}
