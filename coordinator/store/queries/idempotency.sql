-- Requests that were made under an id of the caller's own.

-- No row when the id is taken. Waits for a transaction that claims the same id at this moment; if that fails, the id is
-- free. An id whose time is over is free before it is trimmed.
--! idempotency_claim
INSERT INTO idempotency_key (org_id, principal, method, request_id, request_sha256)
VALUES (:org_id, :principal, :method, :request_id, :request_sha256)
ON CONFLICT (org_id, principal, method, request_id) DO UPDATE
SET request_sha256 = excluded.request_sha256,
    response = NULL,
    created_at = now()
WHERE idempotency_key.created_at <= now() - make_interval(secs => :life_s);

--! idempotency_get : (response?)
SELECT request_sha256, response
FROM idempotency_key
WHERE org_id = :org_id
  AND principal = :principal
  AND method = :method
  AND request_id = :request_id;

--! idempotency_settle
UPDATE idempotency_key
SET response = :response
WHERE org_id = :org_id
  AND principal = :principal
  AND method = :method
  AND request_id = :request_id;

-- By the system role, for every organization.
--! idempotency_trim
DELETE FROM idempotency_key
WHERE created_at <= now() - make_interval(secs => :life_s);
