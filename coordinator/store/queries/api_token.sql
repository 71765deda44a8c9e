-- Tokens of automation.

--! api_token_insert (expires_at?) : (expires_at?, revoked_at?)
INSERT INTO api_token (org_id, api_token_id, name, role, secret_sha256, expires_at)
VALUES (:org_id, :api_token_id, :name, :role, :secret_sha256, :expires_at)
RETURNING api_token_id, name, role, created_at, expires_at, revoked_at;

--! api_token_page (before?) : (expires_at?, revoked_at?)
SELECT api_token_id, name, role, created_at, expires_at, revoked_at
FROM api_token
WHERE org_id = :org_id
  AND (:before::uuid IS NULL OR api_token_id < :before)
ORDER BY api_token_id DESC
LIMIT :n_rows;

--! api_token_lock
SELECT role
FROM api_token
WHERE org_id = :org_id
  AND api_token_id = :api_token_id
FOR UPDATE;

--! api_token_revoke
UPDATE api_token
SET revoked_at = now()
WHERE org_id = :org_id
  AND api_token_id = :api_token_id
  AND revoked_at IS NULL;

-- By the system role: whoever presents a token has not said which organization it belongs to.
--! api_token_by_secret : (expires_at?)
SELECT org_id,
       api_token_id,
       name,
       role,
       expires_at,
       revoked_at IS NOT NULL AS revoked,
       coalesce(expires_at <= now(), false) AS expired
FROM api_token
WHERE secret_sha256 = :secret_sha256;
