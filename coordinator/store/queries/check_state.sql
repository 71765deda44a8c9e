-- How checks stand. Only what is in force counts: enabled checks, agents that are not revoked, targets of the current
-- revision. Whether an agent is still meant to run the check is for its selector to say, which SQL does not read: labels
-- and selector come along.

--! check_state_page (check_id?, after_check?, after_target?, after_agent?) : (clock_offset_us?)
SELECT s.check_id,
       d.slug AS check_slug,
       d.agent_selector,
       (r.spec ->> 'interval_us')::bigint AS interval_us,
       (r.spec ->> 'timeout_us')::bigint AS timeout_us,
       s.target,
       s.agent_id,
       a.slug AS agent_slug,
       site.slug AS site,
       a.labels,
       p.clock_offset_us,
       s.status,
       s.reason,
       s.evidence,
       s.since_at,
       s.updated_at
FROM check_state s
JOIN check_definition d ON d.org_id = s.org_id AND d.check_id = s.check_id
JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision
JOIN agent a ON a.org_id = s.org_id AND a.agent_id = s.agent_id
JOIN site ON site.org_id = a.org_id AND site.site_id = a.site_id
LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id
WHERE s.org_id = :org_id
  AND d.deleted_at IS NULL
  AND d.enabled
  AND a.revoked_at IS NULL
  AND jsonb_exists(r.spec -> 'targets', s.target)
  AND (:check_id::uuid IS NULL OR s.check_id = :check_id)
  AND (
      :after_check::text IS NULL
      OR (d.slug COLLATE "C", s.target COLLATE "C", a.slug COLLATE "C") > (:after_check, :after_target, :after_agent)
  )
ORDER BY d.slug COLLATE "C", s.target COLLATE "C", a.slug COLLATE "C"
LIMIT :n_rows;

--! check_state_of_targets
SELECT s.check_id, s.target, s.agent_id, s.status, s.reason, s.since_at, s.updated_at
FROM check_state s
WHERE s.org_id = :org_id
  AND (s.check_id, s.target) IN (SELECT * FROM unnest(:check_ids::uuid[], :targets::text[]));

--! check_state_count
SELECT s.check_id, s.agent_id, s.status, count(*) AS n_states
FROM check_state s
JOIN check_definition d ON d.org_id = s.org_id AND d.check_id = s.check_id
JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision
JOIN agent a ON a.org_id = s.org_id AND a.agent_id = s.agent_id
WHERE s.org_id = :org_id
  AND d.deleted_at IS NULL
  AND d.enabled
  AND a.revoked_at IS NULL
  AND jsonb_exists(r.spec -> 'targets', s.target)
GROUP BY s.check_id, s.agent_id, s.status;
