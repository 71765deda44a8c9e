-- Check definitions and their revisions.

--: CheckRow()

--! check_find : CheckRow
SELECT d.check_id,
       d.slug,
       d.description,
       d.agent_selector,
       d.enabled,
       d.revision,
       d.version,
       d.created_at,
       d.updated_at,
       r.spec
FROM check_definition d
JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision
WHERE d.org_id = :org_id
  AND (d.check_id::text = :id_or_slug OR d.slug = :id_or_slug)
  AND d.deleted_at IS NULL
ORDER BY d.check_id::text = :id_or_slug DESC
LIMIT 1;

--! check_page (after?) : CheckRow
SELECT d.check_id,
       d.slug,
       d.description,
       d.agent_selector,
       d.enabled,
       d.revision,
       d.version,
       d.created_at,
       d.updated_at,
       r.spec
FROM check_definition d
JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision
WHERE d.org_id = :org_id
  AND (:after::text IS NULL OR d.slug COLLATE "C" > :after)
  AND d.deleted_at IS NULL
ORDER BY d.slug COLLATE "C"
LIMIT :n_rows;

-- No row when a living check has the name.
--! check_insert
INSERT INTO check_definition (org_id, check_id, slug, description, agent_selector, enabled, revision)
VALUES (:org_id, :check_id, :slug, :description, :agent_selector, :enabled, 1)
ON CONFLICT (org_id, slug) WHERE deleted_at IS NULL DO NOTHING;

--! check_revision_insert
INSERT INTO check_revision (org_id, check_id, revision, spec)
VALUES (:org_id, :check_id, :revision, :spec);

-- Compare-and-set on the version that was read.
--! check_update
UPDATE check_definition
SET description = :description,
    agent_selector = :agent_selector,
    enabled = :enabled,
    revision = :revision,
    version = version + 1,
    updated_at = now()
WHERE org_id = :org_id
  AND check_id = :check_id
  AND version = :version
  AND deleted_at IS NULL;

--! check_delete
UPDATE check_definition
SET deleted_at = now(),
    version = version + 1,
    updated_at = now()
WHERE org_id = :org_id
  AND check_id = :check_id
  AND version = :version
  AND deleted_at IS NULL;

--! check_count
SELECT count(*) AS n_checks
FROM check_definition
WHERE org_id = :org_id
  AND deleted_at IS NULL;

-- Who is meant to run what: living checks that are not stopped.
--! check_selectors
SELECT check_id, agent_selector
FROM check_definition
WHERE org_id = :org_id
  AND enabled
  AND deleted_at IS NULL;

-- No row for a deleted check.
--! check_revision_page
SELECT r.revision, r.spec, r.created_at
FROM check_revision r
JOIN check_definition d ON d.org_id = r.org_id AND d.check_id = r.check_id
WHERE r.org_id = :org_id
  AND r.check_id = :check_id
  AND r.revision < :before
  AND d.deleted_at IS NULL
ORDER BY r.revision DESC
LIMIT :n_rows;
