//! Changing the epoch, also with the power failing at every change.

use super::{
    DIR, NOW, assert_accounted, assert_chained, drain, faulty::FaultyDisk, fill, open, payload, small,
};
use crate::{CHAIN_START, HoleCause, Lane, Options, Spool, SpoolError};

fn payloads(spool: &mut Spool, lane: Lane, after: u64) -> Vec<Vec<u8>> {
    drain(spool, lane, after).0.into_iter().map(|it| it.payload).collect()
}

#[test]
fn a_spool_begins_without_an_epoch_and_stamps_again_when_it_gets_one() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 30).unwrap();
    fill(&mut spool, Lane::Critical, 1, 3).unwrap();
    assert_eq!(spool.epoch(), 0);

    spool.adopt_epoch(7, NOW).unwrap();

    assert_eq!(spool.epoch(), 7);
    assert_eq!(spool.stat().telemetry.epoch, 7);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_chained(0, CHAIN_START, &records, &holes);
    assert_eq!(records.len(), 30);
    assert_eq!(records[29].at_us, NOW + 30);
    assert_eq!(payloads(&mut spool, Lane::Critical, 0), (1..4).map(payload).collect::<Vec<_>>());
    assert_eq!(spool.append(Lane::Telemetry, 1, b"next", NOW).unwrap(), 31);
    assert_accounted(&spool);
    assert!(disk.names().iter().all(|it| !it.contains("-0000000000000000-") && !it.ends_with(".new")));
    assert!(matches!(spool.adopt_epoch(0, NOW), Err(SpoolError::EpochZero)));
    spool.close().unwrap();
    let (spool, recovery) = open(&disk, small());
    assert_eq!(spool.epoch(), 7);
    assert!(recovery.clean_stop);
    assert_eq!(spool.stat().telemetry.pending_records, 31);
}

#[test]
fn only_what_is_not_acknowledged_goes_over() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    spool.adopt_epoch(1, NOW).unwrap();
    fill(&mut spool, Lane::Telemetry, 1, 30).unwrap();
    spool.sync_all().unwrap();
    spool.ack(Lane::Telemetry, 22).unwrap();
    spool.adopt_epoch(2, NOW).unwrap();
    assert_eq!(payloads(&mut spool, Lane::Telemetry, 0), (23..31).map(payload).collect::<Vec<_>>());
    assert_eq!(spool.stat().telemetry.last_seq, 8);

    spool.ack(Lane::Telemetry, 8).unwrap();
    spool.adopt_epoch(3, NOW).unwrap();

    let stat = spool.stat().telemetry;
    assert_eq!((stat.last_seq, stat.pending_records, stat.last_chain), (0, 0, CHAIN_START));
    assert_eq!(spool.append(Lane::Telemetry, 1, b"first", NOW).unwrap(), 1);
    assert_accounted(&spool);
}

#[test]
fn undeclared_holes_go_over_too() {
    let tight = Options { max_bytes: 6_000, lane0_max_bytes: 2_000, max_age_us: 1_000, ..small() };
    let (mut spool, _) = open(&FaultyDisk::default(), tight);
    fill(&mut spool, Lane::Telemetry, 1, 100).unwrap();
    spool.sync_all().unwrap();
    let dropped = spool.stat().telemetry.dropped_records;
    assert!(dropped > 0);

    spool.adopt_epoch(1, NOW).unwrap();

    assert_eq!(spool.stat().telemetry.dropped_records, dropped);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(records.len() as u64 + dropped, 100);
    assert_eq!((holes[0].first_seq, holes[0].last_seq), (1, dropped));
    assert_eq!(holes[0].cause, HoleCause::SpoolFull);
    assert_chained(0, CHAIN_START, &records, &holes);
    spool.enforce(NOW + 1_000_000, u64::MAX).unwrap();
    spool.adopt_epoch(2, NOW).unwrap();
    spool.append(Lane::Telemetry, 1, b"after", NOW).unwrap();
    spool.sync_all().unwrap();
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!((records.len(), holes[0].last_seq), (1, 100));
    assert_chained(0, CHAIN_START, &records, &holes);
    assert_accounted(&spool);
}

