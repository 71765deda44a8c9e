//! What is held in memory: the latest sample of each series, and recent blocks by agent.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use nocturne_core::block::Sample;
use nocturne_shared::{
    id::{AgentId, OrgId},
    label::Labels,
    outcome::Metric,
    time::{self, Timestamp},
};

use super::{Committed, Latest, LatestQuery, RecentLimits, Series};

/// Names of one series.
#[derive(Debug, Clone)]
pub struct SeriesInfo {
    /// Organization.
    pub org_id: OrgId,
    /// Metric name.
    pub metric: String,
    /// Labels.
    pub labels: Labels,
}

/// Blocks of one agent by arrival.
type Blocks = VecDeque<(Timestamp, Arc<[u8]>)>;

/// Organization, check, target and agent as labels name them.
type RunKey = (OrgId, String, String, String);

/// The memory.
pub(super) struct Recent {
    limits: RecentLimits,
    names: HashMap<i64, Arc<SeriesInfo>>,
    latest: HashMap<i64, (i64, f64)>,
    /// The series of which every execution makes a sample, by what was executed.
    runs: HashMap<RunKey, i64>,
    blocks: HashMap<AgentId, Blocks>,
    /// All blocks in order of arrival, for eviction.
    arrivals: VecDeque<(Timestamp, AgentId)>,
    n_bytes: usize,
    /// Every block received from here on is held; `None` until the store was read.
    complete_from: Option<Timestamp>,
}

impl Recent {
    pub(super) fn new(limits: RecentLimits) -> Self {
        Self {
            limits,
            names: HashMap::new(),
            latest: HashMap::new(),
            runs: HashMap::new(),
            blocks: HashMap::new(),
            arrivals: VecDeque::new(),
            n_bytes: 0,
            complete_from: None,
        }
    }

    pub(super) fn know(&mut self, series_id: i64, info: SeriesInfo) {
        if info.metric == Metric::ProbeDuration.as_str()
            && let [Some(check), Some(target), Some(agent)] =
                ["check", "target", "agent"].map(|name| info.labels.get(name).cloned())
        {
            self.runs.insert((info.org_id, check, target, agent), series_id);
        }
        self.names.insert(series_id, Arc::new(info));
    }

    pub(super) fn complete_from(&mut self, from: Timestamp) {
        self.complete_from = Some(self.complete_from.map_or(from, |evicted| evicted.max(from)));
    }

    pub(super) fn commit(&mut self, committed: Committed, samples: &[Sample]) {
        // Packing left the samples sorted by series: one look-up for each run of a series.
        for run in samples.chunk_by(|a, b| a.series_id == b.series_id) {
            let Some(newest) = run.iter().max_by_key(|sample| sample.at_us) else { continue };
            let slot = self.latest.entry(newest.series_id).or_insert((newest.at_us, newest.value));
            // A spool that drains brings old samples after fresh ones: the latest is by time, not by arrival.
            if slot.0 <= newest.at_us {
                *slot = (newest.at_us, newest.value);
            }
        }
        self.n_bytes += committed.data.len();
        self.arrivals.push_back((committed.received_at, committed.agent_id));
        let of_agent = self.blocks.entry(committed.agent_id).or_default();
        of_agent.push_back((committed.received_at, committed.data));
        self.evict(committed.received_at);
    }

    fn evict(&mut self, now: Timestamp) {
        let oldest = time::sub(now, self.limits.window);
        while let Some((received_at, agent_id)) = self.arrivals.front().copied() {
            if received_at >= oldest && self.n_bytes <= self.limits.max_bytes {
                return;
            }
            self.arrivals.pop_front();
            if let Some((_, data)) = self.blocks.get_mut(&agent_id).and_then(VecDeque::pop_front) {
                self.n_bytes -= data.len();
            }
            // Two blocks may share a time: only what is younger than the evicted one is surely all there.
            let after = time::from_micros(received_at.as_microsecond() + 1);
            self.complete_from = self.complete_from.map(|from| from.max(after));
        }
    }

    pub(super) fn unknown_series(&self) -> Vec<i64> {
        self.latest.keys().filter(|series_id| !self.names.contains_key(series_id)).copied().collect()
    }

