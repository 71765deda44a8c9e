-- Heartbeats, written once a second for all agents of a coordinator. System role.

--! presence_put
INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us, spool_pending_records,
    spool_dropped_records, scheduled_checks, missed_slots, degraded, remote_address)
SELECT n.org_id, n.agent_id, now() - make_interval(secs => n.age_us / 1e6), n.clock_offset_us, n.pending, n.dropped,
    n.scheduled, n.missed, coalesce(string_to_array(nullif(n.degraded, ''), E'\n'), ARRAY[]::text[]), n.remote_address
FROM unnest(
    :org_ids::uuid[], :agent_ids::uuid[], :ages_us::bigint[], :clock_offsets_us::bigint[], :pending::bigint[],
    :dropped::bigint[], :scheduled::integer[], :missed::bigint[], :degraded::text[], :remote_addresses::text[])
    AS n (org_id, agent_id, age_us, clock_offset_us, pending, dropped, scheduled, missed, degraded, remote_address)
ON CONFLICT (org_id, agent_id) DO UPDATE
SET last_seen_at = greatest(agent_presence.last_seen_at, excluded.last_seen_at),
    clock_offset_us = excluded.clock_offset_us,
    spool_pending_records = excluded.spool_pending_records,
    spool_dropped_records = excluded.spool_dropped_records,
    scheduled_checks = excluded.scheduled_checks,
    missed_slots = excluded.missed_slots,
    degraded = excluded.degraded,
    remote_address = excluded.remote_address;
