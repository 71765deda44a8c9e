-- A second factor (RFC 6238) and the codes for when it is lost.
CREATE TABLE user_totp (
    user_id        uuid        NOT NULL PRIMARY KEY REFERENCES user_account (user_id) ON DELETE CASCADE,
    secret_wrapped bytea       NOT NULL,
    kek_id         text        NOT NULL,
    -- Absent until a code has proved that the secret arrived.
    confirmed_at   timestamptz,
    -- Step of the last code that was accepted: a code works once.
    last_step      bigint      NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CALL system_table_protect('user_totp');

CREATE TABLE recovery_code (
    user_id     uuid        NOT NULL REFERENCES user_totp (user_id) ON DELETE CASCADE,
    code_sha256 bytea       NOT NULL,
    used_at     timestamptz,
    PRIMARY KEY (user_id, code_sha256)
);
CALL system_table_protect('recovery_code');
