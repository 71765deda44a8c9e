-- Keys that sign access tokens. System role.

-- Two coordinators that start at once make one key: the second waits here and then finds it.
--! signing_key_lock
SELECT pg_advisory_xact_lock(7281001)::text AS locked;

--! signing_key_active
SELECT key_id, public_key, private_wrapped, kek_id
FROM signing_key
WHERE retired_at IS NULL
ORDER BY created_at DESC, key_id
LIMIT 2;

--! signing_key_newest_age : (age_s?)
SELECT extract(epoch FROM now() - max(created_at))::float8 AS age_s
FROM signing_key
WHERE retired_at IS NULL;

-- What is not in force any more; the private part of a key that nobody needs is better gone.
--! signing_key_trim
DELETE FROM signing_key
WHERE key_id NOT IN (
    SELECT key_id
    FROM signing_key
    WHERE retired_at IS NULL
    ORDER BY created_at DESC, key_id
    LIMIT :n_kept
);

--! signing_key_insert
INSERT INTO signing_key (key_id, public_key, private_wrapped, kek_id)
VALUES (:key_id, :public_key, :private_wrapped, :kek_id);
