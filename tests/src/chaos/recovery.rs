//! How long it takes until data flows again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use nocturne_database::{bootstrap::connect_once, endpoint::Endpoint};
use tokio_postgres::Client;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// Between two looks; the resolution of what is measured.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A killed program that is started again.
#[derive(Debug, Clone)]
pub(super) struct Kill {
    /// When it was started again, microseconds since 1970.
    started_us: i64,
    /// Agents whose measurements did not arrive meanwhile.
    agents: Vec<String>,
}

impl Kill {
    /// Started at this moment.
    pub(super) fn just(agents: Vec<String>) -> Self {
        Self { started_us: now_us(), agents }
    }
}

/// When it was looked and the latest committed measurement of each agent then, microseconds since 1970.
type Look = (i64, BTreeMap<String, i64>);

/// Looks at the database all the time.
#[derive(Debug)]
pub(super) struct Monitor {
    seen: Arc<Mutex<Vec<Look>>>,
    _stop: DropGuard,
}

impl Monitor {
    pub(super) fn start(endpoint: Endpoint) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let stop = CancellationToken::new();
        let looking = look(endpoint, Arc::clone(&seen));
        TaskTracker::new().spawn(stop.clone().run_until_cancelled_owned(looking));
        Self { seen, _stop: stop.drop_guard() }
    }

    /// Something once data flowed again after every kill.
    pub(super) fn recovered(&self, kills: &[Kill]) -> Option<()> {
        kills.iter().all(|kill| self.seconds(kill).is_some()).then_some(())
    }

    /// 95th percentile of the time until data flowed again, seconds.
    pub(super) fn p95(&self, kills: &[Kill]) -> f64 {
        let mut all: Vec<f64> = kills.iter().filter_map(|kill| self.seconds(kill)).collect();
        all.sort_by(f64::total_cmp);
        let rank = (all.len() * 95).div_ceil(100);
        all.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    fn seconds(&self, kill: &Kill) -> Option<f64> {
        let seen = locked(&self.seen);
        let back = seen.iter().find(|(_, latest)| {
            kill.agents.iter().all(|agent| latest.get(agent).is_some_and(|at| kill.started_us <= *at))
        });
        let took = back?.0.saturating_sub(kill.started_us);
        Some(Duration::from_micros(u64::try_from(took).unwrap_or(0)).as_secs_f64())
    }
}

async fn look(endpoint: Endpoint, seen: Arc<Mutex<Vec<Look>>>) {
    let mut client: Option<Client> = None;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let connected = match client.take() {
            Some(connected) => Some(connected),
            None => connect_once(&endpoint).await.ok(),
        };
        // A database that is away is seen as the absence of a look.
        let Some(connected) = connected else { continue };
        if let Some(latest) = latest(&connected).await {
            locked(&seen).push((now_us(), latest));
            client = Some(connected);
        }
    }
}

async fn latest(client: &Client) -> Option<BTreeMap<String, i64>> {
    let sql = "SELECT slug, (extract(epoch FROM max(ts_max)) * 1000000)::bigint
               FROM sample_block JOIN agent USING (org_id, agent_id) GROUP BY slug";
    let asked = tokio::time::timeout(Duration::from_secs(5), client.query(sql, &[])).await;
    Some(asked.ok()?.ok()?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn now_us() -> i64 {
    Timestamp::now().as_microsecond()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
