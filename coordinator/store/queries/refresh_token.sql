-- Refresh tokens. System role: they are presented before anybody is known.

--! refresh_token_insert
INSERT INTO refresh_token (org_id, refresh_token_id, user_id, family_id, secret_sha256, expires_at)
VALUES (:org_id, :refresh_token_id, :user_id, :family_id, :secret_sha256, now() + make_interval(secs => :ttl_s))
RETURNING expires_at;

--! refresh_token_lock : (used_at?, revoked_at?)
SELECT org_id,
       refresh_token_id,
       user_id,
       family_id,
       expires_at,
       used_at,
       revoked_at,
       now() AS database_now
FROM refresh_token
WHERE secret_sha256 = :secret_sha256
FOR UPDATE;

--! refresh_token_use
UPDATE refresh_token
SET used_at = now()
WHERE org_id = :org_id
  AND refresh_token_id = :refresh_token_id
  AND used_at IS NULL;

--! refresh_token_family_revoke
UPDATE refresh_token
SET revoked_at = now()
WHERE org_id = :org_id
  AND family_id = :family_id
  AND revoked_at IS NULL;

--! refresh_token_expire
DELETE FROM refresh_token
WHERE expires_at < now() - make_interval(days => 7);
