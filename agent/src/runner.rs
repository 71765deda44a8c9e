//! Runs the assigned checks.
//!
//! One task owns the schedule, the statuses and the batch of results; executions run beside it, a bounded number at a
//! time. What is due while that number is reached waits its turn, at most one execution per check and target. When the
//! spool cannot take more, the task waits for it: executions start late and slots are missed and counted, memory does
//! not grow.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use nocturne_probe::{
    probe::{Measurement, Prober},
    schedule::{Due, Key, Schedule},
};
use nocturne_proto::convert::agent::Assignment;
use nocturne_shared::{
    check::CheckKind,
    id::CheckId,
    outcome::{Lane, RecordKind},
    target::Target,
    time::from_micros,
};
use tokio::{
    sync::mpsc,
    task::{Id, JoinSet},
    time::{sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    runner::{
        batch::{Batch, Row, Site},
        board::Board,
        stall::{Pulse, WAKE_EVERY, since_boot, stall_gap},
    },
    spool::{SpoolHandle, now_us},
};

pub mod batch;
pub mod board;
pub mod stall;

/// Longest time a result waits to be joined by others.
pub const FLUSH_EVERY: Duration = Duration::from_millis(200);
/// How long a stop waits for executions that run; the gap that the next start declares begins with the others.
const STOP_GRACE: Duration = Duration::from_secs(1);
/// Commands that may wait. Each is handled in microseconds; whoever sends more waits.
const COMMANDS: usize = 8;

/// What can be asked of the runner. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RunnerHandle {
    commands: mpsc::Sender<Command>,
    counters: Arc<Counters>,
}

/// Numbers for heartbeats.
#[derive(Debug, Default)]
struct Counters {
    scheduled: AtomicU64,
    missed: AtomicU64,
    longest_timeout_us: AtomicU64,
}

enum Command {
    Apply(Vec<Assignment>),
    Repeat,
}

impl RunnerHandle {
    /// Makes the checks that run exactly these. What is unchanged goes on undisturbed.
    pub async fn apply(&self, assignments: Vec<Assignment>) {
        // A runner that is gone means that the process ends.
        self.commands.send(Command::Apply(assignments)).await.ok();
    }

    /// Reports every current status once more.
    pub async fn repeat(&self) {
        self.commands.send(Command::Repeat).await.ok();
    }

    /// Check and target pairs that are scheduled.
    #[must_use]
    pub fn scheduled(&self) -> u64 {
        self.counters.scheduled.load(Ordering::Relaxed)
    }

    /// Slots of the schedule that were missed since the start.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.counters.missed.load(Ordering::Relaxed)
    }

    /// Longest timeout among the checks that run.
    #[must_use]
    pub fn longest_timeout(&self) -> Duration {
        Duration::from_micros(self.counters.longest_timeout_us.load(Ordering::Relaxed))
    }
}

/// What the runner needs from outside.
pub struct RunnerSetup {
    /// Performs executions.
    pub prober: Arc<Prober>,
    /// Takes results.
    pub spool: SpoolHandle,
    /// Executions at the same time.
    pub max_concurrency: usize,
    /// Spreads this agent's executions differently from others'.
    pub seed: u64,
}

/// The task.
pub struct RunnerTask {
    setup: RunnerSetup,
    commands: mpsc::Receiver<Command>,
    counters: Arc<Counters>,
    /// Zero of the schedule's time.
    epoch: Instant,
    schedule: Schedule,
    assignments: BTreeMap<CheckId, Arc<Assigned>>,
    ready: VecDeque<Due>,
    running: JoinSet<Done>,
    /// When each of them began, microseconds since 1970.
    began: HashMap<Id, u64>,
    batch: Batch,
    flush_at: Option<Instant>,
    board: Board,
    pulse: Pulse,
}

struct Assigned {
    revision: u32,
    kind: CheckKind,
    targets: Vec<Target>,
    timeout: Duration,
}

struct Done {
    key: Key,
    site: Site,
    measurement: Measurement,
}

