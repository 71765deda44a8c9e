//! May this batch be stored, and what of it?
//!
//! The cursor row of an agent's lane is locked while this is decided, so the answer holds until the commit.

use crate::chain::{Chain, chain_next};

/// Last sequence number there can be: the database counts with a sign.
const MAX_SEQ: u64 = u64::MAX >> 1;

/// How far one lane is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Epoch of the records.
    pub epoch: u64,
    /// Last stored sequence number; 0 is none.
    pub seq: u64,
    /// Chain value there.
    pub chain: Chain,
    /// Lowest session that may write.
    pub fence: i64,
}

/// What a batch says about itself.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'b> {
    /// Session it came in.
    pub fence: i64,
    /// Epoch its records are stamped with.
    pub epoch: u64,
    /// Sequence number of its first record.
    pub first_seq: u64,
    /// Chain value after each record, as the agent has it, with the kind and payload it must follow from.
    pub links: &'b [Link<'b>],
    /// The explanation of missing records before it.
    pub hole: Option<Hole>,
}

/// One record as the chain sees it.
#[derive(Debug, Clone, Copy)]
pub struct Link<'b> {
    /// Record kind.
    pub kind: u8,
    /// Payload.
    pub payload: &'b [u8],
    /// Chain value after it, as claimed.
    pub chain: Chain,
}

/// Records that left the spool unacknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    /// First missing sequence number.
    pub first_seq: u64,
    /// Last missing sequence number.
    pub last_seq: u64,
    /// Chain value at `last_seq`.
    pub chain_after: Chain,
}

/// What to store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accept {
    /// How many records at the front are stored already.
    pub n_skip: usize,
    /// Records admitted to be missing: first and last sequence number.
    pub missing: Option<(u64, u64)>,
    /// Where the cursor stands afterwards.
    pub next: Cursor,
}

/// Why nothing of a batch is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A later session exists.
    #[error("a later session of this agent holds fence {held}, this one has {given}")]
    Fenced {
        /// In force.
        held: i64,
        /// Of the batch.
        given: i64,
    },
    /// The epoch is not the one in force.
    #[error("records are stamped with epoch {given}, in force is {held}")]
    StaleEpoch {
        /// In force.
        held: u64,
        /// Of the batch.
        given: u64,
    },
    /// The records do not follow from what is stored.
    #[error("the chain breaks at record {seq}")]
    Chain {
        /// First record that does not follow.
        seq: u64,
    },
    /// Records are missing and nothing explains them.
    #[error("records from {expected} on are missing without an explanation")]
    Gap {
        /// Sequence number to continue from.
        expected: u64,
    },
    /// Sequence number 0 or an overflow.
    #[error("sequence numbers of the batch are out of range")]
    Malformed,
}

/// Decides about one batch.
///
/// Records at or below the cursor were stored by an earlier commit and are skipped: delivery may repeat, storage may
/// not. The chain is checked over the others, starting from the cursor or from the end of an explained hole.
///
/// # Errors
///
/// Why nothing of it may be stored. The cursor does not move then.
pub fn decide(cursor: &Cursor, claim: &Claim<'_>) -> Result<Accept, Refusal> {
    if claim.fence != cursor.fence {
        return Err(Refusal::Fenced { held: cursor.fence, given: claim.fence });
    }
    if claim.epoch != cursor.epoch {
        return Err(Refusal::StaleEpoch { held: cursor.epoch, given: claim.epoch });
    }
    let n_links = u64::try_from(claim.links.len()).map_err(|_| Refusal::Malformed)?;
    let last_seq = claim.first_seq.checked_add(n_links).and_then(|end| end.checked_sub(1));
    let (true, Some(last_seq)) = (claim.first_seq > 0, last_seq.filter(|last| *last <= MAX_SEQ)) else {
        return Err(Refusal::Malformed);
    };

    let expected = cursor.seq + 1;
    let (mut chain, missing) = if claim.first_seq <= expected {
        (cursor.chain, None)
    } else {
        match claim.hole {
            Some(hole)
                if hole.first_seq <= expected && hole.last_seq.checked_add(1) == Some(claim.first_seq) =>
            {
                (hole.chain_after, Some((expected, hole.last_seq)))
            }
            _ => return Err(Refusal::Gap { expected }),
        }
    };

    let n_skip = expected.saturating_sub(claim.first_seq).min(n_links);
    let n_skip = usize::try_from(n_skip).map_err(|_| Refusal::Malformed)?;
    let first_kept = claim.first_seq + u64::try_from(n_skip).unwrap_or(0);
    for (seq, link) in (first_kept..).zip(claim.links.iter().skip(n_skip)) {
        chain = chain_next(&chain, seq, link.kind, link.payload);
        if chain != link.chain {
            return Err(Refusal::Chain { seq });
        }
    }
    let next = Cursor { seq: last_seq.max(cursor.seq), chain, ..*cursor };
    Ok(Accept { n_skip, missing, next })
}

#[cfg(test)]
mod tests;
