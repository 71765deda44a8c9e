//! What happens at each limit.

use super::{NOW, assert_accounted, assert_chained, drain, faulty::FaultyDisk, fill, open, small};
use crate::{AppendError, CHAIN_START, HoleCause, Lane, Options, Spool, SpoolError};

const HOUR: u64 = 3_600_000_000;

fn tight() -> Options {
    Options { max_bytes: 6_000, lane0_max_bytes: 2_000, ..small() }
}

#[test]
fn a_full_telemetry_lane_drops_its_oldest_and_says_so() {
    let (mut spool, _) = open(&FaultyDisk::default(), tight());

    fill(&mut spool, Lane::Telemetry, 1, 200).unwrap();
    spool.sync_all().unwrap();

    let stat = spool.stat().telemetry;
    assert!(stat.disk_bytes <= 4_000);
    assert!(stat.dropped_records > 0);
    assert_accounted(&spool);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(holes.len(), 1);
    assert_eq!(holes[0].cause, HoleCause::SpoolFull);
    assert_eq!(holes[0].first_seq, 1);
    assert_eq!(holes[0].last_seq, stat.dropped_records);
    assert_eq!(holes[0].from_us, Some(NOW + 1));
    assert_eq!(holes[0].to_us, Some(NOW + stat.dropped_records));
    assert_eq!(records.last().unwrap().seq, 200);
    assert_chained(0, CHAIN_START, &records, &holes);
}

#[test]
fn a_full_critical_lane_refuses_until_something_is_acknowledged() {
    let (mut spool, _) = open(&FaultyDisk::default(), tight());

    let refused = fill(&mut spool, Lane::Critical, 1, 200);
    assert!(matches!(refused, Err(AppendError::LaneFull { lane: Lane::Critical, .. })));
    let last = spool.stat().critical.last_seq;
    assert_eq!(spool.stat().critical.dropped_records, 0);
    spool.sync_all().unwrap();
    spool.ack(Lane::Critical, last).unwrap();

    assert_eq!(spool.append(Lane::Critical, 4, b"again", NOW).unwrap(), last + 1);
    assert_accounted(&spool);
}

#[test]
fn a_lane_with_one_acknowledged_file_is_not_full() {
    let options = Options { lane0_max_bytes: 300, segment_bytes: 400, ..small() };
    let (mut spool, _) = open(&FaultyDisk::default(), options);

    for seq in 1..50 {
        assert_eq!(spool.append(Lane::Critical, 4, &[7; 60], NOW).unwrap(), seq);
        spool.sync_all().unwrap();
        spool.ack(Lane::Critical, seq).unwrap();
    }

    assert_accounted(&spool);
}

#[test]
fn telemetry_expires_by_segment_and_critical_records_do_not() {
    let options = Options { max_age_us: 8 * HOUR, ..small() };
    let (mut spool, _) = open(&FaultyDisk::default(), options);
    for hour in 0..20_u64 {
        spool.append(Lane::Telemetry, 1, b"sample", NOW + hour * HOUR).unwrap();
        spool.append(Lane::Critical, 4, b"result", NOW + hour * HOUR).unwrap();
        spool.enforce(NOW + hour * HOUR, u64::MAX).unwrap();
    }
    spool.sync_all().unwrap();

    let stat = spool.stat();
    assert!((8..=11).contains(&stat.telemetry.pending_records), "{stat:?}");
    assert_eq!(stat.critical.pending_records, 20);
    assert_accounted(&spool);
    let (_, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(holes.len(), 1);
    assert_eq!(holes[0].cause, HoleCause::Expired);
}

#[test]
fn a_hole_at_the_end_is_reported_when_something_follows() {
    let options = Options { max_age_us: HOUR, ..small() };
    let (mut spool, _) = open(&FaultyDisk::default(), options);
    fill(&mut spool, Lane::Telemetry, 1, 5).unwrap();

    let enforced = spool.enforce(NOW + 3 * HOUR, u64::MAX).unwrap();
    let nothing = spool.read(Lane::Telemetry, 0, 10, 1_000).unwrap();
    spool.append(Lane::Telemetry, 1, b"next", NOW + 3 * HOUR).unwrap();
    spool.sync_all().unwrap();
    let chunk = spool.read(Lane::Telemetry, 0, 10, 1_000).unwrap();

    assert_eq!(enforced.dropped_records, 5);
    assert!(nothing.hole.is_none() && nothing.records.is_empty());
    let hole = chunk.hole.unwrap();
    assert_eq!((hole.first_seq, hole.last_seq), (1, 5));
    assert_eq!(chunk.first_seq, 6);
    assert_accounted(&spool);
}

#[test]
fn too_little_free_room_costs_the_oldest_telemetry() {
    let options = Options { min_free_bytes: 10_000, ..small() };
    let (mut spool, _) = open(&FaultyDisk::default(), options);
    fill(&mut spool, Lane::Telemetry, 1, 100).unwrap();
    let before = spool.stat().telemetry.disk_bytes;

    let some = spool.enforce(NOW, 9_000).unwrap();
    let left = spool.stat().telemetry;
    assert!(some.freed_bytes >= 1_000 && some.freed_bytes < 2_000, "{some:?}");
    assert!(left.disk_bytes < before && left.pending_records > 0);
    let rest = spool.enforce(NOW, 0).unwrap();

    assert_eq!(some.dropped_records + rest.dropped_records, 100);
    assert_eq!(spool.enforce(NOW, 0).unwrap().dropped_records, 0);
    assert_accounted(&spool);
    spool.append(Lane::Telemetry, 1, b"next", NOW).unwrap();
    spool.sync_all().unwrap();
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(holes[0].cause, HoleCause::DiskFull);
    assert_chained(0, CHAIN_START, &records, &holes);
}

#[test]
fn the_cause_of_a_hole_survives_a_restart() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, tight());
    fill(&mut spool, Lane::Telemetry, 1, 200).unwrap();
    spool.sync_all().unwrap();
    let before = spool.stat().telemetry;
    drop(spool);

    let (mut spool, recovery) = open(&disk, tight());

    assert!(!recovery.clean_stop);
    assert_eq!(recovery.holes.len(), 1);
    assert_eq!(spool.stat().telemetry.dropped_records, before.dropped_records);
    let (_, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_eq!(holes[0].cause, HoleCause::SpoolFull);
    assert_eq!(holes, recovery.holes);
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    let disk = FaultyDisk::default();
    let wrong = [
        Options { segment_bytes: 1, ..small() },
        Options { segment_bytes: 1 << 30, ..small() },
        Options { lane0_max_bytes: 0, ..small() },
        Options { lane0_max_bytes: 1 << 20, ..small() },
    ];

    for options in wrong {
        let refused =
            Spool::open_on(std::sync::Arc::new(disk.clone()), super::DIR.as_ref(), options, NOW).err();
        assert!(matches!(refused, Some(SpoolError::Options(_))), "{options:?}");
    }
}
