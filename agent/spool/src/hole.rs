//! Ranges of records that are gone, and why.
//!
//! A hole is never written into the log: it is what lies between an acknowledged record and the next one on disk.
//! Only its cause and times are remembered here, as a courtesy; they may be lost without harm.

use crate::{Lane, record::Chain};

/// Why records are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoleCause {
    /// The lane reached its size limit.
    SpoolFull,
    /// The records grew older than the spool keeps them.
    Expired,
    /// The disk had less room than must be left.
    DiskFull,
    /// Bytes on disk were damaged.
    Corruption,
    /// The disk could not read what it had stored.
    DiskError,
    /// Not known any more.
    Unknown,
}

/// Records that left the spool without an acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Which lane.
    pub lane: Lane,
    /// First missing sequence number.
    pub first_seq: u64,
    /// Last missing sequence number.
    pub last_seq: u64,
    /// Chain value at `last_seq`, from which the chain resumes.
    pub chain_after: Chain,
    /// Why.
    pub cause: HoleCause,
    /// Time of the oldest missing record, as far as known, microseconds since 1970.
    pub from_us: Option<u64>,
    /// Time of the youngest missing record, as far as known.
    pub to_us: Option<u64>,
}

/// What is remembered of a dropped range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first_seq: u64,
    pub(crate) last_seq: u64,
    pub(crate) cause: HoleCause,
    pub(crate) from_us: Option<u64>,
    pub(crate) to_us: Option<u64>,
}

/// Dropped ranges beyond the acknowledged record, ascending, neither overlapping nor touching.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spans(Vec<Span>);

impl HoleCause {
    pub(crate) fn to_byte(self) -> u8 {
        match self {
            Self::SpoolFull => 1,
            Self::Expired => 2,
            Self::DiskFull => 3,
            Self::Corruption => 4,
            Self::DiskError => 5,
            Self::Unknown => 6,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::SpoolFull,
            2 => Self::Expired,
            3 => Self::DiskFull,
            4 => Self::Corruption,
            5 => Self::DiskError,
            _ => Self::Unknown,
        }
    }
}

impl Span {
    pub(crate) fn records(&self) -> u64 {
        self.last_seq + 1 - self.first_seq
    }
}

impl Spans {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Span> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a range that no other covers. Ranges that touch become one and keep the first one's cause.
    pub(crate) fn add(&mut self, span: Span) {
        self.0.push(span);
        self.0.sort_by_key(|it| it.first_seq);
        self.0.dedup_by(|later, earlier| {
            let touch = earlier.last_seq + 1 == later.first_seq;
            if touch {
                earlier.last_seq = later.last_seq;
                earlier.from_us = earliest(earlier.from_us, later.from_us);
                earlier.to_us = earlier.to_us.max(later.to_us);
            }
            touch
        });
    }

    /// What is known of `first_seq..=last_seq`: the first remembered cause and the widest times.
    pub(crate) fn describe(&self, first_seq: u64, last_seq: u64) -> Option<Span> {
        let mut known = self.0.iter().filter(|it| it.first_seq <= last_seq && it.last_seq >= first_seq);
        let mut span = *known.next()?;
        for other in known {
            span.from_us = earliest(span.from_us, other.from_us);
            span.to_us = span.to_us.max(other.to_us);
        }
        Some(Span { first_seq, last_seq, ..span })
    }

    pub(crate) fn records(&self) -> u64 {
        self.0.iter().map(Span::records).sum()
    }

    /// Forgets everything up to `through_seq` and says how many dropped records that were.
    pub(crate) fn forget_through(&mut self, through_seq: u64) -> u64 {
        let before = self.records();
        self.0.retain(|it| it.last_seq > through_seq);
        for span in &mut self.0 {
            span.first_seq = span.first_seq.max(through_seq + 1);
        }
        before - self.records()
    }

    /// The same ranges counted from another start.
    pub(crate) fn shifted_down(&self, by: u64) -> Self {
        Self(
            self.0
                .iter()
                .map(|it| Span { first_seq: it.first_seq - by, last_seq: it.last_seq - by, ..*it })
                .collect(),
        )
    }
}

fn earliest(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
