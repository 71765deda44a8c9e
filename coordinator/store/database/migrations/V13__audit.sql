-- Who changed what. A row is written by the transaction that makes the change; the sealer chains committed rows of an
-- organization one after the other, so that a row that is edited or taken away afterwards is found.

CREATE TABLE audit (
    org_id      uuid        NOT NULL REFERENCES organization (org_id),
    audit_id    uuid        NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    actor_kind  text        NOT NULL CHECK (actor_kind IN ('user', 'api_token', 'join_token', 'system', 'anonymous')),
    actor_id    uuid,
    actor_name  text        NOT NULL,
    address     inet,
    request_id  text        NOT NULL,
    action      text        NOT NULL,
    object_kind text        NOT NULL,
    object_id   text        NOT NULL,
    object_name text        NOT NULL,
    -- JSON as text: what is hashed is what was written, letter by letter.
    before      text,
    after       text,
    PRIMARY KEY (org_id, audit_id)
);
CREATE INDEX audit_object ON audit (org_id, object_id, audit_id);
CREATE INDEX audit_object_name ON audit (org_id, object_name, audit_id);
CREATE INDEX audit_actor ON audit (org_id, actor_id, audit_id);
CREATE INDEX audit_action ON audit (org_id, action, audit_id);
CREATE INDEX audit_time ON audit (org_id, at);
CALL tenant_table_protect('audit');
-- Rows are only ever added, and the time is the database's.
REVOKE INSERT, UPDATE, DELETE ON audit FROM nocturne_app, nocturne_system;
GRANT INSERT (
    org_id, audit_id, actor_kind, actor_id, actor_name, address, request_id, action, object_kind, object_id, object_name,
    before, after
) ON audit TO nocturne_app, nocturne_system;

CREATE TABLE audit_seal (
    org_id    uuid        NOT NULL REFERENCES organization (org_id),
    seq       bigint      NOT NULL CHECK (seq > 0),
    audit_id  uuid        NOT NULL,
    chain     bytea       NOT NULL CHECK (length(chain) = 32),
    sealed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, seq),
    UNIQUE (org_id, audit_id),
    FOREIGN KEY (org_id, audit_id) REFERENCES audit (org_id, audit_id)
);
CALL tenant_table_protect('audit_seal');
REVOKE INSERT, UPDATE, DELETE ON audit_seal FROM nocturne_app, nocturne_system;
GRANT INSERT (org_id, seq, audit_id, chain) ON audit_seal TO nocturne_system;

-- Rows without a seal, in the order of their writing. The sealer finds its work here and leaves nothing behind, so that it
-- costs next to nothing while nobody changes anything.
CREATE TABLE audit_pending (
    org_id         uuid   NOT NULL REFERENCES organization (org_id),
    audit_id       uuid   NOT NULL,
    pending_number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (org_id, audit_id),
    FOREIGN KEY (org_id, audit_id) REFERENCES audit (org_id, audit_id)
);
CREATE INDEX audit_pending_order ON audit_pending (org_id, pending_number);
CALL tenant_table_protect('audit_pending');
REVOKE INSERT, UPDATE, DELETE ON audit_pending FROM nocturne_app, nocturne_system;
GRANT INSERT (org_id, audit_id) ON audit_pending TO nocturne_app, nocturne_system;
GRANT DELETE ON audit_pending TO nocturne_system;

CREATE FUNCTION audit_await_seal() RETURNS trigger
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO audit_pending (org_id, audit_id) VALUES (new.org_id, new.audit_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER audit_await_seal AFTER INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_await_seal();
