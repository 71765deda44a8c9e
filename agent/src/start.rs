//! Puts the agent together and takes it apart in order.
//!
//! ```text
//! start:  lock ─▶ identity ─▶ spool (recovery, gap) ─▶ checks from disk ─▶ runner ─▶ assignments ─▶ link
//! stop:   runner ends its executions ─▶ link drains for some seconds ─▶ spool is closed in order
//! ```

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::Context as _;
use nocturne_probe::probe::Prober;
use nocturne_proto::convert::agent::Assignment;
use nocturne_runtime::{
    Supervisor,
    accept::{AcceptLoop, AcceptOptions},
    clock,
    health::{Health, router},
    telemetry,
};
use nocturne_spool::{Options, Recovery, Spool, SpoolError};
use prost::Message as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    address::Address,
    assignments::{self, Running, assignments, shelf::Shelf},
    config::{Config, SpoolConfig},
    degraded::Degraded,
    identity::{IdentityError, IdentityStore},
    link::{LinkSetup, LinkStop, LinkTask, machine::Pace},
    runner::{RunnerSetup, runner},
    spool::{
        SpoolHandle, SpoolTask, append_gap, chain_of,
        gap::{Before, gap_at_start},
        now_us, spool,
    },
    state_dir::{LockedDir, StateDir, StateDirError},
};

/// All of a stop: under Kubernetes' 30 s, so that we stop before we are stopped.
pub const GRACE: Duration = Duration::from_secs(25);
/// Until when measuring went on before the last orderly stop, microseconds since 1970.
const STOPPED_FILE: &str = "stopped";
/// How often the spool is asked whether it still works.
const PULSE: Duration = Duration::from_secs(5);
/// How long it may take to answer before the agent counts as not ready.
const PULSE_MISSED: Duration = Duration::from_secs(30);
/// Largest part of the spool that is kept for the critical lane, bytes.
const MAX_CRITICAL: u64 = 16 << 20;

/// What an agent is started with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Its directory.
    pub state: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Overrides both the configured and the enrolled address.
    pub coordinator: Option<Address>,
}

/// A running agent.
pub struct Agent {
    /// Owns its tasks.
    pub supervisor: Supervisor,
    /// Where health and metrics are served.
    pub health_address: Option<SocketAddr>,
}

