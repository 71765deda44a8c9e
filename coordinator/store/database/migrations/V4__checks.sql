-- What is measured, by whom, and how it stands.

CREATE TABLE check_definition (
    org_id         uuid        NOT NULL REFERENCES organization (org_id),
    check_id       uuid        NOT NULL,
    slug           text        NOT NULL,
    description    text        NOT NULL DEFAULT '',
    agent_selector text        NOT NULL DEFAULT '',
    enabled        boolean     NOT NULL DEFAULT true,
    -- The revision in force.
    revision       integer     NOT NULL CHECK (revision > 0),
    -- Raised by every change: the etag.
    version        bigint      NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    -- A deleted check keeps its row: results of it may still be in a spool.
    deleted_at     timestamptz,
    PRIMARY KEY (org_id, check_id)
);
CREATE UNIQUE INDEX check_definition_slug ON check_definition (org_id, slug) WHERE deleted_at IS NULL;
CALL tenant_table_protect('check_definition');

-- Specifications, never changed: results name the revision they were measured by.
CREATE TABLE check_revision (
    org_id     uuid        NOT NULL,
    check_id   uuid        NOT NULL,
    revision   integer     NOT NULL CHECK (revision > 0),
    spec       jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, check_id, revision),
    FOREIGN KEY (org_id, check_id) REFERENCES check_definition (org_id, check_id)
);
CALL tenant_table_protect('check_revision');

-- Which revision was ever given to which agent: results of anything else are refused.
CREATE TABLE check_assignment (
    org_id            uuid        NOT NULL,
    agent_id          uuid        NOT NULL,
    check_id          uuid        NOT NULL,
    revision          integer     NOT NULL,
    first_assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, agent_id, check_id, revision),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id),
    FOREIGN KEY (org_id, check_id, revision) REFERENCES check_revision (org_id, check_id, revision)
);
CALL tenant_table_protect('check_assignment');

CREATE TABLE check_state (
    org_id     uuid        NOT NULL,
    check_id   uuid        NOT NULL,
    target     text        NOT NULL,
    agent_id   uuid        NOT NULL,
    revision   integer     NOT NULL,
    status     text        NOT NULL CHECK (status IN ('UP', 'DEGRADED', 'DOWN', 'INCONCLUSIVE')),
    reason     text        NOT NULL DEFAULT '',
    evidence   text        NOT NULL DEFAULT '',
    -- Agent's clock.
    since_at   timestamptz NOT NULL,
    -- Database clock: the age of what is said here.
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, check_id, target, agent_id),
    FOREIGN KEY (org_id, check_id) REFERENCES check_definition (org_id, check_id),
    FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, agent_id)
);
CALL tenant_table_protect('check_state');

CREATE TABLE check_event (
    org_id      uuid        NOT NULL,
    check_id    uuid        NOT NULL,
    target      text        NOT NULL,
    agent_id    uuid        NOT NULL,
    before      text        NOT NULL DEFAULT '',
    status      text        NOT NULL,
    reason      text        NOT NULL DEFAULT '',
    evidence    text        NOT NULL DEFAULT '',
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (received_at);
CREATE INDEX check_event_check ON check_event (org_id, check_id, received_at);
CALL tenant_table_protect('check_event');
