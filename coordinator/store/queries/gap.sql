-- Times without data.

--: GapRow()

--! gap_page (agent_id?, ends_after?, before_at?, before_id?) : GapRow
SELECT g.gap_id,
       g.agent_id,
       a.slug AS agent_slug,
       g.cause,
       g.from_at,
       g.to_at,
       g.records,
       g.detail
FROM gap g
JOIN agent a ON a.org_id = g.org_id AND a.agent_id = g.agent_id
WHERE g.org_id = :org_id
  AND (:agent_id::uuid IS NULL OR g.agent_id = :agent_id)
  AND (:ends_after::timestamptz IS NULL OR g.to_at > :ends_after)
  AND (:before_at::timestamptz IS NULL OR (g.to_at, g.gap_id) < (:before_at, :before_id::uuid))
ORDER BY g.to_at DESC, g.gap_id DESC
LIMIT :n_rows;

--! gap_of_agent_between : GapRow
SELECT g.gap_id,
       g.agent_id,
       a.slug AS agent_slug,
       g.cause,
       g.from_at,
       g.to_at,
       g.records,
       g.detail
FROM gap g
JOIN agent a ON a.org_id = g.org_id AND a.agent_id = g.agent_id
WHERE g.org_id = :org_id
  AND g.agent_id = :agent_id
  AND g.to_at >= :from_at
  AND g.from_at < :to_at
ORDER BY g.from_at, g.gap_id
LIMIT :n_rows;
