-- Sites and the tokens that let an agent join one.

--! site_insert
INSERT INTO site (org_id, site_id, slug)
VALUES (:org_id, :site_id, :slug)
ON CONFLICT (org_id, slug) DO NOTHING;

--! site_by_slug
SELECT site_id
FROM site
WHERE org_id = :org_id
  AND slug = :slug;

--! join_token_insert
INSERT INTO join_token (org_id, join_token_id, site_id, labels, agent_slug, secret_sha256, expires_at)
VALUES (
    :org_id, :join_token_id, :site_id, :labels, :agent_slug, :secret_sha256, now() + make_interval(secs => :ttl_s)
);

--: JoinTokenRow(agent_id?)

--! join_token_get : JoinTokenRow
SELECT t.join_token_id,
       s.slug AS site,
       t.labels,
       t.agent_slug,
       t.created_at,
       t.expires_at,
       t.agent_id,
       CASE
           WHEN t.redeemed_at IS NOT NULL THEN 'REDEEMED'
           WHEN t.revoked_at IS NOT NULL THEN 'REVOKED'
           WHEN t.expires_at <= now() THEN 'EXPIRED'
           ELSE 'OPEN'
       END AS state
FROM join_token t
JOIN site s ON s.org_id = t.org_id AND s.site_id = t.site_id
WHERE t.org_id = :org_id
  AND t.join_token_id = :join_token_id;

--! join_token_page (before?) : JoinTokenRow
SELECT t.join_token_id,
       s.slug AS site,
       t.labels,
       t.agent_slug,
       t.created_at,
       t.expires_at,
       t.agent_id,
       CASE
           WHEN t.redeemed_at IS NOT NULL THEN 'REDEEMED'
           WHEN t.revoked_at IS NOT NULL THEN 'REVOKED'
           WHEN t.expires_at <= now() THEN 'EXPIRED'
           ELSE 'OPEN'
       END AS state
FROM join_token t
JOIN site s ON s.org_id = t.org_id AND s.site_id = t.site_id
WHERE t.org_id = :org_id
  AND (:before::uuid IS NULL OR t.join_token_id < :before)
ORDER BY t.join_token_id DESC
LIMIT :n_rows;

--! join_token_revoke
UPDATE join_token
SET revoked_at = now()
WHERE org_id = :org_id
  AND join_token_id = :join_token_id
  AND redeemed_at IS NULL
  AND revoked_at IS NULL;
