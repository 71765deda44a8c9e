#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use nocturne_spool::Options;
use prost::Message as _;
use tokio_util::sync::CancellationToken;

use super::*;

const OPTIONS: Options = Options {
    max_bytes: 32 << 20,
    lane0_max_bytes: 1 << 20,
    max_age_us: 0,
    min_free_bytes: 0,
    segment_bytes: 1 << 20,
};

struct Running {
    handle: SpoolHandle,
    close: CancellationToken,
    task: tokio::task::JoinHandle<Result<(), nocturne_spool::DiskError>>,
    temp: tempfile::TempDir,
}

fn start() -> Running {
    let temp = tempfile::tempdir().unwrap();
    let (open, _recovery) = Spool::open(temp.path(), OPTIONS, now_us()).unwrap();
    let (handle, task) = spool(open);
    let close = CancellationToken::new();
    let token = close.clone();
    let runtime = tokio::runtime::Handle::current();
    let task = tokio::task::spawn_blocking(move || runtime.block_on(task.run(token)));
    Running { handle, close, task, temp }
}

#[tokio::test]
async fn records_can_be_read_only_once_they_are_durable_and_are_freed_by_an_ack() {
    let running = start();
    let spool = &running.handle;

    for payload in [b"a", b"b"] {
        spool.append(Lane::Telemetry, RecordKind::Results, payload.to_vec(), 0).await;
    }
    let mut watch = spool.watch();
    watch.wait_for(|view| view.durable_seq(Lane::Telemetry) == 2).await.unwrap();
    let chunk = spool.read(Lane::Telemetry, 0, 10, 1_000).await.unwrap();

    assert_eq!(
        chunk.records.iter().map(|record| record.payload.as_slice()).collect::<Vec<_>>(),
        [b"a", b"b"]
    );
    assert_eq!(u64::from(chunk.records[0].kind), 1);
    spool.ack(Lane::Telemetry, 2).await;
    watch.wait_for(|view| view.pending_records() == 0).await.unwrap();
    running.close.cancel();
    running.task.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_durable_append_answers_after_its_fsync_and_a_close_is_orderly() {
    let running = start();

    running
        .handle
        .append_durable(Lane::Critical, RecordKind::ConfigStatus, b"status".to_vec())
        .await
        .unwrap();

    assert_eq!(running.handle.sync().await.unwrap().critical.durable_seq, 1);
    running.close.cancel();
    running.task.await.unwrap().unwrap();
    let (_spool, recovery) = Spool::open(running.temp.path(), OPTIONS, now_us()).unwrap();
    assert!(recovery.clean_stop);
    assert!(running.handle.sync().await.is_err(), "a closed spool answers and does not hang");
}

#[tokio::test]
async fn an_epoch_is_adopted_once_and_hello_tells_it() {
    let running = start();
    running.handle.append(Lane::Telemetry, RecordKind::Results, b"a".to_vec(), 0).await;

    running.handle.adopt_epoch(7).await.unwrap();

    let stat = running.handle.sync().await.unwrap();
    assert_eq!(stat.epoch, 7);
    let lane = lane_state(&stat, Lane::Telemetry);
    assert_eq!((lane.lane, lane.last_seq, lane.last_chain.len()), (1, 1, 16));
    assert!(running.handle.adopt_epoch(0).await.is_err());
}

#[tokio::test]
async fn a_payload_that_is_refused_is_admitted_by_a_gap() {
    let running = start();
    let spool = &running.handle;

    spool.append(Lane::Telemetry, RecordKind::Results, vec![0; 300 << 10], 5_000_000).await;
    spool.append(Lane::Telemetry, RecordKind::Results, b"fits".to_vec(), 0).await;
    spool.sync().await.unwrap();

    let chunk = spool.read(Lane::Telemetry, 0, 10, 1_000).await.unwrap();
    assert_eq!(chunk.records.len(), 2);
    assert_eq!(i32::from(chunk.records[0].kind), RecordKind::Gap.code());
    let gap = wire::Gap::decode(chunk.records[0].payload.as_slice()).unwrap();
    assert_eq!(gap.records, 1);
    assert_eq!(
        gap.from_time,
        Some(prost_types::Timestamp { seconds: 5, nanos: 0 }),
        "as old as what is missing"
    );
}
