//! `dev`: a whole coordinator without configuration, on loopback, with a private real PostgreSQL.
//!
//! ```text
//! STATE/kek            key-encryption key, 0600
//! STATE/cluster.json   where the private PostgreSQL is, 0600 (made by nocturne-database)
//! STATE/ports.json     ports of the last start: agents remember theirs
//! STATE/lock           held while it runs
//! ```

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use nocturne_core::setting::definition;
use nocturne_runtime::{
    config::{Findings, layers},
    fs,
    telemetry::LogFormat,
    tls,
};
use nocturne_store::{
    bootstrap::{APP, OWNER, Passwords, SYSTEM, bootstrap, connect_once},
    cluster::{Cluster, ClusterOptions, Durability},
    endpoint::Endpoint,
    migrate::migrate,
    pool::{self, StoreConfig, Tls},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::{
    app::auth::bootstrap::bootstrap_admin,
    config::{Config, DEFAULTS, ENV_PREFIX, layers::Layers},
    http::console::Console,
    pki::Kek,
    start::{Addresses, start},
};

/// Name of the database.
const DATABASE: &str = "nocturne";
/// Name of the installation in certificates.
const TRUST_DOMAIN: &str = "nocturne-dev";
/// How often it is looked whether the private PostgreSQL still runs.
const CLUSTER_PERIOD: Duration = Duration::from_secs(1);

/// Options of `dev`.
#[derive(Debug, Clone)]
pub struct DevOptions {
    /// Everything lies here.
    pub state: PathBuf,
    /// File that is written once everything answers, 0600.
    pub announce: Option<PathBuf>,
    /// Folder to serve the console from instead of the one in the program.
    pub console_dir: Option<PathBuf>,
    /// Form of logs.
    pub log_format: LogFormat,
    /// Which logs.
    pub log_filter: String,
}

/// What is announced.
#[derive(Debug, Serialize)]
struct Announcement<'a> {
    api_url: String,
    grpc_addr: String,
    agent_addr: String,
    health_addr: String,
    console_url: Option<&'a str>,
    username: &'a str,
    /// Only at the first start.
    password: Option<&'a str>,
    database_url: String,
    pid: u32,
}

/// Ports of the last start; 0 is any.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Ports {
    api: u16,
    agents: u16,
    health: u16,
}

/// Runs until a signal.
///
/// # Errors
///
/// What was attempted, with the cause.
pub async fn run(options: DevOptions, console: Console) -> anyhow::Result<()> {
    tls::install_crypto();
    let state = &options.state;
    fs::create_dir_private(state).context("could not make the state folder")?;
    let _lock = lock(state)?;
    let kek = Kek::load_or_create(&state.join("kek")).context("could not load the key-encryption key")?;
    let cluster = start_cluster(state.clone()).await?;
    let (store, owner) = prepare_database(&cluster).await?;
    let ports = read_ports(state);
    let config = config(&options, store, owner, &ports)?;
    let has_console = config.console(console.clone()).is_there();

    let (_, system) = pool::connect(&config.store)?;
    drop(kek);
    let mut coordinator = start(config, console).await.with_context(|| {
        format!(
            "could not start. If a port is taken, end what has it; or remove {} and start again: other ports are taken \
             then, scripts/demo tells its own agents, and any other agent is started with \
             `nocturne-agent run --coordinator HOST:PORT` from then on",
            state.join("ports.json").display()
        )
    })?;
    let addresses = coordinator.addresses().clone();
    write_ports(state, &addresses)?;

    // Last of all: its password is shown once, and a start that failed before would have swallowed it.
    let admin = bootstrap_admin(&system, None).await.context("could not make the administrator")?;
    let password = admin.as_ref().map(|admin| admin.password.expose_secret());
    let database_url = cluster.superuser().in_database(DATABASE).to_url("127.0.0.1");
    let console_url = has_console.then(|| format!("http://{}/", addresses.api));
    greet(&addresses, console_url.as_deref(), password);
    if let Some(path) = &options.announce {
        announce(path, &addresses, console_url.as_deref(), password, database_url)?;
    }
    drop(admin);
    coordinator.spawn("private postgresql", move |shutdown| keep_cluster(cluster, shutdown));
    coordinator.run().await
}

fn config(
    options: &DevOptions,
    store: StoreConfig,
    owner: Endpoint,
    ports: &Ports,
) -> Result<Config, Findings> {
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let database = store.app.clone();
    Ok(Config {
        store,
        owner,
        kek_file: options.state.join("kek"),
        api_listen: loopback(ports.api),
        api_tls: None,
        console_dir: options.console_dir.clone(),
        agents_listen: loopback(ports.agents),
        agents_advertise: None,
        trust_domain: TRUST_DOMAIN.to_owned(),
        health_listen: loopback(ports.health),
        settings: settings(options, &database, ports)?,
        log_format: options.log_format,
        log_filter: options.log_filter.clone(),
    })
}

