//! Puts a desired state together from its parts. Pure.
//!
//! Everything is bounded before memory is taken: the size that is announced is looked at first, and no part may bring
//! more than that.

use nocturne_proto::agent::v1 as wire;
use sha2::{Digest as _, Sha256};

/// Largest desired state. 60 000 targets are some 10 MB.
pub const MAX_DOCUMENT: u64 = 64 << 20;
/// Largest part.
pub const MAX_PART: usize = 256 << 10;

/// SHA-256 of a desired state.
pub type Digest = [u8; 32];

/// A whole desired state whose hash is right. Nothing else about it is known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its generation.
    pub generation: u64,
    /// Its hash.
    pub sha256: Digest,
    /// An encoded `DesiredState`.
    pub bytes: Vec<u8>,
}

impl Document {
    /// A document around bytes that are known to be right.
    #[must_use]
    pub fn new(generation: u64, bytes: Vec<u8>) -> Self {
        Self { generation, sha256: sha256(&bytes), bytes }
    }
}

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Why the parts make no document. The generation has failed; the parts that still arrive of it are ignored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// Larger than an agent takes.
    #[error("the desired state has {announced} bytes; an agent takes at most {MAX_DOCUMENT}")]
    TooLarge {
        /// Size it announces.
        announced: u64,
    },
    /// A part is larger than parts are.
    #[error("a part has {n_bytes} bytes; at most {MAX_PART} are allowed")]
    PartTooLarge {
        /// Its size.
        n_bytes: usize,
    },
    /// The hash is not one.
    #[error("the announced SHA-256 has {n_bytes} bytes")]
    Hash {
        /// Its length.
        n_bytes: usize,
    },
    /// A part is missing, comes twice or belongs elsewhere.
    #[error("part {got} of {parts} arrived where part {expected} was due")]
    Order {
        /// Number of the part that came.
        got: u32,
        /// Number of the part that was due.
        expected: u32,
        /// Parts announced.
        parts: u32,
    },
    /// A part disagrees with the first one about size, hash or number of parts.
    #[error("part {part} announces another document than part 0 did")]
    Changed {
        /// Its number.
        part: u32,
    },
    /// The parts together have another size than announced.
    #[error("the parts have {got} bytes together, {announced} were announced")]
    Size {
        /// Bytes so far.
        got: u64,
        /// Bytes announced.
        announced: u64,
    },
    /// The bytes are not those that were sent.
    #[error("the SHA-256 of the desired state is not the announced one: it was damaged or cut on its way")]
    Digest,
}

#[derive(Debug)]
struct Collecting {
    generation: u64,
    sha256: Digest,
    total_bytes: u64,
    parts: u32,
    next_part: u32,
    bytes: Vec<u8>,
}

/// Collects the parts of one generation at a time; part 0 always starts anew.
#[derive(Debug, Default)]
pub struct Parts {
    collecting: Option<Collecting>,
    /// Generation whose remaining parts are ignored.
    failed: Option<u64>,
}

impl Parts {
    /// Forgets what was collected: the stream it came on is over.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Takes one part and returns the document that it completes.
    ///
    /// # Errors
    ///
    /// What is wrong with it; once per generation.
    pub fn take(&mut self, part: wire::DesiredStatePart) -> Result<Option<Document>, PartsError> {
        let generation = part.generation;
        if part.part != 0 && self.failed == Some(generation) {
            return Ok(None);
        }
        let taken = self.try_take(part);
        if taken.is_err() {
            self.collecting = None;
        }
        self.failed = taken.is_err().then_some(generation);
        taken
    }

    fn try_take(&mut self, part: wire::DesiredStatePart) -> Result<Option<Document>, PartsError> {
        if part.part == 0 {
            self.collecting = Some(begin(&part)?);
        }
        let parts = part.parts.max(1);
        let Some(mut collecting) = self.collecting.take() else {
            return Err(PartsError::Order { got: part.part, expected: 0, parts });
        };
        if part.part != collecting.next_part {
            return Err(PartsError::Order { got: part.part, expected: collecting.next_part, parts });
        }
        if part.generation != collecting.generation
            || part.sha256 != collecting.sha256
            || part.total_bytes != collecting.total_bytes
            || parts != collecting.parts
        {
            return Err(PartsError::Changed { part: part.part });
        }
        if MAX_PART < part.data.len() {
            return Err(PartsError::PartTooLarge { n_bytes: part.data.len() });
        }
        collecting.bytes.extend_from_slice(&part.data);
        collecting.next_part += 1;
        let got = u64::try_from(collecting.bytes.len()).unwrap_or(u64::MAX);
        let is_last = collecting.next_part == collecting.parts;
        if collecting.total_bytes < got || (is_last && got != collecting.total_bytes) {
            return Err(PartsError::Size { got, announced: collecting.total_bytes });
        }
        if !is_last {
            self.collecting = Some(collecting);
            return Ok(None);
        }
        if sha256(&collecting.bytes) != collecting.sha256 {
            return Err(PartsError::Digest);
        }
        let Collecting { generation, sha256, bytes, .. } = collecting;
        Ok(Some(Document { generation, sha256, bytes }))
    }
}

