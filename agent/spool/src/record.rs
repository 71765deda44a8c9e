//! One spooled record.
//!
//! ```text
//! offset  size  field
//!      0     4  length  payload bytes, u32 little-endian, 1..=MAX_PAYLOAD
//!      4     4  crc     CRC-32C of everything after this field
//!      8     8  seq     u64 little-endian, contiguous within an epoch and lane
//!     16     8  at_us   u64 little-endian, when it was spooled, microseconds since 1970
//!     24     1  kind    what the payload is; the spool does not care
//!     25    16  chain   running hash through this record
//!     41     n  payload opaque
//! ```
//!
//! A record tells its own sequence number and chain value, so that a reader that lost its place finds it again
//! at the next whole record.

use sha2::{Digest, Sha256};

use crate::cursor::Cursor;

/// Bytes before the payload.
pub const OVERHEAD: usize = 41;
/// 256 KiB: a record with its envelope fits twice into one batch of the link. Larger things are cut into parts by
/// their producer.
pub const MAX_PAYLOAD: usize = 256 * 1024;

/// First 16 bytes of a running SHA-256.
pub type Chain = [u8; 16];

/// Chain value before the first record of an epoch.
pub const CHAIN_START: Chain = [0; 16];

/// Chain value after a record: the first 16 bytes of SHA-256(previous ‖ seq u64 LE ‖ kind ‖ payload).
#[must_use]
pub fn chain_next(previous: &Chain, seq: u64, kind: u8, payload: &[u8]) -> Chain {
    let digest = Sha256::new()
        .chain_update(previous)
        .chain_update(seq.to_le_bytes())
        .chain_update([kind])
        .chain_update(payload)
        .finalize();
    let mut chain = CHAIN_START;
    for (to, from) in chain.iter_mut().zip(digest) {
        *to = from;
    }
    chain
}

/// A record as it lies in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record<'b> {
    pub(crate) seq: u64,
    pub(crate) at_us: u64,
    pub(crate) kind: u8,
    pub(crate) chain: Chain,
    pub(crate) payload: &'b [u8],
}

/// Why no record can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The bytes end inside the record: normal for the last one after a power cut.
    Torn,
    /// A whole record is there but wrong.
    Corrupt,
}

impl Record<'_> {
    /// Bytes of the record in a file.
    pub(crate) fn encoded_len(&self) -> u64 {
        (OVERHEAD + self.payload.len()) as u64
    }

    /// Appends the record to `out`. The caller has checked the size of the payload.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let mut body = Vec::with_capacity(OVERHEAD + self.payload.len());
        body.extend_from_slice(&self.seq.to_le_bytes());
        body.extend_from_slice(&self.at_us.to_le_bytes());
        body.push(self.kind);
        body.extend_from_slice(&self.chain);
        body.extend_from_slice(self.payload);

        let length = u32::try_from(self.payload.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&crc32c::crc32c(&body).to_le_bytes());
        out.extend_from_slice(&body);
    }
}

/// Reads the record at the start of `bytes` and returns it with the rest.
///
/// # Errors
///
/// [`Damage::Torn`] if `bytes` ends inside the record; [`Damage::Corrupt`] if a whole record is there but wrong.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Record<'_>, &[u8]), Damage> {
    let mut lead = Cursor::new(bytes);
    let length = lead.u32().ok_or(Damage::Torn)? as usize;
    let crc = lead.u32().ok_or(Damage::Torn)?;
    if !(1..=MAX_PAYLOAD).contains(&length) {
        return Err(Damage::Corrupt);
    }
    let (body, rest) = lead.rest().split_at_checked(OVERHEAD - 8 + length).ok_or(Damage::Torn)?;
    if crc32c::crc32c(body) != crc {
        return Err(Damage::Corrupt);
    }

    let mut body = Cursor::new(body);
    let seq = body.u64().ok_or(Damage::Torn)?;
    let at_us = body.u64().ok_or(Damage::Torn)?;
    let kind = body.u8().ok_or(Damage::Torn)?;
    let chain = body.take().ok_or(Damage::Torn)?;
    Ok((Record { seq, at_us, kind, chain, payload: body.rest() }, rest))
}

/// The length and sequence number a record at the start of `bytes` would have, unchecked and cheap.
pub(crate) fn peek(bytes: &[u8]) -> Option<(usize, u64)> {
    let mut lead = Cursor::new(bytes);
    let length = lead.u32()? as usize;
    lead.u32()?;
    let seq = lead.u64()?;
    Some((length, seq))
}
