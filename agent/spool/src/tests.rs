//! Tests over whole spools, most of them on a disk that misbehaves on request.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod bounds;
mod crash;
mod damage;
mod disk_errors;
mod epoch;
mod faulty;
mod files;
mod golden;
mod model;
mod reading;

use std::{path::Path, sync::Arc};

use crate::{AppendError, Chain, Hole, Lane, Options, Recovery, Spool, SpooledRecord, chain_next};
use faulty::FaultyDisk;

/// Where spools live on the faulty disk.
const DIR: &str = "/spool";
/// A time, microseconds since 1970.
const NOW: u64 = 1_700_000_000_000_000;

/// Small files, room for everything.
fn small() -> Options {
    Options {
        max_bytes: 1 << 20,
        lane0_max_bytes: 1 << 18,
        max_age_us: 0,
        min_free_bytes: 0,
        segment_bytes: 400,
    }
}

fn open(disk: &FaultyDisk, options: Options) -> (Spool, Recovery) {
    Spool::open_on(Arc::new(disk.clone()), Path::new(DIR), options, NOW).expect("opens")
}

fn payload(number: u64) -> Vec<u8> {
    let length = usize::try_from(number % 37).unwrap() + 1;
    let mut payload = number.to_le_bytes().repeat(length.div_ceil(8));
    payload.truncate(length.max(8));
    payload
}

/// Appends `count` records whose payloads are numbered on from `from`.
fn fill(spool: &mut Spool, lane: Lane, from: u64, count: u64) -> Result<(), AppendError> {
    for number in from..from + count {
        spool.append(lane, 1, &payload(number), NOW + number)?;
    }
    Ok(())
}

/// Everything that can be read after a record, and the holes on the way.
fn drain(spool: &mut Spool, lane: Lane, mut after: u64) -> (Vec<SpooledRecord>, Vec<Hole>) {
    let mut records: Vec<SpooledRecord> = Vec::new();
    let mut holes = Vec::new();
    loop {
        let chunk = spool.read(lane, after, 7, 2_000).expect("reads");
        let Some(last) = chunk.records.last() else { return (records, holes) };
        let begin = chunk.hole.as_ref().map_or(after, |it| it.last_seq);
        assert_eq!(chunk.first_seq, begin + 1, "holes and records tile the sequence");
        assert_eq!(chunk.hole.as_ref().map(|it| it.first_seq), chunk.hole.as_ref().map(|_| after + 1));
        after = last.seq;
        holes.extend(chunk.hole);
        records.extend(chunk.records);
    }
}

/// Checks a lane's records as a coordinator does that stands at `after`.
fn assert_chained(mut after: u64, mut chain: Chain, records: &[SpooledRecord], holes: &[Hole]) {
    for record in records {
        if let Some(hole) = holes.iter().find(|it| it.last_seq + 1 == record.seq) {
            (after, chain) = (hole.last_seq, hole.chain_after);
        }
        assert_eq!(record.seq, after + 1);
        chain = chain_next(&chain, record.seq, record.kind, &record.payload);
        assert_eq!(record.chain, chain, "record {}", record.seq);
        after = record.seq;
    }
}

fn assert_accounted(spool: &Spool) {
    for lane in Lane::ALL {
        let stat = spool.stat();
        let stat = stat.lane(lane);
        let sum = stat.acked_records + stat.pending_records + stat.dropped_records;
        assert_eq!(stat.produced_records, sum, "{lane}: {stat:?}");
    }
}
