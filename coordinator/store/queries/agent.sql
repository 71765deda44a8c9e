-- Agents as people see them.

--: AgentRow(revoked_at?, last_seen_at?, clock_offset_us?, spool_pending_records?, spool_dropped_records?, scheduled_checks?, degraded?, remote_address?, desired_generation?, desired_state?, desired_detail?, applied_generation?)

--! agent_page (after?) : AgentRow
SELECT a.agent_id,
       a.slug,
       s.slug AS site,
       a.labels,
       a.hostname,
       a.version,
       a.capabilities,
       a.certificate_expires_at,
       a.created_at,
       a.revoked_at,
       p.last_seen_at,
       p.clock_offset_us,
       p.spool_pending_records,
       p.spool_dropped_records,
       p.scheduled_checks,
       p.degraded,
       p.remote_address,
       d.generation AS desired_generation,
       d.state AS desired_state,
       d.detail AS desired_detail,
       (
           SELECT max(applied.generation)
           FROM desired_state applied
           WHERE applied.org_id = a.org_id
             AND applied.agent_id = a.agent_id
             AND applied.state = 'applied'
       ) AS applied_generation,
       now() AS database_now
FROM agent a
JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id
LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id
LEFT JOIN LATERAL (
    SELECT latest.generation, latest.state, latest.detail
    FROM desired_state latest
    WHERE latest.org_id = a.org_id
      AND latest.agent_id = a.agent_id
    ORDER BY latest.generation DESC
    LIMIT 1
) d ON true
WHERE a.org_id = :org_id
  AND (:after::text IS NULL OR a.slug COLLATE "C" > :after)
ORDER BY a.slug COLLATE "C"
LIMIT :n_rows;

-- By id or by name; an id wins over another agent's name of the same letters.
--! agent_find : AgentRow
SELECT a.agent_id,
       a.slug,
       s.slug AS site,
       a.labels,
       a.hostname,
       a.version,
       a.capabilities,
       a.certificate_expires_at,
       a.created_at,
       a.revoked_at,
       p.last_seen_at,
       p.clock_offset_us,
       p.spool_pending_records,
       p.spool_dropped_records,
       p.scheduled_checks,
       p.degraded,
       p.remote_address,
       d.generation AS desired_generation,
       d.state AS desired_state,
       d.detail AS desired_detail,
       (
           SELECT max(applied.generation)
           FROM desired_state applied
           WHERE applied.org_id = a.org_id
             AND applied.agent_id = a.agent_id
             AND applied.state = 'applied'
       ) AS applied_generation,
       now() AS database_now
FROM agent a
JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id
LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id
LEFT JOIN LATERAL (
    SELECT latest.generation, latest.state, latest.detail
    FROM desired_state latest
    WHERE latest.org_id = a.org_id
      AND latest.agent_id = a.agent_id
    ORDER BY latest.generation DESC
    LIMIT 1
) d ON true
WHERE a.org_id = :org_id
  AND (a.agent_id::text = :id_or_slug OR a.slug = :id_or_slug)
ORDER BY a.agent_id::text = :id_or_slug DESC
LIMIT 1;

--! agent_revoke
UPDATE agent
SET revoked_at = now(),
    fence = fence + 1
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND revoked_at IS NULL;

--! agent_revoke_cursors
UPDATE agent_cursor c
SET fence = a.fence
FROM agent a
WHERE c.org_id = :org_id
  AND c.agent_id = :agent_id
  AND a.org_id = c.org_id
  AND a.agent_id = c.agent_id;

--! agent_signs : (last_seen_at?)
SELECT a.agent_id,
       a.slug,
       a.revoked_at IS NOT NULL AS revoked,
       p.last_seen_at,
       now() AS database_now
FROM agent a
LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id
WHERE a.org_id = :org_id;

--! agent_roster : (clock_offset_us?)
SELECT a.agent_id,
       a.slug,
       s.slug AS site,
       a.labels,
       p.clock_offset_us
FROM agent a
JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id
LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id
WHERE a.org_id = :org_id
  AND a.revoked_at IS NULL;
