-- Tokens of automation.

--! api_token_insert (scopes?, expires_at?) : (scopes?, permissions?, expires_at?, revoked_at?)
WITH made AS (
    INSERT INTO api_token (org_id, api_token_id, name, role, scopes, secret_sha256, expires_at)
    VALUES (:org_id, :api_token_id, :name, :role, :scopes, :secret_sha256, :expires_at)
    RETURNING org_id, api_token_id, name, role, scopes, created_at, expires_at, revoked_at
)
SELECT made.api_token_id,
       made.name,
       made.role,
       made.scopes,
       r.permissions,
       made.created_at,
       made.expires_at,
       made.revoked_at
FROM made
JOIN role r ON r.org_id = made.org_id AND r.name = made.role;

--! api_token_page (before?) : (scopes?, permissions?, expires_at?, revoked_at?)
SELECT t.api_token_id,
       t.name,
       t.role,
       t.scopes,
       r.permissions,
       t.created_at,
       t.expires_at,
       t.revoked_at
FROM api_token t
JOIN role r ON r.org_id = t.org_id AND r.name = t.role
WHERE t.org_id = :org_id
  AND (:before::uuid IS NULL OR t.api_token_id < :before)
ORDER BY t.api_token_id DESC
LIMIT :n_rows;

--! api_token_lock : (scopes?, permissions?, expires_at?, revoked_at?)
SELECT t.api_token_id,
       t.name,
       t.role,
       t.scopes,
       r.permissions,
       t.created_at,
       t.expires_at,
       t.revoked_at
FROM api_token t
JOIN role r ON r.org_id = t.org_id AND r.name = t.role
WHERE t.org_id = :org_id
  AND t.api_token_id = :api_token_id
FOR UPDATE OF t;

--! api_token_revoke
UPDATE api_token
SET revoked_at = now()
WHERE org_id = :org_id
  AND api_token_id = :api_token_id
  AND revoked_at IS NULL;

-- By the system role: whoever presents a token has not said which organization it belongs to.
--! api_token_by_secret : (scopes?, permissions?, expires_at?)
SELECT t.org_id,
       t.api_token_id,
       t.name,
       t.role,
       t.scopes,
       r.permissions,
       t.expires_at,
       t.revoked_at IS NOT NULL AS revoked,
       coalesce(t.expires_at <= now(), false) AS expired
FROM api_token t
JOIN role r ON r.org_id = t.org_id AND r.name = t.role
WHERE t.secret_sha256 = :secret_sha256;
