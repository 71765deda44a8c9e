//! Measurements as they are asked for: the latest value of each series from memory, ranges from memory or the store.
//!
//! Memory is filled from committed blocks only: by ingest right after its commit, and from the store at start. What is
//! not in memory is read from the store, so a small memory budget costs time and never truth.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use nocturne_core::block::{self, BlockError, Sample};
use nocturne_runtime::clock;
use nocturne_shared::{
    id::{AgentId, OrgId},
    label::Labels,
    selector::Selector,
    time::{self, Timestamp},
};
use nocturne_store::{OrgStore, StoreError, SystemStore, series as store};

mod recent;

use recent::Recent;
pub use recent::SeriesInfo;

/// A block can arrive earlier than its times say when the agent's clock is ahead; clocks further off are corrected at
/// ingest.
const CLOCK_SLACK: Duration = Duration::from_hours(1);

/// How much is kept in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentLimits {
    /// Oldest block kept.
    pub window: Duration,
    /// Bytes of blocks kept; beyond it the oldest go first.
    pub max_bytes: usize,
}

/// A series with its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Id.
    pub series_id: i64,
    /// Metric name.
    pub metric: String,
    /// Labels.
    pub labels: Labels,
}

/// Which latest values to list.
#[derive(Debug, Clone, Default)]
pub struct LatestQuery {
    /// Metric name; `None` is all.
    pub metric: Option<String>,
    /// Labels.
    pub selector: Selector,
    /// Series after this id only.
    pub after: Option<i64>,
    /// At most this many.
    pub limit: usize,
}

/// The latest sample of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// The series.
    pub series: Series,
    /// Agent's clock.
    pub at: Timestamp,
    /// Value.
    pub value: f64,
}

/// Samples of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesRange {
    /// The series.
    pub series: Series,
    /// Oldest first.
    pub samples: Vec<(Timestamp, f64)>,
    /// True when the limit cut it.
    pub truncated: bool,
}

/// How ingest is doing.
#[derive(Debug, Clone, Copy)]
pub struct TelemetryStats {
    /// Samples committed since start.
    pub samples_committed: u64,
    /// Batches waiting for a commit.
    pub queue: u64,
    /// Latest commit.
    pub last_commit_at: Option<Timestamp>,
}

/// One committed block.
#[derive(Debug, Clone)]
pub struct Committed {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Database clock at the commit.
    pub received_at: Timestamp,
    /// The packed block.
    pub data: Arc<[u8]>,
}

/// The one source of measurements.
pub struct Telemetry {
    recent: RwLock<Recent>,
    org: OrgStore,
    samples_committed: AtomicU64,
    queue: AtomicU64,
    last_commit_us: AtomicI64,
}

impl Telemetry {
    /// An empty memory over the store.
    #[must_use]
    pub fn new(org: OrgStore, limits: RecentLimits) -> Self {
        Self {
            recent: RwLock::new(Recent::new(limits)),
            org,
            samples_committed: AtomicU64::new(0),
            queue: AtomicU64::new(0),
            last_commit_us: AtomicI64::new(i64::MIN),
        }
    }

    /// Fills the memory from the store.
    ///
    /// # Errors
    ///
    /// The store's. A block that cannot be read is logged and left out.
    pub async fn rebuild(&self, system: &SystemStore, window: Duration) -> Result<(), StoreError> {
        let from = time::sub(clock::now(), window);
        let mut n_blocks = 0_u64;
        for row in store::blocks_since(system, from).await? {
            let committed = Committed {
                org_id: row.org_id,
                agent_id: row.agent_id,
                received_at: row.received_at,
                data: row.data.into(),
            };
            match block::unpack(&committed.data) {
                Ok(samples) => self.write(|recent| recent.commit(committed, &samples)),
                Err(error) => {
                    tracing::error!(agent.id = %row.agent_id, %error, "a stored block of agent {} is unreadable", row.agent_id);
                }
            }
            n_blocks += 1;
        }
        let unknown = self.read(Recent::unknown_series);
        for series in store::series_by_ids(system, &unknown).await? {
            let info = SeriesInfo { org_id: series.org_id, metric: series.metric, labels: series.labels };
            self.write(|recent| recent.know(series.series_id, info));
        }
        self.write(|recent| recent.complete_from(from));
        tracing::info!(n_blocks, n_series = unknown.len(), "recent measurements are in memory");
        Ok(())
    }

