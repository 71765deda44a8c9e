//! What is measured: a coordinator in this process on a private PostgreSQL that keeps what it commits.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::Context as _;
use nocturne_coordinator::{
    app::auth::bootstrap::bootstrap_admin,
    config::{Config, layers::Layers},
    http::console::Console,
    pki::Kek,
    start::{Coordinator, start},
};
use nocturne_proto::api::v1::{
    self as api, api_token_service_client::ApiTokenServiceClient, auth_service_client::AuthServiceClient,
};
use nocturne_runtime::{telemetry::LogFormat, tls};
use nocturne_store::{
    bootstrap::{APP, OWNER, Passwords, SYSTEM, bootstrap, connect_once},
    cluster::{Cluster, ClusterOptions, Durability},
    endpoint::Endpoint,
    migrate::migrate,
    pool::{StoreConfig, Tls, connect},
};
use secrecy::{ExposeSecret as _, SecretString};
use tonic::{Request, transport::Channel};

/// Writers of the coordinator, and connections of COPY.
pub(crate) const N_WRITERS: usize = 2;
const DATABASE: &str = "nocturne";

/// A running system. Dropped, everything of it is gone.
pub(crate) struct System {
    coordinator: Coordinator,
    database: Endpoint,
    app: Endpoint,
    cluster: Cluster,
    credential: String,
}

/// Starts PostgreSQL and a coordinator on it, and logs the administrator in.
///
/// # Errors
///
/// What was attempted, with the cause.
pub(crate) async fn up(state: &Path, flush_samples: usize) -> anyhow::Result<System> {
    tls::install_crypto();
    let options =
        ClusterOptions { state_dir: state.join("postgresql"), durability: Durability::Full, ephemeral: true };
    let cluster = tokio::task::spawn_blocking(move || Cluster::start(&options)).await?;
    let cluster = cluster.context("could not start a private PostgreSQL")?;
    let superuser = cluster.superuser();
    let database = superuser.in_database(DATABASE);
    let store = prepare(&superuser, &database).await?;
    let kek_file = state.join("kek");
    Kek::load_or_create(&kek_file).context("could not make a key-encryption key")?;

    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = Config {
        owner: database.clone(),
        kek_file,
        api_listen: loopback,
        api_tls: None,
        console_dir: None,
        agents_listen: loopback,
        agents_advertise: None,
        trust_domain: "nocturne-bench".to_owned(),
        health_listen: loopback,
        settings: settings(flush_samples)?,
        log_format: LogFormat::Human,
        log_filter: String::new(),
        store: store.clone(),
    };
    let coordinator = start(config, Console::default()).await.context("could not start a coordinator")?;

    let (_, system) = connect(&store)?;
    let admin = bootstrap_admin(&system, None).await?.context("there is an administrator already")?;
    let api = format!("http://{}", coordinator.addresses().api);
    let credential = api_token(&api, admin.password.expose_secret()).await?;
    Ok(System { coordinator, database, app: store.app, cluster, credential })
}

/// Batches of the size that is measured, and callers that are faster than people.
fn settings(flush_samples: usize) -> anyhow::Result<Layers> {
    let (flush_samples, n_writers) = (flush_samples.to_string(), N_WRITERS.to_string());
    let unhurried = "1000000";
    let instead = [
        ("ingest.flush_samples", flush_samples.as_str()),
        ("ingest.writers", n_writers.as_str()),
        ("limits.requests_per_second", unhurried),
        ("limits.request_burst", unhurried),
        ("limits.address_requests_per_second", unhurried),
        ("limits.address_request_burst", unhurried),
    ];
    Ok(Layers::defaults(&instead)?)
}

impl System {
    /// Agent port.
    #[must_use]
    pub(crate) fn agent_address(&self) -> String {
        self.coordinator.addresses().agents.to_string()
    }

    /// API port.
    #[must_use]
    pub(crate) const fn api_address(&self) -> SocketAddr {
        self.coordinator.addresses().api
    }

    /// The API over gRPC.
    ///
    /// # Errors
    ///
    /// It does not answer.
    pub(crate) async fn api(&self) -> anyhow::Result<Channel> {
        let url = format!("http://{}", self.api_address());
        Channel::from_shared(url)?.connect().await.context("the API does not answer")
    }

    /// A request of the administrator.
    ///
    /// # Errors
    ///
    /// None: tokens are ASCII.
    pub(crate) fn request<T>(&self, message: T) -> anyhow::Result<Request<T>> {
        with(&self.credential, message)
    }

    /// The `authorization` header's value.
    #[must_use]
    pub(crate) fn credential(&self) -> &str {
        &self.credential
    }

    /// The database as requests see it.
    #[must_use]
    pub(crate) const fn app(&self) -> &Endpoint {
        &self.app
    }

    /// The database as superuser.
    #[must_use]
    pub(crate) const fn database(&self) -> &Endpoint {
        &self.database
    }

    /// PostgreSQL's first process.
    ///
    /// # Errors
    ///
    /// It does not run.
    pub(crate) fn postmaster(&self) -> anyhow::Result<u32> {
        self.cluster.postmaster_pid().context("PostgreSQL does not run")
    }
}

async fn prepare(superuser: &Endpoint, database: &Endpoint) -> anyhow::Result<StoreConfig> {
    let passwords = Passwords { owner: random()?, app: random()?, system: random()? };
    let admin = connect_once(superuser).await.context("the private PostgreSQL does not answer")?;
    bootstrap(&admin, DATABASE, &passwords).await.context("could not make roles and database")?;
    migrate(&database.as_user(OWNER, passwords.owner)).await.context("could not make the schema")?;
    Ok(StoreConfig {
        app: database.as_user(APP, passwords.app),
        system: database.as_user(SYSTEM, passwords.system),
        app_connections: 8,
        system_connections: 12,
        tls: Tls::Off,
    })
}

/// An API token: what automation uses, and it does not end during a run.
async fn api_token(api: &str, password: &str) -> anyhow::Result<String> {
    let channel = Channel::from_shared(api.to_owned())?.connect().await.context("the API does not answer")?;
    let login = api::LoginRequest {
        username: "admin".to_owned(),
        password: password.to_owned(),
        ..api::LoginRequest::default()
    };
    let session = AuthServiceClient::new(channel.clone()).login(login).await?.into_inner().session;
    let access = session.context("login gives no session")?.access_token;
    let wanted = api::CreateApiTokenRequest {
        name: "bench".to_owned(),
        role: "admin".to_owned(),
        ..api::CreateApiTokenRequest::default()
    };
    let request = with(&format!("Bearer {access}"), wanted)?;
    let made = ApiTokenServiceClient::new(channel).create_api_token(request).await;
    Ok(format!("Bearer {}", made.context("could not make an API token")?.into_inner().secret))
}

fn with<T>(credential: &str, message: T) -> anyhow::Result<Request<T>> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", credential.parse()?);
    Ok(request)
}

fn random() -> anyhow::Result<SecretString> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    Ok(SecretString::from(hex::encode(bytes)))
}
