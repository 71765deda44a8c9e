use nocturne_core::chain::{CHAIN_START, Chain, chain_next};
use nocturne_shared::{
    id::CheckId,
    outcome::{CheckStatus, GapCause, Reason, RecordKind},
    time::from_micros,
};
use tokio::sync::oneshot;

use super::*;

fn agent() -> AgentId {
    AgentId::from_parts(1, &[1; 10])
}

fn cursor(seq: u64, chain: Chain) -> BTreeMap<(AgentId, Lane), LockedCursor> {
    let cursor = Cursor { epoch: 1, seq, chain, fence: 1 };
    BTreeMap::from([((agent(), Lane::Telemetry), LockedCursor { cursor, last_at: None, moved: false })])
}

/// Records `from..=to` with one sample each, chained from the start.
fn batch(from: u64, to: u64, content: impl Fn(u64) -> Content) -> Staged {
    let mut chain = CHAIN_START;
    let mut records = Vec::new();
    for seq in 1..=to {
        let kind = RecordKind::Results.code();
        chain = chain_next(&chain, seq, 1, &seq.to_le_bytes());
        if seq >= from {
            records.push(StagedRecord {
                kind,
                payload: seq.to_le_bytes().to_vec().into(),
                chain,
                at: from_micros(1_000 * i64::try_from(seq).unwrap()),
                samples_end: records.len() + 1,
                content: content(seq),
            });
        }
    }
    let samples =
        (from..=to).map(|seq| Sample { series_id: 9, at_us: i64::try_from(seq).unwrap(), value: 1.0 });
    Staged {
        org_id: OrgId::from_parts(1, &[0; 10]),
        agent_id: agent(),
        agent: "a".to_owned(),
        lane: Lane::Telemetry,
        fence: 1,
        epoch: 1,
        first_seq: from,
        hole: None,
        records,
        samples: samples.collect(),
        clock_offset_us: 0,
        reply: oneshot::channel().0,
    }
}

const NOW: i64 = 1_700_000_000_000_000;

#[test]
fn batches_of_one_agent_become_one_block_without_the_repeated_records() {
    let staged = [batch(1, 3, |_| Content::Samples), batch(2, 6, |_| Content::Samples)];

    let plan = plan(&staged, &mut cursor(0, CHAIN_START), from_micros(NOW));

    assert_eq!(plan.replies, [Reply::Committed { through_seq: 3 }, Reply::Committed { through_seq: 6 }]);
    let [block] = plan.rows.blocks.as_slice() else { panic!("one block row") };
    assert_eq!((block.n_samples, block.first_seq, block.last_seq), (6, 1, 6));
    assert_eq!(plan.rows.cursors.len(), 1);
}

#[test]
fn a_refused_batch_writes_nothing_and_holds_up_no_other() {
    let mut stale = batch(1, 2, |_| Content::Samples);
    stale.fence = 0;
    let staged = [stale, batch(1, 2, |_| Content::Samples)];

    let plan = plan(&staged, &mut cursor(0, CHAIN_START), from_micros(NOW));

    assert_eq!(plan.replies[0], Reply::Refused(Refusal::Fenced { held: 1, given: 0 }));
    assert_eq!(plan.replies[1], Reply::Committed { through_seq: 2 });
    assert_eq!(plan.rows.blocks[0].n_samples, 2);
}

#[test]
fn only_the_last_status_of_a_key_becomes_its_state_and_each_becomes_an_event() {
    let status = |seq: u64| {
        Content::Status(StatusRow {
            check: (CheckId::from_parts(1, &[0; 10]), 1),
            check_slug: "c".to_owned(),
            target: "t".to_owned(),
            before: None,
            status: if seq == 1 { CheckStatus::Up } else { CheckStatus::Down },
            reason: Reason::None,
            evidence: String::new(),
            at: from_micros(5),
            repeated: false,
        })
    };

    let plan = plan(&[batch(1, 2, status)], &mut cursor(0, CHAIN_START), from_micros(NOW));

    assert_eq!(plan.rows.states.len(), 1);
    assert_eq!(plan.rows.states[0].status, CheckStatus::Down);
    assert_eq!((plan.rows.changes.len(), plan.rows.events.len()), (2, 2));
}

#[test]
fn an_explained_hole_becomes_a_gap_with_its_count() {
    let mut late = batch(5, 6, |_| Content::Samples);
    let chain_after = batch(1, 4, |_| Content::Samples).records[3].chain;
    late.hole = Some(DeclaredHole {
        hole: nocturne_core::cursor::Hole { first_seq: 1, last_seq: 4, chain_after },
        cause: GapCause::SpoolFull,
        from: Some(from_micros(1)),
        to: None,
    });

    let plan = plan(&[late], &mut cursor(0, CHAIN_START), from_micros(NOW));

    let [gap] = plan.rows.gaps.as_slice() else { panic!("one gap") };
    assert_eq!((gap.records, gap.cause), (4, GapCause::SpoolFull));
    assert_eq!((gap.from_at, gap.to_at), (from_micros(1), from_micros(5_000)));
}

#[test]
fn a_clock_that_runs_ahead_is_set_back_and_never_stops_ingest() {
    let ahead_us = 3_600 * 1_000_000;
    for (offset_us, want) in [(ahead_us, NOW), (0, NOW + 600 * 1_000_000)] {
        let mut staged = batch(1, 3, |_| Content::Samples);
        staged.clock_offset_us = offset_us;
        // One record of two samples a second apart, as a wrong clock saw them, and one with the right time.
        staged.samples[0].at_us = NOW + ahead_us - 1_000_000;
        staged.samples[1].at_us = NOW + ahead_us;
        staged.samples[2].at_us = NOW - 5;
        staged.records[0].samples_end = 2;
        staged.records[1].samples_end = 2;

        let plan = plan(&[staged], &mut cursor(0, CHAIN_START), from_micros(NOW));

        assert!(plan.rows.blocks[0].times_corrected);
        let mut times: Vec<i64> = plan.blocks[0].2.iter().map(|sample| sample.at_us).collect();
        times.sort_unstable();
        let mut wanted = [NOW - 5, want - 1_000_000, want];
        wanted.sort_unstable();
        assert_eq!(times, wanted, "offset {offset_us}");
    }
}
