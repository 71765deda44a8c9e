//! An agent says Hello: does its spool continue from what is stored?
//!
//! ```text
//!   spool never seen ─────────────────────────▶ NewEpoch(FirstSpool | SpoolLost)
//!   spool seen, at or after the cursor ───────▶ Resume
//!   spool seen, behind the cursor or other
//!   records at the cursor ────────────────────▶ NewEpoch(SpoolRollback)
//! ```
//!
//! A new epoch loses nothing: the agent stamps what it still holds with it and sends it again under new numbers.

use crate::{chain::Chain, cursor::Cursor};

/// Identity of a spool directory.
pub type SpoolId = [u8; 16];

/// What is stored of one agent: its spool and one cursor per lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Spool the cursors belong to.
    pub spool_id: SpoolId,
    /// By lane number.
    pub lanes: [Cursor; 2],
}

/// What Hello says of one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelloLane {
    /// Last record on the agent's disk; 0 is none.
    pub last_seq: u64,
    /// Chain value there.
    pub last_chain: Chain,
    /// Cursor as the agent remembers it.
    pub acked_seq: u64,
    /// Chain value there, if the agent still knows.
    pub acked_chain: Option<Chain>,
}

/// What Hello says of the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelloSpool {
    /// Identity of the directory.
    pub spool_id: SpoolId,
    /// Epoch its records are stamped with; 0 is none yet.
    pub epoch: u64,
    /// By lane number.
    pub lanes: [HelloLane; 2],
}

/// Why an epoch begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewEpoch {
    /// The agent's first spool.
    FirstSpool,
    /// Another directory than before: what the old one held and had not sent is gone.
    SpoolLost,
    /// The directory was put back to an earlier state, or copied.
    SpoolRollback,
}

/// How the session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// From the stored cursors.
    Resume,
    /// From the start of a new epoch.
    Begin(NewEpoch),
}

/// Compares what is stored with what the agent has.
#[must_use]
pub fn open(stored: Option<&Stored>, hello: &HelloSpool) -> Opening {
    let Some(stored) = stored else {
        return Opening::Begin(NewEpoch::FirstSpool);
    };
    if stored.spool_id != hello.spool_id {
        return Opening::Begin(NewEpoch::SpoolLost);
    }
    let continues = stored.lanes.iter().zip(&hello.lanes).all(|(cursor, lane)| {
        let same_record = match lane.acked_chain {
            Some(chain) if lane.acked_seq == cursor.seq => chain == cursor.chain,
            _ if lane.last_seq == cursor.seq && cursor.seq > 0 => lane.last_chain == cursor.chain,
            _ => true,
        };
        hello.epoch == cursor.epoch && lane.last_seq >= cursor.seq && same_record
    });
    if continues { Opening::Resume } else { Opening::Begin(NewEpoch::SpoolRollback) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPOOL: SpoolId = [5; 16];

    fn cursor(seq: u64) -> Cursor {
        Cursor { epoch: 2, seq, chain: [9; 16], fence: 1 }
    }

    fn lane(last_seq: u64) -> HelloLane {
        HelloLane { last_seq, last_chain: [9; 16], acked_seq: 0, acked_chain: None }
    }

    fn hello(lanes: [HelloLane; 2]) -> HelloSpool {
        HelloSpool { spool_id: SPOOL, epoch: 2, lanes }
    }

    #[test]
    fn each_way_a_spool_can_stand_to_the_store() {
        let stored = Stored { spool_id: SPOOL, lanes: [cursor(0), cursor(10)] };
        let known = |acked_chain| HelloLane { acked_seq: 10, acked_chain: Some(acked_chain), ..lane(12) };
        let rollback = Opening::Begin(NewEpoch::SpoolRollback);

        let cases = [
            (hello([lane(0), lane(10)]), Opening::Resume),
            (hello([lane(3), lane(12)]), Opening::Resume),
            (hello([lane(0), known([9; 16])]), Opening::Resume),
            (hello([lane(0), known([8; 16])]), rollback),
            (hello([lane(0), lane(9)]), rollback),
            (hello([lane(0), HelloLane { last_chain: [1; 16], ..lane(10) }]), rollback),
            (HelloSpool { epoch: 1, ..hello([lane(0), lane(10)]) }, rollback),
            (
                HelloSpool { spool_id: [6; 16], ..hello([lane(0), lane(10)]) },
                Opening::Begin(NewEpoch::SpoolLost),
            ),
        ];
        for (hello, want) in cases {
            assert_eq!(open(Some(&stored), &hello), want, "{hello:?}");
        }
        assert_eq!(open(None, &hello([lane(0), lane(0)])), Opening::Begin(NewEpoch::FirstSpool));
    }
}
