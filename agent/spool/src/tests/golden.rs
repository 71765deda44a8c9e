//! Bytes that other programs and older files rely on.

use crate::{
    CHAIN_START, Lane, OVERHEAD, chain_next,
    record::{Damage, Record, decode},
    segment::{HEADER, Header, NameParts, Stamp},
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

#[test]
fn the_chain_is_the_head_of_a_sha256() {
    let first = chain_next(&CHAIN_START, 1, 1, b"hello");
    let second = chain_next(&first, 2, 4, b"world");

    assert_eq!(hex(&first), "d13f08756cad6c91b4b1a558b3c66697");
    assert_eq!(hex(&second), "2be17acea8f1d8fb768da4d2d810b4a5");
}

#[test]
fn a_record_has_these_bytes() {
    let chain = [0xaa; 16];
    let record = Record { seq: 7, at_us: 0x0102, kind: 3, chain, payload: b"xyz" };
    let mut bytes = Vec::new();

    record.encode(&mut bytes);

    let expected = format!(
        "03000000{}0700000000000000020100000000000003{}78797a",
        hex(&crc32c::crc32c(&bytes[8..]).to_le_bytes()),
        "aa".repeat(16)
    );
    assert_eq!(hex(&bytes), expected);
    assert_eq!(bytes.len(), OVERHEAD + 3);
    assert_eq!(decode(&bytes), Ok((record, &[][..])));
}

#[test]
fn every_truncation_and_every_flipped_bit_of_a_record_is_seen() {
    let record = Record { seq: 7, at_us: 9, kind: 3, chain: [1; 16], payload: b"some payload" };
    let mut bytes = Vec::new();
    record.encode(&mut bytes);

    for length in 0..bytes.len() {
        assert_eq!(decode(&bytes[..length]), Err(Damage::Torn));
    }
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(decode(&flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn a_header_survives_the_way_and_no_flipped_bit() {
    let stamp = Stamp { spool_id: [7; 16], epoch: 3, lane: Lane::Telemetry };
    let header = Header { stamp, first_seq: 12, chain_before: [9; 16], opened_at_us: 5 };
    let bytes = header.encode();

    assert_eq!(bytes.len(), HEADER);
    assert_eq!(&bytes[..13], b"NOCTSEG1\x01\0\0\0\x01");
    assert_eq!(Header::decode(&bytes), Some(header));
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Header::decode(&flipped), None, "bit {bit}");
    }
}

#[test]
fn a_file_name_tells_its_place() {
    let stamp = Stamp { spool_id: [7; 16], epoch: 3, lane: Lane::Telemetry };

    let name = stamp.file_name(0x2a);

    assert_eq!(name, "lane1-0000000000000003-000000000000002a.seg");
    let parts = NameParts { lane: Lane::Telemetry, epoch: 3, first_seq: 0x2a };
    assert_eq!(NameParts::parse(&name), Some(parts));
    assert_eq!(NameParts::parse("lane1-0000000000000003-000000000000002a-r2.seg"), Some(parts));
    assert_eq!(NameParts::parse("lane7-0000000000000003-000000000000002a.seg"), None);
    assert_eq!(NameParts::parse("lane1.hint"), None);
}