/// What `dev` decides stands as its defaults; of the environment it heeds what could also be stored.
fn settings(options: &DevOptions, database: &Endpoint, ports: &Ports) -> Result<Layers, Findings> {
    let loopback = |port: u16| format!("127.0.0.1:{port}");
    let (api, agents, health) = (loopback(ports.api), loopback(ports.agents), loopback(ports.health));
    let (database_port, log_format) = (database.port.to_string(), log_format_text(options.log_format));
    let mut found = Vec::new();
    let heeded = |(name, _): &(String, String)| {
        let name = name.strip_prefix("NOCTURNE_").unwrap_or_default().replace("__", ".").to_lowercase();
        definition(&name).is_some_and(|definition| definition.change.is_stored())
    };
    let variables = std::env::vars().filter(heeded);
    let layered = layers(None, DEFAULTS, variables, ENV_PREFIX, &mut found);
    let layered = layered.map_err(|finding| Findings(vec![finding]))?;
    let instead = [
        ("api.listen", api.as_str()),
        ("agents.listen", agents.as_str()),
        ("health.listen", health.as_str()),
        ("agents.heartbeat_s", "2"),
        ("agents.trust_domain", TRUST_DOMAIN),
        ("database.host", database.host.as_str()),
        ("database.port", database_port.as_str()),
        ("database.name", DATABASE),
        ("database.app_connections", "8"),
        ("log.format", log_format),
        ("log.filter", options.log_filter.as_str()),
    ];
    let layers = Layers::read(&layered, None, &instead, &mut found);
    if found.is_empty() { Ok(layers) } else { Err(Findings(found)) }
}

const fn log_format_text(format: LogFormat) -> &'static str {
    match format {
        LogFormat::Human => "human",
        LogFormat::Json => "json",
    }
}

fn lock(state: &Path) -> anyhow::Result<std::fs::File> {
    let path = state.join("lock");
    let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).with_context(|| {
        format!("another coordinator works in {}; stop it or give another --state", state.display())
    })?;
    Ok(file)
}

async fn start_cluster(state_dir: PathBuf) -> anyhow::Result<Cluster> {
    let options = ClusterOptions { state_dir, durability: Durability::Full, ephemeral: false };
    let started = tokio::task::spawn_blocking(move || Cluster::start(&options)).await?;
    started.context("could not start a private PostgreSQL")
}

/// Roles with fresh passwords, the database, the schema.
async fn prepare_database(cluster: &Cluster) -> anyhow::Result<(StoreConfig, Endpoint)> {
    let superuser = cluster.superuser();
    let passwords = Passwords { owner: random()?, app: random()?, system: random()? };
    let admin = connect_once(&superuser).await.context("the private PostgreSQL does not answer")?;
    bootstrap(&admin, DATABASE, &passwords).await.context("could not make roles and database")?;
    let database = superuser.in_database(DATABASE);
    let owner = database.as_user(OWNER, passwords.owner);
    let steps = migrate(&owner).await.context("could not bring the schema up to date")?;
    if !steps.is_empty() {
        tracing::info!(n_steps = steps.len(), "the schema is up to date");
    }
    let store = StoreConfig {
        app: database.as_user(APP, passwords.app),
        system: database.as_user(SYSTEM, passwords.system),
        app_connections: 8,
        system_connections: 12,
        tls: Tls::Off,
    };
    Ok((store, owner))
}

/// Starts the private PostgreSQL again when it died, and stops it at the end.
async fn keep_cluster(mut cluster: Cluster, shutdown: CancellationToken) -> anyhow::Result<()> {
    while shutdown.run_until_cancelled(tokio::time::sleep(CLUSTER_PERIOD)).await.is_some() {
        if cluster.postmaster_pid().is_some() {
            continue;
        }
        tracing::warn!("the private PostgreSQL is gone; it is started again");
        let (back, started) = tokio::task::spawn_blocking(move || {
            let started = cluster.ensure_running();
            (cluster, started)
        })
        .await?;
        cluster = back;
        if let Err(error) = started {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "the private PostgreSQL does not start");
        }
    }
    // Ports close and streams end first: their last commits need the database.
    tokio::time::sleep(Duration::from_secs(2)).await;
    tokio::task::spawn_blocking(move || cluster.stop()).await?.context("the private PostgreSQL did not stop")
}

fn greet(addresses: &Addresses, console_url: Option<&str>, password: Option<&str>) {
    use std::io::Write as _;
    let again = if password.is_some() { "" } else { " again" };
    let mut text = format!("\n  Nocturne is up{again}.\n\n");
    if let Some(url) = console_url {
        text.push_str(&format!("  console   {url}\n"));
    }
    text.push_str(&format!(
        "  API       http://{}\n  agents    {}\n",
        addresses.api, addresses.agents_advertised
    ));
    if let Some(password) = password {
        text.push_str(&format!("  user      admin\n  password  {password}   (shown once)\n"));
    }
    text.push('\n');
    // A closed terminal is no reason to stop.
    std::io::stdout().write_all(text.as_bytes()).ok();
}

fn announce(
    path: &Path,
    addresses: &Addresses,
    console_url: Option<&str>,
    password: Option<&str>,
    database_url: String,
) -> anyhow::Result<()> {
    let announcement = Announcement {
        api_url: format!("http://{}", addresses.api),
        grpc_addr: addresses.api.to_string(),
        agent_addr: addresses.agents_advertised.clone(),
        health_addr: addresses.health.to_string(),
        console_url,
        username: "admin",
        password,
        database_url,
        pid: std::process::id(),
    };
    fs::replace(path, &serde_json::to_vec_pretty(&announcement)?, 0o600)
        .with_context(|| format!("could not write {}", path.display()))
}

fn read_ports(state: &Path) -> Ports {
    let bytes = std::fs::read(state.join("ports.json")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn write_ports(state: &Path, addresses: &Addresses) -> anyhow::Result<()> {
    let ports =
        Ports { api: addresses.api.port(), agents: addresses.agents.port(), health: addresses.health.port() };
    fs::replace(&state.join("ports.json"), &serde_json::to_vec_pretty(&ports)?, 0o600)?;
    Ok(())
}

fn random() -> anyhow::Result<SecretString> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    Ok(SecretString::from(hex::encode(bytes)))
}
