-- Series and samples, and the times without them.

CREATE TABLE series (
    org_id      uuid        NOT NULL REFERENCES organization (org_id),
    series_id   bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    metric      text        NOT NULL,
    labels      jsonb       NOT NULL,
    -- 64 bits over metric and labels; a collision is resolved by the labels themselves.
    fingerprint bigint      NOT NULL,
    -- Whose blocks hold its samples.
    agent_id    uuid        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, series_id),
    UNIQUE (org_id, fingerprint, metric, labels),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
);
CREATE INDEX series_agent ON series (org_id, agent_id);
CALL tenant_table_protect('series');

-- One row per agent and commit: what an acknowledgement promises. Layout of data: nocturne-core, block.rs.
CREATE TABLE sample_block (
    org_id          uuid        NOT NULL,
    agent_id        uuid        NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT now(),
    epoch           bigint      NOT NULL,
    first_seq       bigint      NOT NULL,
    last_seq        bigint      NOT NULL,
    ts_min          timestamptz NOT NULL,
    ts_max          timestamptz NOT NULL,
    n_samples       integer     NOT NULL,
    clock_offset_us bigint      NOT NULL,
    -- A reader that takes rows below the oldest running transaction misses none.
    xid             xid8        NOT NULL DEFAULT pg_current_xact_id(),
    data            bytea       NOT NULL
) PARTITION BY RANGE (received_at);
ALTER TABLE sample_block ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX sample_block_agent ON sample_block (agent_id, received_at);
CALL tenant_table_protect('sample_block');

CREATE TABLE gap (
    org_id      uuid        NOT NULL,
    gap_id      uuid        NOT NULL,
    agent_id    uuid        NOT NULL,
    cause       text        NOT NULL,
    from_at     timestamptz NOT NULL,
    to_at       timestamptz NOT NULL,
    records     bigint      NOT NULL DEFAULT 0,
    detail      text        NOT NULL DEFAULT '',
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, gap_id),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
);
CREATE INDEX gap_time ON gap (org_id, to_at);
CALL tenant_table_protect('gap');

-- Records that were acknowledged though they could not be read or were not allowed; kept for a look.
CREATE TABLE ingest_dead_letter (
    org_id      uuid        NOT NULL,
    agent_id    uuid        NOT NULL,
    epoch       bigint      NOT NULL,
    lane        smallint    NOT NULL,
    seq         bigint      NOT NULL,
    kind        integer     NOT NULL,
    reason      text        NOT NULL,
    payload     bytea       NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (received_at);
CREATE INDEX ingest_dead_letter_agent ON ingest_dead_letter (org_id, agent_id, received_at);
CALL tenant_table_protect('ingest_dead_letter');

-- What happened, written by the transaction that made it happen.
CREATE TABLE event (
    org_id      uuid        NOT NULL,
    event_id    uuid        NOT NULL,
    kind        text        NOT NULL,
    -- What it is about; events of one key keep their order.
    key         text        NOT NULL,
    data        jsonb       NOT NULL,
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (received_at);
CREATE INDEX event_org ON event (org_id, received_at);
CALL tenant_table_protect('event');
