//! `api`: an authenticated list by gRPC and by REST against the bare query.
//!
//! ```text
//!   gRPC client ─▶ API port ─▶ credential ─▶ use case ─▶ transaction ─▶ message ─▶ protobuf
//!   REST client ─▶ API port ─▶ credential ─▶ transcoding ─▶ the same ─▶ JSON
//!   bare query  ─▶ the statement alone, prepared, one round trip, under row level security   (the limit)
//! ```
//!
//! Each way runs a closed loop of clients, one connection each, for a moment in turn; the first round is dropped. Every
//! answer is looked at: a page that is not whole fails the run.

mod report;
mod way;

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use nocturne_proto::api::v1::{self as api, check_service_client::CheckServiceClient};
use nocturne_store::bootstrap::connect_once;
use serde::Serialize;

use self::way::{Clients, Way};
use crate::{
    machine,
    system::{self, System},
};

/// Checks that are defined: several pages of them.
const N_CHECKS: usize = 1_000;
/// Rows of a page.
pub(crate) const PAGE: usize = 100;

/// What to run.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// As few and short rounds as say anything.
    pub(crate) quick: bool,
    /// Counted rounds.
    pub(crate) n_rounds: usize,
    /// Length of each measurement.
    pub(crate) window: Duration,
    /// Clients at once of the loaded case.
    pub(crate) n_clients: usize,
    /// Where the JSON goes.
    pub(crate) out: PathBuf,
}

/// One measurement.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Measured {
    /// Round; 0 is the warm-up.
    pub(crate) round: usize,
    /// What.
    pub(crate) way: Way,
    /// Clients at once.
    pub(crate) n_clients: usize,
    /// Pages that were answered.
    pub(crate) n_pages: u64,
    /// Pages a second.
    pub(crate) per_second: f64,
    /// Median time of a page, seconds.
    pub(crate) median_seconds: f64,
    /// 99th percentile.
    pub(crate) p99_seconds: f64,
}

/// Runs, prints a summary and writes the JSON.
///
/// # Errors
///
/// What was attempted, with the cause.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(measure(options));
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    nocturne_runtime::telemetry::init(nocturne_runtime::telemetry::LogFormat::Human, "warn,deadpool=off")?;
    let state = tempfile::tempdir().context("could not make a folder")?;
    let begun = std::time::Instant::now();
    let system = system::up(state.path(), 30_000).await?;
    let machine = machine::look(&connect_once(system.database()).await?).await?;
    define(&system).await?;

    let mut rounds = Vec::new();
    for n_clients in [1, options.n_clients] {
        let clients = Clients::connect(&system, n_clients).await?;
        for round in 0..=options.n_rounds {
            for way in Way::ALL {
                rounds.push(clients.run(way, round, options.window).await?);
            }
        }
    }
    tokio::task::spawn_blocking(move || drop::<System>(system)).await?;
    report::finish(options, machine, rounds, begun.elapsed())
}

async fn define(system: &System) -> anyhow::Result<()> {
    let mut client = CheckServiceClient::new(system.api().await?);
    for number in 0..N_CHECKS {
        let check = api::Check {
            slug: format!("check-{number:04}"),
            description: "A check like those people define, with a line that says what it is for.".to_owned(),
            spec: Some(api::check::Spec::Tcp(api::TcpCheck { port: 443, read_number: false })),
            targets: vec![format!("host-{number}.example.org"), "192.0.2.1".to_owned()],
            agent_selector: "site=nowhere".to_owned(),
            ..api::Check::default()
        };
        let wanted = api::CreateCheckRequest { check: Some(check), ..api::CreateCheckRequest::default() };
        client.create_check(system.request(wanted)?).await.context("could not define a check")?;
    }
    Ok(())
}
