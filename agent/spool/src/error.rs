//! What stops the spool.

use std::{io, path::PathBuf};

use crate::Lane;

/// The disk refused something.
#[derive(Debug, thiserror::Error)]
#[error("could not {attempt} {}", path.display())]
pub struct DiskError {
    /// What was tried, a verb.
    pub attempt: &'static str,
    /// What it was tried on.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

impl DiskError {
    /// True when the file system or the quota has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }
}

/// Why a spool cannot be opened or switched.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// Another process has it open.
    #[error("spool {} is in use by another process; stop the agent first", dir.display())]
    Locked {
        /// Directory of the spool.
        dir: PathBuf,
    },
    /// The limits contradict each other.
    #[error("spool limits: {0}")]
    Options(&'static str),
    /// 0 means unassigned and cannot be adopted.
    #[error("epoch 0 cannot be adopted")]
    EpochZero,
    /// The system has no randomness for the spool's id.
    #[error("could not draw a spool id")]
    Random(#[source] getrandom::Error),
    /// The disk refused something.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// Why a record was not taken. The spool is as if it had not been offered.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Empty or above [`crate::MAX_PAYLOAD`].
    #[error("payload of {size} bytes, allowed are 1 to {max}", max = crate::MAX_PAYLOAD)]
    PayloadSize {
        /// Size of the payload offered.
        size: usize,
    },
    /// The lane is at its limit and nothing in it may be dropped.
    #[error("{lane} lane is full with {bytes} bytes")]
    LaneFull {
        /// Which lane.
        lane: Lane,
        /// Bytes in it.
        bytes: u64,
    },
    /// The disk refused the write.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// Why an acknowledgement was not believed.
#[derive(Debug, thiserror::Error)]
#[error("{lane} lane: {through_seq} acknowledged, but only {durable_seq} exists")]
pub struct AckError {
    /// Which lane.
    pub lane: Lane,
    /// What was acknowledged.
    pub through_seq: u64,
    /// Last record this spool has.
    pub durable_seq: u64,
}
