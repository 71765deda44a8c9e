//! Folders of spools.

use std::{path::Path, sync::Arc};

use nocturne_spool::{Lane, Options, Spool};

use super::Made;
use crate::{disk::Memory, spool::input};

const NOW_US: u64 = 1_700_000_000_000_000;
/// Three segments of a few records each.
const OPTIONS: Options = Options {
    max_bytes: 64 << 10,
    lane0_max_bytes: 4 << 10,
    max_age_us: 0,
    min_free_bytes: 0,
    segment_bytes: 512,
};

type Files = Vec<(String, Vec<u8>)>;

pub(super) fn folders() -> Vec<Made> {
    let files = written();
    let segment = |at: usize| {
        files.iter().filter(|(name, _)| name.ends_with(".seg")).nth(at).expect("a segment").0.clone()
    };
    let (first, second) = (segment(1), segment(2));
    let with = |name, change: &dyn Fn(&mut Files), sealed: bool| {
        let mut files = files.clone();
        change(&mut files);
        let files: Vec<(&str, &[u8], bool)> =
            files.iter().map(|(name, content)| (name.as_str(), content.as_slice(), sealed)).collect();
        (name, input(&files))
    };
    let content = |files: &mut Files, name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        files.iter_mut().filter(|(known, _)| known == name).for_each(|(_, content)| change(content));
    };
    vec![
        ("bad-nothing", Vec::new()),
        with("good-closed", &|_| (), false),
        with("good-closed-and-sealed", &|_| (), true),
        with("odd-killed", &|files| files.retain(|(name, _)| name != "clean"), true),
        with("bad-id-lost", &|files| files.retain(|(name, _)| name != "spool.id"), false),
        with("bad-epoch-lost", &|files| files.retain(|(name, _)| name != "epoch"), false),
        with(
            "bad-hints-lost",
            &|files| files.retain(|(name, _)| !name.ends_with("hint") && name != "clean"),
            false,
        ),
        with("bad-segment-lost", &|files| files.retain(|(name, _)| *name != second), false),
        with(
            "bad-segment-torn",
            &|files| content(files, &first, &|bytes| bytes.truncate(bytes.len() - 7)),
            false,
        ),
        with("bad-segment-header", &|files| content(files, &first, &|bytes| bytes[3] ^= 1), false),
        with("bad-record-flipped", &|files| content(files, &first, &|bytes| bytes[130] ^= 4), false),
        with(
            "odd-record-length-lies",
            &|files| {
                content(files, &first, &|bytes| bytes[76..80].copy_from_slice(&u32::MAX.to_le_bytes()));
            },
            true,
        ),
        with(
            "odd-first-seq-near-the-end",
            &|files| {
                content(files, &second, &|bytes| {
                    bytes[40..48].copy_from_slice(&(u64::MAX / 8).to_le_bytes())
                });
            },
            true,
        ),
        with("odd-other-epoch", &|files| content(files, &second, &|bytes| bytes[32] = 9), true),
        with("odd-other-spool", &|files| content(files, &second, &|bytes| bytes[16] ^= 9), true),
        with(
            "odd-epoch-huge",
            &|files| {
                content(files, "epoch", &|bytes| bytes[8..16].copy_from_slice(&u64::MAX.to_le_bytes()));
            },
            true,
        ),
        with(
            "odd-hint-beyond-the-end",
            &|files| {
                content(files, "lane1.hint", &|bytes| {
                    bytes[16..24].copy_from_slice(&(u64::MAX / 8).to_le_bytes())
                });
            },
            true,
        ),
        with(
            "odd-epoch-change-cut",
            &|files| {
                files.iter_mut().filter(|(name, _)| *name == second).for_each(|(name, _)| {
                    *name = name.replace(".seg", ".new");
                });
            },
            true,
        ),
        with(
            "odd-segment-twice",
            &|files| {
                let again = files.iter().find(|(name, _)| *name == first).map(|(_, bytes)| bytes.clone());
                files.push((
                    "lane1-0000000000000001-00000000000000ff.seg".to_owned(),
                    again.unwrap_or_default(),
                ));
            },
            true,
        ),
        with("odd-stranger", &|files| files.push(("lane7-x.seg".to_owned(), b"?".to_vec())), false),
    ]
}

/// What a spool leaves behind that was closed in order: a record acknowledged, some pending, some dropped.
fn written() -> Files {
    let disk = Arc::new(Memory::default());
    // The id is random, so it is given.
    disk.put(Path::new("/s/spool.id").to_owned(), id());
    let (mut spool, _) =
        Spool::open_on(Arc::clone(&disk) as _, Path::new("/s"), OPTIONS, NOW_US).expect("a spool is made");
    for n in 1..=12_u8 {
        let payload = [n; 60];
        spool.append(Lane::Telemetry, 1, &payload, NOW_US + u64::from(n)).expect("there is room");
    }
    spool.append(Lane::Critical, 2, b"a status", NOW_US).expect("there is room");
    spool.sync_all().expect("a good disk syncs");
    spool.ack(Lane::Telemetry, 2).expect("it is durable");
    spool.close().expect("it is closed");
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    disk.contents().into_iter().map(|(path, bytes)| (name(&path), bytes)).collect()
}

fn id() -> Vec<u8> {
    let id = [0x5a_u8; 16];
    format!("{:032x} {:08x}\n", u128::from_be_bytes(id), crc32c::crc32c(&id)).into_bytes()
}
