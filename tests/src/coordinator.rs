//! A coordinator in a process of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

use nocturne_database::endpoint::Endpoint;
use secrecy::ExposeSecret as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    database::Database,
    eventually::{PATIENCE, eventually},
    process::{self, COORDINATOR, Process},
};

/// `nocturne-coordinator serve` with its files.
#[derive(Debug)]
pub struct Coordinator {
    /// Configuration file.
    pub config: PathBuf,
    /// API port.
    pub api: SocketAddr,
    /// Agent port.
    pub agents: SocketAddr,
    /// Health port.
    pub health: SocketAddr,
    log: PathBuf,
    process: Option<Process>,
}

impl Coordinator {
    /// Writes configuration and secrets into `folder`; nothing runs yet.
    ///
    /// # Panics
    ///
    /// Files cannot be written.
    #[must_use]
    pub fn new(folder: &Path, database: &Database) -> Self {
        let [api, agents, health] = free_ports();
        let config = folder.join("coordinator.yaml");
        for (name, endpoint) in
            [("owner", database.owner()), ("app", database.app()), ("system", database.system())]
        {
            write_secret(&folder.join(format!("{name}.password")), endpoint.password.expose_secret());
        }
        write_secret(&folder.join("kek"), &"5a".repeat(32));
        write_secret(&config, &config_text(folder, &database.app(), [api, agents, health]));
        Self { config, api, agents, health, log: folder.join("coordinator.log"), process: None }
    }

    /// Makes the first administrator; returns the password.
    ///
    /// # Panics
    ///
    /// The command fails.
    pub async fn bootstrap(&self) -> String {
        let config = self.config.display().to_string();
        let said = process::run(COORDINATOR, &["bootstrap", "--config", &config], "").await.ok();
        let line = said.lines().find(|line| line.starts_with("password")).expect("the password is shown");
        line.split_whitespace().nth(1).expect("the password is shown").to_owned()
    }

    /// Starts it; it may not answer yet.
    pub fn launch(&mut self) {
        let config = self.config.display().to_string();
        self.process = Some(Process::start(COORDINATOR, &["serve", "--config", &config], &self.log));
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    ///
    /// It does not become ready.
    pub async fn start(&mut self) {
        self.launch();
        eventually("the coordinator is ready", PATIENCE, async || {
            assert_eq!(self.exited(), None, "the coordinator ended while it started");
            (http_status(self.health, "/readyz").await == Some(200)).then_some(())
        })
        .await;
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        drop(self.process.take());
    }

    /// SIGTERM; returns how it ended and how long that took.
    ///
    /// # Panics
    ///
    /// It does not run, or does not end.
    pub async fn stop(&mut self) -> (ExitStatus, Duration) {
        let mut process = self.process.take().expect("the coordinator runs");
        process.terminate(PATIENCE).await
    }

    /// How it ended, if it did by itself.
    pub fn exited(&mut self) -> Option<ExitStatus> {
        self.process.as_mut()?.exited()
    }
}

/// Status of an HTTP answer; `None` when nobody answers.
pub async fn http_status(at: SocketAddr, path: &str) -> Option<u16> {
    let asking = async {
        let mut stream = TcpStream::connect(at).await.ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        answer.split_whitespace().nth(1)?.parse().ok()
    };
    tokio::time::timeout(Duration::from_secs(2), asking).await.ok()?
}

/// Writes a file that only its owner reads.
///
/// # Panics
///
/// It cannot be written.
pub fn write_secret(path: &Path, text: &str) {
    use std::io::Write as _;
    let file = fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .expect("a file in the test's folder is written");
}

fn config_text(folder: &Path, database: &Endpoint, [api, agents, health]: [SocketAddr; 3]) -> String {
    let Endpoint { host, port, dbname, .. } = database;
    let folder = folder.display();
    format!(
        "database:\n  host: {host}\n  port: {port}\n  name: {dbname}\n  owner_password_file: {folder}/owner.password\n  \
         app_password_file: {folder}/app.password\n  system_password_file: {folder}/system.password\n  \
         app_connections: 4\n  system_connections: 8\n\
         keys:\n  kek_file: {folder}/kek\n\
         api:\n  listen: {api}\n\
         agents:\n  listen: {agents}\n  heartbeat_s: 1\n  trust_domain: nocturne-test\n\
         health:\n  listen: {health}\n\
         limits:\n  requests_per_second: 100000\n  request_burst: 100000\n  address_requests_per_second: 100000\n  \
         address_request_burst: 100000\n"
    )
}

/// Ports that stay ours while the coordinator is down: outgoing connections of this machine take theirs from another
/// range.
fn free_ports() -> [SocketAddr; 3] {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let first_outgoing = range.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(32_768);
    let below = first_outgoing.max(11_000);
    let mut held = Vec::new();
    std::array::from_fn(|_| {
        let listener =
            (0..1_000).find_map(|_| TcpListener::bind(("127.0.0.1", fastrand::u16(10_000..below))).ok());
        let listener = listener.expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        held.push(listener);
        address
    })
}
