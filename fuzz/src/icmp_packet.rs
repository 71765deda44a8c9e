//! What an ICMP socket hands over: `nocturne_probe::probe::icmp::packet`.
//!
//! The first byte of an input chooses the socket (`4` raw, `d` datagram, `6` version 6), the rest is what it delivered.

use std::net::IpAddr;

use nocturne_probe::probe::icmp::packet::{Family, Message, Mode, decode, encode};

use crate::Limits;

/// Nothing is kept of a packet.
pub const LIMITS: Limits = Limits { mutations: 50_000, base_bytes: 4 << 10, bytes_per_byte: 4 };

/// A message is told apart within its own bytes, and a request is never taken for a reply. True when the packet concerns
/// an echo request.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Some((socket, packet)) = bytes.split_first() else { return false };
    let (family, mode) = match socket {
        b'4' => (Family::V4, Mode::Raw),
        b'd' => (Family::V4, Mode::Datagram),
        _ => (Family::V6, Mode::Datagram),
    };
    let Some(message) = decode(family, mode, packet) else { return false };
    let (label, payload) = match message {
        Message::Reply { label, payload } => (label, payload),
        Message::Error { target, label, payload, complaint } => {
            assert_eq!(target.is_ipv4(), family == Family::V4);
            assert_eq!(matches!(target, IpAddr::V4(_)), family == Family::V4);
            assert!(!complaint.is_empty());
            (label, payload)
        }
    };
    assert!(packet.ends_with(payload), "a payload that is not of the packet");

    let mut token = [0; 16];
    token.iter_mut().zip(payload).for_each(|(to, from)| *to = *from);
    let request = encode(family, label, &token, payload.len().min(1_400));
    assert_eq!(decode(family, Mode::Datagram, &request), None, "a request is taken for an answer");
    true
}
