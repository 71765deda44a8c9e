-- Organizations, and the two procedures by which every later table is protected.

-- Row level security for a table whose rows belong to one organization each: forced, so that it binds the owner too.
-- The application role names its organization in app.org_id; a pooled session that named none sees nothing.
CREATE PROCEDURE tenant_table_protect(tenant_table regclass)
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO nocturne_app
            USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)
            WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)',
        tenant_table);
    -- Where BYPASSRLS cannot be granted this is what lets the system role work; elsewhere it changes nothing.
    EXECUTE format('CREATE POLICY system ON %s TO nocturne_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO nocturne_app, nocturne_system', tenant_table);
END
$$;

-- A table that belongs to no organization: only the system role works with it.
CREATE PROCEDURE system_table_protect(system_table regclass)
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO nocturne_system', system_table);
END
$$;

CREATE TABLE organization (
    org_id     uuid        NOT NULL PRIMARY KEY,
    slug       text        NOT NULL UNIQUE,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CALL tenant_table_protect('organization');
