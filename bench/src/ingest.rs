//! `ingest`: durable samples per second through the whole path against COPY of plain rows into the same PostgreSQL.
//!
//! ```text
//!   child process                      this process                            private PostgreSQL, fsync on
//!   N agents ── mTLS, Data streams ──▶ coordinator ── ingest transactions ──▶  sample_block
//!                                      COPY client ── binary COPY ──────────▶  bench_raw_copy   (the limit)
//! ```
//!
//! Rounds alternate between both; the first is dropped. A sample counts when its record was acknowledged, a row when its
//! COPY was committed; after each measurement the store is compared with what was promised.

mod agent;
mod audit;
mod ceiling;
mod define;
mod fleet;
pub(crate) mod load;
mod orders;
mod report;
mod workload;

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use nocturne_runtime::clock;
use nocturne_store::bootstrap::connect_once;
use serde::Serialize;
use tokio_postgres::Client;

use self::{
    audit::{Audited, Claim},
    ceiling::{Ceiling, Cut},
    fleet::Fleet,
    workload::Shape,
};
use crate::{
    cpu::{CpuSeconds, Watch},
    machine,
    system::{self, System},
};

/// Agents' clocks begin this long ago: a record stands for a second, and none may lie in the future.
const BACKLOG: Duration = Duration::from_hours(24 * 60);
/// Messages made ahead, beyond what the round before needed.
const SPARE: f64 = 1.4;
/// Samples made ahead per agent when nothing is known yet, and at most.
const FIRST_SAMPLES: f64 = 400_000.0;
const MOST_SAMPLES: f64 = 4_000_000.0;

/// What to run.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// As few and short rounds as say anything.
    pub(crate) quick: bool,
    /// Simulated agents.
    pub(crate) n_agents: usize,
    /// Shapes of messages.
    pub(crate) samples_per_message: Vec<u32>,
    /// Counted rounds.
    pub(crate) n_rounds: usize,
    /// Length of each measurement.
    pub(crate) window: Duration,
    /// Samples after which a commit does not wait any longer.
    pub(crate) flush_samples: usize,
    /// Where the JSON goes.
    pub(crate) out: PathBuf,
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Way {
    /// COPY with a commit every 10 000 rows.
    CopyChunks,
    /// COPY with one commit.
    CopyWhole,
    /// The whole path with so many samples in a message.
    Ours(u32),
}

/// One measurement.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Measured {
    /// Round; 0 is the warm-up.
    pub(crate) round: usize,
    /// What.
    pub(crate) way: Way,
    /// Samples acknowledged, or rows committed.
    pub(crate) n_samples: u64,
    /// From the first byte to the last acknowledgement or commit.
    pub(crate) seconds: f64,
    /// Samples a second.
    pub(crate) per_second: f64,
    /// CPU time in between.
    pub(crate) cpu: CpuSeconds,
    /// Write-ahead log, bytes.
    pub(crate) wal_bytes: i64,
    /// Messages that were not ready when they were due: making them took time from the machine.
    pub(crate) n_late: u64,
}

/// Runs, prints a summary and writes the JSON.
///
/// # Errors
///
/// What was attempted, with the cause; a difference between promised and stored among them.
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
    let system = system::up(state.path(), options.flush_samples).await?;
    let tokens = define::define(&system, options.n_agents).await?;
    let database = connect_once(system.database()).await?;
    let machine = machine::look(&database).await?;
    let (address, agents_dir) = (system.agent_address(), state.path().join("agents"));
    let fleet = tokio::task::spawn_blocking(move || Fleet::join(address, tokens, &agents_dir)).await??;
    let now_us = clock::now().as_microsecond();
    let ceiling = Ceiling::prepare(system.database(), now_us).await?;
    let watch = Watch { postmaster: system.postmaster()?, load: fleet.pid() };
    let base_us = now_us - i64::try_from(BACKLOG.as_micros())?;

    let mut bench = Bench {
        options,
        database,
        ceiling,
        fleet: Some(fleet),
        watch,
        base_us,
        rates: vec![FIRST_SAMPLES; options.samples_per_message.len()],
        audited: Audited::default(),
        measured: Vec::new(),
    };
    let outcome = bench.rounds().await;
    let disk = bench.disk().await;
    let Bench { measured, audited, fleet, .. } = bench;
    // The agents leave before the coordinator does.
    tokio::task::spawn_blocking(move || drop(fleet)).await?;
    tokio::task::spawn_blocking(move || drop::<System>(system)).await?;
    outcome?;
    report::finish(options, machine, measured, audited, disk?, begun.elapsed())
}

struct Bench<'o> {
    options: &'o Options,
    database: Client,
    ceiling: Ceiling,
    /// Away only while a thread of its own waits for it.
    fleet: Option<Fleet>,
    watch: Watch,
    base_us: i64,
    /// By shape: samples an agent sent in the last round.
    rates: Vec<f64>,
    audited: Audited,
    measured: Vec<Measured>,
}

