-- Redeeming join tokens and renewing certificates. System role.

--! enrolment_token_lock : (revoked_at?, redeemed_at?, redeemed_spki_sha256?, agent_id?)
SELECT t.org_id,
       t.secret_sha256,
       t.labels,
       t.agent_slug,
       t.site_id,
       s.slug AS site_slug,
       t.expires_at,
       t.revoked_at,
       t.redeemed_at,
       t.redeemed_spki_sha256,
       t.agent_id,
       now() AS database_now
FROM join_token t
JOIN site s ON s.org_id = t.org_id AND s.site_id = t.site_id
WHERE t.join_token_id = :join_token_id
FOR UPDATE OF t;

--! enrolment_token_bind
UPDATE join_token
SET redeemed_at = now(),
    redeemed_spki_sha256 = :spki_sha256,
    agent_id = :agent_id
WHERE org_id = :org_id
  AND join_token_id = :join_token_id
  AND redeemed_at IS NULL;

--! enrolment_slug_taken
SELECT EXISTS (SELECT FROM agent WHERE org_id = :org_id AND slug = :slug) AS taken;

--! enrolment_agent_insert
INSERT INTO agent (org_id, agent_id, slug, site_id, labels, hostname, version, serial_current, certificate_expires_at)
VALUES (:org_id, :agent_id, :slug, :site_id, :labels, :hostname, :version, :serial, :certificate_expires_at);

--! enrolment_agent_again
UPDATE agent
SET serial_current = :serial,
    serial_next = NULL,
    certificate_expires_at = :certificate_expires_at
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND revoked_at IS NULL
RETURNING slug;

--! enrolment_certificate_insert
INSERT INTO agent_certificate (org_id, agent_id, serial, spki_sha256, not_before, not_after)
VALUES (:org_id, :agent_id, :serial, :spki_sha256, :not_before, :not_after);

--! enrolment_renew
UPDATE agent
SET serial_next = :serial
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND revoked_at IS NULL;