/// Makes the pair.
#[must_use]
pub fn runner(setup: RunnerSetup) -> (RunnerHandle, RunnerTask) {
    let (sender, commands) = mpsc::channel(COMMANDS);
    let counters = Arc::new(Counters::default());
    let task = RunnerTask {
        setup,
        commands,
        counters: Arc::clone(&counters),
        epoch: Instant::now(),
        schedule: Schedule::default(),
        assignments: BTreeMap::new(),
        ready: VecDeque::new(),
        running: JoinSet::new(),
        began: HashMap::new(),
        batch: Batch::default(),
        flush_at: None,
        board: Board::default(),
        pulse: Pulse::default(),
    };
    (RunnerHandle { commands: sender, counters }, task)
}

impl RunnerTask {
    /// Runs until `stop`; everything measured is with the spool then. Returns until when that is complete,
    /// microseconds since 1970: what began later was cut by the stop or was not begun.
    pub async fn run(mut self, stop: CancellationToken) -> u64 {
        loop {
            let due_at = self.due_at();
            let flush_at = self.flush_at;
            let is_idle = self.schedule.is_empty();
            tokio::select! {
                () = stop.cancelled() => break,
                Some(command) = self.commands.recv() => self.take(command).await,
                Some(done) = self.running.join_next_with_id() => match done {
                    Ok((id, done)) => self.finish(id, done).await,
                    Err(error) => self.lose(&error),
                },
                () = sleep_until(due_at.unwrap_or(self.epoch).into()), if due_at.is_some() => {
                    self.ready.extend(self.schedule.pop_due(self.epoch.elapsed()));
                }
                () = sleep_until(flush_at.unwrap_or(self.epoch).into()), if flush_at.is_some() => {
                    self.flush().await;
                }
                () = sleep(WAKE_EVERY), if !is_idle => {}
            }
            self.admit_stall().await;
            self.start_ready();
            self.count();
        }
        let stopped_us = now_us();
        let grace = async {
            while let Some(done) = self.running.join_next_with_id().await {
                if let Ok((id, done)) = done {
                    self.finish(id, done).await;
                }
            }
        };
        if timeout(STOP_GRACE, grace).await.is_err() {
            tracing::debug!(left = self.running.len(), "executions were cut by the stop");
        }
        self.flush().await;
        self.began.into_values().fold(stopped_us, u64::min)
    }

    /// Says so when nobody ran since the last turn.
    async fn admit_stall(&mut self) {
        if let Some(passed) = self.pulse.turn(since_boot(), !self.schedule.is_empty()) {
            let now_us = now_us();
            tracing::warn!(seconds = passed.as_secs(), "the agent did not run; a gap says so");
            let gap = stall_gap(passed, now_us);
            self.store(RecordKind::Gap, &gap, now_us).await;
        }
    }

    fn due_at(&self) -> Option<Instant> {
        self.schedule.next_at().and_then(|at| self.epoch.checked_add(at))
    }

    async fn take(&mut self, command: Command) {
        match command {
            Command::Apply(assignments) => self.apply(assignments),
            Command::Repeat => {
                for change in self.board.repeat() {
                    self.store(RecordKind::Status, &change, now_us()).await;
                }
            }
        }
    }

    fn apply(&mut self, assignments: Vec<Assignment>) {
        let entries: Vec<_> = assignments
            .iter()
            .flat_map(|assignment| {
                (0_u32..).zip(&assignment.spec.targets).map(|(target_index, _target)| {
                    nocturne_probe::schedule::Assignment {
                        key: Key { check: assignment.check_id, target_index },
                        interval: assignment.spec.interval,
                    }
                })
            })
            .collect();
        self.schedule.replace(entries, self.epoch.elapsed(), self.setup.seed);
        self.board.replace(&assignments);
        let longest = assignments.iter().map(|assignment| assignment.spec.timeout).max().unwrap_or_default();
        let longest_us = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        self.counters.longest_timeout_us.store(longest_us, Ordering::Relaxed);
        self.assignments = assignments
            .into_iter()
            .map(|Assignment { check_id, revision, slug: _, spec }| {
                let assigned =
                    Assigned { revision, kind: spec.kind, targets: spec.targets, timeout: spec.timeout };
                (check_id, Arc::new(assigned))
            })
            .collect();
    }

