-- Sites, agents, how they join and where they stand.

CREATE TABLE site (
    org_id     uuid        NOT NULL REFERENCES organization (org_id),
    site_id    uuid        NOT NULL,
    slug       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, site_id),
    UNIQUE (org_id, slug)
);
CALL tenant_table_protect('site');

-- The authority that certifies agents. One is active; its key is wrapped by the key-encryption key.
CREATE TABLE certificate_authority (
    ca_id           uuid        NOT NULL PRIMARY KEY,
    trust_domain    text        NOT NULL,
    certificate_der bytea       NOT NULL,
    key_wrapped     bytea       NOT NULL,
    kek_id          text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('active', 'retired')),
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX certificate_authority_one_active ON certificate_authority (state) WHERE state = 'active';
CALL system_table_protect('certificate_authority');

CREATE TABLE agent (
    org_id                 uuid        NOT NULL REFERENCES organization (org_id),
    agent_id               uuid        NOT NULL,
    slug                   text        NOT NULL,
    site_id                uuid        NOT NULL,
    -- Given by the token or an administrator, never by the agent: selectors match these.
    labels                 jsonb       NOT NULL DEFAULT '{}',
    hostname               text        NOT NULL DEFAULT '',
    version                text        NOT NULL DEFAULT '',
    capabilities           text[]      NOT NULL DEFAULT '{}',
    -- The first use of serial_next makes it serial_current and ends the old one.
    serial_current         bytea       NOT NULL,
    serial_next            bytea,
    certificate_expires_at timestamptz NOT NULL,
    -- Raised at every accepted session; a session with a lower one may not write.
    fence                  bigint      NOT NULL DEFAULT 0,
    -- The latest epoch given out to any spool of this agent.
    epoch_last             bigint      NOT NULL DEFAULT 0,
    revoked_at             timestamptz,
    created_at             timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, agent_id),
    UNIQUE (agent_id),
    UNIQUE (org_id, slug),
    FOREIGN KEY (org_id, site_id) REFERENCES site (org_id, site_id)
);
CALL tenant_table_protect('agent');

CREATE TABLE join_token (
    org_id               uuid        NOT NULL REFERENCES organization (org_id),
    join_token_id        uuid        NOT NULL,
    site_id              uuid        NOT NULL,
    labels               jsonb       NOT NULL DEFAULT '{}',
    agent_slug           text        NOT NULL DEFAULT '',
    secret_sha256        bytea       NOT NULL,
    created_at           timestamptz NOT NULL DEFAULT now(),
    expires_at           timestamptz NOT NULL,
    revoked_at           timestamptz,
    -- Bound to the first key that redeems it; the same key may repeat the call for a while.
    redeemed_at          timestamptz,
    redeemed_spki_sha256 bytea,
    agent_id             uuid,
    PRIMARY KEY (org_id, join_token_id),
    UNIQUE (join_token_id),
    FOREIGN KEY (org_id, site_id) REFERENCES site (org_id, site_id),
    CHECK ((redeemed_at IS NULL) = (redeemed_spki_sha256 IS NULL))
);
CALL tenant_table_protect('join_token');

CREATE TABLE agent_certificate (
    org_id      uuid        NOT NULL,
    agent_id    uuid        NOT NULL,
    serial      bytea       NOT NULL,
    spki_sha256 bytea       NOT NULL,
    not_before  timestamptz NOT NULL,
    not_after   timestamptz NOT NULL,
    issued_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, agent_id, serial),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
);
CALL tenant_table_protect('agent_certificate');

-- How far each lane of each agent's spool is stored. The row lock of ingest.
CREATE TABLE agent_cursor (
    org_id     uuid        NOT NULL,
    agent_id   uuid        NOT NULL,
    lane       smallint    NOT NULL CHECK (lane IN (0, 1)),
    spool_id   bytea       NOT NULL CHECK (length(spool_id) = 16),
    epoch      bigint      NOT NULL CHECK (epoch > 0),
    seq        bigint      NOT NULL CHECK (seq >= 0),
    chain      bytea       NOT NULL CHECK (length(chain) = 16),
    fence      bigint      NOT NULL,
    -- Agent's clock at the last stored record: the begin of a gap that follows it.
    last_at    timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, agent_id, lane),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
) WITH (fillfactor = 50);
CALL tenant_table_protect('agent_cursor');

-- What the latest heartbeat said. Written in batches, once a second for all agents of a coordinator.
CREATE TABLE agent_presence (
    org_id                uuid        NOT NULL,
    agent_id              uuid        NOT NULL,
    last_seen_at          timestamptz NOT NULL,
    clock_offset_us       bigint      NOT NULL DEFAULT 0,
    spool_pending_records bigint      NOT NULL DEFAULT 0,
    spool_dropped_records bigint      NOT NULL DEFAULT 0,
    scheduled_checks      integer     NOT NULL DEFAULT 0,
    missed_slots          bigint      NOT NULL DEFAULT 0,
    degraded              text[]      NOT NULL DEFAULT '{}',
    remote_address        text        NOT NULL DEFAULT '',
    PRIMARY KEY (org_id, agent_id),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
) WITH (fillfactor = 50);
CALL tenant_table_protect('agent_presence');

-- What an agent should run, and what became of each attempt.
CREATE TABLE desired_state (
    org_id     uuid        NOT NULL,
    agent_id   uuid        NOT NULL,
    generation bigint      NOT NULL CHECK (generation > 0),
    sha256     bytea       NOT NULL CHECK (length(sha256) = 32),
    document   bytea       NOT NULL,
    state      text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'applied', 'failed')),
    detail     text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    PRIMARY KEY (org_id, agent_id, generation),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
);
CALL tenant_table_protect('desired_state');
