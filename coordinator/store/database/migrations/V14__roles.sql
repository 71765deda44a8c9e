-- Roles are rows: the three that every organization has, whose permissions the program defines, and those that people make.
CREATE TABLE role (
    org_id      uuid        NOT NULL REFERENCES organization (org_id),
    name        text        NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{0,31}$'),
    description text        NOT NULL DEFAULT '',
    -- Texts of permissions; absent in the built-in roles.
    permissions text[],
    version     bigint      NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, name)
);
CALL tenant_table_protect('role');

CREATE PROCEDURE role_built_in_insert(for_org_id uuid)
LANGUAGE sql
SET search_path = public, pg_temp
AS $$
    INSERT INTO role (org_id, name, description)
    VALUES (for_org_id, 'viewer', 'Looks.'),
           (for_org_id, 'operator', 'Runs the place.'),
           (for_org_id, 'admin', 'Also decides who belongs to it.');
$$;

CREATE FUNCTION organization_give_roles() RETURNS trigger
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
    CALL role_built_in_insert(NEW.org_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER organization_roles AFTER INSERT ON organization
    FOR EACH ROW EXECUTE FUNCTION organization_give_roles();

-- Row level security binds the owner too; for this transaction it sees the organizations that are there.
ALTER TABLE organization NO FORCE ROW LEVEL SECURITY;
ALTER TABLE role NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
    present uuid;
BEGIN
    FOR present IN SELECT org_id FROM organization LOOP
        CALL role_built_in_insert(present);
    END LOOP;
END
$$;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;
ALTER TABLE role FORCE ROW LEVEL SECURITY;

ALTER TABLE role_binding DROP CONSTRAINT role_binding_role_check;
ALTER TABLE role_binding ADD CONSTRAINT role_binding_role FOREIGN KEY (org_id, role) REFERENCES role (org_id, name);
CREATE INDEX role_binding_role_index ON role_binding (org_id, role);

ALTER TABLE api_token DROP CONSTRAINT api_token_role_check;
ALTER TABLE api_token ADD CONSTRAINT api_token_role FOREIGN KEY (org_id, role) REFERENCES role (org_id, name);
CREATE INDEX api_token_role_index ON api_token (org_id, role);
-- Narrows the role: absent is all of it.
ALTER TABLE api_token ADD COLUMN scopes text[];

ALTER TABLE user_account ADD COLUMN display_name text NOT NULL DEFAULT '';
ALTER TABLE user_account ADD COLUMN must_change_password boolean NOT NULL DEFAULT false;
ALTER TABLE user_account ADD COLUMN last_login_at timestamptz;
ALTER TABLE user_account ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX role_binding_user ON role_binding (user_id);
CREATE INDEX refresh_token_user ON refresh_token (user_id);
-- Where the session was begun or last continued.
ALTER TABLE refresh_token ADD COLUMN address text;
