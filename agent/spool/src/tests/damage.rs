//! Files that were flipped, cut, deleted, swapped or foreign.

use proptest::prelude::*;

use super::{NOW, assert_accounted, assert_chained, drain, faulty::FaultyDisk, fill, open, payload, small};
use crate::{CHAIN_START, Hole, HoleCause, Lane, Recovery, Spool, SpooledRecord, verify::verify_on};

/// A spool with some files in both lanes, stopped in an orderly way or not.
fn scene(orderly: bool) -> FaultyDisk {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 25).unwrap();
    fill(&mut spool, Lane::Critical, 1, 5).unwrap();
    spool.sync_all().unwrap();
    if orderly {
        spool.close().unwrap();
    }
    disk
}

fn segments(disk: &FaultyDisk, lane: u8) -> Vec<String> {
    let prefix = format!("/spool/lane{lane}-");
    disk.names().into_iter().filter(|it| it.starts_with(&prefix) && it.ends_with(".seg")).collect()
}

/// Opens a damaged spool and checks everything that must hold whatever the damage.
fn check(disk: &FaultyDisk, context: &str) -> (Spool, Recovery, Vec<SpooledRecord>, Vec<Hole>) {
    let (mut spool, recovery) = open(disk, small());
    assert_accounted(&spool);
    let telemetry = drain(&mut spool, Lane::Telemetry, 0);
    assert_chained(0, CHAIN_START, &telemetry.0, &telemetry.1);
    for record in &telemetry.0 {
        assert_eq!(record.payload, payload(record.seq), "{context}");
    }
    let stat = spool.stat().telemetry;
    let declared: u64 = telemetry.1.iter().map(|it| it.last_seq - it.first_seq + 1).sum();
    let reported = telemetry.0.last().map_or(0, |it| it.seq);
    assert_eq!(declared + telemetry.0.len() as u64, reported, "{context}");
    let critical = drain(&mut spool, Lane::Critical, 0);
    assert_chained(0, CHAIN_START, &critical.0, &critical.1);
    let next = spool.append(Lane::Telemetry, 1, &payload(stat.last_seq + 1), NOW).expect(context);
    assert_eq!(next, stat.last_seq + 1, "{context}");
    spool.sync_all().expect(context);
    assert_accounted(&spool);
    (spool, recovery, telemetry.0, telemetry.1)
}

/// A spool that recovered is in order and recovers again without finding anything.
fn check_settled(disk: &FaultyDisk, spool: Spool, context: &str) {
    let before = spool.stat();
    spool.close().expect(context);
    let report = verify_on(std::sync::Arc::new(disk.clone()), super::DIR.as_ref()).expect(context);
    let only_missing =
        report.files.iter().flat_map(|it| &it.findings).all(|it| it.contains("are missing before it"));
    assert!(only_missing && report.findings.is_empty(), "{context}: {report:?}");
    let (spool, again) = open(disk, small());
    assert!(again.clean_stop, "{context}");
    assert_eq!(again.truncated_bytes, 0, "{context}");
    assert!(again.quarantined.is_empty(), "{context}");
    assert_eq!(spool.stat(), before, "{context}");
}

#[test]
fn any_flipped_byte_is_survived_and_accounted_for() {
    for orderly in [true, false] {
        let disk = scene(orderly);
        for name in disk.names() {
            let bytes = disk.content(&name);
            for place in 0..bytes.len() {
                let damaged = disk.copy();
                let mut flipped = bytes.clone();
                flipped[place] ^= 0x41;
                damaged.put(&name, &flipped);
                let context = format!("{name} byte {place} orderly {orderly}");

                let (spool, _, records, holes) = check(&damaged, &context);

                // One damaged byte costs its record and the one behind, or the tail of an unclean stop.
                assert!(
                    records.len() >= 23 || (!orderly && holes.is_empty()),
                    "{context}: {}",
                    records.len()
                );
                check_settled(&damaged, spool, &context);
            }
        }
    }
}

#[test]
fn any_truncation_is_survived_and_accounted_for() {
    for orderly in [true, false] {
        let disk = scene(orderly);
        for name in disk.names() {
            let bytes = disk.content(&name);
            for length in 0..bytes.len() {
                let damaged = disk.copy();
                damaged.put(&name, &bytes[..length]);
                let context = format!("{name} cut to {length} orderly {orderly}");

                let (spool, ..) = check(&damaged, &context);
                check_settled(&damaged, spool, &context);
            }
        }
    }
}

#[test]
fn any_deleted_file_is_survived_and_accounted_for() {
    for orderly in [true, false] {
        let disk = scene(orderly);
        for name in disk.names() {
            let damaged = disk.copy();
            damaged.delete(&name);
            let context = format!("without {name} orderly {orderly}");

            let (spool, ..) = check(&damaged, &context);
            check_settled(&damaged, spool, &context);
        }
    }
}

