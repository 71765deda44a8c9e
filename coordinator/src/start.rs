//! Brings a coordinator up and takes it down in order.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use arc_swap::ArcSwap;
use axum::middleware;
use nocturne_proto::agent::v1::{
    agent_enrolment_service_server::AgentEnrolmentServiceServer,
    agent_link_service_server::AgentLinkServiceServer,
};
use nocturne_runtime::{
    accept::{AcceptLoop, AcceptOptions},
    clock,
    health::{self, Health},
    signals,
    supervisor::Supervisor,
    telemetry as runtime_telemetry, tls,
};
use nocturne_store::{migrate, pool, setting::setting_load};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic_health::server::HealthReporter;

use crate::{
    api_state::ApiState,
    app::{auth::Auth, enrolment::Enrolment},
    config::Config,
    grpc::{
        enrolment::EnrolmentService,
        link::{Link, LinkService},
    },
    http::{api, console::Console, rate::Rates, request_id},
    hub::Hub,
    ingest::Ingest,
    live::{Live, LiveOptions, publisher},
    pki::{Authority, Kek, authority::SERVER_LIFE},
    reconcile::{self, audit, desired::DesiredStates, presence, retention, standing},
    settings::Settings,
    telemetry::Telemetry,
};

/// Agents that are told to go away spread their reconnects over this time; streams stay open until it is over.
const GO_AWAY_SPREAD: Duration = Duration::from_secs(5);
/// What tasks get after that. Together 20 s: under the 25 s in which we promise to be gone, and those under Kubernetes'
/// default of 30 s.
const GRACE: Duration = Duration::from_secs(15);
/// What connections get of it; the rest is for the last commits.
const CONNECTION_GRACE: Duration = Duration::from_secs(8);
/// How often gRPC health is made to say what `/readyz` says.
const HEALTH_PERIOD: Duration = Duration::from_secs(1);
/// A message of the agent protocol, encoded.
const MAX_AGENT_MESSAGE: usize = 1024 * 1024;
/// An agent's connection ends after this time ± 20 %, so that agents spread over coordinators again.
const CONNECTION_AGE: Duration = Duration::from_mins(30);
/// The database must have answered within this time for the coordinator to be ready.
const DATABASE_AGE: Duration = Duration::from_secs(10);

/// Where it listens.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// API port.
    pub api: SocketAddr,
    /// Agent port.
    pub agents: SocketAddr,
    /// Agent port as agents see it.
    pub agents_advertised: String,
    /// Health port.
    pub health: SocketAddr,
}

/// A coordinator that is up.
pub struct Coordinator {
    supervisor: Supervisor,
    health: Health,
    hub: Hub,
    addresses: Addresses,
}

