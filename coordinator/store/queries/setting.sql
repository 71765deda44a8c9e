-- What administrators set: rows of the organization that the installation belongs to.

-- The first organization, which owns the installation. System role.
--! setting_owner
SELECT org_id
FROM organization
ORDER BY created_at, org_id
LIMIT 1;

--! setting_list
SELECT name, value, version, updated_by, updated_at
FROM setting
WHERE org_id = :org_id
ORDER BY name;

-- Changes are rare and decide by what is there: one at a time in an organization.
--! setting_lock
SELECT pg_advisory_xact_lock(7281015, hashtext(:org_id::text))::text AS locked;

--! setting_put
INSERT INTO setting (org_id, name, value, updated_by)
VALUES (:org_id, :name, :value, :updated_by)
ON CONFLICT (org_id, name) DO UPDATE
SET value = excluded.value,
    version = excluded.version,
    updated_by = excluded.updated_by,
    updated_at = excluded.updated_at;

--! setting_delete
DELETE FROM setting
WHERE org_id = :org_id
  AND name = :name;
