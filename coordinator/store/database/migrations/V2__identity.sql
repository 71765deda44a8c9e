-- People and tokens. Users are global; what they may do in an organization is a binding there.

CREATE TABLE user_account (
    user_id         uuid        NOT NULL PRIMARY KEY,
    username        text        NOT NULL CHECK (username = lower(username)),
    password_hash   text        NOT NULL,
    -- Raised to log a user out everywhere: access tokens carry the version they were made with.
    session_version bigint      NOT NULL DEFAULT 1,
    disabled_at     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (username)
);
CALL system_table_protect('user_account');

CREATE TABLE role_binding (
    org_id     uuid        NOT NULL REFERENCES organization (org_id),
    user_id    uuid        NOT NULL REFERENCES user_account (user_id),
    role       text        NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, user_id)
);
CALL tenant_table_protect('role_binding');

CREATE TABLE api_token (
    org_id        uuid        NOT NULL REFERENCES organization (org_id),
    api_token_id  uuid        NOT NULL,
    name          text        NOT NULL,
    role          text        NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
    secret_sha256 bytea       NOT NULL UNIQUE,
    created_at    timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz,
    revoked_at    timestamptz,
    PRIMARY KEY (org_id, api_token_id)
);
CALL tenant_table_protect('api_token');

CREATE TABLE refresh_token (
    org_id           uuid        NOT NULL REFERENCES organization (org_id),
    refresh_token_id uuid        NOT NULL,
    user_id          uuid        NOT NULL REFERENCES user_account (user_id),
    -- Every token that came from one login; presenting a used one ends them all.
    family_id        uuid        NOT NULL,
    secret_sha256    bytea       NOT NULL UNIQUE,
    created_at       timestamptz NOT NULL DEFAULT now(),
    expires_at       timestamptz NOT NULL,
    used_at          timestamptz,
    revoked_at       timestamptz,
    PRIMARY KEY (org_id, refresh_token_id)
);
CREATE INDEX refresh_token_family ON refresh_token (org_id, family_id);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);
CALL tenant_table_protect('refresh_token');

-- Keys that sign access tokens. Private parts are wrapped by the key-encryption key.
CREATE TABLE signing_key (
    key_id          text        NOT NULL PRIMARY KEY,
    public_key      bytea       NOT NULL,
    private_wrapped bytea       NOT NULL,
    kek_id          text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    retired_at      timestamptz
);
CALL system_table_protect('signing_key');
