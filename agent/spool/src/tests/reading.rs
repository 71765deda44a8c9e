//! What a reader sees, and what it costs.

use super::{
    DIR, NOW, assert_accounted, assert_chained, drain, faulty::FaultyDisk, fill, open, payload, small,
};
use crate::{AckError, AppendError, CHAIN_START, Lane, MAX_PAYLOAD, Options};

#[test]
fn only_durable_records_are_read() {
    let disk = FaultyDisk::default();
    let (mut spool, recovery) = open(&disk, Options::default());
    assert!(recovery.created && recovery.clean_stop);

    fill(&mut spool, Lane::Telemetry, 1, 3).unwrap();
    let before = spool.read(Lane::Telemetry, 0, 10, 1000).unwrap();
    let unsynced = spool.unsynced_bytes(Lane::Telemetry);
    spool.sync(Lane::Telemetry).unwrap();
    let after = spool.read(Lane::Telemetry, 0, 10, 1000).unwrap();

    assert!(before.records.is_empty());
    assert!(unsynced > 0);
    assert_eq!(spool.unsynced_bytes(Lane::Telemetry), 0);
    assert_eq!(after.first_seq, 1);
    assert_eq!(after.records.len(), 3);
    assert_eq!(after.records[2].payload, payload(3));
    assert_eq!(after.records[2].at_us, NOW + 3);
    assert_chained(0, CHAIN_START, &after.records, &[]);
}

#[test]
fn lanes_have_sequences_of_their_own() {
    let (mut spool, _) = open(&FaultyDisk::default(), small());

    let telemetry = spool.append(Lane::Telemetry, 1, b"a", NOW).unwrap();
    let critical = spool.append(Lane::Critical, 4, b"b", NOW).unwrap();

    assert_eq!((telemetry, critical), (1, 1));
}

#[test]
fn a_chunk_respects_both_limits_but_never_starves() {
    let (mut spool, _) = open(&FaultyDisk::default(), Options::default());
    spool.append(Lane::Telemetry, 1, &[1; 1000], NOW).unwrap();
    spool.append(Lane::Telemetry, 1, &[2; 1000], NOW).unwrap();
    spool.append(Lane::Telemetry, 1, &vec![3; MAX_PAYLOAD], NOW).unwrap();
    spool.sync_all().unwrap();

    let mut lengths = |after, records, bytes| {
        let chunk = spool.read(Lane::Telemetry, after, records, bytes).unwrap();
        chunk.records.iter().map(|it| it.payload.len()).collect::<Vec<_>>()
    };

    assert_eq!(lengths(0, 10, 2082), [1000, 1000]);
    assert_eq!(lengths(0, 10, 2081), [1000]);
    assert_eq!(lengths(0, 1, 1 << 20), [1000]);
    assert_eq!(lengths(0, 10, 1 << 20), [1000, 1000, MAX_PAYLOAD]);
    assert_eq!(lengths(2, 10, 100), [MAX_PAYLOAD]);
    assert_eq!(lengths(3, 10, 100), Vec::<usize>::new());
}

#[test]
fn a_payload_must_have_a_size() {
    let (mut spool, _) = open(&FaultyDisk::default(), Options::default());

    let empty = spool.append(Lane::Telemetry, 1, b"", NOW);
    let large = spool.append(Lane::Telemetry, 1, &vec![0; MAX_PAYLOAD + 1], NOW);

    assert!(matches!(empty, Err(AppendError::PayloadSize { size: 0 })));
    assert!(matches!(large, Err(AppendError::PayloadSize { .. })));
}

#[test]
fn an_acknowledgement_frees_whole_segments_and_no_more() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, small());
    fill(&mut spool, Lane::Telemetry, 1, 100).unwrap();
    spool.sync_all().unwrap();
    let before = spool.stat();

    spool.ack(Lane::Telemetry, 50).unwrap();

    let after = spool.stat();
    assert!(after.telemetry.segments < before.telemetry.segments);
    assert!(after.telemetry.first_seq <= 51);
    assert_eq!(after.telemetry.pending_records, 50);
    assert_eq!(after.telemetry.acked_chain, spool.chain_at(Lane::Telemetry, 50));
    let bytes: u64 = (51..=100).map(|it| payload(it).len() as u64 + 41).sum();
    assert_eq!(after.telemetry.pending_bytes, bytes);
    assert_accounted(&spool);
    let (records, holes) = drain(&mut spool, Lane::Telemetry, 50);
    assert_eq!(records.len(), 50);
    assert!(holes.is_empty());
    spool.ack(Lane::Telemetry, 100).unwrap();
    spool.ack(Lane::Telemetry, 10).unwrap();
    assert_eq!(spool.stat().telemetry.segments, 1);
    assert_eq!(spool.stat().telemetry.pending_bytes, 0);
}

#[test]
fn an_acknowledgement_beyond_the_end_is_refused() {
    let (mut spool, _) = open(&FaultyDisk::default(), small());
    fill(&mut spool, Lane::Telemetry, 1, 5).unwrap();

    let refused = spool.ack(Lane::Telemetry, 1);

    assert!(matches!(refused, Err(AckError { through_seq: 1, durable_seq: 0, .. })));
}

#[test]
fn the_chain_is_known_wherever_a_record_is() {
    let (mut spool, _) = open(&FaultyDisk::default(), small());
    fill(&mut spool, Lane::Telemetry, 1, 60).unwrap();
    spool.sync_all().unwrap();
    let (records, _) = drain(&mut spool, Lane::Telemetry, 0);

    for record in &records {
        assert_eq!(spool.chain_at(Lane::Telemetry, record.seq), Some(record.chain));
    }
    assert_eq!(spool.chain_at(Lane::Telemetry, 0), Some(CHAIN_START));
    assert_eq!(spool.chain_at(Lane::Telemetry, 61), None);
}

#[test]
fn reading_a_backlog_reads_each_byte_about_once() {
    let disk = FaultyDisk::default();
    let (mut spool, _) = open(&disk, Options::default());
    for number in 0..100_000_u64 {
        spool.append(Lane::Telemetry, 1, &number.to_le_bytes().repeat(10), NOW).unwrap();
    }
    spool.sync_all().unwrap();
    let size = spool.stat().telemetry.disk_bytes;
    let (opens, bytes) = (disk.opens(), disk.bytes_read());

    let mut after = 0;
    loop {
        let chunk = spool.read(Lane::Telemetry, after, 500, 128 * 1024).unwrap();
        let Some(last) = chunk.records.last() else { break };
        after = last.seq;
    }

    assert_eq!(after, 100_000);
    assert!(disk.bytes_read() - bytes < 3 * size, "{} of {size}", disk.bytes_read() - bytes);
    assert!(disk.opens() - opens <= spool.stat().telemetry.segments as u64);
    assert!(disk.names().iter().all(|it| it.starts_with(DIR)));
}
