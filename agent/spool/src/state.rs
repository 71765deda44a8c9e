//! The small files beside the segments. Each ends in a checksum and is replaced as a whole.
//!
//! - `spool.id`: who this spool is. Lost, it is read from the segment headers.
//! - `epoch`: which epoch's segments count; its rename is the moment an epoch changes. Lost, the highest epoch of
//!   the segments counts.
//! - `lane<L>.hint`: what was acknowledged and why records are missing. A courtesy for people and for Hello.
//! - `clean`: where each lane ended at an orderly stop.

use crate::{
    Lane,
    cursor::Cursor,
    hole::{HoleCause, Span, Spans},
    record::Chain,
    segment::MAX_SEQ,
};

pub(crate) const ID_FILE: &str = "spool.id";
pub(crate) const EPOCH_FILE: &str = "epoch";
pub(crate) const CLEAN_FILE: &str = "clean";
pub(crate) const LOCK_FILE: &str = "lock";

const EPOCH_MAGIC: [u8; 8] = *b"NOCTEPO1";
const CLEAN_MAGIC: [u8; 8] = *b"NOCTCLN1";
const HINT_MAGIC: [u8; 8] = *b"NOCTHNT1";
/// Ranges remembered across a restart; further ones lose their cause, not their place.
const HINT_SPANS: usize = 64;

/// Which epoch's segments count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) epoch: u64,
    /// Segments of this epoch are superseded and may be removed.
    pub(crate) previous: u64,
}

/// Where a lane ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) seq: u64,
    pub(crate) chain: Chain,
}

/// An orderly stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clean {
    pub(crate) epoch: u64,
    pub(crate) critical: End,
    pub(crate) telemetry: End,
}

/// What is known of the acknowledged part of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) epoch: u64,
    pub(crate) acked_seq: u64,
    pub(crate) acked_chain: Option<Chain>,
    /// Records up to `acked_seq` that were dropped, not acknowledged one by one.
    pub(crate) dropped_before: u64,
    pub(crate) spans: Spans,
}

pub(crate) fn hint_file(lane: Lane) -> String {
    format!("lane{}.hint", lane.to_byte())
}

/// Text form of a spool id, so that people can read it.
pub(crate) fn id_encode(id: [u8; 16]) -> Vec<u8> {
    let number = u128::from_be_bytes(id);
    format!("{number:032x} {:08x}\n", crc32c::crc32c(&id)).into_bytes()
}

pub(crate) fn id_decode(bytes: &[u8]) -> Option<[u8; 16]> {
    let (id, crc) = std::str::from_utf8(bytes).ok()?.trim_end().split_once(' ')?;
    let id = u128::from_str_radix(id, 16).ok()?.to_be_bytes();
    (u32::from_str_radix(crc, 16).ok()? == crc32c::crc32c(&id)).then_some(id)
}

impl Manifest {
    pub(crate) fn encode(self) -> Vec<u8> {
        let mut out = EPOCH_MAGIC.to_vec();
        out.extend_from_slice(&self.epoch.to_le_bytes());
        out.extend_from_slice(&self.previous.to_le_bytes());
        sealed(out)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut fields = unsealed(bytes, EPOCH_MAGIC)?;
        Some(Self { epoch: fields.u64()?, previous: fields.u64()? })
    }
}

impl Clean {
    pub(crate) fn end(&self, lane: Lane) -> End {
        match lane {
            Lane::Critical => self.critical,
            Lane::Telemetry => self.telemetry,
        }
    }

    pub(crate) fn encode(self) -> Vec<u8> {
        let mut out = CLEAN_MAGIC.to_vec();
        out.extend_from_slice(&self.epoch.to_le_bytes());
        for end in [self.critical, self.telemetry] {
            out.extend_from_slice(&end.seq.to_le_bytes());
            out.extend_from_slice(&end.chain);
        }
        sealed(out)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut fields = unsealed(bytes, CLEAN_MAGIC)?;
        let epoch = fields.u64()?;
        let critical = End { seq: fields.u64()?, chain: fields.take()? };
        let telemetry = End { seq: fields.u64()?, chain: fields.take()? };
        let sane = critical.seq <= MAX_SEQ && telemetry.seq <= MAX_SEQ;
        sane.then_some(Self { epoch, critical, telemetry })
    }
}

impl Hint {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = HINT_MAGIC.to_vec();
        out.extend_from_slice(&self.epoch.to_le_bytes());
        out.extend_from_slice(&self.acked_seq.to_le_bytes());
        out.push(u8::from(self.acked_chain.is_some()));
        out.extend_from_slice(&self.acked_chain.unwrap_or_default());
        out.extend_from_slice(&self.dropped_before.to_le_bytes());
        out.extend_from_slice(&(self.spans.len().min(HINT_SPANS) as u64).to_le_bytes());
        for span in self.spans.iter().take(HINT_SPANS) {
            out.extend_from_slice(&span.first_seq.to_le_bytes());
            out.extend_from_slice(&span.last_seq.to_le_bytes());
            out.push(span.cause.to_byte());
            for time in [span.from_us, span.to_us] {
                out.push(u8::from(time.is_some()));
                out.extend_from_slice(&time.unwrap_or_default().to_le_bytes());
            }
        }
        sealed(out)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut fields = unsealed(bytes, HINT_MAGIC)?;
        let epoch = fields.u64()?;
        let acked_seq = fields.u64()?;
        let known = fields.u8()? == 1;
        let acked_chain = Some(fields.take()?).filter(|_| known);
        let dropped_before = fields.u64()?;
        let mut spans = Spans::default();
        for _ in 0..fields.u64()?.min(HINT_SPANS as u64) {
            let (first_seq, last_seq) = (fields.u64()?, fields.u64()?);
            let cause = HoleCause::from_byte(fields.u8()?);
            let from_us = time(&mut fields)?;
            let to_us = time(&mut fields)?;
            if first_seq <= last_seq && last_seq <= MAX_SEQ {
                spans.add(Span { first_seq, last_seq, cause, from_us, to_us });
            }
        }
        (acked_seq <= MAX_SEQ).then_some(Self { epoch, acked_seq, acked_chain, dropped_before, spans })
    }
}

fn time(fields: &mut Cursor<'_>) -> Option<Option<u64>> {
    let known = fields.u8()? == 1;
    let time = fields.u64()?;
    Some(known.then_some(time))
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

fn unsealed(bytes: &[u8], magic: [u8; 8]) -> Option<Cursor<'_>> {
    let (content, crc) = bytes.split_last_chunk::<4>()?;
    if u32::from_le_bytes(*crc) != crc32c::crc32c(content) {
        return None;
    }
    let mut fields = Cursor::new(content);
    (fields.take::<8>()? == magic).then_some(fields)
}
