//! The running hash over an agent's records.
//!
//! Sequence numbers alone cannot see a restored machine snapshot: it reuses numbers, and its records would be swallowed
//! as duplicates. The chain sees it, because the records differ.

use sha2::{Digest as _, Sha256};

/// A chain value.
pub type Chain = [u8; 16];

/// The chain before the first record of an epoch.
pub const CHAIN_START: Chain = [0; 16];

/// The chain after a record: first 16 bytes of SHA-256(previous ‖ seq as u64 LE ‖ kind ‖ payload).
#[must_use]
pub fn chain_next(previous: &Chain, seq: u64, kind: u8, payload: &[u8]) -> Chain {
    let digest = Sha256::new()
        .chain_update(previous)
        .chain_update(seq.to_le_bytes())
        .chain_update([kind])
        .chain_update(payload)
        .finalize();
    let mut chain = CHAIN_START;
    chain.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_changes_the_chain() {
        let base = chain_next(&CHAIN_START, 1, 1, b"abc");

        assert_ne!(chain_next(&[1; 16], 1, 1, b"abc"), base);
        assert_ne!(chain_next(&CHAIN_START, 2, 1, b"abc"), base);
        assert_ne!(chain_next(&CHAIN_START, 1, 2, b"abc"), base);
        assert_ne!(chain_next(&CHAIN_START, 1, 1, b"abd"), base);
    }
}
