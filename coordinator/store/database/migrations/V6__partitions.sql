-- Partitions by day (UTC). The owner makes and drops them; the system role only asks.

-- Tables that are cut by day.
CREATE FUNCTION partition_parents() RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$ SELECT ARRAY['sample_block', 'check_event', 'ingest_dead_letter', 'event'] $$;

-- Makes the partitions of every such table for each day from `from_day` to `to_day`; returns how many it made.
CREATE FUNCTION partition_ensure(from_day date, to_day date) RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    parent text;
    day    date;
    made   integer := 0;
    child  text;
BEGIN
    IF to_day - from_day NOT BETWEEN 0 AND 62 THEN
        RAISE EXCEPTION 'partition_ensure covers 1 to 63 days, not % to %', from_day, to_day;
    END IF;
    FOREACH parent IN ARRAY partition_parents() LOOP
        FOR step IN 0 .. to_day - from_day LOOP
            day := from_day + step;
            child := parent || '_' || to_char(day, 'YYYYMMDD');
            IF to_regclass(child) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                    child, parent, day::timestamptz, (day + 1)::timestamptz);
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;

-- Drops the partitions of one table that hold nothing from `keep_from` on; returns how many it dropped.
CREATE FUNCTION partition_drop_before(parent text, keep_from date) RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    child   text;
    dropped integer := 0;
BEGIN
    IF NOT parent = ANY (partition_parents()) THEN
        RAISE EXCEPTION '% is not cut by day', parent;
    END IF;
    FOR child IN
        SELECT c.relname
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent::regclass
          AND right(c.relname, 8) < to_char(keep_from, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %I', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION partition_ensure(date, date), partition_drop_before(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION partition_ensure(date, date), partition_drop_before(text, date) TO nocturne_system;

-- The runner's own table belongs to the owner; the programs only look at how far it is.
CREATE VIEW schema_version_seen AS SELECT version FROM refinery_schema_history;
GRANT SELECT ON schema_version_seen TO nocturne_app, nocturne_system;
