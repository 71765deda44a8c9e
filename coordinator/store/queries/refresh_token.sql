-- Refresh tokens. System role: they are presented before anybody is known.

--! refresh_token_insert (address?)
INSERT INTO refresh_token (org_id, refresh_token_id, user_id, family_id, secret_sha256, expires_at, address)
VALUES (
    :org_id,
    :refresh_token_id,
    :user_id,
    :family_id,
    :secret_sha256,
    now() + make_interval(secs => :ttl_s),
    :address
)
RETURNING expires_at;

-- Whoever ends all sessions of the user waits, and so ends the token that comes out of this exchange as well.
--! refresh_token_family
SELECT t.family_id
FROM refresh_token t
JOIN user_account u ON u.user_id = t.user_id
WHERE t.secret_sha256 = :secret_sha256
FOR SHARE OF u;

-- Whatever is presented of one family is decided one after the other. Rows are read afterwards, in a statement of their own.
--! refresh_token_family_lock
SELECT pg_advisory_xact_lock(hashtextextended(:family_id::uuid::text, 7281002))::text AS locked;

--! refresh_token_presented : (used_at?, voided_at?, revoked_at?, successor_id?)
SELECT t.org_id,
       t.refresh_token_id,
       t.user_id,
       u.username,
       t.family_id,
       t.expires_at,
       t.used_at,
       t.voided_at,
       t.revoked_at,
       t.successor_id,
       successor.used_at IS NOT NULL AS successor_used,
       now() AS database_now
FROM refresh_token t
JOIN user_account u ON u.user_id = t.user_id
LEFT JOIN refresh_token successor
    ON successor.org_id = t.org_id
   AND successor.refresh_token_id = t.successor_id
WHERE t.secret_sha256 = :secret_sha256;

--! refresh_token_use
UPDATE refresh_token
SET used_at = coalesce(used_at, now()),
    successor_id = :successor_id
WHERE org_id = :org_id
  AND refresh_token_id = :refresh_token_id;

--! refresh_token_void
UPDATE refresh_token
SET voided_at = now()
WHERE org_id = :org_id
  AND refresh_token_id = :refresh_token_id
  AND voided_at IS NULL;

--! refresh_token_family_revoke
UPDATE refresh_token
SET revoked_at = now()
WHERE org_id = :org_id
  AND family_id = :family_id
  AND revoked_at IS NULL;

--! refresh_token_expire
DELETE FROM refresh_token
WHERE expires_at < now() - make_interval(days => 7);

-- Of a user, all families but the one that is kept.
--! refresh_token_others_revoke (kept_family_id?)
UPDATE refresh_token
SET revoked_at = now()
WHERE user_id = :user_id
  AND (:kept_family_id::uuid IS NULL OR family_id <> :kept_family_id)
  AND revoked_at IS NULL;

--! refresh_token_user_delete
DELETE FROM refresh_token
WHERE org_id = :org_id
  AND user_id = :user_id;

-- Families with a token that may still be presented, the latest first.
--! refresh_token_families : (address?)
SELECT family_id,
       min(created_at) AS begun_at,
       max(created_at) AS last_used_at,
       (array_agg(address ORDER BY created_at DESC))[1] AS address
FROM refresh_token
WHERE org_id = :org_id
  AND user_id = :user_id
GROUP BY family_id
HAVING bool_or(used_at IS NULL AND voided_at IS NULL AND revoked_at IS NULL AND expires_at > now())
ORDER BY last_used_at DESC, family_id
LIMIT 500;

--! refresh_token_own_family_revoke
UPDATE refresh_token
SET revoked_at = now()
WHERE org_id = :org_id
  AND user_id = :user_id
  AND family_id = :family_id
  AND revoked_at IS NULL;