#[test]
fn a_disk_too_full_for_the_copy_costs_old_telemetry() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 60).unwrap();
    fill(&mut spool, Lane::Critical, 1, 5).unwrap();
    spool.sync_all().unwrap();
    disk.room(Some(disk.used() + 1_500));

    spool.adopt_epoch(1, NOW).unwrap();

    assert_eq!(payloads(&mut spool, Lane::Critical, 0).len(), 5);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(holes[0].cause, HoleCause::DiskFull);
    assert_eq!(records.last().unwrap().payload, payload(60));
    assert_eq!(records.len() as u64 + holes[0].last_seq, 60);
    assert_accounted(&spool);
}

#[test]
fn a_disk_that_refuses_leaves_the_old_epoch_whole() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 30).unwrap();
    spool.sync_all().unwrap();
    disk.fail_syncs(1);

    assert!(spool.adopt_epoch(4, NOW).is_err());

    assert_eq!(spool.epoch(), 0);
    assert_eq!(payloads(&mut spool, Lane::Telemetry, 0).len(), 30);
    spool.adopt_epoch(4, NOW).unwrap();
    assert_eq!(payloads(&mut spool, Lane::Telemetry, 0).len(), 30);
    assert_accounted(&spool);
}

#[test]
fn a_power_cut_anywhere_in_the_change_neither_loses_nor_doubles() {
    let scene = || {
        let disk = FaultyDisk::default();
        let (mut spool, _) = open(&disk, small());
        spool.adopt_epoch(1, NOW).unwrap();
        fill(&mut spool, Lane::Telemetry, 1, 30).unwrap();
        fill(&mut spool, Lane::Critical, 1, 4).unwrap();
        spool.sync_all().unwrap();
        spool.ack(Lane::Telemetry, 10).unwrap();
        (disk, spool)
    };
    let (disk, mut spool) = scene();
    let before = disk.operations();
    spool.adopt_epoch(2, NOW).unwrap();
    let changes = disk.operations() - before;
    assert!(changes > 15, "{changes} changes");

    for cut in 0..changes {
        for keep in [0, 60, 128, 200, 255] {
            let (disk, mut spool) = scene();
            disk.cut_after(cut);
            drop(spool.adopt_epoch(2, NOW));
            drop(spool);
            assert!(disk.is_dead());
            disk.reboot(keep);

            let (mut spool, recovery) = open(&disk, small());

            let context = format!("cut {cut} keep {keep} epoch {} {recovery:?}", spool.epoch());
            let after = match spool.epoch() {
                1 => 10,
                2 => 0,
                other => panic!("epoch {other}"),
            };
            assert!(recovery.quarantined.is_empty(), "{context}");
            assert_eq!(
                payloads(&mut spool, Lane::Telemetry, after),
                (11..31).map(payload).collect::<Vec<_>>(),
                "{context}"
            );
            assert_eq!(payloads(&mut spool, Lane::Critical, 0).len(), 4, "{context}");
            assert_accounted(&spool);
            spool.adopt_epoch(3, NOW).unwrap();
            assert_eq!(payloads(&mut spool, Lane::Critical, 0).len(), 4, "{context}");
            assert!(disk.names().iter().all(|it| !it.ends_with(".new") && !it.ends_with(".tmp")));
        }
    }
}

#[test]
fn a_lost_epoch_file_is_read_from_the_segments() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    spool.adopt_epoch(9, NOW).unwrap();
    fill(&mut spool, Lane::Telemetry, 1, 3).unwrap();
    let id = spool.spool_id();
    spool.close().unwrap();
    disk.delete(&format!("{DIR}/epoch"));
    disk.put(&format!("{DIR}/spool.id"), b"garbage");

    let (mut spool, _) = open(&disk, small());

    assert_eq!((spool.epoch(), spool.spool_id()), (9, id));
    assert_eq!(payloads(&mut spool, Lane::Telemetry, 0).len(), 3);
}
