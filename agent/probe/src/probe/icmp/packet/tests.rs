use proptest::prelude::*;

use super::*;

const LABEL: Label = Label { identifier: 0x1234, sequence: 0xabcd };
const TOKEN: Token = *b"0123456789abcdef";

#[test]
fn a_request_has_the_bytes_of_rfc_792() {
    let bytes = encode(Family::V4, LABEL, &TOKEN, 20);

    assert_eq!(bytes[..2], [8, 0]);
    assert_eq!(bytes[4..8], [0x12, 0x34, 0xab, 0xcd]);
    assert_eq!(bytes[8..24], TOKEN);
    assert_eq!(bytes.len(), 28);
    assert_eq!(checksum(&bytes), 0);
}

#[test]
fn a_reply_is_read_with_and_without_ip_header() {
    let reply = reply_v4();

    for (mode, bytes) in [(Mode::Datagram, reply.clone()), (Mode::Raw, ip_v4([127, 0, 0, 1], &reply))] {
        let Some(Message::Reply { label, payload }) = decode(Family::V4, mode, &bytes) else {
            panic!("{mode:?}")
        };
        assert_eq!((label, &payload[..16]), (LABEL, &TOKEN[..]));
    }
}

#[test]
fn our_own_request_seen_on_loopback_is_no_reply() {
    let request = encode(Family::V4, LABEL, &TOKEN, 56);
    assert_eq!(decode(Family::V4, Mode::Raw, &ip_v4([127, 0, 0, 1], &request)), None);

    let request = encode(Family::V6, LABEL, &TOKEN, 56);
    assert_eq!(decode(Family::V6, Mode::Raw, &request), None);
}

#[test]
fn an_error_names_the_request_it_is_about() {
    let request = encode(Family::V4, LABEL, &TOKEN, 56);
    // RFC 792 obliges routers to quote no more than 8 bytes.
    let error = error_v4(3, 1, &ip_v4([192, 0, 2, 9], &request[..8]));

    let packet = ip_v4([127, 0, 0, 1], &error);
    let message = decode(Family::V4, Mode::Raw, &packet);

    let target = IpAddr::from([192, 0, 2, 9]);
    let want = Message::Error { target, label: LABEL, payload: &[], complaint: "host unreachable" };
    assert_eq!(message, Some(want));
}

#[test]
fn an_error_of_ipv6_names_the_request_it_is_about() {
    let request = encode(Family::V6, LABEL, &TOKEN, 16);
    let target: Ipv6Addr = "2001:db8::9".parse().unwrap();
    let mut error = vec![1, 3, 0, 0, 0, 0, 0, 0];
    error.extend([0x60, 0, 0, 0, 0, 24, PROTOCOL_V6, 64]);
    error.extend(Ipv6Addr::LOCALHOST.octets());
    error.extend(target.octets());
    error.extend(&request);

    let message = decode(Family::V6, Mode::Raw, &error);

    let want = Message::Error {
        target: target.into(),
        label: LABEL,
        payload: &TOKEN,
        complaint: "address unreachable",
    };
    assert_eq!(message, Some(want));
}

#[test]
fn every_flipped_bit_and_every_truncation_of_a_reply_is_refused() {
    let reply = reply_v4();
    for bit in 0..reply.len() * 8 {
        let mut flipped = reply.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(decode(Family::V4, Mode::Datagram, &flipped), None, "bit {bit}");
    }
    for length in 0..24 {
        assert_eq!(decode(Family::V4, Mode::Datagram, &reply[..length]), None, "{length} bytes");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_looked_at_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for family in [Family::V4, Family::V6] {
            for mode in [Mode::Raw, Mode::Datagram] {
                let ours = Message::Reply { label: LABEL, payload: &TOKEN };
                prop_assert_ne!(decode(family, mode, &bytes), Some(ours));
            }
        }
    }
}

fn reply_v4() -> Vec<u8> {
    let mut bytes = encode(Family::V4, LABEL, &TOKEN, 56);
    bytes[0] = 0;
    seal(bytes)
}

fn error_v4(kind: u8, code: u8, quoted: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind, code, 0, 0, 0, 0, 0, 0];
    bytes.extend(quoted);
    seal(bytes)
}

fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[2..4].fill(0);
    let sum = checksum(&bytes).to_be_bytes();
    bytes[2..4].copy_from_slice(&sum);
    bytes
}

fn ip_v4(destination: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, PROTOCOL_V4, 0, 0, 10, 0, 0, 1];
    bytes.extend(destination);
    bytes.extend(payload);
    bytes
}
