-- Organizations. Made by the system role, see user.sql.

--! organization_name
SELECT name
FROM organization
WHERE org_id = :org_id;
