-- What agents should run. System role.

--! desired_agents
SELECT a.org_id, a.agent_id, a.slug, s.slug AS site_slug, a.labels
FROM agent a
JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id
WHERE a.agent_id = ANY (:agent_ids)
  AND a.revoked_at IS NULL;

--! desired_checks
SELECT d.org_id, d.check_id, d.slug, d.agent_selector, d.revision, r.spec
FROM check_definition d
JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision
WHERE d.org_id = ANY (:org_ids)
  AND d.enabled
  AND d.deleted_at IS NULL
ORDER BY d.org_id, d.check_id;

--! desired_latest
SELECT DISTINCT ON (agent_id) agent_id, generation, sha256, state
FROM desired_state
WHERE agent_id = ANY (:agent_ids)
ORDER BY agent_id, generation DESC;

--! desired_document
SELECT generation, sha256, document
FROM desired_state
WHERE org_id = :org_id
  AND agent_id = :agent_id
ORDER BY generation DESC
LIMIT 1;

--! desired_insert
INSERT INTO desired_state (org_id, agent_id, generation, sha256, document)
VALUES (:org_id, :agent_id, :generation, :sha256, :document)
ON CONFLICT DO NOTHING;

--! desired_trim
DELETE FROM desired_state
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND generation <= :generation;

--! desired_states_forget
DELETE FROM check_state
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND NOT check_id = ANY (:check_ids);

--! assignment_insert
INSERT INTO check_assignment (org_id, agent_id, check_id, revision)
SELECT :org_id, :agent_id, n.check_id, n.revision
FROM unnest(:check_ids::uuid[], :revisions::integer[]) AS n (check_id, revision)
ON CONFLICT DO NOTHING;

--! assignment_find
SELECT a.check_id, a.revision, d.slug, r.spec
FROM check_assignment a
JOIN check_definition d ON d.org_id = a.org_id AND d.check_id = a.check_id
JOIN check_revision r ON r.org_id = a.org_id AND r.check_id = a.check_id AND r.revision = a.revision
WHERE a.org_id = :org_id
  AND a.agent_id = :agent_id
  AND a.check_id = :check_id
  AND a.revision = :revision;
