use proptest::prelude::*;

use super::*;
use crate::chain::CHAIN_START;

const START: Cursor = Cursor { epoch: 3, seq: 0, chain: CHAIN_START, fence: 7 };

/// Chains after records 1..=n, each with its own payload.
fn chains(n: u8) -> Vec<Chain> {
    let mut chain = CHAIN_START;
    let step = |seq: u8| {
        chain = chain_next(&chain, u64::from(seq), 1, &[seq]);
        chain
    };
    (1..=n).map(step).collect()
}

fn payloads() -> Vec<[u8; 1]> {
    (0..=40_u8).map(|byte| [byte]).collect()
}

fn links<'b>(payloads: &'b [[u8; 1]], chains: &[Chain], from: u8, to: u8) -> Vec<Link<'b>> {
    (from..=to)
        .map(|seq| Link {
            kind: 1,
            payload: &payloads[usize::from(seq)],
            chain: chains[usize::from(seq) - 1],
        })
        .collect()
}

fn at(seq: u8, chains: &[Chain]) -> Cursor {
    let chain = if seq == 0 { CHAIN_START } else { chains[usize::from(seq) - 1] };
    Cursor { seq: u64::from(seq), chain, ..START }
}

#[test]
fn a_batch_that_continues_is_stored_whole() {
    let (payloads, chains) = (payloads(), chains(5));
    let links = links(&payloads, &chains, 1, 5);
    let claim = Claim { fence: 7, epoch: 3, first_seq: 1, links: &links, hole: None };

    let accept = decide(&START, &claim).unwrap();

    assert_eq!(accept, Accept { n_skip: 0, missing: None, next: at(5, &chains) });
}

#[test]
fn repeated_records_are_skipped_and_only_the_rest_is_stored() {
    let (payloads, chains) = (payloads(), chains(8));
    let links = links(&payloads, &chains, 2, 8);
    let claim = Claim { fence: 7, epoch: 3, first_seq: 2, links: &links, hole: None };

    let accept = decide(&at(5, &chains), &claim).unwrap();
    assert_eq!((accept.n_skip, accept.next), (4, at(8, &chains)));

    let nothing_left = decide(&at(8, &chains), &claim).unwrap();
    assert_eq!((nothing_left.n_skip, nothing_left.next), (7, at(8, &chains)));
}

#[test]
fn refusals_name_what_is_in_force() {
    let (payloads, chains) = (payloads(), chains(9));
    let links = links(&payloads, &chains, 6, 9);
    let good = Claim { fence: 7, epoch: 3, first_seq: 6, links: &links, hole: None };
    let cursor = at(5, &chains);

    let cases = [
        (Claim { fence: 6, ..good }, Refusal::Fenced { held: 7, given: 6 }),
        (Claim { fence: 8, ..good }, Refusal::Fenced { held: 7, given: 8 }),
        (Claim { epoch: 2, ..good }, Refusal::StaleEpoch { held: 3, given: 2 }),
        (Claim { first_seq: 7, ..good }, Refusal::Gap { expected: 6 }),
        (Claim { first_seq: 5, ..good }, Refusal::Chain { seq: 6 }),
        (Claim { first_seq: 0, ..good }, Refusal::Malformed),
        (Claim { first_seq: u64::MAX, ..good }, Refusal::Malformed),
    ];
    for (claim, want) in cases {
        assert_eq!(decide(&cursor, &claim), Err(want));
    }
}

#[test]
fn a_hole_is_taken_only_when_it_reaches_from_the_cursor_to_the_batch() {
    let (payloads, chains) = (payloads(), chains(9));
    let links = links(&payloads, &chains, 8, 9);
    let hole = |first_seq, last_seq| Some(Hole { first_seq, last_seq, chain_after: chains[6] });
    let claim = |hole| Claim { fence: 7, epoch: 3, first_seq: 8, links: &links, hole };
    let cursor = at(4, &chains);

    let accept = decide(&cursor, &claim(hole(5, 7))).unwrap();
    assert_eq!(accept.missing, Some((5, 7)));
    let overlapping = decide(&cursor, &claim(hole(2, 7))).unwrap();
    assert_eq!(overlapping.missing, Some((5, 7)));

    assert_eq!(decide(&cursor, &claim(hole(6, 7))), Err(Refusal::Gap { expected: 5 }));
    assert_eq!(decide(&cursor, &claim(hole(5, 6))), Err(Refusal::Gap { expected: 5 }));
}

#[test]
fn a_restored_snapshot_that_reuses_numbers_is_seen() {
    let (mut payloads, chains) = (payloads(), chains(9));
    payloads[7] = [99];
    let links = links(&payloads, &chains, 6, 9);
    let claim = Claim { fence: 7, epoch: 3, first_seq: 6, links: &links, hole: None };

    assert_eq!(decide(&at(5, &chains), &claim), Err(Refusal::Chain { seq: 7 }));
}

proptest! {
    /// Numbers come from a peer: none of them may panic, whatever they are.
    #[test]
    fn no_numbers_panic(
        seq in prop_oneof![Just(0), Just(1), Just(u64::MAX >> 1), any::<u64>().prop_map(|n| n >> 1)],
        first_seq in prop_oneof![Just(0), Just(1), Just(u64::MAX), any::<u64>()],
        hole in prop_oneof![
            Just((1, u64::MAX)),
            Just((u64::MAX, u64::MAX)),
            (any::<u64>(), any::<u64>()),
        ],
    ) {
        let cursor = Cursor { seq, ..START };
        let link = Link { kind: 1, payload: &[1], chain: [7; 16] };
        let hole = Some(Hole { first_seq: hole.0, last_seq: hole.1, chain_after: [0; 16] });
        let claim = Claim { fence: 7, epoch: 3, first_seq, links: &[link], hole };

        prop_assert!(decide(&cursor, &claim).is_err() || first_seq <= seq);
    }

    /// However batches are cut and repeated, each record is stored exactly once and in order.
    #[test]
    fn any_redelivery_stores_each_record_once(cuts in prop::collection::vec((1_u8..=30, 1_u8..=30), 1..60)) {
        let (payloads, chains) = (payloads(), chains(30));
        let mut cursor = START;
        let mut stored = Vec::new();

        for (a, b) in cuts {
            let (from, to) = (a.min(b), a.max(b));
            let links = links(&payloads, &chains, from, to);
            let claim = Claim { fence: 7, epoch: 3, first_seq: u64::from(from), links: &links, hole: None };
            match decide(&cursor, &claim) {
                Ok(accept) => {
                    stored.extend((u64::from(from)..=u64::from(to)).skip(accept.n_skip));
                    cursor = accept.next;
                }
                Err(refusal) => prop_assert_eq!(refusal, Refusal::Gap { expected: cursor.seq + 1 }),
            }
        }

        let want: Vec<u64> = (1..=cursor.seq).collect();
        prop_assert_eq!(stored, want);
    }
}
