//! A private real PostgreSQL: for `nocturne-coordinator dev`, for tests, for benchmarks.
//!
//! PostgreSQL refuses to run as root, so a cluster that root starts runs as `postgres` (or `nobody`) and lies where that
//! user can reach it; the owner's state folder only records where. A postmaster that outlived its coordinator is adopted.

use std::{
    fs, io,
    net::TcpListener,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{DirBuilderExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;

mod binaries;
mod programs;

use programs::{program, run, server_user, with_log};

pub use binaries::{BinariesError, find_binaries};

/// A Unix socket path is limited to 107 bytes; the name of the socket itself takes some 20.
const MAX_SOCKET_FOLDER: usize = 80;
/// A server that was killed holds its port and its memory until its last process has noticed; a starting one replays.
const SETTLE: Duration = Duration::from_secs(60);
/// Between two looks at a server that settles.
const LOOK: Duration = Duration::from_millis(50);
/// Superuser of a private cluster.
const SUPERUSER: &str = "postgres";

/// What a cluster promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As in production: a commit is on disk.
    Full,
    /// Faster and only for tests that never crash it.
    Test,
}

/// Where and how.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// Folder that records the cluster; made when it does not exist.
    pub state_dir: PathBuf,
    /// What commits promise.
    pub durability: Durability,
    /// True removes everything when the handle is dropped.
    pub ephemeral: bool,
}

/// A running private cluster.
#[derive(Debug)]
pub struct Cluster {
    record: Record,
    record_path: PathBuf,
    durability: Durability,
    ephemeral: bool,
}

/// What the state folder remembers, mode 0600.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    /// Holds `data` and the socket.
    home: PathBuf,
    port: u16,
    superuser_password: String,
    bin_dir: PathBuf,
}

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No PostgreSQL on this machine.
    #[error(transparent)]
    Binaries(#[from] BinariesError),
    /// A file or folder.
    #[error("could not {what} {path}")]
    File {
        /// Attempt.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// Cause.
        #[source]
        source: io::Error,
    },
    /// The record cannot be read.
    #[error("{path} does not describe a cluster; remove it to make another one")]
    Record {
        /// File.
        path: PathBuf,
        /// Cause.
        #[source]
        source: serde_json::Error,
    },
    /// A program of PostgreSQL could not be run or failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Name.
        program: &'static str,
        /// What it printed.
        output: String,
    },
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

