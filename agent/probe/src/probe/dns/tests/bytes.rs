//! Messages by hand, and what becomes of them when they are damaged.

use nocturne_shared::check::{DnsSpec, Rcode, RecordType};
use proptest::prelude::*;

use crate::probe::dns::{judge, question, read_answer, read_head};

pub(super) const CNAME: u16 = 5;

/// A record of class IN with 60 s to live.
pub(super) fn record(name: &[u8], record_type: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    let fixed = [record_type, 1, 0, 60, length].map(u16::to_be_bytes).concat();
    [name, &fixed, data].concat()
}

/// The answer to a query, without what it has behind its question.
pub(super) fn answered(query: &[u8], flags: u16, answers: &[Vec<u8>]) -> Vec<u8> {
    let n_answers = u16::try_from(answers.len()).unwrap();
    let mut message = [&query[..2], &[flags, 1, n_answers, 0, 0].map(u16::to_be_bytes).concat()].concat();
    message.extend(&query[12..]);
    message.extend(answers.concat());
    message
}

/// One record of each type, each with names that point into others.
fn rich() -> Vec<u8> {
    let query = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x03org\0\0\x01\0\x01";
    let soa = b"\x02ns\xc0\x0c\x04root\xc0\x0c\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05";
    let mut message = answered(
        query,
        0x8580,
        &[
            record(b"\xc0\x0c", CNAME, b"\x03www\xc0\x0c"),
            record(b"\x03www\xc0\x0c", 1, &[192, 0, 2, 1]),
            record(b"\xc0\x0c", 28, &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            record(b"\xc0\x0c", 15, b"\0\x0a\x04mail\xc0\x0c"),
            record(b"\xc0\x0c", 33, b"\0\x01\0\x02\0\x50\x03srv\xc0\x14"),
            record(b"\xc0\x0c", 6, soa),
            record(b"\xc0\x0c", 16, b"\x05hello\x00\x03\"\\\xff"),
            record(b"\xc0\x0c", 257, b"\x80\x05issueca.example"),
            record(b"\xc0\x0c", 46, b"signature"),
        ],
    );
    // One of them in each of the other sections.
    for (section, number) in [(8, record(b"\xc0\x14", 2, b"\xc0\x0c")), (10, record(b"\0", 41, b""))] {
        message[section + 1] += 1;
        message.extend(number);
    }
    message
}

/// Everything that is done with bytes from outside.
fn look_at(message: &[u8]) -> bool {
    let head = read_head(message);
    let Ok(answer) = read_answer(message) else { return false };
    assert_eq!(head.as_ref(), Ok(&answer.head));
    for record in &answer.answers {
        assert!(!record.line().chars().any(char::is_control));
    }
    for record_type in RecordType::ALL {
        let spec = DnsSpec {
            query_name: "example.org".to_owned(),
            record_type: *record_type,
            port: 53,
            tcp: false,
            recursion_desired: true,
            expected_rcode: Rcode::NoError,
            expected_answers: vec!["192.0.2.1".to_owned(), "\"hello\"".to_owned()],
        };
        drop(judge(&spec, &question(&spec), &answer));
    }
    true
}

#[test]
fn a_message_with_everything_is_read_and_nothing_of_it_lost() {
    let message = rich();
    let answer = read_answer(&message).unwrap();

    let lines: Vec<String> = answer.answers.iter().map(super::super::Record::line).collect();
    assert_eq!(
        lines,
        [
            "example.org. 60 IN CNAME www.example.org.",
            "www.example.org. 60 IN A 192.0.2.1",
            "example.org. 60 IN AAAA 2001:db8::1",
            "example.org. 60 IN MX 10 mail.example.org.",
            "example.org. 60 IN SRV 1 2 80 srv.org.",
            "example.org. 60 IN SOA ns.example.org. root.example.org. 1 2 3 4 5",
            r#"example.org. 60 IN TXT "hello" "" "\"\\\255""#,
            r#"example.org. 60 IN CAA 128 issue "ca.example""#,
            r"example.org. 60 IN TYPE46 \# 9 7369676E6174757265",
        ]
    );
    assert_eq!((answer.n_authorities, answer.n_additionals), (1, 1));
    assert_eq!(answer.head.flags.to_text(), "qr aa rd ra");
    assert!(look_at(&message));
}

#[test]
fn every_truncation_is_refused() {
    let message = rich();
    for length in 0..message.len() {
        assert!(!look_at(&message[..length]), "{length}");
    }
}

#[test]
fn every_flipped_bit_is_looked_at_without_panic() {
    let message = rich();
    for bit in 0..message.len() * 8 {
        let mut damaged = message.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        look_at(&damaged);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_looked_at_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        look_at(&bytes);
    }

    #[test]
    fn several_damages_at_once_are_no_worse(
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in any::<prop::sample::Index>(),
    ) {
        let mut message = rich();
        for (at, byte) in damages {
            let at = at.index(message.len());
            message[at] = byte;
        }
        message.truncate(end.index(message.len()) + 1);
        look_at(&message);
    }
}
