-- The ingest transaction. System role.

--! ingest_cursors_lock : (last_at?)
SELECT agent_id, lane, epoch, seq, chain, fence, last_at, now() AS database_now
FROM agent_cursor
WHERE (agent_id, lane) IN (SELECT * FROM unnest(:agent_ids::uuid[], :lanes::smallint[]))
ORDER BY agent_id, lane
FOR UPDATE;

--! ingest_cursors_advance
UPDATE agent_cursor c
SET seq = n.seq,
    chain = n.chain,
    last_at = greatest(c.last_at, n.last_at),
    updated_at = now()
FROM unnest(:agent_ids::uuid[], :lanes::smallint[], :seqs::bigint[], :chains::bytea[], :last_ats::timestamptz[])
    AS n (agent_id, lane, seq, chain, last_at)
WHERE c.agent_id = n.agent_id
  AND c.lane = n.lane;

--! ingest_blocks_insert
INSERT INTO sample_block (org_id, agent_id, epoch, first_seq, last_seq, ts_min, ts_max, n_samples, clock_offset_us,
    times_corrected, data)
SELECT * FROM unnest(
    :org_ids::uuid[], :agent_ids::uuid[], :epochs::bigint[], :first_seqs::bigint[], :last_seqs::bigint[],
    :ts_mins::timestamptz[], :ts_maxs::timestamptz[], :n_samples::integer[], :clock_offsets_us::bigint[],
    :times_corrected::boolean[], :data::bytea[]);

--! ingest_states_put
INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, reason, evidence, since_at)
SELECT * FROM unnest(
    :org_ids::uuid[], :check_ids::uuid[], :targets::text[], :agent_ids::uuid[], :revisions::integer[],
    :statuses::text[], :reasons::text[], :evidences::text[], :since_ats::timestamptz[])
ON CONFLICT (org_id, check_id, target, agent_id) DO UPDATE
SET revision = excluded.revision,
    since_at = CASE WHEN check_state.status = excluded.status THEN check_state.since_at ELSE excluded.since_at END,
    status = excluded.status,
    reason = excluded.reason,
    evidence = excluded.evidence,
    updated_at = now();

--! ingest_events_insert
INSERT INTO check_event (org_id, check_id, target, agent_id, before, status, reason, evidence, at)
SELECT * FROM unnest(
    :org_ids::uuid[], :check_ids::uuid[], :targets::text[], :agent_ids::uuid[],
    :befores::text[], :statuses::text[], :reasons::text[], :evidences::text[], :ats::timestamptz[]);

--! ingest_gaps_insert
INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at, records, detail)
SELECT g.org_id, g.gap_id, g.agent_id, g.cause, g.from_at, g.to_at, g.records, g.detail
FROM unnest(
    :org_ids::uuid[], :gap_ids::uuid[], :agent_ids::uuid[], :causes::text[],
    :from_ats::timestamptz[], :to_ats::timestamptz[], :records::bigint[], :details::text[])
    AS g (org_id, gap_id, agent_id, cause, from_at, to_at, records, detail);

--! ingest_dead_letters_insert
INSERT INTO ingest_dead_letter (org_id, agent_id, epoch, lane, seq, kind, reason, payload)
SELECT * FROM unnest(
    :org_ids::uuid[], :agent_ids::uuid[], :epochs::bigint[], :lanes::smallint[],
    :seqs::bigint[], :kinds::integer[], :reasons::text[], :payloads::bytea[]);

--! ingest_config_status
UPDATE desired_state
SET state = :state,
    detail = :detail,
    settled_at = now()
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND generation = :generation;

--! event_insert
INSERT INTO event (org_id, event_id, kind, key, data, at)
SELECT * FROM unnest(
    :org_ids::uuid[], :event_ids::uuid[], :kinds::text[], :keys::text[], :data::jsonb[], :ats::timestamptz[]);
