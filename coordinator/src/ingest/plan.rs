//! What one commit writes: decided over locked cursors, without touching the database.

use std::collections::BTreeMap;

use nocturne_core::{
    block::{self, Sample},
    cursor::{self, Accept, Claim, Cursor, Link, Refusal},
};
use nocturne_shared::{
    id::{AgentId, GapId, OrgId},
    outcome::Lane,
    time::Timestamp,
};
use nocturne_store::ingest::{
    BlockRow, ConfigRow, CursorRow, DeadLetterRow, EventRow, GapRow, Rows, StateRow,
};
use serde_json::json;
use uuid::Uuid;

use super::stage::{Content, DeclaredHole, Reply, Staged, StagedRecord, StatusRow};

/// Sample times further ahead than this are corrected by the agent's clock offset.
const MAX_AHEAD_US: i64 = 600 * 1_000_000;

/// A locked cursor while batches of one commit are decided one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct LockedCursor {
    pub(super) cursor: Cursor,
    pub(super) last_at: Option<Timestamp>,
    pub(super) moved: bool,
}

/// Everything a commit writes, and what each batch is told afterwards.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) rows: Rows,
    /// By position of the batch.
    pub(super) replies: Vec<Reply>,
    /// Samples by agent, as packed into the block rows.
    pub(super) blocks: Vec<(OrgId, AgentId, Vec<Sample>)>,
}

struct Draft {
    org_id: OrgId,
    epoch: u64,
    first_seq: u64,
    last_seq: u64,
    clock_offset_us: i64,
    times_corrected: bool,
    samples: Vec<Sample>,
}

/// Decides about each batch in order; `now` is the database clock.
pub(super) fn plan(
    staged: &[Staged],
    cursors: &mut BTreeMap<(AgentId, Lane), LockedCursor>,
    now: Timestamp,
) -> Plan {
    let mut plan = Plan::default();
    let mut drafts: BTreeMap<AgentId, Draft> = BTreeMap::new();
    let mut n_samples: BTreeMap<AgentId, usize> = BTreeMap::new();
    for batch in staged {
        *n_samples.entry(batch.agent_id).or_default() += batch.samples.len();
    }

    for batch in staged {
        let reply = match cursors.get_mut(&(batch.agent_id, batch.lane)) {
            None => Reply::Refused(Refusal::Fenced { held: i64::MAX, given: batch.fence }),
            Some(locked) => match decide(batch, &locked.cursor) {
                Err(refusal) => Reply::Refused(refusal),
                Ok(accept) => {
                    plan.take(batch, &accept, locked, now);
                    let n_most = n_samples.get(&batch.agent_id).copied().unwrap_or(0);
                    draft(&mut drafts, n_most, batch, &accept, now);
                    locked.cursor = accept.next;
                    locked.moved = true;
                    Reply::Committed { through_seq: accept.next.seq }
                }
            },
        };
        plan.replies.push(reply);
    }

    for (agent_id, mut draft) in drafts {
        let block = block::pack(&mut draft.samples);
        plan.rows.blocks.push(BlockRow {
            org_id: draft.org_id,
            agent_id,
            epoch: signed(draft.epoch),
            first_seq: signed(draft.first_seq),
            last_seq: signed(draft.last_seq),
            ts_min: nocturne_shared::time::from_micros(block.ts_min_us),
            ts_max: nocturne_shared::time::from_micros(block.ts_max_us),
            n_samples: i32::try_from(block.n_samples).unwrap_or(i32::MAX),
            clock_offset_us: draft.clock_offset_us,
            times_corrected: draft.times_corrected,
            data: block.data,
        });
        plan.blocks.push((draft.org_id, agent_id, draft.samples));
    }
    plan.rows.cursors = cursors
        .iter()
        .filter(|(_, locked)| locked.moved)
        .map(|((agent_id, lane), locked)| CursorRow {
            agent_id: *agent_id,
            lane: *lane,
            seq: signed(locked.cursor.seq),
            chain: locked.cursor.chain,
            last_at: locked.last_at.unwrap_or(now),
        })
        .collect();
    plan
}

fn decide(batch: &Staged, cursor: &Cursor) -> Result<Accept, Refusal> {
    let link = |record: &StagedRecord| {
        let kind = u8::try_from(record.kind).unwrap_or(0);
        (kind, record.chain)
    };
    let links: Vec<Link<'_>> = batch
        .records
        .iter()
        .map(|record| {
            let (kind, chain) = link(record);
            Link { kind, payload: &record.payload, chain }
        })
        .collect();
    let claim = Claim {
        fence: batch.fence,
        epoch: batch.epoch,
        first_seq: batch.first_seq,
        links: &links,
        hole: batch.hole.as_ref().map(|declared| declared.hole),
    };
    cursor::decide(cursor, &claim)
}

