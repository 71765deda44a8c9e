-- The database itself.

--! system_database
SELECT current_setting('server_version') AS server_version, now() AS database_now;
