-- Who changed what, and the chain over it.

--! audit_insert (actor_id?, address?, before?, after?)
INSERT INTO audit (
    org_id, audit_id, actor_kind, actor_id, actor_name, address, request_id, action, object_kind, object_id, object_name,
    before, after
)
VALUES (
    :org_id, :audit_id, :actor_kind, :actor_id, :actor_name, (:address::text)::inet, :request_id, :action, :object_kind,
    :object_id, :object_name, :before, :after
);

--: AuditRow(actor_id?, address?, before?, after?, seq?, chain?)

-- A plan that is made for the filters that are given can use their index; one for all of them together can use none.
--! audit_plan
SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS mode;

-- Newest first. A filter that is NULL lets everything through.
--! audit_page (actor_id?, actor_name?, action?, object_kind?, object?, from_at?, to_at?, before_id?) : AuditRow
SELECT a.audit_id,
       a.at,
       a.actor_kind,
       a.actor_id,
       a.actor_name,
       host(a.address) AS address,
       a.request_id,
       a.action,
       a.object_kind,
       a.object_id,
       a.object_name,
       a.before,
       a.after,
       s.seq,
       s.chain
FROM audit a
LEFT JOIN audit_seal s ON s.org_id = a.org_id AND s.audit_id = a.audit_id
WHERE a.org_id = :org_id
  AND (:before_id::uuid IS NULL OR a.audit_id < :before_id)
  AND (:actor_id::uuid IS NULL OR a.actor_id = :actor_id)
  AND (:actor_name::text IS NULL OR a.actor_name = :actor_name)
  AND (:action::text IS NULL OR a.action = :action)
  AND (:object_kind::text IS NULL OR a.object_kind = :object_kind)
  AND (:object::text IS NULL OR a.object_id = :object OR a.object_name = :object)
  AND (:from_at::timestamptz IS NULL OR a.at >= :from_at)
  AND (:to_at::timestamptz IS NULL OR a.at < :to_at)
ORDER BY a.audit_id DESC
LIMIT :n_rows;

--! audit_get : AuditRow
SELECT a.audit_id,
       a.at,
       a.actor_kind,
       a.actor_id,
       a.actor_name,
       host(a.address) AS address,
       a.request_id,
       a.action,
       a.object_kind,
       a.object_id,
       a.object_name,
       a.before,
       a.after,
       s.seq,
       s.chain
FROM audit a
LEFT JOIN audit_seal s ON s.org_id = a.org_id AND s.audit_id = a.audit_id
WHERE a.org_id = :org_id
  AND a.audit_id = :audit_id;

-- In the order of the seals, oldest first. A seal whose row is gone is there without it.
--! audit_sealed_page : (at?, actor_kind?, actor_id?, actor_name?, address?, request_id?, action?, object_kind?, object_id?, object_name?, before?, after?)
SELECT s.seq,
       s.chain,
       s.audit_id,
       a.at,
       a.actor_kind,
       a.actor_id,
       a.actor_name,
       host(a.address) AS address,
       a.request_id,
       a.action,
       a.object_kind,
       a.object_id,
       a.object_name,
       a.before,
       a.after
FROM audit_seal s
LEFT JOIN audit a ON a.org_id = s.org_id AND a.audit_id = s.audit_id
WHERE s.org_id = :org_id
  AND s.seq > :after_seq
ORDER BY s.seq
LIMIT :n_rows;

-- Rows that have no seal and do not wait for one: nobody who writes as Nocturne does leaves such a row.
--! audit_stray
SELECT a.audit_id
FROM audit a
WHERE a.org_id = :org_id
  AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.org_id = a.org_id AND s.audit_id = a.audit_id)
  AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.org_id = a.org_id AND p.audit_id = a.audit_id)
ORDER BY a.audit_id
LIMIT :n_rows;

--! audit_pending_count
SELECT count(*) AS n_rows
FROM audit_pending
WHERE org_id = :org_id;

-- By the system role: organizations whose rows wait for a seal.
--! audit_pending_organizations
SELECT DISTINCT org_id
FROM audit_pending;

-- One sealer of an organization at a time; false when another one is at it.
--! audit_seal_lock
SELECT pg_try_advisory_xact_lock(hashtextextended(:org_id::uuid::text, 7281013)) AS locked;

--! audit_seal_head
SELECT seq, chain
FROM audit_seal
WHERE org_id = :org_id
ORDER BY seq DESC
LIMIT 1;

-- In the order of their writing: two changes of one thing wait for each other, and each writes its row after its change.
--! audit_pending_page : (actor_id?, address?, before?, after?)
SELECT a.audit_id,
       a.at,
       a.actor_kind,
       a.actor_id,
       a.actor_name,
       host(a.address) AS address,
       a.request_id,
       a.action,
       a.object_kind,
       a.object_id,
       a.object_name,
       a.before,
       a.after
FROM audit_pending p
JOIN audit a ON a.org_id = p.org_id AND a.audit_id = p.audit_id
WHERE p.org_id = :org_id
ORDER BY p.pending_number
LIMIT :n_rows;

--! audit_seal_insert
INSERT INTO audit_seal (org_id, seq, audit_id, chain)
SELECT :org_id::uuid, sealed.seq, sealed.audit_id, sealed.chain
FROM unnest(:seqs::bigint[], :audit_ids::uuid[], :chains::bytea[]) AS sealed (seq, audit_id, chain);

--! audit_pending_delete
DELETE FROM audit_pending
WHERE org_id = :org_id
  AND audit_id = ANY(:audit_ids::uuid[]);