impl Bench<'_> {
    async fn rounds(&mut self) -> anyhow::Result<()> {
        let mut ways = vec![Way::CopyChunks];
        ways.extend(self.options.samples_per_message.iter().map(|samples| Way::Ours(*samples)));
        ways.insert(ways.len() / 2, Way::CopyWhole);
        for round in 0..=self.options.n_rounds {
            for way in &ways {
                let measured = match *way {
                    Way::Ours(samples) => self.ours(round, samples).await,
                    Way::CopyChunks => self.theirs(round, Cut::Chunks, *way).await,
                    Way::CopyWhole => self.theirs(round, Cut::Whole, *way).await,
                };
                let measured = measured.with_context(|| format!("round {round}, {way:?}"))?;
                eprintln!("round {round} {way:?}: {:.2} M samples/s", measured.per_second / 1e6);
                self.measured.push(measured);
            }
            // What stands next to what changes, so that no way profits from its neighbour.
            ways.reverse();
        }
        Ok(())
    }

    async fn ours(&mut self, round: usize, samples: u32) -> anyhow::Result<Measured> {
        let shape = Shape::new(self.base_us, samples);
        let index =
            self.options.samples_per_message.iter().position(|of_index| *of_index == samples).unwrap_or(0);
        let expected = self.rates.get(index).copied().unwrap_or(FIRST_SAMPLES);
        let n_messages = ahead(expected, samples);
        self.fleet(move |fleet| fleet.fill(shape, samples, n_messages)).await?;

        let window = self.options.window;
        let before = self.before().await?;
        let drained = self.fleet(move |fleet| fleet.drain(window)).await?;
        let n_samples = drained.n_records() * u64::from(samples);
        let measured = self.after(before, round, Way::Ours(samples), n_samples, drained.elapsed).await?;

        for (number, (agent_id, epoch, acked)) in drained.acked.iter().enumerate() {
            let decode = number == round % drained.acked.len();
            let claim = Claim { agent_id: *agent_id, epoch: *epoch, acked: *acked, decode };
            let found = audit::agent(&self.database, shape, claim).await.context("the audit failed")?;
            self.audited.records += found.records;
            self.audited.samples += found.samples;
            self.audited.compared += found.compared;
        }
        audit::nothing_aside(&self.database).await.context("the audit failed")?;
        if let Some(rate) = self.rates.get_mut(index) {
            *rate = most_of_an_agent(&drained, samples);
        }
        Ok(Measured { n_late: drained.n_late, ..measured })
    }

    async fn theirs(&mut self, round: usize, cut: Cut, way: Way) -> anyhow::Result<Measured> {
        self.ceiling.clear().await?;
        let before = self.before().await?;
        let copied = self.ceiling.copy(cut, self.options.window).await?;
        let measured = self.after(before, round, way, copied.n_rows, copied.elapsed).await?;
        self.ceiling.audit(copied).await?;
        Ok(measured)
    }

    async fn fleet<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Fleet) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let mut fleet = self.fleet.take().context("the agents are gone")?;
        let (fleet, done) = tokio::task::spawn_blocking(move || {
            let done = work(&mut fleet);
            (fleet, done)
        })
        .await?;
        self.fleet = Some(fleet);
        done
    }

    /// No measurement pays for the dirty pages of the one before.
    async fn before(&self) -> anyhow::Result<(CpuSeconds, i64)> {
        self.database.batch_execute("CHECKPOINT").await.context("could not write a checkpoint")?;
        let wal = self.wal().await?;
        Ok((self.watch.read()?, wal))
    }

    async fn after(
        &self,
        (cpu, wal): (CpuSeconds, i64),
        round: usize,
        way: Way,
        n_samples: u64,
        elapsed: Duration,
    ) -> anyhow::Result<Measured> {
        let cpu = self.watch.read()? - cpu;
        let wal_bytes = self.wal().await? - wal;
        let seconds = elapsed.as_secs_f64();
        let per_second = float(n_samples) / seconds;
        Ok(Measured { round, way, n_samples, seconds, per_second, cpu, wal_bytes, n_late: 0 })
    }

    async fn wal(&self) -> anyhow::Result<i64> {
        let row = self
            .database
            .query_one("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", &[])
            .await
            .context("could not ask how long the write-ahead log is")?;
        Ok(row.get(0))
    }

    /// Bytes on disk of all blocks, with indexes and what lies out of line.
    async fn disk(&self) -> anyhow::Result<u64> {
        let row = self
            .database
            .query_one(
                "SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint FROM pg_inherits \
                 WHERE inhparent = 'sample_block'::regclass",
                &[],
            )
            .await
            .context("could not ask for the size of blocks")?;
        Ok(u64::try_from(row.get::<_, i64>(0))?)
    }
}

fn most_of_an_agent(drained: &fleet::Drained, samples: u32) -> f64 {
    let records = drained.acked.iter().map(|(_, _, acked)| acked.through_seq - acked.after_seq).max();
    float(records.unwrap_or(0)) * f64::from(samples)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and some millions")]
fn ahead(expected_samples: f64, samples_per_message: u32) -> usize {
    ((expected_samples * SPARE).min(MOST_SAMPLES) / f64::from(samples_per_message)).max(1.0) as usize
}

#[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
