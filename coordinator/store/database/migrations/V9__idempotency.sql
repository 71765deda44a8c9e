-- Creations that were asked for under an id of the caller's own, so that asking again makes nothing twice. Kept a day.
CREATE TABLE idempotency_key (
    org_id         uuid        NOT NULL REFERENCES organization (org_id),
    -- Who asked: ids of two callers never meet.
    principal      text        NOT NULL,
    method         text        NOT NULL,
    request_id     text        NOT NULL CHECK (length(request_id) BETWEEN 1 AND 128),
    request_sha256 bytea       NOT NULL CHECK (length(request_sha256) = 32),
    -- Absent only inside the transaction that claims the id.
    response       bytea,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, principal, method, request_id)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
CALL tenant_table_protect('idempotency_key');
