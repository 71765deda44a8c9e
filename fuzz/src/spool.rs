//! Whatever lies in a spool's folder: `nocturne_spool`.
//!
//! An input is files one after the other, each behind a line with its name and its length:
//!
//! ```text
//!   lane1-0000000000000001-0000000000000001.seg 512
//!   …512 bytes…
//!   epoch 28 sealed
//!   …28 bytes…
//! ```
//!
//! What is `sealed` gets right checksums after it was mutated, so that lies are told behind them as well.

use std::{path::Path, sync::Arc};

use nocturne_spool::{Lane, MAX_PAYLOAD, Options, Spool, verify_on};

use crate::{Limits, disk::Memory};

/// A spool reads stretches of its files and keeps a place in them.
pub const LIMITS: Limits = Limits { mutations: 8_000, base_bytes: 4 << 20, bytes_per_byte: 64 };

/// Where the spool lies.
const FOLDER: &str = "/spool";
const NOW_US: u64 = 1_700_000_000_000_000;
/// Small, so that lanes come to their limits.
const OPTIONS: Options = Options {
    max_bytes: 256 << 10,
    lane0_max_bytes: 64 << 10,
    max_age_us: 0,
    min_free_bytes: 0,
    segment_bytes: 8 << 10,
};
/// Bytes of a segment's header that its checksum covers.
const HEADER_COVERED: usize = 72;

/// A spool opens whatever lies there, accounts for every record, goes on, and is in order the next time. True when there
/// was nothing to mend.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let disk = Memory::default();
    for (name, content) in files(bytes) {
        disk.put(Path::new(FOLDER).join(name), content);
    }
    let disk: Arc<Memory> = Arc::new(disk);
    let folder = Path::new(FOLDER);

    let report =
        verify_on(Arc::clone(&disk) as _, folder).expect("a folder that can be read can be verified");
    let (mut spool, recovery) = Spool::open_on(Arc::clone(&disk) as _, folder, OPTIONS, NOW_US)
        .expect("damage never prevents opening");
    for lane in Lane::ALL {
        account(&spool, lane);
        drain(&mut spool, lane);
        go_on(&mut spool, lane);
        account(&spool, lane);
    }
    let before = spool.stat();
    spool.close().expect("a spool on a good disk is closed");

    let (spool, again) =
        Spool::open_on(disk, folder, OPTIONS, NOW_US + 1).expect("a spool that was closed is opened");
    assert!(again.clean_stop, "a closed spool was stopped cleanly");
    assert_eq!((again.truncated_bytes, again.quarantined.len()), (0, 0), "mended once is mended");
    let after = spool.stat();
    assert_eq!((after.spool_id, after.epoch), (before.spool_id, before.epoch));
    for lane in Lane::ALL {
        let (before, after) = (before.lane(lane), after.lane(lane));
        assert_eq!((after.last_seq, after.last_chain), (before.last_seq, before.last_chain), "{lane}");
        assert_eq!(after.acked_seq, before.acked_seq, "{lane}");
        assert_eq!(after.pending_records, before.pending_records, "{lane}");
    }
    report.is_ok() && recovery.clean_stop && recovery.holes.is_empty()
}

/// produced = acknowledged + pending + dropped.
fn account(spool: &Spool, lane: Lane) {
    let stat = spool.stat();
    let stat = stat.lane(lane);
    let sum =
        u128::from(stat.acked_records) + u128::from(stat.pending_records) + u128::from(stat.dropped_records);
    assert_eq!(u128::from(stat.produced_records), sum, "{lane}: {stat:?}");
    assert!(stat.acked_seq <= stat.last_seq && stat.durable_seq <= stat.last_seq, "{lane}: {stat:?}");
}

/// Every record that is pending can be read, in order, and what is missing is declared in front of what follows it.
fn drain(spool: &mut Spool, lane: Lane) {
    let stat = spool.stat();
    let stat = stat.lane(lane);
    let mut after = stat.acked_seq;
    let mut n_records = 0;
    loop {
        let chunk = spool.read(lane, after, 64, 64 << 10).expect("a good disk can be read");
        if chunk.records.is_empty() {
            break;
        }
        if chunk.first_seq != after + 1 {
            let hole = chunk.hole.as_ref().expect("a hole is declared");
            assert_eq!((hole.first_seq, hole.last_seq), (after + 1, chunk.first_seq - 1), "{lane}");
        }
        for (expected, record) in (chunk.first_seq..).zip(&chunk.records) {
            assert_eq!(record.seq, expected, "{lane}");
            assert!((1..=MAX_PAYLOAD).contains(&record.payload.len()), "{lane}: record {expected}");
            n_records += 1;
            after = expected;
        }
    }
    assert_eq!(n_records, stat.pending_records, "{lane}: every pending record is read");
}

/// What is appended now can be read and acknowledged.
fn go_on(spool: &mut Spool, lane: Lane) {
    // The critical lane is full and says so.
    let Ok(seq) = spool.append(lane, 1, b"more", NOW_US) else { return };
    spool.sync(lane).expect("a good disk syncs");
    let chunk = spool.read(lane, seq - 1, 1, 1 << 10).expect("a good disk can be read");
    let read = chunk.records.first().map(|record| (record.seq, record.payload.as_slice()));
    assert_eq!(read, Some((seq, b"more".as_slice())), "{lane}");
    spool.ack(lane, seq).expect("what was read is acknowledged");
    assert_eq!(spool.stat().lane(lane).pending_records, 0, "{lane}");
}

/// The files of an input. A file that ends before its length does is short.
fn files(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, behind) = (String::from_utf8_lossy(&rest[..at]).into_owned(), &rest[at + 1..]);
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let length = words.next().and_then(|word| word.parse().ok()).unwrap_or(0).min(behind.len());
        let (content, behind) = behind.split_at(length);
        rest = behind;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if name.is_empty() || !name.chars().all(is_name) || name.starts_with("..") || name == "." {
            continue;
        }
        let mut content = content.to_vec();
        if words.next() == Some("sealed") {
            seal(name, &mut content);
        }
        files.push((name.to_owned(), content));
    }
    files
}

/// Writes an input.
#[must_use]
pub fn input(files: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let mut input = Vec::new();
    for (name, content, sealed) in files {
        let sealed = if *sealed { " sealed" } else { "" };
        input.extend_from_slice(format!("{name} {}{sealed}\n", content.len()).as_bytes());
        input.extend_from_slice(content);
    }
    input
}

fn seal(name: &str, content: &mut [u8]) {
    if (matches!(name, "epoch" | "clean") || name.ends_with(".hint"))
        && let Some((covered, crc)) = content.split_last_chunk_mut::<4>()
    {
        *crc = crc32c::crc32c(covered).to_le_bytes();
    }
    if !name.ends_with(".seg") && !name.ends_with(".new") {
        return;
    }
    let Some((header, mut records)) = content.split_at_mut_checked(HEADER_COVERED + 4) else { return };
    let (covered, crc) = header.split_at_mut(HEADER_COVERED);
    crc.copy_from_slice(&crc32c::crc32c(covered).to_le_bytes());
    // length u32, crc u32, then 33 bytes and the payload that the checksum covers.
    while let Some((head, rest)) = records.split_first_chunk_mut::<8>() {
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        let covered = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(33);
        let Some((covered, rest)) = rest.split_at_mut_checked(covered) else { return };
        head[4..].copy_from_slice(&crc32c::crc32c(covered).to_le_bytes());
        records = rest;
    }
}