impl Cluster {
    /// Starts the cluster recorded in the state folder, adopts it when it runs already, or makes one.
    ///
    /// Blocks for a second or two; call it from a blocking thread.
    ///
    /// # Errors
    ///
    /// [`ClusterError`], with the last lines of the server's log when it does not come up.
    pub fn start(options: &ClusterOptions) -> Result<Self, ClusterError> {
        make_folder(&options.state_dir, 0o700)?;
        let record_path = options.state_dir.join("cluster.json");
        let record = match fs::read(&record_path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| ClusterError::Record { path: record_path.clone(), source })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(options, &record_path)?,
            // The cluster of a record that cannot be read must not be forgotten for a fresh one.
            Err(error) => return Err(file("read", &record_path)(error)),
        };
        let (durability, ephemeral) = (options.durability, options.ephemeral);
        let mut cluster = Self { record, record_path, durability, ephemeral };
        cluster.ensure_running()?;
        Ok(cluster)
    }

    /// Opens a cluster that another process of the same run started; it is never stopped by this handle.
    ///
    /// # Errors
    ///
    /// The record cannot be read.
    pub fn open(record_path: &Path) -> Result<Self, ClusterError> {
        let bytes = fs::read(record_path).map_err(file("read", record_path))?;
        let record = serde_json::from_slice(&bytes)
            .map_err(|source| ClusterError::Record { path: record_path.to_owned(), source })?;
        Ok(Self {
            record,
            record_path: record_path.to_owned(),
            durability: Durability::Test,
            ephemeral: false,
        })
    }

    /// Starts the server unless it runs, and returns when it answers. Blocks.
    ///
    /// A port that another program took meanwhile is exchanged.
    ///
    /// # Errors
    ///
    /// [`ClusterError::Program`] with what the server printed.
    pub fn ensure_running(&mut self) -> Result<(), ClusterError> {
        let deadline = Instant::now() + SETTLE;
        while self.postmaster_pid().is_some() {
            if self.is_ready() || Instant::now() >= deadline {
                return Ok(());
            }
            thread::sleep(LOOK);
        }
        // A server that stopped in order leaves no such file.
        let crashed = self.pid_file().exists();
        loop {
            let patient = crashed && Instant::now() < deadline;
            let free = TcpListener::bind(("127.0.0.1", self.record.port)).is_ok();
            if !free && !patient {
                self.record.port = free_port()?;
                write_record(&self.record_path, &self.record)?;
            }
            if free || !patient {
                let started = self.launch();
                if started.is_ok() || !patient {
                    return started;
                }
            }
            thread::sleep(LOOK);
        }
    }

    /// True when the server accepts connections: it says so in the eighth line of its file.
    fn is_ready(&self) -> bool {
        let text = fs::read_to_string(self.pid_file()).unwrap_or_default();
        text.lines().nth(7).is_some_and(|state| state.trim() == "ready")
    }

    fn launch(&self) -> Result<(), ClusterError> {
        let log = self.record.home.join("server.log");
        let mut start = self.program("pg_ctl");
        start.arg("start").arg("--pgdata").arg(self.data()).args(["--wait", "--timeout", "60"]);
        start.arg("--log").arg(&log).arg("--options").arg(self.settings());
        // The postmaster must outlive a terminal's Ctrl-C that is meant for its owner: the owner stops it in order.
        start.process_group(0);
        run("pg_ctl", start).map_err(|error| with_log(error, &log))
    }

    /// The superuser in the database `postgres`, over the Unix socket.
    #[must_use]
    pub fn superuser(&self) -> Endpoint {
        Endpoint {
            host: self.record.home.to_string_lossy().into_owned(),
            port: self.record.port,
            dbname: "postgres".to_owned(),
            user: SUPERUSER.to_owned(),
            password: SecretString::from(self.record.superuser_password.clone()),
        }
    }

    /// Process id of the server, if it runs.
    #[must_use]
    pub fn postmaster_pid(&self) -> Option<u32> {
        let text = fs::read_to_string(self.pid_file()).ok()?;
        let pid: u32 = text.lines().next()?.trim().parse().ok()?;
        // A stale file may name another program by now, even another cluster's server; a dead one has no arguments.
        let arguments = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let data = self.data();
        arguments
            .split(|byte| *byte == 0)
            .any(|argument| argument == data.as_os_str().as_bytes())
            .then_some(pid)
    }

    /// File that [`Self::open`] takes.
    #[must_use]
    pub fn record_path(&self) -> &Path {
        &self.record_path
    }

    /// Stops the server and waits for it.
    ///
    /// # Errors
    ///
    /// It does not stop at all.
    pub fn stop(&self) -> Result<(), ClusterError> {
        if self.postmaster_pid().is_none() {
            return Ok(());
        }
        // An immediate stop costs a recovery at the next start and nothing else; waiting for ever costs more.
        self.stop_by("fast", "10").or_else(|_slow| self.stop_by("immediate", "5"))
    }

    fn stop_by(&self, mode: &str, seconds: &str) -> Result<(), ClusterError> {
        let mut stop = self.program("pg_ctl");
        stop.arg("stop").arg("--pgdata").arg(self.data());
        stop.args(["--mode", mode, "--wait", "--timeout", seconds]);
        run("pg_ctl", stop)
    }

    fn data(&self) -> PathBuf {
        self.record.home.join("data")
    }

    fn pid_file(&self) -> PathBuf {
        self.data().join("postmaster.pid")
    }

    fn settings(&self) -> String {
        let Record { home, port, .. } = &self.record;
        let durability = match self.durability {
            Durability::Full => "",
            Durability::Test => " -c fsync=off -c synchronous_commit=off -c full_page_writes=off",
        };
        format!(
            "-k {} -p {port} -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB \
             -c max_wal_size=2GB -c checkpoint_timeout=10min -c unix_socket_permissions=0777 -c timezone=UTC{durability}",
            home.display()
        )
    }

    fn program(&self, name: &str) -> Command {
        program(&self.record.bin_dir, name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.ephemeral {
            if let Err(error) = self.stop() {
                tracing::warn!(error = &error as &dyn std::error::Error, "a private PostgreSQL did not stop");
            }
            fs::remove_dir_all(&self.record.home).ok();
            fs::remove_file(&self.record_path).ok();
        }
    }
}

