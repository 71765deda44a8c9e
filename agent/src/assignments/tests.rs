#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::time::Duration;

use nocturne_probe::probe::{Egress, Prober};
use nocturne_proto::convert::agent::assignment_to_wire;
use nocturne_shared::{
    check::{CheckKind, CheckSpec, StatusPolicy, TcpSpec},
    id::CheckId,
};
use nocturne_spool::{Options, Spool};

use super::*;
use crate::runner::{RunnerSetup, runner};

const OPTIONS: Options = Options {
    max_bytes: 32 << 20,
    lane0_max_bytes: 1 << 20,
    max_age_us: 0,
    min_free_bytes: 0,
    segment_bytes: 1 << 20,
};

struct Rig {
    assignments: AssignmentsHandle,
    runner: RunnerHandle,
    spool: SpoolHandle,
    stop: CancellationToken,
    temp: tempfile::TempDir,
    _tasks: tokio::task::JoinSet<()>,
}

fn start() -> Rig {
    let temp = tempfile::tempdir().unwrap();
    let stop = CancellationToken::new();
    let (open, _) = Spool::open(&temp.path().join("spool"), OPTIONS, 1).unwrap();
    let (spool, spool_task) = crate::spool::spool(open);
    let prober = Arc::new(Prober::start(clock::now_micros, Egress::with_loopback()).unwrap());
    let setup = RunnerSetup { prober, spool: spool.clone(), max_concurrency: 4, seed: 1 };
    let (runner, runner_task) = runner(setup);
    let shelf = Shelf::new(temp.path().to_owned());
    let (assignments, task) =
        assignments(shelf, Running::default(), spool.clone(), runner.clone(), Degraded::default());
    let runtime = tokio::runtime::Handle::current();
    let mut tasks = tokio::task::JoinSet::new();
    let token = stop.clone();
    tokio::task::spawn_blocking(move || runtime.block_on(spool_task.run(token)));
    let token = stop.clone();
    tasks.spawn(async move {
        runner_task.run(token).await;
    });
    tasks.spawn(task.run(stop.clone()));
    Rig { assignments, runner, spool, stop, temp, _tasks: tasks }
}

fn state(n_targets: u8) -> wire::DesiredState {
    let spec = CheckSpec {
        kind: CheckKind::Tcp(TcpSpec { port: 9, read_number: false }),
        targets: (1..=n_targets).map(|n| format!("127.0.0.{n}").parse().unwrap()).collect(),
        interval: Duration::from_hours(1),
        timeout: Duration::from_secs(1),
        status_policy: StatusPolicy::DEFAULT,
    };
    let check_id = CheckId::from_bytes(&[1; 16]).unwrap();
    wire::DesiredState { checks: vec![assignment_to_wire(check_id, 1, "web", &spec)] }
}

fn part(generation: u64, state: &wire::DesiredState) -> Arrival {
    let Document { sha256, bytes, .. } = Document::new(generation, state.encode_to_vec());
    Arrival::Part(wire::DesiredStatePart {
        generation,
        sha256: sha256.to_vec(),
        total_bytes: bytes.len() as u64,
        part: 0,
        parts: 1,
        data: bytes.into(),
    })
}

impl Drop for Rig {
    fn drop(&mut self) {
        // The spool runs on a thread that the runtime waits for.
        self.stop.cancel();
    }
}

impl Rig {
    /// The `number`th status in lane 0, from 1.
    async fn status(&self, number: u64) -> wire::ConfigStatus {
        let mut watch = self.spool.watch();
        let seen = watch.wait_for(|view| number <= view.durable_seq(Lane::Critical));
        tokio::time::timeout(Duration::from_secs(20), seen).await.unwrap().unwrap();
        let chunk = self.spool.read(Lane::Critical, number - 1, 1, 10_000).await.unwrap();
        wire::ConfigStatus::decode(chunk.records[0].payload.as_slice()).unwrap()
    }
}

#[tokio::test]
async fn a_good_state_runs_is_reported_and_kept() {
    let rig = start();

    rig.assignments.take(part(5, &state(3))).await;
    let status = rig.status(1).await;

    assert_eq!(status.state(), State::Applied);
    assert_eq!((status.generation, status.running_generation), (5, 5));
    assert_eq!(rig.assignments.running().generation, 5);
    rig.assignments.take(part(6, &state(3))).await;
    assert_eq!(rig.status(2).await.running_generation, 6);
    let kept = Shelf::new(rig.temp.path().to_owned()).current().unwrap().unwrap();
    assert!(read(&kept).is_ok());
    assert_eq!(rig.runner.scheduled(), 3);
}

#[tokio::test]
async fn a_bad_state_is_refused_with_every_finding_and_what_runs_goes_on() {
    let rig = start();
    rig.assignments.take(part(1, &state(2))).await;
    assert_eq!(rig.status(1).await.state(), State::Applied);
    let mut bad = state(2);
    bad.checks[0].revision = 0;
    bad.checks[0].targets = vec!["no target!".to_owned()];

    rig.assignments.take(part(2, &bad)).await;
    let status = rig.status(2).await;

    assert_eq!(status.state(), State::Failed);
    assert_eq!((status.generation, status.running_generation), (2, 1));
    assert_eq!(status.detail.lines().count(), 2, "{}", status.detail);
    assert!(status.detail.contains("checks[0].revision"), "{}", status.detail);
    assert_eq!(rig.assignments.running().generation, 1);
}

#[tokio::test]
async fn a_wrong_hash_is_reported_once() {
    let rig = start();
    let Arrival::Part(mut bad) = part(3, &state(1)) else { panic!("a part") };
    bad.sha256 = vec![0; 32];

    rig.assignments.take(Arrival::Part(bad)).await;

    let status = rig.status(1).await;
    assert_eq!((status.state(), status.running_generation), (State::Failed, 0));
}

#[test]
fn bytes_that_are_no_desired_state_do_not_panic() {
    for length in 0..40 {
        let bytes: Vec<u8> = (0..length).map(|n: u8| n.wrapping_mul(37).wrapping_sub(length)).collect();
        assert!(read(&Document::new(1, bytes)).is_err() || length == 0);
    }
}