    /// Takes in a block that was committed, with its samples, and the names of series in it that are fresh.
    pub fn commit(&self, committed: Committed, samples: &[Sample]) {
        let n = u64::try_from(samples.len()).unwrap_or(0);
        self.samples_committed.fetch_add(n, Ordering::Relaxed);
        self.last_commit_us.store(committed.received_at.as_microsecond(), Ordering::Relaxed);
        metrics::counter!("nocturne_ingest_samples_total").increment(n);
        self.write(|recent| recent.commit(committed, samples));
    }

    /// Samples with the names of their series; those whose names are not known are left out.
    #[must_use]
    pub fn named(&self, samples: &[Sample]) -> Vec<(Sample, Arc<SeriesInfo>)> {
        self.read(|recent| recent.named(samples))
    }

    /// Learns the name of a series. Called before its first sample is committed.
    pub fn know(&self, series_id: i64, info: SeriesInfo) {
        self.write(|recent| recent.know(series_id, info));
    }

    /// Notes how many batches wait for a commit.
    pub fn queue_changed(&self, n_waiting: u64) {
        self.queue.store(n_waiting, Ordering::Relaxed);
        metrics::gauge!("nocturne_ingest_queue_batches")
            .set(f64::from(u32::try_from(n_waiting).unwrap_or(u32::MAX)));
    }

    /// How ingest is doing.
    #[must_use]
    pub fn stats(&self) -> TelemetryStats {
        let last = self.last_commit_us.load(Ordering::Relaxed);
        TelemetryStats {
            samples_committed: self.samples_committed.load(Ordering::Relaxed),
            queue: self.queue.load(Ordering::Relaxed),
            last_commit_at: (last != i64::MIN).then(|| time::from_micros(last)),
        }
    }

    /// Latest values of an organization's series that match, by series id.
    #[must_use]
    pub fn latest(&self, org: OrgId, query: &LatestQuery) -> Vec<Latest> {
        self.read(|recent| recent.latest(org, query))
    }

    /// Start of the latest execution of a check at a target by an agent, as far as memory knows; agent's clock.
    #[must_use]
    pub fn last_run(&self, org: OrgId, check: &str, target: &str, agent: &str) -> Option<Timestamp> {
        self.read(|recent| recent.last_run(org, check, target, agent))
    }

    /// Samples of one series with `from` ≤ time < `to`; `None` when the organization has no such series.
    ///
    /// # Errors
    ///
    /// The store's, a damaged block among them.
    pub async fn range(
        &self,
        org: OrgId,
        series_id: i64,
        from: Timestamp,
        to: Timestamp,
        limit: usize,
    ) -> Result<Option<SeriesRange>, StoreError> {
        let Some(row) = store::series_get(&self.org, org, series_id).await? else {
            return Ok(None);
        };
        let received_from = time::sub(from, CLOCK_SLACK);
        let held = self.read(|recent| recent.blocks(row.agent_id, received_from));
        let blocks = match held {
            Some(blocks) => blocks,
            None => store::series_blocks(&self.org, org, row.agent_id, received_from, from, to).await?,
        };

        let mut samples = pick(&blocks, series_id, from, to)
            .map_err(|source| StoreError::Damaged { what: "sample_block", source: Box::new(source) })?;
        let truncated = samples.len() > limit;
        samples.truncate(limit);
        let series = Series { series_id, metric: row.metric, labels: row.labels };
        Ok(Some(SeriesRange { series, samples, truncated }))
    }

    fn read<T>(&self, look: impl FnOnce(&Recent) -> T) -> T {
        look(&self.recent.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Recent) -> T) -> T {
        change(&mut self.recent.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Samples of a series out of blocks, by time; of several at one time the last received stays.
fn pick(
    blocks: &[Arc<[u8]>],
    series_id: i64,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, f64)>, BlockError> {
    let span = from.as_microsecond()..to.as_microsecond();
    let mut by_time = HashMap::new();
    for data in blocks {
        let samples = block::unpack_series(data, series_id)?;
        by_time.extend(samples.into_iter().filter(|(at_us, _)| span.contains(at_us)));
    }
    let mut samples: Vec<(i64, f64)> = by_time.into_iter().collect();
    samples.sort_unstable_by_key(|(at_us, _)| *at_us);
    Ok(samples.into_iter().map(|(at_us, value)| (time::from_micros(at_us), value)).collect())
}