/// Why the agent cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Nobody enrolled here.
    #[error(
        "{} holds no identity; enrol first: nocturne-agent enrol --coordinator HOST:PORT --token-file FILE --state {}",
        dir.display(), dir.display()
    )]
    NotEnrolled {
        /// The directory.
        dir: PathBuf,
    },
    /// The directory cannot be used.
    #[error(transparent)]
    StateDir(#[from] StateDirError),
    /// The identity cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The spool cannot be opened.
    #[error("the spool cannot be opened")]
    Spool(#[source] SpoolError),
    /// The engine that runs the checks cannot start.
    #[error("checks cannot be run on this host")]
    Prober(#[source] std::io::Error),
    /// The address for health and metrics is not free.
    #[error("could not listen on {address} for health and metrics")]
    Health {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A step of the start was cut.
    #[error("the start was cut short")]
    Cut,
}

/// Starts the agent of a directory. Returns once everything runs; the coordinator need not be there.
///
/// # Errors
///
/// What is in the way. Nothing runs then.
pub async fn start(setup: Setup) -> Result<Agent, StartError> {
    let Setup { state, config, coordinator } = setup;
    let locked = StateDir::new(state).lock()?;
    let identity = IdentityStore::new(locked.dir().identity());
    if identity.load()?.is_none() {
        return Err(StartError::NotEnrolled { dir: locked.dir().root().to_owned() });
    }
    let listener = listen(config.health_listen).await?;
    let prober = Prober::start(clock::now_micros, config.egress.clone()).map_err(StartError::Prober)?;
    let degraded = Degraded::default();
    let shelf = Shelf::new(locked.dir().desired());
    let (running, checks) = kept(&shelf, &degraded);

    let before = Before {
        had_checks: !checks.is_empty(),
        longest_timeout: checks.iter().map(|check| check.spec.timeout).max().unwrap_or_default(),
        stopped_at_us: None,
    };
    let (dir, options) = (locked.dir().clone(), spool_options(&config.spool));
    let opened = tokio::task::spawn_blocking(move || open_spool(&dir, options, before)).await;
    let open = opened.map_err(|_| StartError::Cut)?.map_err(StartError::Spool)?;
    let seed = open.spool_id().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));

    let (spool, spool_task) = spool(open);
    let capabilities = prober.capabilities().into_iter().map(str::to_owned).collect();
    let (runner, runner_task) = runner(RunnerSetup {
        prober: Arc::new(prober),
        spool: spool.clone(),
        max_concurrency: config.runner.max_concurrency,
        seed,
    });
    runner.apply(checks).await;
    let (assignments, assignments_task) =
        assignments(shelf, running, spool.clone(), runner.clone(), degraded.clone());
    let link = LinkTask::new(LinkSetup {
        identity,
        coordinator: coordinator.or(config.coordinator),
        pace: Pace { base: config.link.backoff_base, max: config.link.backoff_max },
        spool: spool.clone(),
        runner,
        assignments,
        capabilities,
        degraded,
    });

    let mut supervisor = Supervisor::new();
    let shutdown = supervisor.shutdown();
    let measured = CancellationToken::new();
    let linked = CancellationToken::new();
    let stop = LinkStop { asked: shutdown.clone(), measured: measured.clone() };
    let measured_until = Arc::new(OnceLock::new());
    let users = [measured.clone(), linked.clone()];
    spawn_spool(&mut supervisor, spool_task, locked, users, Arc::clone(&measured_until));
    let (token, done) = (shutdown.clone(), measured.drop_guard());
    supervisor.spawn("runner", async move {
        let until_us = runner_task.run(token).await;
        measured_until.set(until_us).ok();
        drop(done);
        Ok(())
    });
    let token = shutdown;
    supervisor.spawn("assignments", async move {
        assignments_task.run(token).await;
        Ok(())
    });
    let done = linked.drop_guard();
    supervisor.spawn("link", async move {
        link.run(stop).await;
        drop(done);
        Ok(())
    });
    let health_address = serve_health(&mut supervisor, listener, spool);
    tracing::info!(generation = running.generation, "the agent runs");
    Ok(Agent { supervisor, health_address })
}

/// What ran last, from disk. A damaged one is no reason not to start: the coordinator sends it again.
fn kept(shelf: &Shelf, degraded: &Degraded) -> (Running, Vec<Assignment>) {
    let trouble = |reason: String| {
        tracing::error!(reason, "the kept desired state cannot be used; waiting for the coordinator's");
        degraded.set(assignments::PART, format!("assignments: {reason}"));
        (Running::default(), Vec::new())
    };
    match shelf.current() {
        Ok(None) => (Running::default(), Vec::new()),
        Ok(Some(document)) => match assignments::read(&document) {
            Ok(checks) => {
                (Running { generation: document.generation, sha256: Some(document.sha256) }, checks)
            }
            Err(error) => trouble(chain_of(&error)),
        },
        Err(error) => trouble(chain_of(&error)),
    }
}

fn spool_options(config: &SpoolConfig) -> Options {
    Options {
        max_bytes: config.max_bytes,
        lane0_max_bytes: (config.max_bytes / 8).min(MAX_CRITICAL),
        max_age_us: u64::try_from(config.max_age.as_micros()).unwrap_or(u64::MAX),
        min_free_bytes: config.min_free,
        segment_bytes: config.segment_bytes,
    }
}

/// Opens the spool and says in it what is missing since the agent ran last.
fn open_spool(dir: &StateDir, options: Options, before: Before) -> Result<Spool, SpoolError> {
    let now_us = now_us();
    let (mut spool, recovery) = Spool::open(&dir.spool(), options, now_us)?;
    let stopped = dir.root().join(STOPPED_FILE);
    let before = Before { stopped_at_us: read_stopped(&stopped), ..before };
    tell(&recovery);
    if let Some(gap) = gap_at_start(&recovery, before, now_us) {
        let appended = append_gap(&mut spool, &gap.encode_to_vec(), now_us);
        let synced = spool.sync_all();
        if let Some(error) =
            appended.err().map(|error| chain_of(&error)).or(synced.err().map(|error| chain_of(&error)))
        {
            tracing::error!(error, "the gap before this start could not be written");
        }
    }
    // A stop is told once.
    fs::remove_file(&stopped).ok();
    Ok(spool)
}

fn read_stopped(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

fn tell(recovery: &Recovery) {
    let Recovery { created, clean_stop, truncated_bytes, quarantined, holes, .. } = recovery;
    if !created && !clean_stop {
        tracing::warn!(
            truncated_bytes,
            "the agent was not stopped in order; what was not yet on disk is declared as a gap"
        );
    }
    if !quarantined.is_empty() || !holes.is_empty() {
        tracing::warn!(
            ?quarantined,
            holes = holes.len(),
            "parts of the spool were damaged; what is missing is declared"
        );
    }
}

fn spawn_spool(
    supervisor: &mut Supervisor,
    task: SpoolTask,
    locked: LockedDir,
    [measured, linked]: [CancellationToken; 2],
    measured_until: Arc<OnceLock<u64>>,
) {
    supervisor.spawn("spool", async move {
        let close = CancellationToken::new();
        let (token, runtime) = (close.clone(), tokio::runtime::Handle::current());
        let mut thread = tokio::task::spawn_blocking(move || runtime.block_on(task.run(token)));
        let users_done = async {
            measured.cancelled().await;
            linked.cancelled().await;
        };
        let ended = tokio::select! {
            ended = &mut thread => ended,
            () = users_done => {
                close.cancel();
                thread.await
            }
        };
        ended.context("the spool's thread failed")?.context("the spool could not be closed in order")?;
        let path = locked.dir().root().join(STOPPED_FILE);
        let text = measured_until.get().copied().unwrap_or_else(now_us).to_string();
        nocturne_runtime::fs::replace(&path, text.as_bytes(), 0o600)
            .context("could not note until when was measured")
    });
}

async fn listen(address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartError> {
    match address {
        None => Ok(None),
        Some(address) => match TcpListener::bind(address).await {
            Ok(listener) => Ok(Some(listener)),
            Err(source) => Err(StartError::Health { address, source }),
        },
    }
}

/// Serves health and metrics where that is configured; returns where.
fn serve_health(
    supervisor: &mut Supervisor,
    listener: Option<TcpListener>,
    spool: SpoolHandle,
) -> Option<SocketAddr> {
    let listener = listener?;
    let address = listener.local_addr().ok();
    let (health, metrics) = (Health::new(), telemetry::install_metrics());
    health.expect("spool", PULSE_MISSED);
    health.ready(true);
    let routes = router(health.clone(), metrics.clone());
    let options = AcceptOptions { name: "health", ..AcceptOptions::default() };
    let accept = AcceptLoop { listener, tls: None, options };
    let shutdown = supervisor.shutdown();
    supervisor.spawn("health", accept.run(routes, shutdown.clone(), Duration::from_secs(1)));
    supervisor.spawn("metrics", telemetry::upkeep(metrics, shutdown.clone()));
    supervisor.spawn("pulse", async move {
        let mut tick = tokio::time::interval(PULSE);
        while shutdown.run_until_cancelled(tick.tick()).await.is_some() {
            if spool.sync().await.is_ok() {
                health.beat("spool");
            }
        }
        health.ready(false);
        Ok(())
    });
    tracing::info!(?address, "health and metrics are served");
    address
}