fn begin(part: &wire::DesiredStatePart) -> Result<Collecting, PartsError> {
    if MAX_DOCUMENT < part.total_bytes {
        return Err(PartsError::TooLarge { announced: part.total_bytes });
    }
    let sha256 = Digest::try_from(part.sha256.as_slice())
        .map_err(|_| PartsError::Hash { n_bytes: part.sha256.len() })?;
    Ok(Collecting {
        generation: part.generation,
        sha256,
        total_bytes: part.total_bytes,
        parts: part.parts.max(1),
        next_part: 0,
        bytes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn cut(generation: u64, bytes: &[u8], n_parts: usize) -> Vec<wire::DesiredStatePart> {
        let size = bytes.len().div_ceil(n_parts).max(1);
        let mut chunks: Vec<Vec<u8>> = bytes.chunks(size).map(<[u8]>::to_vec).collect();
        chunks.resize(n_parts, Vec::new());
        let part = |(index, data): (usize, Vec<u8>)| wire::DesiredStatePart {
            generation,
            sha256: sha256(bytes).to_vec(),
            total_bytes: bytes.len() as u64,
            part: u32::try_from(index).unwrap(),
            parts: u32::try_from(n_parts).unwrap(),
            data: data.into(),
        };
        chunks.into_iter().enumerate().map(part).collect()
    }

    fn feed(parts: Vec<wire::DesiredStatePart>) -> Vec<Result<Option<Document>, PartsError>> {
        let mut collector = Parts::default();
        parts.into_iter().map(|part| collector.take(part)).collect()
    }

    #[test]
    fn parts_in_order_make_the_document() {
        for n_parts in [1, 3] {
            let answers = feed(cut(5, b"some bytes", n_parts));

            let (last, before) = answers.split_last().unwrap();
            assert!(before.iter().all(|answer| *answer == Ok(None)));
            assert_eq!(*last, Ok(Some(Document::new(5, b"some bytes".to_vec()))));
        }
    }

    #[test]
    fn an_empty_document_is_one() {
        assert_eq!(feed(cut(1, b"", 1)), [Ok(Some(Document::new(1, Vec::new())))]);
    }

    #[test]
    fn damage_is_refused_by_its_hash() {
        let mut parts = cut(5, b"some bytes", 2);
        parts[1].data = vec![b'?'; parts[1].data.len()].into();

        assert_eq!(feed(parts).last(), Some(&Err(PartsError::Digest)));
    }

    #[test]
    fn what_is_over_the_limit_is_refused_before_memory_is_taken() {
        let mut parts = cut(5, b"x", 2);
        parts[0].total_bytes = MAX_DOCUMENT + 1;

        let answers = feed(parts);

        assert_eq!(answers, [Err(PartsError::TooLarge { announced: MAX_DOCUMENT + 1 }), Ok(None)]);
    }

    #[test]
    fn more_bytes_than_announced_are_refused() {
        let mut parts = cut(5, b"some bytes", 3);
        parts[1].data = vec![0; 100].into();

        assert!(matches!(feed(parts)[1], Err(PartsError::Size { .. })));
    }

    #[test]
    fn parts_out_of_order_are_refused_once() {
        let mut parts = cut(5, b"some bytes", 4);
        parts.swap(1, 2);

        let answers = feed(parts);

        assert_eq!(answers[1], Err(PartsError::Order { got: 2, expected: 1, parts: 4 }));
        assert_eq!(answers[2..], [Ok(None), Ok(None)]);
    }

    #[test]
    fn part_0_starts_anew_after_a_broken_attempt() {
        let mut parts = cut(5, b"some bytes", 2);
        parts.truncate(1);
        parts.extend(cut(6, b"other", 2));

        assert_eq!(feed(parts).pop(), Some(Ok(Some(Document::new(6, b"other".to_vec())))));
    }

    #[test]
    fn a_part_of_another_document_is_refused() {
        let mut parts = cut(5, b"some bytes", 2);
        parts[1].total_bytes = 11;

        assert_eq!(feed(parts)[1], Err(PartsError::Changed { part: 1 }));
    }
}