#[test]
fn damage_in_the_middle_costs_two_records_and_keeps_the_file_for_people() {
    let disk = scene(false);
    let name = segments(&disk, 1).swap_remove(1);
    let mut bytes = disk.content(&name);
    bytes[150] ^= 1;
    disk.put(&name, &bytes);

    let (_, recovery, records, holes) = check(&disk, "middle");

    assert_eq!(records.len(), 23);
    assert_eq!(holes.len(), 1);
    assert_eq!(holes[0].cause, HoleCause::Corruption);
    assert_eq!(recovery.holes, holes);
    assert_eq!(recovery.quarantined.len(), 1);
    assert_eq!(disk.content(&format!("/spool/{}", recovery.quarantined[0])), bytes);
}

#[test]
fn a_torn_tail_is_cut_and_is_no_hole() {
    let disk = scene(false);
    let name = segments(&disk, 1).pop().unwrap();
    let mut bytes = disk.content(&name);
    bytes.extend_from_slice(&[9; 30]);
    disk.put(&name, &bytes);

    let (_, recovery, records, holes) = check(&disk, "tail");

    assert_eq!(recovery.truncated_bytes, 30);
    assert_eq!(records.len(), 25);
    assert!(holes.is_empty() && recovery.quarantined.is_empty());
    assert_eq!(recovery.last_durable_at_us, Some(NOW + 25));
}

#[test]
fn an_orderly_stop_makes_a_lost_tail_a_hole() {
    let disk = scene(true);
    let name = segments(&disk, 1).pop().unwrap();
    disk.delete(&name);

    let (_, recovery, ..) = check(&disk, "tail");

    assert_eq!(recovery.holes.len(), 1);
    assert_eq!(recovery.holes[0].last_seq, 25);
    assert_eq!(recovery.holes[0].cause, HoleCause::Corruption);
}

#[test]
fn names_do_not_matter() {
    let disk = scene(false);
    let names = segments(&disk, 1);
    let (one, two) = (disk.content(&names[0]), disk.content(&names[2]));
    disk.put(&names[0], &two);
    disk.put(&names[2], &one);
    let odd = disk.content(&names[1]);
    disk.delete(&names[1]);
    disk.put("/spool/anything.seg", &odd);

    let (spool, recovery, records, holes) = check(&disk, "swapped");

    assert_eq!(records.len(), 25);
    assert!(holes.is_empty() && recovery.quarantined.is_empty());
    check_settled(&disk, spool, "swapped");
}

#[test]
fn files_of_another_spool_are_set_aside() {
    let disk = scene(false);
    let foreign = scene(false);
    let name = segments(&foreign, 1).swap_remove(1);
    disk.put("/spool/lane1-0000000000000000-00000000000000ff.seg", &foreign.content(&name));
    disk.put("/spool/rubbish.seg", b"rubbish");

    let (_, recovery, records, holes) = check(&disk, "foreign");

    assert_eq!(recovery.quarantined.len(), 2);
    assert_eq!(records.len(), 25);
    assert!(holes.is_empty());
}

#[test]
fn a_file_that_is_there_twice_counts_once() {
    let disk = scene(false);
    let name = segments(&disk, 1).swap_remove(1);
    disk.put("/spool/copy.seg", &disk.content(&name));

    let (spool, _, records, holes) = check(&disk, "twice");

    assert_eq!(records.len(), 25);
    assert!(holes.is_empty());
    check_settled(&disk, spool, "twice");
}

#[test]
fn bytes_that_go_bad_while_open_become_a_hole() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 25).unwrap();
    spool.sync_all().unwrap();
    for name in [&segments(&disk, 1)[0], segments(&disk, 1).last().unwrap()] {
        let mut bytes = disk.content(name);
        bytes[100] ^= 1;
        disk.put(name, &bytes);
    }

    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    spool.append(Lane::Telemetry, 1, &payload(26), NOW).unwrap();
    spool.sync_all().unwrap();

    assert_eq!(holes.len() + usize::from(records.last().unwrap().seq < 25), 2, "{holes:?}");
    assert_accounted(&spool);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
    assert_chained(0, CHAIN_START, &records, &holes);
    assert!(holes.iter().all(|it| it.cause == HoleCause::Corruption));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn rubbish_in_any_file_is_survived(
        file in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        rubbish in proptest::collection::vec(any::<u8>(), 0..300),
        orderly in any::<bool>(),
    ) {
        let disk = scene(orderly);
        let names = disk.names();
        let name = file.get(&names);
        let mut bytes = disk.content(name);
        if !bytes.is_empty() {
            let from = from.index(bytes.len());
            let to = (from + rubbish.len()).min(bytes.len());
            bytes.splice(from..to, rubbish);
        }
        disk.put(name, &bytes);

        let (spool, ..) = check(&disk, name);

        check_settled(&disk, spool, name);
    }
}
