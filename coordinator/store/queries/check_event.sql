-- Statuses that changed. Two statements, because one with "this check or all" could use the index of neither.

--: CheckEventRow()

--! check_event_page : CheckEventRow
SELECT e.check_event_id,
       e.check_id,
       d.slug AS check_slug,
       e.target,
       e.agent_id,
       a.slug AS agent_slug,
       e.before,
       e.status,
       e.reason,
       e.evidence,
       e.at,
       e.received_at
FROM (
    SELECT check_event_id, org_id, check_id, target, agent_id, before, status, reason, evidence, at, received_at
    FROM check_event
    WHERE org_id = :org_id
      AND received_at <= :before_at
      AND (received_at, check_event_id) < (:before_at, :before_id)
    ORDER BY received_at DESC, check_event_id DESC
    LIMIT :n_rows
) e
JOIN check_definition d ON d.org_id = e.org_id AND d.check_id = e.check_id
JOIN agent a ON a.org_id = e.org_id AND a.agent_id = e.agent_id
ORDER BY e.received_at DESC, e.check_event_id DESC;

--! check_event_page_of_check : CheckEventRow
SELECT e.check_event_id,
       e.check_id,
       d.slug AS check_slug,
       e.target,
       e.agent_id,
       a.slug AS agent_slug,
       e.before,
       e.status,
       e.reason,
       e.evidence,
       e.at,
       e.received_at
FROM (
    SELECT check_event_id, org_id, check_id, target, agent_id, before, status, reason, evidence, at, received_at
    FROM check_event
    WHERE org_id = :org_id
      AND check_id = :check_id
      AND received_at <= :before_at
      AND (received_at, check_event_id) < (:before_at, :before_id)
    ORDER BY received_at DESC, check_event_id DESC
    LIMIT :n_rows
) e
JOIN check_definition d ON d.org_id = e.org_id AND d.check_id = e.check_id
JOIN agent a ON a.org_id = e.org_id AND a.agent_id = e.agent_id
ORDER BY e.received_at DESC, e.check_event_id DESC;

-- Of each place its latest events, in the order of their arrival, the last first.
--! check_event_latest
SELECT p.check_id, p.target, e.agent_id, e.before, e.at
FROM unnest(:check_ids::uuid[], :targets::text[]) AS p (check_id, target)
CROSS JOIN LATERAL (
    SELECT agent_id, before, at, received_at, check_event_id
    FROM check_event
    WHERE org_id = :org_id
      AND check_id = p.check_id
      AND target = p.target
    ORDER BY received_at DESC, check_event_id DESC
    LIMIT :n_rows
) e
ORDER BY p.check_id, p.target, e.received_at DESC, e.check_event_id DESC;