/// Starts everything and returns when all ports answer. `console` is what is served unless the configuration names a
/// folder.
///
/// # Errors
///
/// What was attempted, with the cause.
pub async fn start(config: Config, console: Console) -> anyhow::Result<Coordinator> {
    tls::install_crypto();
    let prometheus = runtime_telemetry::install_metrics();
    let started_at = clock::now();
    let mut supervisor = Supervisor::new();
    let shutdown = supervisor.shutdown();
    let health = Health::new();

    let health_listener = bind("health.listen", config.health_listen).await?;
    let agents_listener = bind("agents.listen", config.agents_listen).await?;
    let api_listener = bind("api.listen", config.api_listen).await?;
    let addresses = addresses(&config, &health_listener, &agents_listener, &api_listener)?;
    spawn_health(&mut supervisor, health_listener, health::router(health.clone(), prometheus.clone()));
    supervisor.spawn("metrics upkeep", runtime_telemetry::upkeep(prometheus, shutdown.clone()));

    let (org, system) = pool::connect(&config.store).context("could not prepare the database connections")?;
    let schema = migrate::schema_check(&system)
        .await
        .with_context(|| format!("could not use {}", config.store.system.describe()))?;
    let stored = setting_load(&system).await.context("could not read the settings")?;
    let settings = Arc::new(Settings::new(config.settings.clone(), stored));
    let set = settings.current();
    retention::pass(&system, set.retention).await.context("could not make the partitions of these days")?;
    let kek = Kek::load(&config.kek_file)
        .with_context(|| format!("could not load the key-encryption key {}", config.kek_file.display()))?;
    let authority = Authority::load_or_create(&system, &kek, &config.trust_domain)
        .await
        .context("could not load the certificate authority")?;
    let authority = Arc::new(authority);
    note_expiry("root", authority.root());
    let auth = Auth::start(system.clone(), &kek, Arc::clone(&settings)).await;
    let auth = Arc::new(auth.context("could not load the signing keys")?);
    supervisor.spawn("signing keys", auth.keys().follow(shutdown.clone()));
    supervisor.spawn("failed logins", Arc::clone(&auth).write_failures(shutdown.clone()));
    let telemetry = Arc::new(Telemetry::new(org.clone(), set.recent));
    telemetry.rebuild(&system, set.recent.window).await.context("could not read recent measurements")?;

    let live = Live::new(LiveOptions::default());
    let hub = Hub::new(live.clone());
    let wake_desired = Arc::new(Notify::new());
    let ingest = Ingest::start(&mut supervisor, &system, &telemetry, &live, set.ingest);
    let desired = Arc::new(DesiredStates::new(system.clone(), hub.clone(), Arc::clone(&wake_desired)));
    let enrolment =
        Enrolment::new(system.clone(), Arc::clone(&authority), set.certificate_life, live.clone());
    let link = Arc::new(Link {
        system: system.clone(),
        hub: hub.clone(),
        ingest,
        telemetry: Arc::clone(&telemetry),
        enrolment: Arc::new(enrolment),
        desired: Arc::clone(&desired),
        heartbeat: set.heartbeat,
        streams: TaskTracker::new(),
    });

    let (health_reporter, _health_service) = tonic_health::server::health_reporter();
    let state = ApiState {
        org,
        settings: Arc::clone(&settings),
        rates: Arc::new(Rates::new(Arc::clone(&settings))),
        auth,
        authority_pin: authority.pin(),
        agent_address: addresses.agents_advertised.clone(),
        hub: hub.clone(),
        live,
        telemetry,
        wake_desired,
        started_at,
        ready: health.clone(),
        health: health_reporter.clone(),
    };
    let api_router = api::router(state.clone(), config.console(console), config.api_tls.is_some())?;
    supervisor.spawn("live", publisher::run(Arc::new(state), shutdown.clone()));
    let follow = reconcile::settings::run(system.clone(), Arc::clone(&settings), shutdown.clone());
    supervisor.spawn("settings", follow);
    spawn_reconcilers(&mut supervisor, &system, &hub, &desired, &health, settings);
    spawn_agents(&mut supervisor, agents_listener, set.max_connections, &authority, link)?;
    spawn_api(&mut supervisor, api_listener, &config, api_router)?;
    health.ready(true);
    supervisor.spawn("grpc health", follow_health(health.clone(), health_reporter, shutdown));
    tracing::info!(
        api = %addresses.api, agents = %addresses.agents, health = %addresses.health, schema,
        "the coordinator is up"
    );
    Ok(Coordinator { supervisor, health, hub, addresses })
}

impl Coordinator {
    /// Where it listens.
    #[must_use]
    pub const fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Adds a task that lives as long as the coordinator.
    pub fn spawn<F>(&mut self, name: &'static str, task: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let shutdown = self.supervisor.shutdown();
        self.supervisor.spawn(name, task(shutdown));
    }

    /// Runs until a signal, then stops in order: not ready, agents sent away, streams ended, last commits done.
    ///
    /// # Errors
    ///
    /// A task that ended early.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self { supervisor, health, hub, .. } = self;
        let signal = signals::terminate();
        let stop = async move {
            signal.await;
            tracing::info!("stopping");
            health.ready(false);
            hub.drain(GO_AWAY_SPREAD, "the coordinator is stopping");
            let drained = async {
                while hub.n_connected() > 0 {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            // Whoever is left is cut when the connections close; nothing is lost by it.
            tokio::time::timeout(GO_AWAY_SPREAD, drained).await.ok();
        };
        supervisor.run(stop, GRACE).await
    }
}

/// When a certificate ends, for alarms.
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
fn note_expiry(which: &'static str, der: &[u8]) {
    if let Ok((_, not_after)) = tls::validity(der) {
        metrics::gauge!("nocturne_certificate_expiry_timestamp_seconds", "certificate" => which)
            .set(not_after.as_second() as f64);
    }
}

/// Lets gRPC health say what `/readyz` says.
async fn follow_health(
    health: Health,
    reporter: HealthReporter,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(HEALTH_PERIOD);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            _ = tick.tick() => (),
        }
        api::serving(&reporter, health.report().ready).await;
    }
    api::serving(&reporter, false).await;
    Ok(())
}

async fn bind(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("could not listen on {address} ({key}); is another program there?"))
}

fn addresses(
    config: &Config,
    health: &TcpListener,
    agents: &TcpListener,
    api: &TcpListener,
) -> anyhow::Result<Addresses> {
    let agents = agents.local_addr()?;
    let agents_advertised = config.agents_advertise.clone().unwrap_or_else(|| agents.to_string());
    Ok(Addresses { api: api.local_addr()?, agents, agents_advertised, health: health.local_addr()? })
}