    /// Samples with the names of their series, those whose names are known.
    pub(super) fn named(&self, samples: &[Sample]) -> Vec<(Sample, Arc<SeriesInfo>)> {
        let named = |sample: &Sample| Some((*sample, Arc::clone(self.names.get(&sample.series_id)?)));
        samples.iter().filter_map(named).collect()
    }

    pub(super) fn latest(&self, org: OrgId, query: &LatestQuery) -> Vec<Latest> {
        let after = query.after.unwrap_or(i64::MIN);
        let matches = |info: &SeriesInfo| {
            info.org_id == org
                && query.metric.as_ref().is_none_or(|metric| *metric == info.metric)
                && query.selector.matches(&info.labels)
        };
        let mut found: Vec<(i64, &SeriesInfo)> = self
            .names
            .iter()
            .filter(|(series_id, info)| **series_id > after && matches(info))
            .map(|(series_id, info)| (*series_id, &**info))
            .collect();
        found.sort_unstable_by_key(|(series_id, _)| *series_id);

        let with_sample = |(series_id, info): (i64, &SeriesInfo)| {
            let (at_us, value) = self.latest.get(&series_id)?;
            let series = Series { series_id, metric: info.metric.clone(), labels: info.labels.clone() };
            Some(Latest { series, at: time::from_micros(*at_us), value: *value })
        };
        found.into_iter().filter_map(with_sample).take(query.limit).collect()
    }

    /// Start of the latest execution of a check at a target by an agent, agent's clock.
    pub(super) fn last_run(&self, org: OrgId, check: &str, target: &str, agent: &str) -> Option<Timestamp> {
        let key = (org, check.to_owned(), target.to_owned(), agent.to_owned());
        let (at_us, _) = self.latest.get(self.runs.get(&key)?)?;
        Some(time::from_micros(*at_us))
    }

    /// The agent's blocks received from `from` on, oldest first; `None` when memory does not hold all of them.
    pub(super) fn blocks(&self, agent_id: AgentId, from: Timestamp) -> Option<Vec<Arc<[u8]>>> {
        if self.complete_from.is_none_or(|complete| from < complete) {
            return None;
        }
        let of_agent = self.blocks.get(&agent_id)?;
        let recent = of_agent.iter().filter(|(received_at, _)| *received_at >= from);
        Some(recent.map(|(_, data)| Arc::clone(data)).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn committed(second: i64, bytes: usize) -> Committed {
        Committed {
            org_id: OrgId::from_parts(1, &[0; 10]),
            agent_id: AgentId::from_parts(1, &[0; 10]),
            received_at: time::from_micros(second * 1_000_000),
            data: vec![0; bytes].into(),
        }
    }

    fn at(second: i64) -> Timestamp {
        time::from_micros(second * 1_000_000)
    }

    #[test]
    fn what_was_evicted_is_not_claimed_to_be_there() {
        let limits = RecentLimits { window: Duration::from_secs(100), max_bytes: 250 };
        let mut recent = Recent::new(limits);
        let agent = committed(0, 0).agent_id;
        recent.complete_from(at(0));

        for second in 1..=4 {
            recent.commit(committed(second, 100), &[]);
        }

        assert_eq!(recent.n_bytes, 200);
        assert_eq!(recent.blocks(agent, at(1)), None);
        assert_eq!(recent.blocks(agent, at(3)).map(|blocks| blocks.len()), Some(2));
    }

    #[test]
    fn the_latest_sample_is_the_one_measured_last() {
        let mut recent = Recent::new(RecentLimits { window: Duration::from_secs(100), max_bytes: 1_000 });
        let org = committed(0, 0).org_id;
        let info = SeriesInfo { org_id: org, metric: "m".to_owned(), labels: Labels::new() };
        recent.know(7, info);
        let sample = |at_us, value| Sample { series_id: 7, at_us, value };

        recent.commit(committed(1, 1), &[sample(50, 5.0)]);
        recent.commit(committed(2, 1), &[sample(40, 4.0)]);

        let query = LatestQuery { limit: 10, ..LatestQuery::default() };
        assert_eq!(recent.latest(org, &query).first().map(|latest| latest.value), Some(5.0));
        assert!(recent.latest(OrgId::from_parts(2, &[0; 10]), &query).is_empty());
    }
}
