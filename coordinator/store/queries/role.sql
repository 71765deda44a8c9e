-- Roles: names of sets of permissions.

--! role_page (after?) : (permissions?)
SELECT r.name,
       r.description,
       r.permissions,
       r.version,
       r.created_at,
       r.updated_at,
       (SELECT count(*) FROM role_binding b WHERE b.org_id = r.org_id AND b.role = r.name) AS n_users,
       (SELECT count(*)
        FROM api_token t
        WHERE t.org_id = r.org_id
          AND t.role = r.name
          AND t.revoked_at IS NULL
          AND coalesce(t.expires_at > now(), true)) AS n_api_tokens
FROM role r
WHERE r.org_id = :org_id
  AND (:after::text IS NULL OR r.name > :after)
ORDER BY r.name
LIMIT :n_rows;

--! role_get : (permissions?)
SELECT r.name,
       r.description,
       r.permissions,
       r.version,
       r.created_at,
       r.updated_at,
       (SELECT count(*) FROM role_binding b WHERE b.org_id = r.org_id AND b.role = r.name) AS n_users,
       (SELECT count(*)
        FROM api_token t
        WHERE t.org_id = r.org_id
          AND t.role = r.name
          AND t.revoked_at IS NULL
          AND coalesce(t.expires_at > now(), true)) AS n_api_tokens
FROM role r
WHERE r.org_id = :org_id
  AND r.name = :name;

-- Until the end of the transaction the role is not deleted and has these permissions.
--! role_hold : (permissions?)
SELECT permissions
FROM role
WHERE org_id = :org_id
  AND name = :name
FOR SHARE;

--! role_lock
SELECT version
FROM role
WHERE org_id = :org_id
  AND name = :name
FOR UPDATE;

--! role_insert
INSERT INTO role (org_id, name, description, permissions)
VALUES (:org_id, :name, :description, :permissions)
ON CONFLICT (org_id, name) DO NOTHING;

--! role_update
UPDATE role
SET description = :description,
    permissions = :permissions,
    version = version + 1,
    updated_at = now()
WHERE org_id = :org_id
  AND name = :name
  AND permissions IS NOT NULL;

-- Tokens that will not work again keep nobody from deleting their role.
--! role_dead_tokens_delete
DELETE FROM api_token
WHERE org_id = :org_id
  AND role = :role
  AND (revoked_at IS NOT NULL OR expires_at <= now());

--! role_delete
DELETE FROM role
WHERE org_id = :org_id
  AND name = :name
  AND permissions IS NOT NULL;