fn spawn_health(supervisor: &mut Supervisor, listener: TcpListener, router: axum::Router) {
    let options = AcceptOptions { name: "health", max_connections: 256, ..AcceptOptions::default() };
    let accept = AcceptLoop { listener, tls: None, options };
    // Answers until the very end, so that a probe sees "not ready" and not a refused connection.
    let shutdown = supervisor.shutdown();
    supervisor.spawn("health port", accept.run(router, shutdown, Duration::from_secs(1)));
}

fn spawn_reconcilers(
    supervisor: &mut Supervisor,
    system: &nocturne_store::SystemStore,
    hub: &Hub,
    desired: &Arc<DesiredStates>,
    health: &Health,
    settings: Arc<Settings>,
) {
    let shutdown = supervisor.shutdown();
    health.expect(presence::BEAT, DATABASE_AGE);
    health.expect(retention::BEAT, retention::MAX_AGE);
    let presence = presence::run(system.clone(), hub.clone(), health.clone(), shutdown.clone());
    supervisor.spawn("presence", presence);
    supervisor.spawn("audit seals", audit::run(system.clone(), shutdown.clone()));
    supervisor.spawn("standing", standing::run(system.clone(), hub.clone(), shutdown.clone()));
    supervisor.spawn("desired states", Arc::clone(desired).run(shutdown.clone()));
    supervisor.spawn("retention", retention::run(system.clone(), settings, health.clone(), shutdown));
}

fn spawn_agents(
    supervisor: &mut Supervisor,
    listener: TcpListener,
    max_connections: usize,
    authority: &Arc<Authority>,
    link: Arc<Link>,
) -> anyhow::Result<()> {
    let tls = Arc::new(ArcSwap::from_pointee(server_tls(authority)?));
    let enrolment = AgentEnrolmentServiceServer::new(EnrolmentService::new(Arc::clone(&link.enrolment)))
        .max_decoding_message_size(64 * 1024);
    let streams = link.streams.clone();
    let service =
        AgentLinkServiceServer::new(LinkService::new(link)).max_decoding_message_size(MAX_AGENT_MESSAGE);
    // Who enrols is written down with the address and the id of the request.
    let enrolment = api::with(axum::Router::new(), enrolment).layer(middleware::from_fn(request_id::assign));
    let router = api::with(enrolment, service);
    let options = AcceptOptions {
        name: "agents",
        max_connections,
        connection_age: Some(CONNECTION_AGE),
        http2_only: true,
        ..AcceptOptions::default()
    };
    let accept = AcceptLoop { listener, tls: Some(Arc::clone(&tls)), options };
    let shutdown = supervisor.shutdown();
    supervisor.spawn("agent port", async move {
        accept.run(router, shutdown, CONNECTION_GRACE).await?;
        streams.close();
        streams.wait().await;
        Ok(())
    });
    let shutdown = supervisor.shutdown();
    let authority = Arc::clone(authority);
    supervisor.spawn("server certificate", async move {
        while shutdown.run_until_cancelled(tokio::time::sleep(SERVER_LIFE / 2)).await.is_some() {
            tls.store(Arc::new(server_tls(&authority)?));
            tracing::info!("the agent port has a fresh certificate");
        }
        Ok(())
    });
    Ok(())
}

fn spawn_api(
    supervisor: &mut Supervisor,
    listener: TcpListener,
    config: &Config,
    router: axum::Router,
) -> anyhow::Result<()> {
    let tls = match &config.api_tls {
        None => None,
        Some((certificate, key)) => {
            let chain = tls::load_chain(certificate).context("could not load api.certificate_file")?;
            let key = tls::load_key(key).context("could not load api.key_file")?;
            Some(Arc::new(ArcSwap::from_pointee(tls::server_config(chain, key, &[])?)))
        }
    };
    let options = AcceptOptions { name: "api", max_concurrent_streams: 100, ..AcceptOptions::default() };
    let accept = AcceptLoop { listener, tls, options };
    let shutdown = supervisor.shutdown();
    supervisor.spawn("api port", accept.run(router, shutdown, CONNECTION_GRACE));
    Ok(())
}

fn server_tls(authority: &Authority) -> anyhow::Result<rustls::ServerConfig> {
    let (chain, key) = authority.issue_server().context("could not issue the agent port's certificate")?;
    if let Some(own) = chain.first() {
        note_expiry("agent_port", own);
    }
    tls::server_config(chain, key, &[authority.root().clone()])
        .context("could not prepare TLS of the agent port")
}
