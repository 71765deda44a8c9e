//! Crash-safe queue of opaque bytes on disk.
//!
//! What an agent measures is appended here, leaves for the coordinator only after its fsync, and is freed only when
//! the coordinator says that it is committed. In between the process may be killed, the power may fail, the disk may
//! fill up, lie or forget: the spool stays up, and for each lane
//!
//! ```text
//! produced == acknowledged + pending + dropped
//! ```
//!
//! holds at every moment. Dropped records are declared: [`Spool::read`] reports the [`Hole`] in front of the record
//! it returns. The hole is derived from what is there, so no second file has to agree with the log.
//!
//! ```text
//! spool/
//!   lock           held while open
//!   spool.id       16 random bytes, for ever
//!   epoch          which epoch's segments count
//!   clean          present only after an orderly stop
//!   lane0.hint     what was acknowledged; may be stale or missing
//!   lane0-<epoch>-<first_seq>.seg
//!   lane1-<epoch>-<first_seq>.seg
//!   quarantine/    the last damaged files, for people
//! ```
//!
//! The crate knows nothing of the protocol and never asks for the time; calls block on the disk, so they belong on a
//! thread that may. What is deliberately absent is a rewrite of history: chain values of records that survive damage
//! stay as they were written (see `scan`), only a change of epoch stamps records anew.

mod cursor;
pub mod disk;
mod error;
mod folder;
mod hole;
mod lane;
mod record;
mod recovery;
mod repair;
mod restamp;
mod scan;
mod segment;
mod spool;
mod state;
mod survey;
mod verify;

#[cfg(test)]
mod tests;

pub use crate::{
    disk::free_bytes,
    error::{AckError, AppendError, DiskError, SpoolError},
    hole::{Hole, HoleCause},
    lane::{Chunk, SpooledRecord},
    record::{CHAIN_START, Chain, MAX_PAYLOAD, OVERHEAD, chain_next},
    recovery::Recovery,
    spool::{Enforced, LaneStat, Options, Spool, Stat},
    verify::{FileReport, VerifyReport, stat_dir, verify, verify_on},
};

/// One of the two queues of a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Number 0: never dropped; when full, appends are refused.
    Critical,
    /// Number 1: when full, the oldest records are dropped and declared.
    Telemetry,
}

impl Lane {
    /// Both lanes, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Critical, Self::Telemetry];

    /// The lane of a number.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::Critical),
            1 => Some(Self::Telemetry),
            _ => None,
        }
    }

    /// 0 or 1.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::from(self.to_byte())
    }

    pub(crate) fn to_byte(self) -> u8 {
        match self {
            Self::Critical => 0,
            Self::Telemetry => 1,
        }
    }
}

impl std::fmt::Display for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Critical => "critical",
            Self::Telemetry => "telemetry",
        })
    }
}