fn make(options: &ClusterOptions, record_path: &Path) -> Result<Record, ClusterError> {
    let bin_dir = find_binaries(None)?;
    let home = home(options)?;
    let superuser_password = random_hex()?;
    let password_file = home.join("password");
    write_private(&password_file, &superuser_password).map_err(file("write", &password_file))?;
    if let Some((uid, gid)) = server_user() {
        for path in [&home, &password_file] {
            chown(path, Some(uid), Some(gid)).map_err(file("hand over", path))?;
        }
    }
    let mut initdb = program(&bin_dir, "initdb");
    initdb.arg("--pgdata").arg(home.join("data")).arg("--pwfile").arg(&password_file);
    initdb.args(["--username", SUPERUSER, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale"]);
    if options.durability == Durability::Test {
        initdb.arg("--no-sync");
    }
    let made = run("initdb", initdb);
    fs::remove_file(&password_file).map_err(file("remove", &password_file))?;
    made?;

    let record = Record { home, port: free_port()?, superuser_password, bin_dir };
    write_record(record_path, &record)?;
    Ok(record)
}

/// A short folder that the server's user can reach.
fn home(options: &ClusterOptions) -> Result<PathBuf, ClusterError> {
    let own = options.state_dir.join("postgres");
    let fits = own.as_os_str().len() <= MAX_SOCKET_FOLDER && own.is_absolute();
    if server_user().is_none() && fits && !options.ephemeral {
        make_folder(&own, 0o700)?;
        return Ok(own);
    }
    let base = if options.ephemeral || server_user().is_none() {
        std::env::temp_dir()
    } else {
        PathBuf::from("/var/lib/nocturne-private")
    };
    make_folder(&base, 0o755)?;
    let home = base.join(format!("nocturne-pg-{}", random_hex()?.get(..12).unwrap_or_default()));
    make_folder(&home, 0o700)?;
    // The socket is protected by passwords; the folder must let the owner of this process through to it.
    fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).map_err(file("open", &home))?;
    Ok(home)
}

fn make_folder(path: &Path, mode: u32) -> Result<(), ClusterError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(mode).create(path).map_err(file("make", path))
}

fn write_record(path: &Path, record: &Record) -> Result<(), ClusterError> {
    let text = serde_json::to_string_pretty(record)
        .map_err(|source| ClusterError::Record { path: path.to_owned(), source })?;
    write_private(path, &text).map_err(file("write", path))
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    // Whole or not at all: a record cut in the middle would orphan a cluster.
    let draft = path.with_extension("draft");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

fn free_port() -> Result<u16, ClusterError> {
    let probe = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    probe.map(|address| address.port()).map_err(file("find a free port on", Path::new("127.0.0.1")))
}

fn random_hex() -> Result<String, ClusterError> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|_| ClusterError::Random)?;
    Ok(hex::encode(bytes))
}

fn file(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ClusterError {
    let path = path.to_owned();
    move |source| ClusterError::File { what, path, source }
}
