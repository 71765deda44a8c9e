//! Verdicts in numbers.

use nocturne_proto::api::v1::CheckVerdict;

use crate::status::StatusKind;

/// Verdicts by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerdictCounts {
    /// UP.
    pub up: u64,
    /// DEGRADED.
    pub degraded: u64,
    /// PARTIAL.
    pub partial: u64,
    /// DOWN.
    pub down: u64,
    /// UNKNOWN.
    pub unknown: u64,
}

impl VerdictCounts {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.up + self.degraded + self.partial + self.down + self.unknown
    }

    /// Those of one kind.
    #[must_use]
    pub const fn of(&self, kind: StatusKind) -> u64 {
        match kind {
            StatusKind::Up => self.up,
            StatusKind::Degraded => self.degraded,
            StatusKind::Partial => self.partial,
            StatusKind::Down => self.down,
            StatusKind::Unknown => self.unknown,
            StatusKind::Inconclusive
            | StatusKind::Online
            | StatusKind::Offline
            | StatusKind::Pending
            | StatusKind::Revoked => 0,
        }
    }

    /// The worst there is; `None` of none.
    #[must_use]
    pub fn worst(&self) -> Option<StatusKind> {
        StatusKind::ALL.into_iter().find(|kind| self.of(*kind) > 0)
    }
}

/// Counts verdicts.
#[must_use]
pub fn verdict_counts(verdicts: &[CheckVerdict]) -> VerdictCounts {
    let mut counts = VerdictCounts::default();
    for verdict in verdicts {
        let slot = match StatusKind::from(verdict) {
            StatusKind::Up => &mut counts.up,
            StatusKind::Degraded => &mut counts.degraded,
            StatusKind::Partial => &mut counts.partial,
            StatusKind::Down => &mut counts.down,
            _ => &mut counts.unknown,
        };
        *slot += 1;
    }
    counts
}

#[cfg(test)]
mod tests;
