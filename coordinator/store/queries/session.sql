-- Sessions of agents. System role.

--! session_agent_lock : (serial_next?, revoked_at?)
SELECT a.slug,
       s.slug AS site_slug,
       a.labels,
       a.serial_current,
       a.serial_next,
       a.revoked_at,
       a.fence,
       a.epoch_last
FROM agent a
JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id
WHERE a.org_id = :org_id
  AND a.agent_id = :agent_id
FOR UPDATE OF a;

--! session_agent_open
UPDATE agent
SET fence = :fence,
    epoch_last = :epoch_last,
    version = :version,
    hostname = :hostname,
    capabilities = :capabilities
WHERE org_id = :org_id
  AND agent_id = :agent_id;

--! session_promote
UPDATE agent
SET serial_current = serial_next,
    serial_next = NULL,
    certificate_expires_at = :certificate_expires_at
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND serial_next = :serial;

--! session_cursors_lock
SELECT lane, spool_id, epoch, seq, chain, fence
FROM agent_cursor
WHERE org_id = :org_id
  AND agent_id = :agent_id
ORDER BY lane
FOR UPDATE;

--! session_cursor_put
INSERT INTO agent_cursor (org_id, agent_id, lane, spool_id, epoch, seq, chain, fence)
VALUES (:org_id, :agent_id, :lane, :spool_id, :epoch, :seq, :chain, :fence)
ON CONFLICT (org_id, agent_id, lane) DO UPDATE
SET spool_id = excluded.spool_id,
    epoch = excluded.epoch,
    seq = excluded.seq,
    chain = excluded.chain,
    fence = excluded.fence,
    updated_at = now();

--! session_standing : (serial_next?, revoked_at?)
SELECT agent_id, serial_current, serial_next, revoked_at, fence
FROM agent
WHERE agent_id = ANY (:agent_ids);

--! session_agent_names
SELECT a.slug, s.slug AS site_slug
FROM agent a
JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id
WHERE a.org_id = :org_id
  AND a.agent_id = :agent_id;