/// Adds the samples of the records that are stored by this commit to the agent's block, which gets at most `n_most`.
fn draft(
    drafts: &mut BTreeMap<AgentId, Draft>,
    n_most: usize,
    batch: &Staged,
    accept: &Accept,
    now: Timestamp,
) {
    let from = match accept.n_skip.checked_sub(1) {
        None => 0,
        Some(last_skipped) => batch.records.get(last_skipped).map_or(0, |record| record.samples_end),
    };
    let kept = batch.samples.get(from..).unwrap_or_default();
    if kept.is_empty() {
        return;
    }
    let draft = drafts.entry(batch.agent_id).or_insert_with(|| Draft {
        org_id: batch.org_id,
        epoch: batch.epoch,
        first_seq: accept.next.seq + 1 - stored_records(batch, accept),
        last_seq: accept.next.seq,
        clock_offset_us: batch.clock_offset_us,
        times_corrected: false,
        samples: Vec::with_capacity(n_most),
    });
    draft.last_seq = accept.next.seq;
    let latest_credible = now.as_microsecond().saturating_add(MAX_AHEAD_US);
    if kept.iter().all(|sample| sample.at_us <= latest_credible) {
        draft.samples.extend_from_slice(kept);
        return;
    }
    draft.times_corrected = true;
    let mut begin = from;
    for record in batch.records.iter().skip(accept.n_skip) {
        let of_record = batch.samples.get(begin..record.samples_end).unwrap_or_default();
        begin = record.samples_end;
        let back_us = set_back_us(of_record, batch.clock_offset_us, latest_credible);
        let moved = |sample: &Sample| Sample { at_us: sample.at_us.saturating_sub(back_us), ..*sample };
        draft.samples.extend(of_record.iter().map(moved));
    }
}

/// How far the times of a record that is too far ahead are set back, all by the same, so that their distances stay: by
/// the agent's clock offset if that explains it, otherwise until the latest is credible.
fn set_back_us(samples: &[Sample], clock_offset_us: i64, latest_credible: i64) -> i64 {
    let latest = samples.iter().map(|sample| sample.at_us).max().unwrap_or(i64::MIN);
    if latest <= latest_credible {
        return 0;
    }
    let too_far = latest.saturating_sub(latest_credible);
    if clock_offset_us >= too_far { clock_offset_us } else { too_far }
}

fn stored_records(batch: &Staged, accept: &Accept) -> u64 {
    u64::try_from(batch.records.len().saturating_sub(accept.n_skip)).unwrap_or(0)
}

impl Plan {
    fn take(&mut self, batch: &Staged, accept: &Accept, locked: &mut LockedCursor, now: Timestamp) {
        if let (Some((first, last)), Some(declared)) = (accept.missing, &batch.hole) {
            let n_missing = last - first + 1;
            self.hole(batch, declared, n_missing, locked.last_at, now);
        }
        let first_kept = batch.first_seq + u64::try_from(accept.n_skip).unwrap_or(0);
        for (seq, record) in (first_kept..).zip(batch.records.iter().skip(accept.n_skip)) {
            locked.last_at = locked.last_at.max(Some(record.at));
            match &record.content {
                Content::Samples => (),
                Content::Status(status) => self.status(batch, status),
                Content::Gap(gap) => self.rows.gaps.push(GapRow {
                    org_id: batch.org_id,
                    gap_id: GapId::from_uuid(Uuid::now_v7()),
                    agent_id: batch.agent_id,
                    cause: gap.cause,
                    from_at: gap.from,
                    to_at: gap.to,
                    records: gap.records,
                    detail: gap.detail.clone(),
                }),
                Content::Config(config) => self.rows.configs.push(ConfigRow {
                    org_id: batch.org_id,
                    agent_id: batch.agent_id,
                    generation: config.generation,
                    applied: config.applied,
                    detail: config.detail.clone(),
                }),
                Content::Dead(reason) => self.rows.dead_letters.push(DeadLetterRow {
                    org_id: batch.org_id,
                    agent_id: batch.agent_id,
                    epoch: signed(batch.epoch),
                    lane: batch.lane,
                    seq: signed(seq),
                    kind: record.kind,
                    reason: reason.clone(),
                    payload: record.payload.to_vec(),
                }),
            }
        }
    }

    fn hole(
        &mut self,
        batch: &Staged,
        declared: &DeclaredHole,
        n_missing: u64,
        last_at: Option<Timestamp>,
        now: Timestamp,
    ) {
        let to = declared.to.or_else(|| batch.records.first().map(|record| record.at)).unwrap_or(now);
        let from = declared.from.or(last_at).unwrap_or(to).min(to);
        self.rows.gaps.push(GapRow {
            org_id: batch.org_id,
            gap_id: GapId::from_uuid(Uuid::now_v7()),
            agent_id: batch.agent_id,
            cause: declared.cause,
            from_at: from,
            to_at: to,
            records: signed(n_missing),
            detail: String::new(),
        });
    }

    fn status(&mut self, batch: &Staged, status: &StatusRow) {
        let row = StateRow {
            org_id: batch.org_id,
            check_id: status.check.0,
            revision: i32::try_from(status.check.1).unwrap_or(i32::MAX),
            target: status.target.clone(),
            agent_id: batch.agent_id,
            before: status.before,
            status: status.status,
            reason: status.reason,
            evidence: status.evidence.clone(),
            at: status.at,
        };
        if !status.repeated {
            self.rows.events.push(EventRow {
                org_id: batch.org_id,
                event_id: Uuid::now_v7(),
                kind: "check.status".to_owned(),
                key: format!("{}|{}|{}", row.check_id, row.target, row.agent_id),
                data: json!({
                    "check_id": row.check_id,
                    "target": row.target,
                    "agent_id": row.agent_id,
                    "before": row.before.map(nocturne_shared::outcome::CheckStatus::as_str),
                    "status": row.status.as_str(),
                    "reason": row.reason.as_str(),
                }),
                at: row.at,
            });
            self.rows.changes.push(row.clone());
        }
        // Two statuses of one key in one commit: a statement may touch a row once, and only the last one counts.
        self.rows.states.retain(|held| {
            (held.check_id, &held.target, held.agent_id) != (row.check_id, &row.target, row.agent_id)
        });
        self.rows.states.push(row);
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
