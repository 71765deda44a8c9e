-- Second factors. System role: users are global.

--! totp_begin
INSERT INTO user_totp (user_id, secret_wrapped, kek_id)
VALUES (:user_id, :secret_wrapped, :kek_id)
ON CONFLICT (user_id) DO UPDATE
SET secret_wrapped = excluded.secret_wrapped,
    kek_id = excluded.kek_id,
    created_at = now()
WHERE user_totp.confirmed_at IS NULL;

--! totp_get : (confirmed_at?)
SELECT secret_wrapped, confirmed_at, last_step
FROM user_totp
WHERE user_id = :user_id;

--! totp_confirm
UPDATE user_totp
SET confirmed_at = now(),
    last_step = :step
WHERE user_id = :user_id
  AND confirmed_at IS NULL
  AND secret_wrapped = :secret_wrapped;

-- No row when a code of this step or a later one was used before.
--! totp_use
UPDATE user_totp
SET last_step = :step
WHERE user_id = :user_id
  AND confirmed_at IS NOT NULL
  AND last_step < :step;

--! totp_delete
DELETE FROM user_totp
WHERE user_id = :user_id;

--! recovery_code_insert
INSERT INTO recovery_code (user_id, code_sha256)
VALUES (:user_id, :code_sha256);

--! recovery_code_use
UPDATE recovery_code
SET used_at = now()
WHERE user_id = :user_id
  AND code_sha256 = :code_sha256
  AND used_at IS NULL;
