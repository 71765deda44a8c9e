//! A disk that is full, cannot sync, cannot read.

use super::{NOW, assert_accounted, assert_chained, drain, faulty::FaultyDisk, fill, open, payload, small};
use crate::{AppendError, CHAIN_START, HoleCause, Lane};

#[test]
fn a_failed_fsync_moves_the_tail_into_another_file() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 3).unwrap();
    spool.sync_all().unwrap();
    fill(&mut spool, Lane::Telemetry, 4, 2).unwrap();
    disk.fail_syncs(1);

    spool.sync(Lane::Telemetry).unwrap();

    assert_eq!(spool.durable_seq(Lane::Telemetry), 5);
    assert_eq!(spool.stat().telemetry.segments, 2);
    assert!(spool.health()[0].contains("fsync failed"), "{:?}", spool.health());
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(records.len(), 5);
    assert_chained(0, CHAIN_START, &records, &holes);
    drop(spool);
    disk.reboot(0);
    let (mut spool, _) = open(&disk, small());
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(records.len(), 5);
    assert!(holes.is_empty());
}

#[test]
fn a_disk_that_never_syncs_promises_nothing_and_loses_nothing() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 2).unwrap();
    disk.fail_syncs(u64::MAX);

    assert!(spool.sync(Lane::Telemetry).is_err());
    assert!(spool.append(Lane::Telemetry, 1, b"refused", NOW).is_err());
    assert_eq!(spool.durable_seq(Lane::Telemetry), 0);
    assert!(spool.read(Lane::Telemetry, 0, 9, 900).unwrap().records.is_empty());
    assert!(!spool.health().is_empty());
    disk.fail_syncs(0);
    fill(&mut spool, Lane::Telemetry, 3, 2).unwrap();
    spool.sync_all().unwrap();

    let (records, _) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(
        records.iter().map(|it| it.payload.clone()).collect::<Vec<_>>(),
        (1..5).map(payload).collect::<Vec<_>>()
    );
    assert_accounted(&spool);
}

#[test]
fn a_tail_in_two_files_after_a_failed_fsync_is_read_once() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 2).unwrap();
    spool.sync_all().unwrap();
    fill(&mut spool, Lane::Telemetry, 3, 2).unwrap();
    disk.fail_syncs(1);
    disk.fail_truncations(true);
    spool.sync_all().unwrap();
    disk.fail_truncations(false);
    fill(&mut spool, Lane::Telemetry, 5, 1).unwrap();
    spool.sync_all().unwrap();
    drop(spool);
    disk.reboot(255);

    let (mut spool, recovery) = open(&disk, small());

    assert!(recovery.truncated_bytes > 0);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(records.len(), 5);
    assert!(holes.is_empty());
    assert_chained(0, CHAIN_START, &records, &holes);
}

#[test]
fn a_full_disk_costs_telemetry_its_oldest_and_the_critical_lane_an_error() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 60).unwrap();
    fill(&mut spool, Lane::Critical, 1, 2).unwrap();
    spool.sync_all().unwrap();
    disk.room(Some(disk.used() + 100));

    let refused = fill(&mut spool, Lane::Critical, 3, 50);
    assert!(matches!(&refused, Err(AppendError::Disk(it)) if it.is_full()), "{refused:?}");
    fill(&mut spool, Lane::Telemetry, 61, 60).unwrap();
    spool.sync_all().unwrap();

    assert_accounted(&spool);
    assert_eq!(spool.stat().critical.dropped_records, 0);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(holes.len(), 1);
    assert_eq!(holes[0].cause, HoleCause::DiskFull);
    assert_eq!(records.last().unwrap().payload, payload(120));
    assert_chained(0, CHAIN_START, &records, &holes);
    drop(spool);
    disk.reboot(255);
    let (mut spool, recovery) = open(&disk, small());
    assert_eq!(recovery.truncated_bytes, 0);
    assert_eq!(drain(&mut spool, Lane::Telemetry, 0), (records, holes));
}

#[test]
fn a_partial_write_that_cannot_be_undone_ends_its_file() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Critical, 1, 2).unwrap();
    disk.room(Some(disk.used() + 10));
    disk.fail_truncations(true);
    assert!(fill(&mut spool, Lane::Critical, 3, 1).is_err());
    disk.room(None);
    disk.fail_truncations(false);

    fill(&mut spool, Lane::Critical, 3, 2).unwrap();
    spool.sync_all().unwrap();

    let (records, holes) = drain(&mut spool, Lane::Critical, 0);
    assert_eq!(records.len(), 4);
    assert!(holes.is_empty());
    drop(spool);
    disk.reboot(255);
    let (mut spool, _) = open(&disk, small());
    assert_eq!(drain(&mut spool, Lane::Critical, 0).0, records);
    assert_accounted(&spool);
}

#[test]
fn a_file_the_disk_does_not_give_back_is_declared_lost() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 25).unwrap();
    spool.sync_all().unwrap();
    disk.fail_reads(3);

    assert!(spool.read(Lane::Telemetry, 0, 9, 900).is_err());
    assert!(spool.read(Lane::Telemetry, 0, 9, 900).is_err());
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);

    assert_eq!(holes.len(), 1);
    assert_eq!(holes[0].cause, HoleCause::DiskError);
    assert_chained(0, CHAIN_START, &records, &holes);
    assert_eq!(records.last().unwrap().seq, 25);
    assert_accounted(&spool);
}
