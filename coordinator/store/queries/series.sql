-- Series and the blocks that hold their samples. System role at ingest, application role for readers.

--! series_insert
INSERT INTO series (org_id, metric, labels, fingerprint, agent_id)
SELECT n.org_id, n.metric, n.labels, n.fingerprint, n.agent_id
FROM unnest(:org_ids::uuid[], :metrics::text[], :labels::jsonb[], :fingerprints::bigint[], :agent_ids::uuid[])
    AS n (org_id, metric, labels, fingerprint, agent_id)
ON CONFLICT (org_id, fingerprint, metric, labels) DO NOTHING;

--! series_find
SELECT s.org_id, s.series_id, s.metric, s.labels, s.agent_id
FROM series s
JOIN unnest(:org_ids::uuid[], :metrics::text[], :labels::jsonb[], :fingerprints::bigint[])
    AS n (org_id, metric, labels, fingerprint)
  ON s.org_id = n.org_id
 AND s.fingerprint = n.fingerprint
 AND s.metric = n.metric
 AND s.labels = n.labels;

--! series_count_by_agent
SELECT agent_id, count(*) AS n_series
FROM series
GROUP BY agent_id;

--! series_by_ids
SELECT org_id, series_id, metric, labels, agent_id
FROM series
WHERE series_id = ANY (:series_ids);

--! series_get
SELECT series_id, metric, labels, agent_id
FROM series
WHERE org_id = :org_id
  AND series_id = :series_id;

--! series_blocks
SELECT received_at, data
FROM sample_block
WHERE org_id = :org_id
  AND agent_id = :agent_id
  AND received_at >= :received_from
  AND ts_max >= :ts_from
  AND ts_min < :ts_to
ORDER BY received_at;

--! blocks_since
SELECT org_id, agent_id, received_at, ts_max, n_samples, data
FROM sample_block
WHERE received_at >= :received_from
ORDER BY received_at;

--! block_last_seq : (last_seq?, n_samples?)
SELECT max(last_seq)::bigint AS last_seq, sum(n_samples)::bigint AS n_samples, count(*) AS n_blocks
FROM sample_block
WHERE agent_id = :agent_id
  AND epoch = :epoch;
