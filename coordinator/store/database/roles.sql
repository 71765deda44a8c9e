-- The three roles of Nocturne. Run once per cluster by someone who may create roles and grant BYPASSRLS
-- (`nocturne-coordinator dev` does it by itself); passwords are set afterwards with \password or ALTER ROLE.
--
--   nocturne_owner   owns the schema, runs migrations, never serves a request
--   nocturne_app     serves requests; row level security always applies to it
--   nocturne_system  ingest, presence, enrolment, login look-ups, retention; sees every organization, changes no schema
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nocturne_owner') THEN
        CREATE ROLE nocturne_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nocturne_app') THEN
        CREATE ROLE nocturne_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nocturne_system') THEN
        CREATE ROLE nocturne_system LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
    END IF;
END
$$;