    fn start_ready(&mut self) {
        while self.running.len() < self.setup.max_concurrency
            && let Some(due) = self.ready.pop_front()
        {
            let assigned = self.assignments.get(&due.key.check).cloned();
            let index = usize::try_from(due.key.target_index).unwrap_or(usize::MAX);
            let Some(assigned) = assigned.filter(|assigned| index < assigned.targets.len()) else {
                // Taken away while it waited.
                self.schedule.finished(due.key);
                continue;
            };
            let prober = Arc::clone(&self.setup.prober);
            let site = Site {
                check_id: due.key.check,
                revision: assigned.revision,
                target_index: due.key.target_index,
            };
            let began_us = now_us();
            let task = self.running.spawn(async move {
                let measurement = match assigned.targets.get(index) {
                    Some(target) => prober.run(&assigned.kind, target, assigned.timeout).await,
                    None => unreachable!("the index was looked at before the start"),
                };
                Done { key: due.key, site, measurement }
            });
            self.began.insert(task.id(), began_us);
        }
    }

    async fn finish(&mut self, id: Id, done: Done) {
        let Done { key, site, measurement } = done;
        self.began.remove(&id);
        self.schedule.finished(key);
        metrics::counter!("nocturne_agent_runs_total", "outcome" => measurement.outcome.as_str())
            .increment(1);
        let change = self.board.observe(site, &measurement);
        self.batch.push(row(site, &measurement));
        self.flush_at.get_or_insert_with(|| Instant::now() + FLUSH_EVERY);
        if self.batch.is_full() {
            self.flush().await;
        }
        if let Some(change) = change {
            self.store(RecordKind::Status, &change, now_us()).await;
        }
    }

    /// An execution that panicked: its entry would stay marked as running, so the schedule is told about all that
    /// no task runs any more.
    fn lose(&mut self, error: &tokio::task::JoinError) {
        tracing::error!(%error, "an execution ended without a result");
        self.began.remove(&error.id());
        metrics::counter!("nocturne_agent_runs_total", "outcome" => "lost").increment(1);
        if self.running.is_empty() {
            let keys: Vec<Key> = self.assignments.iter().flat_map(keys_of).collect();
            for key in keys {
                if !self.ready.iter().any(|due| due.key == key) {
                    self.schedule.finished(key);
                }
            }
        }
    }

    async fn flush(&mut self) {
        self.flush_at = None;
        let since_us = self.batch.since_us();
        if let Some(results) = self.batch.take() {
            self.store(RecordKind::Results, &results, since_us.unwrap_or_else(now_us)).await;
        }
    }

    async fn store(&self, kind: RecordKind, message: &impl prost::Message, since_us: u64) {
        self.setup.spool.append(Lane::Telemetry, kind, message.encode_to_vec(), since_us).await;
    }

    fn count(&self) {
        let scheduled = u64::try_from(self.schedule.len()).unwrap_or(u64::MAX);
        self.counters.scheduled.store(scheduled, Ordering::Relaxed);
        self.counters.missed.store(self.schedule.missed(), Ordering::Relaxed);
    }
}

fn keys_of((check_id, assigned): (&CheckId, &Arc<Assigned>)) -> Vec<Key> {
    let n_targets = u32::try_from(assigned.targets.len()).unwrap_or(u32::MAX);
    (0..n_targets).map(|target_index| Key { check: *check_id, target_index }).collect()
}

fn row(site: Site, measurement: &Measurement) -> Row {
    Row {
        site,
        start: from_micros(measurement.started_at_us),
        duration_us: u64::try_from(measurement.duration.as_micros()).unwrap_or(u64::MAX),
        outcome: measurement.outcome,
        reason: measurement.reason,
        values: measurement
            .values
            .iter()
            .map(|value| (value.metric, value.labels.to_vec(), value.value))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
