//! Going along the whole chain.

use std::time::Duration;

use nocturne_core::audit::{Expected, MAX_FINDINGS, Outcome, Seal, Walk};
use nocturne_shared::id::OrgId;
use nocturne_store::audit::{audit_pending_count, audit_sealed_page, audit_stray};
use tokio::{sync::Semaphore, time::timeout};

use crate::{api_state::ApiState, error::ApiError};

/// Seals that are in memory at once.
const PAGE: usize = 200;
/// A verification holds a connection until it is through; the others are for everybody else.
static ROOM: Semaphore = Semaphore::const_new(1);
/// How long one waits for another.
const WAIT: Duration = Duration::from_secs(10);

/// What a verification found.
#[derive(Debug)]
pub struct Verified {
    /// Along the chain.
    pub outcome: Outcome,
    /// Entries that wait for their seal.
    pub n_pending: u64,
}

/// Makes every seal again from the entries as they are, in one state of the database. `expected_seal` are 64 hexadecimal
/// digits, and is looked at when it or the number is given.
///
/// # Errors
///
/// [`ApiError::Invalid`] for an expected seal that is none; [`ApiError::Exhausted`] while another verification
/// runs and does not end in time.
pub async fn audit_verify(
    state: &ApiState,
    org_id: OrgId,
    expected_seq: u64,
    expected_seal: &str,
) -> Result<Verified, ApiError> {
    let expected = expected(expected_seq, expected_seal)?;
    let _room = timeout(WAIT, ROOM.acquire()).await.map_err(|_| ApiError::Exhausted {
        message: "another verification of an audit runs on this coordinator".to_owned(),
        retry_after: WAIT,
    })?;
    let tx = state.org.begin_snapshot("audit_verify", org_id).await?;
    let mut walk = Walk::new(org_id, expected);
    let mut after = 0;
    loop {
        let links = audit_sealed_page(&tx, after, PAGE).await?;
        links.iter().for_each(|link| walk.step(link));
        match links.last() {
            Some(last) if links.len() == PAGE => after = last.seq,
            _ => break,
        }
        // Seals are made again between two awaits of the database; nobody else waits for longer than for one page.
        tokio::task::yield_now().await;
    }
    for audit_id in audit_stray(&tx, MAX_FINDINGS).await? {
        walk.unsealed(audit_id);
    }
    let n_pending = audit_pending_count(&tx).await?;
    tx.commit().await?;
    Ok(Verified { outcome: walk.finish(), n_pending })
}

fn expected(seq: u64, seal: &str) -> Result<Option<Expected>, ApiError> {
    if seal.is_empty() {
        let given = "must be given with expected_seq: the seal that was kept, 64 hexadecimal digits";
        return if seq == 0 { Ok(None) } else { Err(ApiError::invalid("expected_seal", given)) };
    }
    let mut bytes: Seal = [0; 32];
    hex::decode_to_slice(seal, &mut bytes).map_err(|_| {
        ApiError::invalid(
            "expected_seal",
            "is no seal: 64 hexadecimal digits, as a verification gave them out",
        )
    })?;
    Ok(Some(Expected { seq, seal: bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expected_seal_is_whole_or_absent() {
        assert!(expected(0, "").unwrap().is_none());
        assert_eq!(expected(7, &"ab".repeat(32)).unwrap().unwrap(), Expected { seq: 7, seal: [0xab; 32] });
        for (seq, seal) in [(7, ""), (7, "ab"), (7, &*"x".repeat(64)), (0, "00")] {
            assert!(expected(seq, seal).is_err(), "{seq} {seal}");
        }
    }
}
