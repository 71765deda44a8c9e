//! The power fails at every single change of the disk.

use super::{NOW, assert_accounted, assert_chained, drain, faulty::FaultyDisk, fill, open, payload, small};
use crate::{CHAIN_START, Chain, Lane, Options, Spool};

/// What somebody outside knows to be promised.
#[derive(Default, Debug)]
struct Promised {
    durable: u64,
    acked: u64,
    acked_chain: Chain,
    appended: u64,
}

/// Appends, syncs and acknowledges until the power fails or the script ends.
fn run(disk: &FaultyDisk, options: Options, promised: &mut Promised) -> Option<Spool> {
    let opened = Spool::open_on(std::sync::Arc::new(disk.clone()), super::DIR.as_ref(), options, NOW);
    let (mut spool, _) = opened.ok()?;
    for round in 0..12_u64 {
        for _ in 0..5 {
            let number = promised.appended + 1;
            let seq = spool.append(Lane::Telemetry, 1, &payload(number), NOW + number).ok()?;
            assert_eq!(seq, number);
            promised.appended = number;
        }
        spool.sync(Lane::Telemetry).ok()?;
        promised.durable = spool.durable_seq(Lane::Telemetry);
        if round % 3 == 2 {
            let through = promised.durable - 4;
            promised.acked_chain = spool.chain_at(Lane::Telemetry, through)?;
            promised.acked = through;
            spool.ack(Lane::Telemetry, through).unwrap();
        }
    }
    Some(spool)
}

#[test]
fn a_power_cut_at_any_change_loses_nothing_that_was_durable() {
    let whole = FaultyDisk::default();
    run(&whole, small(), &mut Promised::default()).unwrap();
    let changes = whole.operations();
    assert!(changes > 100, "{changes} changes");

    for cut in 0..changes {
        for keep in [0, 100, 200, 255] {
            let disk = FaultyDisk::default();
            let mut promised = Promised::default();
            disk.cut_after(cut);
            drop(run(&disk, small(), &mut promised));
            assert!(disk.is_dead());
            disk.reboot(keep);

            let (mut spool, recovery) = open(&disk, small());

            let context = format!("cut {cut} keep {keep} {promised:?} {recovery:?}");
            assert!(!recovery.clean_stop || recovery.created, "{context}");
            assert!(spool.durable_seq(Lane::Telemetry) >= promised.durable, "{context}");
            assert_accounted(&spool);
            assert!(recovery.holes.is_empty(), "{context}");
            let (records, holes) = drain(&mut spool, Lane::Telemetry, promised.acked);
            assert!(holes.is_empty(), "{context}");
            let numbers: Vec<_> = records.iter().map(|it| it.payload.clone()).collect();
            let expected: Vec<_> =
                (promised.acked + 1..=spool.durable_seq(Lane::Telemetry)).map(payload).collect();
            assert_eq!(numbers, expected, "{context}");
            assert_chained(promised.acked, promised.acked_chain, &records, &holes);
            spool.append(Lane::Telemetry, 1, b"goes on", NOW).unwrap();
            spool.sync_all().unwrap();
            spool.ack(Lane::Telemetry, spool.durable_seq(Lane::Telemetry)).unwrap();
            assert_accounted(&spool);
        }
    }
}

#[test]
fn a_power_cut_while_dropping_leaves_only_declared_holes() {
    let tight = Options { max_bytes: 4_000, lane0_max_bytes: 1_000, ..small() };
    let script = |disk: &FaultyDisk, durable: &mut u64| {
        let opened = Spool::open_on(std::sync::Arc::new(disk.clone()), super::DIR.as_ref(), tight, NOW);
        let (mut spool, _) = opened.ok()?;
        for number in 1..=120 {
            spool.append(Lane::Telemetry, 1, &payload(number), NOW + number).ok()?;
            if number % 7 == 0 {
                spool.sync_all().ok()?;
                *durable = spool.durable_seq(Lane::Telemetry);
            }
        }
        Some(())
    };
    let whole = FaultyDisk::default();
    script(&whole, &mut 0).unwrap();

    for cut in 0..whole.operations() {
        let disk = FaultyDisk::default();
        let mut durable = 0;
        disk.cut_after(cut);
        script(&disk, &mut durable);
        disk.reboot(u8::try_from(cut * 37 % 256).unwrap());

        let (mut spool, _) = open(&disk, tight);

        assert_accounted(&spool);
        assert!(spool.durable_seq(Lane::Telemetry) >= durable);
        let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
        assert_chained(0, CHAIN_START, &records, &holes);
        assert!(records.iter().all(|it| it.payload == payload(it.seq)));
        let declared: u64 = holes.iter().map(|it| it.last_seq - it.first_seq + 1).sum();
        let stat = spool.stat().telemetry;
        if stat.pending_records > 0 {
            assert_eq!(declared + records.len() as u64, stat.last_seq);
        }
    }
}

#[test]
fn recovery_itself_may_be_cut_at_any_change() {
    let scene = || {
        let disk = FaultyDisk::default();
        let (mut spool, _) = open(&disk, small());
        fill(&mut spool, Lane::Telemetry, 1, 40).unwrap();
        spool.sync_all().unwrap();
        drop(spool);
        disk.reboot(255);
        let name = disk.names().into_iter().filter(|it| it.contains("/lane1-")).nth(2).unwrap();
        let mut bytes = disk.content(&name);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        disk.put(&name, &bytes);
        disk
    };
    let undisturbed = scene();
    let before = undisturbed.operations();
    let (mut spool, _) = open(&undisturbed, small());
    let changes = undisturbed.operations() - before;
    let expected = drain(&mut spool, Lane::Telemetry, 0);
    assert!(changes > 5);

    for cut in 0..changes {
        for keep in [0, 255] {
            let disk = scene();
            disk.cut_after(cut);
            let opened = Spool::open_on(std::sync::Arc::new(disk.clone()), super::DIR.as_ref(), small(), NOW);
            drop(opened);
            disk.reboot(keep);

            let (mut spool, _) = open(&disk, small());

            assert_accounted(&spool);
            let (records, holes) = drain(&mut spool, Lane::Telemetry, 0);
            assert_eq!(records, expected.0, "cut {cut} keep {keep}");
            assert_eq!(holes.len(), expected.1.len());
        }
    }
}
