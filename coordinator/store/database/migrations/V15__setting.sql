-- What administrators set. The settings of the installation are the rows of its first organization; a row of another
-- organization is nobody's setting.
CREATE TABLE setting (
    org_id     uuid        NOT NULL REFERENCES organization (org_id),
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    value      text        NOT NULL CHECK (octet_length(value) <= 4096),
    -- Of the transaction that wrote it: never the same again, also not after the row was gone.
    version    bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    updated_by text        NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, name)
);
CALL tenant_table_protect('setting');
