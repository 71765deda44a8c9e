//! Bytes of ICMP, versions 4 and 6.
//!
//! ```text
//!   echo    type code checksum | identifier sequence | token (16 bytes) and padding
//!   error   type code checksum | unused              | IP header and the first bytes of what was sent
//! ```
//!
//! Everything here comes from strangers: nothing is trusted beyond its length.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use super::socket::{Family, Mode};

#[cfg(test)]
mod tests;

/// What a reply must repeat. Random, so that nobody can answer who was not asked.
pub type Token = [u8; 16];

const PROTOCOL_V4: u8 = 1;
const PROTOCOL_V6: u8 = 58;

/// The echo header's fields that tell packets apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Label {
    /// Tells programs apart.
    pub identifier: u16,
    /// Tells requests apart.
    pub sequence: u16,
}

/// A message that concerns an echo request, perhaps one of ours.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// An echo reply.
    Reply {
        /// Of the request.
        label: Label,
        /// Everything behind the echo header.
        payload: &'a [u8],
    },
    /// Somebody complains about an echo request.
    Error {
        /// Where the request went.
        target: IpAddr,
        /// Of the request.
        label: Label,
        /// As much of it as was quoted.
        payload: &'a [u8],
        /// What is wrong, for people.
        complaint: &'static str,
    },
}

/// Builds an echo request with `payload_bytes` behind its header, at least the token.
#[must_use]
pub fn encode(family: Family, label: Label, token: &Token, payload_bytes: usize) -> Vec<u8> {
    let kind = match family {
        Family::V4 => 8,
        Family::V6 => 128,
    };
    let mut bytes = Vec::with_capacity(8 + payload_bytes);
    bytes.extend([kind, 0, 0, 0]);
    bytes.extend(label.identifier.to_be_bytes());
    bytes.extend(label.sequence.to_be_bytes());
    bytes.extend(token);
    bytes.resize((8 + payload_bytes).max(bytes.len()), 0);
    // ICMPv6's covers the source address too; the kernel computes it (RFC 3542 §3.1).
    if family == Family::V4 {
        let [high, low] = checksum(&bytes).to_be_bytes();
        bytes.splice(2..4, [high, low]);
    }
    bytes
}

/// Reads what a socket of this family and kind delivered; `None` for whatever is no business of echo requests.
#[must_use]
pub fn decode(family: Family, mode: Mode, bytes: &[u8]) -> Option<Message<'_>> {
    match (family, mode) {
        (Family::V4, Mode::Raw) => decode_v4(ip_payload(bytes)?.1),
        (Family::V4, Mode::Datagram) => decode_v4(bytes),
        (Family::V6, _) => decode_v6(bytes),
    }
}

fn decode_v4(message: &[u8]) -> Option<Message<'_>> {
    // Raw sockets get packets before the kernel looks at the checksum.
    if checksum(message) != 0 {
        return None;
    }
    let ([kind, code, ..], rest) = message.split_first_chunk::<4>()?;
    if *kind == 0 {
        let (label, payload) = label(rest)?;
        return Some(Message::Reply { label, payload });
    }
    let complaint = complaint_v4(*kind, *code)?;
    let (target, echo) = ip_payload(rest.get(4..)?)?;
    let ([8, 0, _, _], rest) = echo.split_first_chunk::<4>()? else { return None };
    let (label, payload) = label(rest)?;
    Some(Message::Error { target: IpAddr::V4(target), label, payload, complaint })
}

fn decode_v6(message: &[u8]) -> Option<Message<'_>> {
    let ([kind, code, ..], rest) = message.split_first_chunk::<4>()?;
    if *kind == 129 {
        let (label, payload) = label(rest)?;
        return Some(Message::Reply { label, payload });
    }
    let complaint = complaint_v6(*kind, *code)?;
    // Requests carry no extension headers, so the quoted header is 40 bytes and followed by ICMPv6.
    let (header, echo) = rest.get(4..)?.split_first_chunk::<40>()?;
    let target: [u8; 16] = header.last_chunk::<16>().copied()?;
    if header.get(6) != Some(&PROTOCOL_V6) {
        return None;
    }
    let ([128, 0, _, _], rest) = echo.split_first_chunk::<4>()? else { return None };
    let (label, payload) = label(rest)?;
    Some(Message::Error { target: IpAddr::V6(Ipv6Addr::from(target)), label, payload, complaint })
}

/// Destination and payload of an IPv4 packet that carries ICMP.
fn ip_payload(packet: &[u8]) -> Option<(Ipv4Addr, &[u8])> {
    let (header, _rest) = packet.split_first_chunk::<20>()?;
    let [version_and_length, .., protocol, _, _] = header.first_chunk::<12>()?;
    let length = usize::from(version_and_length & 0x0f) * 4;
    if version_and_length >> 4 != 4 || length < 20 || *protocol != PROTOCOL_V4 {
        return None;
    }
    let destination: [u8; 4] = header.last_chunk::<4>().copied()?;
    Some((Ipv4Addr::from(destination), packet.get(length..)?))
}

fn label(bytes: &[u8]) -> Option<(Label, &[u8])> {
    let ([a, b, c, d], payload) = bytes.split_first_chunk::<4>()?;
    let label = Label { identifier: u16::from_be_bytes([*a, *b]), sequence: u16::from_be_bytes([*c, *d]) };
    Some((label, payload))
}

/// RFC 792. "Fragmentation needed" is left out: the kernel learns from it and the next request fits.
const fn complaint_v4(kind: u8, code: u8) -> Option<&'static str> {
    match (kind, code) {
        (3, 4) => None,
        (3, 0 | 6 | 11) => Some("network unreachable"),
        (3, 1 | 7 | 12) => Some("host unreachable"),
        (3, 2) => Some("protocol unreachable"),
        (3, 3) => Some("port unreachable"),
        (3, 9 | 10 | 13) => Some("administratively prohibited"),
        (3, _) => Some("destination unreachable"),
        (11, _) => Some("time to live exceeded"),
        (12, _) => Some("parameter problem"),
        _ => None,
    }
}

/// RFC 4443 §3. "Packet too big" is left out for the same reason.
const fn complaint_v6(kind: u8, code: u8) -> Option<&'static str> {
    match (kind, code) {
        (1, 0) => Some("no route to destination"),
        (1, 1) => Some("administratively prohibited"),
        (1, 3) => Some("address unreachable"),
        (1, 4) => Some("port unreachable"),
        (1, _) => Some("destination unreachable"),
        (3, _) => Some("hop limit exceeded"),
        (4, _) => Some("parameter problem"),
        _ => None,
    }
}

/// RFC 1071. 0 for a message that holds its own right checksum.
fn checksum(bytes: &[u8]) -> u16 {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let odd = rest.first().map_or(0, |byte| u32::from(*byte) << 8);
    let mut sum = pairs.iter().fold(odd, |sum, pair| sum + u32::from(u16::from_be_bytes(*pair)));
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(u16::MAX)
}
